/**
 * Labs for Linux's VRFs: the machines of the kernel's own selftests (tools/testing/selftests/net/fcnal-test.sh and vrf_route_leaking.sh), with the
 * addresses that they have there, and a router of two tenants whose addresses overlap.
 */
import type { Lab, Listener } from '../model/index.ts';
import { solve } from '../solve.ts';

/** What both selftests do with the rule for local addresses, as vrf.rst's users are told to. */
export const LOCAL_LATER = [
  'ip rule del pref 0',
  'ip rule add pref 32765 from all lookup local',
  'ip -6 rule del pref 0',
  'ip -6 rule add pref 32765 from all lookup local',
];

/** `create_vrf` of the selftests. */
export const vrf = (name: string, table: number): string[] => [
  `ip link add ${name} type vrf table ${table}`,
  `ip link set ${name} up`,
  `ip route add vrf ${name} unreachable default metric 8192`,
  `ip -6 route add vrf ${name} unreachable default metric 8192`,
  `ip addr add 127.0.0.1/8 dev ${name}`,
  `ip -6 addr add ::1 dev ${name} nodad`,
];

const NS_A = [
  ...vrf('red', 1101),
  'ip addr add 172.16.3.1/32 dev red',
  'ip -6 addr add 2001:db8:3::1/128 dev red',
  ...LOCAL_LATER,
  'sysctl -w net.ipv6.conf.all.keep_addr_on_down=1',
  'ip link set dev eth1 vrf red',
  'ip ro add vrf red 172.16.2.2/32 via 172.16.1.2 dev eth1',
  'ip -6 ro add vrf red 2001:db8:2::2/128 via 2001:db8:1::2 dev eth1',
  // create_ns: nothing of the main table leads anywhere.
  'ip route add unreachable default metric 8192',
  'ip -6 route add unreachable default metric 8192',
];

const NS_B = [
  'ip ro add 172.16.3.1/32 via 172.16.1.1 dev eth1',
  'ip -6 ro add 2001:db8:3::1/128 via 2001:db8:1::1 dev eth1',
  'ip ro add 172.16.2.1/32 via 172.16.1.1 dev eth1',
  'ip -6 ro add 2001:db8:2::1/128 via 2001:db8:1::1 dev eth1',
];

/** `setup yes` of fcnal-test.sh: nsA has eth1 in the VRF red, nsB has none. `a`: more lines of nsA's; `listen`: what runs there. */
export function fcnal({ a = [], listen = [], b = [] }: { a?: readonly string[]; listen?: readonly Listener[]; b?: readonly Listener[] } = {}) {
  const host = (number: 1 | 2, script: readonly string[], services: readonly Listener[]) => ({
    interfaces: {
      eth1: { addresses: [`172.16.1.${number}/24`, `2001:db8:1::${number}/64`], segment: 'wire' },
      lo: { addresses: [`172.16.2.${number}/32`, `2001:db8:2::${number}/128`] },
    },
    iproute2: { config: script.join('\n') },
    listen: services,
  });
  return solve({ segments: { wire: {} }, hosts: { a: host(1, [...NS_A, ...a], listen), b: host(2, NS_B, b) } });
}

/** `setup_sym` and `setup_asym` of vrf_route_leaking.sh: r1 leaks from blue to red and, in the first, back; in the second h2 answers by r2. */
export function leaking({ back = true, r1 = [] }: { back?: boolean; r1?: readonly string[] } = {}) {
  const home = back ? 253 : 254;
  const script = [
    'sysctl -w net.ipv4.ip_forward=1',
    'sysctl -w net.ipv6.conf.all.forwarding=1',
    'sysctl -w net.ipv6.conf.all.keep_addr_on_down=1',
    ...LOCAL_LATER,
    ...vrf('blue', 1101),
    ...vrf('red', 1102),
    'ip link set mtu 1400 dev eth1',
    'ip link set eth0 vrf blue up',
    'ip link set eth1 vrf red up',
    'ip route add vrf blue 172.16.2.0/24 dev red',
    'ip -6 route add vrf blue 2001:db8:16:2::/64 dev red',
    ...(back ? ['ip route add vrf red 172.16.1.0/24 dev blue', 'ip -6 route add vrf red 2001:db8:16:1::/64 dev blue'] : []),
    ...r1,
  ];
  const ends = (net: 1 | 2, host: number) => ({ addresses: [`172.16.${net}.${host}/24`, `2001:db8:16:${net}::${host}/64`], segment: `n${net}` });
  const lab: Lab = {
    segments: { n1: {}, n2: {} },
    hosts: {
      h1: {
        interfaces: { eth0: ends(1, 1) },
        iproute2: { config: 'ip route add 172.16.2.0/24 via 172.16.1.253\nip -6 route add 2001:db8:16:2::/64 via 2001:db8:16:1::253' },
      },
      h2: {
        interfaces: { eth0: ends(2, 2) },
        iproute2: { config: `ip route add default via 172.16.2.${home}\nip -6 route add default via 2001:db8:16:2::${home}` },
        listen: [
          { protocol: 'tcp', port: 12345 },
          { protocol: 'udp', port: 12345 },
        ],
      },
      r1: { interfaces: { eth0: ends(1, 253), eth1: ends(2, 253) }, iproute2: { config: script.join('\n') } },
      ...(!back && {
        r2: {
          interfaces: { eth0: ends(1, 254), eth1: ends(2, 254) },
          iproute2: { config: 'sysctl -w net.ipv4.ip_forward=1\nsysctl -w net.ipv6.conf.all.forwarding=1' },
        },
      }),
    },
  };
  return solve(lab);
}

/**
 * A router of two tenants with the same addresses on both sides: `{tenant}-pc` 10.0.0.10 behind eth1 or eth2, `{tenant}-server` 10.9.0.10 behind eth3
 * or eth4, each tenant in its VRF. `more`: further lines of the router's.
 */
export function tenants(more: readonly string[] = []) {
  const names = ['blue', 'red'] as const;
  const script = [
    'sysctl -w net.ipv4.ip_forward=1',
    'sysctl -w net.ipv6.conf.all.forwarding=1',
    ...names.flatMap((name, i) => [
      `ip link add vrf-${name} type vrf table ${10 + i}`,
      `ip link set vrf-${name} up`,
      `ip link set eth${1 + i} master vrf-${name}`,
      `ip link set eth${3 + i} master vrf-${name}`,
      `ip route add unreachable default vrf vrf-${name} metric 4278198272`,
    ]),
    ...more,
  ];
  const at = (net: string, host: number, segment: string) => ({ addresses: [`10.${net}.0.${host}/24`, `2001:db8:${net}::${host}/64`], segment });
  const legs = names.flatMap((name, i) => [[`eth${1 + i}`, at('0', 1, `${name}-lan`)] as const, [`eth${3 + i}`, at('9', 1, `${name}-dc`)] as const]);
  const machines = names.flatMap((name) => [
    [`${name}-pc`, { interfaces: { eth0: at('0', 10, `${name}-lan`) }, iproute2: { config: HOME('0') } }] as const,
    [
      `${name}-server`,
      { interfaces: { eth0: at('9', 10, `${name}-dc`) }, iproute2: { config: HOME('9') }, listen: [{ protocol: 'tcp', port: 443 }] as const },
    ] as const,
  ]);
  return solve({
    segments: Object.fromEntries(
      names.flatMap((name) => [
        [`${name}-lan`, {}],
        [`${name}-dc`, {}],
      ]),
    ),
    hosts: { ...Object.fromEntries(machines), r: { interfaces: Object.fromEntries(legs), iproute2: { config: script.join('\n') } } },
  });
}

const HOME = (net: string): string => `ip route add default via 10.${net}.0.1\nip -6 route add default via 2001:db8:${net}::1`;
