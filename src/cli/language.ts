/** `--lang en|ja`: in which language the command line words what the engine found, and its own few words. */
import type { Ending, FlowVerdict, LegName, Locale } from '../engine/index.ts';
import { BadInput, text } from './input.ts';

/** The option, for commands that have words to say. */
export const LANG = { lang: { type: 'string' } } as const;

/** English unless said; anything but `en` and `ja` is bad input. */
export function langOf(command: string, values: Readonly<Record<string, string | boolean | undefined>>): Locale {
  const lang = text(values['lang']) ?? 'en';
  if (lang === 'en' || lang === 'ja') return lang;
  throw new BadInput([`hoplab ${command}: --lang ${lang}: expected en or ja`]);
}

/** How a walk, or a whole flow, ended. */
type Outcome = FlowVerdict | Ending;

/** What `trace`, `reach` and `check` say themselves. `Outcome`s in English are the words of `--json`. */
export interface Words {
  readonly outcome: Readonly<Record<Outcome, string>>;
  readonly leg: Readonly<Record<LegName, string>>;
  /** Of data: from who asked, and to him. */
  readonly up: string;
  readonly down: string;
  readonly request: (device: string) => string;
  readonly own: (device: string) => string;
  readonly ownBack: (device: string) => string;
  readonly passedOn: string;
  readonly cutOff: string;
  readonly told: (code: number) => string;
  readonly data: (there: number, back: number) => string;
  readonly bytes: (count: number, told: string) => string;
  readonly at: (outcome: string, device: string) => string;
  readonly proxyLine: (proxy: string, line: number, text: string) => string;
  readonly states: string;
  readonly idle: (minutes: number) => string;
  readonly ports: (count: number) => string;
  readonly hop: (leg: string, hop: number) => string;
  readonly note: string;
  readonly again: (hops: number) => string;
  readonly errorFrom: (error: string, from: string, heard: string) => string;
  readonly heard: string;
  readonly strange: string;
  readonly unheard: string;
  readonly cameBy: (name: string) => string;
  readonly table: (fib: number | string, vrf: string | undefined) => string;
  readonly passed: (passed: number, failed: number) => string;
}

const EN: Words = {
  outcome: {
    delivered: 'delivered',
    'one-way': 'one-way',
    refused: 'refused',
    dropped: 'dropped',
    looped: 'looped',
    'ttl-exceeded': 'ttl-exceeded',
  },
  leg: { out: 'out', back: 'back', ack: 'third packet of the handshake', request: 'request', data: 'data', answer: 'answer', error: 'error' },
  up: 'there',
  down: 'back',
  request: (device) => `the request, as ${device} takes it`,
  own: (device) => `${device}'s own way`,
  ownBack: (device) => `${device}'s own way back`,
  passedOn: 'the answer, passed on',
  cutOff: 'the client is cut off',
  told: (code) => `the client is told ${code}`,
  data: (there, back) => `data: MSS ${there} bytes there, ${back} back`,
  bytes: (count, told) => `${count} bytes${told === '' ? '' : ` after MTU ${told}`}`,
  at: (outcome, device) => `${outcome} at ${device}`,
  proxyLine: (proxy, line, said) => `${proxy}: line ${line}: ${said}`,
  states: 'state tables:',
  idle: (minutes) => `idle ${minutes} min`,
  ports: (count) => `${count} ports to one destination`,
  hop: (leg, hop) => `(${leg}, hop ${hop})`,
  note: 'note: ',
  again: (hops) => `… and round again, ${hops} times more`,
  errorFrom: (error, from, heard) => `${error} from ${from}: ${heard}`,
  heard: 'the sender hears of it',
  strange: 'the sender has no such flow',
  unheard: 'it does not reach the sender',
  cameBy: (name) => ` (in ${name})`,
  table: (fib, vrf) => `table ${fib}${vrf === undefined ? '' : ` (VRF ${vrf})`}:`,
  passed: (passed, failed) => `${passed} passed, ${failed} failed`,
};

const JA: Words = {
  outcome: {
    delivered: '到達',
    'one-way': '片方向のみ',
    refused: '拒否',
    dropped: '破棄',
    looped: 'ループ',
    'ttl-exceeded': 'TTL 超過',
  },
  leg: { out: '往路', back: '復路', ack: 'ハンドシェイクの 3 番目のパケット', request: 'リクエスト', data: 'データ', answer: '応答', error: 'エラー' },
  up: '行き',
  down: '戻り',
  request: (device) => `${device} が受け取るリクエスト`,
  own: (device) => `${device} 自身の接続`,
  ownBack: (device) => `${device} 自身の接続の復路`,
  passedOn: '中継された応答',
  cutOff: 'クライアントとの接続は切断されます',
  told: (code) => `クライアントへの応答: ${code}`,
  data: (there, back) => `データ: MSS 行き ${there} バイト、戻り ${back} バイト`,
  bytes: (count, told) => `${count} バイト${told === '' ? '' : ` (MTU ${told} の通知後)`}`,
  at: (outcome, device) => `${device} で${outcome}`,
  proxyLine: (proxy, line, said) => `${proxy}: ${line} 行目: ${said}`,
  states: '状態テーブル:',
  idle: (minutes) => `アイドル ${minutes} 分`,
  ports: (count) => `宛先ごとに ${count} ポート`,
  hop: (leg, hop) => `(${leg}、ホップ ${hop})`,
  note: '補足: ',
  again: (hops) => `… 以後も同じ経路を繰り返します (あと ${hops} ホップ)`,
  errorFrom: (error, from, heard) => `${from} からの ${error}: ${heard}`,
  heard: '送信元に届きます',
  strange: '送信元にはこのフローがありません',
  unheard: '送信元には届きません',
  cameBy: (name) => ` (${name} から)`,
  table: (fib, vrf) => `テーブル ${fib}${vrf === undefined ? '' : ` (VRF ${vrf})`}:`,
  passed: (passed, failed) => `成功 ${passed} 件、失敗 ${failed} 件`,
};

export const WORDS: Readonly<Record<Locale, Words>> = { en: EN, ja: JA };

/** Columns on a terminal: Chinese and Japanese letters and full-width forms take two (Unicode Standard Annex 11, W and F). */
export function widthOf(said: string): number {
  return said.length + (said.match(/[ᄀ-ᅟ⺀-〾ぁ-꓏가-힣豈-﫿︰-﹏＀-｠￠-￦]/gu) ?? []).length;
}
