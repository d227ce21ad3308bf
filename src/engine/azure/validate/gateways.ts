/** Gateways by themselves and beside others: instances and their addresses, neighbors that ask something of them (A60, A62, A64, A110, A130). */
import { containsIp, parseIp, prefix } from '../../ip/index.ts';
import { AZURE_ASN } from '../numbers.ts';
import type { Finding } from './finding.ts';
import type { LabView, Resident } from './view.ts';
import type { VirtualNetworkGateway } from '../../model/index.ts';

/** A64: APIPA addresses that Azure's side of a tunnel may have. */
const APIPA_ALLOWED = [prefix('169.254.21.0/24'), prefix('169.254.22.0/24')];
const APIPA = prefix('169.254.0.0/16');

type Gateway = Resident<VirtualNetworkGateway>;

export function gateways(view: LabView): Finding[] {
  return view.gateways.flatMap((g) => [
    ...instances(g),
    ...apipa(g),
    ...(g.it.gatewayType === 'Vpn' ? [...besideRouteServer(view, g), ...besideExpressRoute(view, g)] : foreign(g)),
  ]);
}

function found(
  g: Gateway,
  key: readonly (string | number)[],
  code: string,
  message: string,
  rules: readonly string[],
  args: Record<string, string | number> = {},
): Finding {
  return { code, path: ['virtualNetworkGateways', g.id, ...key], object: g.id, message, rules, args };
}

function patch(g: Gateway, change: object) {
  return { virtualNetworkGateways: { [g.id]: change } };
}

/** A60, A62: an address and a public address for each instance. */
function instances(g: Gateway): Finding[] {
  const vpn = g.it.gatewayType === 'Vpn';
  const count = vpn && g.it.activeActive !== true ? 1 : 2;
  const out: Finding[] = [];
  const peering = g.it.bgpSettings?.bgpPeeringAddresses;
  if (peering && peering.length !== count) {
    const message = `${peering.length} BGP addresses for ${count} instance${count === 1 ? '' : 's'}; give one for each`;
    out.push(found(g, ['bgpSettings', 'bgpPeeringAddresses'], 'gateway-bgp-addresses', message, ['A60'], { count: peering.length, instances: count }));
  }
  const publics = g.it.publicIPAddresses?.length ?? 0;
  if (vpn && publics < count) {
    const message = `${publics} public IP addresses for ${count} instance${count === 1 ? '' : 's'}: a tunnel needs one at each`;
    out.push({
      ...found(g, ['publicIPAddresses'], 'gateway-public-addresses', message, ['A60', 'A62'], { count: publics, instances: count }),
      severity: 'warning',
    });
  }
  return out;
}

function apipa(g: Gateway): Finding[] {
  const { bgpPeeringAddresses = [], customBgpIpAddresses = [] } = g.it.bgpSettings ?? {};
  return Object.entries({ bgpPeeringAddresses, customBgpIpAddresses }).flatMap(([key, texts]) => texts.flatMap((text, i) => outOfRange(g, key, text, i)));
}

/** A64: a custom address is an APIPA one, and every APIPA address is of these two ranges. */
function outOfRange(g: Gateway, key: string, text: string, i: number): Finding[] {
  const ip = parseIp(text);
  if (ip === undefined || (key !== 'customBgpIpAddresses' && !containsIp(APIPA, ip)) || APIPA_ALLOWED.some((p) => containsIp(p, ip))) return [];
  const message = `${text} is out of range: an APIPA address of Azure's side is within 169.254.21.0–169.254.22.255`;
  return [found(g, ['bgpSettings', key, i], 'apipa-out-of-range', message, ['A64', 'A212'], { address: text })];
}

/** A130, A206: warnings, because labs with other AS numbers were seen to work. */
function besideRouteServer(view: LabView, g: Gateway): Finding[] {
  const beside = view.routeServers.find((r) => r.vnet === g.vnet);
  if (!beside) return [];
  const out: Finding[] = [];
  const asn = g.it.bgpSettings?.asn ?? AZURE_ASN;
  const args = { routeServer: beside.id };
  if (asn !== AZURE_ASN) {
    const message = `beside the Route Server ${beside.id} a VPN gateway must have AS ${AZURE_ASN}, not ${asn}`;
    const finding = found(g, ['bgpSettings', 'asn'], 'gateway-asn-beside-route-server', message, ['A130', 'A206'], { ...args, asn });
    out.push({ ...finding, severity: 'warning', fix: { label: `Use ${AZURE_ASN}`, patch: patch(g, { bgpSettings: { asn: AZURE_ASN } }) } });
  }
  if (g.it.activeActive !== true) {
    const message = `beside the Route Server ${beside.id} a VPN gateway must be active-active`;
    const finding = found(g, ['activeActive'], 'gateway-standby-beside-route-server', message, ['A130', 'A206'], args);
    const fix = activeActive(g);
    out.push({ ...finding, severity: 'warning', ...(fix && { fix }) });
  }
  return out;
}

/** Mechanical where two public addresses are there; BGP addresses that are stated for one instance give way to A61's places. */
function activeActive(g: Gateway): Finding['fix'] {
  if ((g.it.publicIPAddresses?.length ?? 0) < 2) return undefined;
  const stated = g.it.bgpSettings?.bgpPeeringAddresses;
  const change = { activeActive: true, ...(stated && stated.length !== 2 && { bgpSettings: { bgpPeeringAddresses: null } }) };
  return { label: 'Make it active-active', patch: patch(g, change) };
}

/** A110. */
function besideExpressRoute(view: LabView, g: Gateway): Finding[] {
  const beside = view.gateways.find((o) => o.vnet === g.vnet && o.it.gatewayType === 'ExpressRoute');
  const asn = g.it.bgpSettings?.asn ?? AZURE_ASN;
  // Route Server asks the same, and is told first.
  if (!beside || asn === AZURE_ASN || view.routeServers.some((r) => r.vnet === g.vnet)) return [];
  const message = `beside the ExpressRoute gateway ${beside.id} a VPN gateway must have AS ${AZURE_ASN}, not ${asn}`;
  const finding = found(g, ['bgpSettings', 'asn'], 'gateway-asn-beside-expressroute', message, ['A110'], { asn, other: beside.id });
  return [{ ...finding, severity: 'warning', fix: { label: `Use ${AZURE_ASN}`, patch: patch(g, { bgpSettings: { asn: AZURE_ASN } }) } }];
}

/** Settings that an ExpressRoute gateway does not have. */
function foreign(g: Gateway): Finding[] {
  return (['activeActive', 'enableBgp'] as const).flatMap((key) => {
    if (g.it[key] === undefined) return [];
    const finding = found(
      g,
      [key],
      'setting-of-vpn-gateways',
      `${key} is a setting of VPN gateways; an ExpressRoute gateway has two instances and always speaks BGP`,
      ['A102'],
      { key },
    );
    return [{ ...finding, severity: 'warning', fix: { label: `Take ${key} away`, patch: patch(g, { [key]: null }) } } satisfies Finding];
  });
}
