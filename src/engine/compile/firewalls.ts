/** Azure Firewall instances and their rules (A151–A159). */
import type { AddressMatch, ApplicationRule, DnatRule, FirewallRules, NetworkRule, PortMatch, RuleCollection } from '../azure/index.ts';
import { RESERVED_RANGES } from '../azure/index.ts';
import { isIpv4, offsetIp, parseIp, parsePrefix } from '../ip/index.ts';
import type { AzureFirewall } from '../model/index.ts';
import { type NetworkBuilder, readIps, readIpv4, readPrefixes, sorted } from './builder.ts';

export function compileFirewalls(net: NetworkBuilder): void {
  for (const [id, firewall] of sorted(net.lab.azureFirewalls)) {
    const subnet = net.subnet(firewall.subnet);
    const network = subnet?.prefixes[0]?.ip;
    if (network === undefined || !isIpv4(network)) continue;
    const vip = readIpv4(firewall.privateIPAddress) ?? offsetIp(network, 4);
    const stated = readIps(firewall.instanceAddresses).filter(isIpv4);
    const instances = stated.length > 0 ? stated : [offsetIp(network, 5), offsetIp(network, 6)];
    const publicIps = firewall.publicIPAddresses.map((p) => net.publicIp(p)).filter((ip) => ip !== undefined);
    const rules = firewallRules(firewall);
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

/** Collections in order of priority; of equal ones the name decides, so that the answer is one. */
function firewallRules(firewall: AzureFirewall): FirewallRules {
  return {
    nat: ordered(
      sorted(firewall.natRuleCollections).map(([name, c]) => ({
        name,
        priority: c.priority,
        action: 'Dnat' as const,
        rules: sorted(c.rules).flatMap(([rule, r]): DnatRule[] => {
          const translatedAddress = parseIp(r.translatedAddress);
          if (translatedAddress === undefined) return [];
          return [
            {
              name: rule,
              sources: addresses(r.sourceAddresses),
              destinations: addresses(r.destinationAddresses),
              protocols: r.protocols,
              ports: ports(r.destinationPorts),
              translatedAddress,
              translatedPort: Number(r.translatedPort),
            },
          ];
        }),
      })),
    ),
    network: ordered(
      sorted(firewall.networkRuleCollections).map(([name, c]) => ({
        name,
        priority: c.priority,
        action: c.action.type,
        rules: sorted(c.rules).map(
          ([rule, r]): NetworkRule => ({
            name: rule,
            sources: addresses(r.sourceAddresses),
            destinations: addresses(r.destinationAddresses),
            protocols: r.protocols,
            ports: ports(r.destinationPorts),
          }),
        ),
      })),
    ),
    application: ordered(
      sorted(firewall.applicationRuleCollections).map(([name, c]) => ({
        name,
        priority: c.priority,
        action: c.action.type,
        rules: sorted(c.rules).map(
          ([rule, r]): ApplicationRule => ({
            name: rule,
            sources: addresses(r.sourceAddresses),
            targetFqdns: r.targetFqdns,
            protocols: r.protocols.map((p) => ({ type: p.protocolType, port: p.port })),
          }),
        ),
      })),
    ),
    privateRanges: firewall.privateRanges ? readPrefixes(firewall.privateRanges) : RESERVED_RANGES,
  };
}

function ordered<R>(collections: RuleCollection<R>[]): RuleCollection<R>[] {
  return collections.sort((a, b) => a.priority - b.priority || (a.name < b.name ? -1 : 1));
}

function addresses(texts: readonly string[]): AddressMatch[] {
  return texts.flatMap((text): AddressMatch[] => {
    if (text === '*') return [{ kind: 'any' }];
    const [from, to] = text.split('-').map(parseIp);
    if (from !== undefined && to !== undefined) return [{ kind: 'range', from, to }];
    const prefix = parsePrefix(text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`);
    return prefix ? [{ kind: 'prefix', prefix }] : [];
  });
}

function ports(texts: readonly string[]): PortMatch[] {
  return texts.flatMap((text): PortMatch[] => {
    if (text === '*') return [{ from: 0, to: 65535 }];
    const [from, to] = text.split('-').map(Number);
    return from !== undefined && Number.isInteger(from) ? [{ from, to: to ?? from }] : [];
  });
}
