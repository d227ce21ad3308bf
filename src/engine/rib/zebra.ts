/** A router's RIB: candidates, selection, recursive resolution, FIB (F108–F117). */
import { containsIp, formatIp, hostPrefix, type Ip, isIpv4, networkOf, type Prefix, PrefixTable, prefixKey, compareIp } from '../ip/index.ts';
import type { Fib, FibNextHop, Rib, RibEntry, RibNextHop, RibProtocol } from './types.ts';

/** A route offered to the RIB. */
export interface RouteOffer {
  readonly prefix: Prefix;
  readonly protocol: RibProtocol;
  readonly distance: number;
  readonly metric: number;
  readonly tag?: number;
  readonly nextHops: readonly {
    readonly ip?: Ip;
    readonly interface?: string;
    readonly blackhole?: 'blackhole' | 'reject';
    readonly onlink?: boolean;
    readonly source?: Ip;
  }[];
  readonly bgp?: RibEntry['bgp'];
  readonly source?: RibEntry['source'];
}

export interface RibInterface {
  readonly name: string;
  readonly up: boolean;
  readonly addresses: readonly { readonly ip: Ip; readonly length: number }[];
}

export interface RibSettings {
  readonly interfaces: readonly RibInterface[];
  readonly resolveViaDefault: { readonly ipv4: boolean; readonly ipv6: boolean };
}

/** Builds the RIB: offers are added in order of how directly they resolve, until nothing more changes. */
export function buildRib(settings: RibSettings, offers: readonly RouteOffer[]): { rib: Rib; fib: Fib } {
  const connected = connectedOffers(settings);
  const all = [...connected, ...offers];
  let chosen = new PrefixTable<RibEntry>();
  // Resolution depends on what is selected, selection on what resolves: repeat until it stands still.
  for (let round = 0; round < 20; round++) {
    const table = new PrefixTable<RibEntry[]>();
    for (const offer of all) {
      const entry = resolveOffer(offer, settings, chosen);
      const list = table.get(offer.prefix);
      if (list) list.push(entry);
      else table.set(offer.prefix, [entry]);
    }
    const next = new PrefixTable<RibEntry>();
    const rib: PrefixTable<readonly RibEntry[]> = new PrefixTable();
    const fib: Fib = new PrefixTable();
    for (const { prefix, value } of table.entries()) {
      const usable = value.filter((e) => e.distance < 255 && e.nextHops.some((h) => h.active));
      const best = usable.reduce<RibEntry | undefined>((b, e) => (!b || better(e, b) ? e : b), undefined);
      const entries = value.map((e): RibEntry => (e === best ? { ...e, selected: true, installed: true } : { ...e, nextHops: e.nextHops.map(notInstalled) }));
      const selected = entries.find((e) => e.selected);
      rib.set(prefix, entries);
      if (selected) {
        next.set(prefix, selected);
        fib.set(prefix, { prefix, entry: selected, nextHops: finalHops(selected) });
      }
    }
    if (same(chosen, next)) return { rib, fib };
    chosen = next;
  }
  throw new Error('the routing table does not settle');
}

function connectedOffers(settings: RibSettings): RouteOffer[] {
  return settings.interfaces
    .filter((i) => i.up)
    .flatMap((i) =>
      i.addresses.map((a): RouteOffer => ({ prefix: networkOf(a), protocol: 'connected', distance: 0, metric: 0, nextHops: [{ interface: i.name }] })),
    );
}

/** F108: connected beats all, then the lower distance, then the lower metric, then the later. */
function better(a: RibEntry, b: RibEntry): boolean {
  if ((a.protocol === 'connected') !== (b.protocol === 'connected')) return a.protocol === 'connected';
  return a.distance !== b.distance ? a.distance < b.distance : a.metric <= b.metric;
}

function notInstalled(h: RibNextHop): RibNextHop {
  return { ...h, fib: false, resolved: h.resolved.map(notInstalled) };
}

function resolveOffer(offer: RouteOffer, settings: RibSettings, chosen: PrefixTable<RibEntry>): RibEntry {
  const seen = new Set<string>();
  const nextHops = offer.nextHops
    .map((h) => h)
    .sort((a, b) => compareHops(a, b))
    .map((h): RibNextHop => {
      const base = {
        weight: 1,
        onlink: h.onlink ?? false,
        resolved: [],
        recursive: false,
        duplicate: false,
        ...(h.source !== undefined && { source: h.source }),
      };
      if (h.blackhole) return { ...base, blackhole: h.blackhole, active: true, fib: true };
      if (h.ip === undefined) {
        const up = settings.interfaces.some((i) => i.name === h.interface && i.up);
        return { ...base, ...(h.interface !== undefined && { interface: h.interface }), active: up, fib: up, ...(!up && { inactive: 'interface-down' }) };
      }
      const way = resolveGateway(h.ip, h.interface, offer, settings, chosen);
      if (typeof way === 'string')
        return { ...base, ip: h.ip, ...(h.interface !== undefined && { interface: h.interface }), active: false, fib: false, inactive: way };
      if (way.direct !== undefined) return { ...base, ip: h.ip, interface: way.direct, ...fresh(seen, `${formatIp(h.ip)}%${way.direct}`), active: true };
      const resolved = way.through.map(
        (r): RibNextHop => ({ ...r, recursive: false, ...fresh(seen, `${r.ip === undefined ? '' : formatIp(r.ip)}%${r.interface ?? r.blackhole ?? ''}`) }),
      );
      return { ...base, ip: h.ip, active: true, fib: false, recursive: true, resolved };
    });
  return {
    prefix: offer.prefix,
    protocol: offer.protocol,
    distance: offer.distance,
    metric: offer.metric,
    selected: false,
    installed: false,
    nextHops,
    ...(offer.tag !== undefined && { tag: offer.tag }),
    ...(offer.bgp && { bgp: offer.bgp }),
    ...(offer.source && { source: offer.source }),
  };
}

/** F114: the second way to one final next hop is a duplicate and not installed twice. */
function fresh(seen: Set<string>, key: string): { duplicate: boolean; fib: boolean } {
  const duplicate = seen.has(key);
  seen.add(key);
  return { duplicate, fib: !duplicate };
}

/** F115. */
function compareHops(a: RouteOffer['nextHops'][number], b: RouteOffer['nextHops'][number]): number {
  if (a.ip === undefined || b.ip === undefined) return (a.ip === undefined ? 0 : 1) - (b.ip === undefined ? 0 : 1);
  return compareIp(a.ip, b.ip);
}

/** F112: the gateway's longest match that is selected; connected is the end, another route is followed if this one may recurse. */
function resolveGateway(
  ip: Ip,
  via: string | undefined,
  offer: RouteOffer,
  settings: RibSettings,
  chosen: PrefixTable<RibEntry>,
): string | { direct?: string; through: readonly RibNextHop[] } {
  const on = settings.interfaces.find(
    (i) => i.up && (via === undefined || i.name === via) && i.addresses.some((a) => isIpv4(a.ip) === isIpv4(ip) && containsIp(networkOf(a), ip)),
  );
  if (offer.protocol === 'kernel' && via !== undefined) return { direct: via, through: [] };
  for (const { prefix, value } of chosen.matches(ip)) {
    if (prefixKey(prefix) === prefixKey(offer.prefix) && prefixKey(prefix) !== prefixKey(hostPrefix(ip))) return 'via-self';
    if (prefix.length === 0 && !(isIpv4(ip) ? settings.resolveViaDefault.ipv4 : settings.resolveViaDefault.ipv6)) return 'via-default';
    if (value.protocol === 'connected') return on ? { direct: on.name, through: [] } : 'unresolved';
    if (offer.protocol === 'bgp' && !offer.bgp?.mayRecurse) return 'not-connected';
    const through = value.nextHops.flatMap((h) => (h.recursive ? h.resolved : [h])).filter((h) => h.active && !h.duplicate);
    return through.length > 0 ? { through } : 'unresolved';
  }
  return 'unresolved';
}

function finalHops(entry: RibEntry): FibNextHop[] {
  return entry.nextHops
    .flatMap((h) => (h.recursive ? h.resolved : [h]))
    .filter((h) => h.fib)
    .map((h) => ({
      ...(h.ip !== undefined && { gateway: h.ip }),
      ...(h.interface !== undefined && { interface: h.interface }),
      ...(h.blackhole && { blackhole: h.blackhole }),
    }));
}

function same(a: PrefixTable<RibEntry>, b: PrefixTable<RibEntry>): boolean {
  if (a.size !== b.size) return false;
  const text = (t: PrefixTable<RibEntry>) =>
    t
      .entries()
      .map(
        (e) =>
          `${prefixKey(e.prefix)} ${e.value.protocol} ${e.value.distance} ${e.value.metric} ${e.value.nextHops.map((h) => [h, ...h.resolved].map((r) => `${r.ip}%${r.interface}${r.fib}`).join('+')).join('|')}`,
      )
      .join('\n');
  return text(a) === text(b);
}
