/** What policy did with a route, as steps: each filter named on the neighbor, each entry that was met, each line that matched or set. */
import type { MapEvent, MapUse, PolicyEvent } from '../../bgp/index.ts';
import { formatIp } from '../../ip/index.ts';
import {
  type ConfigRef,
  formatAsPath,
  formatCommunities,
  formatExtendedCommunity,
  formatLargeCommunities,
  type MatchAsked,
  type PathAttributes,
  type PolicyResult,
  type PolicyStep,
} from '../../policy/index.ts';
import { step } from './scene.ts';
import type { WhyStep } from './types.ts';

export function policySteps(device: string, events: readonly PolicyEvent[]): WhyStep[] {
  return events.flatMap((e) => eventSteps(device, e));
}

function eventSteps(device: string, e: PolicyEvent): WhyStep[] {
  switch (e.kind) {
    case 'no-loop':
      return [step('passed', device, { code: 'why-no-loop', rules: ['F22'], args: { asn: e.asn, path: formatAsPath(e.attributes.asPath) || 'local' } })];
    case 'list':
      return [listStep(device, e)];
    case 'route-map':
      return [mapStep(device, e)];
    case 'vendor':
      return vendorSteps(device, e);
    case 'setting':
      return changeSteps(device, e.before, e.after);
  }
}

function listStep(device: string, e: Extract<PolicyEvent, { kind: 'list' }>): WhyStep {
  const permitted = e.action === 'permit';
  const code = e.missing ? 'why-list-missing' : permitted ? 'why-list-permits' : 'why-list-denies';
  const reason = { code, rules: [e.missing ? 'F71' : 'F97'], args: { list: e.list, name: e.filter.name }, ...sourceOf(e.filter.source) };
  return step(permitted ? 'passed' : 'stopped', device, reason, e.missing ? [] : [entryStep(device, e.filter.name, e.action, e.entry)]);
}

/** The entry of a list that decided; without one the list ended, or is empty. */
function entryStep(device: string, name: string, action: 'permit' | 'deny', entry: { readonly seq: number; readonly source: ConfigRef } | undefined): WhyStep {
  if (!entry) return step('fact', device, { code: action === 'permit' ? 'why-list-empty' : 'why-list-end', rules: ['F72', 'F98'], args: { name } });
  return step('fact', device, { code: 'why-list-entry', args: { name, seq: entry.seq, action }, source: entry.source });
}

const MAP_RULES: Readonly<Record<MapUse, string>> = {
  in: 'F21',
  out: 'F60',
  'suppress-map': 'F76',
  'unsuppress-map': 'F53',
  'advertise-map': 'F150',
  network: 'F75',
  redistribute: 'F75',
  aggregate: 'F75',
  'table-map': 'F152',
  'ip protocol': 'F112',
};

/** Maps that say which routes something is done with, and let none through or stop it: what they deny goes on without. */
const CHOOSING: Partial<Readonly<Record<MapUse, string>>> = { 'suppress-map': 'why-suppress-map', 'advertise-map': 'why-advertise-map' };

/** Whether such a map names the route, with the entries that it met. */
function choosingStep(device: string, code: string, e: MapEvent): WhyStep {
  const said = `${code}-${e.result.action === 'permit' ? 'names' : 'leaves-out'}`;
  const reason = { code: said, rules: [MAP_RULES[e.use]], args: { map: e.filter.name }, ...sourceOf(e.filter.source) };
  return step(
    'fact',
    device,
    reason,
    e.result.steps.map((s) => unjudged(metStep(device, s))),
  );
}

/** What a map said of a route, with the entries that it met. */
export function mapStep(device: string, e: MapEvent): WhyStep {
  const choosing = CHOOSING[e.use];
  if (choosing !== undefined && !e.missing) return choosingStep(device, choosing, e);
  const permitted = e.result.action === 'permit';
  const code = e.missing ? 'why-map-missing' : permitted ? 'why-map-permits' : 'why-map-denies';
  const reason = { code, rules: e.missing ? ['F70'] : [MAP_RULES[e.use]], args: { map: e.filter.name, use: e.use }, ...sourceOf(e.filter.source) };
  return step(permitted ? 'passed' : 'stopped', device, reason, e.missing ? [] : metSteps(device, e.filter.name, e.result));
}

/** What entries met say where they neither let a route through nor stop it. */
function unjudged(of: WhyStep): WhyStep {
  const mark = of.mark === 'passed' || of.mark === 'stopped' ? 'fact' : of.mark;
  return { ...of, mark, ...(of.steps && { steps: of.steps.map(unjudged) }) };
}

/** The entries of a map that a route met, and its end where none of them had the last word. */
function metSteps(device: string, map: string, { action, steps }: Pick<PolicyResult, 'action' | 'steps'>): WhyStep[] {
  const met = steps.map((s) => metStep(device, s));
  if (action === 'permit' || steps.at(-1)?.matched) return met;
  const before = steps.some((s) => s.matched);
  const reason = before ? { code: 'why-map-taken-back', rules: ['F80'], args: { map } } : { code: 'why-map-end', rules: ['F79'], args: { map } };
  return [...met, step('stopped', device, reason)];
}

function metStep(device: string, s: PolicyStep): WhyStep {
  const reason = {
    code: s.matched ? 'why-entry-matched' : 'why-entry-passed-over',
    rules: ['F78'],
    args: { map: s.map, seq: s.entry.seq, action: s.entry.action },
    source: s.entry.source,
  };
  const sets = s.sets.map((set) => step('changed', device, { code: 'why-set', args: { line: set.source.text }, source: set.source }));
  const mark = !s.matched ? 'fact' : s.entry.action === 'permit' ? 'passed' : 'stopped';
  return step(mark, device, reason, [...s.asked.map((m) => matchStep(device, m)), ...sets, ...callSteps(device, s), ...goingOn(device, s)]);
}

/** The map that an entry calls, with the entries that were met there. */
function callSteps(device: string, { matched, entry: { action, call }, called }: PolicyStep): WhyStep[] {
  if (!matched || action === 'deny' || !call) return [];
  const reason = { rules: ['F81'], args: { line: call.source.text, map: call.map }, source: call.source };
  if (!called) return [step('fact', device, { ...reason, code: 'why-call-missing' })];
  if (called.tooDeep) return [step('stopped', device, { ...reason, code: 'why-call-too-deep' })];
  const permitted = called.action === 'permit';
  const met = metSteps(device, call.map, called);
  return [step(permitted ? 'passed' : 'stopped', device, { ...reason, code: permitted ? 'why-call-permits' : 'why-call-denies' }, met)];
}

/** `on-match` and `continue`: the entry is not the last to be asked. */
function goingOn(device: string, { matched, entry: { action, onMatch }, called }: PolicyStep): WhyStep[] {
  if (!matched || action === 'deny' || !onMatch || called?.action === 'deny') return [];
  return [step('fact', device, { code: 'why-goes-on', rules: ['F80'], args: { line: onMatch.source.text }, source: onMatch.source })];
}

function matchStep(device: string, m: MatchAsked): WhyStep {
  const reason = { code: m.held ? 'why-match-held' : 'why-match-failed', args: { line: m.match.source.text }, source: m.match.source };
  if (!m.list) return step('fact', device, reason);
  const inner = m.list.missing
    ? step('fact', device, { code: 'why-match-list-missing', rules: ['F73'], args: { name: m.list.name } })
    : entryStep(device, m.list.name, m.list.action, m.list.entry);
  return step('fact', device, reason, [inner]);
}

function vendorSteps(device: string, e: Extract<PolicyEvent, { kind: 'vendor' }>): WhyStep[] {
  // Whoever asked has the refusal itself.
  if (!e.verdict.accept) return [];
  return [step('passed', device, { code: 'why-platform-accepts', args: { profile: e.profile } })];
}

/** One step for each attribute that differs. */
export function changeSteps(device: string, before: PathAttributes, after: PathAttributes): WhyStep[] {
  return attributeChanges(before, after).map((args) => step('changed', device, { code: 'why-changed', args }));
}

export function attributeChanges(before: PathAttributes, after: PathAttributes): { readonly what: string; readonly from: string; readonly to: string }[] {
  const [a, b] = [facts(before), facts(after)];
  return Object.keys(a).flatMap((what) => (a[what] === b[what] ? [] : [{ what, from: a[what] ?? '', to: b[what] ?? '' }]));
}

/** Attributes as text, by the name that they have in configuration. */
function facts(a: PathAttributes): Record<string, string> {
  return {
    'local-preference': a.localPref === undefined ? '–' : String(a.localPref),
    metric: a.med === undefined ? '–' : String(a.med),
    weight: String(a.weight),
    'as-path': formatAsPath(a.asPath) || '–',
    origin: a.origin,
    'next-hop': formatIp(a.nextHop),
    community: formatCommunities(a.communities) || '–',
    'large-community': formatLargeCommunities(a.largeCommunities) || '–',
    extcommunity: a.extendedCommunities.map(formatExtendedCommunity).join(' ') || '–',
    tag: a.tag === undefined ? '–' : String(a.tag),
    'originator-id': a.originatorId === undefined ? '–' : formatIp(a.originatorId),
    'cluster-list': a.clusterList.map(formatIp).join(' ') || '–',
  };
}

function sourceOf(source: ConfigRef | undefined): { readonly source?: ConfigRef } {
  return source ? { source } : {};
}
