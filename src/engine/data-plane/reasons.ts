/**
 * The closed list of what a packet can meet, each with the rules behind it. The words are explain/reasons/packet.ts's, which
 * does not compile while one of these has none.
 */
import type { Reason } from '../policy/index.ts';

export const PACKET_RULES = {
  // The end of a flow.
  delivered: [],
  'delivered-both-ways': [],
  'port-closed': ['H52'],
  'reply-elsewhere': [],
  'reply-not-recognised': ['H50'],
  'platform-silent': ['A5', 'A121'],
  'ttl-exceeded': ['H3'],
  loop: ['A7', 'H3', 'H5'],
  'loop-uncounted': ['A7', 'A93'],
  'mtu-exceeded': ['H9'],
  fragmented: ['H9'],
  // Before a flow can start.
  'unknown-destination': [],
  'unknown-source': [],
  'no-source-address': ['H2'],
  'source-not-own': ['H2'],
  // Routers and hosts.
  'fib-match': ['H1'],
  'no-route': ['H4'],
  'route-blackhole': ['H4'],
  'route-reject': ['H4'],
  'interface-down': [],
  'no-neighbour': ['H4'],
  'host-not-forwarding': ['H3'],
  'route-prohibit': ['H4'],
  'policy-rule': ['H1', 'F141'],
  'fib-table': ['H24'],
  'rp-filter-strict': ['H7'],
  'rp-filter-no-route': ['H7'],
  'mss-clamped': ['H34', 'H42'],
  'segments-vanish': ['H9', 'H43'],
  // Tunnels of hosts.
  'host-tunnel-in': ['H22', 'H40'],
  'host-tunnel-route': ['H25'],
  'host-tunnel-out': ['H23'],
  'host-tunnel-unknown': ['H23'],
  'host-tunnel-recursion': ['H22', 'H25'],
  'azure-protocol-blocked': [],
  // PF.
  'pf-pass': ['H30'],
  'pf-block': ['H30', 'H34'],
  'pf-state': ['H31', 'H32'],
  'pf-translated': ['H30'],
  'pf-route': ['H33'],
  // Forward proxies.
  'proxy-fetches': ['H62', 'H63'],
  'proxy-denies': ['H61'],
  'proxy-cannot-reach': ['H64', 'H66'],
  'proxy-knows-no-name': ['H63', 'H66'],
  'proxy-is-none': ['H60'],
  // Azure's fabric.
  'azure-effective-route': ['A1', 'A14'],
  'azure-no-route': ['A16'],
  'azure-route-none': ['A16'],
  'azure-no-such-address': ['A7'],
  'azure-next-hop-nobody': ['A28'],
  'azure-ip-forwarding-off': ['A3', 'A192'],
  'azure-forwarded-traffic-barred': ['A49'],
  'azure-no-gateway': ['A26'],
  'azure-udr-gateway-with-expressroute': ['A27'],
  'route-server-is-control-plane': ['A121'],
  'service-endpoint': ['A13'],
  'service-endpoint-return': ['A13'],
  'service-sends': ['A37'],
  // Azure's edge.
  'public-ip-snat': ['A189'],
  'public-ip-dnat': ['A175', 'A189'],
  'default-outbound-snat': ['A189', 'A191'],
  'default-outbound-return': ['A191'],
  'nat-gateway-snat': ['A189', 'A190'],
  'nat-gateway-protocol': ['A190'],
  'nat-gateway-return': ['A190'],
  'lb-outbound-snat': ['A189'],
  'lb-outbound-return': ['A189'],
  'public-ip-closed': ['A185'],
  'azure-no-outbound-access': ['A189', 'A191'],
  'azure-source-not-translated': ['A189'],
  'vpn-gateway-no-internet': ['A99'],
  // Network security groups.
  'nsg-allow-in': ['A172', 'A174'],
  'nsg-allow-out': ['A172', 'A174'],
  'nsg-deny-in': ['A170', 'A172', 'A174'],
  'nsg-deny-out': ['A171', 'A172', 'A174'],
  'nsg-flow': ['A173'],
  // Load balancers.
  'lb-rule': ['A185', 'A187'],
  'lb-session': ['A185'],
  'lb-no-rule': ['A185', 'A188'],
  'lb-no-healthy-backend': ['A185'],
  'lb-hairpin': ['A188'],
  'lb-answers': ['A188'],
  'lb-answer': ['A185'],
  // Azure Firewall.
  'firewall-session': ['A160'],
  'firewall-translated': ['A154', 'A156', 'A160'],
  'firewall-related': ['A160', 'H53'],
  'firewall-no-state': ['A160', 'H50'],
  'firewall-no-syn-ack': ['A160', 'H51'],
  'firewall-unrelated-error': ['A160', 'H53'],
  'firewall-dnat': ['A151', 'A156'],
  'firewall-no-dnat-rule': ['A151', 'A156'],
  'firewall-not-a-destination': ['A159'],
  'firewall-network-rule': ['A151', 'A152'],
  'firewall-network-rule-deny': ['A151', 'A152'],
  'firewall-application-rule': ['A151', 'A153', 'A155'],
  'firewall-application-rule-deny': ['A151', 'A153'],
  'firewall-default-deny': ['A151'],
  'firewall-snat': ['A154', 'A155'],
  'firewall-snat-private': ['A155', 'A156', 'A158'],
  'firewall-icmp-not-translated': ['A164'],
  'firewall-proxy-answers': ['A166'],
  // Gateways, tunnels, ExpressRoute.
  'tunnel-encapsulate': ['A86'],
  'tunnel-decapsulate': ['A86'],
  'tunnel-unknown-peer': ['A86'],
  'tunnel-down': ['A62'],
  'p2s-no-client': ['A95'],
  'azure-tunnel-endpoint': ['A86'],
  'gateway-sibling': ['A77'],
  'gateway-best-path': ['A68', 'A93'],
  'er-gateway-into-vnet': ['A111', 'A113'],
  'msee-best-path': ['A111'],
  'msee-fastpath': ['A112'],
  // The Internet.
  'internet-route': [],
  'internet-nobody': [],
  'internet-private-source': ['H90', 'H91'],
  'internet-private-destination': ['H91'],
  'no-internet': [],
  // What else is worth saying.
  'asymmetric-answer-around': ['A160', 'H50', 'H51'],
  'asymmetric-request-around': ['A160', 'H50'],
  'ways-differ': ['A20', 'H8'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type PacketCode = keyof typeof PACKET_RULES;

export function packetReason(code: PacketCode, args?: Reason['args']): Reason {
  const rules = PACKET_RULES[code];
  return { code, ...(rules.length > 0 && { rules }), ...(args && { args }) };
}
