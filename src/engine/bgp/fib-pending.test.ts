import { describe, expect, it } from 'vitest';
import { compileFrrLab, type FrrLab } from '../compile/frr-lab.ts';
import { type ControlPlane, converge } from '../control-plane/index.ts';
import { parseFrr, parseVersion } from '../frr/index.ts';
import { prefix, prefixKey } from '../ip/index.ts';
import { formatAsPath } from '../policy/index.ts';

const link = (wire: string, ip: string) => ({ segment: wire, addresses: [`${ip}/24`] });
const originator = (asn: number, peer: string, remote: string, networks: readonly string[], more = '') =>
  `${networks.map((n) => `ip route ${n} blackhole\n`).join('')}router bgp ${asn}\n no bgp ebgp-requires-policy\n${more} neighbor ${peer} remote-as ${remote}\n address-family ipv4 unicast\n${networks.map((n) => `  network ${n}\n`).join('')}`;

/** `a` announces 172.16.1.0/24 and 172.16.2.0/24 to `b`, which tells `c`. */
function run(b: {
  readonly process?: string;
  readonly before?: string;
  readonly family?: string;
  readonly after?: string;
  readonly late?: readonly string[];
}): ControlPlane {
  const lab: FrrLab = {
    routers: {
      a: { interfaces: { eth0: link('x', '10.0.0.1') }, frr: originator(65001, '10.0.0.2', '65002', ['172.16.1.0/24', '172.16.2.0/24']) },
      b: {
        interfaces: { eth0: link('x', '10.0.0.2'), eth1: link('y', '10.0.1.2') },
        frr: `${b.before ?? ''}router bgp 65002\n no bgp ebgp-requires-policy\n${b.process ?? ''} neighbor 10.0.0.1 remote-as 65001\n neighbor 10.0.1.3 remote-as 65003\n address-family ipv4 unicast\n${b.family ?? ''} exit-address-family\nexit\n${b.after ?? ''}`,
      },
      c: { interfaces: { eth0: link('y', '10.0.1.3') }, frr: originator(65003, '10.0.1.2', '65002', []) },
    },
    ...(b.late && { late: { b: b.late } }),
  };
  const { network, later } = compileFrrLab(lab);
  return converge(network, later ? { changes: [later] } : {});
}

const has = (cp: ControlPlane, to: string) => cp.speakers.get('c')?.tables.ipv4.has(prefixKey(prefix(to))) ?? false;
const SUPPRESS = ' bgp suppress-fib-pending\n';
const BETTER = 'ip route 172.16.1.0/24 10.0.1.3\n';
const DENIED = {
  family: '  table-map T\n',
  after: 'ip prefix-list P permit 172.16.1.0/24\nroute-map T deny 10\n match ip address prefix-list P\nroute-map T permit 20\n',
};

describe('F151: suppress-fib-pending', () => {
  it.each<[string, Parameters<typeof run>[0], boolean]>([
    ['what is installed is sent', { process: SUPPRESS }, true],
    ['not what a better static route keeps out of the FIB', { process: SUPPRESS, before: BETTER }, false],
    ['without it that is sent all the same', { before: BETTER }, true],
    ['not what the table-map refuses', { process: SUPPRESS, ...DENIED }, false],
    ['without it that is sent as well', DENIED, true],
    ['sent once the better route has gone', { process: SUPPRESS, before: BETTER, late: ['no ip route 172.16.1.0/24 10.0.1.3'] }, true],
    ['taken back once a better route has come', { process: SUPPRESS, late: ['ip route 172.16.1.0/24 10.0.1.3'] }, false],
  ])('%s', (_title, b, sent) => {
    const cp = run(b);
    expect(has(cp, '172.16.1.0/24')).toBe(sent);
    expect(has(cp, '172.16.2.0/24')).toBe(true);
    expect(
      cp.speakers
        .get('b')
        ?.withheld.get('10.0.1.3')
        ?.get(prefixKey(prefix('172.16.1.0/24')))?.code,
    ).toBe(sent ? undefined : 'bgp-fib-pending');
  });
});

describe('F10, F147: remote-as external in a confederation', () => {
  const member = (asn: number, peers: string) => ` bgp confederation identifier 100\n bgp confederation peers ${peers}\n`;
  const pair = (left: string, right: string, asn = 65002): ControlPlane =>
    converge(
      compileFrrLab({
        routers: {
          a: { interfaces: { eth0: link('x', '10.0.0.1') }, frr: originator(65001, '10.0.0.2', left, ['172.16.1.0/24'], member(65001, '65002')) },
          b: { interfaces: { eth0: link('x', '10.0.0.2') }, frr: originator(asn, '10.0.0.1', right, [], asn === 65002 ? member(65002, '65001') : '') },
        },
      }).network,
    );
  const seen = (cp: ControlPlane) => {
    const path = cp.speakers.get('b')?.tables.ipv4.get(prefixKey(prefix('172.16.1.0/24')))?.paths[0];
    return path && `${formatAsPath(path.attributes.asPath)} ${path.attributes.localPref ?? 'none'}`;
  };

  it('a member named so is sent no preference, one named by its AS is', () => {
    expect(seen(pair('external', '65001'))).toBe('(65001) none');
    expect(seen(pair('65002', '65001'))).toBe('(65001) 100');
  });

  it('an outsider named so is told the member’s own AS, one named by its AS the confederation’s', () => {
    expect(pair('external', '65001', 400).speakers.get('b')?.sessions[0]?.state).toBe('Established');
    expect(pair('external', '100', 400).speakers.get('b')?.sessions[0]?.state).toBe('Idle');
    expect(pair('400', '100', 400).speakers.get('b')?.sessions[0]?.state).toBe('Established');
    expect(seen(pair('external', '65001', 400))).toBe('100 none');
  });
});

describe('F88: set aggregator as', () => {
  it.each([
    ['8.4.4', '4200000001 192.0.2.1', 3816953000],
    ['8.4.4', '1000000000 8.8.8.8', 1410065416],
    ['8.4.4', '420000000 192.0.2.1', 420000000],
    ['9.1', '4200000001 192.0.2.1', 4200000001],
  ])('FRR %s takes %s for %d, and prints what was written', (version, text, asn) => {
    const running = parseVersion(version);
    const { config } = parseFrr(`route-map M permit 10\n set aggregator as ${text}\n`, { version: running! });
    const [set] = config.policy.routeMaps.get('M')?.entries[0]?.sets ?? [];
    expect(set?.kind === 'aggregator' && (set.taken ?? set.asn)).toBe(asn);
    expect(set?.kind === 'aggregator' && `${set.asn}`).toBe(text.split(' ')[0]);
  });
});

describe('F10: remote-as auto (FRR 10.2; bgpd/bgp_packet.c bgp_open_receive)', () => {
  /** `b`, of AS 65002 and the release, to `a`, of the AS. */
  const state = (asn: number, release: string) => {
    const config = (own: number, peer: string, remote: string) => `router bgp ${own}\n no bgp ebgp-requires-policy\n neighbor ${peer} remote-as ${remote}\n`;
    const lab: FrrLab = {
      routers: {
        a: { interfaces: { eth0: link('x', '10.0.0.1') }, frr: config(asn, '10.0.0.2', '65002') },
        b: { interfaces: { eth0: link('x', '10.0.0.2') }, frr: config(65002, '10.0.0.1', 'auto') },
      },
    };
    return converge(compileFrrLab(lab, parseVersion(release)).network).speakers.get('b')?.sessions[0];
  };
  it.each([
    [65001, 'external'],
    [65002, 'internal'],
  ])('AS %i is %s', (asn, type) => expect(state(asn, '10.2')).toMatchObject({ state: 'Established', remoteAs: asn, session: { type } }));

  it('is unknown before', () => expect(state(65001, '10.1')).toBeUndefined());
});
