/**
 * Where the instances of gateways, Route Servers and MSEEs stand: their ids and addresses, known before any session is
 * wired. Defaults are those seen in deployments (A61, A102, A120).
 */
import { AZURE_ASN } from '../azure/index.ts';
import { type Ipv4, isIpv4, offsetIp, parsePrefix } from '../ip/index.ts';
import type { Connection, VirtualNetworkGateway } from '../model/index.ts';
import { type NetworkBuilder, readIps, sorted } from './builder.ts';

/** One instance of a device. */
export interface Instance {
  /** `device#0`. */
  readonly id: string;
  readonly index: number;
  readonly address: Ipv4;
}

export interface GatewayPlan {
  readonly id: string;
  readonly vnet: string;
  readonly subnet: string;
  readonly asn: number;
  readonly instances: readonly Instance[];
  readonly gateway: VirtualNetworkGateway;
}

export interface RouteServerPlan {
  readonly id: string;
  readonly vnet: string;
  readonly subnet: string;
  readonly instances: readonly Instance[];
}

/** One MSEE of a circuit as one GatewaySubnet sees it. */
export interface MseeNeighbor {
  /** `circuit#primary`. */
  readonly node: string;
  readonly address: Ipv4;
}

export interface ErConnectionPlan {
  readonly id: string;
  readonly gateway: GatewayPlan;
  readonly circuit: string;
  readonly connection: Connection;
  readonly msees: readonly MseeNeighbor[];
}

export interface Plan {
  readonly vpn: readonly GatewayPlan[];
  readonly er: readonly GatewayPlan[];
  readonly routeServers: readonly RouteServerPlan[];
  readonly erConnections: readonly ErConnectionPlan[];
}

export function planGateways(net: NetworkBuilder): Plan {
  const gateways = sorted(net.lab.virtualNetworkGateways).flatMap(([id, gateway]) => gatewayPlan(net, id, gateway));
  const er = gateways.filter((g) => g.gateway.gatewayType === 'ExpressRoute');
  return {
    vpn: gateways.filter((g) => g.gateway.gatewayType === 'Vpn'),
    er,
    routeServers: sorted(net.lab.routeServers).flatMap(([id, rs]) => {
      const subnet = net.subnet(rs.subnet);
      const addresses = ipv4s(rs.virtualRouterIps) ?? usable(rs.subnet, net, [4, 5]);
      return subnet ? [{ id, vnet: subnet.vnet, subnet: rs.subnet, instances: instances(id, addresses.slice(0, 2)) }] : [];
    }),
    erConnections: erConnections(net, er),
  };
}

function gatewayPlan(net: NetworkBuilder, id: string, gateway: VirtualNetworkGateway): GatewayPlan[] {
  const subnet = net.subnet(gateway.subnet);
  if (!subnet) return [];
  const beside = sorted(net.lab.virtualNetworkGateways).some(([other, g]) => other !== id && g.subnet === gateway.subnet);
  const vpn = gateway.gatewayType === 'Vpn';
  const places = vpn ? (beside ? [14, 15] : [4, 5]) : [12, 13];
  const count = vpn && gateway.activeActive !== true ? 1 : 2;
  const addresses = (ipv4s(gateway.bgpSettings?.bgpPeeringAddresses) ?? usable(gateway.subnet, net, places)).slice(0, count);
  return [{ id, vnet: subnet.vnet, subnet: gateway.subnet, asn: gateway.bgpSettings?.asn ?? AZURE_ASN, instances: instances(id, addresses), gateway }];
}

function erConnections(net: NetworkBuilder, er: readonly GatewayPlan[]): ErConnectionPlan[] {
  const taken = new Map<string, number>();
  return sorted(net.lab.connections).flatMap(([id, connection]) => {
    if (connection.connectionType !== 'ExpressRoute' || connection.peer === undefined || !net.lab.expressRouteCircuits?.[connection.peer]) return [];
    const gateway = er.find((g) => g.id === connection.virtualNetworkGateway1);
    if (!gateway) return [];
    const at = taken.get(gateway.subnet) ?? 0;
    taken.set(gateway.subnet, at + 2);
    const addresses = ipv4s(connection.mseeAddresses) ?? usable(gateway.subnet, net, [4 + at, 5 + at]);
    const circuit = connection.peer;
    const msees = ['primary', 'secondary'].flatMap((leg, i) => {
      const address = addresses[i];
      return address === undefined ? [] : [{ node: `${circuit}#${leg}`, address }];
    });
    return [{ id, gateway, circuit, connection, msees }];
  });
}

function instances(id: string, addresses: readonly Ipv4[]): Instance[] {
  return addresses.map((address, index) => ({ id: `${id}#${index}`, index, address }));
}

/** Addresses at fixed places of a subnet: `.4` is 4 above its network address. */
function usable(subnet: string, net: NetworkBuilder, places: readonly number[]): Ipv4[] {
  const [vnet, name] = subnet.split('/') as [string, string];
  const prefix = parsePrefix(net.lab.virtualNetworks?.[vnet]?.subnets[name]?.addressPrefix ?? '');
  return prefix && isIpv4(prefix.ip) ? places.map((place) => offsetIp(prefix.ip as Ipv4, place)) : [];
}

function ipv4s(texts: readonly string[] | undefined): Ipv4[] | undefined {
  const ips = readIps(texts).filter(isIpv4);
  return ips.length > 0 ? ips : undefined;
}
