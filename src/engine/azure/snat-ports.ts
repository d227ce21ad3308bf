/** How many source ports there are for one destination (address, port and protocol), and how long an idle flow is remembered (A161, A164, A190). */

/** Azure Firewall: for each public address, at each instance. Source: Azure Firewall FAQ. */
export const FIREWALL_PORTS = 2496;
/** NAT gateway: for each public address. Source: NAT gateway overview. */
export const NAT_GATEWAY_PORTS = 64_512;
/** Minutes, where nothing else is said: Azure Firewall's TCP, NAT gateways, load balancers. */
export const IDLE_MINUTES = 4;

/** Of a pool up to a size, ports for each backend and each frontend address. Source: Outbound connections, default port allocation. */
const BY_POOL_SIZE: readonly (readonly [most: number, ports: number])[] = [
  [50, 1024],
  [100, 512],
  [200, 256],
  [400, 128],
  [800, 64],
  [1000, 32],
];

/** What a load balancer gives each backend: as its outbound rule states, else by the size of the pool for each of its addresses. */
export function balancerPorts(allocated: number, backends: number, addresses: number): number {
  if (allocated > 0) return allocated;
  const [, ports] = BY_POOL_SIZE.find(([most]) => backends <= most) ?? [0, 0];
  return ports * addresses;
}
