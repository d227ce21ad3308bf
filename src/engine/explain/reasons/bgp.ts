/** BGP, RIB and session reasons. */
import type { ReasonText } from './text.ts';

export const BGP: Readonly<Record<string, ReasonText>> = {
  'bgp-as-loop': {
    en: '{prefix} from {peer} is refused: its path {path} already holds our own AS {asn}.',
    ja: '{peer} からの {prefix} は拒否されます。AS パス {path} に自 AS {asn} が含まれるためです。',
  },
  'bgp-originator-loop': {
    en: '{prefix} from {peer} is refused: its ORIGINATOR_ID {originator} is our own router-id.',
    ja: '{peer} からの {prefix} は拒否されます。ORIGINATOR_ID {originator} が自分のルーター ID だからです。',
  },
  'bgp-cluster-loop': {
    en: '{prefix} from {peer} is refused: its CLUSTER_LIST ({clusters}) holds our own cluster {cluster}.',
    ja: '{peer} からの {prefix} は拒否されます。CLUSTER_LIST ({clusters}) に自分のクラスター {cluster} が含まれるためです。',
  },
  'bgp-filtered-in': {
    en: '{prefix} from {peer} is refused by the filter {filter}.',
    ja: '{peer} からの {prefix} は、フィルター {filter} により拒否されます。',
  },
  'bgp-filtered-out': {
    en: '{prefix} is not sent to {peer}: the filter {filter} refuses it.',
    ja: 'フィルター {filter} により、{prefix} は {peer} に広報されません。',
  },
  'bgp-own-fib-pending': {
    en: '{prefix} is not sent to {peer}: under suppress-fib-pending bgpd says nothing of a prefix once a learned path of it has come that is not in the FIB, and our own path is best. Who was told before keeps it.',
    ja: '{prefix} は {peer} に広報されません。suppress-fib-pending の下では、FIB にない学習パスが届いたプレフィックスについて、自身のパスが最良でも bgpd は何も送らないためです。すでに広報した相手には残ります。',
  },
  'bgp-crossed-out': {
    en: '{prefix} is not sent to {peer}: add-path is configured for another address family of this neighbor alone. Another path has become best that looks the same to {peer}, so FRR withdraws the old one and holds the new one back as a duplicate.',
    ja: '{prefix} は {peer} に広報されません。add-path がこのネイバーの別のアドレス ファミリーだけに設定されており、最良パスが {peer} から見て同じ属性の別のパスに変わったため、FRR は古いパスを取り消し、新しいパスは重複として送りません。',
  },
  'bgp-own-path-beside': {
    en: '{prefix} is not sent to {peer}: under suppress-fib-pending FRR withdraws a prefix that has another path of our own beside the best one.',
    ja: '{prefix} は {peer} に広報されません。suppress-fib-pending の下では、最良パスのほかに自身のパスがあるプレフィックスを FRR が取り消すためです。',
  },
  'bgp-policy-missing': {
    en: '{prefix}: an eBGP neighbor without any policy exchanges nothing in that direction (RFC 8212). Give {peer} a route-map {direction}, or say no bgp ebgp-requires-policy.',
    ja: '{prefix}: eBGP ネイバーとは、ポリシーのない方向の経路を交換しません (RFC 8212)。{peer} にルート マップ ({direction}) を付けるか、no bgp ebgp-requires-policy を設定してください。',
  },
  'bgp-route-map-denied': {
    en: '{prefix} is denied by entry {seq} of route-map {map} (neighbor {peer}).',
    ja: '{prefix} はルート マップ {map} のエントリ {seq} により拒否されます (相手: {peer})。',
  },
  'bgp-route-map-end': {
    en: 'No entry of route-map {map} permits {prefix} (neighbor {peer}), and its end denies.',
    ja: 'ルート マップ {map} に {prefix} を許可するエントリがなく、末尾の暗黙の拒否に当たります (相手: {peer})。',
  },
  'bgp-next-hop-self': {
    en: '{prefix} from {peer} is refused: its next hop {nextHop} is our own address.',
    ja: '{peer} からの {prefix} は拒否されます。ネクスト ホップ {nextHop} が自分のアドレスだからです。',
  },
  'bgp-next-hop-unresolved': {
    en: 'The next hop {nextHop} of {prefix} from {peer} does not resolve in the routing table, so the path cannot be used.',
    ja: '{peer} からの {prefix} は、ネクスト ホップ {nextHop} がルーティング テーブルで解決できないため使えません。',
  },
  'bgp-network-not-in-rib': {
    en: 'network {prefix}: the routing table has no such route from elsewhere than BGP, so nothing is announced.',
    ja: 'network {prefix}: BGP 以外から得た同じ経路がルーティング テーブルにないため、広報されません。',
  },
  'bgp-no-advertise': { en: '{prefix} carries NO_ADVERTISE and goes no further.', ja: '{prefix} には NO_ADVERTISE が付いており、それ以上広報されません。' },
  'bgp-no-export': { en: '{prefix} carries NO_EXPORT and stays within the AS.', ja: '{prefix} には NO_EXPORT が付いており、AS の外に出ません。' },
  'bgp-solo': { en: '{prefix} is not sent back to {peer}, which it came from.', ja: '{prefix} は受け取った相手 {peer} には送り返されません。' },
  'bgp-ibgp-split-horizon': {
    en: '{prefix} was learned from {from} over iBGP and is not passed on to {peer} over iBGP: neither is a route-reflector-client here.',
    ja: '{prefix} は {from} から iBGP で学習したため、iBGP ピア {peer} には渡されません。ここではどちらも route-reflector-client ではないからです。',
  },
  'bgp-lost': { en: 'Beaten in the decision process at the step “{step}”.', ja: '経路選択の「{step}」の段階で負けました。' },
  'bgp-best': { en: 'The best path of {prefix}. {step}', ja: '{prefix} の最良経路です。{step}' },
  'bgp-multipath': { en: 'As good as the best path of {prefix}; used beside it.', ja: '{prefix} の最良経路と同等で、並行して使われます。' },
  advertised: { en: '{prefix} is sent to {peer}.', ja: '{prefix} を {peer} に広報しています。' },
  'rib-selected': { en: 'Selected: {protocol}, distance {distance}.', ja: '選択された経路です ({protocol}、距離 {distance})。' },
  'rib-refused': {
    en: 'Selected, but Linux refuses it: a blackhole behind another next hop, a gateway on the loopback, or onlink without a gateway.',
    ja: '選択された経路ですが、Linux が拒否します。ほかのネクスト ホップに続くブラックホール、ループバック上のゲートウェイ、ゲートウェイのない onlink は登録できません。',
  },
  'rib-unasked': {
    en: 'Selected in the place of a connected network, but its interface is down: it is in no kernel, and nobody is told of the change.',
    ja: '直接接続のネットワークに代わって選択されましたが、インターフェイスがダウンしています。カーネルには登録されず、この変更はどこにも通知されません。',
  },
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
  'rib-announced-together': {
    en: 'zebra looked the gateway {nextHop} up while the BGP route to it was being replaced: BGP announced both at once.',
    ja: 'zebra がゲートウェイ {nextHop} を検索した時点では、そこへの BGP 経路は置き換えの途中でした。BGP が両方を同時に通知したためです。',
  },
  'rib-interface-down': { en: 'The interface is down.', ja: 'インターフェイスがダウンしています。' },
  'rib-onlink-nowhere': {
    en: 'The gateway {nextHop} counts as onlink, and has no interface to be on: staticd gave it the mark of a next hop whose interface is down.',
    ja: 'ゲートウェイ {nextHop} は onlink として扱われますが、インターフェイスの指定がありません。staticd が、インターフェイスのダウンしたネクスト ホップの onlink をこのゲートウェイに付けたためです。',
  },
  'rib-other-interface': {
    en: 'The gateway {nextHop} is not on a network of the interface that is stated with it.',
    ja: 'ゲートウェイ {nextHop} は、一緒に指定されたインターフェイスのネットワークにありません。',
  },
  'rib-protocol-map': {
    en: 'The route-map of ip protocol denies it, so zebra does not use the next hop {nextHop}.',
    ja: 'ip protocol の route-map が拒否するため、zebra はネクスト ホップ {nextHop} を使いません。',
  },
  'rib-not-connected': {
    en: 'A single-hop eBGP route needs its next hop {nextHop} on a connected network.',
    ja: 'シングルホップの eBGP 経路では、ネクスト ホップ {nextHop} が直接接続である必要があります。',
  },
  'session-diverted': {
    en: 'The route {route} ({prefix}) of route table {routeTable} on GatewaySubnet takes the packets for {peer} elsewhere: add a longer route for {subnet} to VnetLocal.',
    ja: 'GatewaySubnet のルート テーブル {routeTable} のルート {route} ({prefix}) が、{peer} 宛てのパケットを別の宛先に向けています。{subnet} への、より長い VnetLocal のルートを追加してください。',
  },
  'session-outage': { en: '{of} is down, and with it this session.', ja: '{of} が停止しているため、このセッションも確立しません。' },
  'session-no-tunnel': {
    en: 'Connection {connection} has no tunnel: nobody has the other end’s address, or the instance has no public address.',
    ja: '接続 {connection} のトンネルがありません。対向のアドレスを持つ機器がないか、インスタンスにパブリック IP アドレスがないためです。',
  },
  'session-shutdown': { en: 'The session with {peer} is shut down here.', ja: '{peer} とのセッションは、こちら側でシャットダウンされています。' },
  'session-shutdown-there': { en: 'The session with {peer} is shut down at {far}.', ja: '{peer} とのセッションは、{far} 側でシャットダウンされています。' },
  'session-nobody-on-link': {
    en: 'Nobody at the other end of {peer} runs BGP on this link by its interface, or several do.',
    ja: '{peer} の先にインターフェイス指定の BGP ネイバーがいないか、複数あります。',
  },
  'session-no-route': { en: 'There is no route to the neighbor {peer}.', ja: 'ネイバー {peer} への経路がありません。' },
  'session-not-connected': {
    en: 'The eBGP neighbor {peer} is not on a connected network; it needs ebgp-multihop.',
    ja: 'eBGP ネイバー {peer} が直接接続ではありません。ebgp-multihop が必要です。',
  },
  'session-link-down': {
    en: 'The interface {interface} towards {peer} is down.',
    ja: '{peer} に向いたインターフェイス {interface} がダウンしています。',
  },
  'session-nobody-there': { en: 'Nothing in the lab has the address {peer}.', ja: 'アドレス {peer} を持つものがラボにありません。' },
  'session-no-source': { en: 'No address of our own faces {peer}.', ja: '{peer} に向いた自分のアドレスがありません。' },
  'session-not-configured-there': { en: '{far} has no neighbor {address}.', ja: '{far} にネイバー {address} が設定されていません。' },
  'session-no-route-back': { en: '{far} has no route back to us.', ja: '{far} にこちらへの戻りの経路がありません。' },
  'session-wrong-as': { en: 'Expected AS {expected} at {peer}, found {found}.', ja: '{peer} の AS は {expected} のはずですが、実際は {found} です。' },
  'session-wrong-as-there': { en: '{far} expects AS {expected}, ours is {found}.', ja: '{far} は AS {expected} を期待していますが、こちらは {found} です。' },
  'session-no-remote-as': {
    en: 'The neighbor {peer} has no remote-as, of its own or from a peer-group: whatever AS it says is refused.',
    ja: 'ネイバー {peer} に remote-as がなく、ピア グループからも得られません。どの AS を名乗られても拒否します。',
  },
  'session-no-remote-as-there': {
    en: '{far} has no remote-as for us, of its own or from a peer-group: it refuses whatever AS we say.',
    ja: '{far} には、こちら向けの remote-as がなく、ピア グループからも得られません。どの AS を名乗っても拒否されます。',
  },
  'no-routes-learned': {
    en: '{device} has learned no routes: no neighbor has sent any that were accepted.',
    ja: '{device} が学習した経路はありません。受け入れられた経路を送ったネイバーがないためです。',
  },
  'no-routes-advertised': { en: '{device} sends nothing to this neighbor.', ja: '{device} はこのネイバーに何も広報していません。' },
  'dfz-nothing-heard': {
    en: 'Nobody in the default-free zone hears a route of this lab: {device} and its like have none from a neighbor outside it.',
    ja: 'デフォルトフリー ゾーンには、このラボの経路がまだ届いていません。{device} などに、ゾーン外のネイバーから届いた経路がないためです。',
  },
  'dfz-sees': {
    en: 'AS {asn} sees {prefix}, which came into the default-free zone by AS {upstream}.',
    ja: 'AS {asn} には {prefix} が見えています。AS {upstream} を通じてデフォルトフリー ゾーンに入った経路です。',
  },
  'dfz-settings-differ': {
    en: '{router}: all routers of one Internet have the same seed and size; {other} says seed {seed}, {prefixes} prefixes, and that is what is used.',
    ja: '{router}: 同じインターネットに属するルーターのシードと規模は同じでなければなりません。{other} のシード {seed}、プレフィックス数 {prefixes} を使います。',
  },
  'no-rib': { en: '{device} has no routing table of its own.', ja: '{device} は自身のルーティング テーブルを持ちません。' },
  'rib-empty': { en: '{device} has no route in this table.', ja: '{device} のこのテーブルに経路はありません。' },
  'no-bgp': { en: '{device} does not run BGP.', ja: '{device} では BGP が動いていません。' },
  'no-effective-routes': { en: '{device} has no interface in an Azure subnet.', ja: '{device} は Azure のサブネットにインターフェイスを持ちません。' },
  'bgp-as-path-malformed': {
    en: '{prefix} is refused: a segment of its path {path} is empty, because remove-private-AS left nothing of it.',
    ja: '{prefix} は拒否されます。AS パス {path} のセグメントの一つが、remove-private-AS によって空になっているためです。',
  },
  'bgp-as-set-refused': {
    en: '{prefix} is refused: its path {path} holds an AS set, and bgp reject-as-sets is on.',
    ja: '{prefix} は拒否されます。AS パス {path} に AS セットが含まれ、bgp reject-as-sets が有効なためです。',
  },
  'bgp-as-zero': { en: '{prefix} is refused: its path holds AS 0.', ja: '{prefix} は拒否されます。AS パスに AS 0 が含まれるためです。' },
  'bgp-condition-unmet': {
    en: '{prefix} is withheld from {peer}: the condition of the advertise-map is not met.',
    ja: '{prefix} は {peer} に広報されません。advertise-map の条件を満たしていないためです。',
  },
  'bgp-confed-segment-from-outside': {
    en: '{prefix} from {peer} is refused: a confederation segment came from outside.',
    ja: '{peer} からの {prefix} は拒否されます。外部からコンフェデレーションのセグメントが届いたためです。',
  },
  'bgp-confed-segment-missing': {
    en: '{prefix} from {peer} is refused: a confederation peer must begin the path with a confederation segment.',
    ja: '{peer} からの {prefix} は拒否されます。コンフェデレーションのピアのパスは、そのセグメントで始まる必要があります。',
  },
  'bgp-confederation-in-path': {
    en: '{prefix} is not sent to {peer}: the path already holds our confederation.',
    ja: '{prefix} は {peer} に広報されません。パスに自コンフェデレーションが含まれるためです。',
  },
  'bgp-default-originated': {
    en: '{prefix} is not sent to {peer}: default-originate sends a default of its own.',
    ja: '{prefix} は {peer} に広報されません。default-originate が独自のデフォルト ルートを送るためです。',
  },
  'bgp-fib-pending': {
    en: '{prefix} is not sent to {peer}: it is not in the FIB, and suppress-fib-pending waits for it.',
    ja: '{prefix} は {peer} に広報されません。FIB に入っておらず、suppress-fib-pending がそれを待っているためです。',
  },
  'bgp-filter-missing': {
    en: '{prefix} is refused: the filter that {peer} names does not exist.',
    ja: '{prefix} は拒否されます。{peer} に指定されたフィルターが存在しないためです。',
  },
  'bgp-first-as-differs': {
    en: '{prefix} from {peer} is refused: the path {path} does not begin with the neighbor’s AS {expected}.',
    ja: '{peer} からの {prefix} は拒否されます。パス {path} がネイバーの AS {expected} で始まっていないためです。',
  },
  'bgp-local-as-only': { en: '{prefix} carries local-AS and stays within this AS.', ja: '{prefix} には local-AS が付いており、この AS の外に出ません。' },
  'bgp-martian-next-hop': {
    en: '{prefix} from {peer} is refused: {nextHop} cannot be a next hop.',
    ja: '{peer} からの {prefix} は拒否されます。{nextHop} はネクスト ホップとして使えないアドレスだからです。',
  },
  'bgp-maximum-prefix-out': {
    en: '{prefix} is not sent to {peer}: maximum-prefix-out is reached.',
    ja: '{prefix} は {peer} に広報されません。maximum-prefix-out の上限に達したためです。',
  },
  'bgp-next-hop-is-prefix': {
    en: '{prefix}: the next hop is the route itself, so the path cannot be used.',
    ja: '{prefix}: ネクスト ホップが経路自身なので、この経路は使えません。',
  },
  'bgp-no-client-to-client': {
    en: '{prefix}, learned from the client {from}, is not sent to the client {peer}: reflection between clients is off.',
    ja: 'クライアント {from} から学習した {prefix} は、クライアント {peer} には広報されません。クライアント間のリフレクションが無効だからです。',
  },
  'bgp-orf-denied': {
    en: '{prefix} is not sent to {peer}, which has told us to leave out what its prefix-list {list} denies.',
    ja: '{prefix} は {peer} に広報されません。相手から ORF で受け取ったプレフィックス リスト {list} が拒否しているためです。',
  },
  'bgp-only-to-customer': {
    en: '{prefix} is not sent to {peer}: it may go to customers only (RFC 9234).',
    ja: '{prefix} は {peer} に広報されません。顧客にだけ渡せる経路です (RFC 9234)。',
  },
  'bgp-originator-is-peer': { en: '{prefix} is not sent to {peer}, which is its originator.', ja: '{prefix} は発信元である {peer} には広報されません。' },
  'bgp-peer-as-in-path': {
    en: '{prefix} is not sent to {peer}: the path already holds its AS.',
    ja: '{prefix} は {peer} に広報されません。パスに相手の AS が含まれるためです。',
  },
  'bgp-prefix-not-unicast': {
    en: '{prefix} from {peer} is passed over: no unicast route can have this prefix.',
    ja: '{peer} からの {prefix} は無視されます。ユニキャストの経路になれないプレフィックスだからです。',
  },
  'bgp-route-leak': {
    en: '{prefix} from {peer} is refused: by its roles it is a route leak (RFC 9234).',
    ja: '{peer} からの {prefix} は拒否されます。ロールの上で経路リークにあたります (RFC 9234)。',
  },
  'bgp-route-map-missing': {
    en: '{prefix} is denied: the route-map that {peer} names does not exist.',
    ja: '{prefix} は拒否されます。{peer} に指定されたルート マップが存在しないためです。',
  },
  'bgp-site-of-origin': {
    en: '{prefix} is not sent to {peer}: it carries that site’s origin.',
    ja: '{prefix} は {peer} に広報されません。そのサイトを起源とする経路だからです。',
  },
  'bgp-suppressed': {
    en: '{prefix} is not sent: an aggregate that covers it suppresses it.',
    ja: '{prefix} は広報されません。これを含む集約が抑止しているためです。',
  },
  'session-as-path-malformed': {
    en: 'The session with {peer} falls each time {prefix} arrives: a segment of its path {path} is empty, because remove-private-AS left nothing of it.',
    ja: '{prefix} が届くたびに {peer} とのセッションが切れます。remove-private-AS によって AS パス {path} のセグメントの一つが空になっているためです。',
  },
  'session-aggregator-length': {
    en: 'The session with {peer} falls each time {prefix} arrives: its AGGREGATOR has a two-byte AS number, and with dont-capability-negotiate at this end alone a four-byte one is expected.',
    ja: '{prefix} が届くたびに {peer} とのセッションが切れます。AGGREGATOR の AS 番号が 2 バイトですが、dont-capability-negotiate がこちら側だけに設定されているため、4 バイトの AS 番号を期待しているからです。',
  },
  'session-as-set-refused': {
    en: 'The session with {peer} falls each time {prefix} arrives: its path {path} has a set, and bgp reject-as-sets is on.',
    ja: '{prefix} が届くたびに {peer} とのセッションが切れます。AS パス {path} に AS_SET が含まれ、bgp reject-as-sets が設定されているためです。',
  },
  'session-blackhole': { en: 'The way to {peer} is a blackhole.', ja: '{peer} への経路がブラックホールです。' },
  'session-closed-there': { en: '{peer} closed the session.', ja: '{peer} がセッションを閉じました。' },
  'session-collision': {
    en: '{far} has a session with us up already, as its neighbor {known}, and takes no second one from that address.',
    ja: '{far} はこちらとのセッションをネイバー {known} としてすでに確立しており、同じアドレスからの 2 つ目の接続を受け付けません。',
  },
  'session-hold-expired': { en: 'Nothing was heard from {peer} within the hold time.', ja: 'ホールド タイム内に {peer} から何も届きませんでした。' },
  'session-interface-down': { en: 'The interface towards {peer} went down.', ja: '{peer} へのインターフェイスがダウンしました。' },
  'session-martian-next-hop': {
    en: 'The session with {peer} falls each time {prefix} arrives: {nextHop} cannot be a next hop.',
    ja: '{prefix} が届くたびに {peer} とのセッションが切れます。{nextHop} はネクスト ホップとして使えないアドレスだからです。',
  },
  'session-maximum-prefix': {
    en: '{peer} sent {held} prefixes, and maximum-prefix allows {limit}.',
    ja: '{peer} が {held} 個の経路を送り、maximum-prefix の上限 {limit} を超えました。',
  },
  'session-platform-limit': {
    en: 'The session with {peer} fell: it sent {held} prefixes, and Azure takes {limit} at most.',
    ja: '{peer} とのセッションは切断されました。{held} 個の経路が送られましたが、Azure が受け入れるのは {limit} 個までです。',
  },
  'session-listen-limit': {
    en: '{far} lets {limit} neighbors in by its listen ranges (bgp listen limit), and has as many.',
    ja: '{far} が listen range で受け入れるネイバーは {limit} 台まで (bgp listen limit) で、すでに上限に達しています。',
  },
  'session-no-bgp-there': { en: 'Nothing at {peer} runs BGP.', ja: '{peer} では BGP が動いていません。' },
  'session-open-form': {
    en: 'Only one of the two ends has extended-optional-parameters: it does not understand the OPEN of the other.',
    ja: 'extended-optional-parameters が一方にしか設定されていないため、相手の OPEN を解釈できません。',
  },
  'session-no-family': { en: 'No address family is activated for {peer}.', ja: '{peer} でアドレス ファミリが有効になっていません。' },
  'session-no-common-family': {
    en: 'No address family is activated at both ends.',
    ja: '両端で共通に有効なアドレス ファミリがありません。',
  },
  'session-families-differ': {
    en: 'strict-capability-match asks for the same address families at both ends.',
    ja: 'strict-capability-match があるため、両端のアドレス ファミリが同じである必要があります。',
  },
  'session-no-family-there': {
    en: 'The other end has no address family activated for us.',
    ja: '相手側で、こちら向けのアドレス ファミリが有効になっていません。',
  },
  'session-no-router-id': { en: 'There is no router-id: give one with bgp router-id.', ja: 'ルーター ID がありません。bgp router-id を設定してください。' },
  'session-passive': { en: 'Both ends wait for the other to begin.', ja: '両端とも相手からの接続を待っています。' },
  'session-password': { en: 'The two ends do not have the same password.', ja: '両端のパスワードが一致しません。' },
  'session-reconfigured': { en: 'The session was reset by a change of its configuration.', ja: '構成の変更によりセッションがリセットされました。' },
  'session-refused-there': { en: '{peer} refused the session.', ja: '{peer} がセッションを拒否しました。' },
  'session-replaced': { en: 'The session was replaced by a newer one.', ja: '新しいセッションに置き換えられました。' },
  'session-role-mismatch': { en: 'The roles of the two ends do not fit each other (RFC 9234).', ja: '両端のロールが対応していません (RFC 9234)。' },
  'routing-depends-on-history': {
    en: '{prefix} is {now} at {speaker} because of what went before; switched on in another order it would be {cold} (differs at {speakers}).',
    ja: '{speaker} の {prefix} は、これまでの経緯により {now} になっています。別の順序で起動していれば {cold} でした (結果が変わるのは {speakers})。',
  },
  'routing-dispute': {
    en: '{prefix} settles only because no two messages take equally long; it has another outcome, too ({speakers}, {states} states): {cycle}.[ Only following: {followers}.|] Expected policies that all of them can be content with.',
    ja: '{prefix} が落ち着くのは、メッセージの遅延がたまたま異なるからです。別の結果にもなり得ます ({speakers}、{states} 状態): {cycle}。[これに追随するだけのルーター: {followers}。|]関係する全ルーターが両立できるポリシーにしてください。',
  },
  'routing-oscillates': {
    en: '{prefix} never settles: {speakers} go round through {states} states: {cycle}.[ Only following: {followers}.|] Expected policies that all of them can be content with.',
    ja: '{prefix} の経路は収束しません。{speakers} が {states} 個の状態を巡り続けます: {cycle}。[これに追随するだけのルーター: {followers}。|]関係する全ルーターが両立できるポリシーにしてください。',
  },
  'session-hold-time-too-short': {
    en: 'A hold time of {offered} s is offered, and at least {least} s are asked for (bgp minimum-holdtime).',
    ja: 'ホールド タイム {offered} 秒が提示されましたが、{least} 秒以上が必要です (bgp minimum-holdtime)。',
  },
  'session-same-router-id': { en: 'Both ends have the same router-id.', ja: '両端のルーター ID が同じです。' },
  'session-speaker-removed': { en: 'The other end no longer runs BGP.', ja: '相手側で BGP が動かなくなりました。' },
  'session-source-not-ours': {
    en: 'The update-source of {peer} is not an address of this router.',
    ja: '{peer} の update-source が、このルーターのアドレスではありません。',
  },
  'session-no-source-there': {
    en: '{far} resets this router’s calls: its update-source {interface} is no interface that it has.',
    ja: '{far} は接続をリセットします。{far} の update-source {interface} というインターフェイスがありません。',
  },
  'session-source-not-there': {
    en: 'The update-source of {peer}, {interface}, is no interface of this router: it neither calls nor lets the other end in.',
    ja: '{peer} の update-source {interface} は、このルーターにないインターフェイスです。自分から接続せず、相手からの接続も受け入れません。',
  },
  'session-source-without-address': {
    en: 'The update-source of {peer}, {interface}, has no address of the session’s family, so this router does not call.',
    ja: '{peer} の update-source {interface} には、セッションと同じアドレス ファミリのアドレスがないため、自分からは接続しません。',
  },
  'session-ttl-security': {
    en: 'ttl-security refuses {peer}: its packets come from too far, or it does not send with TTL 255.',
    ja: 'ttl-security により {peer} は拒否されます。距離が遠すぎるか、TTL 255 で送信していません。',
  },
  'session-ttl-too-low': {
    en: 'The TTL of the session’s packets ends before {peer}: it needs more hops (ebgp-multihop).',
    ja: 'セッションのパケットの TTL が {peer} に届く前に尽きます。ebgp-multihop が必要です。',
  },
};
