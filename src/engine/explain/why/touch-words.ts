/** What is said of a line and the routes that it touched, beside the editor and on the command line. */
import type { ReasonText } from '../reasons/text.ts';

export const TOUCH_WORDS = {
  touchedNone: { en: 'touched no route', ja: '関わった経路はありません' },
  touchedRefused: { en: 'touched no route: FRR does not take it', ja: 'FRR が受け付けない行なので、関わった経路はありません' },
  touchedNotModelled: { en: 'is not modelled: what it would do to routes is not known here', ja: 'モデル化されていないため、経路への影響は分かりません' },
  touchedSame: {
    en: 'touched no route: without it every route and session would be as it is',
    ja: '関わった経路はありません (この行がなくても、経路とセッションはすべて同じです)',
  },
  touchedNoneHere: { en: 'touched no route of this router itself', ja: 'このルーター自身の経路には関わっていません' },
  touchedSessionDown: { en: 'Without it the session with {peer} would be down.', ja: 'この行がなければ、{peer} とのセッションは確立しません。' },
  touchedSessionUp: { en: 'Without it the session with {peer} would be up.', ja: 'この行がなければ、{peer} とのセッションが確立します。' },
  touchedElsewhere: { en: 'Without it routes would be otherwise at: {devices}.', ja: 'この行がなければ、次の機器で経路が変わります: {devices}' },
  touchedCount: { en: 'routes: {n}', ja: '{n} 件の経路' },
  touchedMore: { en: 'and {n} more', ja: 'ほか {n} 件' },
  touch_permits: { en: 'permits', ja: '許可' },
  touch_denies: { en: 'denies', ja: '拒否' },
  touch_sets: { en: 'sets', ja: '変更' },
  touch_matches: { en: 'matches', ja: '一致' },
  'touch_passes-over': { en: 'does not match', ja: '不一致' },
  touch_names: { en: 'applies', ja: '適用' },
  touch_decides: { en: 'decides', ja: '選択を左右' },
  touch_originates: { en: 'originates', ja: '生成' },
  touch_installs: { en: 'installs', ja: '登録' },
  touch_hangs: { en: 'would be otherwise without it', ja: 'この行がなければ変わる' },
  use_in: { en: 'from {peer}', ja: '{peer} から' },
  use_out: { en: 'to {peer}', ja: '{peer} へ' },
  use_origin: { en: 'own', ja: '自身' },
  use_decision: { en: 'best path', ja: '最良経路の選択' },
  use_rib: { en: 'routing table', ja: 'ルーティング テーブル' },
  use_bgp: { en: 'BGP table', ja: 'BGP テーブル' },
} as const satisfies Readonly<Record<string, ReasonText>>;
