/** Hubs with a firewall each and spokes behind them: what labs of several firewalls are made of. `n` is the second byte of all their addresses. */

/** A user-defined route to an appliance. */
export const by = (addressPrefix: string, nextHopIpAddress: string) => ({ addressPrefix, nextHopType: 'VirtualAppliance', nextHopIpAddress });

export const peered = (...names: string[]) =>
  Object.fromEntries(names.map((n) => [n, { remoteVirtualNetwork: n, allowVirtualNetworkAccess: true, allowForwardedTraffic: true }]));

const vnet = (n: number, subnets: object, ...peers: string[]) => ({
  location: 'japaneast',
  addressSpace: { addressPrefixes: [`10.${n}.0.0/16`] },
  subnets,
  virtualNetworkPeerings: peered(...peers),
});

export const hub = (n: number, ...peers: string[]) => vnet(n, { AzureFirewallSubnet: { addressPrefix: `10.${n}.9.0/24`, routeTable: `rt-fw${n}` } }, ...peers);

export const spoke = (n: number, ...peers: string[]) => vnet(n, { s: { addressPrefix: `10.${n}.0.0/24`, routeTable: `rt-s${n}` } }, ...peers);
