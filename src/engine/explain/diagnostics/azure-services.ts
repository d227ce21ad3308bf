/** Security groups, load balancers, NAT gateways, firewalls and endpoints; and what is not modelled. */
import type { Args, DiagnosticText } from './text.ts';

/** What the engine does instead, by what is not modelled. */
const INSTEAD: Readonly<Record<string, string>> = {
  'network security group': 'ネットワーク セキュリティ グループはまだ再現していません。ないものとしてパケットを通します。',
  'NAT gateway': 'NAT ゲートウェイはまだ再現していません。ないものとしてパケットを通します。',
  'load balancer': 'ロード バランサーはまだ再現していません。フロントエンドはパケットを受け取りません。',
  'private endpoint': 'プライベート エンドポイントはまだ再現していません。そのアドレスはパケットを受け取りません。',
  'service endpoint': 'サービス エンドポイントはまだ再現していません。サービス宛てのパケットは他のルートに従います。',
  'point-to-site client': 'ポイント対サイトのクライアントはまだ再現していません。トンネルはありません。',
  'further IP configuration': '2 つ目以降の IP 構成はまだ再現していません。そのアドレスはパケットを受け取りません。',
  'FastPath connection': 'FastPath はまだ再現していません。パケットはゲートウェイを通ります。',
  'policy-based gateway': 'ポリシーベースのゲートウェイはまだ再現していません。ルートベースとして扱います。',
  'management interface': '管理インターフェイスはまだ再現していません。強制トンネリングのないファイアウォールとして扱います。',
};

const PARTS: Readonly<Record<string, string>> = { frontend: 'フロントエンド', 'backend pool': 'バックエンド プール', probe: 'プローブ' };

const COUNTED: Readonly<Record<string, string>> = {
  'virtual networks': '仮想ネットワーク',
  subnets: 'サブネット',
  peerings: 'ピアリング',
  'route tables': 'ルート テーブル',
  'IP configurations': 'IP 構成',
  circuits: '回線',
};

/** What there is too much of; circuits may be those of one place. */
function counted({ what }: Args): string {
  const text = String(what ?? '');
  return text.startsWith('circuits at ') ? `${text.slice('circuits at '.length)} の回線` : (COUNTED[text] ?? text);
}

const IP_FORWARDING = '{nic} の IP 転送を有効にする';

export const AZURE_SERVICES: Readonly<Record<string, DiagnosticText>> = {
  'nsg-too-many-rules': { ja: '規則が {count} 個あります。1 つのネットワーク セキュリティ グループには {most} 個までです。' },
  'nsg-priority-taken': {
    ja: '{rule} と {other} はどちらも {direction} の優先度 {priority} です。どちらかを変えてください。',
    fix: '{rule} の優先度を {free} にする',
  },
  'nsg-end-twice': { ja: '{rule} に {one} と {many} の両方があります。どちらかを取り除いてください。', fix: '{one} を取り除く' },
  'nsg-end-missing': { ja: '{rule} に {one} も {many} もありません。すべてを対象にするなら * と書いてください。' },
  'nsg-address': { ja: '{rule}: プレフィックス、アドレス、サービス タグ、* のいずれかが必要ですが、"{text}" になっています。' },
  'nsg-ports': { ja: '{rule}: ポート、1024-65535 のような範囲、* のいずれかが必要ですが、"{text}" になっています。' },
  'asg-across-networks': { ja: 'メンバーが複数のネットワーク ({vnets}) にあります。1 つのネットワークに限られます。' },
  'asg-rule-across-networks': { ja: '{rule} の送信元のグループは {from}、宛先のグループは {to} にあります。同じネットワークのものに限られます。' },
  'nsg-blocks-probes': {
    ja: '{rule} が {loadBalancer} のプローブ (AzureLoadBalancer) を拒否するため、すべてのバックエンドが停止とみなされます。その前に AzureLoadBalancer を許可してください。',
    fix: 'その前に AzureLoadBalancer を許可する',
  },
  'nsg-stops-transit': {
    ja: '{route} はインターネット宛てのパケットを {appliance} に届けますが、このグループにはそれを通す規則がありません (宛先が VirtualNetwork に含まれないためです)。許可してください。',
  },
  'lb-frontend-both': {
    ja: '{frontend} にサブネットとパブリック アドレスの両方があります。どちらかを取り除いてください。',
    fix: 'パブリック アドレスを取り除く',
  },
  'lb-frontend-bare': { ja: '{frontend} にサブネットもパブリック アドレスもありません。どちらかを設定してください。' },
  'lb-mixed': { ja: '1 つのロード バランサーにパブリックと内部のフロントエンドが混在しています。2 つに分けてください。' },
  'lb-unknown-part': { ja: ({ what }) => `{rule} が指定する${PARTS[String(what)] ?? ''} {name} は、このロード バランサーにありません。` },
  'lb-pool-empty': { ja: '{pool} にバックエンドがないため、この規則に届いたパケットは破棄されます。' },
  'lb-pool-across-networks': { ja: '{pool} のバックエンドが複数のネットワーク ({vnets}) にあります。プールは 1 つのネットワークに限られます。' },
  'lb-ha-ports': {
    ja: '{rule} はすべてのプロトコルが対象なので、両端のポートを 0 にする必要があります (HA ポート)。',
    fix: '両方のポートを 0 にする',
  },
  'lb-port-zero': { ja: '{rule} は {protocol} なので、ポートが必要です。0 は All だけで使えます。' },
  'lb-ha-ports-public': { ja: '{rule} は HA ポートですが、HA ポートは内部フロントエンドでのみ使えます。' },
  'lb-frontend-port-taken': { ja: '{rule} と {other} のフロントエンド、プロトコル、ポートが同じです。どちらかを変えてください。' },
  'lb-backend-port-taken': {
    ja: '{rule} と {other} は同じプールの同じポートにパケットを渡します。どちらかのポートを変えるか、フローティング IP を有効にしてください。',
  },
  'lb-rule-without-probe': { ja: '{rule} にプローブがないため、停止しているバックエンドにも振り分けが続きます。' },
  'lb-outbound-internal': { ja: '{rule} が使う {frontend} にはパブリック アドレスがありません。アウトバウンド規則にはパブリック フロントエンドが必要です。' },
  'lb-outbound-ports': { ja: '{rule} の割り当てポート数は {ports} です。8 の倍数にしてください。', fix: '{use} 個を割り当てる' },
  'lb-outbound-twice': {
    ja: '{rule} と {other} が同じフロントエンドでアウトバウンド接続を提供しています。{other} で disableOutboundSnat を有効にしてください。',
    fix: '{other} で disableOutboundSnat を有効にする',
  },
  'nat-gateway-too-many-addresses': { ja: 'パブリック アドレスが {count} 個あります。NAT ゲートウェイには {most} 個までです。' },
  'nat-gateway-without-address': { ja: 'パブリック アドレスがないため、何も外へ出られません。1 つ割り当ててください。' },
  'nat-gateway-across-networks': { ja: '複数のネットワーク ({vnets}) のサブネットで使われています。NAT ゲートウェイは 1 つのネットワークに限られます。' },
  'nat-gateway-bypassed': { ja: '{route} により、パケットは NAT ゲートウェイ {natGateway} に届く前に別の経路へ送られます。' },
  'public-address-diverted': {
    ja: '{nic} の {pip} にはインターネットから到達できません。{subnet} の {route} が応答を別の経路へ送るためです。',
  },
  'public-lb-diverted': {
    ja: '{subnet} にあるバックエンドは、ロード バランサーではなく {route} に従って応答します。ファイアウォールの DNAT を使うか、ファイアウォールのパブリック アドレス宛てを Internet に向けてください。',
  },
  'nsg-families-mixed': { ja: '{rule} に {four} と {six} があります。1 つの規則は IPv4 か IPv6 のどちらか一方です。2 つに分けてください。' },
  'lb-floating-ipv6': { ja: '{rule} のフローティング IP は、内部の IPv6 フロントエンドでは使えません。' },
  'lb-families-differ': { ja: '{rule} は {family}、{backend} は {theirs} です。変換は行われないため、{backend} には届きません。' },
  'lb-ipv6-probe-without-nsg': {
    ja: '{backend} にネットワーク セキュリティ グループがありません。これがないと {rule} の IPv6 プローブは失敗し、停止中とみなされます。',
  },
  'firewall-management-subnet': { ja: '管理インターフェイスは {subnet} ではなく {wanted} に置く必要があります。' },
  'firewall-management-default': {
    ja: 'ルート テーブル {table} の {route} が管理インターフェイスをインターネットから切り離すため、ファイアウォールが動かなくなります。0.0.0.0/0 を Internet に向けてください。',
    fix: '0.0.0.0/0 をインターネットへ向ける',
  },
  'firewall-without-public-address': {
    ja: 'パブリック IP アドレスがありません。管理インターフェイス (強制トンネリング) がない限り、ファイアウォールには 1 つ必要です。',
  },
  'firewall-priority-taken': {
    ja: '{collection} と {other} はどちらも優先度 {priority} です。どちらかを変えてください。',
    fix: '{collection} の優先度を {free} にする',
  },
  'firewall-address': { ja: '{rule}: アドレス、プレフィックス、アドレスの範囲、* のいずれかが必要ですが、"{text}" になっています。' },
  'firewall-tag-unknown': {
    ja: 'サービス タグ {tag} のプレフィックスが serviceTags にないため、{rule} は一致することがありません。serviceTags に書いてください。',
  },
  'firewall-ports': { ja: '{rule}: ポート、8000-8080 のような範囲、* のいずれかが必要ですが (変換先では 1 つのポート)、"{text}" になっています。' },
  'dnat-not-own-address': { ja: '{rule} の宛先 {address} はこのファイアウォールのアドレスではないため、一致することがありません。' },
  'firewall-policy-and-own-rules': { ja: '規則は {policy} のものを使うため、{own} を自分では持てません。ポリシーへ移してください。' },
  'firewall-policy-loop': { ja: '{chain} をたどると自分自身を継承しています。別の親ポリシーを選んでください。', fix: '親ポリシーを取り除く' },
  'firewall-threat-mode-weaker': {
    ja: 'threatIntelMode の {mode} は、親ポリシー {base} の {theirs} より緩い設定です。子ポリシーは親と同じか、より厳しくする必要があります。',
    fix: '{theirs} にする',
  },
  'firewall-rule-wrong-collection': { ja: '{rule} は {type} なので、{collection} ({kind}) には置けません。' },
  'firewall-rules-mixed': {
    ja: '{collection} に {first} ({firstType}) と {rule} ({type}) があります。1 つのコレクションの規則は 1 種類に限られるので、どちらかを移してください。',
  },
  'firewall-collection-action': { ja: '{collection} ({kind}) のアクションが {action} です。使えるのは {wanted} です。' },
  'firewall-rule-incomplete': { ja: '{rule} ({type}) に {missing} がありません。' },
  'firewall-fqdn-wildcard': { ja: '{rule} の {fqdn} は完全な名前ではありません。ワイルドカードを使えるのはアプリケーション規則だけです。' },
  'firewall-fqdn-without-dns-proxy': {
    ja: '{rule} にホスト名がありますが、ネットワーク規則で名前を解決するには DNS プロキシが必要です。有効にし、クライアントにもファイアウォールへ問い合わせさせてください。',
    fix: 'DNS プロキシを有効にする',
  },
  'firewall-learns-nothing': {
    ja: '{firewall} はプライベート範囲を学習する設定ですが、{vnet} に学習元の Route Server がありません。',
    fix: '学習しない設定にする',
  },
  'firewall-never-snats': {
    ja: 'privateRanges に 0.0.0.0/0 があると変換が一切行われません。パケットはプライベートな送信元のままインターネットへ出て、応答が戻りません。',
    fix: 'privateRanges から 0.0.0.0/0 を取り除く',
  },
  'wrong-region': { ja: '{what}は {location} に、{vnet} は {there} にあります。同じリージョンのものを使ってください。' },
  'limit-exceeded': { ja: (a) => `${counted(a)}が {count} 個あります。上限は {most} 個です。` },
  'udr-leads-back': {
    ja: '{route} の行き先 {holder} は {subnet} 自身の中にあるため、{prefix} 宛てに送り出したパケットが戻ってきます。そこには別のテーブルを使ってください。',
  },
  'udr-misses-private-endpoint': {
    ja: '{home} のネットワーク ポリシーが無効なので、{route} はプライベート エンドポイント {endpoint} 宛てのパケットに効きません。ルート テーブルに対して有効にしてください。',
    fix: '{home} で {value} にする',
  },
  'gateway-route-covers-itself': {
    ja: '{route} が GatewaySubnet 自身 ({own}) を含むため、インスタンスどうしが通信できなくなります。ほかのサブネットを個別に書いてください。',
  },
  'gateway-route-diverts-route-server': {
    ja: '{route} が、ゲートウェイと Route Server ({own}) の間の BGP を別の経路へ送ります。テーブルに {own} → VnetLocal を追加してください。',
    fix: '{own} → VnetLocal を追加する',
  },
  'fastpath-ignores-route': {
    ja: '{route} は {connection} から来るパケットには効きません。FastPath は {vnet} 宛てのパケットに GatewaySubnet を経由させないためです。',
  },
  'forwarded-traffic-not-allowed': {
    ja: '{from} の {route} は {hub} のアプライアンス経由でここに届きますが、{peering} が転送されたトラフィックを許可していないため、破棄されます。',
    fix: '{peering} で転送されたトラフィックを許可する',
  },
  'gateways-without-transit': { ja: '{vnet} に Route Server がないため、{vpn} と {er} は互いの経路を中継しません。' },
  'branch-to-branch-off': {
    ja: 'ブランチ間接続が無効なので、{vpn} と {er} は互いから、またアプライアンスからも経路を学習しません。拠点どうしを通信させるなら有効にしてください。',
    fix: 'ブランチ間接続を有効にする',
  },
  'udr-next-hop-not-ha-ports': {
    ja: '{route} の行き先 {holder} の {frontend} に HA ポートの規則がないため、規則にあるポートのパケットしか通りません。',
  },
  'backend-not-forwarding': {
    ja: '{nic} は {route} の行き先 {loadBalancer} のバックエンドですが、他者宛てのパケットを受け取りません。IP 転送を有効にしてください。',
    fix: IP_FORWARDING,
  },
  'asn-clash': {
    ja: 'ピア {name} と {other} はどちらも AS {asn} です。互いの経路をループとみなして破棄します。どちらかの番号を変えてください。',
  },
  'peering-access-off': {
    ja: '{peering} のルートは残りますが、{remote} は VirtualNetwork タグに含まれなくなります。既定のセキュリティ規則では拒否され、明示的な規則でだけ許可できます。',
    fix: '仮想ネットワーク アクセスを許可する',
  },
  'p2s-no-internet': {
    ja: 'クライアントはすべてのパケットをここへ送りますが、ゲートウェイ自身はインターネットへの出口になりません。ネットワーク内にプロキシかアプライアンスが必要です。',
  },
  'circuit-no-hairpin': {
    ja: '{gateways} のネットワークどうしは、各ゲートウェイで allowRemoteVnetTraffic を有効にしない限り、この回線では通信できません。代わりにピアリングを使ってください。',
  },
  'circuits-without-global-reach': {
    ja: '{one} と {other} の拠点どうしは、このゲートウェイを経由して通信できません。必要なら Global Reach で回線をつないでください。',
  },
  'route-server-one-circuit': { ja: '同居する {gateway} は、1 つのプレフィックスに {count} 本の回線のうち 1 本だけを使います。' },
  'gateway-subnet-tight': { ja: '/{length} には、2 つ目のゲートウェイや追加のインスタンスの余地がありません。/27 以上が推奨されます。' },
  'p2s-pool-overlap': { ja: 'プール {prefix} は {whose} の {range} と重なっています。プールの範囲を変えてください。' },
  'p2s-custom-default': {
    ja: 'customRoutes に 0.0.0.0/0 は書けません。0.0.0.0/1 と 128.0.0.0/1 にしてください。',
    fix: '0.0.0.0/1 と 128.0.0.0/1 にする',
  },
  'p2s-without-pool': { ja: '{gateway} に vpnClientConfiguration がありません。アドレス プールを設定してください。' },
  'p2s-address-outside-pool': { ja: '{address} は {gateway} のプール ({pools}) の範囲にありません。', fix: 'ゲートウェイに選ばせる' },
  'vpn-gateway-restricted': {
    ja: ({ kind }) =>
      kind === 'Basic'
        ? 'Basic のゲートウェイに {key} はありません。取り除くか、別の SKU を選んでください。'
        : 'ポリシーベースのゲートウェイに {key} はありません。取り除くか、別の vpnType を選んでください。',
    fix: ({ kind }) => (kind === 'Basic' ? 'VpnGw1AZ にする' : 'ルートベースにする'),
  },
  'vpn-gateway-no-coexistence': {
    ja: ({ kind }) => `${kind === 'Basic' ? 'Basic' : 'ポリシーベース'} のゲートウェイは、ExpressRoute ゲートウェイ {other} と同居できません。`,
  },
  'vpn-gateway-one-tunnel': { ja: 'ポリシーベースのゲートウェイの接続は 1 つだけです。{count} 個あります。' },
  'setting-of-other-gateways': { ja: '{key} は {other} ゲートウェイの設定です。取り除いてください。', fix: '{key} を取り除く' },
  'local-gateway-default': { ja: '{prefix} はここでは使えません。0.0.0.0/1 と 128.0.0.0/1 にしてください。' },
  'local-gateway-peer-host': {
    ja: '{prefix} は BGP ピア自身のアドレスで、ゲートウェイがホスト ルートを自動で追加します。取り除いてください。',
    fix: '{prefix} を取り除く',
  },
  'local-gateway-empty': { ja: 'プレフィックスも BGP もないため、ここへは何も送られません。どちらかを設定してください。' },
  'apipa-unknown': { ja: '{address} は {gateway} の customBgpIpAddresses にありません。そちらに追加してください。' },
  'apipa-missing': { ja: '{local} は {address} から BGP を使いますが、{gateway} に APIPA アドレスがありません。customBgpIpAddresses を設定してください。' },
  'apipa-not-used': {
    ja: '{local} が BGP に使う {address} は APIPA アドレスではないため、この接続の APIPA アドレスは使われません。',
    fix: 'APIPA アドレスを取り除く',
  },
  'not-modelled': { ja: ({ what }) => INSTEAD[String(what)] ?? '{what} はまだ再現していません。' },
};
