/** What the file format has and the engine does not compute yet: the user is told where he meets it. A row goes when its object is modelled. */
import type { Finding } from './finding.ts';
import type { LabView } from './view.ts';

interface NotModelled {
  readonly what: string;
  readonly rules: readonly string[];
  /** Where it stands in a lab (`*`: every key or index); one finding for each place that has it. */
  readonly at: string;
  /** What the engine does instead. */
  readonly instead: string;
}

export const NOT_MODELLED: readonly NotModelled[] = [
  { what: 'private endpoint', rules: ['A37', 'A38'], at: 'privateEndpoints.*', instead: 'its address takes no packets' },
  { what: 'service endpoint', rules: ['A13'], at: 'virtualNetworks.*.subnets.*.serviceEndpoints', instead: 'packets to the service take the other routes' },
  { what: 'point-to-site client', rules: ['A95'], at: 'hosts.*.vpnClient', instead: 'it has no tunnel' },
  { what: 'point-to-site configuration', rules: ['A95'], at: 'virtualNetworkGateways.*.vpnClientConfiguration', instead: 'its pool is not announced' },
  {
    what: 'peering that is disconnected',
    rules: ['A45'],
    at: 'virtualNetworks.*.virtualNetworkPeerings.*.peeringState',
    instead: 'it works as if it were connected',
  },
  {
    what: 'peering that is out of sync',
    rules: ['A46'],
    at: 'virtualNetworks.*.virtualNetworkPeerings.*.remoteAddressSpace',
    instead: "the peer's present address space is routed",
  },
  {
    what: 'summarised gateway prefix',
    rules: ['A58'],
    at: 'virtualNetworks.*.summarizedGatewayPrefixes',
    instead: 'gateways advertise the prefixes themselves',
  },
  {
    what: 'Global Reach connection',
    rules: ['A114'],
    at: 'expressRouteCircuits.*.peerings.AzurePrivatePeering.connections.*',
    instead: 'the circuits stay apart',
  },
  { what: 'FastPath connection', rules: ['A112'], at: 'connections.*.expressRouteGatewayBypass', instead: 'packets pass by the gateway' },
  { what: 'APIPA address of BGP', rules: ['A64'], at: 'connections.*.gatewayCustomBgpIpAddresses', instead: 'BGP uses the default addresses' },
  { what: 'policy-based gateway', rules: ['A90'], at: 'virtualNetworkGateways.*.vpnType=PolicyBased', instead: 'it works as a route-based one' },
  {
    what: 'management interface',
    rules: ['A158'],
    at: 'azureFirewalls.*.managementIpConfiguration',
    instead: 'the firewall works as without forced tunnelling',
  },
];

export function notModelled({ lab }: LabView): Finding[] {
  return NOT_MODELLED.flatMap(({ what, rules, at, instead }) => {
    const [pattern = '', wanted] = at.split('=');
    return placesOf(lab, pattern.split('.'))
      .filter(({ value }) => wanted === undefined || value === wanted)
      .map(({ path }): Finding => {
        const [map, id = '', part, inner] = path.map(String);
        const object = map === 'virtualNetworks' && part === 'subnets' ? `${id}/${inner}` : id;
        const message = `a ${what} is not modelled yet: ${instead}`;
        return { code: 'not-modelled', severity: 'info', path, object, message, rules, args: { what, instead } };
      });
  });
}

/** The values at a pattern, with their paths; `false` counts as not there. */
function placesOf(
  value: unknown,
  pattern: readonly string[],
  path: readonly (string | number)[] = [],
): { path: readonly (string | number)[]; value: unknown }[] {
  const [key, ...rest] = pattern;
  if (key === undefined) return value === undefined || value === false ? [] : [{ path, value }];
  if (typeof value !== 'object' || value === null) return [];
  if (key !== '*') return placesOf((value as Readonly<Record<string, unknown>>)[key], rest, [...path, key]);
  return Object.entries(value).flatMap(([k, v]) => placesOf(v, rest, [...path, k]));
}
