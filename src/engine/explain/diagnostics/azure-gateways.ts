/** Gateways, connections, circuits, Route Server and the AS numbers between them. */
import type { DiagnosticText } from './text.ts';

const USE_AZURE_ASN = '65515 を使う';

export const AZURE_GATEWAYS: Readonly<Record<string, DiagnosticText>> = {
  'gateway-bgp-addresses': { ja: 'インスタンス {instances} 個に対して BGP アドレスが {count} 個です。インスタンスごとに 1 つにしてください。' },
  'gateway-public-addresses': {
    ja: 'インスタンス {instances} 個に対してパブリック IP アドレスが {count} 個です。トンネルにはインスタンスごとに 1 つ必要です。',
  },
  'apipa-out-of-range': { ja: '{address} は範囲外です。Azure 側の APIPA アドレスは 169.254.21.0–169.254.22.255 に限られます。' },
  'gateway-asn-beside-route-server': {
    ja: 'Route Server {routeServer} と同居する VPN ゲートウェイの AS 番号は、{asn} ではなく 65515 でなければなりません。',
    fix: USE_AZURE_ASN,
  },
  'gateway-standby-beside-route-server': {
    ja: 'Route Server {routeServer} と同居する VPN ゲートウェイは、アクティブ/アクティブでなければなりません。',
    fix: 'アクティブ/アクティブにする',
  },
  'gateway-asn-beside-expressroute': {
    ja: 'ExpressRoute ゲートウェイ {other} と同居する VPN ゲートウェイの AS 番号は、{asn} ではなく 65515 でなければなりません。',
    fix: USE_AZURE_ASN,
  },
  'setting-of-vpn-gateways': {
    ja: '{key} は VPN ゲートウェイの設定です。ExpressRoute ゲートウェイには必ずインスタンスが 2 つあり、常に BGP を使います。',
    fix: '{key} を取り除く',
  },
  'expressroute-gateway-asn': { ja: 'ExpressRoute ゲートウェイの AS 番号は {asn} ではなく、常に 65515 です。', fix: USE_AZURE_ASN },
  'gateway-asn-reserved': { ja: 'AS {asn} は予約済みです。65515 か、65010 のようなプライベート AS 番号を使ってください。', fix: '{use} を使う' },
  'local-gateway-asn-reserved': {
    ja: ({ asn }) =>
      asn === 65515
        ? 'ローカル ネットワーク ゲートウェイに予約済みの AS {asn} は使えません。2 つのゲートウェイを Vnet2Vnet 接続でつないでください。'
        : 'ローカル ネットワーク ゲートウェイに予約済みの AS {asn} は使えません。別の番号を使ってください。',
  },
  'connection-to-own-address': { ja: '{local} のアドレスが {gateway} 自身のもの ({address}) です。相手の機器のアドレスにしてください。' },
  'connection-address-taken': { ja: '{gateway} から {address} へは、すでに {other} がつないでいます。接続ごとに別のアドレスが必要です。' },
  'connection-same-asn': { ja: '{one} と {other} はどちらも AS {asn} です。この間の BGP には異なる 2 つの番号が必要です。' },
  'circuit-peer-asn': { ja: '顧客側の AS 番号を {asn} にはできません。65515 から 65520 と 12076 は Microsoft のものです。' },
  'route-server-peer-asn': {
    ja: ({ asn }) =>
      asn === 65515
        ? 'ピア {name}: {asn} は Route Server 自身の AS 番号です (This BGP peer cannot share the same ASN as the virtual hub)。アプライアンスの番号を変えてください。'
        : Number(asn) > 65535
          ? 'ピア {name}: AS {asn} は 16 ビットを超えています。アプライアンスの番号を変えてください。'
          : 'ピア {name}: AS {asn} は予約済みです。アプライアンスの番号を変えてください。',
  },
  'connection-incomplete': { ja: '{type} 接続の相手がありません。{end} に指定してください。' },
  'connection-surplus': { ja: '{type} 接続に {end} はありません。取り除いてください。', fix: '{end} を取り除く' },
  'connection-gateway-type': { ja: '{connectionType} 接続には {wanted} 型のゲートウェイが必要ですが、{gateway} は {type} 型です。' },
  'connection-to-itself': { ja: '{gateway} を自分自身に接続することはできません。' },
  'connection-bgp-one-sided': {
    ja: 'BGP がこちらでは有効、{other} では無効です。セッションは確立せず、互いに相手のネットワーク自身のプレフィックスしか知りません。{other} でも有効にしてください。',
    fix: '{other} の BGP を有効にする',
  },
  'connection-one-way': {
    ja: '{from} から {to} への接続がないため、トンネルは上がりません。追加してください。',
    fix: '{from} からの接続を追加する',
  },
  'connection-bgp-gateway': { ja: 'BGP が有効ですが、{gateway} では無効です。そちらも有効にしてください。', fix: '{gateway} で BGP を有効にする' },
  'connection-bgp-local': { ja: 'BGP が有効ですが、{gateway} に bgpSettings がありません。AS 番号とアドレスを設定してください。' },
  'circuit-prefix-length': { ja: '{prefix} の長さが違います。プライベート ピアリングの各リンクは /{wanted} です。' },
  'circuit-legs-overlap': { ja: '{prefix} は {other} の {otherPrefix} と重なっています。このリンクの範囲を変えてください。' },
  'circuit-overlaps-vnet': { ja: '{prefix} は {other} の {otherPrefix} と重なっています。このリンクの範囲を変えてください。' },
  'circuit-leg-address': {
    ja: '{interface} は {leg} につながっているため、その最初のアドレス {address} でなければなりません。',
    fix: '{address} に変える',
  },
  'circuit-without-peering': {
    ja: '{circuit} にプライベート ピアリングがないため、この接続は何も運びません。AzurePrivatePeering を追加してください。',
  },
  'route-server-peer-twice': { ja: '{name} と {other} はどちらも {peer} です。どちらかを取り除いてください。' },
  'route-server-peer-ipv6': { ja: 'ピア {name}: Route Server は IPv4 だけを使い、{peer} とはピアになれません。' },
  'route-server-peer-outside': { ja: 'ピア {name}: {peer} は {vnet} か、{vnet} とピアリングしたネットワークになければなりません。' },
  'route-server-peer-nobody': { ja: 'ピア {name}: {peer} を持つマシンがないため、セッションは確立しません。' },
  'route-server-without-public-address': { ja: 'パブリック IP アドレスがありません。Route Server の管理に 1 つ必要です。', fix: '{address} を割り当てる' },
  'route-server-too-many-peers': { ja: 'BGP ピアが {count} 個あります。Route Server のピアは {most} 個までです。' },
  'global-reach-without-prefix': {
    ja: '{circuit}: Global Reach 接続 {name} には addressPrefix (ほかで使われていない IPv4 の /29) が必要です。回線どうしはつながりません。',
  },
  'standby-took-over': {
    ja: '{instance} は停止していますが、{gateway} はアクティブ/スタンバイなので、もう一方のインスタンスがアドレスを引き継ぎました (計画的な停止で 10–15 秒、そうでなければ最大 3 分)。',
  },
  'p2s-no-pool-address': {
    ja: '{client} は {gateway} に接続できません。プールに空きアドレスがありません。vpnClientConfiguration の vpnClientAddressPool を指定してください。',
  },
  'p2s-no-public-ip': {
    ja: '{client} は {gateway} に接続できません。割り当てアドレスを受け持つインスタンスに、接続先となるパブリック IP アドレスがありません。',
  },
  'p2s-no-way-to-dial': {
    ja: '{client} は {gateway} に接続できません。発信に使える自身の IPv4 アドレスがないか、指定されたアドレスがゲートウェイのどのプールにも含まれません。',
  },
  'site-to-site-nobody-there': {
    ja: '接続 {connection}: {local} のアドレス {address} を持つものがこのラボにありません。プレフィックスは広報されますが、そこへのパケットは失われます。',
  },
};
