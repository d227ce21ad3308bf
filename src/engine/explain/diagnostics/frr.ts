/** What is said of frr.conf. What FRR itself prints stays as it prints it. */
import { blockSaid, effectSaid } from '../../frr/index.ts';
import type { Args, DiagnosticText } from './text.ts';

/** What follows from a name that is not there. */
const MISSING: Readonly<Record<string, string>> = {
  'everything that comes in is denied': '受信する経路はすべて拒否されます',
  'nothing is sent': '何も広報されません',
  'suppressed routes stay suppressed': '抑制された経路は抑制されたままです',
  'the default route is not sent': 'デフォルト ルートは広報されません',
  'no prefix is sent conditionally': '条件付きで広報されるプレフィックスはありません',
  'the clause never matches, so the entry is skipped': 'この条件は一致することがなく、エントリは飛ばされます',
  'the call is ignored': 'この call は無視されます',
  'no community is deleted': 'コミュニティは削除されません',
  'no large community is deleted': 'ラージ コミュニティは削除されません',
  'no route of this protocol is installed': 'このプロトコルの経路は 1 つもインストールされません',
  'no next hop of this protocol is resolved': 'このプロトコルのネクスト ホップは解決されません',
  'no BGP route of this family is installed': 'このアドレス ファミリの BGP 経路はルーティング テーブルに入りません',
  'packets are routed as usual': 'パケットは通常どおり転送されます',
  'the distance is used for no route': 'このディスタンスはどの経路にも使われません',
};

const meant = ({ meant }: Args) => (meant === undefined ? '' : '{meant} のことでしょうか。');
const expected = (a: Args) => `${a['expected'] === undefined ? '' : '次のいずれかが必要です: {expected}。'}${meant(a)}`;
const DIRECTIONS: Readonly<Record<string, string>> = { in: '受信', out: '送信', 'in out': '受信と送信' };

const BLOCKS: Readonly<Record<string, string>> = {
  bgp: 'router bgp',
  'bgp-ipv4': 'address-family ipv4 unicast',
  'bgp-ipv6': 'address-family ipv6 unicast',
  'route-map': 'ルート マップのエントリ',
  interface: 'interface',
  'pbr-map': 'PBR マップのエントリ',
  vrf: 'vrf',
};
const blocks = (modes: string) =>
  modes
    .split(' ')
    .map((mode) => BLOCKS[mode] ?? mode)
    .join(' または ');
function unknown(a: Args): string {
  if (a['elsewhere'] !== undefined) return `${blocks(String(a['elsewhere']))} の中に書く行です。`;
  if (a['copied'] === undefined) return expected(a);
  const printed = String(a['word']).endsWith('#') ? 'vtysh のプロンプトで始まっています。' : '設定の上に表示される行で、設定の一部ではありません。';
  return `${printed}${meant(a)}`;
}

export const FRR: Readonly<Record<string, DiagnosticText>> = {
  'frr-unknown-command': {
    ja: (a) =>
      a['character'] === undefined
        ? `${a['elsewhere'] === undefined ? 'FRR にないコマンドです' : 'ここでは使えないコマンドです'}: {line}。${unknown(a)}`
        : 'FRR にないコマンドです: {line}。目に見えない文字 {character} が含まれており、FRR はこれを読み飛ばしません。',
  },
  'frr-left-block': {
    ja: ({ block }) => `router bgp の行なので、${blocks(String(block ?? ''))} はここで終わり、{until} 行目までは router bgp の行として読まれます。`,
  },
  'frr-incomplete-command': { ja: (a) => `コマンドが途中で終わっています: {line}。${expected(a)}` },
  'frr-ambiguous-command': { ja: 'コマンドを 1 つに決められません: {line}。候補: {forms}。' },
  'frr-newer-command': { ja: 'このバージョンの FRR にはないコマンドです: {line}。FRR {since} から使えます。' },
  'frr-refused': { ja: 'FRR がこの行を拒否します: {message}' },
  'frr-not-modelled': {
    ja: ({ block, help, effect }) =>
      (block === undefined ? effectSaid(String(effect ?? '')) : blockSaid(String(block), help === undefined ? undefined : String(help))).ja,
  },
  'frr-group-rejected': {
    ja: ({ first, last }) => `FRR が構成を拒否します: {message}${first === last ? '' : ' 一緒に読まれる {first}–{last} 行目もすべて破棄されます。'}`,
  },
  'frr-group-member': { ja: 'FRR は {culprit} 行目と一緒にこの行も拒否するため、効果がありません。' },
  'frr-unreachable-entry': {
    ja: ({ by }) =>
      by === undefined
        ? '{list} のエントリ {seq} には到達しません。手前のエントリがすべてに一致します。'
        : '{list} のエントリ {seq} には到達しません。エントリ {by} が同じものすべてに先に一致します。',
  },
  'frr-empty-prefix-list': { ja: 'プレフィックス リスト {name} にエントリがないため、すべてを許可します。' },
  'frr-as-path-underscores': {
    ja: '正規表現 {regex} の下線は、見た目とは違う意味になります。AS 番号の間に下線は 1 つだけ書き (_1_2_)、角括弧の中には書かないでください。',
  },
  'frr-duplicate-sequence': { ja: '{list} の番号 {seq} は {by} 行目でも使われています。' },
  'frr-repeated-entry': { ja: '{by} 行目と同じ内容のため、FRR は {list} に追加しません。' },
  'frr-call-loop': { ja: 'ルート マップ {map} と {call} が互いを呼び合っています。FRR 8.4.4 はこれで停止します。' },
  'frr-neighbor-without-as': { ja: 'ネイバー {neighbor} に remote-as がなく、ピア グループからも得られないため、接続されません。' },
  'frr-update-source-not-there': {
    ja: 'このマシンに {interface} というインターフェイスがありません。FRR はこの行を受け入れますが、{neighbor} とのセッションは、どちらから接続しても確立しません。',
  },
  'frr-neighbor-not-active': { ja: 'ネイバー {neighbor} はどのアドレス ファミリでも有効になっていないため、Idle のままです。' },
  'frr-neighbor-not-active-ipv6': {
    ja: 'ネイバー {neighbor} は IPv4 の経路だけを交換します。IPv6 も交換するには address-family ipv6 unicast で有効にしてください。',
  },
  'frr-ebgp-without-policy': {
    ja: ({ directions }) =>
      `eBGP ネイバー {neighbor} の {family} には${DIRECTIONS[String(directions)] ?? ''}のポリシーがないため、その向きの経路は交換されません。ルート マップを設定するか、no bgp ebgp-requires-policy と書いてください。`,
  },
  'frr-network-import-check': { ja: '{prefix} を広報するのは、BGP 以外から得たちょうど {prefix} の経路が RIB にある間だけです。' },
  'frr-version-defaults': {
    ja: 'frr version {version} により、そのリリースの既定値が選ばれます。eBGP にポリシーは要らず、traditional プロファイルでは network を RIB と照合しません。',
  },
  'frr-default-too-late': {
    ja: '上のネイバー (最初は {first} 行目) はすでに IPv4 ユニキャストで有効です。この行が効くのは、これより下で作るネイバーだけです。',
  },
  'frr-ipv6-over-ipv4': {
    ja: 'ネイバー {neighbor} は IPv4 のセッションで IPv6 を運びます。ネクスト ホップは、そのセッションが通るインターフェイスの IPv6 アドレスです。それがないと FRR は ::ffff:A.B.C.D を伝え、相手のカーネルが拒否します。送信側のルート マップの set ipv6 next-hop global で別のアドレスにできます。',
  },
  'frr-confederation-policy': {
    ja: 'ネイバー {neighbor} は同じコンフェデレーションの別 AS です。bgp ebgp-requires-policy が有効な間、10.0 より前の FRR はルート マップがあっても経路を交換しません。no bgp ebgp-requires-policy と書いてください。',
  },
  'frr-loop-detection-without-solo': { ja: '{neighbor} の sender-as-path-loop-detection は、neighbor {neighbor} solo がないと働きません。' },
  'frr-replaced-clause': { ja: '{by} 行目 ({line}) に取って代わります。1 つのエントリに同じ種類の句は 1 つだけで、「または」の意味にはなりません。' },
  'frr-continue-may-deny': {
    ja: '{list} のエントリ {seq} に一致した経路は先へ進み、以降のエントリが許可しなければ拒否されます。末尾に空の permit エントリを置けば残ります。',
  },
  'frr-set-without-effect': {
    ja: ({ kind }) =>
      `効果がありません。{map} は送信側でだけ使われ、${kind === 'weight' ? 'weight はほかのルーターに送られません' : 'local-preference は別の AS に送られません'}。`,
  },
  'frr-undefined-reference': {
    ja: ({ missing, meant: near }) => `{kind} {name} がありません。${MISSING[String(missing)] ?? ''}。${meant(near === undefined ? {} : { meant: near })}`,
  },
  'frr-empty-route-map': { ja: 'route-map {name} は最後のエントリーが消されています。route-map 自体は残り、すべてを拒否します。' },
  'frr-unused': { ja: '{kind} {name} はどこでも使われていません。' },
  'frr-pbr-port': {
    ja: 'FRR はポートを表示しますが、Linux カーネルには渡しません (8.4、10.1 でも同じ)。ルールはどのポートのパケットにも一致します。',
  },
  'frr-pbr-no-match': {
    ja: 'pbr-map {map} のエントリ {seq} には、アドレスにもマークにもよる条件がないため ("Invalid Src or Dst")、FRR はルールを作りません。',
  },
  'frr-address-as-interface': { ja: 'アドレスではなくインターフェイス名として読まれます。' },
};
