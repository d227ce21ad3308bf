/**
 * A speaker's settled state asked why: the same functions that made it are run once more on one route, with a trace. What
 * comes out must equal what the state holds; a test runs every recorded lab to see that it does.
 */
import { formatPrefix, isIpv4, type Prefix, prefixKey, samePrefix } from '../ip/index.ts';
import { evaluateRouteMap, type PathAttributes, type Reason, sameAttributes } from '../policy/index.ts';
import type { RouteOffer } from '../rib/index.ts';
import { contributorsOf } from './aggregate.ts';
import { type Candidate, compareInSteps, type StepCompared } from './decision.ts';
import { encode } from './encode.ts';
import { type Imported, importRoute, wasOurs } from './inbound.ts';
import { ribOffer } from './install.ts';
import { isNeverRedistributed, localAttributes, localSubject, type LocalRoute, pathSubject, routesOf, shaped } from './originate.ts';
import { type Exported, exportPath, isReason, OWN_FIB_PENDING } from './outbound.ts';
import { contenderOf, Destination, Path } from './path.ts';
import type { MapEvent, PolicyEvent } from './policy-trace.ts';
import type { RouterView } from './router-view.ts';
import { type Contender, selectPath } from './selection.ts';
import { type Session, updateGroupKey } from './session.ts';
import { shareBandwidth } from './shares.ts';
import type { BgpEntry, BgpPath, ReceivedRoute, SpeakerState } from './state.ts';
import type { AfiName, Origination, PeerFamilyConfig, SpeakerConfig } from './types.ts';

const afiOf = (prefix: Prefix): AfiName => (isIpv4(prefix.ip) ? 'ipv4' : 'ipv6');

/** What became of a received route, with every policy entry that it met. */
export interface ImportAnswer {
  readonly received: ReceivedRoute;
  readonly events: readonly PolicyEvent[];
  readonly outcome: Imported;
}

/** Undefined where the peer has sent no such route. */
export function askImport(state: SpeakerState, router: RouterView | undefined, peer: string, prefix: Prefix): ImportAnswer | undefined {
  const received = state.adjRibIn.get(peer)?.get(prefixKey(prefix));
  const session = sessionOf(state, peer);
  const afi = afiOf(prefix);
  const family = session?.peer.families[afi];
  if (!received || !session || !family) return undefined;
  const ask = (speaker: SpeakerConfig, met: Session): ImportAnswer => {
    const events: PolicyEvent[] = [];
    // F26: an address may have become ours, or have ceased to be, since the route came.
    const ours = received.rejected ? wasOurs({ rejected: received.rejected }) : false;
    const of = met.peer.families[afi] ?? family;
    return { received, events, outcome: importRoute({ speaker, router, session: met, family: of, ours, trace: events }, prefix, received.attributes) };
  };
  const now = ask(state.config, session);
  const before = state.metBefore.get(`${peer} ${afi}`);
  // Whether it came before the change shows in what became of it.
  if (!before || isOutcome(now.outcome, received)) return now;
  return ask(before, { ...session, peer: before.peers.find((p) => p.id === peer) ?? session.peer });
}

function isOutcome(outcome: Imported, { post, rejected }: ReceivedRoute): boolean {
  return 'rejected' in outcome ? outcome.rejected.code === rejected?.code : post !== undefined && sameAttributes(outcome.post, post);
}

/** What becomes of the best path towards a peer. */
export interface ExportAnswer {
  readonly events: readonly PolicyEvent[];
  /** Absent when it is stored to be sent. */
  readonly refused?: Reason;
  /** As it is stored in Adj-RIB-Out, before the session's own rewriting. */
  readonly stored?: PathAttributes;
  /** As it would be sent now. */
  readonly sent?: PathAttributes;
}

/**
 * Undefined where there is no session with the peer, no family for it, or no best path. `afresh`: as the state's configuration would have it now, whatever
 * was said and stands.
 */
export function askExport(state: SpeakerState, router: RouterView | undefined, peer: string, prefix: Prefix, afresh = false): ExportAnswer | undefined {
  const session = sessionOf(state, peer);
  const afi = afiOf(prefix);
  const family = session?.peer.families[afi];
  const best = bestOf(entryOf(state, prefix));
  if (!session?.families.includes(afi) || !family || !best) return undefined;
  const group = groupOf(state, session, afi, family);
  const condition = state.sessions.find((s) => s.peer.id === peer)?.families[afi]?.condition;
  const path = pathOf(state, best, wasWithheld(state, peer, prefix));
  const ask = (speaker: SpeakerConfig): ExportAnswer => {
    const events: PolicyEvent[] = [];
    const outcome = exportPath({ speaker, router, session, family, group, condition, trace: events }, prefix, path);
    if (isReason(outcome)) return { events, refused: outcome };
    return { events, stored: outcome.stored, sent: encode({ speaker, router, session, family }, prefix, outcome satisfies Exported) };
  };
  const now = ask(state.config);
  if (afresh) return now;
  // F24: what stands is not asked for a policy again when the process is told to want one from now on, or no longer.
  const isMissing = state.withheld.get(peer)?.get(prefixKey(prefix))?.code === POLICY_MISSING;
  const { ebgpRequiresPolicy } = state.config;
  return isMissing === (now.refused?.code === POLICY_MISSING) ? now : ask({ ...state.config, ebgpRequiresPolicy: !ebgpRequiresPolicy });
}

const POLICY_MISSING = 'bgp-policy-missing';

/** A state does not change: its groups are found once. */
const groups = new WeakMap<SpeakerState, Map<string, Session[]>>();

/** The members of a session's update group, which are judged together. */
function groupOf(state: SpeakerState, session: Session, afi: AfiName, family: PeerFamilyConfig): Session[] {
  const known = groups.get(state) ?? new Map<string, Session[]>();
  groups.set(state, known);
  const of = `${afi} ${session.peer.id}`;
  const members = known.get(of) ?? membersOf(state, session, afi, family);
  known.set(of, members);
  return members;
}

function membersOf(state: SpeakerState, session: Session, afi: AfiName, family: PeerFamilyConfig): Session[] {
  const key = updateGroupKey(session, afi, family);
  return state.sessions.flatMap((s) => {
    const other = s.session?.peer.families[afi];
    return s.session && other && s.session.families.includes(afi) && updateGroupKey(s.session, afi, other) === key ? [s.session] : [];
  });
}

/** The best path against the one that would be best without it. */
export interface DecisionAnswer {
  readonly best: BgpPath;
  /** FRR's word for the choice among all (F43). */
  readonly reason: string;
  readonly runnerUp?: RunnerUp;
}

export interface RunnerUp {
  readonly path: BgpPath;
  readonly steps: readonly StepCompared[];
  /** F41: the best path is in use now, and need not have been when it was chosen: where it was not, its age did not count. */
  readonly wasInUse: boolean;
}

export function askDecision(state: SpeakerState, prefix: Prefix): DecisionAnswer | undefined {
  const entry = entryOf(state, prefix);
  const best = bestOf(entry);
  if (!entry || !best) return undefined;
  const reason = entry.selectionReason ?? '';
  const others = entry.paths.filter((p) => p.valid && p !== best);
  if (others.length === 0) return { best, reason };
  const contenders = contendersOf(state, prefix, [best, ...others]);
  const rest = others.flatMap((p) => contenders.get(p) ?? []);
  const second = selectPath(rest, state.config, { external: 1, internal: 1 })?.best;
  const runnerUp = others.find((p) => contenders.get(p)?.path === second);
  const [first, other] = [contenders.get(best), runnerUp && contenders.get(runnerUp)];
  if (!runnerUp || !first || !other) return { best, reason };
  const wasInUse = !wasChosenAnew(reason, first, other, state.config);
  return { best, reason, runnerUp: { path: runnerUp, steps: stepsOf(first, other, state.config, wasInUse), wasInUse } };
}

function stepsOf(best: Candidate, other: Candidate, speaker: SpeakerConfig, wasInUse: boolean): readonly StepCompared[] {
  return compareInSteps(wasInUse ? best : { ...best, selected: false }, other, speaker);
}

/** FRR's word for the choice (F43) is the step of a comparison with the best: one behind the age says that neither of the two was in use. */
function wasChosenAnew(reason: string, best: Candidate, other: Candidate, speaker: SpeakerConfig): boolean {
  if (!best.selected) return false;
  const now = stepsOf(best, other, speaker, true);
  const age = now.at(-1);
  if (age?.step !== 'older-path' || reason === age.reason) return false;
  return stepsOf(best, other, speaker, false).some((s, i) => i >= now.length && s.reason === reason);
}

function contendersOf(state: SpeakerState, prefix: Prefix, paths: readonly BgpPath[]): Map<BgpPath, Contender<Path>> {
  const { equalClusterLength } = state.config[afiOf(prefix)];
  return new Map(paths.map((p) => [p, contenderOf(pathOf(state, p), state.config.routerId, equalClusterLength === true)]));
}

/** What a path of a prefix is used for. */
export type PathUse = 'best' | 'beside' | 'none';

/** The use of each valid path as the state's configuration has it, whatever was chosen; the path that was best counts as the one in use (F41). */
export function askUses(state: SpeakerState, prefix: Prefix): ReadonlyMap<BgpPath, PathUse> {
  const family = state.config[afiOf(prefix)];
  const paths = entryOf(state, prefix)?.paths.filter((p) => p.valid) ?? [];
  const contenders = contendersOf(state, prefix, paths);
  const chosen = selectPath([...contenders.values()], state.config, { external: family.maximumPaths, internal: family.maximumPathsIbgp });
  return new Map([...contenders].map(([p, { path }]) => [p, path === chosen?.best ? 'best' : chosen?.multipath.includes(path) ? 'beside' : 'none']));
}

/** The best path of a prefix against another, as the state's configuration has it. */
export function askComparison(state: SpeakerState, prefix: Prefix, best: BgpPath, { path, wasInUse }: Omit<RunnerUp, 'steps'>): readonly StepCompared[] {
  const contenders = contendersOf(state, prefix, [best, path]);
  const [first, second] = [contenders.get(best), contenders.get(path)];
  return first && second ? stepsOf(first, second, state.config, wasInUse) : [];
}

/** What the RIB is handed of a prefix's best path, as the state's configuration has it. */
export function askOffer(state: SpeakerState, prefix: Prefix): RouteOffer | undefined {
  const held = new Map((entryOf(state, prefix)?.paths ?? []).map((p) => [p, pathOf(state, p)]));
  const destination = new Destination(prefix, [...held.values()], 0);
  destination.best = [...held].find(([p]) => p.best)?.[1];
  shareBandwidth(
    destination,
    destination.paths.filter((p) => p.multipath),
  );
  return ribOffer(destination, state.config);
}

/** F152: what the table-map said of the paths that are used, the best one first; nothing without one, or where no path asks it. */
export function askTableMap(state: SpeakerState, prefix: Prefix): readonly { readonly path: BgpPath; readonly event: MapEvent }[] {
  const filter = state.config[afiOf(prefix)].tableMap;
  const used = (entryOf(state, prefix)?.paths ?? []).filter((p) => p.best || p.multipath);
  if (!filter || used.some((p) => p.best && p.source.kind === 'local' && p.source.origination.kind !== 'aggregate')) return [];
  const missing = !state.config.policy.routeMaps.has(filter.name);
  const bestFirst = used.toSorted((a, b) => Number(b.best) - Number(a.best));
  return bestFirst.map((path) => {
    const result = evaluateRouteMap(filter.name, pathSubject(prefix, pathOf(state, path), state.config), state.config.policy, true);
    return { path, event: { kind: 'route-map', use: 'table-map', filter, missing, result } };
  });
}

/** What a statement that could originate the prefix comes to. */
export interface OriginAnswer {
  readonly origination: Origination;
  readonly events: readonly PolicyEvent[];
  readonly route?: LocalRoute;
  /** An aggregate's more specific routes, by prefix. */
  readonly contributors?: readonly string[];
  /** Why nothing comes of it. */
  readonly refused?: Reason;
}

/** Every statement of the speaker that names the prefix, or redistributes it. */
export function askOrigins(state: SpeakerState, router: RouterView | undefined, prefix: Prefix): OriginAnswer[] {
  return state.config.originations.flatMap((o) => {
    if (o.kind === 'redistribute') return redistributes(o, state, router, prefix);
    if (!samePrefix(o.prefix, prefix)) return [];
    return o.kind === 'aggregate' ? [aggregates(o, state)] : [states(o, state, router, prefix)];
  });
}

function states(o: Origination, state: SpeakerState, router: RouterView | undefined, prefix: Prefix): OriginAnswer {
  const events: PolicyEvent[] = [];
  const route = routesOf(o, state.config, router, events)[0];
  if (route) return { origination: o, events, route, ...(route.invalid && { refused: route.invalid }) };
  const code = o.kind === 'network' && o.backdoor && !o.redone ? 'bgp-network-backdoor' : 'bgp-origination-denied';
  return { origination: o, events, refused: refusal(code, o, prefix) };
}

function redistributes(o: Extract<Origination, { kind: 'redistribute' }>, state: SpeakerState, router: RouterView | undefined, prefix: Prefix): OriginAnswer[] {
  const routes = o.afi === afiOf(prefix) ? (router?.redistributable(o.afi, o.protocol, prefix) ?? []) : [];
  if (routes.length === 0 || !router) return [];
  const events: PolicyEvent[] = [];
  const route = routesOf(o, state.config, { ...bound(router), redistributable: () => routes }, events)[0];
  const code = isNeverRedistributed(prefix) ? 'bgp-never-redistributed' : 'bgp-origination-denied';
  return [route ? { origination: o, events, route } : { origination: o, events, refused: refusal(code, o, prefix) }];
}

/** A view's methods, apart from the object that they belong to. */
function bound(router: RouterView): Omit<RouterView, 'redistributable'> {
  return {
    reach: (ip, only) => router.reach(ip, only),
    interfaceUp: (name) => router.interfaceUp(name),
    reachesLinkLocal: () => router.reachesLinkLocal(),
    metricOf: (p) => router.metricOf(p),
    installed: (p) => router.installed(p),
    isSelf: (ip) => router.isSelf(ip),
    connectedSubnet: (ip) => router.connectedSubnet(ip),
  };
}

/** F51: an aggregate that bgpd does not make, because a route to its prefix says the same. */
const SAID_ALREADY = 'bgp-aggregate-said-already';

/** Why an aggregate of one's own is not among the paths of a prefix that others have told. */
export function askUnmade(state: SpeakerState, router: RouterView | undefined, prefix: Prefix): Reason[] {
  return askOrigins(state, router, prefix).flatMap(({ refused }) => (refused?.code === SAID_ALREADY ? [refused] : []));
}

function aggregates(o: Extract<Origination, { kind: 'aggregate' }>, state: SpeakerState): OriginAnswer {
  const events: PolicyEvent[] = [];
  const destinations = [...state.tables[afiOf(o.prefix)].values()].map(
    (e, i) =>
      new Destination(
        e.prefix,
        e.paths.map((p) => pathOf(state, p)),
        i,
      ),
  );
  const found = contributorsOf(o.prefix, destinations);
  const contributors = [...new Set(found.map((c) => formatPrefix(c.prefix)))];
  if (found.length === 0) return { origination: o, events, contributors, refused: refusal('bgp-aggregate-empty', o, o.prefix) };
  const paths = entryOf(state, o.prefix)?.paths ?? [];
  const standing = paths.some((p) => p.source.kind === 'local' && p.source.origination.kind === 'aggregate');
  const permitted = shaped(localSubject(o.prefix, localAttributes(o.prefix), state.config), o.routeMap, state.config, { trace: events, use: 'aggregate' });
  if (standing) return { origination: o, events, contributors };
  const meds = new Set(found.map((c) => c.path.attributes.med ?? 0));
  const told = permitted && paths.length > 0 ? SAID_ALREADY : 'bgp-origination-denied';
  const code = o.matchingMedOnly && meds.size > 1 ? 'bgp-aggregate-meds-differ' : told;
  return { origination: o, events, contributors, refused: refusal(code, o, o.prefix) };
}

const REFUSED_BY: Readonly<Record<string, readonly string[]>> = { 'bgp-network-backdoor': ['F46'], 'bgp-never-redistributed': ['F49'] };

function refusal(code: string, o: Origination, prefix: Prefix): Reason {
  const rules = REFUSED_BY[code] ?? (code.startsWith('bgp-aggregate') ? ['F51'] : ['F75']);
  return { code, rules, args: { prefix: formatPrefix(prefix), kind: o.kind }, ...(o.source && { source: o.source }) };
}

export function entryOf(state: SpeakerState, prefix: Prefix): BgpEntry | undefined {
  return state.tables[afiOf(prefix)].get(prefixKey(prefix));
}

export function bestOf(entry: BgpEntry | undefined): BgpPath | undefined {
  return entry?.paths.find((p) => p.best);
}

export function sessionOf(state: SpeakerState, peer: string): Session | undefined {
  return state.sessions.find((s) => s.peer.id === peer)?.session;
}

/** F151: why it was not told then, where that hangs on what stood beside it at the time: what came since changes nothing. */
function wasWithheld(state: SpeakerState, peer: string, prefix: Prefix): string | undefined {
  return state.withheld.get(peer)?.get(prefixKey(prefix))?.code;
}

/** A path of the result as the speaker held it at work. */
function pathOf(state: SpeakerState, path: BgpPath, withheld?: string): Path {
  const { source } = path;
  const session = source.kind === 'peer' ? sessionOf(state, source.peer) : undefined;
  const held = new Path(source, path.attributes, session, path.arrival);
  held.valid = path.valid;
  held.invalid = path.invalid;
  held.igpMetric = path.igpMetric ?? 0;
  held.resolvedBy = path.resolvedBy;
  held.selected = path.best;
  held.multipath = path.multipath;
  held.suppressedBy = path.suppressed ? 1 : 0;
  held.inFib = path.inFib;
  held.besideOwn = withheld === 'bgp-own-path-beside';
  held.awaitsFib = withheld === OWN_FIB_PENDING;
  return held;
}
