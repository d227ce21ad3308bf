/**
 * Outbound connections through public load balancers (A189): which outbound rule, or which load-balancing rule that gives its backends outbound
 * connections, lends a machine the address under which a flow leaves; or why none does.
 */
import type { LoadBalancerNode, NetInterface, OutboundSnat } from '../compile/index.ts';
import { type Ip, isIpv4 } from '../ip/index.ts';
import type { Visit } from './move.ts';
import type { PacketCode } from './reasons.ts';
import type { FiveTuple } from './types.ts';
import type { World } from './world.ts';

/** Whose address it is; or what keeps the flow from having one: a machine behind a Standard load balancer has no default outbound access (A191). */
type Outbound =
  | { readonly kind: 'load-balancer-outbound'; readonly by: string; readonly address: Ip; readonly rule: string }
  | { readonly code: PacketCode; readonly args: Readonly<Record<string, string>> };

/** Undefined for a NIC that stands behind no load balancer. */
export function byLoadBalancer({ world, node, chooser }: Visit, nic: NetInterface, flow: FiveTuple): Outbound | undefined {
  const balancers = balancersOf(world, node.id, nic.name);
  const standing = balancers.map((b) => ({ b, rules: b.outbound.filter((o) => o.backends.some((x) => x.node === node.id && x.interface === nic.name)) }));
  for (const { b, rules } of standing) {
    const rule = rules.find((o) => wrongWith(o, node.id, nic, flow) === undefined);
    const addresses = rule?.publicIps.filter((ip) => isIpv4(ip) === isIpv4(flow.source)) ?? [];
    const address = addresses[chooser.choose(`${b.id} outbound`, flow, addresses.length)];
    if (rule && address !== undefined) return { kind: 'load-balancer-outbound', by: b.device, address, rule: rule.rule };
  }
  const nearest = standing.find((s) => s.rules.length > 0);
  const [first] = standing;
  if (nearest) return none(nearest.b, nearest.rules, nic, flow, node.id);
  return first && { code: 'lb-outbound-none', args: { by: first.b.device } };
}

function balancersOf(world: World, node: string, nic: string): LoadBalancerNode[] {
  return world.nodes.filter((n): n is LoadBalancerNode => n.kind === 'load-balancer' && n.members.some((m) => m.node === node && m.interface === nic));
}

type Wrong = 'address' | 'family' | 'protocol';

/**
 * Why a rule does not take a flow. Of a NIC's IPv4 configurations the primary alone gets out that way (Microsoft Learn, "SNAT for outbound
 * connections", constraints), and only if it is in the pool itself; TCP and UDP alone are translated.
 */
function wrongWith(rule: OutboundSnat, node: string, nic: NetInterface, { source, protocol }: FiveTuple): Wrong | undefined {
  const primary = nic.addresses.find((a) => isIpv4(a.ip))?.ip;
  if ((isIpv4(source) && source !== primary) || !rule.backends.some((b) => b.node === node && b.ip === source)) return 'address';
  if (!rule.publicIps.some((ip) => isIpv4(ip) === isIpv4(source))) return 'family';
  return (rule.protocol === 'all' ? protocol === 'tcp' || protocol === 'udp' : rule.protocol === protocol) ? undefined : 'protocol';
}

/** What is said of the rules that come nearest: the one thing that is wrong with all of them, or with those that fit otherwise. */
function none({ device }: LoadBalancerNode, rules: readonly OutboundSnat[], nic: NetInterface, flow: FiveTuple, node: string): Outbound {
  const named = (wrong: Wrong) => rules.filter((o) => wrongWith(o, node, nic, flow) === wrong);
  const [byProtocol, byFamily] = [named('protocol'), named('family')];
  const list = (some: readonly OutboundSnat[]) => some.map((o) => o.rule).join(', ');
  if (byProtocol.length > 0) {
    const takes = byProtocol.map((o) => `${o.rule} (${o.protocol === 'all' ? 'TCP, UDP' : o.protocol.toUpperCase()})`).join(', ');
    return { code: 'lb-outbound-protocol', args: { by: device, rules: takes, protocol: flow.protocol.toUpperCase() } };
  }
  if (byFamily.length > 0) return { code: 'lb-outbound-family', args: { by: device, rules: list(byFamily) } };
  return { code: 'lb-outbound-secondary', args: { by: device, rules: list(rules) } };
}
