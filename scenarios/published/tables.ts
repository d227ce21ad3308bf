/** For tests against published output: tables as text, as rows, and how far two of them agree. */
import { type Lab, routesTable, runCommand, type Solution } from '../../src/engine/index.ts';

/** The rows of a table as published: one string a row, columns by single blanks; header and dashes left out. */
export function published(text: string): string[] {
  return text
    .split('\n')
    .map((l) => l.trim().replace(/ +/g, ' '))
    .filter((l) => l !== '' && !/^[- ]+$/.test(l) && !/^(Network|Source|Neighbor|LocPrf|LocalAddress)\b.* /.test(l.replace(/^Network \d.*/, '')));
}

/** What a device prints for a command, as `published` reads it. */
export function printed(solution: Solution, device: string, command: string): string[] {
  return published(runCommand(solution, device, command).text);
}

/** A subnet's effective routes as `az network nic show-effective-route-table -o table` has them. */
export function effectiveRows(solution: Solution, subnet: string): string[] {
  return routesTable(solution, subnet, 'effective').rows.map(({ cells: c }) =>
    [c['source'], c['state'], c['addressPrefix'], c['nextHopType'], c['nextHopIpAddress']].filter((x) => x !== null).join(' '),
  );
}

/** Rows of the one that the other has not, each counted. */
export function without(rows: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return rows.filter((row) => {
    const at = left.indexOf(row);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** A VNet with subnets by name; `hub` and `spokes` join by peering with gateway transit. */
export function vnet(
  prefixes: readonly string[],
  subnets: Readonly<Record<string, string>>,
  links: { readonly hub?: string; readonly spokes?: readonly string[] } = {},
) {
  return {
    location: 'westeurope',
    addressSpace: { addressPrefixes: prefixes },
    subnets: Object.fromEntries(Object.entries(subnets).map(([name, addressPrefix]) => [name, { addressPrefix }])),
    virtualNetworkPeerings: {
      ...(links.hub !== undefined && { [links.hub]: { remoteVirtualNetwork: links.hub, useRemoteGateways: true, allowForwardedTraffic: true } }),
      ...Object.fromEntries((links.spokes ?? []).map((s) => [s, { remoteVirtualNetwork: s, allowGatewayTransit: true, allowForwardedTraffic: true }])),
    },
  };
}

/** Public addresses for gateway instances, `gw-0` and `gw-1` by gateway id. */
export function publicIps(...gateways: readonly string[]): NonNullable<Lab['publicIPAddresses']> {
  return Object.fromEntries(gateways.flatMap((g, n) => [0, 1].map((i) => [`${g}-${i}`, { ipAddress: `198.51.100.${10 * (n + 1) + i}` }])));
}

/** An active-active VPN gateway. */
export function vpnGateway(id: string, net: string, asn: number, bgpPeeringAddresses: readonly string[]) {
  return {
    gatewayType: 'Vpn',
    subnet: `${net}/GatewaySubnet`,
    activeActive: bgpPeeringAddresses.length > 1,
    enableBgp: true,
    sku: 'VpnGw2AZ',
    bgpSettings: { asn, bgpPeeringAddresses },
    publicIPAddresses: bgpPeeringAddresses.map((_, i) => `${id}-${i}`),
  } as const;
}

/** VNet-to-VNet connections in both directions for each pair of gateways. */
export function vnetToVnet(...pairs: readonly (readonly [string, string])[]): NonNullable<Lab['connections']> {
  const link = (from: string, to: string) =>
    [`${from}-to-${to}`, { connectionType: 'Vnet2Vnet', virtualNetworkGateway1: from, virtualNetworkGateway2: to, enableBgp: true }] as const;
  return Object.fromEntries(pairs.flatMap(([a, b]) => [link(a, b), link(b, a)]));
}
