/**
 * What Azure's DNS answers in a virtual network (A37): a zone that is linked to the network answers for its names alone; the name of a
 * service with private endpoints leads on to the zone `privatelink.…`, wherever it is asked. Source: Azure Private Endpoint DNS
 * configuration. Not here: conditional forwarders, Private Resolver, zones that fall back to the Internet.
 */
import type { Lab, PrivateDnsZone } from '../model/index.ts';

const PRIVATE_LINK = 'privatelink.';

export type DnsAnswer =
  | { readonly kind: 'address'; readonly addresses: readonly string[]; readonly zone: string }
  /** The zone is asked, and has no such record. */
  | { readonly kind: 'no-record'; readonly zone: string };

/** The answer of the zones that are linked to a network; undefined where the Internet's DNS is asked. */
export function privateAnswer(lab: Lab, vnet: string, name: string): DnsAnswer | undefined {
  const asked = name.toLowerCase();
  for (const [zone, it] of zonesOf(lab, vnet)) {
    const record = recordIn(lab, zone, asked);
    if (record === undefined) continue;
    const addresses = [...(it.A?.[record]?.aRecords ?? []).map((r) => r.ipv4Address), ...registered(lab, zone, record)];
    return addresses.length > 0 ? { kind: 'address', addresses, zone } : { kind: 'no-record', zone };
  }
  return undefined;
}

/** Zones with a link to the network, the longest name first: it is the one that answers. */
function zonesOf(lab: Lab, vnet: string): [string, PrivateDnsZone][] {
  return Object.entries(lab.privateDnsZones ?? {})
    .filter(([, z]) => Object.values(z.virtualNetworkLinks).some((l) => l.virtualNetwork === vnet))
    .sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1));
}

/** The record of a zone that a name is, by itself or by the service's own CNAME to privatelink; undefined when the name is not the zone's. */
function recordIn(lab: Lab, zone: string, name: string): string | undefined {
  const within = (suffix: string) => (name.endsWith(`.${suffix}`) ? name.slice(0, -suffix.length - 1) : undefined);
  const own = within(zone);
  if (own !== undefined) return own;
  if (!zone.startsWith(PRIVATE_LINK)) return undefined;
  return isPrivateLinked(lab, name) ? within(zone.slice(PRIVATE_LINK.length)) : undefined;
}

/** A service that has a private endpoint anywhere has the CNAME to privatelink in the Internet's DNS. */
function isPrivateLinked(lab: Lab, name: string): boolean {
  return endpointsOf(lab).some(({ names }) => names.includes(name));
}

/** Records that private endpoints keep in a zone of their group. */
function registered(lab: Lab, zone: string, record: string): string[] {
  const suffix = zone.startsWith(PRIVATE_LINK) ? zone.slice(PRIVATE_LINK.length) : zone;
  return endpointsOf(lab).flatMap(({ zones, names, address }) => (zones.includes(zone) && names.includes(`${record}.${suffix}`) ? [address] : []));
}

function endpointsOf(lab: Lab) {
  return Object.values(lab.privateEndpoints ?? {}).map((e) => ({
    address: e.privateIPAddress,
    zones: e.privateDnsZoneConfigs ?? [],
    names: (lab.internet?.hosts[e.privateLinkServiceId ?? '']?.names ?? []).map((n) => n.toLowerCase()),
  }));
}
