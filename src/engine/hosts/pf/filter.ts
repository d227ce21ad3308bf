/** `pass`, `block`, `antispoof` and `scrub` statements. */
import type { ConfigRef } from '../../policy/source.ts';
import { parseIp } from '../../ip/index.ts';
import { type Cursor, Refused } from './cursor.ts';
import { emptyMatch, expandMatch, type MatchLists, readFamily, readHosts, readInterfaces, readProtocols } from './match.ts';
import { ICMP6_TYPES, ICMP_TYPES } from './names.ts';
import type { PfMatch, PfRoute, PfRule, PfScrub } from './types.ts';

interface Options {
  flags?: PfRule['flags'] | 'any';
  icmpTypes: string[];
  state?: boolean;
  rtable?: number;
  maxMss?: number;
  label?: string;
  tag?: string;
  tagged?: string;
  /** It is about fragments alone, which the lab's packets are put together from before PF sees them. */
  fragment?: boolean;
}

/** `log`, `log (all, to pflog1)`. */
function readLog(c: Cursor): boolean {
  if (!c.accept('log')) return false;
  skipParentheses(c);
  return true;
}

function skipParentheses(c: Cursor): void {
  if (!c.accept('(')) return;
  while (!c.accept(')')) {
    if (c.done) c.fail('expected ")"');
    c.next();
  }
}

function readHead(c: Cursor): { readonly match: MatchLists; readonly log: boolean; readonly quick: boolean } {
  const match = emptyMatch();
  const direction = c.accept('in', 'out');
  if (direction) match.direction = direction.text as 'in' | 'out';
  const log = readLog(c);
  const quick = c.accept('quick') !== undefined;
  if (c.accept('on')) match.interfaces = readInterfaces(c);
  return { match, log, quick };
}

/** Everything of a rule behind its action; `blocked` is what the action said. */
export function readRule(c: Cursor, action: 'pass' | 'block', answer: PfRule['answer'], ref: (c: Cursor) => ConfigRef): PfRule[] {
  const { match, log, quick } = readHead(c);
  const route = readRoute(c);
  const family = readFamily(c);
  if (family) match.family = family;
  match.protocols = readProtocols(c);
  readHosts(c, match);
  const options = readOptions(c);
  if (!c.done) c.fail(HINTS[c.now.text]);
  if (options.fragment) return [];
  const source = ref(c);
  const keepState = options.state ?? action === 'pass';
  if (route?.kind === 'reply-to' && !keepState) throw new Refused(c.span(), 'keep state is required for reply-to');
  return expandMatch(match, c.span()).flatMap((m) => rulesOf(m, options, { action, answer, quick, log, keepState, ...(route && { route }), source }));
}

/** Where a word stands in the grammar, for those who put it somewhere else. */
const HINTS: Readonly<Record<string, string>> = {
  quick: '"quick" stands before "on"',
  on: '"on" stands after "quick" and before the addresses',
  in: '"in" stands right after the action',
  out: '"out" stands right after the action',
  inet: '"inet" stands before "proto"',
  inet6: '"inet6" stands before "proto"',
  proto: '"proto" stands before "from"',
  'reply-to': '"reply-to" stands after "on IF" and before "inet6"',
  'route-to': '"route-to" stands after "on IF" and before "inet6"',
  port: '"port" stands after an address of "from" or "to"',
};

function rulesOf(
  match: PfMatch,
  o: Options,
  rest: Omit<PfRule, keyof PfMatch | 'flags' | 'icmpType' | 'rtable' | 'maxMss' | 'label' | 'tag' | 'tagged'>,
): PfRule[] {
  // H31: a pass rule that keeps state takes a TCP connection at its SYN unless told otherwise.
  const flags = o.flags ?? (rest.keepState && rest.action === 'pass' ? { set: 'S', mask: 'SA' } : 'any');
  const rule: PfRule = {
    ...match,
    ...rest,
    ...(flags !== 'any' && (match.protocol === undefined || match.protocol === 'tcp') && { flags }),
    ...(o.rtable !== undefined && { rtable: o.rtable }),
    ...(o.maxMss !== undefined && { maxMss: o.maxMss }),
    ...(o.label !== undefined && { label: o.label }),
    ...(o.tag !== undefined && { tag: o.tag }),
    ...(o.tagged !== undefined && { tagged: o.tagged }),
  };
  return o.icmpTypes.length > 0 ? o.icmpTypes.map((icmpType) => ({ ...rule, icmpType })) : [rule];
}

/** `route-to (IF GW)`, `reply-to (IF GW)`, `dup-to …`; of several gateways the first is used. */
function readRoute(c: Cursor): PfRoute | undefined {
  const kind = c.accept('route-to', 'reply-to', 'dup-to');
  if (!kind) return undefined;
  const [first, second] = c.list(() => readGateway(c));
  if (second) c.leftOut.push({ token: kind, what: `${kind.text} to several gateways (the first is used)` });
  readPool(c);
  return { kind: kind.text as PfRoute['kind'], ...(first as { interface: string }) };
}

/** How one of several addresses is picked. */
export function readPool(c: Cursor): void {
  while (c.accept('static-port', 'round-robin', 'random', 'source-hash', 'bitmask', 'sticky-address', 'endpoint-independent'))
    // The key of source-hash, in hexadecimal or as text.
    if (c.now.kind === 'string' || (c.now.kind === 'word' && /^0x[0-9a-f]+$/i.test(c.now.text))) c.next();
}

function readGateway(c: Cursor): Omit<PfRoute, 'kind'> {
  if (!c.accept('(')) return { interface: c.value('an interface').text };
  const name = c.value('an interface').text;
  if (c.accept(')')) return { interface: name };
  const token = c.value('the address of a gateway');
  const gateway = parseIp(token.text);
  if (gateway === undefined) throw new Refused(token.span, `no IP address found for ${token.text}`);
  c.expect(')');
  return { interface: name, gateway };
}

function readOptions(c: Cursor): Options {
  const o: Options = { icmpTypes: [] };
  for (;;) {
    const token = c.now;
    if (c.accept('flags')) o.flags = readFlags(c);
    else if (c.accept('icmp-type')) o.icmpTypes = readIcmpTypes(c, ICMP_TYPES);
    else if (c.accept('icmp6-type')) o.icmpTypes = readIcmpTypes(c, ICMP6_TYPES);
    else if (c.accept('keep', 'modulate', 'synproxy')) {
      c.expect('state');
      skipParentheses(c);
      o.state = true;
    } else if (c.accept('no')) {
      c.expect('state');
      o.state = false;
    } else if (c.accept('rtable')) o.rtable = number(c, 'the number of a FIB');
    else if (c.accept('scrub')) o.maxMss = readScrubOptions(c);
    else if (c.accept('label')) o.label = c.value('a label').text;
    else if (c.accept('tag')) o.tag = c.value('a tag').text;
    else if (c.accept('tagged')) o.tagged = c.value('a tag').text;
    else if (c.accept('set')) readSet(c);
    else if (c.acceptLeftOut('divert-to', 'divert-reply')) {
      if (token.text === 'divert-to') c.value('an address');
      if (c.accept('port')) c.value('a port');
    } else if (
      c.accept('queue', 'prio', 'dnpipe', 'dnqueue', 'ridentifier', 'label') ||
      c.acceptLeftOut('tos', 'probability', 'user', 'group', 'max-pkt-rate', 'os')
    ) {
      if (c.sees('(')) skipParentheses(c);
      else c.list(() => readComparison(c));
    } else if (c.accept('fragment')) o.fragment = true;
    else if (!c.accept('allow-opts', 'once')) return o;
    if (c.now === token) c.fail();
  }
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

function readFlags(c: Cursor): Options['flags'] {
  const token = c.value('flags such as S/SA');
  if (token.text === 'any') return 'any';
  const parts = /^([FSRPAUEW]*)\/([FSRPAUEW]*)$/.exec(token.text);
  if (!parts) return c.fail('expected flags such as S/SA', token);
  return { set: parts[1] as string, mask: parts[2] || 'FSRPAUEW' };
}

function readIcmpTypes(c: Cursor, known: Readonly<Record<string, readonly string[]>>): string[] {
  return c.list(() => {
    const token = c.value('an ICMP type');
    if (c.accept('code')) c.next();
    if (!Object.hasOwn(known, token.text) && !/^\d{1,3}$/.test(token.text)) throw new Refused(token.span, `unknown icmp-type ${token.text}`);
    return token.text;
  });
}

function number(c: Cursor, what: string): number {
  const token = c.value(what);
  return /^\d{1,9}$/.test(token.text) ? Number(token.text) : c.fail(`expected ${what}`, token);
}

/** `scrub (max-mss N, no-df)` behind a rule: the MSS, if it says one. */
function readScrubOptions(c: Cursor): number {
  c.expect('(');
  let mss = 0;
  while (!c.accept(')')) {
    if (c.done) c.fail('expected ")"');
    if (c.accept('max-mss')) mss = number(c, 'bytes');
    else if (c.accept('min-ttl', 'set-tos')) c.next();
    else if (!c.accept('no-df', 'random-id', 'reassemble', 'tcp', ',')) c.fail();
  }
  return mss || 65535;
}

/** `scrub in on gif0 all max-mss 1360 no-df fragment reassemble`. */
export function readScrub(c: Cursor, ref: (c: Cursor) => ConfigRef): PfScrub[] {
  const { match } = readHead(c);
  const family = readFamily(c);
  if (family) match.family = family;
  match.protocols = readProtocols(c);
  readHosts(c, match);
  let maxMss: number | undefined;
  let noDf = false;
  while (!c.done) {
    if (c.accept('max-mss')) maxMss = number(c, 'bytes');
    else if (c.accept('no-df')) noDf = true;
    else if (c.accept('min-ttl', 'set-tos')) c.next();
    else if (c.accept('fragment')) c.value('reassemble, crop or drop-ovl');
    else if (c.accept('reassemble')) c.expect('tcp');
    else if (!c.accept('random-id')) c.fail('expected max-mss, no-df, min-ttl, set-tos, random-id, fragment reassemble or reassemble tcp');
  }
  const source = ref(c);
  return expandMatch(match, c.span()).map((m) => ({ ...m, noDf, ...(maxMss !== undefined && { maxMss }), source }));
}

/** H34: `antispoof quick for IF` is two blocks: IF's networks coming in elsewhere, IF's own addresses coming in anywhere. */
export function readAntispoof(c: Cursor, ref: (c: Cursor) => ConfigRef): PfRule[] {
  const log = readLog(c);
  const quick = c.accept('quick') !== undefined;
  c.expect('for');
  const interfaces = readInterfaces(c);
  const family = readFamily(c);
  if (c.accept('label')) c.value('a label');
  if (!c.done) c.fail();
  const source = ref(c);
  const base = { action: 'block', answer: 'drop', direction: 'in', quick, log, keepState: false, ...(family && { family }), source } as const;
  return interfaces.flatMap(({ name }) => [
    { ...base, interface: { name, negated: true }, from: { negated: false, host: { kind: 'interface', name, part: 'network' } } },
    { ...base, from: { negated: false, host: { kind: 'interface', name, part: 'address' } } },
  ]);
}
