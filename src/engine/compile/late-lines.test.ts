import { describe, expect, it } from 'vitest';
import { converge } from '../control-plane/index.ts';
import { formatPrefix } from '../ip/index.ts';
import { compileFrrLab, type FrrLab } from './frr-lab.ts';

const ebgp = (asn: number, neighbor: string, other: number, ...networks: string[]): string =>
  [
    ...networks.map((n) => `ip route ${n} blackhole`),
    `router bgp ${asn}`,
    ' no bgp ebgp-requires-policy',
    ` neighbor ${neighbor} remote-as ${other}`,
    ' address-family ipv4 unicast',
    ...networks.map((n) => `  network ${n}`),
  ].join('\n');

const LINES = {
  a: ['router bgp 65001', 'address-family ipv4 unicast', 'no network 192.0.2.0/24'],
  b: ['router bgp 65002', 'address-family ipv4 unicast', 'neighbor 10.0.0.1 maximum-prefix 1'],
};

/** The session of b, which takes one prefix from now on, with a, which withdraws one of its two. */
function session(order: readonly ('a' | 'b')[], more: Partial<FrrLab> = {}): string | undefined {
  const { network, changes, changeInterval } = compileFrrLab({
    routers: {
      a: { interfaces: { eth0: { segment: 's', addresses: ['10.0.0.1/24'] } }, frr: ebgp(65001, '10.0.0.2', 65002, '192.0.2.0/24', '198.51.100.0/24') },
      b: { interfaces: { eth0: { segment: 's', addresses: ['10.0.0.2/24'] } }, frr: ebgp(65002, '10.0.0.1', 65001) },
    },
    late: Object.fromEntries(order.map((id) => [id, LINES[id]])),
    ...more,
  });
  return converge(network, { quiet: 8000, changes, changeInterval }).speakers.get('b')?.sessions[0]?.state;
}

describe('F5: late lines', () => {
  it.each<[string, readonly ('a' | 'b')[], Partial<FrrLab>, string]>([
    ['what the first brings about has gone round before the next are typed', ['a', 'b'], {}, 'Established'],
    ['and not the other way round', ['b', 'a'], {}, 'Idle'],
    ['nor where all are typed at once', ['a', 'b'], { lateInterval: 0 }, 'Idle'],
  ])('%s', (_, order, more, state) => {
    expect(session(order, more)).toBe(state);
  });

  it('links are cut with the last lines, or after them', () => {
    const changes = (more: Partial<FrrLab>) => compileFrrLab({ routers: {}, late: { a: [], b: [] }, ...more }).changes.length;
    expect([{}, { down: ['a:eth0'] }, { down: ['a:eth0'], cutsLate: true }, { late: {}, down: ['a:eth0'] }, { late: {} }].map(changes)).toEqual([
      2, 2, 3, 1, 0,
    ]);
  });
});

describe('F5, F71: what is set for a neighbor of a running router', () => {
  const LAN = (n: number) => ({ eth0: { segment: 's', addresses: [`10.0.0.${n}/24`] } });
  const FIRST = 'ip prefix-list FIRST seq 5 permit 192.0.2.0/24\n';

  /** What b takes of a's two prefixes once its line is typed. */
  function taken(line: string, own: string, more: Partial<FrrLab> = {}): readonly string[] {
    const { network, changes, changeInterval } = compileFrrLab({
      routers: {
        a: { interfaces: LAN(1), frr: ebgp(65001, '10.0.0.2', 65002, '192.0.2.0/24', '198.51.100.0/24') },
        b: { interfaces: LAN(2), frr: `${FIRST}${ebgp(65002, '10.0.0.1', 65001)}\n${own}` },
        c: { interfaces: LAN(3) },
      },
      late: { b: ['router bgp 65002', ...(line.startsWith('neighbor') ? ['address-family ipv4 unicast'] : []), line] },
      ...more,
    });
    const entries = converge(network, { quiet: 8000, changes, changeInterval }).speakers.get('b')?.tables.ipv4.values() ?? [];
    return [...entries].flatMap(({ prefix, paths }) => (paths.length > 0 ? [formatPrefix(prefix)] : []));
  }

  const LIST = 'neighbor 10.0.0.1 prefix-list FIRST in';
  const KEPT = '  neighbor 10.0.0.1 soft-reconfiguration inbound';
  const BOTH = ['192.0.2.0/24', '198.51.100.0/24'];
  it.each<[string, string, string, Partial<FrrLab>, readonly string[]]>([
    ['acts on what has come when the neighbor has sent it again', LIST, '', {}, ['192.0.2.0/24']],
    ['not where that does not arrive any more', LIST, '', { down: ['a:eth0'] }, BOTH],
    ['at once on what is kept', LIST, KEPT, { down: ['a:eth0'] }, ['192.0.2.0/24']],
    ['never where nobody is asked: a policy that is required from now on (F24)', 'bgp ebgp-requires-policy', '', {}, BOTH],
  ])('%s', (_, line, own, more, prefixes) => {
    expect(taken(line, own, more)).toEqual(prefixes);
  });
});
