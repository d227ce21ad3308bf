/** Load balancers: a node each, its frontends as interfaces (A185–A189). */
import type { Backend, BalancingRule } from '../azure/index.ts';
import { bitsOf, type Ip, isIpv4, parseIp } from '../ip/index.ts';
import type { FrontendIPConfiguration, LoadBalancer } from '../model/index.ts';
import { type NetworkBuilder, sorted } from './builder.ts';
import type { NetInterface, OutboundSnat } from './network.ts';

export function compileLoadBalancers(net: NetworkBuilder): void {
  for (const [id, balancer] of sorted(net.lab.loadBalancers)) {
    const interfaces = sorted(balancer.frontendIPConfigurations).flatMap(([name, frontend]) => frontendInterface(net, name, frontend));
    const pools = new Map(sorted(balancer.backendAddressPools).map(([name, pool]) => [name, pool.backendIPConfigurations.flatMap((ref) => backend(net, ref))]));
    net.node({
      kind: 'load-balancer',
      id,
      device: id,
      interfaces,
      rules: [...balancingRules(net, balancer, pools), ...natRules(net, balancer)],
      outbound: outboundRules(net, balancer, pools),
      members: [...pools.values()].flat(),
    });
  }
}

/** A public frontend has no subnet. IP forwarding is a NIC's matter; the fabric asks none of a load balancer (A192). */
function frontendInterface(net: NetworkBuilder, name: string, frontend: FrontendIPConfiguration): NetInterface[] {
  const publicIp = net.publicAddress(frontend.publicIPAddress);
  const address = publicIp ?? (frontend.privateIPAddress === undefined ? undefined : parseIp(frontend.privateIPAddress));
  if (address === undefined) return [];
  return [
    {
      name,
      addresses: [{ ip: address, length: bitsOf(address) }],
      up: true,
      mtu: 1500,
      ipForwarding: true,
      ...(publicIp !== undefined && { publicIps: [{ publicIp, address }] }),
      ...(publicIp === undefined && frontend.subnet !== undefined && { segment: frontend.subnet }),
    },
  ];
}

/** `vm/nic`, or `vm/nic/name` for a further IP configuration; nothing where it dangles (reported by validation). */
function backend(net: NetworkBuilder, ref: string): Backend[] {
  const [vm = '', nic = '', further] = ref.split('/');
  const spec = net.lab.virtualMachines?.[vm]?.networkInterfaces[nic];
  const text = further === undefined ? spec?.privateIPAddress : spec?.ipConfigurations?.[further]?.privateIPAddress;
  const ip = text === undefined ? undefined : parseIp(text);
  return ip === undefined ? [] : [{ node: vm, interface: nic, ip }];
}

function balancingRules(net: NetworkBuilder, balancer: LoadBalancer, pools: ReadonlyMap<string, readonly Backend[]>): BalancingRule[] {
  return sorted(balancer.loadBalancingRules).map(([name, rule]) => {
    const probe = rule.probe === undefined ? undefined : balancer.probes?.[rule.probe];
    return {
      name,
      frontend: rule.frontendIPConfiguration,
      protocol: protocolOf(rule.protocol),
      frontendPort: rule.frontendPort,
      backendPort: rule.backendPort,
      floating: rule.enableFloatingIP ?? false,
      distribution: rule.loadDistribution ?? 'Default',
      backends: sameFamily(net, balancer, rule.frontendIPConfiguration, pools.get(rule.backendAddressPool) ?? []),
      ...(probe &&
        rule.probe !== undefined && { probe: { name: rule.probe, port: probe.port, ...(probe.protocol !== 'Tcp' && { path: probe.requestPath ?? '/' }) } }),
    };
  });
}

/** An inbound NAT rule is a rule with one backend and no probe. */
function natRules(net: NetworkBuilder, balancer: LoadBalancer): BalancingRule[] {
  return sorted(balancer.inboundNatRules).map(([name, rule]) => ({
    name,
    frontend: rule.frontendIPConfiguration,
    protocol: protocolOf(rule.protocol),
    frontendPort: rule.frontendPort,
    backendPort: rule.backendPort,
    floating: rule.enableFloatingIP ?? false,
    distribution: 'Default',
    backends: sameFamily(net, balancer, rule.frontendIPConfiguration, backend(net, rule.backendIPConfiguration)),
  }));
}

/** No protocol is translated into the other (Microsoft Learn, "Overview of IPv6 for Azure Virtual Network": no NAT64); validation tells of the rest. */
function sameFamily(net: NetworkBuilder, balancer: LoadBalancer, frontend: string, backends: readonly Backend[]): Backend[] {
  const spec = balancer.frontendIPConfigurations[frontend];
  const address = net.publicAddress(spec?.publicIPAddress) ?? (spec?.privateIPAddress === undefined ? undefined : parseIp(spec.privateIPAddress));
  return backends.filter((b) => address === undefined || isIpv4(b.ip) === isIpv4(address));
}

/** Outbound rules first; then the public frontends of load-balancing rules that do not say `disableOutboundSnat`. */
function outboundRules(net: NetworkBuilder, balancer: LoadBalancer, pools: ReadonlyMap<string, readonly Backend[]>): OutboundSnat[] {
  const address = (frontend: string): Ip | undefined => net.publicAddress(balancer.frontendIPConfigurations[frontend]?.publicIPAddress);
  const stated = sorted(balancer.outboundRules).map(([rule, o]) => ({
    rule,
    protocol: protocolOf(o.protocol),
    publicIps: o.frontendIPConfigurations.map(address).filter((ip) => ip !== undefined),
    backends: pools.get(o.backendAddressPool) ?? [],
  }));
  const implied = sorted(balancer.loadBalancingRules)
    .filter(([, r]) => r.disableOutboundSnat !== true)
    .map(([rule, r]) => ({
      rule,
      protocol: protocolOf(r.protocol),
      publicIps: [address(r.frontendIPConfiguration)].filter((ip) => ip !== undefined),
      backends: pools.get(r.backendAddressPool) ?? [],
    }));
  return [...stated, ...implied].filter((o) => o.publicIps.length > 0);
}

function protocolOf(protocol: 'Tcp' | 'Udp' | 'All'): BalancingRule['protocol'] {
  return protocol.toLowerCase() as BalancingRule['protocol'];
}
