/**
 * Which lines of a router's configuration touched which routes: the other way round of `why`. Every route received, sent and
 * originated is asked once, and what it met is kept by line. Made on demand, once a solution and device.
 */
import { bestOf, type SpeakerState } from '../../bgp/index.ts';
import { comparePrefix, containsIp, formatPrefix, type Ip, parseIp, parsePrefix, type Prefix, prefixKey, samePrefix } from '../../ip/index.ts';
import type { Solution } from '../../solution.ts';
import { decisionLines } from './decision.ts';
import { hungOnExport, hungOnImport, hungOnOffer, hungOnOrigins } from './hung.ts';
import { settingLine } from './lines.ts';
import { onwardSteps } from './onward.ts';
import { notOffered, protocolMapSteps, statedButGone, tableMapSteps } from './rib.ts';
import { Scene } from './scene.ts';
import type { WhyStep } from './types.ts';
import { importSteps, neighborLine, originAnswers } from './way.ts';

/** Whether the route was coming in, going out, being originated, chosen among paths, or standing in the routing table or BGP's. */
export type TouchUse = 'in' | 'out' | 'origin' | 'decision' | 'rib' | 'bgp';
/**
 * What the line did with the route; `passes-over`: it was met and did not match; `names`: it put the policy or session there; `decides`: without it the paths
 * of the prefix would be used otherwise; `hangs`: no step names the line, and the table would have it otherwise without it.
 */
export type TouchEffect = 'permits' | 'denies' | 'sets' | 'matches' | 'passes-over' | 'names' | 'decides' | 'originates' | 'installs' | 'hangs';

export interface Touch {
  /** From 1. */
  readonly line: number;
  readonly prefix: string;
  readonly use: TouchUse;
  /** The neighbor that the route came from or goes to. */
  readonly peer?: string;
  readonly effect: TouchEffect;
}

/** Touches in the order of prefixes, then lines; at most `limit` of `total`. */
export interface Touches {
  readonly touches: readonly Touch[];
  readonly total: number;
}

type AskedOf = Pick<Solution, 'network' | 'controlPlane' | 'effectiveRoutes'>;

const LIMIT = 400;
const indexes = new WeakMap<AskedOf, Map<string, readonly Found[]>>();

interface Found {
  readonly prefix: Prefix;
  readonly touch: Touch;
}

/** The routes that a line touched, or the lines that touched a prefix (of an address: its longest match). Empty without FRR's configuration. */
export function touches(solution: AskedOf, device: string, of: { readonly line: number } | { readonly prefix: string }): Touches {
  const found = 'line' in of ? ofLine(solution, device, of.line) : ofPrefix(solution, device, of.prefix);
  return { touches: found.slice(0, LIMIT).map((f) => f.touch), total: found.length };
}

/** What the line has met by itself is in the index; routes of which it has told nothing there are asked what hung on it. */
function ofLine(solution: AskedOf, device: string, line: number): readonly Found[] {
  const met = indexOf(solution, device, 'none').filter((f) => f.touch.line === line);
  const told = new Set(met.map(({ prefix, touch: { use, peer } }) => placeOf(prefix, use, peer)));
  return inOrder([...met, ...indexOf(solution, device, line, told)]);
}

/** Where a line may have told of a route. */
function placeOf(prefix: Prefix, use: TouchUse, peer = ''): string {
  return `${prefixKey(prefix)} ${use} ${peer}`;
}

function inOrder(found: readonly Found[]): Found[] {
  return found.toSorted((a, b) => comparePrefix(a.prefix, b.prefix) || a.touch.line - b.touch.line);
}

/** One prefix is asked by itself: the index of a large table is not needed for it. */
function ofPrefix(solution: AskedOf, device: string, text: string): readonly Found[] {
  const ip = parseIp(text);
  const only = parsePrefix(text) ?? (ip === undefined ? undefined : longestMatch(solution, device, ip));
  return only ? new Index(solution, device, 'all', { only }).all() : [];
}

/** The longest prefix that the device holds and that covers the address. */
function longestMatch({ controlPlane }: AskedOf, device: string, ip: Ip): Prefix | undefined {
  const state = controlPlane.speakers.get(device);
  const held = [...(state ? [...state.tables.ipv4.values(), ...state.tables.ipv6.values()] : []), ...(controlPlane.ribs.get(device)?.entries() ?? [])];
  return held.reduce<Prefix | undefined>((best, { prefix: p }) => (containsIp(p, ip) && (!best || p.length > best.length) ? p : best), undefined);
}

/** `told`: what the line has told itself, of the same solution; it is not asked for. */
function indexOf(solution: AskedOf, device: string, bearing: number | 'none', told?: ReadonlySet<string>): readonly Found[] {
  const known = indexes.get(solution) ?? new Map<string, readonly Found[]>();
  indexes.set(solution, known);
  const key = `${device} ${bearing}`;
  const made = known.get(key) ?? new Index(solution, device, bearing, told && { told }).all();
  known.set(key, made);
  return made;
}

class Index {
  private readonly scene: Scene;
  private readonly found = new Map<string, Found>();

  constructor(
    private readonly solution: AskedOf,
    private readonly device: string,
    /** What hung on which lines is asked, too. */
    private readonly bearing: number | 'all' | 'none',
    /** `only`: no other prefix is asked of; `told`: nor are these places. */
    private readonly ask: { readonly only?: Prefix; readonly told?: ReadonlySet<string> } = {},
  ) {
    this.scene = new Scene(solution, bearing);
  }

  all(): Found[] {
    const state = this.scene.state(this.device);
    const node = this.solution.network.nodes.get(this.device);
    if (state && typeof this.bearing === 'number') this.hung(state);
    else {
      if (state) this.speaker(state);
      if (node?.kind === 'router') this.routingTable();
    }
    if (state) this.sessionLines(state);
    return inOrder([...this.found.values()]);
  }

  private add(line: number, prefix: Prefix, use: TouchUse, effect: TouchEffect, peer?: string): void {
    if (this.isTold(prefix, use, peer)) return;
    const touch: Touch = { line, prefix: formatPrefix(prefix), use, effect, ...(peer !== undefined && { peer }) };
    this.found.set(`${line} ${prefixKey(prefix)} ${use} ${peer ?? ''} ${effect}`, { prefix, touch });
  }

  private isTold(prefix: Prefix, use: TouchUse, peer?: string): boolean {
    return this.ask.told?.has(placeOf(prefix, use, peer)) === true;
  }

  private wanted<T extends { readonly prefix: Prefix }>(of: Iterable<T>): T[] {
    const { only } = this.ask;
    return only ? [...of].filter(({ prefix }) => samePrefix(prefix, only)) : [...of];
  }

  private speaker(state: SpeakerState): void {
    for (const [peer, routes] of state.adjRibIn) {
      for (const { prefix } of this.wanted(routes.values())) {
        this.steps(importSteps(this.scene, state.id, peer, prefix), prefix, 'in', peer);
        const named = neighborLine(state, peer).source;
        if (named) this.add(named.span.line, prefix, 'in', 'names', peer);
      }
    }
    const own = this.wanted(state.config.originations.filter((o) => o.kind !== 'redistribute')).map((o) => o.prefix);
    const entries = this.wanted([...state.tables.ipv4.values(), ...state.tables.ipv6.values()]);
    for (const entry of entries) if (bestOf(entry)) this.sent(state, entry.prefix);
    this.decisions(state);
    this.offers(state);
    const local = entries.filter((e) => e.paths.some((p) => p.source.kind === 'local')).map((e) => e.prefix);
    for (const prefix of [...local, ...own]) this.steps(originAnswers(this.scene, state, prefix), prefix, 'origin');
  }

  private decisions(state: SpeakerState): void {
    for (const { paths, prefix } of this.wanted([...state.tables.ipv4.values(), ...state.tables.ipv6.values()]))
      if (paths.length > 0) this.steps(decisionLines(this.scene, state, prefix), prefix, 'decision');
  }

  /** What of BGP's routes the RIB has because of lines. */
  private offers(state: SpeakerState): void {
    if (!this.scene.rib(state.id)) return;
    for (const { prefix } of this.wanted([...state.tables.ipv4.values(), ...state.tables.ipv6.values()])) {
      this.steps(tableMapSteps(state, prefix), prefix, 'rib');
      const told = notOffered(this.scene, state.id, prefix);
      this.steps([...told, ...hungOnOffer(this.scene, state, prefix, told)], prefix, 'rib');
    }
  }

  /** What hung on the one line, and nothing else. */
  private hung(state: SpeakerState): void {
    const [left] = this.scene.leftOut(state.id);
    if (!left) return;
    const entries = [...state.tables.ipv4.values(), ...state.tables.ipv6.values()];
    for (const { peer } of state.sessions) {
      const { id } = peer;
      if (!left.ofProcess && !left.peers.has(id)) continue;
      for (const { prefix } of state.adjRibIn.get(id)?.values() ?? [])
        if (!this.isTold(prefix, 'in', id)) this.steps(hungOnImport(this.scene, state, id, prefix, []), prefix, 'in', id);
      for (const entry of entries)
        if (bestOf(entry) && !this.isTold(entry.prefix, 'out', id)) this.steps(hungOnExport(this.scene, state, id, entry.prefix, []), entry.prefix, 'out', id);
    }
    if (left.ofProcess || left.viaDefault.length > 0) this.decisions(state);
    if (!left.ofProcess) return;
    this.offers(state);
    const own = state.config.originations.flatMap((o) => (o.kind === 'redistribute' ? [] : [o.prefix]));
    const local = entries.filter((e) => e.paths.some((p) => p.source.kind === 'local')).map((e) => e.prefix);
    for (const prefix of new Map([...own, ...local].map((p) => [prefixKey(p), p])).values())
      this.steps(hungOnOrigins(this.scene, state, prefix, []), prefix, 'origin');
  }

  private sent(state: SpeakerState, prefix: Prefix): void {
    for (const step of onwardSteps(this.scene, state, prefix)) this.steps([step], prefix, 'out', String(step.reason.args?.['peer'] ?? ''));
  }

  private steps(steps: readonly WhyStep[], prefix: Prefix, use: TouchUse, peer?: string): void {
    const state = this.scene.state(this.device);
    for (const step of steps) {
      const { reason } = step;
      const source = reason.source ?? (state && settingLine(this.scene, state, reason));
      if (source) this.add(source.span.line, prefix, use, effectOf(step), peer);
      this.steps(step.steps ?? [], prefix, use, peer);
    }
  }

  private routingTable(): void {
    const node = this.solution.network.nodes.get(this.device);
    if (node?.kind !== 'router') return;
    for (const { prefix, value } of this.wanted(this.solution.controlPlane.ribs.get(node.id)?.entries() ?? []))
      for (const entry of value) {
        this.steps(protocolMapSteps(node, entry), prefix, 'rib');
        if (entry.source && (entry.source.file ?? 'frr') === 'frr')
          this.add(entry.source.span.line, prefix, 'rib', entry.selected ? 'installs' : 'passes-over');
      }
    for (const { prefix } of this.wanted(node.staticRoutes)) this.steps(statedButGone(this.scene, node, prefix), prefix, 'rib');
  }

  /** Lines on which a session stands are for all that comes and goes by it. */
  private sessionLines(state: SpeakerState): void {
    for (const { peer } of state.sessions) {
      const { id } = peer;
      const came = this.wanted(state.adjRibIn.get(id)?.values() ?? []);
      const went = this.wanted(state.adjRibOut.get(id)?.values() ?? []);
      if (came.length + went.length === 0) continue;
      for (const { line, sessions } of this.scene.leftOut(state.id, id)) {
        if (!sessions.includes(id)) continue;
        for (const { prefix } of came) this.add(line.span.line, prefix, 'in', 'names', id);
        for (const { prefix } of went) this.add(line.span.line, prefix, 'out', 'names', id);
      }
    }
  }
}

const EFFECTS: Readonly<Record<string, TouchEffect>> = {
  'why-set': 'sets',
  'why-match-held': 'matches',
  'why-match-failed': 'passes-over',
  'why-entry-passed-over': 'passes-over',
  'why-map-permits': 'names',
  'why-map-denies': 'names',
  'why-map-missing': 'denies',
  'why-call-permits': 'names',
  'why-call-denies': 'names',
  'why-call-missing': 'names',
  'why-goes-on': 'names',
  'why-list-permits': 'names',
  'why-list-denies': 'names',
  'why-list-missing': 'denies',
  'why-sent-to': 'names',
  'why-rib-has': 'installs',
  'why-line-lets': 'permits',
  'why-line-stops': 'denies',
  'why-line-resolves': 'permits',
  'why-line-resolves-not': 'denies',
  'why-line-installs': 'installs',
  'why-line-withholds': 'denies',
  'why-line-changes': 'sets',
};

function effectOf({ reason, mark }: WhyStep): TouchEffect {
  const known = EFFECTS[reason.code];
  if (known) return known;
  if (/^why-(step|without)-/.test(reason.code)) return 'decides';
  if (reason.code.startsWith('why-origin-')) return 'originates';
  if (reason.code === 'why-list-entry') return reason.args?.['action'] === 'permit' ? 'permits' : 'denies';
  return mark === 'stopped' ? 'denies' : 'permits';
}
