/** `nat`, `rdr` and `binat` statements, in the syntax that FreeBSD has kept (H30). */
import type { ConfigRef } from '../../policy/source.ts';
import { type Cursor, Refused } from './cursor.ts';
import { readPool } from './filter.ts';
import { emptyMatch, expandMatch, readFamily, readHost, readHosts, readInterfaces, readProtocols } from './match.ts';
import { portNamed } from './names.ts';
import type { PfTranslation } from './types.ts';

export function readTranslation(c: Cursor, kind: PfTranslation['kind'], exempt: boolean, ref: (c: Cursor) => ConfigRef): PfTranslation[] {
  const pass = c.accept('pass') !== undefined;
  if (c.accept('log') && c.accept('(')) while (!c.accept(')') && !c.done) c.next();
  const match = emptyMatch();
  if (c.accept('on')) match.interfaces = readInterfaces(c);
  const family = readFamily(c);
  if (family) match.family = family;
  match.protocols = readProtocols(c);
  readHosts(c, match);
  if (c.accept('tag', 'tagged')) c.value('a tag');
  const target = exempt ? undefined : readTarget(c, kind);
  readPool(c);
  if (!c.done) c.fail();
  const source = ref(c);
  return expandMatch({ ...match, direction: kind === 'rdr' ? 'in' : 'out' }, c.span()).map((m) => ({
    ...m,
    kind,
    exempt,
    pass,
    ...(target && { target }),
    source,
  }));
}

/** `-> address`, `-> (vtnet0)`, `-> 10.0.0.1 port 8080`. Of several addresses the first is used. */
function readTarget(c: Cursor, kind: PfTranslation['kind']): NonNullable<PfTranslation['target']> {
  c.expect('->');
  const at = c.now;
  const [host, second] = c.list(() => readHost(c));
  if (second || host?.kind === 'table') c.leftOut.push({ token: at, what: 'translation to several addresses (the first is used)' });
  if (!host || host.kind === 'any') return c.fail('expected the new address');
  if (!c.accept('port')) return { host };
  const token = c.value('a port');
  const first = token.text.split(':')[0] as string;
  const port = portNamed(first);
  // `nat … port 1024:65535` is a range to take source ports from; one flow keeps its own.
  if (token.text.includes(':') && portNamed(token.text.split(':')[1] as string) !== undefined && port !== undefined)
    return kind === 'rdr' ? { host, port } : { host };
  if (port === undefined) throw new Refused(token.span, `unknown port ${token.text}`);
  return { host, port };
}
