/** What zebra and vtysh say of themselves: protocols' route-maps, router-ids, daemons (zebra/zebra_routemap.c, router-id.c, vtysh/vtysh.c). */
import { formatIp } from '../../ip/index.ts';
import type { Vtysh } from './router.ts';

/** lib/route_types.txt, in its order. */
const PROTOCOLS =
  'system kernel connected static rip ripng ospf ospf6 isis bgp pim eigrp nhrp hsls olsr table ldp vnc vnc-direct vnc-rn bgp-direct bgp-direct-to-nve-groups babel sharp pbr bfd openfabric vrrp zebra srte wildcard any'.split(
    ' ',
  );

/** `show ip protocol`: `ip protocol … route-map` is not modelled, so there is none. */
export function showProtocols({ vrf = 'default' }: Pick<Vtysh, 'vrf'>): string {
  return [`VRF: ${vrf}`, 'Protocol                  : route-map', '-'.repeat(37), ...PROTOCOLS.map((p) => `${p.padEnd(26)}: none`)].join('\n');
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
