/** What zebra and vtysh say of themselves: protocols' route-maps, router-ids, daemons (zebra/zebra_routemap.c, router-id.c, vtysh/vtysh.c). */
import { ROUTE_PROTOCOLS } from '../../frr/index.ts';
import { formatIp } from '../../ip/index.ts';
import type { Vtysh } from './router.ts';

/** `show ip protocol`: the route-map that each protocol's routes pass on their way into the RIB; `nht`: that routes pass for it to track its next hops. */
export function showProtocols({ vrf = 'default', config }: Vtysh, family: 4 | 6, use: 'protocol' | 'nht' = 'protocol'): string {
  const maps = new Map(
    vrf === 'default' ? config.protocolMaps.flatMap((m) => (m.family === family && m.use === use ? [[m.protocol, m.map.padEnd(10)]] : [])) : [],
  );
  return [
    `VRF: ${vrf}`,
    'Protocol                  : route-map',
    '-'.repeat(37),
    ...ROUTE_PROTOCOLS.map((p) => `${p.padEnd(26)}: ${maps.get(p) ?? 'none'}`),
  ].join('\n');
}

/** `show router-id`: the stated one alone; one that follows from addresses is not told. */
export function showRouterId({ config }: Vtysh): string {
  return config.routerId === undefined ? '' : `zebra:\n     router-id ${formatIp(config.routerId)} vrf default`;
}

export function showDaemons(): string {
  return ' zebra bgpd staticd';
}

/** Nothing is debugged in a lab: each daemon's heading. */
export function showDebugging(): string {
  return ['Zebra debugging status:', '', 'BGP debugging status:', '', 'Staticd debugging status', ''].join('\n');
}
