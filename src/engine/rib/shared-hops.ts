/**
 * Gateways of many routes, resolved once: nearly all routes of a large table have one gateway and nothing beside it, or a link-local one with
 * its interface, and share it with thousands. What is kept of a gateway holds until an entry that covers it changes, which is told by `forget`; of a
 * link-local one, until interfaces change, which is told by `forgetLinks`.
 */
import { containsIp, type Ip, isIpv4, isLinkLocal, type Prefix } from '../ip/index.ts';
import type { RibSettings, RouteOffer } from './offer.ts';
import { type Candidates, kernelRefuses, type Lost, mayRecurse, resolveNextHops, withFib } from './resolve.ts';
import type { RibNextHop } from './types.ts';

/** The next hops of a route, as they are while it is not installed, and once it is. */
export interface ResolvedHops {
  readonly idle: readonly RibNextHop[];
  readonly used: readonly RibNextHop[];
  /** Linux takes no route with these. */
  readonly refused: boolean;
}

export class SharedHops {
  /** By gateway: of routes that may not recurse, and of those that may. */
  private readonly known = [new Map<Ip, ResolvedHops>(), new Map<Ip, ResolvedHops>()] as const;
  /** Of BGP's routes by several gateways, by what they say of them. */
  private readonly groups = new Map<string, { readonly gateways: readonly Ip[]; readonly hops: ResolvedHops }>();
  /** Of connected routes, which stand on interfaces alone. */
  private readonly connected = new Map<RouteOffer, ResolvedHops>();
  /** Of BGP's link-local gateways, by interface. */
  private readonly links = new Map<string, Map<Ip, ResolvedHops>>();

  /** `lost`: gateways that count as out of reach for this route alone. */
  resolve(offer: RouteOffer, settings: RibSettings, candidates: Candidates, lost?: Lost): ResolvedHops {
    const byGateway = lost ? undefined : this.keptOf(offer);
    const gateway = offer.nextHops[0]?.ip;
    if (!byGateway || gateway === undefined) return lost ? resolved(offer, settings, candidates, lost) : this.alone(offer, settings, candidates);
    const known = byGateway.get(gateway);
    if (known) return known;
    const now = resolved(offer, settings, candidates);
    byGateway.set(gateway, now);
    return now;
  }

  /** Of a route that shares nothing with those by one gateway. */
  private alone(offer: RouteOffer, settings: RibSettings, candidates: Candidates): ResolvedHops {
    const isConnected = offer.protocol === 'connected';
    const group = isConnected ? undefined : groupText(offer);
    const known = isConnected ? this.connected.get(offer) : group === undefined ? undefined : this.groups.get(group)?.hops;
    if (known) return known;
    const hops = resolved(offer, settings, candidates);
    if (isConnected) this.connected.set(offer, hops);
    else if (group !== undefined) this.groups.set(group, { gateways: offer.nextHops.map((h) => h.ip as Ip), hops });
    return hops;
  }

  /** Where the answer for an offer is kept, under its gateway; undefined where it is the offer's own. */
  private keptOf(offer: RouteOffer): Map<Ip, ResolvedHops> | undefined {
    if (isOnlyGateway(offer)) return this.known[mayRecurse(offer) ? 1 : 0];
    const link = onlyLink(offer);
    if (link === undefined) return undefined;
    const known = this.links.get(link);
    if (known) return known;
    const made = new Map<Ip, ResolvedHops>();
    this.links.set(link, made);
    return made;
  }

  /** An entry of this prefix has changed, come or gone. */
  forget(prefix: Prefix): void {
    for (const byGateway of this.known) for (const gateway of byGateway.keys()) if (containsIp(prefix, gateway)) byGateway.delete(gateway);
    for (const [text, { gateways }] of this.groups) if (gateways.some((gateway) => containsIp(prefix, gateway))) this.groups.delete(text);
  }

  /** Interfaces have come up or gone down. */
  forgetLinks(): void {
    this.links.clear();
    this.connected.clear();
  }

  clear(): void {
    for (const byGateway of this.known) byGateway.clear();
    this.groups.clear();
    this.forgetLinks();
  }
}

/** Both are made when the first is asked for: a route that is offered is nearly always installed. */
function resolved(offer: RouteOffer, settings: RibSettings, candidates: Candidates, lost?: Lost): ResolvedHops {
  const idle = resolveNextHops(offer, settings, candidates, lost);
  const refused = offer.protocol !== 'kernel' && kernelRefuses(idle, settings);
  const used = refused ? idle : withFib(idle, true);
  // What the kernel had itself keeps its marks.
  return { idle, used: offer.protocol === 'kernel' ? used.map((h) => (h.fib ? h : { ...h, fib: true })) : used, refused };
}

/** A gateway that has nothing else to it; never one that the route itself covers, which it may not lead through. */
function isOnlyGateway({ prefix, protocol, nextHops }: RouteOffer): boolean {
  const hop = nextHops[0];
  if (nextHops.length !== 1 || hop?.ip === undefined || (protocol !== 'bgp' && protocol !== 'static')) return false;
  for (const key in hop) if (key !== 'ip') return false;
  return !containsIp(prefix, hop.ip);
}

/** What a BGP route by several gateways says of them; undefined where it says more than their weight, or covers one of them. */
function groupText(offer: RouteOffer): string | undefined {
  const { prefix, protocol, nextHops } = offer;
  if (protocol !== 'bgp' || nextHops.length < 2) return undefined;
  let text = mayRecurse(offer) ? 'recurse' : 'direct';
  for (const hop of nextHops) {
    for (const key in hop) if (key !== 'ip' && key !== 'weight') return undefined;
    if (hop.ip === undefined || containsIp(prefix, hop.ip)) return undefined;
    text += ` ${typeof hop.ip === 'bigint' ? '6:' : ''}${hop.ip}*${hop.weight ?? ''}`;
  }
  return text;
}

/** The interface of BGP's link-local gateway that has nothing else to it: whether it is up is all that such a way stands on. */
function onlyLink({ protocol, nextHops }: RouteOffer): string | undefined {
  const hop = nextHops[0];
  if (nextHops.length !== 1 || hop?.ip === undefined || protocol !== 'bgp' || isIpv4(hop.ip) || !isLinkLocal(hop.ip)) return undefined;
  for (const key in hop) if (key !== 'ip' && key !== 'interface') return undefined;
  return hop.interface;
}
