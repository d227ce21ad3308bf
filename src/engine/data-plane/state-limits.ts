/** How long what remembers a flow does so while it is idle, and how many source ports it has for the flow's destination (A161, A164, A190). */
import { balancerPorts, FIREWALL_PORTS, IDLE_MINUTES, NAT_GATEWAY_PORTS } from '../azure/index.ts';
import type { LoadBalancer } from '../model/index.ts';
import type { StateRow } from './types.ts';
import type { World } from './world.ts';

type Limits = Pick<StateRow, 'idleMinutes' | 'ports'>;

/** The row with what is known of its limits. */
export function withLimits(world: World, row: StateRow): StateRow {
  return { ...row, ...limitsOf(world, row) };
}

function limitsOf(world: World, row: StateRow): Limits {
  const { lab, network } = world.input;
  const tcp = row.client.protocol === 'tcp';
  switch (row.kind) {
    case 'firewall':
    case 'proxy': {
      const node = network.nodes.get(row.node);
      const isPublic = node?.kind === 'azure-firewall' && node.publicIps.some((ip) => ip === row.server.source) && row.server.source !== row.client.source;
      return {
        ...(tcp && node?.kind === 'azure-firewall' && { idleMinutes: IDLE_MINUTES }),
        ...(isPublic && { ports: FIREWALL_PORTS * node.publicIps.length }),
      };
    }
    case 'nat-gateway': {
      const idleMinutes = (tcp ? lab.natGateways?.[row.device]?.idleTimeoutInMinutes : undefined) ?? IDLE_MINUTES;
      return { idleMinutes, ports: NAT_GATEWAY_PORTS * (network.natGateways.get(row.device)?.length ?? 0) };
    }
    case 'load-balancer': {
      const rule = lab.loadBalancers?.[row.device]?.loadBalancingRules?.[row.rule ?? ''];
      return tcp ? { idleMinutes: rule?.idleTimeoutInMinutes ?? IDLE_MINUTES } : {};
    }
    case 'load-balancer-outbound': {
      const balancer = lab.loadBalancers?.[row.device];
      return balancer ? outbound(balancer, row.rule) : {};
    }
    default:
      return {};
  }
}

/** By the outbound rule that lends the address; where that is a load-balancing rule, by its own outbound connections. */
function outbound({ outboundRules, loadBalancingRules, backendAddressPools }: LoadBalancer, rule = ''): Limits {
  const size = (pool: string) => backendAddressPools[pool]?.backendIPConfigurations.length ?? 0;
  const stated = outboundRules?.[rule];
  if (stated) {
    const ports = balancerPorts(stated.allocatedOutboundPorts ?? 0, size(stated.backendAddressPool), stated.frontendIPConfigurations.length);
    return { idleMinutes: stated.idleTimeoutInMinutes ?? IDLE_MINUTES, ports };
  }
  const implied = loadBalancingRules?.[rule];
  return implied ? { idleMinutes: implied.idleTimeoutInMinutes ?? IDLE_MINUTES, ports: balancerPorts(0, size(implied.backendAddressPool), 1) } : {};
}
