/** Machines that are set up by their own texts (H1, H7, H20–H25, F141). */
import { describe, expect, it } from 'vitest';
import { tableFib } from '../../control-plane/index.ts';
import { formatIp, formatPrefix, ip } from '../../ip/index.ts';
import type { Host, Lab } from '../../model/index.ts';
import { solve } from '../../solve.ts';
import { compileLab } from '../compile.ts';
import type { RouterNode } from '../network.ts';

const bsd = (rc: string, more: Partial<Host> = {}): Host => ({
  os: 'freebsd',
  interfaces: { vtnet0: { addresses: [], segment: 'wan' } },
  rc: { config: rc },
  ...more,
});
const tux = (script: string): Host => ({ interfaces: { eth0: { addresses: ['192.0.2.1/24'], segment: 'wan' } }, iproute2: { config: script } });
const node = (lab: Lab, id: string) => compileLab(lab).nodes.get(id) as RouterNode;
const lab = (hosts: Lab['hosts']): Lab => ({ segments: { wan: {} }, ...(hosts && { hosts }) });

const ENDS = lab({
  a: bsd(
    'ifconfig_vtnet0="inet 192.0.2.1/24"\ncloned_interfaces="gif0"\nifconfig_gif0="tunnel 192.0.2.1 192.0.2.2"\nifconfig_gif0_ipv6="inet6 2001:db8::1 2001:db8::2 prefixlen 128"',
  ),
  b: bsd(
    'ifconfig_vtnet0="inet 192.0.2.2/24"\ncloned_interfaces="gif3"\nifconfig_gif3="tunnel 192.0.2.2 192.0.2.1"\nifconfig_gif3_ipv6="inet6 2001:db8::2 2001:db8::1 prefixlen 128"',
  ),
});

describe('FreeBSD', () => {
  it('H20 rc.conf gives a drawn interface its addresses and makes the cloned ones', () => {
    const a = node(ENDS, 'a');
    expect(a.interfaces.map((i) => [i.name, i.segment, i.mtu])).toEqual([
      ['vtnet0', 'wan', 1500],
      ['gif0', 'a:gif0=b:gif3', 1280],
    ]);
    expect([a.forwarding, a.forwarding6, a.platform]).toEqual([false, false, 'freebsd']);
  });

  it('H23 two ends are joined only when each names the other', () => {
    const other = lab({ ...ENDS.hosts, b: bsd('cloned_interfaces="gif3"\nifconfig_gif3="tunnel 192.0.2.9 192.0.2.1"') });
    expect(node(other, 'a').interfaces[1]?.segment).toBeUndefined();
  });

  it('a point-to-point address has its peer on link', () => {
    const fib = solve(ENDS).controlPlane.fibs.get('a');
    expect(fib?.longestMatch(ip('2001:db8::2'))?.value.nextHops).toEqual([{ interface: 'gif0' }]);
  });

  it('H24 routes of FIB 1, and the networks of an interface in it, stand in FIB 1 alone', () => {
    const one = lab({
      a: bsd(
        'ifconfig_vtnet0="inet 192.0.2.1/24"\ncloned_interfaces="gif0"\nifconfig_gif0="tunnel 192.0.2.1 192.0.2.2 fib 1"\nifconfig_gif0_ipv6="inet6 2001:db8::1/64"\nstatic_routes="x"\nroute_x="-6 default 2001:db8::2 -fib 1"',
      ),
    });
    const rows = (table: number) =>
      tableFib(node(one, 'a'), table)
        .entries()
        .map(
          ({ prefix, value }) => `${formatPrefix(prefix)} ${value.nextHops.map((h) => (h.gateway === undefined ? h.interface : formatIp(h.gateway))).join()}`,
        );
    expect(rows(0)).toEqual(['192.0.2.0/24 vtnet0']);
    expect(rows(1)).toEqual(['::/0 2001:db8::2', '2001:db8::/64 gif0']);
  });

  it('pf.conf counts when rc.conf enables PF, and says so when it does not', () => {
    const off = compileLab(lab({ a: bsd('', { pf: { config: 'block all' } }) }));
    expect([(off.nodes.get('a') as RouterNode).host?.pf, off.diagnostics.map((d) => d.code)]).toEqual([undefined, ['pf-not-enabled']]);
    expect(node(lab({ a: bsd('pf_enable="YES"', { pf: { config: 'block all' } }) }), 'a').host?.pf?.rules).toHaveLength(1);
  });
});

describe('Linux', () => {
  it('H1 H7 the script’s tables, rules and filters', () => {
    const made = node(
      lab({
        a: tux(
          'ip rule add from 10.0.0.0/8 lookup 100\nip route add default via 192.0.2.254 table 100\nsysctl -w net.ipv4.ip_forward=1 net.ipv4.conf.eth0.rp_filter=1',
        ),
      }),
      'a',
    );
    expect(made.host?.rules.map((r) => [r.priority, r.action])).toEqual([[32765, { kind: 'table', table: 100 }]]);
    expect(tableFib(made, 100).entries()).toHaveLength(1);
    expect([made.forwarding, [...(made.host?.rpFilter ?? [])]]).toEqual([true, [['eth0', 1]]]);
  });

  it('H40 what a header takes, the MTU of a tunnel has not', () => {
    const made = node(
      lab({
        a: tux(
          'ip link add g type gre local 192.0.2.1 remote 192.0.2.2\nip link add v type vxlan id 1 local 192.0.2.1 remote 192.0.2.2 dstport 4789 dev eth0\nip link add w type vxlan id 2 local 192.0.2.1 remote 192.0.2.2 dstport 4789',
        ),
      }),
      'a',
    );
    expect(made.interfaces.map((i) => [i.name, i.mtu, i.hostTunnel?.dontFragment])).toEqual([
      ['eth0', 1500, undefined],
      ['g', 1476, 'set'],
      ['v', 1450, 'clear'],
      ['w', 1500, 'clear'],
    ]);
  });

  it('F141 an entry by mark is a rule by mark; what is not modelled is said, and makes no rule', () => {
    const made = compileLab({
      segments: { wan: {} },
      routers: {
        r: {
          interfaces: { eth0: { addresses: ['192.0.2.1/24'], segment: 'wan' } },
          frr: {
            config:
              'pbr-map P seq 10\n match mark 3\n set nexthop 192.0.2.9\npbr-map P seq 20\n match dscp cs1\n set nexthop 192.0.2.8\npbr-map P seq 30\n match src-ip 10.0.0.0/8\n set nexthop-group G\ninterface eth0\n pbr-policy P',
          },
        },
      },
    });
    expect((made.nodes.get('r') as RouterNode).host?.rules).toMatchObject([{ priority: 309, family: 4, mark: { value: 3 } }]);
    expect(made.diagnostics.filter((d) => d.code === 'frr-not-modelled').map((d) => d.place.span?.line)).toEqual([5, 9]);
  });

  it('F141 a pbr-map is a rule bound to its interface', () => {
    const made = node(
      {
        segments: { wan: {} },
        routers: {
          r: {
            interfaces: { eth0: { addresses: ['192.0.2.1/24'], segment: 'wan' } },
            frr: { config: 'pbr-map P seq 10\n match src-ip 10.0.0.0/8\n set nexthop 192.0.2.9\ninterface eth0\n pbr-policy P' },
          },
        },
      },
      'r',
    );
    expect(made.host?.rules).toMatchObject([{ priority: 309, iif: 'eth0', action: { kind: 'next-hop', table: 10_000 } }]);
  });
});

describe('what is said of a machine’s texts', () => {
  it('a diagnostic leads to the text and the line', () => {
    const [said] = compileLab(lab({ a: tux('ip rout add default via 192.0.2.254') })).diagnostics;
    expect(said).toMatchObject({
      code: 'linux-refused',
      place: { path: ['lab', 'hosts', 'a', 'iproute2', 'config'], object: 'a', text: 'iproute2', span: { line: 1 } },
    });
  });

  it('a text of another system has no effect, which is said', () => {
    const made = compileLab(lab({ a: { ...tux(''), pf: { config: 'block all' } } }));
    expect(made.diagnostics.map((d) => [d.code, d.args?.['text']])).toEqual([['text-of-another-system', 'pf']]);
    expect((made.nodes.get('a') as RouterNode).host?.pf).toBeUndefined();
  });
});
