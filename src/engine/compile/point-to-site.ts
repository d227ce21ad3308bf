/**
 * Point-to-site clients (A95–A98): a host that dials a VPN gateway gets an address of its pool, an interface, and the routes
 * that the gateway tells it. What BGP teaches the gateway is told once it is known (`control-plane/client-routes.ts`).
 */
import { containsIp, defaultPrefix, halves, hostPrefix, type Ip, type Ipv4, isIpv4, offsetIp, type Prefix } from '../ip/index.ts';
import type { Host } from '../model/index.ts';
import { type NetworkBuilder, readIpv4, readPrefixes, sorted } from './builder.ts';
import type { GatewayPlan, Plan } from './gateway-plan.ts';
import type { KernelRoute, RouterNode } from './network.ts';
import { transitPrefixes } from './vnets.ts';

/** The client's adapter. */
export const CLIENT_INTERFACE = 'vpn0';
/** Bytes (H41). */
const CLIENT_MTU = 1400;
/** The first address of a pool that a client gets, as article P2S saw it. */
const FIRST_CLIENT = 2;

/** The address that a gateway has given to a client that dials it; undefined for any other machine. */
export function clientAddress({ interfaces }: RouterNode): Ip | undefined {
  return interfaces.find((i) => i.up && i.name === CLIENT_INTERFACE && i.tunnel !== undefined)?.addresses[0]?.ip;
}

export function compilePointToSite(net: NetworkBuilder, plan: Plan): void {
  const taken = new Set<Ip>(sorted(net.lab.hosts).flatMap(([, h]) => readIpv4(h.vpnClient?.address) ?? []));
  for (const [id, host] of sorted(net.lab.hosts)) {
    const gateway = plan.vpn.find((g) => g.id === host.vpnClient?.virtualNetworkGateway);
    const node = net.nodes.get(id);
    if (gateway && node?.kind === 'router') connectClient(net, gateway, host, node, taken);
  }
}

function connectClient(net: NetworkBuilder, gateway: GatewayPlan, host: Host, node: RouterNode, taken: Set<Ip>): void {
  const pools = readPrefixes(gateway.gateway.vpnClientConfiguration?.vpnClientAddressPool.addressPrefixes);
  const address = readIpv4(host.vpnClient?.address) ?? firstFree(pools, gateway, taken);
  const instance = address && gateway.instances.find((i) => pools.some((p) => containsIp(partOfPool(p, i.index, gateway.instances.length), address)));
  const outer = physicalAddress(node);
  const far = instance && net.publicIp(gateway.gateway.publicIPAddresses?.[instance.index]);
  if (address === undefined || !instance || outer === undefined || far === undefined)
    return failed(net, gateway, node.id, address === undefined ? FAILURES.pool : instance && far === undefined ? FAILURES.publicIp : FAILURES.address);
  taken.add(address);
  const tunnel = `${gateway.id}:${node.id}`;
  const told = toldPrefixes(net, gateway);
  const profile = host.vpnClient?.profileRoutes && readPrefixes(host.vpnClient.profileRoutes).filter((p) => isIpv4(p.ip));
  const adapter = { name: CLIENT_INTERFACE, addresses: [{ ip: address, length: 32 }], up: true, mtu: CLIENT_MTU, tunnel };
  net.node({ ...node, interfaces: [...node.interfaces, adapter], kernelRoutes: [...node.kernelRoutes, ...clientRoutes(node, profile ?? told, address, far)] });
  net.tunnels.push({
    id: tunnel,
    kind: 'p2s',
    connection: tunnel,
    ends: [
      { node: instance.id, outer: far },
      { node: node.id, outer },
    ],
    staticPrefixes: [[], [hostPrefix(address)]],
    client: { told, ...(profile && { profile }) },
  });
}

function firstFree(pools: readonly Prefix[], gateway: GatewayPlan, taken: ReadonlySet<Ip>): Ipv4 | undefined {
  for (const pool of pools) {
    const mine = partOfPool(pool, 0, gateway.instances.length);
    for (let offset = FIRST_CLIENT; isIpv4(mine.ip); offset++) {
      const ip = offsetIp(mine.ip, offset);
      if (!containsIp(mine, ip)) break;
      if (!taken.has(ip)) return ip;
    }
  }
  return undefined;
}

/** A95: the part of a pool that an instance gives out: of two, one half each. */
export function partOfPool(pool: Prefix, index: number, count: number): Prefix {
  return count < 2 ? pool : (halves(pool)[index] ?? pool);
}

/** The address that the client's own network knows it by. */
function physicalAddress(node: RouterNode): Ip | undefined {
  return node.interfaces.flatMap((i) => (i.up && i.segment !== undefined ? i.addresses : [])).find((a) => isIpv4(a.ip))?.ip;
}

/** A96, A98: the VNet, those that use its gateway by peering, the custom routes. */
function toldPrefixes(net: NetworkBuilder, gateway: GatewayPlan): Prefix[] {
  const custom = readPrefixes(gateway.gateway.customRoutes?.addressPrefixes);
  return [...(net.vnets.get(gateway.vnet)?.prefixes ?? []), ...transitPrefixes(net, gateway.vnet), ...custom].filter((p) => isIpv4(p.ip));
}

/** The gateway's public address keeps the way that it had, or the tunnel would lead into itself. */
function clientRoutes(node: RouterNode, told: readonly Prefix[], source: Ip, far: Ipv4): KernelRoute[] {
  const physical = node.kernelRoutes.find((r) => r.prefix.length === 0 && r.prefix.ip === defaultPrefix(4).ip);
  return [
    ...(physical ? [{ ...physical, prefix: hostPrefix(far) }] : []),
    ...told.map((prefix) => ({ prefix, interface: CLIENT_INTERFACE, source, metric: 0 })),
  ];
}

type Failure = { readonly code: string; readonly text: string };

/** Why a client does not get through. */
const FAILURES = {
  pool: { code: 'p2s-no-pool-address', text: 'the gateway has no free address in a pool for it; state vpnClientConfiguration.vpnClientAddressPool' },
  publicIp: { code: 'p2s-no-public-ip', text: 'the gateway instance that its address belongs to has no public IP address to dial' },
  address: { code: 'p2s-no-way-to-dial', text: 'it has no IPv4 address of its own to dial from, or its stated address is in no pool of the gateway' },
} as const satisfies Record<string, Failure>;

function failed(net: NetworkBuilder, gateway: GatewayPlan, client: string, { code, text }: Failure): void {
  net.diagnostics.push({
    code,
    severity: 'error',
    message: `${client} does not get through to ${gateway.id}: ${text}`,
    args: { client, gateway: gateway.id },
    place: { path: ['lab', 'hosts', client, 'vpnClient'], object: client },
    rules: ['A95'],
  });
}
