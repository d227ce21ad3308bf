/** `pass`, `block`, `match`, `anchor`, `antispoof` and `scrub` statements. */
import { parseIp } from '../../ip/index.ts';
import type { ConfigRef } from '../../policy/source.ts';
import { type Cursor, Refused } from './cursor.ts';
import { icmpCodeNamed, unreachableType } from './icmp.ts';
import { addressesAt, emptyMatch, expandMatch, type MatchLists, readFamily, readHosts, readInterfaces, readProtocols } from './match.ts';
import { readNumber, readOptions, type RuleOptions, skipParentheses } from './rule-options.ts';
import type { PfAnchor, PfAnswer, PfHop, PfHost, PfMatch, PfPool, PfRoute, PfRule, PfScrub, PfTarget } from './types.ts';

type Ref = (c: Cursor) => ConfigRef;

/** `log`, `log (all, to pflog1)`. */
function readLog(c: Cursor): boolean {
  if (!c.accept('log')) return false;
  skipParentheses(c);
  return true;
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

/** Family, protocols, addresses and ports. */
function readAbout(c: Cursor, match: MatchLists): void {
  const family = readFamily(c);
  if (family) match.family = family;
  match.protocols = readProtocols(c);
  readHosts(c, match);
}

export interface Action {
  readonly action: PfRule['action'];
  readonly answer: PfAnswer;
}

const NAMED_REPLIES = { ipv4: 'port-unr', ipv6: 'port-unr' } as const;

/** What a rule does: its first word, and what stands behind `block`. */
export function readAction(c: Cursor, action: string, policy: 'drop' | 'return'): Action {
  if (action !== 'block') return { action: action as 'pass' | 'match', answer: { kind: 'drop' } };
  const said = c.accept('drop', 'return', 'return-rst', 'return-icmp', 'return-icmp6');
  switch (said?.text) {
    case undefined:
      return { action: 'block', answer: { kind: policy } };
    case 'drop':
    case 'return':
      return { action: 'block', answer: { kind: said.text } };
    case 'return-rst':
      skipParentheses(c);
      return { action: 'block', answer: { kind: 'return-rst' } };
    default: {
      const codes = readCodes(c, said?.text === 'return-icmp6');
      const [first, second] = codes;
      const named = said?.text === 'return-icmp6' ? { ipv6: first } : { ipv4: first, ipv6: second };
      return { action: 'block', answer: { kind: 'return-icmp', ipv4: named.ipv4 ?? NAMED_REPLIES.ipv4, ipv6: named.ipv6 ?? NAMED_REPLIES.ipv6 } };
    }
  }
}

/** `return-icmp(V4, V6)`, `return-icmp6(V6)`: codes of "unreachable" (parse.y parseicmpspec). */
function readCodes(c: Cursor, isIpv6: boolean): string[] {
  const out: string[] = [];
  if (!c.accept('(')) return out;
  while (!c.accept(')')) {
    const token = c.value('an ICMP code');
    const family = isIpv6 || out.length > 0 ? 6 : 4;
    const code = icmpCodeNamed(token.text, unreachableType(family), family);
    if (typeof code !== 'number') throw new Refused(token.span, `${code ?? 'unknown'} icmp code ${token.text}`);
    out.push(token.text);
    c.accept(',');
  }
  return out;
}

/** Everything of a rule behind its action. */
export function readRule(c: Cursor, { action, answer }: Action, ref: Ref): PfRule[] {
  const { match, log, quick } = readHead(c);
  const route = readRoute(c);
  readAbout(c, match);
  const options = readOptions(c);
  if (!c.done) c.fail(HINTS[c.now.text]);
  const span = c.span();
  checkFlags(options, match, span);
  if (route && !match.direction) throw new Refused(span, 'direction must be explicit with rules that specify routing');
  if (options.fragment) return [];
  const keepState = options.state ?? action === 'pass';
  if (route?.kind === 'reply-to' && !keepState) throw new Refused(span, 'keep state is required for reply-to');
  const source = ref(c);
  const rules = expandMatch(withFamily(match, route), span).flatMap((m) =>
    rulesOf(m, options, { action, answer, quick, log, keepState, ...(route && { route }), source }),
  );
  checkRules(rules, options.state === true, span);
  return rules;
}

/** parse.y filter_consistent: what one rule of the line says against itself refuses the file. */
function checkRules(rules: readonly PfRule[], keepsState: boolean, span: Refused['span']): void {
  for (const { action, answer, protocol, family, icmpType, route } of rules) {
    const icmp = protocol === 'icmp' || protocol === 'icmp6';
    if (icmpType !== undefined && !icmp) throw new Refused(span, 'icmp-type/code only applies to icmp');
    if (icmpType !== undefined && family === undefined) throw new Refused(span, 'must indicate address family with icmp-type/code');
    if (answer.kind === 'return-rst' && protocol !== 'tcp') throw new Refused(span, 'return-rst can only be applied to TCP rules');
    if (action !== 'pass' && keepsState) throw new Refused(span, 'keep state is great, but only for pass rules');
    if (action === 'match' && route) throw new Refused(span, 'route-to, reply-to, dup-to and fastroute must not be used on match rules');
  }
}

/** The family of the gateways is that of the rule. */
function withFamily(match: MatchLists, route: PfRoute | undefined): MatchLists {
  const gateway = route?.hops.find((h) => h.gateway !== undefined)?.gateway;
  if (gateway === undefined || match.family !== undefined) return match;
  return { ...match, family: typeof gateway === 'bigint' ? 6 : 4 };
}

function checkFlags({ flags }: RuleOptions, { protocols }: MatchLists, span: Refused['span']): void {
  if (!flags || flags === 'any') return;
  if (flags.set.split('').some((f) => !flags.mask.includes(f))) throw new Refused(span, 'flags always false');
  if (protocols.length > 0 && !protocols.includes('tcp')) throw new Refused(span, 'flags only apply to tcp');
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
  'nat-to': "OpenBSD's nat-to is a line of its own here: nat on IF from … to … -> ADDRESS",
  'rdr-to': "OpenBSD's rdr-to is a line of its own here: rdr on IF from … to … -> ADDRESS",
};

type Said = Pick<PfRule, 'action' | 'answer' | 'quick' | 'log' | 'keepState' | 'route' | 'source'>;

function rulesOf(match: PfMatch, o: RuleOptions, rest: Said): PfRule[] {
  // H31: a pass rule that keeps state takes a TCP connection at its SYN unless told otherwise.
  const flags = o.flags ?? (rest.keepState && rest.action === 'pass' ? { set: 'S', mask: 'SA' } : 'any');
  const { icmpTypes, flags: _, state: __, fragment: ___, ...said } = o;
  const rule: PfRule = { ...match, ...rest, ...said, ...(flags !== 'any' && (match.protocol === undefined || match.protocol === 'tcp') && { flags }) };
  return icmpTypes.length > 0 ? icmpTypes.map((icmpType) => ({ ...rule, icmpType })) : [rule];
}

/** What an anchor's line says; where it leads is known once its body has been read. */
export function readAnchor(c: Cursor, inline: boolean, ref: Ref): { readonly name?: string; rules(at: Pick<PfAnchor, 'path' | 'wildcard'>): PfAnchor[] } {
  const name = c.now.kind === 'string' || (c.now.kind === 'word' && !NO_NAME.has(c.now.text)) ? c.next() : undefined;
  if (name && /(^|\/)_/.test(name.text)) throw new Refused(name.span, "anchor names beginning with '_' are reserved for internal use");
  if (name?.text.includes('/') && inline) throw new Refused(name.span, "anchor paths containing '/' cannot be used for inline anchors.");
  if (!name && !inline) throw new Refused(c.span(), 'anchors without explicit rules must specify a name');
  const { match, quick } = readHead(c);
  readAbout(c, match);
  const options = readOptions(c);
  if (!c.done) c.fail(HINTS[c.now.text]);
  const span = c.span();
  if (options.state !== undefined) throw new Refused(span, 'cannot specify state handling on anchors');
  checkFlags(options, match, span);
  const { flags, icmpTypes, tag, tagged } = options;
  const said = {
    action: 'anchor',
    quick,
    ...(name && { name: name.text }),
    ...(flags && flags !== 'any' && { flags }),
    ...(tag !== undefined && { tag }),
    ...(tagged && { tagged }),
    source: ref(c),
  } as const;
  const matches = expandMatch(match, span);
  const each = (m: PfMatch): readonly PfMatch[] => (icmpTypes.length > 0 ? icmpTypes.map((icmpType) => ({ ...m, icmpType })) : [m]);
  return { ...(name && { name: name.text }), rules: (at) => matches.flatMap(each).map((m) => ({ ...m, ...said, ...at })) };
}

/** Keywords that may follow `anchor` at once. */
const NO_NAME = new Set(['in', 'out', 'quick', 'on', 'inet', 'inet6', 'proto', 'from', 'to', 'all']);

/** `route-to (IF GW)`, `reply-to (IF GW)`, `dup-to …`. */
function readRoute(c: Cursor): PfRoute | undefined {
  const kind = c.accept('route-to', 'reply-to', 'dup-to');
  if (!kind) return undefined;
  const hops = c.list(() => readGateway(c));
  const { pool = hops.length > 1 ? 'round-robin' : undefined, sticky } = readPool(c);
  if (hops.length > 1 && pool !== 'round-robin') throw new Refused(kind.span, 'r.rpool.opts must be PF_POOL_ROUNDROBIN', 'several gateways are used in turn');
  return { kind: kind.text as PfRoute['kind'], hops, ...(pool && { pool }), ...(sticky && { sticky }) };
}

/** How one of several addresses is picked, and what else may stand behind them. */
export function readPool(c: Cursor): Pick<PfTarget, 'pool' | 'sticky' | 'staticPort' | 'endpointIndependent'> {
  const out: { pool?: PfPool; sticky?: boolean; staticPort?: boolean; endpointIndependent?: boolean } = {};
  for (;;) {
    const word = c.accept('static-port', 'round-robin', 'random', 'source-hash', 'bitmask', 'sticky-address', 'endpoint-independent');
    if (!word) return out;
    if (word.text === 'sticky-address') out.sticky = true;
    else if (word.text === 'static-port') out.staticPort = true;
    else if (word.text === 'endpoint-independent') out.endpointIndependent = true;
    else out.pool = word.text as PfPool;
    // The key of source-hash, in hexadecimal or as text.
    if (word.text === 'source-hash' && (c.now.kind === 'string' || (c.now.kind === 'word' && /^0x[0-9a-f]+$/i.test(c.now.text)))) c.next();
  }
}

function readGateway(c: Cursor): PfHop {
  if (!c.accept('(')) return { interface: c.value('an interface').text };
  const name = c.value('an interface').text;
  if (c.accept(')')) return { interface: name };
  const token = c.value('the address of a gateway');
  const gateway = parseIp(token.text);
  if (gateway === undefined) throw new Refused(token.span, `no IP address found for ${token.text}`);
  c.expect(')');
  return { interface: name, gateway };
}

/** `scrub in on gif0 all max-mss 1360 no-df fragment reassemble`. */
export function readScrub(c: Cursor, exempt: boolean, ref: Ref): PfScrub[] {
  const { match, quick } = readHead(c);
  if (quick) throw new Refused(c.span(), "scrub rules do not support 'quick'");
  readAbout(c, match);
  let maxMss: number | undefined;
  let noDf = false;
  while (!c.done) {
    if (c.accept('max-mss')) maxMss = readNumber(c, 'bytes');
    else if (c.accept('no-df')) noDf = true;
    else if (c.accept('min-ttl', 'set-tos', 'rtable')) c.value('a value');
    else if (c.accept('fragment')) c.value('reassemble, crop or drop-ovl');
    else if (c.accept('reassemble')) c.expect('tcp');
    else if (!c.accept('random-id', ',')) c.fail('expected max-mss, no-df, min-ttl, set-tos, random-id, fragment reassemble or reassemble tcp');
  }
  const source = ref(c);
  return expandMatch(match, c.span()).map((m) => ({ ...m, exempt, noDf, ...(maxMss !== undefined && { maxMss }), source }));
}

/**
 * H34: `antispoof quick for IF` is two kinds of blocks: IF's networks coming in elsewhere, and IF's own addresses coming in
 * anywhere, these not for a loopback (parse.y antispoof).
 */
export function readAntispoof(c: Cursor, ref: Ref): PfRule[] {
  const log = readLog(c);
  const quick = c.accept('quick') !== undefined;
  c.expect('for');
  const interfaces = c.list(() => readSpoofed(c));
  const family = readFamily(c);
  const options = readOptions(c);
  if (!c.done) c.fail();
  const source = ref(c);
  const base = { action: 'block', answer: { kind: 'drop' }, direction: 'in', quick, log, keepState: false, source } as const;
  return interfaces.flatMap(({ name, networks, addresses }) => {
    const blocks = (hosts: readonly PfHost[], on?: { interface: PfRule['interface'] }): PfRule[] =>
      expandMatch({ ...emptyMatch(), ...(family && { family }), from: hosts.map((host) => ({ negated: false, host })) }, c.span()).map((m) => ({
        ...base,
        ...m,
        ...(options.label !== undefined && { label: options.label }),
        ...(on?.interface && { interface: on.interface }),
      }));
    const elsewhere = blocks(networks, { interface: { name, negated: true } });
    return /^lo\d*$/.test(name) ? elsewhere : [...elsewhere, ...blocks(addresses)];
  });
}

function readSpoofed(c: Cursor): { readonly name: string; readonly networks: readonly PfHost[]; readonly addresses: readonly PfHost[] } {
  const dynamic = c.accept('(') !== undefined;
  const token = c.value('an interface');
  if (dynamic) c.expect(')');
  const part = (p: 'network' | 'address') => addressesAt(c, { kind: 'interface', name: token.text, part: p, dynamic }, token);
  return { name: token.text, networks: part('network'), addresses: part('address') };
}
