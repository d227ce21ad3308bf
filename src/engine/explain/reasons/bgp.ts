/** BGP, RIB and session reasons. */
import type { ReasonText } from './text.ts';

export const BGP: Readonly<Record<string, ReasonText>> = {
  'bgp-as-loop': {
    en: '{prefix} from {peer} is refused: its path already holds our own AS {asn}.',
    ja: '{peer} からの {prefix} は拒否されます。AS パスに自 AS {asn} が含まれるためです。',
  },
  'bgp-originator-loop': {
    en: '{prefix} from {peer} is refused: we are its originator.',
    ja: '{peer} からの {prefix} は拒否されます。発信元が自分自身だからです。',
  },
  'bgp-cluster-loop': {
    en: '{prefix} from {peer} is refused: it has passed our own cluster.',
    ja: '{peer} からの {prefix} は拒否されます。自クラスターを通過済みだからです。',
  },
  'bgp-filtered-in': {
    en: '{prefix} from {peer} is refused by the filter {filter}.',
    ja: '{peer} からの {prefix} は、フィルター {filter} により拒否されます。',
  },
  'bgp-filtered-out': {
    en: '{prefix} is not sent to {peer}: the filter {filter} refuses it.',
    ja: 'フィルター {filter} により、{prefix} は {peer} に広報されません。',
  },
  'bgp-policy-missing': {
    en: '{prefix}: an eBGP neighbor without any policy exchanges nothing (RFC 8212). Give {peer} a route-map or say no bgp ebgp-requires-policy.',
    ja: '{prefix}: ポリシーのない eBGP ネイバーとは経路を交換しません (RFC 8212)。{peer} にルート マップを付けるか、no bgp ebgp-requires-policy を設定してください。',
  },
  'bgp-route-map-denied': {
    en: '{prefix} is denied by route-map {map} (entry {seq}; 0 is the end of the map) towards {peer}.',
    ja: '{prefix} はルート マップ {map} (エントリ {seq}、0 は末尾の暗黙の拒否) により拒否されます (相手: {peer})。',
  },
  'bgp-next-hop-self': {
    en: '{prefix} from {peer} is refused: its next hop {nextHop} is our own address.',
    ja: '{peer} からの {prefix} は拒否されます。ネクスト ホップ {nextHop} が自分のアドレスだからです。',
  },
  'bgp-next-hop-unresolved': {
    en: 'The next hop {nextHop} of {prefix} does not resolve in the routing table, so the path cannot be used.',
    ja: '{prefix} のネクスト ホップ {nextHop} がルーティング テーブルで解決できないため、この経路は使えません。',
  },
  'bgp-network-not-in-rib': {
    en: 'network {prefix}: the routing table has no such route from elsewhere than BGP, so nothing is announced.',
    ja: 'network {prefix}: BGP 以外から得た同じ経路がルーティング テーブルにないため、広報されません。',
  },
  'bgp-no-advertise': { en: '{prefix} carries NO_ADVERTISE and goes no further.', ja: '{prefix} には NO_ADVERTISE が付いており、それ以上広報されません。' },
  'bgp-no-export': { en: '{prefix} carries NO_EXPORT and stays within the AS.', ja: '{prefix} には NO_EXPORT が付いており、AS の外に出ません。' },
  'bgp-solo': { en: '{prefix} is not sent back to {peer}, which it came from.', ja: '{prefix} は受け取った相手 {peer} には送り返されません。' },
  'bgp-ibgp-split-horizon': {
    en: '{prefix} was learned over iBGP and is not passed on over iBGP.',
    ja: '{prefix} は iBGP で学習したため、ほかの iBGP ピアには渡されません。',
  },
  'bgp-lost': { en: 'Beaten in the decision process at the step “{step}”.', ja: '経路選択の「{step}」の段階で負けました。' },
  'bgp-best': { en: 'The best path of {prefix}. {step}', ja: '{prefix} の最良経路です。{step}' },
  'bgp-multipath': { en: 'As good as the best path of {prefix}; used beside it.', ja: '{prefix} の最良経路と同等で、並行して使われます。' },
  advertised: { en: '{prefix} is sent to {peer}.', ja: '{prefix} を {peer} に広報しています。' },
  'rib-selected': { en: 'Selected: {protocol}, distance {distance}.', ja: '選択された経路です ({protocol}、距離 {distance})。' },
  'rib-beaten': {
    en: 'Beaten: another source has a lower distance than {protocol} with {distance}.',
    ja: '{protocol} (距離 {distance}) より優先される経路があります。',
  },
  'rib-unresolved': { en: 'The gateway {nextHop} is not reachable by any route.', ja: 'ゲートウェイ {nextHop} に到達できる経路がありません。' },
  'rib-via-default': {
    en: 'The gateway {nextHop} is reachable by the default route alone, which does not count.',
    ja: 'ゲートウェイ {nextHop} にはデフォルト ルートでしか到達できず、解決とみなされません。',
  },
  'rib-via-self': { en: 'The gateway {nextHop} is reachable only by this very route.', ja: 'ゲートウェイ {nextHop} には、この経路自身でしか到達できません。' },
  'rib-interface-down': { en: 'The interface is down.', ja: 'インターフェイスがダウンしています。' },
  'rib-not-connected': {
    en: 'A single-hop eBGP route needs its next hop {nextHop} on a connected network.',
    ja: 'シングルホップの eBGP 経路では、ネクスト ホップ {nextHop} が直接接続である必要があります。',
  },
  'session-shutdown': { en: 'The session with {peer} is shut down here.', ja: '{peer} とのセッションは、こちら側でシャットダウンされています。' },
  'session-shutdown-there': { en: 'The session with {peer} is shut down at {far}.', ja: '{peer} とのセッションは、{far} 側でシャットダウンされています。' },
  'session-no-route': { en: 'There is no route to the neighbor {peer}.', ja: 'ネイバー {peer} への経路がありません。' },
  'session-not-connected': {
    en: 'The eBGP neighbor {peer} is not on a connected network; it needs ebgp-multihop.',
    ja: 'eBGP ネイバー {peer} が直接接続ではありません。ebgp-multihop が必要です。',
  },
  'session-nobody-there': { en: 'Nothing in the lab has the address {peer}.', ja: 'アドレス {peer} を持つものがラボにありません。' },
  'session-no-source': { en: 'No address of our own faces {peer}.', ja: '{peer} に向いた自分のアドレスがありません。' },
  'session-not-configured-there': { en: '{far} has no neighbor {address}.', ja: '{far} にネイバー {address} が設定されていません。' },
  'session-no-route-back': { en: '{far} has no route back to us.', ja: '{far} にこちらへの戻りの経路がありません。' },
  'session-wrong-as': { en: 'Expected AS {expected} at {peer}, found {found}.', ja: '{peer} の AS は {expected} のはずですが、実際は {found} です。' },
  'session-wrong-as-there': { en: '{far} expects AS {expected}, ours is {found}.', ja: '{far} は AS {expected} を期待していますが、こちらは {found} です。' },
  'no-routes-learned': {
    en: '{device} has learned no routes: no neighbour has sent any that were accepted.',
    ja: '{device} が学習した経路はありません。受け入れられた経路を送ったネイバーがないためです。',
  },
  'no-routes-advertised': { en: '{device} sends nothing to this neighbour.', ja: '{device} はこのネイバーに何も広報していません。' },
  'no-rib': { en: '{device} has no routing table of its own.', ja: '{device} は自身のルーティング テーブルを持ちません。' },
  'no-bgp': { en: '{device} does not run BGP.', ja: '{device} では BGP が動いていません。' },
  'no-effective-routes': { en: '{device} has no interface in an Azure subnet.', ja: '{device} は Azure のサブネットにインターフェイスを持ちません。' },
};
