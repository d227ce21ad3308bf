/** `nat`, `rdr` and `binat` statements, in the syntax that FreeBSD has kept (H30). */
import type { ConfigRef } from '../../policy/source.ts';
import { type Cursor, Refused } from './cursor.ts';
import { readPool } from './filter.ts';
import { emptyMatch, expandMatch, familyOfHost, readFamily, readHostList, readHosts, readInterfaces, readProtocols } from './match.ts';
import { portNamed } from './names.ts';
import { NAT_PORTS } from './ports.ts';
import { readFib, skipParentheses } from './rule-options.ts';
import type { PfHost, PfMatch, PfPorts, PfTagged, PfTarget, PfTranslation, PfTranslationAnchor } from './types.ts';

type Ref = (c: Cursor) => ConfigRef;

export function readTranslation(c: Cursor, kind: PfTranslation['kind'], exempt: boolean, ref: Ref): PfTranslation[] {
  const pass = c.accept('pass') !== undefined;
  if (c.accept('log')) skipParentheses(c);
  const match = emptyMatch();
  if (c.accept('on')) match.interfaces = readInterfaces(c);
  const family = readFamily(c);
  if (family) match.family = family;
  match.protocols = readProtocols(c);
  readHosts(c, match);
  const tags = readTags(c);
  if (exempt && pass) throw new Refused(c.span(), '"pass" not valid with "no"');
  if (exempt && c.sees('->')) c.fail(kind === 'binat' ? "'no binat' rule does not need '->'" : "translation rule with 'no' does not need '->'");
  const target = exempt ? undefined : readTarget(c, kind, match.toPorts[0]);
  if (!c.done) c.fail();
  const source = ref(c);
  const span = c.span();
  const expanded = expandMatch({ ...match, direction: kind === 'rdr' ? 'in' : 'out' }, span);
  const out = expanded.flatMap((m): PfTranslation[] => {
    const to = target && ofFamily(target, m.family);
    if (target && !to) return [];
    const only = m.family ?? to?.family;
    return [{ ...m, ...(only && { family: only }), kind, exempt, pass, ...(to && { target: to.target }), ...tags, source }];
  });
  if (out.length === 0) throw new Refused(span, 'no translation address with matching address family found.');
  for (const rule of out) (kind === 'binat' ? checkBinat : kind === 'rdr' ? checkRdr : () => undefined)(rule, span);
  return out;
}

/** The new addresses that a rule of one family can use, and the family that they give a rule of none. */
function ofFamily(target: PfTarget, family: 4 | 6 | undefined): { readonly target: PfTarget; readonly family?: 4 | 6 } | undefined {
  const families = target.hosts.map((host) => familyOfHost({ negated: false, host }));
  const only = family ?? families.find((f) => f !== undefined);
  const hosts = target.hosts.filter((_, i) => only === undefined || families[i] === undefined || families[i] === only);
  return hosts.length === 0 ? undefined : { target: { ...target, hosts }, ...(only !== undefined && { family: only }) };
}

function readTags(c: Cursor): { readonly tag?: string; readonly tagged?: PfTagged; readonly rtable?: number } {
  const out: { tag?: string; tagged?: PfTagged; rtable?: number } = {};
  for (;;) {
    if (c.accept('tag')) out.tag = c.value('a tag').text;
    else if (c.accept('!')) {
      c.expect('tagged');
      out.tagged = { name: c.value('a tag').text, negated: true };
    } else if (c.accept('tagged')) out.tagged = { name: c.value('a tag').text, negated: false };
    else if (c.accept('rtable')) out.rtable = readFib(c);
    else return out;
  }
}

/** `-> address`, `-> (vtnet0)`, `-> 10.0.0.1 port 8080`. */
function readTarget(c: Cursor, kind: PfTranslation['kind'], old: PfPorts | undefined): PfTarget {
  c.expect('->');
  const at = c.now;
  const hosts = c.list(() => readHostList(c)).flat();
  if (hosts.length === 0 || hosts.some((h) => h.kind === 'any' || h.kind === 'no-route' || h.kind === 'urpf-failed' || h.kind === 'self'))
    return c.fail('expected the new address', at);
  if (kind === 'binat' && hosts.length > 1) throw new Refused(at.span, 'syntax error', 'binat leads to one address or network');
  const ports = c.accept('port') ? readPorts(c, kind, old) : {};
  const { pool = hosts.length > 1 || hosts.some(isMany) ? 'round-robin' : undefined, ...rest } = readPool(c);
  if (hosts.length > 1 && pool !== 'round-robin') throw new Refused(at.span, 'only round-robin valid for multiple redirection addresses');
  const { staticPort } = rest;
  if (staticPort && kind !== 'nat') throw new Refused(at.span, "the 'static-port' option is only valid with nat rules");
  if (staticPort && ports.port !== undefined && ports.port !== NAT_PORTS.from && ports.lastPort !== NAT_PORTS.to)
    throw new Refused(at.span, "the 'static-port' option can't be used when specifying a port range");
  return { hosts, ...(!staticPort && ports), ...(kind !== 'binat' && pool && { pool }), ...rest };
}

/** A table or an interface that may come to have several addresses (parse.y DYNIF_MULTIADDR). */
function isMany(host: PfHost): boolean {
  return host.kind === 'table' || (host.kind === 'interface' && host.dynamic && !host.first);
}

/** nat: a range to take source ports from; rdr: the new port, the first of a range (`8000:8009`), or of as many as there were (`8000:*`). */
function readPorts(c: Cursor, kind: PfTranslation['kind'], old: PfPorts | undefined): Pick<PfTarget, 'port' | 'lastPort'> {
  const token = c.value('a port');
  const [first = '', last] = token.text.split(':');
  const port = portNamed(first);
  if (port === undefined) throw new Refused(token.span, `unknown port ${first}`);
  if (last === undefined || (last === '*' && kind !== 'rdr')) return { port };
  if (last === '*') return { port, lastPort: port + (old ? old.to - old.from : 0) };
  const lastPort = portNamed(last);
  if (lastPort === undefined) throw new Refused(token.span, `unknown port ${last}`);
  return { port, lastPort };
}

/** parse.y rdr_consistent: ports that are led on stand in a row. */
function checkRdr({ toPort }: PfTranslation, span: Refused['span']): void {
  if (toPort?.operator) throw new Refused(span, 'invalid port operator for rdr destination port');
}

/** binat is one to one: both sides are one address, or networks of one length. */
function checkBinat({ from, target, exempt }: PfTranslation, span: Refused['span']): void {
  if (exempt) return;
  const old = from?.negated === false ? from.host : undefined;
  if (!old || old.kind === 'any') throw new Refused(span, 'syntax error', 'binat needs an address behind "from"');
  if (old.kind === 'table') throw new Refused(span, `invalid use of table <${old.name}> as the source address of a binat rule`);
  if (isMany(old) && old.kind === 'interface') throw new Refused(span, `invalid use of interface (${old.name}) as the source address of a binat rule`);
  const led = target?.hosts[0];
  if (led?.kind === 'table') throw new Refused(span, `invalid use of table <${led.name}> as the redirect address of a binat rule`);
  if (led?.kind === 'interface' && isMany(led)) throw new Refused(span, `invalid use of interface (${led.name}) as the redirect address of a binat rule`);
  const length = (h: PfHost | undefined): number | undefined => (h?.kind === 'prefix' ? h.prefix.length : undefined);
  const [a, b] = [length(old), length(target?.hosts[0])];
  if (a !== undefined && b !== undefined && a !== b) throw new Refused(span, 'binat source mask and redirect mask must be the same');
}

/** `nat-anchor "NAME" on IF …`. */
export function readTranslationAnchor(c: Cursor, kind: PfTranslation['kind']): PfTranslationAnchor[] {
  const anchor = c.value('the name of an anchor').text;
  const match = emptyMatch();
  if (c.accept('on')) match.interfaces = readInterfaces(c);
  const family = readFamily(c);
  if (family) match.family = family;
  match.protocols = readProtocols(c);
  readHosts(c, match);
  readTags(c);
  if (!c.done) c.fail();
  return expandMatch(match, c.span()).map((m: PfMatch) => ({ ...m, kind, anchor }));
}
