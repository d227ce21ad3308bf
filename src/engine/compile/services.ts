/** Private endpoints and Bastion: a node each, with an address in its subnet (A37). */
import { type Ip, isIpv4, offsetIp, parseIp } from '../ip/index.ts';
import { type NetworkBuilder, sorted } from './builder.ts';
import type { NetInterface } from './network.ts';

/** The first address that Azure leaves free in a subnet (A200). */
const FIRST_FREE = 4;

export function compileServices(net: NetworkBuilder): void {
  for (const [id, endpoint] of sorted(net.lab.privateEndpoints)) {
    const [vnet = '', subnet = ''] = endpoint.subnet.split('/');
    const ip = parseIp(endpoint.privateIPAddress);
    if (ip === undefined || !net.subnet(endpoint.subnet)) continue;
    const policy = net.lab.virtualNetworks?.[vnet]?.subnets[subnet]?.privateEndpointNetworkPolicies;
    const guarded = policy === 'Enabled' || policy === 'NetworkSecurityGroupEnabled';
    const server = endpoint.privateLinkServiceId;
    net.node({
      kind: 'private-endpoint',
      id,
      device: id,
      interfaces: [serviceInterface(endpoint.subnet, ip)],
      guarded,
      ...(server !== undefined && { server }),
    });
  }
  for (const [id, bastion] of sorted(net.lab.bastionHosts)) {
    const network = net.subnet(bastion.subnet)?.prefixes.find((p) => isIpv4(p.ip))?.ip;
    if (network === undefined || !isIpv4(network)) continue;
    const address = offsetIp(network, FIRST_FREE);
    const publicIp = net.publicAddress(bastion.publicIPAddress);
    const nic = { ...serviceInterface(bastion.subnet, address), ...(publicIp !== undefined && { publicIps: [{ publicIp, address }] }) };
    net.node({ kind: 'bastion', id, device: id, interfaces: [nic], guarded: true });
  }
}

function serviceInterface(segment: string, ip: Ip): NetInterface {
  return { name: 'eth0', addresses: [{ ip, length: isIpv4(ip) ? 32 : 128 }], segment, up: true, mtu: 1500, ipForwarding: false };
}
