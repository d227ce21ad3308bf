/** Azure Firewall instances (A159). */
import { isIpv4, offsetIp } from '../ip/index.ts';
import type { Lab } from '../model/index.ts';
import { type NetworkBuilder, readIps, readIpv4, sorted } from './builder.ts';
import { firewallRules } from './firewall-rules.ts';
import { privateAnswer } from './private-dns.ts';

export function compileFirewalls(net: NetworkBuilder): void {
  for (const [id, firewall] of sorted(net.lab.azureFirewalls)) {
    const subnet = net.subnet(firewall.subnet);
    const network = subnet?.prefixes[0]?.ip;
    if (network === undefined || !isIpv4(network)) continue;
    const vip = readIpv4(firewall.privateIPAddress) ?? offsetIp(network, 4);
    const stated = readIps(firewall.instanceAddresses).filter(isIpv4);
    const instances = stated.length > 0 ? stated : [offsetIp(network, 5), offsetIp(network, 6)];
    const publicIps = firewall.publicIPAddresses.map((p) => net.publicIp(p)).filter((ip) => ip !== undefined);
    const rules = firewallRules(net.lab, firewall, (name) => namedHosts(net.lab, firewall.subnet.split('/')[0] ?? '', name));
    for (const [index, address] of instances.entries()) {
      net.node({
        kind: 'azure-firewall',
        id: `${id}#${index}`,
        device: id,
        instance: index,
        vip,
        publicIps,
        rules,
        interfaces: [{ name: 'eth0', addresses: [{ ip: address, length: 32 }], segment: firewall.subnet, up: true, mtu: 1500, ipForwarding: true }],
      });
    }
  }
}

/** What a name leads to where the firewall stands: private zones that are linked to its network, then the Internet's DNS (A151, A37). */
function namedHosts(lab: Lab, vnet: string, name: string): readonly string[] {
  const answer = privateAnswer(lab, vnet, name);
  if (answer) return answer.kind === 'address' ? answer.addresses : [];
  return Object.values(lab.internet?.hosts ?? {}).flatMap((h) => (h.names?.some((n) => n.toLowerCase() === name.toLowerCase()) ? [h.ipAddress] : []));
}
