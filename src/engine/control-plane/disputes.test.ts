/**
 * Known disputes and their stable kin (RFC 3345, RFC 4264, Griffin and others' gadgets), and variants of them that rest. FRR 8.4.4 was run on those of which
 * a test says what it held or counted, on rings of three and two reflectors, and on that in which each is nearest to its own client: it went on or came to rest as here.
 */
import { describe, expect, it } from 'vitest';
import { compileFrrLab, type FrrLab } from '../compile/frr-lab.ts';
import { formatIp } from '../ip/index.ts';
import { converge } from './converge.ts';
import { restFindings } from './findings.ts';

const ORIGIN = '172.16.9.0/24';

interface Cable {
  readonly ends: readonly [string, string];
  /** Of the way inside an AS; without one it is no part of it. */
  readonly cost: number | undefined;
}

/** Routers with loopbacks 192.0.2.N and cables 10.0.CABLE.N; what an IGP would know inside an AS is in the kernel. */
class Network {
  private readonly asns = new Map<string, number>();
  private readonly policies = new Map<string, readonly string[]>();
  private readonly lines = new Map<string, string[]>();
  private readonly cables: Cable[] = [];

  add(name: string, asn: number, policy: readonly string[] = [], bgp: readonly string[] = []): void {
    this.asns.set(name, asn);
    this.policies.set(name, policy);
    this.lines.set(name, [...bgp]);
  }

  cable(a: string, b: string, cost?: number): number {
    return this.cables.push({ ends: [a, b], cost });
  }

  private number(name: string): number {
    return [...this.asns.keys()].indexOf(name) + 1;
  }

  private session(at: string, address: string, to: string, more: readonly string[]): void {
    this.lines.get(at)?.push(`neighbor ${address} remote-as ${this.asns.get(to)}`, ...more.map((line) => `neighbor ${address} ${line}`));
  }

  /** Over a cable of their own, with lines for the neighbor at either end. */
  external(a: string, b: string, atA: readonly string[] = [], atB: readonly string[] = []): void {
    const cable = this.cable(a, b);
    this.session(a, `10.0.${cable}.${this.number(b)}`, b, atA);
    this.session(b, `10.0.${cable}.${this.number(a)}`, a, atB);
  }

  /** Between loopbacks. */
  internal(a: string, b: string, atA: readonly string[] = [], atB: readonly string[] = []): void {
    this.session(a, `192.0.2.${this.number(b)}`, b, ['update-source lo', ...atA]);
    this.session(b, `192.0.2.${this.number(a)}`, a, ['update-source lo', ...atB]);
  }

  /** The loopbacks that a router has a way to, with the first hop and the cost. */
  private ways(from: string): string[] {
    const known = new Map<string, { cost: number; via: string }>([[from, { cost: 0, via: '' }]]);
    for (const _ of this.asns)
      for (const [i, { ends, cost }] of this.cables.entries())
        for (const [a, b] of [ends, [ends[1], ends[0]]] as const) {
          const before = known.get(a);
          if (!before || cost === undefined) continue;
          const via = a === from ? `10.0.${i + 1}.${this.number(b)}` : before.via;
          if (before.cost + cost < (known.get(b)?.cost ?? Number.POSITIVE_INFINITY)) known.set(b, { cost: before.cost + cost, via });
        }
    known.delete(from);
    return [...known].map(([to, { cost, via }]) => `192.0.2.${this.number(to)}/32 via ${via} metric ${cost}`);
  }

  lab(origin: string): FrrLab {
    const routers = [...this.asns].map(([name, asn]) => {
      const n = this.number(name);
      const ports = this.cables.flatMap(({ ends }, i) => (ends.includes(name) ? [{ segment: `w${i + 1}`, addresses: [`10.0.${i + 1}.${n}/24`] }] : []));
      const interfaces = { lo: { addresses: [`192.0.2.${n}/32`] }, ...Object.fromEntries(ports.map((p, i) => [`eth${i}`, p])) };
      const own = name === origin;
      const frr = [
        ...(own ? [`ip route ${ORIGIN} blackhole`] : []),
        ...(this.policies.get(name) ?? []),
        `router bgp ${asn}`,
        ` bgp router-id 192.0.2.${n}`,
        ' no bgp ebgp-requires-policy',
        ...(this.lines.get(name) ?? []).map((line) => ` ${line}`),
        ...(own ? [` network ${ORIGIN}`] : []),
      ];
      return [name, { interfaces, kernelRoutes: this.ways(name), frr: frr.join('\n') }] as const;
    });
    return { routers: Object.fromEntries(routers) };
  }
}

/** Policies as paths (Griffin, Shepherd, Wilfong): of router N those that it takes, as routers from itself to the origin 0, the best first. */
function paths(policies: Readonly<Record<string, readonly string[]>>): FrrLab {
  const network = new Network();
  network.add('r0', 65000);
  const cables = new Set<string>();
  for (const [name, wanted] of Object.entries(policies)) {
    const lists = wanted.map(
      (p, i) =>
        `bgp as-path access-list P${i} permit ^${p
          .slice(1)
          .split('')
          .map((c) => 65000 + Number(c))
          .join('_')}$`,
    );
    const entries = wanted.flatMap((_, i) => [`route-map RANK permit ${10 * (i + 1)}`, ` match as-path P${i}`, ` set local-preference ${900 - 100 * i}`]);
    network.add(`r${name}`, 65000 + Number(name), [...lists, ...entries]);
    for (const p of wanted)
      for (let i = 1; i < p.length; i++)
        cables.add(
          p
            .slice(i - 1, i + 1)
            .split('')
            .sort()
            .join(''),
        );
  }
  const ranked = (name: string | undefined) => (name === '0' ? [] : ['route-map RANK in']);
  for (const pair of [...cables].sort()) network.external(`r${pair[0]}`, `r${pair[1]}`, ranked(pair[0]), ranked(pair[1]));
  return network.lab('r0');
}

/** Reflectors in a ring, each nearer to the next one's client than to its own (10), without any MED; `mesh`: without reflection. */
function reflectors(size: number, { own = 10, mesh = false } = {}): FrrLab {
  const network = new Network();
  const all = Array.from({ length: size }, (_, i) => i);
  for (const i of all) network.add(`a${i}`, 1);
  for (const i of all) network.add(`c${i}`, 1);
  for (const i of all) network.add(`x${i}`, 10 + i);
  network.add('o', 100);
  for (const i of all) {
    network.cable(`a${i}`, `c${i}`, own);
    network.cable(`a${i}`, `c${(i + 1) % size}`, 5);
  }
  const inside = [...all.map((i) => `a${i}`), ...all.map((i) => `c${i}`)];
  const self = (name: string) => (name.startsWith('c') ? ['next-hop-self'] : []);
  if (mesh) for (const [i, x] of inside.entries()) for (const y of inside.slice(i + 1)) network.internal(x, y, self(x), self(y));
  else
    for (const i of all) {
      network.internal(`a${i}`, `c${i}`, ['route-reflector-client'], ['next-hop-self']);
      for (let j = 0; j < i; j++) network.internal(`a${i}`, `a${j}`);
    }
  for (const i of all) {
    network.external(`c${i}`, `x${i}`);
    network.external(`x${i}`, 'o');
  }
  return network.lab('o');
}

/** Two levels of reflectors (t over m) and paths of AS 6 with MED 1 and 0 beside one of AS 10: `options` for all in AS 1. */
function twoLevels(options: readonly string[]): FrrLab {
  const network = new Network();
  for (const name of ['t1', 't2', 'm1', 'm2', 'm3', 'e1', 'e2', 'e3', 'e4']) network.add(name, 1, [], options);
  network.add('six', 6, ['route-map M0 permit 10', ' set metric 0', 'route-map M1 permit 10', ' set metric 1']);
  network.add('ten', 10);
  network.add('o', 100);
  const costs = { 't1 t2': 40, 't1 m1': 14, 't2 m2': 15, 't1 m3': 13, 'm1 e1': 3, 'm1 e2': 3, 'm2 e3': 1, 'm3 e4': 4 };
  for (const [pair, cost] of Object.entries(costs)) {
    const [a, b] = pair.split(' ') as [string, string];
    network.cable(a, b, cost);
    network.internal(a, b, b === 't2' ? [] : ['route-reflector-client'], b.startsWith('e') ? ['next-hop-self'] : []);
  }
  network.external('e1', 'six', [], ['route-map M1 out']);
  network.external('e2', 'ten');
  network.external('e3', 'six', [], ['route-map M0 out']);
  network.external('e4', 'six', [], ['route-map M0 out']);
  network.external('six', 'o');
  network.external('ten', 'o');
  return network.lab('o');
}

const CUSTOMER = ['route-map CUSTOMER permit 10', ' set local-preference 200'];

/** RFC 4264 §4: the customer buys of 4, and of 2 and 5 as backups; both buy of 3, whose peer 4 is. */
function fullWedgie(): FrrLab {
  const network = new Network();
  const asked = (asn: number) => [
    `bgp community-list standard BACKUP permit ${asn}:50`,
    'route-map CUSTOMER permit 10',
    ' match community BACKUP',
    ' set local-preference 50',
    'route-map CUSTOMER permit 20',
    ' set local-preference 200',
  ];
  network.add(
    'customer',
    1,
    [2, 5].flatMap((asn) => [`route-map BACKUP${asn} permit 10`, ` set community ${asn}:50`]),
  );
  network.add('upstream', 3, CUSTOMER);
  network.add('primary', 4, CUSTOMER);
  network.add('two', 2, asked(2));
  network.add('five', 5, asked(5));
  network.external('customer', 'primary', [], ['route-map CUSTOMER in']);
  network.external('customer', 'two', ['route-map BACKUP2 out'], ['route-map CUSTOMER in']);
  network.external('customer', 'five', ['route-map BACKUP5 out'], ['route-map CUSTOMER in']);
  network.external('two', 'upstream', [], ['route-map CUSTOMER in']);
  network.external('five', 'upstream', [], ['route-map CUSTOMER in']);
  network.external('upstream', 'primary');
  return network.lab('customer');
}

/** What is said of the lab, and whose paths are best. */
function run(lab: FrrLab) {
  const plane = converge(compileFrrLab(lab).network);
  const best = (id: string) =>
    [...(plane.speakers.get(id)?.tables.ipv4.values() ?? [])]
      .filter(({ prefix }) => formatIp(prefix.ip) === '172.16.9.0')
      .flatMap(({ paths: all }) => all.filter((p) => p.best).map(({ attributes }) => attributes.asPath.flatMap((s) => s.asns).join(' ')))
      .join();
  return { ...plane, codes: restFindings(plane).map((d) => d.code), best };
}

describe('F169 gadgets of policies', () => {
  it.each([
    ['BAD GADGET goes round', { 1: ['130', '10'], 2: ['210', '20'], 3: ['3420', '30'], 4: ['420', '430'] }, 'r1 r2 r3 r4'],
    ['of three goes round', { 1: ['120', '10'], 2: ['230', '20'], 3: ['310', '30'] }, 'r1 r2 r3'],
  ])('%s', (_what, policies, who) => {
    const { oscillation, codes } = run(paths(policies));
    expect(codes).toEqual(['routing-oscillates']);
    expect(oscillation?.speakers.join(' ')).toBe(who);
    expect(oscillation?.cycle.at(-1)).toEqual(oscillation?.cycle[0]);
    for (const id of oscillation?.speakers ?? []) expect(new Set(oscillation?.cycle.map((state) => state[id])).size).toBeGreaterThan(1);
  });

  it('NAUGHTY GADGET comes to rest, though it need not, and holds what FRR held', () => {
    const { codes, best } = run(paths({ 1: ['130', '10'], 2: ['210', '20'], 3: ['3420', '30'], 4: ['430', '420'] }));
    expect(codes).toEqual([]);
    expect(['r1', 'r2', 'r3', 'r4'].map(best)).toEqual(['65003 65000', '65000', '65000', '65003 65000']);
  });

  it('GOOD GADGET has one state of rest', () => {
    expect(run(paths({ 1: ['130', '10'], 2: ['210', '20'], 3: ['30'], 4: ['420', '430'] })).codes).toEqual([]);
  });
});

describe('F169 reflectors that are nearer to each other’s clients, without MED', () => {
  it.each([3, 5])('%i go round: each in turn takes its own client’s path, and the next one’s', (size) => {
    const { oscillation, codes } = run(reflectors(size));
    expect(codes).toEqual(['routing-oscillates']);
    expect(oscillation?.speakers).toEqual(Array.from({ length: size }, (_, i) => `a${i}`));
    expect(oscillation?.cycle).toHaveLength(2 * size + 1);
  });

  it('not where each is nearest to its own client', () => {
    const { codes, best } = run(reflectors(3, { own: 2 }));
    expect(codes).toEqual([]);
    expect(['a0', 'a1', 'a2'].map(best)).toEqual(['10 100', '11 100', '12 100']);
  });

  it('nor where all have sessions with each other', () => expect(run(reflectors(3, { mesh: true })).codes).toEqual([]));

  it('nor, for ever, two of them', () => expect(run(reflectors(2)).codes).not.toContain('routing-oscillates'));
});

describe('F169, RFC 3345 §2.2: MED over two levels of reflectors', () => {
  it('goes round between a reflector and the one below it, whose versions FRR counted on: 71 and 74, then 134 and 136', () => {
    const { oscillation, codes, best } = run(twoLevels(['bgp deterministic-med']));
    expect(codes).toEqual(['routing-oscillates']);
    expect(oscillation?.speakers).toEqual(['m1', 't1']);
    // As all the others held it there throughout.
    expect(['t2', 'm2', 'm3', 'e1', 'e2', 'e3', 'e4'].map(best)).toEqual(['6 100', '6 100', '6 100', '6 100', '10 100', '6 100', '6 100']);
  });

  it('not once every MED is compared', () => expect(run(twoLevels(['bgp deterministic-med', 'bgp always-compare-med'])).codes).toEqual([]));
});

describe('RFC 4264 §4: two backups', () => {
  it('rest unused while the primary is there, as in FRR', () => {
    const { codes, best } = run(fullWedgie());
    expect(codes).toEqual([]);
    expect(['upstream', 'primary', 'two', 'five'].map(best)).toEqual(['4 1', '1', '3 4 1', '3 4 1']);
  });
});
