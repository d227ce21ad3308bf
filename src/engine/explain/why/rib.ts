/** The routing table's part: candidates by administrative distance, and where their next hops lead (F108–F114). */
import { askTableMap, bestOf, type BgpPath, entryOf, isSingleHop, sessionOf, type SpeakerId, type SpeakerState } from '../../bgp/index.ts';
import type { RouterNode } from '../../compile/network.ts';
import { containsIp, formatIp, formatPrefix, type Ip, isIpv4, networkOf, type Prefix, samePrefix } from '../../ip/index.ts';
import type { Reason } from '../../policy/index.ts';
import { askProtocolMap, groundOf, type ProtocolMaps, type Rib, type RibEntry, type RibNextHop } from '../../rib/index.ts';
import { mapStep } from './policy-steps.ts';
import { type Scene, step } from './scene.ts';
import type { WhyStep } from './types.ts';

/** The selected route of a prefix; undefined when there is none. */
export function selectedIn(rib: Rib | undefined, prefix: Prefix): RibEntry | undefined {
  return rib?.get(prefix)?.find((e) => e.selected);
}

/** Whose routing table it is; `state`: its BGP, where it has one. */
export interface Table {
  readonly rib: Rib;
  readonly node: RouterNode;
  readonly state?: SpeakerState;
}

/** Every candidate of a prefix, the selected one first, each with its next hops. */
export function ribSteps(table: Table, prefix: Prefix): WhyStep[] {
  const { rib, node, state } = table;
  const candidates = rib.get(prefix) ?? [];
  const selected = candidates.find((e) => e.selected);
  return candidates.map((e) => {
    const mapped = e.protocol === 'bgp' && state ? tableMapSteps(state, prefix) : [];
    return step(markOf(e), node.device, candidateReason(e, selected), [...mapped, ...hopSteps(table, e)]);
  });
}

/** F152: what the table-map said of each path that is used. */
export function tableMapSteps(state: SpeakerState, prefix: Prefix): WhyStep[] {
  const asked = askTableMap(state, prefix);
  return asked.map(({ path, event }) => {
    const said = mapStep(state.device, event);
    if (asked.length === 1) return said;
    const peer = path.source.kind === 'peer' ? path.source.peer : '';
    return step(said.mark, state.device, { code: 'why-table-map-path', rules: ['F152'], args: { peer } }, [said]);
  });
}

/** What the map of `ip protocol` said of the next hops of a route; nothing where none is asked. */
export function protocolMapSteps({ device, protocolMaps }: RouterNode, e: RibEntry): WhyStep[] {
  return protocolMaps ? e.nextHops.flatMap((hop) => protocolMapStep(device, protocolMaps, e, hop)) : [];
}

function protocolMapStep(device: string, maps: ProtocolMaps, e: RibEntry, hop: RibNextHop): WhyStep[] {
  const asked = askProtocolMap(e, hop, maps);
  if (!asked) return [];
  const { map, missing, result } = asked;
  return [mapStep(device, { kind: 'route-map', use: 'ip protocol', filter: map, missing, result })];
}

function markOf(e: RibEntry): WhyStep['mark'] {
  if (e.selected) return e.installed ? 'chosen' : 'stopped';
  return e.nextHops.some((h) => h.active) ? 'beaten' : 'stopped';
}

function candidateReason(e: RibEntry, selected: RibEntry | undefined): Reason {
  const source = e.source && { source: e.source };
  const args = { protocol: e.protocol, distance: e.distance, metric: e.metric };
  if (e.unasked) return { code: 'why-rib-unasked', rules: ['F34'], args, ...source };
  if (e.selected && !e.installed) return { code: 'why-rib-refused', rules: ['F132'], args, ...source };
  if (e.selected) return { code: 'why-rib-selected', rules: ['F108'], args, ...source };
  if (!e.nextHops.some((h) => h.active)) return { code: 'why-rib-inactive', rules: ['F112'], args, ...source };
  if (!selected) return { code: 'why-rib-distance-255', rules: ['F108'], args, ...source };
  const against = { ...args, winner: selected.protocol, winnerDistance: selected.distance, winnerMetric: selected.metric };
  if (selected.protocol === 'connected' && e.protocol !== 'connected') return { code: 'why-rib-connected-first', rules: ['F108'], args: against, ...source };
  const code = selected.distance !== e.distance ? 'why-rib-distance' : selected.metric !== e.metric ? 'why-rib-metric' : 'why-rib-older';
  return { code, rules: ['F108'], args: against, ...source };
}

function hopSteps({ rib, node }: Table, e: RibEntry): WhyStep[] {
  const { device, protocolMaps } = node;
  return e.nextHops.map((hop) => {
    const mapped = protocolMaps ? protocolMapStep(device, protocolMaps, e, hop) : [];
    const told = hopStep(rib, device, hop);
    return mapped.length === 0 ? told : { ...told, steps: [...(told.steps ?? []), ...mapped] };
  });
}

function hopStep(rib: Rib, device: string, hop: RibNextHop): WhyStep {
  const nextHop = hop.ip === undefined ? (hop.interface ?? hop.blackhole ?? '') : formatIp(hop.ip);
  if (!hop.active) return step('stopped', device, { code: `rib-${hop.inactive ?? 'unresolved'}`, rules: ['F112'], args: { nextHop } });
  if (hop.blackhole) return step('fact', device, { code: 'why-hop-blackhole', args: { nextHop: hop.blackhole } });
  if (hop.ip === undefined) return step('fact', device, { code: 'why-hop-connected', args: { interface: hop.interface ?? '' } });
  if (!hop.recursive) {
    const code = hop.duplicate ? 'why-hop-duplicate' : 'why-hop-direct';
    return step('fact', device, { code, rules: ['F113'], args: { nextHop, interface: hop.interface ?? '' } });
  }
  const by = coveringOf(rib, hop.ip);
  const source = by?.source && { source: by.source };
  const args = { nextHop, by: by ? formatPrefix(by.prefix) : '', protocol: by?.protocol ?? '', final: hop.resolved.map(finalText).join(', ') };
  return step('fact', device, { code: 'why-hop-recursive', rules: ['F113'], args, ...source });
}

function finalText(hop: RibNextHop): string {
  const where = hop.interface === undefined ? '' : ` ${hop.interface}`;
  return hop.blackhole ?? `${hop.ip === undefined ? '' : formatIp(hop.ip)}${where}`.trim();
}

/** The installed route that covers a gateway. */
function coveringOf(rib: Rib, ip: Ip): RibEntry | undefined {
  for (const { value } of rib.matches(ip)) {
    const entry = groundOf(value);
    if (entry?.installed) return entry;
  }
  return undefined;
}

/** The route of the RIB on which `network` or `redistribute` rests: from elsewhere than BGP, selected. */
export function ribEvidence(scene: Scene, at: SpeakerId, prefix: Prefix): WhyStep[] {
  const entry = scene
    .rib(at)
    ?.get(prefix)
    ?.find((e) => e.selected && e.protocol !== 'bgp');
  if (!entry) return [];
  const hop = entry.nextHops[0];
  const through = hop?.ip === undefined ? (hop?.interface ?? hop?.blackhole ?? '') : formatIp(hop.ip);
  const source = entry.source && { source: entry.source };
  return [step('fact', scene.device(at), { code: 'why-rib-has', args: { prefix: formatPrefix(prefix), protocol: entry.protocol, through }, ...source })];
}

/** F47, F48: what the RIB has instead of the very route that `network` wants: a shorter one that covers it, or BGP's own. */
export function insteadOf(scene: Scene, at: SpeakerId, prefix: Prefix): WhyStep[] {
  const rib = scene.rib(at);
  const exact = selectedIn(rib, prefix);
  const covering = (rib?.matches(prefix.ip) ?? []).flatMap(({ prefix: p, value }) => (p.length < prefix.length ? value.filter((e) => e.selected) : []))[0];
  const entry = exact?.protocol === 'bgp' ? exact : covering;
  if (!entry) return [];
  const source = entry.source && { source: entry.source };
  const args = { prefix: formatPrefix(prefix), has: formatPrefix(entry.prefix), protocol: entry.protocol };
  return [step('fact', scene.device(at), { code: 'why-rib-has-instead', rules: [exact === entry ? 'F48' : 'F47'], args, ...source })];
}

/** Why a best path is no route of the RIB: our own, or turned away by the table-map. */
export function notOffered(scene: Scene, at: SpeakerId, prefix: Prefix): WhyStep[] {
  const state = scene.state(at);
  const best = state && bestOf(entryOf(state, prefix));
  if (
    !state ||
    !best ||
    scene
      .rib(at)
      ?.get(prefix)
      ?.some((e) => e.protocol === 'bgp')
  )
    return [];
  const { device } = state;
  if (best.source.kind === 'local') return [step('fact', device, { code: 'why-own-not-installed', args: { prefix: formatPrefix(prefix) } })];
  const filter = state.config[isIpv4(prefix.ip) ? 'ipv4' : 'ipv6'].tableMap;
  const source = filter?.source && { source: filter.source };
  return [
    step(
      'stopped',
      device,
      { code: 'why-table-map-denies', rules: ['F152'], args: { map: filter?.name ?? '', prefix: formatPrefix(prefix) }, ...source },
      tableMapSteps(state, prefix),
    ),
  ];
}

/** Which route covers a next hop that is found unreachable, and why it does not count (F29, F30, F33). */
export function trackingSteps(scene: Scene, state: SpeakerState, path: BgpPath): WhyStep[] {
  const rib = scene.rib(state.id);
  const node = scene.node(state.id);
  const { nextHop } = path.attributes;
  const session = path.source.kind === 'peer' ? sessionOf(state, path.source.peer) : undefined;
  if (!rib || node?.kind !== 'router' || !session) return [];
  const by = coveringOf(rib, nextHop);
  const args = { nextHop: formatIp(nextHop), by: by ? formatPrefix(by.prefix) : '', protocol: by?.protocol ?? '' };
  const source = by?.source && { source: by.source };
  const viaDefault = isIpv4(nextHop) ? node.resolveViaDefault.ipv4 : node.resolveViaDefault.ipv6;
  if (!by) return [step('fact', state.device, { code: 'why-nht-none', rules: ['F29'], args })];
  if (by.prefix.length === 0 && !viaDefault) return [step('fact', state.device, { code: 'why-nht-default', rules: ['F30'], args, ...source })];
  if (by.protocol === 'connected' || by.protocol === 'static') return [];
  // F33: what one who has the address needs holds for all.
  const code = isSingleHop(session) ? 'why-nht-not-connected' : 'why-nht-held-connected';
  return [step('fact', state.device, { code, rules: ['F33'], args, ...source })];
}

/** Configuration of the router that would make the route, and does not: static lines without a way, interfaces that are down. */
export function statedButGone(scene: Pick<Scene, 'asked'>, node: RouterNode, prefix: Prefix): WhyStep[] {
  const rib = scene.asked.controlPlane.ribs.get(node.id);
  const has = (protocol: string) => rib?.get(prefix)?.some((e) => e.protocol === protocol && e.nextHops.some((h) => h.active)) ?? false;
  const text = formatPrefix(prefix);
  const statics = has('static') ? [] : node.staticRoutes.filter((r) => samePrefix(r.prefix, prefix));
  const kernels = has('kernel') ? [] : node.kernelRoutes.filter((r) => samePrefix(r.prefix, prefix));
  const down = node.interfaces.filter((i) => !i.up && i.addresses.some((a) => samePrefix(networkOf(a), prefix)));
  return [
    ...statics.map((r) => {
      const way = r.to.kind === 'gateway' ? formatIp(r.to.ip) : r.to.kind === 'interface' ? r.to.interface : r.to.kind;
      const source = r.source && { source: r.source };
      return step('stopped', node.device, {
        code: staticCode(node, r.to),
        rules: ['F110', 'F112'],
        args: { prefix: text, nextHop: way, at: node.id },
        ...source,
      });
    }),
    ...kernels.map((r) => step('stopped', node.device, { code: 'why-kernel-gone', args: { prefix: text, interface: r.interface ?? '', at: node.id } })),
    ...down.map((i) => step('stopped', node.device, { code: 'why-interface-down', rules: ['F144'], args: { prefix: text, interface: i.name, at: node.id } })),
  ];
}

function staticCode(node: RouterNode, to: RouterNode['staticRoutes'][number]['to']): string {
  if (to.kind === 'interface') return 'why-static-interface-down';
  const down =
    to.kind === 'gateway' && node.interfaces.some((i) => !i.up && i.addresses.some((a) => isIpv4(a.ip) === isIpv4(to.ip) && containsIp(networkOf(a), to.ip)));
  return down ? 'why-static-interface-down' : 'why-static-unresolved';
}
