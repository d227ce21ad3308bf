import { describe, expect, it } from 'vitest';
import { converge } from '../control-plane/index.ts';
import { formatPrefix } from '../ip/index.ts';
import { compileFrrLab } from './frr-lab.ts';

/** The table of a router on 10.1.0.0/24 and 2001:db8:1::/64 that was given these routes by `ip route add`. */
function tableOf(...kernelRoutes: string[]): string[] {
  const addresses = ['10.1.0.1/24', '2001:db8:1::1/64'];
  const { network } = compileFrrLab({ routers: { a: { interfaces: { eth0: { segment: 's', addresses } }, kernelRoutes, frr: '' } } });
  const entries = converge(network).ribs.get('a')?.entries() ?? [];
  return entries.flatMap(({ prefix, value }) =>
    value
      .filter((e) => e.protocol === 'kernel')
      .map((e) => `${formatPrefix(prefix)} ${e.metric} ${e.nextHops.map((h) => h.blackhole ?? `${h.interface} ${h.weight}`).join(', ')}`),
  );
}

describe('kernel routes of an FRR lab are what `ip route add` takes', () => {
  it.each([
    ['blackhole 10.50.0.0/16', '10.50.0.0/16 0 blackhole'],
    ['unreachable 2001:db8:97::/48 metric 5', '2001:db8:97::/48 5 reject'],
    ['prohibit 10.52.0.0/16', '10.52.0.0/16 0 prohibit'],
    ['10.53.0.0/16 nexthop via 10.1.0.2 weight 3 nexthop via 10.1.0.3 dev eth0', '10.53.0.0/16 0 eth0 1, eth0 3'],
    ['2001:db8:95::/48 via 2001:db8:1::2', '2001:db8:95::/48 1024 eth0 1'],
    ['10.61.0.1 via 10.1.0.2 metric 7', '10.61.0.1/32 7 eth0 1'],
  ])('%s', (line, row) => {
    expect(tableOf(line)).toEqual([row]);
  });

  it.each(['throw 10.57.0.0/16', '10.56.0.0/16 via 10.1.0.2 table 100', '10.62.0.0/16 via 10.1.0.2 proto zebra'])('of which zebra takes none: %s', (line) => {
    expect(tableOf(line)).toEqual([]);
  });
});
