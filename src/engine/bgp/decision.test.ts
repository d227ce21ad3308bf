import { describe, expect, it } from 'vitest';
import { ip, type Ipv4 } from '../ip/index.ts';
import { parseAsPath, type PathAttributes } from '../policy/index.ts';
import { type Candidate, comparePaths } from './decision.ts';
import { selectPath } from './selection.ts';
import type { SpeakerConfig } from './types.ts';

const BESTPATH = {
  asPathIgnore: false,
  asPathConfed: false,
  multipathRelax: false,
  compareRouterId: true,
  medConfed: false,
  medMissingAsWorst: false,
  peerTypeMultipathRelax: false,
};

function speaker(over: Partial<Omit<SpeakerConfig, 'bestpath'>> & { bestpath?: Partial<SpeakerConfig['bestpath']> } = {}): SpeakerConfig {
  const { bestpath, ...rest } = over;
  return {
    profile: { name: 'frr', decision: 'frr' },
    defaultLocalPreference: 100,
    alwaysCompareMed: false,
    deterministicMed: false,
    bestpath: { ...BESTPATH, ...bestpath },
    ...rest,
  } as SpeakerConfig;
}

type Sketch = Partial<Omit<Candidate, 'attributes'>> & Partial<Omit<PathAttributes, 'asPath'>> & { path?: string };

/** A path in few words; what is not said is the same for all. */
function path({
  path: text = '65001',
  type = 'external',
  igpMetric = 0,
  routerId = 1,
  remoteAs = 65001,
  selected = false,
  peerAddress,
  ...over
}: Sketch): Candidate {
  const attributes: PathAttributes = {
    origin: 'igp',
    asPath: parseAsPath(text) ?? [],
    nextHop: ip('10.0.0.1'),
    weight: 0,
    communities: [],
    largeCommunities: [],
    extendedCommunities: [],
    clusterList: [],
    ...over,
  };
  return {
    attributes,
    type,
    igpMetric,
    routerId,
    remoteAs,
    selected,
    equalClusterLength: over.equalClusterLength ?? false,
    ...(type !== 'local' && { peerAddress: peerAddress ?? ip('10.0.0.1') }),
  };
}

describe('the decision process, F36 step by step', () => {
  it.each<[string, Sketch, Sketch, string, SpeakerConfig?]>([
    ['LLGR_STALE loses', {}, { communities: [0xffff0006], weight: 9 }, 'Path Staleness'],
    ['higher weight', { weight: 1 }, { localPref: 500 }, 'Weight'],
    ['RFC 4271 §9.1.2 higher local preference', { localPref: 200 }, { path: '' }, 'Local Pref'],
    ['a missing local preference is 100', {}, { localPref: 99 }, 'Local Pref'],
    ['locally originated over learned', { type: 'local', path: '1 2 3' }, { path: '1' }, 'Local Route'],
    ['RFC 4271 §9.1.2.2 (a) shorter AS path', { path: '1 2' }, { path: '1 2 3', origin: 'igp' }, 'AS Path'],
    ['as-path ignore skips it', { path: '1 2 3', origin: 'igp' }, { path: '1', origin: 'egp' }, 'Origin', speaker({ bestpath: { asPathIgnore: true } })],
    ['RFC 4271 §9.1.2.2 (b) lower origin', { origin: 'igp', med: 9 }, { origin: 'incomplete', med: 1 }, 'Origin'],
    ['RFC 4271 §9.1.2.2 (c) lower MED within one neighboring AS', { med: 1, routerId: 9 }, { med: 2 }, 'MED'],
    ['F38 not between two', { med: 9, path: '1', routerId: 1 }, { med: 2, path: '2', routerId: 2 }, 'Router ID'],
    ['F38 always-compare-med', { med: 1, path: '1', routerId: 9 }, { med: 2, path: '2' }, 'MED', speaker({ alwaysCompareMed: true })],
    ['F38 a missing MED is 0', { routerId: 9 }, { med: 1 }, 'MED'],
    ['F38 or the worst', { med: 1, routerId: 9 }, {}, 'MED', speaker({ bestpath: { medMissingAsWorst: true } })],
    ['RFC 4271 §9.1.2.2 (d) eBGP over iBGP', { igpMetric: 9 }, { type: 'internal' }, 'Peer Type'],
    ['RFC 4271 §9.1.2.2 (e) lower IGP metric', { type: 'internal', igpMetric: 1, routerId: 9 }, { type: 'internal', igpMetric: 2 }, 'IGP Metric'],
    [
      'F36 shorter cluster list only as a tie break',
      { type: 'internal', clusterList: [1 as Ipv4] },
      { type: 'internal', clusterList: [1 as Ipv4, 2 as Ipv4] },
      'Cluster length',
    ],
    ['F41 the path in use keeps its place', { selected: true, routerId: 9 }, {}, 'Older Path', speaker({ bestpath: { compareRouterId: false } })],
    ['RFC 4271 §9.1.2.2 (f) lower router-id', { routerId: 1 }, { routerId: 2 }, 'Router ID'],
    ['RFC 4456 §9 the originator in its place', { routerId: 9, originatorId: 1 as Ipv4 }, { routerId: 2 }, 'Router ID'],
    ['RFC 4271 §9.1.2.2 (g) lower peer address', { peerAddress: ip('10.0.0.2') }, { peerAddress: ip('10.0.0.3') }, 'Neighbor IP'],
    ['F37 a set counts once', { path: '1 2' }, { path: '1 2 3' }, 'AS Path'],
  ])('%s', (_title, better, worse, reason, config = speaker()) => {
    const [a, b] = [path(better), path(worse)];
    expect(comparePaths(a, b, config)).toMatchObject({ reason });
    expect(comparePaths(a, b, config).order).toBeLessThan(0);
    expect(comparePaths(b, a, config)).toMatchObject({ reason });
    expect(comparePaths(b, a, config).order).toBeGreaterThan(0);
  });

  it('F44 peer-type multipath-relax: eBGP still wins, and an iBGP path of the same metric may stand beside it', () => {
    const relaxed = speaker({ bestpath: { peerTypeMultipathRelax: true } });
    expect(comparePaths(path({}), path({ type: 'internal' }), relaxed)).toMatchObject({ order: -1, reason: 'Peer Type', tied: true });
    expect(comparePaths(path({}), path({ type: 'internal', igpMetric: 5 }), relaxed)).toMatchObject({ order: -1, reason: 'Peer Type', tied: false });
    expect(comparePaths(path({}), path({ type: 'internal' }), speaker())).toMatchObject({ order: -1, reason: 'Peer Type', tied: false });
  });

  it('a profile may state its own steps', () => {
    const config = speaker({ profile: { name: 'x', decision: ['as-path', 'higher-address'] } });
    const [low, high] = [path({ peerAddress: ip('10.0.0.2'), weight: 9 }), path({ peerAddress: ip('10.0.0.3') })];
    expect(comparePaths(high, low, config)).toMatchObject({ reason: 'Neighbor IP', tied: true });
    expect(comparePaths(high, low, config).order).toBeLessThan(0);
  });
});

describe('F39 the order of paths, where MED is not transitive', () => {
  const A = { path: '1', routerId: 3, peerAddress: ip('10.0.0.1') };
  const B = { path: '2', routerId: 2, peerAddress: ip('10.0.0.2') };
  const C = { path: '1', routerId: 1, peerAddress: ip('10.0.0.3'), med: 5 };
  const chosen = (order: readonly Sketch[], config: SpeakerConfig) =>
    selectPath(
      order.map((s, i) => ({ ...path(s), path: s, way: String(i) })),
      config,
      { external: 1, internal: 1 },
    )?.best;

  it('one pass lets C win after A and B', () => expect(chosen([A, B, C], speaker())).toBe(C));
  it('another order lets B win', () => expect(chosen([A, C, B], speaker())).toBe(B));
  it.each([[[A, B, C]], [[C, B, A]], [[B, C, A]]])('deterministic-med does not care', (order) =>
    expect(chosen(order, speaker({ deterministicMed: true }))).toBe(B),
  );
});

describe('F44 paths side by side', () => {
  const choose = (list: readonly Sketch[], config = speaker(), external = 256) =>
    selectPath(
      list.map((s) => ({ ...path(s), path: s, way: String(s.nextHop ?? 'same') })),
      config,
      { external, internal: 256 },
    )?.multipath.length;
  const one = { nextHop: ip('10.0.0.1'), peerAddress: ip('10.0.0.1') };
  const two = { nextHop: ip('10.0.0.2'), peerAddress: ip('10.0.0.2') };
  const three = { nextHop: ip('10.0.0.3'), peerAddress: ip('10.0.0.3') };

  it('eBGP of one neighboring AS need not have one path', () =>
    expect(
      choose([
        { ...one, path: '65001 7' },
        { ...two, path: '65001 8' },
      ]),
    ).toBe(2));
  it('of different neighbors only when relaxed', () => {
    const list = [one, { ...two, path: '65002', remoteAs: 65002 }];
    expect(choose(list)).toBe(0);
    expect(choose(list, speaker({ bestpath: { multipathRelax: true } }))).toBe(2);
  });
  it('the same next hop is one way only', () => expect(choose([one, { ...two, nextHop: one.nextHop }])).toBe(0));
  it('maximum-paths keeps the lowest next hops', () => expect(choose([one, two, three], speaker(), 2)).toBe(2));
  it('iBGP wants the same path', () => {
    const internal = { type: 'internal' as const };
    expect(
      choose([
        { ...one, ...internal },
        { ...two, ...internal, path: '65009' },
      ]),
    ).toBe(0);
    expect(
      choose([
        { ...one, ...internal },
        { ...two, ...internal },
      ]),
    ).toBe(2);
  });
});
