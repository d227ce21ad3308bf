/**
 * Gateways of many routes, resolved once: nearly all routes of a large table have one gateway and nothing beside it, and share it with
 * thousands. What is kept of a gateway holds until an entry that covers it changes, which is told by `forget`.
 */
import { containsIp, type Ip, type Prefix } from '../ip/index.ts';
import type { RibSettings, RouteOffer } from './offer.ts';
import { type Candidates, kernelRefuses, mayRecurse, resolveNextHops, withFib } from './resolve.ts';
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

  /** `lost`: gateways that count as out of reach for this route alone. */
  resolve(offer: RouteOffer, settings: RibSettings, candidates: Candidates, lost?: ReadonlySet<Ip>): ResolvedHops {
    const gateway = lost ? undefined : onlyGateway(offer);
    if (gateway === undefined) return resolved(offer, settings, candidates, lost);
    const byGateway = this.known[mayRecurse(offer) ? 1 : 0];
    const known = byGateway.get(gateway);
    if (known) return known;
    const now = resolved(offer, settings, candidates);
    byGateway.set(gateway, now);
    return now;
  }

  /** An entry of this prefix has changed, come or gone. */
  forget(prefix: Prefix): void {
    for (const byGateway of this.known) for (const gateway of byGateway.keys()) if (containsIp(prefix, gateway)) byGateway.delete(gateway);
  }

  clear(): void {
    for (const byGateway of this.known) byGateway.clear();
  }
}

/** Both are made when the first is asked for: a route that is offered is nearly always installed. */
function resolved(offer: RouteOffer, settings: RibSettings, candidates: Candidates, lost?: ReadonlySet<Ip>): ResolvedHops {
  const idle = resolveNextHops(offer, settings, candidates, lost);
  const refused = offer.protocol !== 'kernel' && kernelRefuses(idle, settings);
  return { idle, used: refused ? idle : withFib(idle, true), refused };
}

/** The gateway of a route that has nothing else to it; never one that the route itself covers, which it may not lead through. */
function onlyGateway({ prefix, protocol, nextHops }: RouteOffer): Ip | undefined {
  const hop = nextHops[0];
  if (nextHops.length !== 1 || hop?.ip === undefined || (protocol !== 'bgp' && protocol !== 'static')) return undefined;
  for (const key in hop) if (key !== 'ip') return undefined;
  return containsIp(prefix, hop.ip) ? undefined : hop.ip;
}
