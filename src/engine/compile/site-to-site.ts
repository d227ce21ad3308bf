/**
 * Site-to-site connections of a VPN gateway to a local network gateway: a tunnel from every instance to the machine that has
 * the local network gateway's address, its prefixes as static routes, and BGP with default or APIPA addresses (A62–A68, A92).
 */
import type { Origination, PeerConfig } from '../bgp/types.ts';
import { formatIp, hostPrefix, type Ip, type Ipv4, isIpv4, isLinkLocal, parseInterfaceAddress, type Prefix } from '../ip/index.ts';
import type { Connection, LocalNetworkGateway } from '../model/index.ts';
import { azurePeer, ownRoute } from './azure-speaker.ts';
import { type NetworkBuilder, readIps, readIpv4, readPrefixes, sorted } from './builder.ts';
import type { GatewayPlan, Instance, Plan } from './gateway-plan.ts';

/** A71: prefixes that a VPN gateway takes from one peer. */
export const VPN_PEER_LIMIT: readonly [number, string] = [4000, 'A71'];

/** One site-to-site connection. */
export interface SiteLink {
  /** Of the connection. */
  readonly id: string;
  readonly connection: Connection;
  readonly gateway: GatewayPlan;
  readonly local: string;
  /** Of IPv4: what a VPN gateway does with IPv6 (a preview) is not modelled, and validation tells of it. */
  readonly prefixes: readonly Prefix[];
  /** The other end's outer address. */
  readonly outer: Ipv4;
  /** The machine that has it; undefined when nobody in the lab has. */
  readonly far?: string;
  /** Of the local network gateway, whether the connection runs BGP or not: it has a host route (A67). */
  readonly peer?: Ip;
  readonly bgp?: { readonly address: Ip; readonly asn: number };
}

export function siteLinks(net: NetworkBuilder, plan: Plan): SiteLink[] {
  return sorted(net.lab.connections).flatMap(([id, connection]): SiteLink[] => {
    const gateway = plan.vpn.find((g) => g.id === connection.virtualNetworkGateway1);
    const local = connection.localNetworkGateway2;
    const lng = local === undefined ? undefined : net.lab.localNetworkGateways?.[local];
    const outer = readIpv4(lng?.gatewayIpAddress);
    if (connection.connectionType !== 'IPsec' || !gateway || !lng || local === undefined || outer === undefined) return [];
    const far = gatewayAt(net, plan, outer) ?? machineAt(net, outer);
    const bgp = bgpOf(connection, lng, gateway);
    const [peer] = readIps(lng.bgpSettings && [lng.bgpSettings.bgpPeeringAddress]);
    return [
      {
        id,
        connection,
        gateway,
        local,
        outer,
        prefixes: readPrefixes(lng.localNetworkAddressSpace?.addressPrefixes).filter((p) => isIpv4(p.ip)),
        ...(far !== undefined && { far }),
        ...(peer !== undefined && { peer }),
        ...(bgp && { bgp }),
      },
    ];
  });
}

/** BGP runs when the connection, the gateway and the local network gateway all have it (A212); never within one AS (A65). */
function bgpOf(connection: Connection, lng: LocalNetworkGateway, gateway: GatewayPlan): SiteLink['bgp'] {
  const [address] = readIps(lng.bgpSettings && [lng.bgpSettings.bgpPeeringAddress]);
  if (connection.enableBgp !== true || gateway.gateway.enableBgp === false || !lng.bgpSettings || address === undefined) return undefined;
  return lng.bgpSettings.asn === gateway.asn ? undefined : { address, asn: lng.bgpSettings.asn };
}

/** The instance of another VPN gateway whose public address it is. */
function gatewayAt(net: NetworkBuilder, plan: Plan, outer: Ipv4): string | undefined {
  return plan.vpn.flatMap((g) => g.instances.filter((i) => net.publicIp(g.gateway.publicIPAddresses?.[i.index]) === outer))[0]?.id;
}

/** The router whose interface, or the VM whose public address, has an outer address. */
function machineAt(net: NetworkBuilder, outer: Ipv4): string | undefined {
  const router = sorted(net.lab.routers).find(([, r]) =>
    sorted(r.interfaces).some(([, i]) => i.shutdown !== true && i.addresses.some((a) => parseInterfaceAddress(a)?.ip === outer)),
  );
  if (router) return router[0];
  return sorted(net.lab.virtualMachines).find(([, vm]) => sorted(vm.networkInterfaces).some(([, nic]) => net.publicIp(nic.publicIPAddress) === outer))?.[0];
}

/** The instance's own address for a link: its APIPA one when the other end's BGP address is APIPA too (A64), else its default one. */
export function sessionAddress(link: SiteLink, instance: Instance): Ipv4 {
  if (!link.bgp || !isApipa(link.bgp.address)) return instance.address;
  const stated = readIpv4(link.connection.gatewayCustomBgpIpAddresses?.[instance.index]);
  return stated ?? ofGateway(link.gateway, instance)[0] ?? instance.address;
}

/** The APIPA addresses of one instance: the gateway's, and those that connections state for it. */
export function customAddresses(net: NetworkBuilder, gateway: GatewayPlan, instance: Instance): Ipv4[] {
  const stated = sorted(net.lab.connections)
    .filter(([, c]) => c.virtualNetworkGateway1 === gateway.id)
    .map(([, c]) => readIpv4(c.gatewayCustomBgpIpAddresses?.[instance.index]))
    .filter((ip) => ip !== undefined);
  return [...new Set([...ofGateway(gateway, instance), ...stated])];
}

function ofGateway(gateway: GatewayPlan, instance: Instance): Ipv4[] {
  const all = readIps(gateway.gateway.bgpSettings?.customBgpIpAddresses).filter(isIpv4);
  return all.filter((_, i) => i % gateway.instances.length === instance.index);
}

function isApipa(ip: Ip): boolean {
  return isIpv4(ip) && isLinkLocal(ip);
}

/** A62: a tunnel from every instance that has a public address. */
export function addSiteTunnels(net: NetworkBuilder, links: readonly SiteLink[]): void {
  for (const link of links) {
    for (const instance of link.gateway.instances) {
      const near = net.publicIp(link.gateway.gateway.publicIPAddresses?.[instance.index]);
      if (near === undefined || link.far === undefined) continue;
      net.tunnels.push({
        id: tunnelId(link, instance),
        kind: 'ipsec',
        connection: link.id,
        ends: [
          { node: instance.id, outer: near, ...(link.bgp && { bgpAddress: sessionAddress(link, instance) }) },
          { node: link.far, outer: link.outer, ...(link.bgp && { bgpAddress: link.bgp.address }) },
        ],
        staticPrefixes: [net.vnets.get(link.gateway.vnet)?.prefixes ?? [], link.prefixes],
      });
    }
  }
}

/** `cn-onprem#0`: as an interface at the other end names it. */
export function tunnelId(link: SiteLink, instance: Instance): string {
  return `${link.id}#${instance.index}`;
}

/** A63: the gateway calls, except with APIPA, where the other end must. Without a tunnel there is no session. */
export function sitePeers(net: NetworkBuilder, links: readonly SiteLink[], gateway: GatewayPlan, instance: Instance): PeerConfig[] {
  return links
    .filter((l) => l.gateway.id === gateway.id)
    .flatMap((link) => {
      if (!link.bgp) return [];
      const up = net.tunnels.some((t) => t.id === tunnelId(link, instance));
      return [
        azurePeer({
          address: link.bgp.address,
          localAddress: sessionAddress(link, instance),
          remoteAs: link.bgp.asn,
          role: 'vpn-peer',
          description: link.local,
          via: link.id,
          passive: isApipa(link.bgp.address),
          limit: VPN_PEER_LIMIT,
          ...(!up && { barred: { code: 'session-no-tunnel', rules: ['A8'], args: { connection: link.id } } }),
        }),
      ];
    });
}

/** A67, A75: the peer's host route, with BGP on the connection or without (microsoft/WhatTheHack, BGP hack, coach's solution 2); A68, A92: the local network gateway's prefixes. */
export function siteRoutes(links: readonly SiteLink[], gateway: GatewayPlan): Origination[] {
  const mine = links.filter((l) => l.gateway.id === gateway.id);
  const hosts = mine.flatMap((l) => (l.peer === undefined ? [] : [ownRoute(hostPrefix(l.peer), 'peer-host')]));
  return [...hosts, ...mine.flatMap((l) => l.prefixes.map((p) => ownRoute(p, 'lng-static')))];
}

/** Connections whose other end nobody in the lab is. */
export function reportFarEnds(net: NetworkBuilder, links: readonly SiteLink[]): void {
  for (const { id, local, outer, far } of links) {
    if (far !== undefined) continue;
    const text = formatIp(outer);
    net.diagnostics.push({
      code: 'site-to-site-nobody-there',
      severity: 'info',
      message: `connection ${id}: nobody in this lab has ${text}, the address of ${local}; its prefixes are announced, and packets for them are lost`,
      args: { connection: id, local, address: text },
      place: { path: ['lab', 'connections', id], object: id },
      rules: ['A92'],
    });
  }
}
