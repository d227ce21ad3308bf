/**
 * Ways there and back that differ, named: as harmless where nothing on them minds, as harmful where a device drops what it would let pass had the
 * flow come by it both ways, or where a translation is not undone. What another rule drops, or what fails on one way there and back, is not named.
 */
import type { NetNode } from '../compile/index.ts';
import { formatIp, isIpv4 } from '../ip/index.ts';
import type { Reason } from '../policy/index.ts';
import type { Exchanged } from './exchanged.ts';
import { keepsState } from './host/netfilter.ts';
import { innermost, outer, reverse, sameTuple, tupleOf } from './packet.ts';
import { type PacketCode, packetReason } from './reasons.ts';
import { onwardBy, passesAfterAnswer, passesAsAnswer } from './replay.ts';
import type { FiveTuple, Hop, Leg, Packet } from './types.ts';
import type { World } from './world.ts';

type Ways = Pick<Exchanged, 'out' | 'back' | 'ack' | 'transfer' | 'intercepted' | 'summary'>;

/** `echo`: the same flow as an ICMP echo, to compare with. */
export function asymmetryNotes(world: World, ways: Ways, echo?: () => Exchanged): Reason[] {
  const found = harmOf(world, ways);
  if (!found) return [differing(world, ways)].filter((n) => n !== undefined);
  const compared = echo && icmpNote(ways, echo(), found);
  return [found.reason, ...(compared ? [compared] : [])];
}

interface Harm {
  readonly reason: Reason;
  /** The device that drops it, or the one that does not take the answer for one. */
  readonly at: string;
  /** Where the harm is a translation: who does it. */
  readonly translator?: string;
}

function harmOf(world: World, ways: Ways): Harm | undefined {
  const lost = lostLeg(ways);
  if (!lost) return unrecognised(world, ways);
  const { leg, forward } = lost;
  const reason = leg.reason.code === 'rp-filter-strict' ? byReversePath(world, leg) : forward ? afterAnswer(world, ways, leg) : ofAnswer(world, ways, leg);
  return reason && harm(reason, leg.at.device);
}

/** The first walk that was dropped on its way; `forward`: one of who asked. */
function lostLeg({ out, back, ack, transfer, intercepted }: Ways): { readonly leg: Leg; readonly forward: boolean } | undefined {
  const legs = [
    { leg: out, forward: true },
    { leg: back, forward: false },
    { leg: ack, forward: true },
    { leg: intercepted?.request, forward: true },
    { leg: transfer?.down?.leg, forward: false },
    { leg: transfer?.up?.leg, forward: true },
  ];
  for (const { leg, forward } of legs) if (leg && leg.ending !== 'delivered') return { leg, forward };
  return undefined;
}

/** Why a device drops what it has no state of: with the flow in its table it might not. */
const WITHOUT_STATE: ReadonlySet<string> = new Set<PacketCode>([
  'firewall-no-state',
  'firewall-no-syn-ack',
  'firewall-default-deny',
  'firewall-network-rule-deny',
  'nf-drop',
  'nf-policy-drop',
  'nf-reject',
  'pf-block',
  'nsg-deny-in',
  'nsg-deny-out',
]);

/** H7: by its routes the machine answers by another interface than it is asked by. A source that nobody has is no way of anybody's. */
function byReversePath(world: World, leg: Leg): Reason | undefined {
  const hop = leg.hops.at(-1) as Hop;
  const { interface: name = '', back = '' } = leg.reason.args ?? {};
  const { source } = outer(hop.before);
  if (!world.nodes.some((n) => world.owns(n, source))) return undefined;
  return packetReason('asymmetric-rp-filter', { device: hop.device, source: formatIp(source), in: name, back });
}

/** H50: an answer that is dropped where its request would have left a state. */
function ofAnswer(world: World, { out, back }: Ways, leg: Leg): Reason | undefined {
  const hop = leg.hops.at(-1) as Hop;
  const own = hop.node === out.hops[0]?.node;
  if (!back || !WITHOUT_STATE.has(leg.reason.code) || !passesAsAnswer(world, hop, own)) return undefined;
  const before = out.hops.find((h) => h.device === hop.device);
  if (!before) return packetReason('asymmetric-answer-blocked', { device: hop.device, ...facts(world, out, back) });
  const sent = flowIn(before.after ?? before.before);
  if (sent && !hop.before.quotes && !sameTuple(reverse(flowIn(hop.before)), sent)) return translatedOnce(out, back, hop.device, hop.before);
  return byOthers(world, before, hop, own);
}

/** The device knows the flow by other interfaces than those of the answer. */
function byOthers(world: World, asked: Hop, answered: Hop, own: boolean): Reason | undefined {
  const sides = [[asked.out, answered.in], ...(own ? [] : [[asked.in, answered.out ?? onwardBy(world, answered)]])];
  const other = sides.find(([request, answer]) => request !== undefined && answer !== undefined && request !== answer);
  return other && packetReason('asymmetric-interface-blocked', { device: answered.device, out: other[0] ?? '', back: other[1] ?? '' });
}

/** H51: what follows the request is dropped by a device that the answer went around. */
function afterAnswer(world: World, { out, back }: Ways, leg: Leg): Reason | undefined {
  const hop = leg.hops.at(-1) as Hop;
  if (!back || leg === out || !WITHOUT_STATE.has(leg.reason.code)) return undefined;
  if (back.hops.some((h) => h.device === hop.device) || !passesAfterAnswer(world, hop)) return undefined;
  return packetReason('asymmetric-handshake-blocked', { device: hop.device, ...facts(world, out, back) });
}

/** The answer reached who asked, who takes it for somebody else's. */
function unrecognised(world: World, { out, back, summary }: Ways): Harm | undefined {
  const last = back?.hops.at(-1);
  if (!back || !last || summary.code !== 'reply-not-recognised' || world.input.network.nodes.get(last.node) === undefined) return undefined;
  const reason = translatedOnce(out, back, last.device, last.before);
  return reason && harm(reason, last.device);
}

const TRANSLATION: ReadonlySet<string> = new Set<PacketCode>(['asymmetric-nat-not-undone', 'asymmetric-nat-on-answer']);

function harm(reason: Reason, at: string): Harm {
  return { reason, at, ...(TRANSLATION.has(reason.code) && { translator: String(reason.args?.['device']) }) };
}

/** A translation on one of the ways alone: what is done there is not undone, or done to the answer alone. */
function translatedOnce(out: Leg, back: Leg, asker: string, answer: Packet): Reason | undefined {
  const args = { asker, source: formatIp(innermost(answer).source) };
  const there = translators(out).find((d) => !devicesOf(back).includes(d));
  if (there !== undefined) return packetReason('asymmetric-nat-not-undone', { device: there, ...args });
  const home = translators(back).find((d) => !devicesOf(out).includes(d));
  return home === undefined ? undefined : packetReason('asymmetric-nat-on-answer', { device: home, ...args });
}

function translators({ hops }: Leg): string[] {
  return hops.flatMap((h) => (h.after && !sameTuple(flowIn(h.before), flowIn(h.after)) ? [h.device] : []));
}

/** The flow inside all tunnels. */
function flowIn({ headers }: Packet): FiveTuple {
  return tupleOf({ headers: headers.slice(headers.findLastIndex((h) => h.kind === 'ip')), payload: 0 });
}

/** What differs between the two protocols: an echo has no handshake that a device could see half of, and a translation may not be of ICMP. */
function icmpNote({ out }: Ways, echo: Exchanged, { at, translator }: Harm): Reason | undefined {
  // An echo that somebody else answers says nothing about these ends.
  if (echo.verdict === 'delivered' && out.ending === 'delivered' && echo.out.at.device !== out.at.device) return undefined;
  if (echo.verdict === 'delivered')
    return translator === undefined
      ? packetReason('asymmetric-icmp-passes', { device: at })
      : packetReason('asymmetric-icmp-untranslated', { device: translator });
  const lost = lostLeg(echo);
  return lost?.leg.at.device === at ? packetReason('asymmetric-icmp-blocked', { device: at }) : undefined;
}

/**
 * Ways there and back that differ though all arrives: past a device that remembers flows on one of them alone, which TCP or the device may mind; or
 * past machines that remember nothing, which nobody does.
 */
function differing(world: World, { out, back }: Ways): Reason | undefined {
  // An answer that reaches somebody else is no way home.
  if (back?.ending !== 'delivered' || back.at.node !== out.hops[0]?.node) return undefined;
  const family = familyOf(out);
  const [there, home] = [out, back].map((leg) => devicesOf(leg, world, (node) => isStateful(node, family))) as [string[], string[]];
  const left = there.find((d) => !home.includes(d));
  if (left !== undefined) return packetReason('asymmetric-answer-around', { device: left });
  const entered = home.find((d) => !there.includes(d));
  if (entered !== undefined) return packetReason('asymmetric-request-around', { device: entered });
  const [past, by] = [out, back].map((leg) => devicesOf(leg, world, (node) => node.kind === 'router')) as [string[], string[]];
  const [outOnly, backOnly] = [only(past, by), only(by, past)];
  return outOnly === '' && backOnly === '' ? undefined : packetReason('asymmetric-harmless', { out: outOnly, back: backOnly });
}

/** What each way passes that the other does not, between its ends, and which devices of each remember flows; empty: none. */
function facts(world: World, out: Leg, back: Leg): NonNullable<Reason['args']> {
  const family = familyOf(out);
  const ends = [out.hops[0], out.hops.at(-1)].map((h) => h?.device);
  const between = (leg: Leg, wanted: (node: NetNode) => boolean) => devicesOf(leg, world, wanted).filter((d) => !ends.includes(d));
  const [past, by] = [between(out, () => true), between(back, () => true)];
  const stateful = (leg: Leg) => names(between(leg, (node) => isStateful(node, family) || hasGroups(world, node)));
  return { out: only(past, by), back: only(by, past), outStateful: stateful(out), backStateful: stateful(back) };
}

const names = (devices: readonly string[]): string => [...new Set(devices)].join(', ');
const only = (a: readonly string[], b: readonly string[]): string => names(a.filter((d) => !b.includes(d)));

function familyOf(out: Leg): 'ipv4' | 'ipv6' {
  return isIpv4(outer((out.hops[0] as Hop).before).source) ? 'ipv4' : 'ipv6';
}

function isStateful(node: NetNode, family: 'ipv4' | 'ipv6'): boolean {
  return node.kind === 'azure-firewall' || (node.kind === 'router' && keepsState(node, family));
}

/** A173: a security group remembers the flows of its NICs. */
function hasGroups({ input }: World, node: NetNode): boolean {
  return node.interfaces.some((i) => {
    const segment = i.segment === undefined ? undefined : input.network.segments.get(i.segment);
    return segment?.kind === 'azure-subnet' && (i.securityGroup ?? segment.securityGroup) !== undefined;
  });
}

function devicesOf(leg: Leg, world?: World, wanted: (node: NetNode) => boolean = () => true): string[] {
  const nodes = world?.input.network.nodes;
  return leg.hops.flatMap((h) => {
    const node = nodes?.get(h.node);
    return !nodes || (node && wanted(node)) ? [h.device] : [];
  });
}
