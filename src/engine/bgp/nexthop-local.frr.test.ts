import { expect, it } from 'vitest';
import { compileFrrLab } from '../compile/frr-lab.ts';
import { converge } from '../control-plane/index.ts';
import { prefix, prefixKey } from '../ip/index.ts';
import type { BgpEntry } from './index.ts';

const TO = '2001:db8:100::/48';

/** What `end` has of a route that a and b, of one AS, tell it. */
function entryOf(line: string): BgpEntry | undefined {
  const router = (n: number, asn: number, peers: readonly (readonly [number, number])[], family: string) => ({
    interfaces: { eth0: { segment: 's', addresses: [`2001:db8::${n}/64`] } },
    frr: `ipv6 route ${TO} blackhole\nrouter bgp ${asn}\n bgp router-id 192.0.2.${n}\n no bgp ebgp-requires-policy\n${peers.map(([p, as]) => ` neighbor 2001:db8::${p} remote-as ${as}\n`).join('')} address-family ipv6 unicast\n${peers.map(([p]) => `  neighbor 2001:db8::${p} activate\n`).join('')}${family}`,
  });
  const { network } = compileFrrLab({
    routers: {
      a: router(
        1,
        65001,
        [
          [2, 65001],
          [3, 65003],
        ],
        `  network ${TO}\n`,
      ),
      b: router(
        2,
        65001,
        [
          [1, 65001],
          [3, 65003],
        ],
        line,
      ),
      end: router(
        3,
        65003,
        [
          [1, 65001],
          [2, 65001],
        ],
        '',
      ),
    },
  });
  return converge(network)
    .speakers.get('end')
    ?.tables.ipv6.get(prefixKey(prefix(TO)));
}

/** Its link-local next hops, by who told. */
function heard(line: string): Record<string, unknown> {
  const paths = entryOf(line)?.paths ?? [];
  return Object.fromEntries(paths.map((p) => [p.source.kind === 'peer' ? p.source.peer : '', p.attributes.linkLocalNextHop]));
}

it('F92: with nexthop-local unchanged the link-local next hop goes on that the route came with, without it our own does (bgp_route.c subgroup_announce_check; recording nexthop-local-1)', () => {
  const kept = heard('  neighbor 2001:db8::3 nexthop-local unchanged\n');
  const own = heard('');
  expect(kept['2001:db8::1']).toBeDefined();
  expect(kept['2001:db8::2']).toBe(kept['2001:db8::1']);
  expect(own['2001:db8::2']).not.toBe(own['2001:db8::1']);
});

it('F44: two paths with one link-local next hop are one way, whatever their global ones (bgp_mpath.c bgp_path_info_nexthop_cmp; recording link-local-way-1)', () => {
  const used = (line: string) => entryOf(line)?.paths.filter((p) => p.multipath || p.best).length;
  expect(used('')).toBe(2);
  expect(used('  neighbor 2001:db8::3 nexthop-local unchanged\n')).toBe(1);
});
