/**
 * Whether a session comes up (F12–F16; RFC 4271 §8): one end must be able to connect to the other, both must hear each
 * other's answer, and each OPEN must be what the other end expects. Every failure has its reason.
 */
import {
  expectedType,
  hasFamily,
  isIbgp,
  NO_AS,
  isSingleHop,
  localAsTowards,
  type PeerConfig,
  peerType,
  type SessionState,
  type SpeakerConfig,
  type SpeakerId,
} from '../bgp/index.ts';
import type { NodeId } from '../compile/network.ts';
import { containsIp, formatIp, type Ip, isIpv4, isLinkLocal, isUnspecified, linkLocalAddress } from '../ip/index.ts';
import { AS_TRANS, type Asn, MAX_TWO_BYTES, OTHER_FAMILIES, type Reason } from '../policy/index.ts';
import { endsInBlackhole } from '../rib/index.ts';
import type { Router } from './router.ts';
import type { Terrain } from './terrain.ts';
import type { Wires } from './wires.ts';

/** s (F17). */
const DEFAULT_HOLD = 180;

/** One end of a session to be. */
export interface End {
  readonly speaker: SpeakerConfig;
  readonly peer: PeerConfig;
}

export interface Agreement {
  readonly near: End;
  readonly far: End;
}

export interface Refusal {
  readonly state: SessionState['state'];
  readonly reason: Reason;
  /** The AS that the other end's OPEN stated, if it was the rest of the exchange that failed. */
  readonly heard?: Asn;
}

/** The network as sessions see it. */
export interface Scene {
  readonly network: Terrain;
  readonly wires: Wires;
  readonly routers: ReadonlyMap<NodeId, Router>;
  readonly nodeOf: ReadonlyMap<SpeakerId, NodeId>;
  readonly speakerAt: ReadonlyMap<NodeId, SpeakerConfig>;
}

/** Whether the near end's session can come up now, by either end's connecting. */
export function negotiate(scene: Scene, near: End): Agreement | Refusal {
  const local = localRefusal(near);
  if (local) return local;
  const out = connect(scene, near);
  if ('far' in out) return open(near, out.far) ?? { near, far: out.far };
  // Who calls is reset, for want of a next hop to tell (bgp_zebra.c bgp_nexthop_set).
  if (near.peer.sourceLacks === 'interface') return out;
  const far = callers(scene, near).find((end) => {
    if (localRefusal(end)) return false;
    const back = connect(scene, end);
    return 'far' in back && back.far.speaker.id === near.speaker.id && back.far.peer.id === near.peer.id;
  });
  if (!far) return out;
  if (near.speaker.routerId === 0) return withoutRouterId(near);
  const refused = open(near, far);
  // A call that came in is refused by itself: the neighbor's own state stays, and it learns nothing (bgp_network.c bgp_accept).
  return refused ? { state: 'Active', reason: refused.reason } : { near, far };
}

export function isAgreement(outcome: Agreement | Refusal): outcome is Agreement {
  return 'far' in outcome;
}

function refusal(state: SessionState['state'], peer: PeerConfig, code: string, rules: readonly string[], args: Reason['args'] = {}): Refusal {
  return { state, reason: { code, rules, args: { peer: peer.id, ...args }, ...(peer.source && { source: peer.source }) } };
}

/** What keeps a peer down without a word to the other end. */
function localRefusal({ peer }: End): Refusal | undefined {
  if (peer.barred) return { state: 'Active', reason: peer.barred };
  if (peer.shutdown) return refusal('Idle', peer, 'session-shutdown', ['F18']);
  if (peer.unnumbered && isUnspecified(peer.address)) return refusal('Idle', peer, 'session-nobody-on-link', ['F156']);
  if (!hasFamily(peer)) return refusal('Idle', peer, 'session-no-family', ['F7']);
  return undefined;
}

/** The other end refuses an OPEN without an ID; FRR itself sends one, once there is somebody to send it to. */
function withoutRouterId({ peer }: End): Refusal {
  return refusal('Idle', peer, 'session-no-router-id', ['F9', 'F15']);
}

/** Those who name an address of ours as a neighbor, and whose address we name: they may call us. */
function callers(scene: Scene, near: End): End[] {
  return scene.wires
    .ownersOf(near.peer.address)
    .map((node) => scene.speakerAt.get(node))
    .filter((s) => s !== undefined)
    .flatMap((speaker) => speaker.peers.filter((peer) => !peer.shutdown && isOurs(scene, near.speaker, peer.address)).map((peer) => ({ speaker, peer })));
}

function isOurs(scene: Scene, speaker: SpeakerConfig, ip: Ip): boolean {
  return scene.wires.ownersOf(ip).includes(scene.nodeOf.get(speaker.id) ?? '');
}

/** One end connects: its own next-hop tracking, the way there, who answers, the way back. */
function connect(scene: Scene, near: End): Refusal | { readonly far: End } {
  const { speaker, peer } = near;
  if (peer.passive) return refusal('Active', peer, 'session-passive', ['F158']);
  const router = scene.wires.routerAt(scene.nodeOf.get(speaker.id) ?? '', peer.address);
  const untracked = router && nextHopRefusal(router, near);
  if (untracked) return untracked;
  if (speaker.routerId === 0) return withoutRouterId(near);
  if (peer.sourceLacks) return sourceless(peer, peer.sourceLacks);
  const source = peer.localAddress ?? ownLinkLocal(router, peer) ?? router?.sourceTowards(peer.address);
  if (source === undefined) return refusal('Active', peer, 'session-no-source', ['F157']);
  if (router && !router.owns(source)) return refusal('Active', peer, 'session-source-not-ours', ['F157'], { address: formatIp(source) });
  const found = answerer(scene, near, source);
  if (!('far' in found)) return found;
  return found.wired ? (wayRefusal(scene, near, found.far, source) ?? found) : found;
}

/** F157: without an address to call from bgpd does not call (bgp_network.c bgp_update_source). */
function sourceless(peer: PeerConfig, lacks: NonNullable<PeerConfig['sourceLacks']>): Refusal {
  return refusal('Active', peer, lacks === 'interface' ? 'session-source-not-there' : 'session-source-without-address', ['F157'], {
    interface: peer.localInterface ?? '',
  });
}

/** Our address on the interface that the neighbor is named by. */
function ownLinkLocal(router: Router | undefined, { address, interface: name }: PeerConfig): Ip | undefined {
  return router && name !== undefined && isScoped(address) ? linkLocalAddress(router.node.id, name) : undefined;
}

function isScoped(ip: Ip): boolean {
  return !isIpv4(ip) && isLinkLocal(ip);
}

/** F12, F13: why bgpd, which has the neighbor's address tracked, takes it for out of reach. */
export function nextHopRefusal(router: Router, { speaker, peer }: End): Refusal | undefined {
  if (peer.interface !== undefined && isScoped(peer.address))
    return router.interfaceUp(peer.interface) ? undefined : refusal('Idle', peer, 'session-interface-down', ['F5'], { interface: peer.interface });
  // Without an interface of its own a link-local neighbor is asked for nowhere (F156).
  if (isScoped(peer.address) && peer.interface === undefined) return refusal('Active', peer, 'session-no-route', ['F12', 'F156']);
  const connectedOnly = isSingleHop({ peer, type: expectedType(speaker, peer) });
  const entry = router.rib.track(peer.address, { connectedOnly });
  const link = entry ? undefined : router.failedLinkTo(peer.address);
  if (link !== undefined) return refusal('Active', peer, 'session-link-down', ['F5', 'F12'], { interface: link });
  if (!entry) return refusal('Active', peer, connectedOnly ? 'session-not-connected' : 'session-no-route', connectedOnly ? ['F12', 'F13'] : ['F12', 'F30']);
  return endsInBlackhole(entry) ? refusal('Active', peer, 'session-blackhole', ['F12']) : undefined;
}

/** Whoever has the address and names ours as its neighbor. `wired`: the packets' way is to be walked, both being routers. */
function answerer(scene: Scene, near: End, source: Ip): Refusal | { readonly far: End; readonly wired: boolean } {
  const { peer } = near;
  const walked = scene.routers.has(scene.nodeOf.get(near.speaker.id) ?? '')
    ? scene.wires.walk(scene.nodeOf.get(near.speaker.id) ?? '', peer.address, peer.interface)?.node
    : undefined;
  const named = peer.speaker === undefined ? undefined : scene.nodeOf.get(peer.speaker);
  const managed = scene.wires.ownersOf(peer.address).filter((node) => !scene.routers.has(node) || !scene.routers.has(scene.nodeOf.get(near.speaker.id) ?? ''));
  const nodes = named !== undefined ? [named] : walked !== undefined ? [walked] : managed;
  if (nodes.length === 0) return refusal('Active', peer, 'session-nobody-there', ['F12']);
  for (const node of nodes) {
    const speaker = scene.speakerAt.get(node);
    const back = speaker && neighborFor(speaker, source, near.speaker.id);
    if (!speaker || !back) continue;
    // An instance answers at the address that it has for the session (A64); a router's update-source only says what it calls from.
    if (!scene.routers.has(node) && back.localAddress !== undefined && back.localAddress !== peer.address) continue;
    if (!hasFamily(back)) return refusal('Active', peer, 'session-no-family-there', ['F7'], { far: speaker.id });
    if (back.barred) return { state: 'Active', reason: back.barred };
    if (back.sourceLacks === 'interface')
      return refusal('Active', peer, 'session-no-source-there', ['F157'], { far: speaker.id, interface: back.localInterface ?? '' });
    if (back.shutdown) return refusal('Active', peer, 'session-shutdown-there', ['F18'], { far: speaker.id });
    const wired = scene.routers.has(node) && scene.routers.has(scene.nodeOf.get(near.speaker.id) ?? '') && named === undefined && back.speaker === undefined;
    return { far: { speaker, peer: back }, wired };
  }
  const there = scene.speakerAt.get(nodes[0] as NodeId);
  if (!there) return refusal('Active', peer, 'session-no-bgp-there', ['F12'], { far: nodes[0] as string });
  return refusal('Active', peer, 'session-not-configured-there', ['F157'], { far: there.id, address: formatIp(source) });
}

/** The neighbor that a speaker has for an address: stated, or admitted by a listen range. */
function neighborFor(speaker: SpeakerConfig, address: Ip, near: SpeakerId): PeerConfig | undefined {
  return speaker.peers.find((p) => p.address === address && (p.speaker === undefined || p.speaker === near)) ?? admittedPeer(speaker, address);
}

/** Whom a listen range of the speaker lets in from an address, by its line; undefined where none does. */
export function admittedPeer(speaker: SpeakerConfig, address: Ip): PeerConfig | undefined {
  const range = speaker.listenRanges?.find((r) => containsIp(r.prefix, address));
  return range && { ...range.peer, ...(range.source && { source: range.source }), id: formatIp(address), address };
}

/** TTL both ways, the way back, password. */
function wayRefusal(scene: Scene, near: End, far: End, source: Ip): Refusal | undefined {
  const { peer } = near;
  const nearNode = scene.nodeOf.get(near.speaker.id) ?? '';
  const farNode = scene.nodeOf.get(far.speaker.id) ?? '';
  const there = scene.wires.walk(nearNode, peer.address, peer.interface);
  if (!there || there.node !== farNode) return refusal('Active', peer, 'session-no-route', ['F12'], { far: far.speaker.id });
  const back = scene.wires.walk(farNode, source, far.peer.interface);
  if (!back || back.node !== nearNode) return refusal('Active', peer, 'session-no-route-back', ['F12'], { far: far.speaker.id });
  if (ttlOf(near) < there.hops || ttlOf(far) < back.hops)
    return refusal('Active', peer, 'session-ttl-too-low', ['F13', 'F14'], { hops: Math.max(there.hops, back.hops), ttl: Math.min(ttlOf(near), ttlOf(far)) });
  const tooLowHere = arrivesTooLow(far, near, back.hops);
  if (tooLowHere || arrivesTooLow(near, far, there.hops)) {
    const refused = refusal('Active', peer, 'session-ttl-security', ['F14'], { far: far.speaker.id });
    // The listener takes the call and speaks; what it drops is the caller's OPEN (bgp_network.c bgp_accept).
    const said = saidAs(far, near);
    return !tooLowHere && peer.password === keyFor(far, source) && accepts(near, said) ? { ...refused, heard: said } : refused;
  }
  if (peer.password !== keyFor(far, source)) return refusal('Active', peer, 'session-password', ['F158'], { far: far.speaker.id });
  return undefined;
}

/** F157, F158: the key that a listener asks of a caller: its neighbor's, or else that of the listen range in which the caller stands (bgpd.c bgp_md5_set_prefix). */
function keyFor({ speaker, peer }: End, caller: Ip): string | undefined {
  return peer.password ?? speaker.listenRanges?.find((r) => containsIp(r.prefix, caller))?.peer.password;
}

/** The TTL that an end sends with (F13, F14). */
export function ttlOf({ speaker, peer }: End): number {
  if (peer.ttlSecurityHops !== undefined) return 255;
  return isIbgp(expectedType(speaker, peer)) ? 255 : peer.ttl;
}

/** F14: the receiver wants at least 256 − N of what the sender's TTL has left. */
function arrivesTooLow(from: End, to: End, hops: number): boolean {
  return to.peer.ttlSecurityHops !== undefined && ttlOf(from) - (hops - 1) < 256 - to.peer.ttlSecurityHops;
}

/** F10, F15, F153: each OPEN against what the other end expects. */
function open(near: End, far: End): Refusal | undefined {
  const { peer } = near;
  const saidByFar = saidAs(far, near);
  // The form stands before all else: of an OPEN that is refused for it not even the AS is read (bgp_packet.c bgp_open_receive).
  if (refusesForm(near, far)) return refusal('Idle', peer, 'session-open-form', ['RFC 9072 §2'], { far: far.speaker.id });
  if (peer.remoteAs === NO_AS) return refusal('Idle', peer, 'session-no-remote-as', ['F155']);
  if (!accepts(near, saidByFar))
    return refusal('Idle', peer, 'session-wrong-as', ['F15', 'RFC 4271 §6.2'], { expected: String(peer.remoteAs), found: saidByFar });
  const refused = openFrom(near, far, saidByFar);
  return refused && { ...refused, heard: saidByFar };
}

/** What is refused once the AS of the other end's OPEN is what we expect. */
function openFrom(near: End, far: End, saidByFar: Asn): Refusal | undefined {
  const { peer } = near;
  const saidByNear = saidAs(near, far);
  if (far.peer.remoteAs === NO_AS) return refusal('Idle', peer, 'session-no-remote-as-there', ['F155'], { far: far.speaker.id });
  if (!accepts(far, saidByNear))
    return refusal('Idle', peer, 'session-wrong-as-there', ['F15', 'RFC 4271 §6.2'], {
      far: far.speaker.id,
      expected: String(far.peer.remoteAs),
      found: saidByNear,
    });
  if (far.speaker.routerId === 0) return refusal('Active', peer, 'session-no-router-id', ['F15'], { far: far.speaker.id });
  if (isIbgp(peerType(near.speaker, saidByFar)) && near.speaker.routerId === far.speaker.routerId)
    return refusal('Idle', peer, 'session-same-router-id', ['F15', 'RFC 6286 §2.2'], { far: far.speaker.id, routerId: formatIp(near.speaker.routerId) });
  const [ours, theirs] = [shortHold(near, far), shortHold(far, near)];
  const tooShort = ours ?? theirs;
  if (tooShort) return refusal('Idle', peer, 'session-hold-time-too-short', ['F17', 'RFC 4271 §6.2'], { ...tooShort, refusedBy: ours ? 'us' : 'them' });
  if (refusesForm(far, near)) return refusal('Idle', peer, 'session-open-form', ['RFC 9072 §2'], { far: far.speaker.id });
  if (!rolesAgree(near.peer, far.peer)) return refusal('Idle', peer, 'session-role-mismatch', ['F153', 'RFC 9234 §4.2'], { far: far.speaker.id });
  const [byUs, byThem] = [familiesDisagree(near.peer, far.peer), familiesDisagree(far.peer, near.peer)];
  const disagreement = byUs ?? byThem;
  return disagreement === undefined
    ? undefined
    : refusal('Idle', peer, disagreement, ['F16', 'RFC 5492 §5'], { far: far.speaker.id, refusedBy: byUs ? 'us' : 'them' });
}

/**
 * Why an end refuses the families of the other's OPEN, unless one has announced none (bgpd/bgp_open.c bgp_open_option_parse): it has none of them, or
 * where it is strict not just these.
 */
function familiesDisagree(own: PeerConfig, theirs: PeerConfig): string | undefined {
  if (own.silent || theirs.silent || own.capabilities === 'overridden') return undefined;
  const [ours, offered] = [activeFamilies(own), activeFamilies(theirs)];
  const common = offered.filter((f) => ours.includes(f));
  if (own.capabilities === 'strict' && (common.length < ours.length || common.length < offered.length)) return 'session-families-differ';
  return common.length === 0 ? 'session-no-common-family' : undefined;
}

function activeFamilies({ families, otherFamilies }: PeerConfig): string[] {
  return [...(['ipv4', 'ipv6'] as const).filter((f) => families[f]), ...OTHER_FAMILIES.filter((f) => otherFamilies?.[f])];
}

/** An end that sends the long form takes no other. */
function refusesForm(of: End, from: End): boolean {
  return of.peer.longParameters === true && from.peer.longParameters !== true;
}

/** What one end offers and the other does not take; 0, for ever, counts as too short. */
function shortHold({ speaker }: End, { peer }: End): { readonly offered: number; readonly least: number } | undefined {
  const least = speaker.minimumHoldTime ?? 0;
  const offered = peer.holdTime ?? DEFAULT_HOLD;
  return offered < least ? { offered, least } : undefined;
}

/** The AS that an end says it is. */
export function saidAs(of: End, to: End): number {
  const asn = ownAs(of, to);
  // Without the capability there are two bytes for it (RFC 6793 §9).
  return of.peer.silent && asn > MAX_TWO_BYTES ? AS_TRANS : asn;
}

function ownAs(of: End, to: End): number {
  const expected = typeof of.peer.remoteAs === 'number' ? of.peer.remoteAs : of.peer.remoteAs === 'internal' ? of.speaker.asn : to.speaker.asn;
  return localAsTowards(of.speaker, of.peer, expected);
}

function accepts({ speaker, peer }: End, said: number): boolean {
  if (peer.remoteAs === 'internal') return said === speaker.asn;
  if (peer.remoteAs === 'external') return said !== speaker.asn;
  if (peer.remoteAs === 'auto') return true;
  return said === peer.remoteAs;
}

const COUNTERPART = { provider: 'customer', customer: 'provider', 'rs-server': 'rs-client', 'rs-client': 'rs-server', peer: 'peer' } as const;

function rolesAgree(a: PeerConfig, b: PeerConfig): boolean {
  if (a.localRole && b.localRole) return COUNTERPART[a.localRole.role] === b.localRole.role;
  return !(a.localRole?.strict || b.localRole?.strict);
}
