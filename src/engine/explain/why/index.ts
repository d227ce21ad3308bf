/**
 * `why`: where a route came from, what it met, how it was chosen and where it went; or, for an absent one, where it stopped.
 * Policy is run once more with a trace, on the routes that the question is about and no others.
 */
import type { RouterNode } from '../../compile/network.ts';
import { containsIp, formatPrefix, type Ip, parseIp, parsePrefix, type Prefix } from '../../ip/index.ts';
import type { Reason } from '../../policy/index.ts';
import { subnetsOf } from '../tables/effective.ts';
import { type Asked, Scene, step } from './scene.ts';
import { routerPlace, section, speakerPlace } from './speaker.ts';
import { withLines } from './lines.ts';
import { subnetPlace } from './subnet.ts';
import type { Why, WhyPlace } from './types.ts';

export type { Why, WhyMark, WhyPlace, WhySection, WhySectionKind, WhyStep, WhyVerdict } from './types.ts';
export { TOUCH_WORDS } from './touch-words.ts';
export { type Touch, type TouchEffect, type Touches, touches, type TouchUse } from './touches.ts';
export { WHY_SECTIONS, WHY_VERDICTS, whyText } from './text.ts';

/** A holder of a table: what is asked, and what it would take for an address. */
interface Holder {
  readonly id: string;
  answer(prefix: Prefix): WhyPlace;
  /** The prefixes that it uses, for the longest match. */
  used(): Iterable<Prefix>;
}

/**
 * Asks a device (a router, a gateway, a Route Server, a circuit, a machine, or `vnet/subnet`) about a prefix, or about an
 * address: then about the longest match in each of its tables. Never throws; what cannot be asked is told in `problem`.
 */
export function why(solution: Asked, device: string, question: string): Why {
  const text = question.trim();
  const exact = parsePrefix(text);
  const ip = exact ? undefined : parseIp(text);
  if (!exact && ip === undefined) return { device, question: text, places: [], problem: { code: 'why-unreadable', args: { question: text } } };
  const scene = sceneOf(solution);
  const holders = holdersAt(scene, device);
  if (holders.length === 0) return { device, question: text, places: [], problem: { code: 'why-no-tables', args: { device } } };
  return { device, question: text, places: holders.map((h) => (exact ? h.answer(exact) : longest(scene, h, ip as Ip, device))) };
}

/** A solution does not change: what was looked up for one question serves the next. */
const scenes = new WeakMap<Asked, Scene>();

function sceneOf(solution: Asked): Scene {
  const known = scenes.get(solution);
  if (known) return known;
  const scene = new Scene(solution);
  scenes.set(solution, scene);
  return scene;
}

/** The table-holders of a device, in order of id: its instances, its routing table, the subnets of its interfaces. */
function holdersAt(scene: Scene, device: string): Holder[] {
  const { asked } = scene;
  const nodes = [...asked.network.nodes.values()].filter((n) => n.device === device).sort((a, b) => (a.id < b.id ? -1 : 1));
  const speakers = [...scene.states.values()].filter((s) => s.device === device).sort((a, b) => (a.id < b.id ? -1 : 1));
  const plain = nodes.filter((n): n is RouterNode => n.kind === 'router' && !speakers.some((s) => s.id === (n.speaker ?? n.id)));
  // A gateway or Route Server is asked for its own tables; its subnet's effective routes are asked of the subnet.
  const subnets = speakers.length > 0 && nodes.every((n) => n.kind !== 'router') ? [] : subnetsOf(asked, device);
  return [
    ...speakers.map(
      (state): Holder => ({
        id: state.id,
        answer: (p) => withLines(scene, speakerPlace(scene, state, p)),
        used: () =>
          scene
            .rib(state.id)
            ?.entries()
            .flatMap(({ prefix, value }) => (value.some((e) => e.selected) ? [prefix] : [])) ?? bestPrefixes(scene, state.id),
      }),
    ),
    ...plain.map(
      (node): Holder => ({
        id: node.id,
        answer: (p) => routerPlace(scene, node, p),
        used: () =>
          asked.controlPlane.fibs
            .get(node.id)
            ?.entries()
            .map((e) => e.prefix) ?? [],
      }),
    ),
    ...subnets.map(
      (subnet): Holder => ({
        id: subnet,
        answer: (p) => subnetPlace(scene, subnet, p),
        used: () => (asked.effectiveRoutes.get(subnet) ?? []).filter((r) => r.state === 'Active').map((r) => r.prefix),
      }),
    ),
  ];
}

function bestPrefixes(scene: Scene, id: string): Prefix[] {
  const tables = scene.state(id)?.tables;
  return tables ? [...tables.ipv4.values(), ...tables.ipv6.values()].filter((e) => e.paths.some((p) => p.best)).map((e) => e.prefix) : [];
}

/** The longest match, with a more specific prefix that exists elsewhere and did not come here, if there is one. */
function longest(scene: Scene, holder: Holder, ip: Ip, device: string): WhyPlace {
  const here = longestOf(holder.used(), ip);
  const elsewhere = longestOf(everyPrefix(scene), ip);
  if (!here && !elsewhere) return { ...nothing(holder, device), summary: { code: 'why-nothing-covers', args: { at: holder.id } } };
  if (!here) return holder.answer(elsewhere as Prefix);
  const place = holder.answer(here);
  if (!elsewhere || elsewhere.length <= here.length) return place;
  const inner = holder.answer(elsewhere);
  const reason: Reason = { code: 'why-more-specific', args: { prefix: formatPrefix(elsewhere), used: formatPrefix(here) } };
  const told = step('stopped', device, reason, [
    step('stopped', device, inner.summary),
    ...inner.sections.filter((s) => s.kind === 'stops').flatMap((s) => s.steps),
  ]);
  return { ...place, sections: [...place.sections, ...section('specific', [told])] };
}

function nothing(holder: Holder, device: string): Omit<WhyPlace, 'summary'> {
  return { id: holder.id, kind: holder.id.includes('/') ? 'subnet' : 'router', device, verdict: 'absent', sections: [] };
}

function longestOf(prefixes: Iterable<Prefix>, ip: Ip): Prefix | undefined {
  let found: Prefix | undefined;
  for (const p of prefixes) if (containsIp(p, ip) && (!found || p.length > found.length)) found = p;
  return found;
}

/** What some speaker of the lab holds or states. */
function* everyPrefix(scene: Scene): Iterable<Prefix> {
  for (const state of scene.states.values()) {
    for (const e of state.tables.ipv4.values()) yield e.prefix;
    for (const e of state.tables.ipv6.values()) yield e.prefix;
    for (const o of state.config.originations) if (o.kind !== 'redistribute') yield o.prefix;
  }
}
