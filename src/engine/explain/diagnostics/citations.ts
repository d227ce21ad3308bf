/** Where a rule number can be read about: the page of Microsoft Learn that it rests on. Rules that rest on published output alone have none. */

export interface Citation {
  /** `A127`, or `RFC 5227`. */
  readonly rule: string;
  readonly title?: string;
  readonly url?: string;
}

/** Pages of Microsoft Learn below /azure (read in November 2026), with the rules that they say. */
const PAGES: readonly (readonly [title: string, page: string, rules: string])[] = [
  [
    'Virtual network traffic routing',
    'virtual-network/virtual-networks-udr-overview',
    'A3 A10 A11 A13 A14 A15 A16 A17 A26 A27 A28 A29 A30 A31 A32 A33 A34 A35 A36 A55 A134 A146 A192 A208',
  ],
  ['Azure Virtual Network FAQ', 'virtual-network/virtual-networks-faq', 'A5 A6 A178 A200 A201 A242'],
  ['Azure subscription limits', 'azure-resource-manager/management/azure-subscription-service-limits', 'A39 A209'],
  ['Diagnose a VM routing problem', 'virtual-network/diagnose-network-routing-problem', 'A22 A25'],
  ['Manage network policies for private endpoints', 'private-link/disable-private-endpoint-network-policy', 'A37 A38'],
  ['Create, change, or delete a peering', 'virtual-network/virtual-network-manage-peering', 'A45 A46 A48 A49 A50 A56 A207'],
  ['Virtual network peering', 'virtual-network/virtual-network-peering-overview', 'A47 A53 A54 A202'],
  ['Gateway transit for peering', 'vpn-gateway/vpn-gateway-peering-gateway-transit', 'A51 A117'],
  ['VPN Gateway FAQ', 'vpn-gateway/vpn-gateway-vpn-faq', 'A60 A62 A63 A65 A66 A67 A68 A69 A70 A71 A72 A90 A91 A206'],
  ['BGP for VPN Gateway', 'vpn-gateway/bgp-howto', 'A64 A212'],
  ['About VPN Gateway settings', 'vpn-gateway/vpn-gateway-about-vpn-gateway-settings', 'A87 A88 A113 A204'],
  ['About point-to-site routing', 'vpn-gateway/vpn-gateway-about-point-to-site-routing', 'A95 A96 A97'],
  ['Advertise custom routes to point-to-site clients', 'vpn-gateway/vpn-gateway-p2s-advertise-custom-routes', 'A98 A99 A211'],
  ['ExpressRoute routing requirements', 'expressroute/expressroute-routing', 'A101 A107 A210'],
  ['ExpressRoute FAQ', 'expressroute/expressroute-faqs', 'A18 A114'],
  ['ExpressRoute virtual network gateways', 'expressroute/expressroute-about-virtual-network-gateways', 'A102 A106 A111 A116'],
  ['ExpressRoute and site-to-site side by side', 'expressroute/expressroute-howto-coexist-resource-manager', 'A108 A110'],
  ['Optimize ExpressRoute routing', 'expressroute/expressroute-optimize-routing', 'A109'],
  ['About FastPath', 'expressroute/about-fastpath', 'A112'],
  ['Azure VMware Solution network design', 'azure-vmware/architecture-network-design-considerations', 'A115'],
  ['Azure Route Server', 'route-server/overview', 'A122 A128'],
  ['Azure Route Server FAQ', 'route-server/route-server-faq', 'A100 A104 A120 A121 A123 A125 A126 A127 A132 A133 A135 A136 A138 A140 A144 A205'],
  ['Route Server with ExpressRoute and VPN', 'route-server/expressroute-vpn-support', 'A129 A130'],
  ['Route Server and next-hop IP', 'route-server/next-hop-ip', 'A137'],
  ['Route Server routing preference', 'route-server/hub-routing-preference', 'A139 A147'],
  ['Route Server across regions', 'route-server/multiregion', 'A4 A105 A131 A141 A145 A150'],
  ['Route injection in spokes', 'route-server/route-injection-in-spokes', 'A57'],
  ['Troubleshoot Route Server', 'route-server/troubleshoot-route-server', 'A89 A124'],
  ['Route maps of Route Server', 'route-server/route-maps-about', 'A142'],
  ['Azure Firewall rule processing', 'firewall/rule-processing', 'A151 A152 A153 A156'],
  ['Azure Firewall SNAT private ranges', 'firewall/snat-private-range', 'A154 A155 A165'],
  ['Azure Firewall forced tunneling', 'firewall/forced-tunneling', 'A157 A158 A203'],
  ['Azure Firewall FAQ', 'firewall/firewall-faq', 'A159 A160 A161 A164 A166'],
  ['Azure Firewall with a Standard load balancer', 'firewall/integrate-lb', 'A162'],
  ['Network security groups', 'virtual-network/network-security-groups-overview', 'A170 A171 A172 A173 A175 A179'],
  ['How network security groups filter traffic', 'virtual-network/network-security-group-how-it-works', 'A174'],
  ['Service tags', 'virtual-network/service-tags-overview', 'A176 A177'],
  ['Azure Load Balancer concepts', 'load-balancer/concepts', 'A185 A187 A193'],
  ['High-availability ports', 'load-balancer/load-balancer-ha-ports-overview', 'A186 A188'],
  ['NAT gateway', 'nat-gateway/nat-overview', 'A189 A190'],
  ['Default outbound access', 'virtual-network/ip-services/default-outbound-access', 'A191'],
];

const BY_RULE = new Map(
  PAGES.flatMap(([title, page, rules]) => rules.split(' ').map((rule) => [rule, { rule, title, url: `https://learn.microsoft.com/azure/${page}` }] as const)),
);

function rfc(rule: string): Citation | undefined {
  const number = /^RFC (\d+)$/.exec(rule)?.[1];
  return number === undefined ? undefined : { rule, title: rule, url: `https://www.rfc-editor.org/rfc/rfc${number}` };
}

/** A citation for each rule, in their order. */
export function citationsOf(rules: readonly string[] = []): Citation[] {
  return rules.map((rule) => BY_RULE.get(rule) ?? rfc(rule) ?? { rule });
}
