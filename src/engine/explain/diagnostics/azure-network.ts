/** Virtual networks, subnets, addresses, route tables and peerings. */
import type { Args, DiagnosticText } from './text.ts';

const freeHint = ({ free }: Args) => (free === undefined ? '' : free === '' ? 'このサブネットに空きはありません。' : `{free} が空いています。`);
const USE_FREE = '{free} に変える';

export const AZURE_NETWORK: Readonly<Record<string, DiagnosticText>> = {
  'vnet-range-forbidden': { ja: '{prefix} は {range} と重なるため、アドレス空間にできません。プライベートな範囲を選んでください。' },
  'vnet-overlaps-itself': { ja: '{prefix} は同じ仮想ネットワークの {otherPrefix} と重なっています。どちらかを取り除いてください。' },
  'vnet-overlap': {
    ja: '{prefix} は {other} の {otherPrefix} と重なっていますが、2 つのネットワークはつながっています。どちらかのアドレス空間を変えてください。',
  },
  'onprem-overlaps-vnet': {
    ja: '{prefix} は、ここへ到達できる {vnet} の {space} と重なっています。両者の間のパケットは正しく届きません。どちらかの範囲を変えてください。',
  },
  'subnet-outside-vnet': {
    ja: '{prefix} は {vnet} のアドレス空間 ({spaces}) に含まれません。サブネットを移すか、アドレス空間を広げてください。',
    fix: '{free} に移す',
  },
  'subnet-overlap': { ja: '{prefix} は {other} の {otherPrefix} と重なっています。どちらかの範囲を変えてください。' },
  'subnet-ipv6-length': { ja: 'IPv6 サブネットは /{limit} です。/{length} にはできません。' },
  'subnet-too-large': { ja: '/{length} は大きすぎます。サブネットは最大で /{limit} です。' },
  'subnet-too-small': {
    ja: ({ of }) =>
      of === 'both'
        ? '/{length} では VPN と ExpressRoute の 2 つのゲートウェイには小さすぎます。/{limit} 以上の大きさにしてください。'
        : of === ''
          ? '/{length} はサブネットとして小さすぎます。/{limit} 以上の大きさにしてください。'
          : '/{length} は {of} として小さすぎます。/{limit} 以上の大きさにしてください。',
  },
  'subnet-name-spelling': { ja: 'Azure は {meant} という綴りだけを特別なサブネットとして扱います。名前を {name} から変えてください。' },
  'address-outside-subnet': { ja: (a) => `{address} は {subnet} ({prefix}) の範囲にありません。${freeHint(a)}`, fix: USE_FREE },
  'address-reserved': { ja: (a) => `{address} は、Azure がどのサブネットでも予約する 5 つのアドレスの 1 つです。${freeHint(a)}`, fix: USE_FREE },
  'address-taken': { ja: (a) => `{address} はすでに {other} のアドレスです。${freeHint(a) || '別のアドレスにしてください。'}`, fix: USE_FREE },
  'public-address-in-use': { ja: '{pip} はすでに {other} が使っています。別のパブリック IP アドレスを使ってください。' },
  'wrong-subnet': { ja: '{kind}は {subnet} ではなく、{wanted} という名前のサブネットに置く必要があります。' },
  'second-of-a-kind': { ja: '{vnet} にはすでに{kind} {other} があります。仮想ネットワークに 1 つだけです。' },
  'reserved-subnet': { ja: '{subnet} は {whose} 専用です。{nic} を別のサブネットに移してください。' },
  'route-table-on-route-server': { ja: 'RouteServerSubnet にはルート テーブルを関連付けられません。{table} を外してください。', fix: 'ルート テーブルを外す' },
  'firewall-table-without-default': {
    ja: 'ルート テーブル {table} には 0.0.0.0/0 → Internet が必要です (AzureFirewallSubnetRouteTableMustHaveDefaultRouteToInternet)。',
    fix: '0.0.0.0/0 をインターネットへ向ける',
  },
  'default-route-on-gateway-subnet': {
    ja: 'ルート テーブル {table} に既定のルートがあります。現在のプラットフォームは GatewaySubnet でこれを拒否します。プレフィックスを個別に書いてください。',
  },
  'propagation-off-on-gateway-subnet': {
    ja: 'ルート テーブル {table} がゲートウェイ自身のルートを遮るため、ゲートウェイが動かなくなります。伝達を有効にしてください。',
    fix: '伝達を有効にする',
  },
  'not-on-this-subnet': { ja: '{name} には{what}を関連付けられません。外してください。', fix: '{what}を外す' },
  'udr-too-many': { ja: 'ルートが {count} 個あります。1 つのテーブルには {most} 個までです。' },
  'udr-duplicate': {
    ja: '{route} と {other} はどちらも {prefix} 宛てです。1 つのテーブルに同じプレフィックスのルートは 1 つだけなので、どちらかを取り除いてください。',
    fix: '{route} を取り除く',
  },
  'udr-next-hop-missing': { ja: '{route} は VirtualAppliance 宛てなので、nextHopIpAddress が必要です。' },
  'udr-next-hop-unused': { ja: '{route} は {type} 宛てで、nextHopIpAddress を取りません。{nextHop} を取り除いてください。', fix: 'アドレスを取り除く' },
  'udr-gateway-with-expressroute': {
    ja: '{route} は VirtualNetworkGateway 宛てですが、{vnet} では機能しません。ExpressRoute には使えず、両方のゲートウェイがある場合も使えません。',
  },
  'udr-gateway-none': { ja: '{route} は VirtualNetworkGateway 宛てですが、{vnet} には VPN ゲートウェイがありません。パケットは破棄されます。' },
  'udr-next-hop-unreachable': {
    ja: '{route}: {nextHop} は {vnet} にも、{vnet} と直接ピアリングしたネットワークにもありません。パケットは破棄されます。',
  },
  'udr-next-hop-nobody': { ja: '{route}: {where} に {nextHop} を持つものがありません。パケットは破棄されます。' },
  'udr-next-hop-no-appliance': { ja: '{route}: {nextHop} は {holder} のアドレスで、{holder} はルートから受け取ったパケットを転送しません。' },
  'udr-next-hop-not-forwarding': {
    ja: '{route}: {nextHop} を持つ {holder} の {nic} は、他者宛てのパケットを受け取りません。IP 転送を有効にしてください。',
    fix: '{holder} の IP 転送を有効にする',
  },
  'peering-self': { ja: '{peering} は自分自身に戻ってきます。取り除いてください。' },
  'peering-twice': { ja: '{peering} と {other} はどちらも {remote} に向いています。どちらかを取り除いてください。' },
  'peering-initiated': {
    ja: 'ピアリング {peering} は Initiated のままで、何も運びません。{remote} からもピアリングを作ってください。',
    fix: '{remote} からのピアリングを追加する',
  },
  'remote-gateways-twice': {
    ja: '{other} がすでにリモート ゲートウェイを使っています。1 つのネットワークでリモート ゲートウェイを使えるピアリングは 1 つだけです。',
    fix: 'リモート ゲートウェイを使わない',
  },
  'remote-gateways-with-own': {
    ja: 'このネットワークには {own} があるため、{peering} はリモート ゲートウェイを使えません。',
    fix: 'リモート ゲートウェイを使わない',
  },
  'remote-gateways-none': { ja: '{peering} はリモート ゲートウェイを使いますが、{remote} にはゲートウェイも Route Server もありません。' },
  'remote-gateways-not-allowed': {
    ja: '{peering} はリモート ゲートウェイを使いますが、{remote} の {back} はゲートウェイ転送を許可していません。',
    fix: '{back} でゲートウェイ転送を許可する',
  },
  'nic-without-ipv4': {
    ja: '{nic} のプライマリ アドレスが {address} です。NIC のプライマリは IPv4 でなければなりません。IPv4 アドレスを指定し、{address} は別の IP 構成に移してください。',
  },
  'udr-next-hop-family': {
    ja: '{route}: {prefix} の行き先が {nextHop} です。ネクスト ホップはプレフィックスと同じファミリーでなければなりません。アプライアンスの {family} アドレスを指定してください。',
  },
  'ipv6-not-by-vpn': {
    ja: 'VPN ゲートウェイの IPv6 (Azure ではプレビュー) は再現していません。{vnet} の {machine} に IPv6 で届くのは、このネットワークとそのピアからだけです。',
  },
  'vpn-ipv6-prefix': { ja: '{prefix} はルートになりません。VPN ゲートウェイの IPv6 (Azure ではプレビュー) は再現していません。' },
  'vpn-ipv6-outer': { ja: '{address} はトンネルの相手になれません。VPN ゲートウェイの外側は IPv4 だけです。IPv4 アドレスを指定してください。' },
  'ipv6-not-by-expressroute': {
    ja: 'ExpressRoute プライベート ピアリングの IPv6 はまだ再現していません。{vnet} の {machine} に IPv6 で届くのは、このネットワークとそのピアからだけです。',
  },
  'ipv6-not-by-firewall': {
    ja: 'Azure Firewall を通る IPv6 (Azure ではプレビュー) は再現していません。{vnet} の {machine} に IPv6 で届くのは、このネットワークとそのピアからだけです。',
  },
  'udr-ipv6-to-gateway': {
    ja: '{route}: {prefix} の行き先が VPN ゲートウェイです。IPv6 のユーザー定義ルートでは指定できません。取り除いてください。',
  },
  'ipv6-not-by-route-server': {
    ja: 'Route Server が扱うのは IPv4 だけです。{vnet} の {machine} に IPv6 で届くのは、このネットワークとそのピアからだけです。',
  },
};
