/** The steps of an answer to “why”: where a route came from, what it met, how it was chosen, where it stopped. */
import type { ReasonText } from './text.ts';

/** The answer in one sentence. */
const SUMMARIES: Readonly<Record<string, ReasonText>> = {
  'why-is-used': {
    en: '{prefix} came by {way}; its next hop is {nextHop}. Chosen by: {word}.',
    ja: '{prefix} は {way} を経て届き、ネクスト ホップは {nextHop} です。選択の決め手: {word}',
  },
  'why-is-own': { en: '{at} originates {prefix} itself. Chosen by: {word}.', ja: '{prefix} は {at} 自身が生成しています。選択の決め手: {word}' },
  'why-is-rib': { en: '{at} uses {prefix} from {protocol} (distance {distance}).', ja: '{at} は {protocol} の {prefix} を使っています (距離 {distance})。' },
  'why-is-best-not-used': {
    en: 'BGP’s best path for {prefix} came by {way}, with next hop {nextHop} (chosen by: {word}), but the routing table of {at} does not use it.',
    ja: '{prefix} の BGP の最良経路は {way} を経て届き、ネクスト ホップは {nextHop} です (決め手: {word})。ただし {at} のルーティング テーブルでは使われていません。',
  },
  'why-is-absent-between': {
    en: '{at} does not have {prefix}. The nearest place where it stopped is between {where} and {to}; {more} more below.',
    ja: '{at} に {prefix} はありません。最も近い止まった場所は {where} と {to} の間です (ほかに {more} か所)。',
  },
  'why-is-absent-at': {
    en: '{at} does not have {prefix}. The nearest place where it stopped is {where}; {more} more below.',
    ja: '{at} に {prefix} はありません。最も近い止まった場所は {where} です (ほかに {more} か所)。',
  },
  'why-is-not-announced': {
    en: '{at} does not have {prefix}, and nobody announces it: {where} has the route, but takes it into BGP by no line; {more} more below.',
    ja: '{at} に {prefix} はなく、広報する機器もありません。経路を持つ {where} に、BGP へ取り込む設定行がないためです (ほかに {more} か所)。',
  },
  'why-is-absent-between-alone': {
    en: '{at} does not have {prefix}. It stopped between {where} and {to}.',
    ja: '{at} に {prefix} はありません。{where} と {to} の間で止まっています。',
  },
  'why-is-absent-at-alone': {
    en: '{at} does not have {prefix}. It stopped at {where}.',
    ja: '{at} に {prefix} はありません。{where} で止まっています。',
  },
  'why-is-not-announced-alone': {
    en: '{at} does not have {prefix}, and nobody announces it: {where} has the route, but takes it into BGP by no line.',
    ja: '{at} に {prefix} はなく、広報する機器もありません。経路を持つ {where} に、BGP へ取り込む設定行がないためです。',
  },
  'why-is-absent-no-origin': {
    en: '{at} does not have {prefix}: nothing in the lab originates it.',
    ja: '{at} に {prefix} はありません。ラボ内に生成元がないためです。',
  },
  'why-is-absent-no-sessions': {
    en: '{at} does not have {prefix}. {holders} have it, but no chain of configured neighbors leads from there to {at}.',
    ja: '{at} に {prefix} はありません。{holders} は持っていますが、そこから {at} までネイバー設定がつながっていません。',
  },
  'why-is-absent-no-bgp': {
    en: '{at} does not have {prefix}: no interface and no static or kernel route of it states it, and it does not run BGP.',
    ja: '{at} に {prefix} はありません。インターフェイスにもスタティックやカーネルの経路にも該当がなく、BGP も動いていません。',
  },
  'why-subnet-uses': {
    en: '{at} sends {prefix} to {to}, by a {source} route.',
    ja: '{at} の {prefix} は、{source} ルートにより {to} に送られます。',
  },
  'why-nothing-covers': {
    en: '{at} has no route that covers it, and neither has anything else in the lab.',
    ja: '{at} にも、ラボのほかの機器にも、該当する経路がありません。',
  },
  'why-unreadable': {
    en: '“{question}” is neither a prefix such as 10.0.0.0/24 nor an address.',
    ja: '「{question}」は、10.0.0.0/24 のようなプレフィックスでもアドレスでもありません。',
  },
  'why-no-tables': { en: '{device} holds no routes.', ja: '{device} は経路を持ちません。' },
};

/** Where it came from. */
const WAY: Readonly<Record<string, ReasonText>> = {
  'why-origin-network': { en: '{at} originates {prefix} by network.', ja: '{at} が network 文で {prefix} を生成します。' },
  'why-origin-redistribute': { en: '{at} originates {prefix} by redistribute {protocol}.', ja: '{at} が redistribute {protocol} で {prefix} を生成します。' },
  'why-origin-aggregate': { en: '{at} originates {prefix} as an aggregate.', ja: '{at} が {prefix} を集約経路として生成します。' },
  'why-origin-default': {
    en: '{at} originates {prefix} for {peer} by default-originate.',
    ja: '{at} が default-originate により {peer} 向けに {prefix} を生成します。',
  },
  'why-way-gone': {
    en: '{at} no longer has {prefix}, but its withdrawal does not arrive: the route stays until the hold time is over.',
    ja: '{at} に {prefix} はもうありませんが、取り消しが届かないため、ホールド タイムが切れるまで残ります。',
  },
  'why-way-not-withdrawn': {
    en: '{at} no longer has {prefix}, but never told {peer}: it lost the route while it held its first announcements back, and FRR passes over neighbors for which it does. The route stays until the session is reset.',
    ja: '{at} に {prefix} はもうありませんが、{peer} には伝えていません。最初の広告を保留している間に経路を失い、FRR はその間の隣接ルーターを飛ばすためです。セッションがリセットされるまで残ります。',
  },
  'why-way-goes-round': {
    en: '{at} has {prefix} from this very way: the routing has not settled, and the way has no beginning.',
    ja: '{at} の {prefix} はこの経路自身から来ています。経路が収束しておらず、起点がありません。',
  },
  'why-rib-has': {
    en: 'The routing table has {prefix} from {protocol}, by {through}.',
    ja: 'ルーティング テーブルに {protocol} の {prefix} があります ({through})。',
  },
  'why-rib-has-instead': {
    en: 'What the routing table has is {has} ({protocol}); it wants {prefix} itself, from elsewhere than BGP.',
    ja: 'ルーティング テーブルにあるのは {has} ({protocol}) です。BGP 以外から得た {prefix} そのものが必要です。',
  },
  'why-paths-sent': {
    en: '{count} paths of it are sent, each with an identifier (add-path).',
    ja: '{count} 本のパスが、それぞれ識別子付きで送られます (add-path)。',
  },
  'why-paths-not-taken': {
    en: 'Add-path is configured towards {peer}, which takes one path of a prefix: the best alone is sent.',
    ja: '{peer} に対して add-path が設定されていますが、相手が受け取るのは 1 プレフィックスにつき 1 本なので、最良のパスだけを送ります。',
  },
  'why-contributors': { en: 'More specific routes of it: {contributors}.', ja: '集約される経路: {contributors}' },
  'why-leg': { en: '{from} sends {prefix} to {to}.', ja: '{from} が {to} に {prefix} を送ります。' },
  'why-sent': { en: 'Sent to {peer} with next hop {nextHop} and AS path {path}.', ja: '{peer} に、ネクスト ホップ {nextHop}、AS パス {path} で送られます。' },
  'why-best-at': { en: 'Best of {paths} at {at}: {word}.', ja: '{at} の {paths} 本の経路から最良に選ばれます ({word})。' },
  'why-came': { en: 'It had come by {way}.', ja: 'ここまでの経路: {way}' },
  'why-programmer-loses': {
    en: '{at} knows {prefix} too ({kind}), by {way}, but another kind of route is preferred.',
    ja: '{at} も {way} を経て {prefix} を得ていますが ({kind})、別の種類の経路が優先されます。',
  },
  'why-programmer-knows': { en: '{at} knows {prefix} ({kind}), by {way}, and programs it.', ja: '{at} が {way} を経て得た {prefix} を設定します ({kind})。' },
};

/** Policy that was met. */
const POLICY: Readonly<Record<string, ReasonText>> = {
  'why-no-loop': {
    en: 'No loop: the path {path} does not hold our AS {asn} more often than allowed.',
    ja: 'ループなし: パス {path} に含まれる自 AS {asn} は許容範囲です。',
  },
  'why-list-permits': { en: '{list} {name} permits it.', ja: '{list} {name} が許可します。' },
  'why-list-denies': { en: '{list} {name} denies it.', ja: '{list} {name} が拒否します。' },
  'why-list-missing': { en: '{list} {name} does not exist, which denies everything.', ja: '{list} {name} が存在せず、すべて拒否されます。' },
  'why-list-entry': { en: 'Entry {seq} of {name}: {action}.', ja: '{name} のエントリ {seq}: {action}' },
  'why-list-end': { en: 'No entry of {name} matches: denied at its end.', ja: '{name} のどのエントリにも一致せず、末尾の暗黙の拒否になります。' },
  'why-list-empty': { en: '{name} has no entries, which permits everything.', ja: '{name} にエントリがなく、すべて許可されます。' },
  'why-map-permits': { en: 'Route-map {map} ({use}) permits it.', ja: 'ルート マップ {map} ({use}) が許可します。' },
  'why-map-denies': { en: 'Route-map {map} ({use}) denies it.', ja: 'ルート マップ {map} ({use}) が拒否します。' },
  'why-suppress-map-names': { en: 'Suppress-map {map} permits it, so it is suppressed.', ja: 'suppress-map {map} が許可するため、広報が抑止されます。' },
  'why-suppress-map-leaves-out': {
    en: 'Suppress-map {map} does not permit it: it is not suppressed.',
    ja: 'suppress-map {map} が許可しないため、抑止されません。',
  },
  'why-advertise-map-names': {
    en: 'Advertise-map {map} permits it: whether it is sent depends on the condition.',
    ja: 'advertise-map {map} が許可するため、送るかどうかは条件で決まります。',
  },
  'why-advertise-map-leaves-out': {
    en: 'Advertise-map {map} does not permit it: it is sent whatever the condition.',
    ja: 'advertise-map {map} が許可しないため、条件に関係なく送られます。',
  },
  'why-map-missing': {
    en: 'Route-map {map} ({use}) does not exist, which denies everything.',
    ja: 'ルート マップ {map} ({use}) が存在せず、すべて拒否されます。',
  },
  'why-map-end': { en: 'No entry of {map} matches: denied at its end.', ja: '{map} のどのエントリにも一致せず、末尾の暗黙の拒否になります。' },
  'why-map-taken-back': {
    en: 'No later entry of {map} matches, which takes back what was permitted: denied at its end.',
    ja: '{map} の後続のエントリに一致するものがなく、許可は取り消されて末尾の暗黙の拒否になります。',
  },
  'why-call-permits': { en: '{line}: {map} permits.', ja: '{line}: {map} は許可します。' },
  'why-call-denies': {
    en: '{line}: {map} denies, and so does the map that calls it.',
    ja: '{line}: {map} が拒否するため、呼び出し元のルート マップも拒否します。',
  },
  'why-call-missing': { en: '{line}: there is no such route-map, so nothing is asked.', ja: '{line}: そのルート マップは存在しないため、何も評価されません。' },
  'why-call-too-deep': { en: '{line}: calls lie too deep within one another, which denies.', ja: '{line}: 呼び出しの入れ子が深すぎるため、拒否されます。' },
  'why-goes-on': { en: '{line}: what follows decides.', ja: '{line}: 後続のエントリが決めます。' },
  'why-entry-matched': { en: 'Entry {seq} of {map} matches: {action}.', ja: '{map} のエントリ {seq} に一致: {action}' },
  'why-entry-passed-over': { en: 'Entry {seq} of {map} ({action}) does not match.', ja: '{map} のエントリ {seq} ({action}) には一致しません。' },
  'why-match-held': { en: '{line}: holds.', ja: '{line}: 一致します。' },
  'why-match-failed': { en: '{line}: does not hold.', ja: '{line}: 一致しません。' },
  'why-match-list-missing': { en: 'The list {name} does not exist, so it never matches.', ja: 'リスト {name} が存在しないため、決して一致しません。' },
  'why-set': { en: '{line}', ja: '{line}' },
  'why-changed': { en: '{what}: {from} → {to}', ja: '{what}: {from} → {to}' },
  'why-platform-accepts': { en: 'The rules of {profile} let it pass.', ja: '{profile} の規則を通過します。' },
  'bgp-origination-denied': { en: 'The route-map of this line ({kind}) refuses {prefix}.', ja: 'この行 ({kind}) のルート マップが {prefix} を拒否します。' },
  'bgp-never-redistributed': {
    en: '{prefix} ({kind}): zebra hands nothing of 127.0.0.0/8, 169.254.0.0/16, 224.0.0.0/4, ::1 and fe80::/10 to BGP, whatever the line says. network takes such a prefix.',
    ja: '{prefix} ({kind}): zebra は 127.0.0.0/8、169.254.0.0/16、224.0.0.0/4、::1、fe80::/10 の経路を、この行の内容にかかわらず BGP に渡しません。network なら広報できます。',
  },
  'bgp-network-backdoor': {
    en: '{prefix} is stated as backdoor ({kind}): it is never announced.',
    ja: '{prefix} は backdoor 指定 ({kind}) のため、広報されません。',
  },
  'bgp-aggregate-empty': {
    en: '{prefix} ({kind}): no more specific route is in the table, so there is nothing to aggregate.',
    ja: '{prefix} ({kind}): より詳細な経路がテーブルになく、集約できません。',
  },
  'bgp-aggregate-said-already': {
    en: '{prefix} ({kind}) is not made here: the newest route to it had the origin, AS path and communities that it would have, and bgpd takes it for its own. What it is to suppress is suppressed.',
    ja: '{prefix} ({kind}): この集約経路は生成されません。同じプレフィックスの最新の経路と ORIGIN、AS パス、コミュニティが同じで、bgpd はそれを自分の集約経路とみなします。抑止すべき経路は抑止されます。',
  },
  'bgp-aggregate-meds-differ': {
    en: '{prefix} ({kind}): with matching-MED-only the more specific routes’ MEDs must be the same.',
    ja: '{prefix} ({kind}): matching-MED-only では、集約される経路の MED がそろっている必要があります。',
  },
};

/** The decision, step by step. */
const DECISION: Readonly<Record<string, ReasonText>> = {
  'why-restless': {
    en: 'Routing of {prefix} never settles: {speakers} keep changing their minds. What is shown is one of the states.',
    ja: '{prefix} の経路は収束しません。{speakers} の選択が変わり続けるためで、表示はその途中の状態です。',
  },
  'why-turn': { en: '{speaker} replaces {before} by {after}.', ja: '{speaker} が {before} を {after} に切り替えます。' },
  'why-turn-told': {
    en: 'After news from {from}, {speaker} replaces {before} by {after}.',
    ja: '{from} からの通知を受けて、{speaker} が {before} を {after} に切り替えます。',
  },
  'why-turn-own-ground': {
    en: 'After a change of its own RIB, {speaker} replaces {before} by {after}.',
    ja: '{speaker} 自身の RIB が変わったため、{before} を {after} に切り替えます。',
  },
  'why-best': {
    en: 'Best: from {peer}, AS path {path}, next hop {nextHop}. Settled by: {word}.',
    ja: '最良: {peer} から、AS パス {path}、ネクスト ホップ {nextHop}。決め手: {word}',
  },
  'why-runner-up': {
    en: 'Runner-up: from {peer}, AS path {path}, next hop {nextHop}. It loses at the step {step}.',
    ja: '次点: {peer} から、AS パス {path}、ネクスト ホップ {nextHop}。「{step}」の段階で負けました。',
  },
  'why-runner-up-shares': {
    en: 'Used beside it: from {peer}, AS path {path}, next hop {nextHop}. Only the tie-break {step} tells them apart.',
    ja: '並行して使用: {peer} から、AS パス {path}、ネクスト ホップ {nextHop}。差はタイブレーク「{step}」だけです。',
  },
  'why-runner-up-not-transitive': {
    en: 'Runner-up: from {peer}, AS path {path}, next hop {nextHop}. Compared with the best alone it would win at the step {step}; paths are compared in turn, and another path stood between (RFC 3345).',
    ja: '次点: {peer} から、AS パス {path}、ネクスト ホップ {nextHop}。最良経路とだけ比べれば「{step}」で勝ちますが、比較は順に行われ、間に別の経路があるためです (RFC 3345)。',
  },
  'why-step-equal': { en: '{step}: equal ({first}, {second}).', ja: '{step}: 同じ ({first}、{second})' },
  'why-step-passed-over': { en: '{step}: not compared ({first}, {second}).', ja: '{step}: 比較されません ({first}、{second})' },
  'why-step-better': { en: '{step}: {first} beats {second}.', ja: '{step}: {first} が {second} に勝ちます。' },
  'why-step-worse': { en: '{step}: {first} would lose to {second}.', ja: '{step}: {first} は {second} に劣ります。' },
  'why-step-hangs-on': { en: '{step} goes so because of this line, too.', ja: '「{step}」の結果は、この行にもよります。' },
  'why-without-best': { en: 'Without this line it would be the best.', ja: 'この行がなければ、これが最良になります。' },
  'why-without-beside': { en: 'Without this line it would be used beside the best.', ja: 'この行がなければ、最良と並行して使われます。' },
  'why-without-none': { en: 'Without this line it would not be used.', ja: 'この行がなければ、使われません。' },
  'why-line-lets': { en: 'It passes because of this line. Without it:', ja: 'この行があるので通ります。なければ次のとおりです。' },
  'why-line-stops': { en: 'Without this line it would pass.', ja: 'この行がなければ通ります。' },
  'why-line-resolves': {
    en: 'The default route may lead to {nextHop} because of this line.',
    ja: 'この行があるので、{nextHop} へはデフォルト ルート経由でも到達できます。',
  },
  'why-line-resolves-not': {
    en: 'Without this line the default route could lead to {nextHop}.',
    ja: 'この行がなければ、{nextHop} へはデフォルト ルート経由で到達できます。',
  },
  'why-line-installs': {
    en: 'Without this line it would not be handed to the routing table.',
    ja: 'この行がなければ、ルーティング テーブルには渡されません。',
  },
  'why-line-withholds': { en: 'Without this line it would be handed to the routing table.', ja: 'この行がなければ、ルーティング テーブルに渡されます。' },
  'why-line-changes': { en: '{what} is {to}; without this line it would be {from}.', ja: '{what} は {to} です。この行がなければ {from} になります。' },
  'why-path-lost': {
    en: 'Also {prefix} from {peer}, AS path {path}, next hop {nextHop}: loses at the step {step}.',
    ja: 'ほかに {peer} からの {prefix}、AS パス {path}、ネクスト ホップ {nextHop}: 「{step}」の段階で負けました。',
  },
  'why-path-shares': {
    en: 'Used beside the best: from {peer}, AS path {path}, next hop {nextHop}.',
    ja: '最良と並行して使用: {peer} から、AS パス {path}、ネクスト ホップ {nextHop}',
  },
  'why-path-invalid': {
    en: 'Not usable: from {peer}, AS path {path}, next hop {nextHop}.',
    ja: '使用不可: {peer} から、AS パス {path}、ネクスト ホップ {nextHop}',
  },
};

/** The routing table. */
const RIB: Readonly<Record<string, ReasonText>> = {
  'why-rib-selected': { en: 'Selected: {protocol} with distance {distance}, metric {metric}.', ja: '選択: {protocol}、距離 {distance}、メトリック {metric}' },
  'why-rib-refused': {
    en: '{protocol} with distance {distance}, metric {metric} is selected, but Linux refuses it: a blackhole behind another next hop, or a gateway on the loopback. Packets take the next shorter prefix.',
    ja: '{protocol}、距離 {distance}、メトリック {metric} が選択されますが、Linux が拒否します。ほかのネクスト ホップに続くブラックホール、またはループバック上のゲートウェイは登録できません。パケットには、より短いプレフィックスの経路が使われます。',
  },
  'why-rib-unasked': {
    en: '{protocol} with distance {distance}, metric {metric} is selected in the place of a route that is gone, but its own interface is down: it is in no kernel. Whoever stood on the route before is not told, and goes on.',
    ja: '{protocol}、距離 {distance}、メトリック {metric} が、なくなった経路に代わって選択されますが、自身のインターフェイスがダウンしているため、カーネルには登録されません。以前の経路を使っていたものには通知されず、そのまま残ります。',
  },
  'why-rib-inactive': {
    en: '{protocol} with distance {distance}, metric {metric}: no next hop of it is usable.',
    ja: '{protocol}、距離 {distance}、メトリック {metric}: 使えるネクスト ホップがありません。',
  },
  'why-rib-distance': {
    en: '{protocol} with distance {distance}, metric {metric}: {winner} has the lower distance, {winnerDistance} (metric {winnerMetric}).',
    ja: '{protocol}、距離 {distance}、メトリック {metric}: {winner} のほうが距離が小さく {winnerDistance} です (メトリック {winnerMetric})。',
  },
  'why-rib-metric': {
    en: '{protocol} with distance {distance}, metric {metric}: {winner} has the same distance, {winnerDistance}, and the lower metric, {winnerMetric}.',
    ja: '{protocol}、距離 {distance}、メトリック {metric}: {winner} は距離 {winnerDistance} が同じで、メトリックが {winnerMetric} と小さいためです。',
  },
  'why-rib-older': {
    en: '{protocol} with distance {distance}, metric {metric}: {winner} is equal ({winnerDistance}, {winnerMetric}), and was there before.',
    ja: '{protocol}、距離 {distance}、メトリック {metric}: {winner} は同等 ({winnerDistance}、{winnerMetric}) で、先にあったためです。',
  },
  'why-rib-connected-first': {
    en: '{protocol} with distance {distance}, metric {metric}: a {winner} route ({winnerDistance}, {winnerMetric}) goes before any other.',
    ja: '{protocol}、距離 {distance}、メトリック {metric}: {winner} ({winnerDistance}、{winnerMetric}) は常に優先されます。',
  },
  'why-rib-distance-255': {
    en: '{protocol} with distance {distance}, metric {metric}: a distance of 255 is never selected.',
    ja: '{protocol}、距離 {distance}、メトリック {metric}: 距離 255 の経路は選択されません。',
  },
  'why-hop-direct': { en: 'Next hop {nextHop} on {interface}.', ja: 'ネクスト ホップ {nextHop} ({interface})' },
  'why-hop-duplicate': {
    en: 'Next hop {nextHop} on {interface}: the same way once more, not used twice.',
    ja: 'ネクスト ホップ {nextHop} ({interface}): 同じ経路なので二重には使いません。',
  },
  'why-hop-connected': { en: 'Directly connected, {interface}.', ja: '直接接続 ({interface})' },
  'why-hop-blackhole': { en: 'Leads nowhere ({nextHop}).', ja: '破棄されます ({nextHop})。' },
  'why-hop-recursive': {
    en: 'Next hop {nextHop} is reached by {protocol} {by}: {final}.',
    ja: 'ネクスト ホップ {nextHop} は {protocol} の {by} で解決します: {final}',
  },
  'why-nht-none': { en: 'No route covers {nextHop}.', ja: '{nextHop} を含む経路がありません。' },
  'why-nht-default': {
    en: '{nextHop} is covered by {by} ({protocol}) alone, and a default does not count: say ip nht resolve-via-default if it should.',
    ja: '{nextHop} を含むのは {by} ({protocol}) だけで、デフォルト ルートは解決に使われません。使うなら ip nht resolve-via-default を設定してください。',
  },
  'why-nht-not-connected': {
    en: '{nextHop} is covered by {by} ({protocol}), but a single-hop eBGP neighbor’s next hop must be connected or static.',
    ja: '{nextHop} は {by} ({protocol}) に含まれますが、シングルホップの eBGP では直接接続かスタティックでなければなりません。',
  },
  'why-nht-held-connected': {
    en: '{nextHop} is covered by {by} ({protocol}), but a single-hop eBGP neighbor, or a path from one, has the same address: bgpd then wants it connected or static for all.',
    ja: '{nextHop} は {by} ({protocol}) に含まれますが、同じアドレスがシングルホップの eBGP ネイバー、またはそこからの経路のネクスト ホップでもあります。この場合、bgpd はすべての経路に対して直接接続かスタティックを求めます。',
  },
  'why-own-not-installed': {
    en: 'A route of our own: BGP does not put {prefix} into the routing table.',
    ja: '自分の経路なので、BGP は {prefix} をルーティング テーブルに入れません。',
  },
  'why-table-map-denies': {
    en: 'The table-map {map} keeps {prefix} out of the routing table.',
    ja: 'table-map {map} が {prefix} をルーティング テーブルに入れません。',
  },
  'why-table-map-path': { en: 'The table-map on the path from {peer}:', ja: '{peer} からのパスに対する table-map:' },
  'why-static-unresolved': {
    en: '{at}: the static route to {prefix} is not in the routing table, because {nextHop} is not reachable.',
    ja: '{at}: {prefix} へのスタティック ルートは、{nextHop} に到達できないためルーティング テーブルに入りません。',
  },
  'why-static-interface-down': {
    en: '{at}: the static route to {prefix} is not in the routing table, because the interface towards {nextHop} is down.',
    ja: '{at}: {prefix} へのスタティック ルートは、{nextHop} へのインターフェイスがダウンしているため、ルーティング テーブルに入りません。',
  },
  'why-kernel-gone': {
    en: '{at}: the kernel’s route to {prefix} is not used, because its interface {interface} is down.',
    ja: '{at}: {prefix} へのカーネルの経路は、インターフェイス {interface} がダウンしているため使われません。',
  },
  'why-interface-down': {
    en: '{at}: {prefix} would be connected, but {interface} is down.',
    ja: '{at}: {interface} がダウンしているため、直接接続の {prefix} がありません。',
  },
};

/** To whom it goes on, and where it stopped. */
const STOPS: Readonly<Record<string, ReasonText>> = {
  'why-sent-to': {
    en: '{prefix} goes to {far} ({peer}), next hop {nextHop}, AS path {path}.',
    ja: '{prefix} は {far} ({peer}) に広報されます。ネクスト ホップ {nextHop}、AS パス {path}',
  },
  'why-not-sent-to': { en: '{prefix} does not go to {far} ({peer}).', ja: '{prefix} は {far} ({peer}) に広報されません。' },
  'why-session-down': { en: '{prefix}: the session with {far} ({peer}) is down.', ja: '{prefix}: {far} ({peer}) とのセッションがダウンしています。' },
  'why-family-not-agreed': {
    en: '{prefix}: the session with {far} ({peer}) does not carry this address family.',
    ja: '{prefix}: {far} ({peer}) とのセッションは、このアドレス ファミリを運びません。',
  },
  'why-nothing-to-send': { en: '{prefix}: nothing is there to be sent to {far} ({peer}).', ja: '{prefix}: {far} ({peer}) に送るものがありません。' },
  'why-refused-aggregate-suppresses': {
    en: 'The aggregate {aggregate} is refused and not there, but bgpd suppressed the route before it asked, and has not let it go.',
    ja: '集約経路 {aggregate} は拒否されて存在しませんが、bgpd は判定の前に経路を抑止し、まだ解除していません。',
  },
  'why-suppressing-aggregate': { en: 'The aggregate {aggregate} is announced in its place.', ja: '代わりに集約経路 {aggregate} が広報されます。' },
  'why-default-not-originated': {
    en: 'default-originate towards {peer}: no route of the table is permitted by {map}.',
    ja: '{peer} への default-originate: テーブルに {map} が許可する経路がありません。',
  },
  'why-neighbor-missing': { en: '{at} has no neighbor for {far}.', ja: '{at} に {far} をネイバーとする設定がありません。' },
  'why-stop-at': { en: 'At {at}', ja: '{at} で' },
  'why-stop-between': { en: '{prefix} between {from} and {to}', ja: '{prefix}: {from} と {to} の間' },
  'why-not-announced': {
    en: '{at} has {prefix} in its routing table ({protocol}), but neither network nor redistribute takes it into BGP.',
    ja: '{at} のルーティング テーブルに {prefix} ({protocol}) がありますが、network にも redistribute にも該当しません。',
  },
  'why-effective-row': { en: '{source}: {to} ({state})', ja: '{source}: {to} ({state})' },
  'why-propagation-off': {
    en: '{holders} know {prefix}, but gateway route propagation is off in the route table {routeTable} of {at}.',
    ja: '{holders} は {prefix} を知っていますが、{at} のルート テーブル {routeTable} でゲートウェイ ルートの伝達が無効です。',
  },
  'why-no-programmer': {
    en: 'No gateway and no Route Server brings {prefix} to {at}: none serves {vnet}.',
    ja: '{vnet} で使えるゲートウェイも Route Server もないため、{at} に {prefix} は届きません。',
  },
  'why-not-programmed': {
    en: '{at} has {prefix} from {from}, which is not for it to program into {vnet}.',
    ja: '{at} は {from} から {prefix} を得ていますが、{vnet} に設定する経路ではありません。',
  },
  'why-more-specific': {
    en: '{prefix} is more specific than {used} and known elsewhere, but not used here:',
    ja: '{used} より詳細な {prefix} がほかの機器にありますが、ここでは使われていません:',
  },
};

export const WHY: Readonly<Record<string, ReasonText>> = { ...SUMMARIES, ...WAY, ...POLICY, ...DECISION, ...RIB, ...STOPS };
