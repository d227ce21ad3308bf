import { describe, expect, it } from 'vitest';
import { compileFrrLab, type FrrLab } from '../compile/frr-lab.ts';
import { prefix, prefixKey } from '../ip/index.ts';
import { formatAsPath } from '../policy/index.ts';
import { type ControlPlane, converge } from './index.ts';

const MAP = (nextHop: string) => `\nexit\nroute-map OUT permit 10\n set ip next-hop ${nextHop}\nroute-map ALL permit 10`;

interface Pair {
  /** AS of the receiver; the sender's is 65001. */
  readonly asn?: number;
  /** Before and inside `router bgp` of the receiver. */
  readonly before?: string;
  readonly inside?: string;
  readonly nextHop: string;
  /** Before `router bgp` of the sender. */
  readonly sender?: string;
  readonly late?: readonly string[];
}

/** `a` sends 172.16.1.0/24 with this next hop and 172.16.2.0/24 to `b`. */
function run({ asn = 65002, before = '', inside = '', nextHop, sender = '', late }: Pair): ControlPlane {
  const common = ' no bgp ebgp-requires-policy\n';
  const lab: FrrLab = {
    routers: {
      a: {
        interfaces: { eth0: { segment: 's', addresses: ['10.0.0.1/24'] } },
        frr: `${sender}\nip route 172.16.1.0/24 blackhole\nrouter bgp 65001\n${common} neighbor 10.0.0.2 remote-as ${asn}\n address-family ipv4 unicast\n  network 172.16.1.0/24\n  neighbor 10.0.0.2 route-map OUT out${MAP(nextHop)}`,
      },
      b: {
        interfaces: { eth0: { segment: 's', addresses: ['10.0.0.2/24'] } },
        frr: `${before}\nrouter bgp ${asn}\n${common}${inside} neighbor 10.0.0.1 remote-as 65001\n`,
      },
    },
    ...(late && { late: { a: late } }),
  };
  const { network, later } = compileFrrLab(lab);
  return converge(network, later ? { changes: [later] } : {});
}

/** b's session with a, a's with b, and the path that b has. */
function outcome(cp: ControlPlane): string {
  const [b, a] = [cp.speakers.get('b'), cp.speakers.get('a')];
  const path = b?.tables.ipv4.get(prefixKey(prefix('172.16.1.0/24')))?.paths[0];
  const session = (s: typeof a) => `${s?.sessions[0]?.state} ${s?.sessions[0]?.reason?.code ?? ''}`.trim();
  return `${session(b)} | ${session(a)} | ${path ? (path.valid ? 'valid' : 'invalid') : 'none'}`;
}

const FALLEN = 'Idle session-martian-next-hop | Active session-closed-there | none';

describe('F25: a next hop that cannot be one', () => {
  it.each<[string, Pair, string]>([
    ['in 127/8 ends the session', { nextHop: '127.0.0.5' }, FALLEN],
    ['in 0/8 as well', { nextHop: '0.0.0.9' }, FALLEN],
    ['over iBGP, too', { nextHop: '127.0.0.5', asn: 65001 }, FALLEN],
    [
      'not under allow-martian-nexthop: the path is there, and invalid',
      { nextHop: '127.0.0.5', inside: ' bgp allow-martian-nexthop\n' },
      'Established | Established | invalid',
    ],
    ['of class E ends the session', { nextHop: '240.0.0.1', sender: 'allow-reserved-ranges' }, FALLEN],
    [
      'of class E is one under allow-reserved-ranges',
      { nextHop: '240.0.0.1', sender: 'allow-reserved-ranges', before: 'allow-reserved-ranges' },
      'Established | Established | invalid',
    ],
    [
      'of class E under allow-martian-nexthop alone: the path is not there',
      { nextHop: '240.0.0.1', sender: 'allow-reserved-ranges', inside: ' bgp allow-martian-nexthop\n' },
      'Established | Established | none',
    ],
    ['elsewhere ends nothing', { nextHop: '10.0.0.1' }, 'Established | Established | valid'],
    ['of class E cannot be set without allow-reserved-ranges: no map, and nothing is sent', { nextHop: '240.0.0.1' }, 'Established | Established | none'],
    [
      'once replaced, the session stays up',
      { nextHop: '127.0.0.5', late: ['route-map OUT permit 10', 'set ip next-hop 10.0.0.1'] },
      'Established | Established | valid',
    ],
  ])('%s', (_title, pair, wanted) => {
    expect(outcome(run(pair))).toBe(wanted);
  });

  it('is tried again when the route that gave offence is withdrawn, without a change of configuration', () => {
    const lab = (route: string): FrrLab => ({
      routers: {
        a: {
          interfaces: { eth0: { segment: 's', addresses: ['10.0.0.1/24'] }, eth1: { segment: 't', addresses: ['10.0.1.1/24'] } },
          frr: `router bgp 65001\n no bgp ebgp-requires-policy\n neighbor 10.0.0.2 remote-as 65002\n neighbor 10.0.1.3 remote-as 65003\n address-family ipv4 unicast\n  neighbor 10.0.0.2 route-map OUT out${MAP('127.0.0.5')}`,
        },
        b: {
          interfaces: { eth0: { segment: 's', addresses: ['10.0.0.2/24'] } },
          frr: 'router bgp 65002\n no bgp ebgp-requires-policy\n neighbor 10.0.0.1 remote-as 65001\n',
        },
        c: {
          interfaces: { eth0: { segment: 't', addresses: ['10.0.1.3/24'] } },
          frr: `ip route 172.16.1.0/24 blackhole\nrouter bgp 65003\n no bgp ebgp-requires-policy\n neighbor 10.0.1.1 remote-as 65001\n address-family ipv4 unicast\n  network 172.16.1.0/24\n`,
        },
      },
      ...(route && { late: { c: [route] } }),
    });
    const at = (route: string) => {
      const { network, later } = compileFrrLab(lab(route));
      return converge(network, later ? { changes: [later] } : {}).speakers.get('b')?.sessions[0]?.state;
    };
    expect(at('')).toBe('Idle');
    expect(at('no ip route 172.16.1.0/24 blackhole')).toBe('Established');
  });
});

describe('F10, F15: the AS of a neighbor with remote-as external', () => {
  it.each([
    ['is not known before an OPEN', { far: 'shutdown' }, 0],
    ['stays known when the session falls', { late: 'neighbor 10.0.0.2 shutdown' }, 65002],
    ['is learned from an OPEN that is refused for something else', { far: 'local-role provider strict-mode' }, 65002],
    ['is learned from who drops what we answer, for its TTL (F14; bgp_network.c bgp_accept)', { far: 'ttl-security hops 1' }, 65002],
    ['is not learned by who drops the OPEN itself', { near: 'ttl-security hops 1' }, 0],
    ['is not learned by who only waits', { near: 'passive', far: 'local-role provider strict-mode' }, 0],
    ['is forgotten when another is asked for', { late: 'neighbor 10.0.0.2 remote-as internal' }, 0],
  ])('%s', (_title, { near, far, late }: { near?: string; far?: string; late?: string }, as) => {
    const router = (own: number, other: number, option?: string) => ({
      interfaces: { eth0: { segment: 's', addresses: [`10.0.0.${own}/24`] } },
      frr: `router bgp 6500${own}\n neighbor 10.0.0.${other} remote-as external\n${option ? ` neighbor 10.0.0.${other} ${option}\n` : ''}`,
    });
    const { network, later } = compileFrrLab({
      routers: { a: router(1, 2, near), b: router(2, 1, far) },
      ...(late && { late: { a: ['router bgp 65001', late] } }),
    });
    const session = converge(network, later ? { changes: [later] } : {}).speakers.get('a')?.sessions[0];
    expect(session?.state).not.toBe('Established');
    expect(session?.remoteAs).toBe(as);
  });
});

describe('F10, F147: remote-as internal within a confederation', () => {
  it.each([
    ['internal', 'bgp-as-loop', '65100'],
    ['65001', undefined, ''],
  ])('remote-as %s', (as, code, path) => {
    const router = (own: number, other: number) => ({
      interfaces: { eth0: { segment: 's', addresses: [`10.0.0.${own}/24`] } },
      frr: `ip route 172.16.${own}.0/24 blackhole\nrouter bgp 65001\n no bgp ebgp-requires-policy\n bgp confederation identifier 65100\n bgp confederation peers 65002\n neighbor 10.0.0.${other} remote-as ${as}\n address-family ipv4 unicast\n  network 172.16.${own}.0/24\n`,
    });
    const b = converge(compileFrrLab({ routers: { a: router(1, 2), b: router(2, 1) } }).network).speakers.get('b');
    const received = b?.adjRibIn.get('10.0.0.1')?.get(prefixKey(prefix('172.16.1.0/24')));
    expect(b?.sessions[0]?.state).toBe('Established');
    expect(received && formatAsPath(received.attributes.asPath)).toBe(path);
    expect(received?.rejected?.code).toBe(code);
  });
});

describe('F18: a neighbor that was over maximum-prefix', () => {
  const router = (own: number, frr: string) => ({ interfaces: { eth0: { segment: 's', addresses: [`10.0.0.${own}/24`] } }, frr });
  const networks = [1, 2, 3].map((n) => `172.16.${n}.0/24`);
  const sender = `${networks.map((n) => `ip route ${n} blackhole\n`).join('')}router bgp 65001\n no bgp ebgp-requires-policy\n neighbor 10.0.0.2 remote-as 65002\n address-family ipv4 unicast\n${networks.map((n) => `  network ${n}\n`).join('')}`;
  const taker =
    'router bgp 65002\n no bgp ebgp-requires-policy\n neighbor 10.0.0.1 remote-as 65001\n address-family ipv4 unicast\n  neighbor 10.0.0.1 maximum-prefix 1\n';

  it.each([
    ['stays out when the limit is raised', 'neighbor 10.0.0.1 maximum-prefix 20', 'Idle'],
    ['comes back when there is none any more', 'no neighbor 10.0.0.1 maximum-prefix', 'Established'],
  ])('%s', (_title, line, state) => {
    const lab: FrrLab = { routers: { a: router(1, sender), b: router(2, taker) }, late: { b: ['router bgp 65002', 'address-family ipv4 unicast', line] } };
    const { network, later } = compileFrrLab(lab);
    const before = converge(network).speakers.get('b')?.sessions[0];
    expect(before?.reason?.code).toBe('session-maximum-prefix');
    expect(converge(network, later ? { changes: [later] } : {}).speakers.get('b')?.sessions[0]?.state).toBe(state);
  });
});

describe('F19: what came before a limit was passed', () => {
  it('is passed on to nobody: bgpd closes at once, and decides later (recording maxpfx-5)', () => {
    const router = (own: number, frr: string) => ({ interfaces: { eth0: { segment: 's', addresses: [`10.0.0.${own}/24`] } }, frr });
    const networks = [1, 2, 3, 4].map((n) => `172.16.${n}.0/24`);
    const lab: FrrLab = {
      routers: {
        rs: router(
          1,
          'router bgp 65000\n no bgp ebgp-requires-policy\n neighbor 10.0.0.2 remote-as 65002\n neighbor 10.0.0.3 remote-as 65003\n address-family ipv4 unicast\n  neighbor 10.0.0.3 maximum-prefix 2\n',
        ),
        a: router(2, 'router bgp 65002\n no bgp ebgp-requires-policy\n neighbor 10.0.0.1 remote-as 65000\n'),
        b: router(
          3,
          `${networks.map((n) => `ip route ${n} blackhole\n`).join('')}router bgp 65003\n no bgp ebgp-requires-policy\n neighbor 10.0.0.1 remote-as 65000\n address-family ipv4 unicast\n  redistribute static\n`,
        ),
      },
    };
    const { log, speakers } = converge(compileFrrLab(lab).network);
    expect(speakers.get('rs')?.sessions.find((s) => s.peer.id === '10.0.0.3')?.reason?.code).toBe('session-maximum-prefix');
    expect(log.filter((e) => e.speaker === 'a' && e.kind.startsWith('update'))).toEqual([]);
  });
});

describe('F157: a listen range', () => {
  const router = (own: number, frr: string) => ({ interfaces: { eth0: { segment: 's', addresses: [`10.0.0.${own}/24`] } }, frr });
  const hub = (lines: string) =>
    router(
      1,
      `router bgp 65001\n no bgp ebgp-requires-policy\n neighbor G peer-group\n neighbor G remote-as external\n bgp listen range 10.0.0.0/28 peer-group G\n${lines}`,
    );
  const spoke = (own: number, lines = '') => router(own, `router bgp 6500${own}\n no bgp ebgp-requires-policy\n neighbor 10.0.0.1 remote-as 65001\n${lines}`);
  const hubsPeers = (lab: FrrLab) => {
    const { network, later } = compileFrrLab(lab);
    return converge(network, later ? { changes: [later] } : {})
      .speakers.get('a')
      ?.sessions.map((s) => `${s.peer.id} ${s.state}`);
  };

  it('forgets whom it let in when the group is shut down', () => {
    const lab: FrrLab = { routers: { a: hub(''), b: spoke(2) } };
    expect(hubsPeers(lab)).toEqual(['10.0.0.2 Established']);
    expect(hubsPeers({ ...lab, late: { a: ['router bgp 65001', 'neighbor G shutdown'] } })).toEqual([]);
  });

  it('lets in while sessions with stated neighbors are held back for route-maps (F5)', () => {
    const map = 'route-map M permit 10\n';
    const upAt = (lines: string) => {
      const lab: FrrLab = { routers: { a: hub(`${lines}${map}`), b: spoke(2) } };
      return converge(compileFrrLab(lab).network).log.find((e) => e.kind === 'session-up')?.at;
    };
    expect(upAt('')).toBeLessThan(2000);
    expect(upAt(' neighbor 10.0.0.2 remote-as 65002\n')).toBeGreaterThan(4000);
  });

  it.each([
    ['with the key of its group, whoever is within and has none', ' neighbor 10.0.0.2 remote-as 65002\n neighbor 10.0.0.2 passive\n', '', 'Active'],
    [
      'by the neighbor’s own key where it has one',
      ' neighbor 10.0.0.2 remote-as 65002\n neighbor 10.0.0.2 passive\n neighbor 10.0.0.2 password own\n',
      ' neighbor 10.0.0.1 password own\n',
      'Established',
    ],
    ['not when we call', ' neighbor 10.0.0.2 remote-as 65002\n', '', 'Established'],
  ])('is asked %s', (_title, neighbor, key, state) => {
    expect(hubsPeers({ routers: { a: hub(` neighbor G password shared\n${neighbor}`), b: spoke(2, key) } })).toEqual([`10.0.0.2 ${state}`]);
  });
});

describe('F21: bgp reject-as-sets ends the session by which a set comes', () => {
  it.each([
    ['over iBGP', { as: 65001 }, 'session-as-set-refused'],
    ['from another AS, where what follows is taken for prefixes', { as: 65002 }, 'session-as-set-refused'],
    ['and takes a path without one', { as: 65002, plain: true }, undefined],
  ])('%s', (_title, { as, plain }: { as: number; plain?: boolean }, code) => {
    const blocks = plain ? [1] : [1, 2];
    const origin = (n: number) => ({
      interfaces: { eth0: { segment: `s${n}`, addresses: [`10.0.${n}.2/24`] } },
      frr: `ip route 172.20.${n}.0/24 blackhole\nrouter bgp 6510${n}\n no bgp ebgp-requires-policy\n neighbor 10.0.${n}.1 remote-as 65001\n address-family ipv4 unicast\n  network 172.20.${n}.0/24\n`,
    });
    const lab: FrrLab = {
      routers: {
        a: {
          interfaces: Object.fromEntries([0, ...blocks].map((n) => [`eth${n}`, { segment: `s${n}`, addresses: [`10.0.${n}.1/24`] }])),
          frr: `router bgp 65001\n no bgp ebgp-requires-policy\n neighbor 10.0.0.2 remote-as ${as}\n${blocks.map((n) => ` neighbor 10.0.${n}.2 remote-as 6510${n}\n`).join('')} address-family ipv4 unicast\n  aggregate-address 172.20.0.0/16 as-set summary-only\n`,
        },
        b: {
          interfaces: { eth0: { segment: 's0', addresses: ['10.0.0.2/24'] } },
          frr: `router bgp ${as}\n no bgp ebgp-requires-policy\n bgp reject-as-sets\n neighbor 10.0.0.1 remote-as 65001\n`,
        },
        ...Object.fromEntries(blocks.map((n) => [`o${n}`, origin(n)])),
      },
    };
    expect(converge(compileFrrLab(lab).network).speakers.get('b')?.sessions[0]?.reason?.code).toBe(code);
  });
});

describe('F55, F25: a default-originate map that sets a next hop', () => {
  it.each([
    ['is undone towards another AS', 65002, '', true],
    ['leaves 0.0.0.0 where there is an outbound route-map', 65002, ' route-map ALL out', false],
    ['leaves 0.0.0.0 over iBGP', 65001, '', false],
  ])('%s', (_title, as, out, up) => {
    const lab: FrrLab = {
      routers: {
        a: {
          interfaces: { eth0: { segment: 's', addresses: ['10.0.0.1/24'] } },
          frr: `ip route 172.20.0.0/24 blackhole\nroute-map ALL permit 10\nroute-map DEF permit 10\n set ip next-hop 192.0.2.1\nrouter bgp 65001\n no bgp ebgp-requires-policy\n neighbor 10.0.0.2 remote-as ${as}\n address-family ipv4 unicast\n  network 172.20.0.0/24\n  neighbor 10.0.0.2 default-originate route-map DEF\n${out && `  neighbor 10.0.0.2${out}\n`}`,
        },
        b: {
          interfaces: { eth0: { segment: 's', addresses: ['10.0.0.2/24'] } },
          frr: `router bgp ${as}\n no bgp ebgp-requires-policy\n neighbor 10.0.0.1 remote-as 65001\n`,
        },
      },
    };
    const session = converge(compileFrrLab(lab).network).speakers.get('b')?.sessions[0];
    expect(session?.state === 'Established').toBe(up);
    expect(session?.reason?.code).toBe(up ? undefined : 'session-martian-next-hop');
  });
});

describe('RFC 6793 §3: AGGREGATOR towards an end that has announced no capabilities', () => {
  const silent = (address: string) => ` neighbor ${address} dont-capability-negotiate\n`;
  const aggregate = '  aggregate-address 172.16.0.0/16\n';

  function state(a: string, b: string, more: string): string {
    const speaks = (as: number, far: string, farAs: number, top: string, family: string) =>
      `router bgp ${as}\n no bgp ebgp-requires-policy\n no bgp network import-check\n neighbor ${far} remote-as ${farAs}\n${top} address-family ipv4 unicast\n  network 172.16.1.0/24\n${family}`;
    const lab: FrrLab = {
      routers: {
        a: { interfaces: { eth0: { segment: 's', addresses: ['10.0.0.1/24'] } }, frr: speaks(65001, '10.0.0.2', 65002, a, more) },
        b: { interfaces: { eth0: { segment: 's', addresses: ['10.0.0.2/24'] } }, frr: speaks(65002, '10.0.0.1', 65001, b, '') },
      },
    };
    const session = converge(compileFrrLab(lab).network).speakers.get('b')?.sessions[0];
    return `${session?.state} ${session?.reason?.code ?? ''}`.trim();
  }

  it.each<[string, Parameters<typeof state>, string]>([
    ['ends the session', ['', silent('10.0.0.1'), aggregate], 'Idle session-aggregator-length'],
    ['without AGGREGATOR it stays up', ['', silent('10.0.0.1'), ''], 'Established'],
    ['where neither has announced any both are of two bytes', [silent('10.0.0.2'), silent('10.0.0.1'), aggregate], 'Established'],
    ['where both have, of four', ['', '', aggregate], 'Established'],
  ])('%s', (_title, lab, expected) => {
    expect(state(...lab)).toBe(expected);
  });
});

describe('F25: prefixes that no unicast route can have', () => {
  it.each([
    ['224.9.0.0/16', '224.0.0.0/4 is passed over', 'bgp-prefix-not-unicast'],
    ['241.1.0.0/16', 'class E is taken', undefined],
  ])('%s: %s', (network, _title, code) => {
    const lab: FrrLab = {
      routers: {
        a: {
          interfaces: { eth0: { segment: 's', addresses: ['10.0.0.1/24'] } },
          frr: `router bgp 65001\n no bgp ebgp-requires-policy\n no bgp network import-check\n neighbor 10.0.0.2 remote-as 65002\n address-family ipv4 unicast\n  network ${network}\n`,
        },
        b: {
          interfaces: { eth0: { segment: 's', addresses: ['10.0.0.2/24'] } },
          frr: 'router bgp 65002\n no bgp ebgp-requires-policy\n neighbor 10.0.0.1 remote-as 65001\n',
        },
      },
    };
    const b = converge(compileFrrLab(lab).network).speakers.get('b');
    expect(b?.adjRibIn.get('10.0.0.1')?.get(prefixKey(prefix(network)))?.rejected?.code).toBe(code);
    expect(b?.tables.ipv4.has(prefixKey(prefix(network)))).toBe(code === undefined);
  });
});

describe('F17, RFC 4271 §8.2.2: the hold time', () => {
  /** Two of one AS by a cable, which is cut, mended and cut again 70 s after one another; ms after the first cut at which the session falls. */
  it('runs anew when something has been heard', () => {
    const router = (n: number) => ({
      interfaces: { eth0: { segment: 's', addresses: [`10.0.0.${n}/24`] } },
      frr: `router bgp 65001\n neighbor 10.0.0.${3 - n} remote-as 65001`,
    });
    const { network, later } = compileFrrLab({ routers: { a: router(1), b: router(2) }, down: ['a:eth0'] });
    const falls = (changes: NonNullable<typeof later>[]) => {
      const { log } = converge(network, { changes, changeInterval: 70_000 });
      const up = log.findLast((e) => e.kind === 'session-up' && e.speaker === 'a')?.at ?? 0;
      return log.filter((e) => e.kind === 'session-down' && e.speaker === 'a').map((e) => Math.round((e.at - up) / 10_000));
    };
    const cut = later as NonNullable<typeof later>;
    expect(falls([cut])).toEqual([18]);
    // 140 s and 180 s, not 180 s.
    expect(falls([cut, network, cut])).toEqual([32]);
  });
});

describe('bgpd.c bgp_delete: `no router bgp` of a running router', () => {
  const router = (n: number, late = '') => ({
    interfaces: { eth0: { segment: 's', addresses: [`10.0.0.${n}/24`] } },
    frr: `${late}ip route 172.16.${n}.0/24 blackhole\nrouter bgp 6500${n}\n no bgp ebgp-requires-policy\n neighbor 10.0.0.${3 - n} remote-as 6500${3 - n}\n address-family ipv4 unicast\n  network 172.16.${n}.0/24`,
  });

  it('ends its sessions at once, and takes its routes out of its RIB', () => {
    const lab: FrrLab = { routers: { a: router(1), b: router(2) }, late: { a: ['no router bgp 65001'] } };
    const { network, later } = compileFrrLab(lab);
    const cp = converge(network, { quiet: 8000, changes: later ? [later] : [] });
    expect(cp.speakers.get('b')?.sessions[0]?.state).toBe('Active');
    expect(cp.speakers.get('b')?.tables.ipv4.has(prefixKey(prefix('172.16.1.0/24')))).toBe(false);
    expect(cp.ribs.get('a')?.get(prefix('172.16.2.0/24'))).toBeUndefined();
  });
});
