/** Maps between BGP and the routing table, and between that and the kernel: what they said of a route, entry by entry, and which lines touched it. */
import { describe, expect, it } from 'vitest';
import type { FrrLab } from '../../compile/frr-lab.ts';
import { solveFrrLab } from '../../console/frr-lab-solution.ts';
import { touches, why, type WhyStep } from './index.ts';

/** r2 and r3 (AS 65002) tell r1 (AS 65001) of 10.11.0.0/24 and 10.12.0.0/24; `above`, `family`: lines of r1. */
function lab(above: readonly string[], family: readonly string[] = []): FrrLab {
  const upstream = (n: number) => ({
    interfaces: { lo: { addresses: ['10.11.0.1/24', '10.12.0.1/24'] }, eth0: { segment: 'a', addresses: [`10.0.0.${n}/24`] } },
    frr: [
      'router bgp 65002',
      ` bgp router-id 1.1.1.${n}`,
      ' no bgp ebgp-requires-policy',
      ' neighbor 10.0.0.1 remote-as 65001',
      ' network 10.11.0.0/24',
      ' network 10.12.0.0/24',
    ].join('\n'),
  });
  const bgp = [
    'router bgp 65001',
    ' bgp router-id 1.1.1.1',
    ' no bgp ebgp-requires-policy',
    ' neighbor 10.0.0.2 remote-as 65002',
    ' neighbor 10.0.0.3 remote-as 65002',
  ];
  const frr = [...above, ...bgp, ' address-family ipv4 unicast', ...family].join('\n');
  return {
    routers: {
      r1: { interfaces: { lo: { addresses: ['10.1.0.1/32'] }, eth0: { segment: 'a', addresses: ['10.0.0.1/24'] } }, frr },
      r2: upstream(2),
      r3: upstream(3),
    },
  };
}

function ribOf(of: FrrLab, prefix: string): WhyStep[] {
  return why(solveFrrLab(of), 'r1', prefix).places.flatMap((p) => p.sections.flatMap((s) => (s.kind === 'rib' ? s.steps : [])));
}

function flat(steps: readonly WhyStep[]): WhyStep[] {
  return steps.flatMap((s) => [s, ...flat(s.steps ?? [])]);
}

/** Codes of the steps that stand at lines of r1, with the line. */
function atLines(of: FrrLab, prefix: string): string[] {
  const rows = (of.routers['r1']?.frr ?? '').split('\n');
  return flat(ribOf(of, prefix)).flatMap(({ reason: { code, source } }) => (source ? [`${code}: ${(rows[source.span.line - 1] ?? '').trim()}`] : []));
}

function touched(of: FrrLab, text: string): string[] {
  const line = (of.routers['r1']?.frr ?? '').split('\n').findIndex((row) => row.trim() === text) + 1;
  expect(line).toBeGreaterThan(0);
  return touches(solveFrrLab(of), 'r1', { line }).touches.map((t) => `${t.prefix} ${t.use} ${t.effect}`);
}

const SRC = [
  'ip prefix-list NO permit 10.12.0.0/24',
  'route-map SRC deny 5',
  ' match ip address prefix-list NO',
  'route-map SRC permit 10',
  ' set src 10.1.0.1',
];

describe('F112: the map of ip protocol', () => {
  const mapped = lab([...SRC, 'ip protocol bgp route-map SRC'], ['  maximum-paths 1']);

  it('stands below each next hop that it was asked of, with the entries that were met', () => {
    expect(atLines(mapped, '10.11.0.0/24')).toEqual([
      'why-map-permits: ip protocol bgp route-map SRC',
      'why-entry-passed-over: route-map SRC deny 5',
      'why-match-failed: match ip address prefix-list NO',
      'why-entry-matched: route-map SRC permit 10',
      'why-set: set src 10.1.0.1',
    ]);
  });

  it('is named where it keeps a route from being used', () => {
    const codes = flat(ribOf(mapped, '10.12.0.0/24')).map((s) => s.reason.code);
    expect(codes.slice(0, 4)).toEqual(['why-rib-inactive', 'rib-protocol-map', 'why-map-denies', 'why-entry-matched']);
  });

  it('touches the routes that it was asked of, and those alone', () => {
    expect(touched(mapped, 'set src 10.1.0.1')).toEqual(['10.11.0.0/24 rib sets']);
    expect(touched(mapped, 'route-map SRC deny 5')).toEqual(['10.11.0.0/24 rib passes-over', '10.12.0.0/24 rib denies']);
  });

  it('of another protocol says nothing', () => {
    const other = lab([...SRC, 'ip protocol static route-map SRC']);
    expect(atLines(other, '10.11.0.0/24')).toEqual([]);
    expect(touched(other, 'set src 10.1.0.1')).toEqual([]);
  });
});

describe('F152: the table-map', () => {
  const TABLE = ['ip prefix-list ONE permit 10.11.0.0/24', 'route-map T permit 10', ' match ip address prefix-list ONE', ' set metric 77'];

  it('stands at the route that it let into the routing table, with what it set', () => {
    const of = lab(TABLE, ['  table-map T', '  maximum-paths 1']);
    expect(atLines(of, '10.11.0.0/24')).toEqual(
      expect.arrayContaining(['why-map-permits: table-map T', 'why-entry-matched: route-map T permit 10', 'why-set: set metric 77']),
    );
    expect(touched(of, 'set metric 77')).toEqual(['10.11.0.0/24 rib sets']);
  });

  it('is asked of every path that is used', () => {
    const steps = ribOf(lab(TABLE, ['  table-map T', '  maximum-paths 2']), '10.11.0.0/24').flatMap((s) => s.steps ?? []);
    expect(steps.filter((s) => s.reason.code === 'why-table-map-path').map((s) => s.reason.args?.['peer'])).toEqual(['10.0.0.2', '10.0.0.3']);
  });

  it('says by which entry it keeps a route out', () => {
    const of = lab(TABLE, ['  table-map T', '  maximum-paths 1']);
    expect(atLines(of, '10.12.0.0/24')).toEqual(expect.arrayContaining(['why-map-denies: table-map T', 'why-match-failed: match ip address prefix-list ONE']));
    expect(touched(of, 'route-map T permit 10')).toContain('10.12.0.0/24 rib passes-over');
  });
});
