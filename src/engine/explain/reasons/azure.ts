/** Azure's reasons: routes programmed, kept, refused. */
import type { ReasonText } from './text.ts';

export const AZURE: Readonly<Record<string, ReasonText>> = {
  'azure-ibgp-split-horizon': {
    en: '{prefix} was learned over iBGP and is not passed on over iBGP.',
    ja: '{prefix} は iBGP で学習したため、ほかの iBGP ピアには渡されません。',
  },
  'azure-vpn-gateway-never-sends-default': {
    en: 'A VPN gateway never announces {prefix} to its BGP peers.',
    ja: 'VPN ゲートウェイは BGP ピアに {prefix} を広報しません。',
  },
  'azure-overlaps-vnet': {
    en: '{prefix} overlaps the VNet prefix {vnet} and is not announced.',
    ja: '{prefix} は VNet のプレフィックス {vnet} と重なるため、広報されません。',
  },
  'azure-sibling-has-its-own': {
    en: '{prefix} is not exchanged: the other instance has it itself.',
    ja: '{prefix} は交換されません。相手のインスタンス自身が持つ経路です。',
  },
  'azure-not-to-route-server': { en: '{prefix} is not passed to Route Server.', ja: '{prefix} は Route Server には渡されません。' },
  'azure-within-vnet': {
    en: '{prefix} equals or lies within the VNet prefix {vnet} and is dropped.',
    ja: '{prefix} は VNet のプレフィックス {vnet} と同じかその一部なので、破棄されます。',
  },
  'azure-no-transit-without-route-server': {
    en: '{prefix}: without Route Server, ExpressRoute and VPN gateways do not pass on each other’s routes.',
    ja: '{prefix}: Route Server がなければ、ExpressRoute と VPN のゲートウェイは互いの経路を中継しません。',
  },
  'azure-msee-refuses-12076': {
    en: 'The MSEE refuses {prefix}: the path from the VNet side holds {asn}.',
    ja: 'MSEE は {prefix} を拒否します。VNet 側からの AS パスに {asn} が含まれるためです。',
  },
  'azure-msee-no-hairpin': { en: '{prefix} does not turn round at the MSEE.', ja: '{prefix} は MSEE で折り返されません。' },
  'azure-gateway-has-vnet-itself': {
    en: '{prefix}: a gateway has the VNet’s prefixes itself.',
    ja: '{prefix}: VNet のプレフィックスはゲートウェイ自身が持っています。',
  },
  'azure-branch-to-branch-off': { en: '{prefix} stays: branch-to-branch is off.', ja: '{prefix} は渡されません。ブランチ間接続が無効だからです。' },
  'azure-vnet-local': { en: 'System route: the VNet’s own prefix.', ja: 'システム ルート: VNet 自身のプレフィックスです。' },
  'azure-peering': { en: 'System route: a prefix of the peered VNet {vnet}.', ja: 'システム ルート: ピアリング先 VNet {vnet} のプレフィックスです。' },
  'azure-system-internet': { en: 'System route: everything else goes to the Internet.', ja: 'システム ルート: その他の宛先はインターネットへ向かいます。' },
  'azure-reserved-none': { en: 'System route: a reserved range that leads nowhere.', ja: 'システム ルート: 予約済みの範囲で、破棄されます。' },
  'azure-user-route': { en: 'User-defined route {name} of route table {routeTable}.', ja: 'ルート テーブル {routeTable} のユーザー定義ルート {name} です。' },
  'azure-user-tag-route': {
    en: 'User-defined route {name} of route table {routeTable}, stated by the service tag {tag}.',
    ja: 'ルート テーブル {routeTable} のユーザー定義ルート {name} です。サービス タグ {tag} で指定されています。',
  },
  'azure-tag-beaten': {
    en: 'The route {by} has the same prefix and is stated more closely than by the service tag {tag}.',
    ja: '同じプレフィックスのルート {by} のほうが、サービス タグ {tag} より優先されます。',
  },
  'azure-service-endpoint': { en: 'The service endpoint {service} of this subnet.', ja: 'このサブネットのサービス エンドポイント {service} です。' },
  'azure-private-endpoint': {
    en: 'The private endpoint {endpoint}, seen in its VNet and in those peered with it.',
    ja: 'プライベート エンドポイント {endpoint} です。その VNet と、直接ピアリングされた VNet から見えます。',
  },
  'azure-endpoint-overridden': {
    en: 'The user-defined route {by} takes its place: it is no wider than the VNet’s space {space}, and the endpoint’s subnet has its policies on.',
    ja: 'ユーザー定義ルート {by} が優先されます。VNet のアドレス空間 {space} より広くなく、エンドポイントのサブネットでポリシーが有効だからです。',
  },
  'azure-endpoint-without-policy': {
    en: 'It does nothing: the subnet of the private endpoint {endpoint} has its network policies off.',
    ja: '効果がありません。プライベート エンドポイント {endpoint} のサブネットでネットワーク ポリシーが無効だからです。',
  },
  'azure-beaten-by': {
    en: 'Beaten for the same prefix {prefix} by a {by} route {name} {routeTable}.',
    ja: '同じプレフィックス {prefix} の {by} ルート {name} {routeTable} に負けています。',
  },
  'azure-route-server-programs': {
    en: 'Route Server {device} programs it into every subnet of the VNet, with the next hop that the NVA announced.',
    ja: 'Route Server {device} が、NVA の広報したネクスト ホップのまま VNet のすべてのサブネットに設定します。',
  },
  'azure-gateway-programs': {
    en: 'The gateway {device} knows {prefix} and programs it into every subnet with propagation on.',
    ja: 'ゲートウェイ {device} が知る {prefix} を、伝達が有効なすべてのサブネットに設定します。',
  },
  'azure-own-prefix': {
    en: '{prefix} is what the peer’s own local network gateway states.',
    ja: '{prefix} は、相手側のローカル ネットワーク ゲートウェイで指定されたプレフィックスです。',
  },
  'azure-own-address': { en: '{prefix} is the peer’s own address.', ja: '{prefix} は相手のピア自身のアドレスです。' },
  'azure-turned-round': {
    en: '{prefix} came from another VNet and turned round at the MSEE: Route Server does not take it.',
    ja: '{prefix} は別の VNet から MSEE で折り返してきた経路なので、Route Server は受け入れません。',
  },
  'azure-summarized': {
    en: '{prefix} is not announced: the summary {by} is, in its place.',
    ja: '{prefix} は広報されません。代わりに集約経路 {by} が広報されます。',
  },
  'azure-pool-stays': {
    en: 'The point-to-site pool {prefix} is not passed to the ExpressRoute gateway: there is no transit between point-to-site and ExpressRoute.',
    ja: 'ポイント対サイトのアドレス プール {prefix} は ExpressRoute ゲートウェイには渡されません。ポイント対サイトと ExpressRoute の間は中継されないためです。',
  },
  'azure-er-no-transit': {
    en: '{prefix}: an ExpressRoute gateway does not pass one circuit’s routes to another.',
    ja: '{prefix}: ExpressRoute ゲートウェイは、ある回線の経路を別の回線に中継しません。',
  },
  'azure-global-reach-customers-only': {
    en: '{prefix}: Global Reach does not join two VNets.',
    ja: '{prefix}: Global Reach は VNet どうしを結びません。',
  },
  'own-route-p2s-pool': { en: 'The pool {prefix} of point-to-site clients.', ja: 'ポイント対サイト クライアントのアドレス プール {prefix} です。' },
  'own-route-summary': { en: 'The summary {prefix}, announced in place of what it covers.', ja: '含まれる経路の代わりに広報する集約経路 {prefix} です。' },
  'own-route-vnet': { en: 'The VNet’s own prefix {prefix}.', ja: 'VNet 自身のプレフィックス {prefix} です。' },
  'own-route-transit-vnet': { en: '{prefix} of a VNet that uses this gateway by peering.', ja: 'ピアリングでこのゲートウェイを使う VNet の {prefix} です。' },
  'own-route-peer-host': { en: 'The host route of a remote BGP peer, which a tunnel brings.', ja: 'トンネルの先の BGP ピアへのホスト ルートです。' },
  'own-route-lng-static': { en: '{prefix} is stated by a connection, without BGP.', ja: '接続で静的に指定された {prefix} です。' },
};
