/**
 * A network that is changed while it runs comes to rest where it would have, had it started as it now is: every route, every refusal and every
 * reason. What tells of the past (times, versions, the order of arrival, the log) is left out; the labs have no rule by which the past
 * decides (paths are compared by MED always and by router-id, and nothing prefers by hand), so that each has one state of rest.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFrrLab, type FrrLab, type FrrLabInterface } from '../src/engine/compile/frr-lab.ts';
import type { Network } from '../src/engine/compile/network.ts';
import { type ControlPlane, Simulation } from '../src/engine/control-plane/index.ts';
import { controlPlaneOf } from '../src/engine/control-plane/result.ts';
import { isLinkLocal } from '../src/engine/ip/index.ts';
import type { RibEntry } from '../src/engine/rib/index.ts';
import { plainText } from './plain.ts';

/** One router's part of the lab: what can be typed into it, each on or off. */
interface Options {
  readonly second: boolean;
  readonly aggregate: boolean;
  readonly redistribute: boolean;
  readonly blackhole: boolean;
  /** Of the map towards and from its first neighbor. */
  readonly out: 'none' | 'prepend' | 'deny-one' | 'community' | 'med' | 'missing';
  readonly in: 'none' | 'prefix-list' | 'as-path' | 'no-community' | 'missing';
}

interface State {
  readonly options: readonly Options[];
  /** Links that are cut. */
  readonly cut: readonly number[];
}

interface Plan {
  /** By router: the AS number. */
  readonly asns: readonly number[];
  readonly links: readonly (readonly [number, number])[];
}

const names = ['a', 'b', 'c', 'd', 'e'];
const address = (link: number, router: number) => `10.0.${link}.${router + 1}`;

function lab({ asns, links }: Plan, { options, cut }: State): FrrLab {
  const routers = asns.map((_, r) => {
    const mine = links.flatMap(([a, b], link) => (a === r ? [{ link, far: b }] : b === r ? [{ link, far: a }] : []));
    const interfaces: Record<string, FrrLabInterface> = Object.fromEntries(
      mine.map(({ link }) => [`eth${link}`, { segment: `s${link}`, addresses: [`${address(link, r)}/24`] }]),
    );
    return [names[r] as string, { interfaces, frr: config(r, asns, mine, options[r] as Options).join('\n') }] as const;
  });
  return { routers: Object.fromEntries(routers), down: cut.map((link) => `${names[(links[link] as readonly [number, number])[0]]}:eth${link}`) };
}

function config(r: number, asns: readonly number[], links: readonly { readonly link: number; readonly far: number }[], o: Options): string[] {
  const own = `172.${16 + r}`;
  const peers = links.map(({ link, far }) => ({ ip: address(link, far), asn: asns[far] as number }));
  const first = peers[0]?.ip;
  const outbound = {
    none: [],
    prepend: ['route-map OUT permit 10', ` set as-path prepend ${asns[r]} ${asns[r]}`],
    'deny-one': [`ip prefix-list ONE permit ${own}.1.0/24`, 'route-map OUT deny 5', ' match ip address prefix-list ONE', 'route-map OUT permit 10'],
    community: ['route-map OUT permit 10', ' set community 65000:1 additive'],
    med: ['route-map OUT permit 10', ' set metric 50'],
    missing: [],
  }[o.out];
  const inbound = {
    none: [],
    'prefix-list': ['ip prefix-list PL seq 5 deny 172.16.0.0/16 le 24', 'ip prefix-list PL seq 10 permit any'],
    'as-path': ['bgp as-path access-list LONG deny _65003_', 'bgp as-path access-list LONG permit .*'],
    'no-community': ['bgp community-list standard RED permit 65000:1', 'route-map IN deny 5', ' match community RED', 'route-map IN permit 10'],
    missing: [],
  }[o.in];
  const policies = [
    ...(o.out === 'none' ? [] : [`  neighbor ${first} route-map OUT out`]),
    ...(o.in === 'no-community' || o.in === 'missing' ? [`  neighbor ${first} route-map IN in`] : []),
    ...(o.in === 'prefix-list' ? [`  neighbor ${first} prefix-list PL in`] : []),
    ...(o.in === 'as-path' ? [`  neighbor ${first} filter-list LONG in`] : []),
  ];
  return [
    ...outbound,
    ...inbound,
    ...(o.blackhole ? [`ip route ${own}.1.0/24 blackhole`] : []),
    `ip route ${own}.9.0/24 blackhole`,
    `router bgp ${asns[r]}`,
    ` bgp router-id 192.0.2.${r + 1}`,
    ' no bgp ebgp-requires-policy',
    ' bgp bestpath compare-routerid',
    ' bgp always-compare-med',
    ...peers.map((p) => ` neighbor ${p.ip} remote-as ${p.asn}`),
    ' address-family ipv4 unicast',
    `  network ${own}.1.0/24`,
    ...(o.second ? [`  network ${own}.9.0/24`] : []),
    ...(o.aggregate ? [`  aggregate-address ${own}.0.0/16 summary-only`] : []),
    ...(o.redistribute ? ['  redistribute connected'] : []),
    ...peers.filter((p) => p.asn === asns[r]).map((p) => `  neighbor ${p.ip} next-hop-self`),
    ...(first === undefined ? [] : policies),
    ' exit-address-family',
  ];
}

/** What a compile of the state gives; parts that are as before are the same objects, as in the running app. */
function networkOf(plan: Plan, state: State, before?: Network): Network {
  const { network, later = network } = compileFrrLab(lab(plan, state));
  const same = <T>(now: T, old: T | undefined): T => (old !== undefined && plainText(old) === plainText(now) ? old : now);
  return {
    ...later,
    nodes: new Map([...later.nodes].map(([id, node]) => [id, same(node, before?.nodes.get(id))])),
    speakers: new Map([...later.speakers].map(([id, s]) => [id, same({ ...s, startsAt: 0 }, before?.speakers.get(id))])),
  };
}

/** Where a route stands in the list of candidates, the newest first, tells of the past, too. */
const withoutPlace = (entries: readonly RibEntry[]) => entries.map((e) => ({ ...e, place: undefined }));

/** The state of rest as facts, without what tells of how it came about. */
function facts({ speakers, ribs, fibs, oscillation }: ControlPlane): string[] {
  const out = [`oscillation ${plainText(oscillation)}`];
  for (const [id, s] of speakers) {
    for (const session of s.sessions) out.push(`${id} session ${session.peer.id} ${session.state} ${plainText(session.reason)} ${plainText(session.families)}`);
    for (const [afi, table] of Object.entries(s.tables))
      for (const { prefix, paths, advertisedTo } of table.values()) {
        const from = (p: (typeof paths)[number]) => (p.source.kind === 'peer' ? p.source.peer : `local ${p.source.origination.kind}`);
        for (const { arrival: _when, source: _from, ...path } of paths.toSorted((a, b) => (from(a) < from(b) ? -1 : 1)))
          out.push(`${id} ${afi} ${plainText(prefix)} ${from({ ...path, arrival: _when, source: _from })} ${plainText(path)}`);
        out.push(`${id} ${afi} ${plainText(prefix)} told ${advertisedTo.toSorted().join()}`);
      }
    for (const [what, tables] of Object.entries({ in: s.adjRibIn, out: s.adjRibOut, withheld: s.withheld }))
      for (const [peer, table] of [...tables].sort(([a], [b]) => (a < b ? -1 : 1)))
        for (const [key, value] of [...table].sort(([a], [b]) => (a < b ? -1 : 1))) out.push(`${id} ${what} ${peer} ${String(key)} ${plainText(value)}`);
  }
  // Every interface has fe80::/64; which of them is used tells which came up first (F108).
  for (const [what, tables] of Object.entries({ rib: ribs, fib: fibs }))
    for (const [id, table] of tables)
      for (const { prefix, value } of table.entries())
        if (!isLinkLocal(prefix.ip)) out.push(`${id} ${what} ${plainText(prefix)} ${plainText(Array.isArray(value) ? withoutPlace(value) : value)}`);
  return out;
}

const options: fc.Arbitrary<Options> = fc.record({
  second: fc.boolean(),
  aggregate: fc.boolean(),
  redistribute: fc.boolean(),
  blackhole: fc.boolean(),
  out: fc.constantFrom('none', 'none', 'prepend', 'deny-one', 'community', 'med', 'missing'),
  in: fc.constantFrom('none', 'none', 'prefix-list', 'as-path', 'no-community', 'missing'),
});

const plans: fc.Arbitrary<Plan> = fc
  .record({
    size: fc.integer({ min: 2, max: 5 }),
    parents: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
    more: fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { maxLength: 2 }),
    pair: fc.boolean(),
  })
  .map(({ size, parents, more, pair }) => {
    const tree = Array.from({ length: size - 1 }, (_, i) => [(parents[i] as number) % (i + 1), i + 1] as const);
    const extra = more.filter(([a, b]) => a < b && b < size && !tree.some(([x, y]) => x === a && y === b));
    // Routers 0 and 1, which are always neighbors, may be of one AS.
    return { asns: Array.from({ length: size }, (_, i) => (pair && i === 1 ? 65001 : 65001 + i)), links: [...tree, ...extra] };
  });

type Edit = { readonly router: number; readonly change: Partial<Options> } | { readonly link: number };

const edits: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      router: fc.nat(),
      change: fc.record(
        {
          second: fc.boolean(),
          aggregate: fc.boolean(),
          redistribute: fc.boolean(),
          blackhole: fc.boolean(),
          out: fc.constantFrom('none' as const, 'prepend' as const, 'deny-one' as const, 'community' as const, 'med' as const, 'missing' as const),
          in: fc.constantFrom('none' as const, 'prefix-list' as const, 'as-path' as const, 'no-community' as const, 'missing' as const),
        },
        { requiredKeys: [] },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ link: fc.nat() }) },
);

function edited({ options: all, cut }: State, plan: Plan, edit: Edit): State {
  if ('link' in edit) {
    const link = edit.link % plan.links.length;
    return { options: all, cut: cut.includes(link) ? cut.filter((l) => l !== link) : [...cut, link] };
  }
  return { cut, options: all.map((o, r) => (r === edit.router % all.length ? { ...o, ...edit.change } : o)) };
}

function settled(network: Network): Simulation {
  const simulation = new Simulation(network);
  simulation.run();
  return simulation;
}

/** The facts in which the running network and one that starts anew differ after the changes. */
function differences(plan: Plan, first: State, changes: readonly Edit[], apply = (s: Simulation, n: Network) => s.apply(n)): string[] {
  let state = first;
  let network = networkOf(plan, state);
  const running = settled(network);
  for (const edit of changes) {
    state = edited(state, plan, edit);
    network = networkOf(plan, state, network);
    apply(running, network);
    running.run();
  }
  const [now, anew] = [facts(controlPlaneOf(running)), facts(controlPlaneOf(settled(network)))];
  return [...now.filter((f) => !anew.includes(f)).map((f) => `- ${f}`), ...anew.filter((f) => !now.includes(f)).map((f) => `+ ${f}`)];
}

describe('a network that is changed while it runs', () => {
  it('comes to rest where it would have from the start, in every fact and reason', () => {
    fc.assert(
      fc.property(plans, fc.array(options, { minLength: 5, maxLength: 5 }), fc.array(edits, { minLength: 1, maxLength: 6 }), (plan, all, changes) => {
        expect(differences(plan, { options: all.slice(0, plan.asns.length), cut: [] }, changes)).toEqual([]);
      }),
      { numRuns: Number(process.env['HOPLAB_RUNS'] ?? 40) },
    );
  });

  it('would be seen if a change were lost on one of its routers', () => {
    const plain: Options = { second: false, aggregate: false, redistribute: false, blackhole: true, out: 'none', in: 'none' };
    const plan: Plan = { asns: [65001, 65002], links: [[0, 1]] };
    const change: Edit = { router: 0, change: { second: true } };
    expect(differences(plan, { options: [plain, plain], cut: [] }, [change])).toEqual([]);
    expect(differences(plan, { options: [plain, plain], cut: [] }, [change], () => {})).not.toEqual([]);
  });
});
