/** What may stand behind the addresses of a rule (pf.conf(5) filteropt). */
import { dscpNamed } from '../../ip/index.ts';
import { type Cursor, Refused } from './cursor.ts';
import type { Token } from './lexer.ts';
import { icmpCodeNamed, icmpTypeNamed, type PfFamily, type PfIcmp } from './icmp.ts';
import type { PfRule } from './types.ts';

/** What a rule takes over as it stands, and what its reader makes something of. */
export interface RuleOptions
  extends Pick<PfRule, 'stateKind' | 'bound' | 'stateOptions' | 'rtable' | 'maxMss' | 'label' | 'tag' | 'tagged' | 'tos' | 'probability'> {
  readonly flags?: PfRule['flags'] | 'any';
  readonly icmpTypes: readonly PfIcmp[];
  readonly state?: boolean;
  /** It is about fragments alone, which the lab's packets are put together from before PF sees them. */
  readonly fragment?: boolean;
}

type Draft = { -readonly [K in keyof RuleOptions]: RuleOptions[K] };

export function skipParentheses(c: Cursor): void {
  if (!c.accept('(')) return;
  while (!c.accept(')')) {
    if (c.done) c.fail('expected ")"');
    c.next();
  }
}

export function readOptions(c: Cursor): RuleOptions {
  const o: Draft = { icmpTypes: [] };
  for (;;) {
    const token = c.now;
    const read = token.kind === 'word' || token.kind === 'mark' ? READERS[token.text] : undefined;
    if (!read || !Object.hasOwn(READERS, token.text)) return o;
    if (token.text === '!' && !c.sees('!')) return o;
    c.next();
    read(c, o);
  }
}

const quiet = (c: Cursor): void => {
  if (c.sees('(')) skipParentheses(c);
  else c.list(() => readComparison(c));
};

const leftOut = (c: Cursor, word: string, read: (c: Cursor) => void = quiet): void => {
  c.leftOut.push({ token: { kind: 'word', text: word, span: c.before().span }, what: word });
  read(c);
};

const READERS: Readonly<Record<string, (c: Cursor, o: Draft) => void>> = {
  flags: (c, o) => {
    const flags = readFlags(c);
    if (flags) o.flags = flags;
  },
  'icmp-type': (c, o) => (o.icmpTypes = readIcmpTypes(c, 4)),
  'icmp6-type': (c, o) => (o.icmpTypes = readIcmpTypes(c, 6)),
  keep: (c, o) => readState(c, o),
  modulate: (c, o) => readState(c, o, 'modulate'),
  synproxy: (c, o) => readState(c, o, 'synproxy'),
  no: (c, o) => {
    c.expect('state');
    o.state = false;
  },
  rtable: (c, o) => (o.rtable = readFib(c)),
  scrub: (c, o) => {
    const mss = readScrubOptions(c);
    if (mss > 0) o.maxMss = mss;
  },
  'max-mss': (c, o) => (o.maxMss = readNumber(c, 'bytes')),
  label: (c, o) => (o.label = c.value('a label').text),
  tag: (c, o) => (o.tag = c.value('a tag').text),
  tagged: (c, o) => (o.tagged = { name: c.value('a tag').text, negated: false }),
  '!': (c, o) => {
    c.expect('tagged');
    o.tagged = { name: c.value('a tag').text, negated: true };
  },
  tos: (c, o) => (o.tos = readTos(c)),
  probability: (c, o) => {
    leftOut(c, 'probability', () => undefined);
    o.probability = readProbability(c);
  },
  set: (c) => readSet(c),
  'divert-to': (c) => leftOut(c, 'divert-to', readDivert),
  'divert-reply': (c) => leftOut(c, 'divert-reply', () => undefined),
  user: (c) => leftOut(c, 'user'),
  group: (c) => leftOut(c, 'group'),
  os: (c) => leftOut(c, 'os'),
  'max-pkt-rate': (c) => leftOut(c, 'max-pkt-rate'),
  queue: quiet,
  prio: quiet,
  dnpipe: quiet,
  dnqueue: quiet,
  ridentifier: quiet,
  fragment: (_, o) => (o.fragment = true),
  'allow-opts': () => undefined,
  once: () => undefined,
};

/** A machine has 65536 FIBs at most (sys/net/route.h RT_MAXFIBS). */
export function readFib(c: Cursor): number {
  const token = c.now;
  const fib = readNumber(c, 'the number of a FIB');
  if (fib > 65_535) throw new Refused(token.span, 'invalid rtable id');
  return fib;
}

function readDivert(c: Cursor): void {
  c.value('an address');
  if (c.accept('port')) c.value('a port');
}

/** `keep state (if-bound, max 100)`: `if-bound` and `floating` decide which packets a state is for; the others are limits. */
function readState(c: Cursor, o: Draft, kind?: 'modulate' | 'synproxy'): void {
  c.expect('state');
  o.state = true;
  if (kind) o.stateKind = kind;
  if (!c.accept('(')) return;
  const options: string[] = [];
  let words: string[] = [];
  while (!c.accept(')')) {
    if (c.done) return c.fail('expected ")"');
    const { text } = c.next();
    if (text === 'if-bound' || text === 'floating') o.bound = text === 'if-bound';
    else if (text !== ',') words.push(text);
    if (text === ',' || c.sees(')')) {
      if (words.length > 0) options.push(words.join(' ').replaceAll(/< (\S+) >/g, '<$1>'));
      words = [];
    }
  }
  if (options.length > 0) o.stateOptions = options;
}

/** `set prio 5`, `set (prio 5, tos 0x10)`: what is written into packets, which nothing of the lab reads. */
function readSet(c: Cursor): void {
  if (c.sees('(')) return skipParentheses(c);
  if (!c.accept('prio', 'tos', 'queue')) c.fail('expected prio, tos or queue');
  if (c.sees('(')) skipParentheses(c);
  else c.value('a value');
}

/** A name or number, with `>`, `!=`, `<>` … before or between. */
function readComparison(c: Cursor): void {
  while (c.accept('=', '!', '<', '>', '!=', '<=', '>=', '<>', '><')) continue;
  c.value('a value');
  while (c.accept('<>', '><', ':', '<', '>')) if (c.now.kind === 'word') c.next();
}

function readFlags(c: Cursor): RuleOptions['flags'] {
  const token = c.value('flags such as S/SA');
  if (token.text === 'any') return 'any';
  const parts = /^([FSRPAUEW]*)\/([FSRPAUEW]*)$/.exec(token.text);
  if (!parts) return c.fail('expected flags such as S/SA', token);
  return { set: parts[1] as string, mask: parts[2] || 'FSRPAUEW' };
}

/** parse.y icmptype, icmp6type: a code stands behind its type. */
function readIcmpTypes(c: Cursor, family: PfFamily): PfIcmp[] {
  const kind = family === 6 ? 'icmp6' : 'icmp';
  return c.list(() => {
    const token = c.value('an ICMP type');
    const type = known(token, icmpTypeNamed(token.text, family), `${kind}-type`);
    if (!c.accept('code')) return { type };
    const said = c.value('an ICMP code');
    return { type, code: known(said, icmpCodeNamed(said.text, type, family), `${kind}-code`) };
  });
}

function known({ text, span }: Token, value: number | 'illegal' | undefined, what: string): number {
  if (typeof value === 'number') return value;
  throw new Refused(span, `${value === 'illegal' ? 'illegal' : 'unknown'} ${what} ${text}`);
}

export function readNumber(c: Cursor, what: string): number {
  const token = c.value(what);
  return /^\d{1,9}$/.test(token.text) ? Number(token.text) : c.fail(`expected ${what}`, token);
}

/** Names of TOS that pf.conf(5) has beside those of code points; every other is a number. */
const TOS: Readonly<Record<string, number>> = { lowdelay: 0x10, throughput: 0x08, reliability: 0x04, critical: 0xa0, inetcontrol: 0xc0, netcontrol: 0xe0 };

function readTos(c: Cursor): number {
  const token = c.value('a TOS');
  return tosNamed(token.text) ?? illegal(token);
}

function tosNamed(text: string): number | undefined {
  if (Object.hasOwn(TOS, text)) return TOS[text];
  if (/^(0x[\da-f]{1,2}|\d{1,3})$/i.test(text)) return Number(text) <= 255 ? Number(text) : undefined;
  const dscp = dscpNamed(text);
  return dscp === undefined ? undefined : dscp << 2;
}

function illegal({ text, span }: Token): never {
  throw new Refused(span, `illegal tos value ${text}`);
}

function readProbability(c: Cursor): string {
  const token = c.value('a chance');
  const value = /^(\d+(?:\.\d+)?)(%?)$/.exec(token.text);
  const percent = Number(value?.[1]) * (value?.[2] ? 1 : 100);
  if (!value || percent > 100) throw new Refused(token.span, 'illegal probability');
  return `${percent}%`;
}

/** `scrub (max-mss N, no-df)` behind a rule: the MSS, 0 if it says none. */
function readScrubOptions(c: Cursor): number {
  c.expect('(');
  let mss = 0;
  while (!c.accept(')')) {
    if (c.done) c.fail('expected ")"');
    if (c.accept('max-mss')) mss = readNumber(c, 'bytes');
    else if (c.accept('min-ttl', 'set-tos')) c.next();
    else if (!c.accept('no-df', 'random-id', 'reassemble', 'tcp', ',')) c.fail();
  }
  return mss;
}
