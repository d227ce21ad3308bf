import { describe, expect, it } from 'vitest';
import { compileFrrLab, type FrrLab } from '../compile/frr-lab.ts';
import { converge } from '../control-plane/index.ts';
import { formatPrefix, prefix, prefixKey } from '../ip/index.ts';
import { formatAsPath } from '../policy/index.ts';
import { allRoutes, type SpeakerConfig, type SpeakerState, usesAddPath } from './index.ts';

const TO = '172.16.1.0/24';

/** Sources of these ASes send TO to `hub`, which sends it on to `end`. */
function run(
  asns: readonly number[],
  { hub = '', hubProcess = '', end = '', late }: { hub?: string; hubProcess?: string; end?: string; late?: FrrLab['late'] },
) {
  const sources = asns.map((asn, i) => [
    `s${i}`,
    {
      interfaces: { eth0: { segment: `w${i}`, addresses: [`10.1.${i}.2/24`] } },
      frr: `ip route ${TO} blackhole\nrouter bgp ${asn}\n bgp router-id 9.9.9.${i + 1}\n no bgp ebgp-requires-policy\n neighbor 10.1.${i}.1 remote-as 65000\n address-family ipv4 unicast\n  network ${TO}\n`,
    },
  ]);
  const neighbors = asns.map((asn, i) => ` neighbor 10.1.${i}.2 remote-as ${asn}\n`).join('');
  const lab: FrrLab = {
    routers: {
      ...Object.fromEntries(sources),
      hub: {
        interfaces: {
          ...Object.fromEntries(asns.map((_a, i) => [`eth${i}`, { segment: `w${i}`, addresses: [`10.1.${i}.1/24`] }])),
          out: { segment: 'out', addresses: ['10.2.0.1/24'] },
        },
        frr: `router bgp 65000\n bgp router-id 1.1.1.1\n no bgp ebgp-requires-policy\n${hubProcess} neighbor 10.2.0.2 remote-as 65000\n${neighbors} address-family ipv4 unicast\n  neighbor 10.2.0.2 next-hop-self\n${hub}`,
      },
      end: {
        interfaces: { eth0: { segment: 'out', addresses: ['10.2.0.2/24'] } },
        frr: `router bgp 65000\n bgp router-id 2.2.2.2\n neighbor 10.2.0.1 remote-as 65000\n address-family ipv4 unicast\n${end}`,
      },
    },
    ...(late && { late }),
  };
  const { network, later } = compileFrrLab(lab);
  const { speakers } = converge(network, later ? { changes: [later] } : {});
  return { hub: speakers.get('hub') as SpeakerState, end: speakers.get('end') as SpeakerState };
}

/** The AS paths that a speaker has for TO, sorted; the best with a star. */
function paths(state: SpeakerState): string[] {
  const entry = state.tables.ipv4.get(prefixKey(prefix(TO)));
  return (entry?.paths ?? []).map((p) => `${formatAsPath(p.attributes.asPath)}${p.best ? '*' : ''}`).sort();
}

const ALL = '  neighbor 10.2.0.2 addpath-tx-all-paths\n';
const PER_AS = '  neighbor 10.2.0.2 addpath-tx-bestpath-per-AS\n';

describe('F148, RFC 7911: several paths of a prefix', () => {
  it.each<[string, Parameters<typeof run>, readonly string[]]>([
    ['without it the best alone is sent', [[65001, 65001, 65003], {}], ['65001*']],
    ['addpath-tx-all-paths sends all', [[65001, 65001, 65003], { hub: ALL }], ['65001', '65001', '65003*']],
    ['addpath-tx-bestpath-per-AS sends one of each AS', [[65001, 65001, 65003], { hub: PER_AS }], ['65001', '65003*']],
    ['not to a peer with disable-addpath-rx', [[65001, 65001, 65003], { hub: ALL, end: '  neighbor 10.2.0.1 disable-addpath-rx\n' }], ['65001*']],
    [
      'not what outbound policy refuses',
      [
        [65001, 65002, 65003],
        {
          hub: `${ALL}  neighbor 10.2.0.2 filter-list Q out\n exit-address-family\nexit\nbgp as-path access-list Q deny _65002_\nbgp as-path access-list Q permit .*\n`,
        },
      ],
      ['65001', '65003*'],
    ],
    [
      'a path that is gone is withdrawn, and the others stay',
      [[65001, 65002, 65003], { hub: ALL, late: { s2: ['router bgp 65003', 'address-family ipv4 unicast', `no network ${TO}`] } }],
      ['65001', '65002*'],
    ],
    [
      'when it is taken away, the session starts anew with the best alone',
      [[65001, 65002], { hub: ALL, late: { hub: ['router bgp 65000', 'address-family ipv4 unicast', 'no neighbor 10.2.0.2 addpath-tx-all-paths'] } }],
      ['65001*'],
    ],
  ])('%s', (_title, input, wanted) => {
    expect(paths(run(...input).end)).toEqual(wanted);
  });

  it('each path keeps its identifier from the sender’s table to the receiver’s, and counts as a route of its own', () => {
    const { hub, end } = run([65001, 65002], { hub: ALL });
    const entry = hub.tables.ipv4.get(prefixKey(prefix(TO)));
    const ids = entry?.paths.map((p) => p.addPath?.ids.all);
    const heard = end.tables.ipv4.get(prefixKey(prefix(TO)))?.paths.map((p) => (p.source.kind === 'peer' ? p.source.pathId : undefined));
    expect(new Set(ids).size).toBe(2);
    expect(new Set(heard)).toEqual(new Set(ids));
    expect(entry?.paths.every((p) => p.addPath?.advertisedTo.includes('10.2.0.2'))).toBe(true);
    expect(allRoutes(hub.adjRibOut.get('10.2.0.2'))).toHaveLength(2);
    expect(allRoutes(end.adjRibIn.get('10.2.0.1'))).toHaveLength(2);
    expect(end.sessions[0]?.families.ipv4?.received).toBe(2);
  });

  describe('who has not negotiated it is sent the best alone, filed by its identifier (bgp_updgrp_adv.c adj_lookup)', () => {
    const DEAF = '  neighbor 10.2.0.1 disable-addpath-rx\n';
    const gone = { s0: ['router bgp 65001', 'address-family ipv4 unicast', `no network ${TO}`] };
    const sentTo = (state: SpeakerState) => state.sessions.find((s) => s.peer.id === '10.2.0.2')?.families.ipv4?.sent;

    it('a path that is best no more counts among what was sent', () => {
      const { hub, end } = run([65001, 65002], { hub: ALL, end: DEAF, late: gone });
      expect(sentTo(hub)).toBe(2);
      expect(paths(end)).toEqual(['65002*']);
      expect(sentTo(run([65001, 65002], { late: gone }).hub)).toBe(1);
    });

    const not65002 =
      '  neighbor 10.2.0.2 filter-list Q out\n exit-address-family\nexit\nbgp as-path access-list Q deny _65002_\nbgp as-path access-list Q permit .*\n';

    it('what takes its place and is refused withdraws nothing: the neighbor keeps a route that is gone', () => {
      expect(paths(run([65001, 65002], { hub: `${ALL}${not65002}`, end: DEAF, late: gone }).end)).toEqual(['65001*']);
      expect(paths(run([65001, 65002], { hub: not65002, late: gone }).end)).toEqual([]);
    });

    it('without any path left everything is withdrawn', () => {
      const all = { ...gone, s1: ['router bgp 65002', 'address-family ipv4 unicast', `no network ${TO}`] };
      const { hub, end } = run([65001, 65002], { hub: ALL, end: DEAF, late: all });
      expect(paths(end)).toEqual([]);
      expect(sentTo(hub)).toBe(0);
    });
  });

  it('a limit counts every path: with three, maximum-prefix 1 ends the session', () => {
    const { end } = run([65001, 65002, 65003], { hub: ALL, end: '  neighbor 10.2.0.1 maximum-prefix 1\n' });
    expect(end.sessions[0]?.reason?.code).toBe('session-maximum-prefix');
    expect(run([65001, 65002, 65003], { end: '  neighbor 10.2.0.1 maximum-prefix 1\n' }).end.sessions[0]?.state).toBe('Established');
  });
});

describe('F148: identifiers are the lowest free ones (lib/id_alloc.c, bgpd/bgp_addpath.c)', () => {
  /** The identifiers of a speaker's own networks, once lines have been typed. */
  function ids(family: string, typed: readonly (readonly string[])[] = []): Record<string, number | undefined> {
    const nets = [1, 2, 3].map((n) => `ip route 172.16.${n}.0/24 blackhole\n`).join('');
    const at = (text: string, late?: FrrLab['late']): FrrLab => ({
      routers: {
        a: { interfaces: { eth0: { segment: 's', addresses: ['10.1.0.1/24'] } }, frr: text },
        b: { interfaces: { eth0: { segment: 's', addresses: ['10.1.0.2/24'] } }, frr: 'router bgp 65001\n neighbor 10.1.0.1 remote-as 65001\n' },
      },
      ...(late && { late }),
    });
    const text = `${nets}router bgp 65001\n neighbor 10.1.0.2 remote-as 65001\n address-family ipv4 unicast\n${family}`;
    const changes = typed.flatMap((_, i) => {
      const lines = typed.slice(0, i + 1).flatMap((l) => ['router bgp 65001', 'address-family ipv4 unicast', ...l, 'end']);
      const { later } = compileFrrLab(at(text, { a: lines }));
      return later ? [later] : [];
    });
    const { network } = compileFrrLab(at(text));
    const { speakers } = converge(network, { changes });
    const { ipv4 } = (speakers.get('a') as SpeakerState).tables;
    return Object.fromEntries([...ipv4.values()].map((e) => [formatPrefix(e.prefix).slice(7, -3), e.paths[0]?.addPath?.ids.all]));
  }
  const net = (n: number) => `  network 172.16.${n}.0/24\n`;
  const all = '  neighbor 10.1.0.2 addpath-tx-all-paths\n';

  it('networks above the first line are numbered in the table’s order, those below it as they are decided', () => {
    expect(ids(net(3) + net(1) + all + net(2))).toEqual({ '1.0': 2, '3.0': 3, '2.0': 4 });
    expect(ids(all + net(3) + net(1) + net(2))).toEqual({ '3.0': 2, '1.0': 3, '2.0': 4 });
  });

  it('a peer-group’s line counts once it has a member', () => {
    const group = `${net(3)} exit-address-family\n neighbor G peer-group\n address-family ipv4 unicast\n  neighbor G addpath-tx-all-paths\n${net(1)} exit-address-family\n neighbor 10.1.0.2 peer-group G\n address-family ipv4 unicast\n${net(2)}`;
    expect(ids(group)).toEqual({ '1.0': 2, '3.0': 3, '2.0': 4 });
  });

  it('what a prefix that is gone had is the next one’s', () => {
    expect(ids(all + net(1) + net(2), [['no network 172.16.1.0/24'], ['network 172.16.3.0/24']])).toEqual({ '2.0': 3, '3.0': 2 });
  });

  it('a line typed later numbers all paths that there are', () => {
    expect(ids(net(3) + net(2) + net(1), [[all.trim()]])).toEqual({ '1.0': 2, '2.0': 3, '3.0': 4 });
  });
});

it('goes through the neighbors once, however many prefixes ask', () => {
  let asked = 0;
  const families = {
    get ipv4() {
      asked++;
      return { addpathTx: 'all' as const };
    },
  };
  const config = { peers: [{ families }] } as unknown as SpeakerConfig;
  const answers = Array.from({ length: 100 }, () => [
    usesAddPath(config, 'ipv4', 'all'),
    usesAddPath(config, 'ipv4', 'best-per-as'),
    usesAddPath(config, 'ipv6'),
  ]);
  expect(answers).toEqual(answers.map(() => [true, false, false]));
  expect(asked).toBe(1);
});
