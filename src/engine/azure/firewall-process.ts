/**
 * What an Azure Firewall says of a new flow (A151–A156): threat intelligence, then DNAT rules, network rules and application
 * rules, each class by priority; the first match decides and a later class is not asked. Application rules go by name, which
 * stands in the request: for them the firewall first has to take the connection itself (A166). Pure: sessions, addresses and
 * routes are the data plane's. Not here: built-in infrastructure FQDNs.
 */
import { containsIp, formatIp, type Ip } from '../ip/index.ts';
import type { AddressMatch, ApplicationRule, FirewallRules, PortMatch, RuleCollection } from './firewall-types.ts';

/** A flow as the firewall sees its first packet. */
export interface FirewallFlow {
  /** `tcp`, `udp`, `icmp`, or another IP protocol, which only `Any` matches. */
  readonly protocol: string;
  readonly source: Ip;
  readonly destination: Ip;
  readonly destinationPort: number;
}

interface Matched {
  readonly collection: string;
  readonly rule: string;
}

export type FirewallVerdict =
  /** A156: an implicit allow goes with it. */
  | ({ readonly kind: 'dnat'; readonly allow: true; readonly address: Ip; readonly port: number } & Matched)
  /** `snat`: the destination is outside the private ranges, so the source is to be translated (A154). */
  | ({ readonly kind: 'network'; readonly allow: true; readonly snat: boolean } & Matched)
  | ({ readonly kind: 'network'; readonly allow: false } & Matched)
  /** A166: application rules may yet allow or deny it; the connection is taken to hear what is asked for. */
  | { readonly kind: 'proxy'; readonly allow: true; readonly application: Application }
  /** A151: nothing matches. */
  | { readonly kind: 'none'; readonly allow: false };

/** What a connection carries, as application rules name it (A153). */
export type Application = ApplicationRule['protocols'][number]['type'];

/** A request whose name was read: the HTTP host or the TLS server name. */
export interface FirewallRequest {
  readonly source: Ip;
  readonly destination: Ip;
  readonly destinationPort: number;
  readonly application: Application;
  readonly host?: string;
}

export type RequestVerdict =
  /** A155: a proxy, so the source is always the firewall's own. */
  | ({ readonly kind: 'application'; readonly allow: boolean; readonly host: string } & Matched)
  /** TLS without a server name: there is nothing to judge by. */
  | { readonly kind: 'no-name'; readonly allow: false }
  | { readonly kind: 'none'; readonly allow: false; readonly host: string };

/** A151: what of the flow threat intelligence lists, before any rule is asked; undefined when nothing is, or it is allowed all the same. */
export function knownThreat(
  { threats }: FirewallRules,
  flow: Pick<FirewallFlow, 'source' | 'destination'> & { readonly host?: string },
): { readonly mode: 'Alert' | 'Deny'; readonly what: string } | undefined {
  if (!threats) return undefined;
  const { mode, addresses, names, allowedAddresses, allowedNames } = threats;
  const host = flow.host?.toLowerCase();
  if (host !== undefined && allowedNames.some((n) => n.toLowerCase() === host)) return undefined;
  if (addressMatches(allowedAddresses, flow.destination) || addressMatches(allowedAddresses, flow.source)) return undefined;
  const address = [flow.destination, flow.source].find((ip) => addressMatches(addresses, ip));
  if (address !== undefined) return { mode, what: formatIp(address) };
  return host !== undefined && names.some((n) => n.toLowerCase() === host) ? { mode, what: host } : undefined;
}

/** Of the first packet. */
export function processRules(rules: FirewallRules, flow: FirewallFlow): FirewallVerdict {
  return matchDnat(rules, flow) ?? matchNetwork(rules, flow) ?? readsRequest(rules, flow) ?? { kind: 'none', allow: false };
}

/** Of the request on a connection that was taken. */
export function processRequest(rules: FirewallRules, request: FirewallRequest): RequestVerdict {
  const { application, host, destination } = request;
  if (host === undefined && application !== 'Http') return { kind: 'no-name', allow: false };
  const named = host ?? formatIp(destination);
  return matchApplication(rules, { ...request, host: named }) ?? { kind: 'none', allow: false, host: named };
}

/** Ports on which names are always read: the built-in rules for Azure's own infrastructure are for http and https. */
const ALWAYS_READ: ReadonlyMap<number, Application> = new Map([
  [80, 'Http'],
  [443, 'Https'],
]);

/** A166: TCP that no network rule decides, to a port that application rules serve. Who asks is judged with the request. */
function readsRequest(rules: FirewallRules, flow: FirewallFlow): FirewallVerdict | undefined {
  if (flow.protocol !== 'tcp') return undefined;
  const stated = rules.application.flatMap((c) => c.rules.flatMap((r) => r.protocols)).find((p) => p.port === flow.destinationPort);
  const application = stated?.type ?? ALWAYS_READ.get(flow.destinationPort);
  return application && { kind: 'proxy', allow: true, application };
}

/** The first rule that matches, by collection, then by place in it (A152). */
function firstMatch<R>(collections: readonly RuleCollection<R>[], matches: (rule: R) => boolean) {
  for (const collection of collections) {
    const rule = collection.rules.find(matches);
    if (rule) return { collection, rule };
  }
  return undefined;
}

function matchDnat(rules: FirewallRules, flow: FirewallFlow): FirewallVerdict | undefined {
  const found = firstMatch(
    rules.nat,
    (r) =>
      flow.protocol !== 'icmp' &&
      protocolMatches(r.protocols, flow.protocol) &&
      addressMatches(r.sources, flow.source) &&
      addressMatches(r.destinations, flow.destination) &&
      portMatches(r.ports, flow.destinationPort),
  );
  if (!found) return undefined;
  const { collection, rule } = found;
  return { kind: 'dnat', allow: true, collection: collection.name, rule: rule.name, address: rule.translatedAddress, port: rule.translatedPort };
}

function matchNetwork(rules: FirewallRules, flow: FirewallFlow): FirewallVerdict | undefined {
  const ports = flow.protocol === 'tcp' || flow.protocol === 'udp';
  const found = firstMatch(
    rules.network,
    (r) =>
      protocolMatches(r.protocols, flow.protocol) &&
      addressMatches(r.sources, flow.source) &&
      addressMatches(r.destinations, flow.destination) &&
      (!ports || portMatches(r.ports, flow.destinationPort)),
  );
  if (!found) return undefined;
  const where = { collection: found.collection.name, rule: found.rule.name };
  if (found.collection.action === 'Deny') return { kind: 'network', allow: false, ...where };
  return { kind: 'network', allow: true, ...where, snat: !rules.privateRanges.some((p) => containsIp(p, flow.destination)) };
}

/** A153: HTTP, HTTPS and MSSQL alone, by name; without a name HTTP asks for the address, which only a wildcard matches. */
function matchApplication(rules: FirewallRules, request: FirewallRequest & { readonly host: string }): RequestVerdict | undefined {
  const { host, source, destinationPort } = request;
  const found = firstMatch(rules.application, (r) => addressMatches(r.sources, source) && portServed(r, destinationPort) && fqdnServed(r, host));
  if (!found) return undefined;
  const { collection, rule } = found;
  return { kind: 'application', allow: collection.action === 'Allow', collection: collection.name, rule: rule.name, host };
}

function portServed(rule: ApplicationRule, port: number): boolean {
  return rule.protocols.some((p) => p.port === port);
}

/** `*` is everything, `*.example.com` every name below it, anything else that very name; letter case does not matter. */
function fqdnServed(rule: ApplicationRule, host: string): boolean {
  const name = host.toLowerCase();
  return rule.targetFqdns.some((target) => {
    const pattern = target.toLowerCase();
    return pattern === '*' || (pattern.startsWith('*.') ? name.endsWith(pattern.slice(1)) : name === pattern);
  });
}

function protocolMatches(list: readonly string[], protocol: string): boolean {
  return list.includes('Any') || list.includes(protocol.toUpperCase());
}

function addressMatches(list: readonly AddressMatch[], ip: Ip): boolean {
  return list.some((m) => {
    switch (m.kind) {
      case 'any':
        return true;
      case 'prefix':
        return containsIp(m.prefix, ip);
      case 'range':
        return typeof m.from === typeof ip && typeof m.to === typeof ip && ip >= m.from && ip <= m.to;
    }
  });
}

function portMatches(list: readonly PortMatch[], port: number): boolean {
  return list.some((p) => port >= p.from && port <= p.to);
}
