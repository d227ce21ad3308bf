/**
 * A BGP process under construction: how neighbors and peer-groups come to be, which address families they are active in, and
 * the combinations that bgpd refuses as they are typed (F7, F11, F155; bgpd/bgpd.c, bgp_vty.c).
 */
import { formatIp, type Ip, makePrefix, parseIp, type Prefix, prefixKey } from '../../ip/index.ts';
import type { OtherFamily } from '../../policy/families.ts';
import type { ConfigRef } from '../../policy/source.ts';
import { type Refusal, refuse } from '../verdict.ts';
import type { FrrNeighbor } from '../config.ts';
import type { BgpDraft, NeighborDraft, NeighborFamilyDraft } from './drafts.ts';

export type Side = 'ipv4' | 'ipv6';
const SIDES: readonly Side[] = ['ipv4', 'ipv6'];

export type AnyFamily = Side | OtherFamily;
type RemoteAs = NonNullable<FrrNeighbor['remoteAs']>;

/** What a peer is to us, as bgpd sorts it; undefined while nobody has said. */
export type PeerSort = 'internal' | 'external' | 'confed' | undefined;

export const NO_PEER = refuse('% Specify remote-as or peer-group commands first');

export class BgpBuilder {
  /** Members of each group, in order of joining. */
  private readonly members = new Map<string, Set<NeighborDraft>>();

  /** When each was told to activate or not, as a count of such lines. */
  private readonly activated = new WeakMap<object, number>();
  private clock = 0;
  /** How often each neighbor was made, or shut down. */
  private readonly ended = new Map<string, number>();
  /** Families in which some neighbor is sent all paths. */
  private readonly sendsAll = new Set<Side>();
  /** How many listen ranges lie inside each prefix. */
  private readonly listening = new Map<string, number>();

  constructor(readonly draft: BgpDraft) {}

  /** The neighbor or group of that name; addresses are compared by value. */
  find(name: string): NeighborDraft | undefined {
    const address = parseIp(name);
    if (address !== undefined) return this.draft.neighbors.get(formatIp(address));
    return this.draft.neighbors.get(name) ?? this.draft.peerGroups.get(name);
  }

  groupOf(peer: NeighborDraft): NeighborDraft | undefined {
    return peer.peerGroup === undefined ? undefined : this.draft.peerGroups.get(peer.peerGroup);
  }

  /** The AS that holds for a peer: its own, or its group's. */
  remoteAsOf(peer: NeighborDraft): RemoteAs | undefined {
    return this.groupOf(peer)?.remoteAs ?? peer.remoteAs;
  }

  sortOf(peer: NeighborDraft): PeerSort {
    const as = this.remoteAsOf(peer);
    if (as === undefined && peer.isGroup) {
      const first = this.members.get(peer.name)?.values().next().value;
      return first && this.sortOf(first);
    }
    const confederation = this.draft.confederationIdentifier !== undefined;
    // In a confederation bgpd compares numbers and no words: even `internal` does not count as iBGP then (8.4.4).
    if (!confederation && (as === undefined || typeof as === 'string')) return as === 'auto' ? 'external' : as;
    if (as === this.draft.asn) return 'internal';
    return confederation && typeof as === 'number' && this.draft.confederationPeers.has(as) ? 'confed' : 'external';
  }

  isEmptyGroup(peer: NeighborDraft): boolean {
    return peer.isGroup && !this.members.get(peer.name)?.size;
  }

  /** The members of a group as they are now. */
  membersOf(group: NeighborDraft): NeighborDraft[] {
    return [...(this.members.get(group.name) ?? [])];
  }

  /** Makes a neighbor. `no bgp default ipv4-unicast` counts as it stands now (F7). */
  private create(name: string, isGroup: boolean, source: ConfigRef, identity: { address?: Ip; interface?: string }): NeighborDraft {
    const peer: NeighborDraft = {
      name,
      isGroup,
      source,
      ...identity,
      // bgpd/bgpd.c peer_create; a group is made otherwise.
      ...(this.draft.defaultShutdown && !isGroup && { shutdown: true }),
      ipv4: { activate: this.draft.defaultIpv4Unicast },
      ipv6: { activate: this.draft.defaultIpv6Unicast },
      others: new Map([...this.draft.defaultOthers].map((family) => [family, { activate: true }])),
    };
    (isGroup ? this.draft.peerGroups : this.draft.neighbors).set(name, peer);
    if (!isGroup && this.ended.has(name)) this.reset(peer);
    else this.ended.set(name, 0);
    return peer;
  }

  /** Its session ends, or that of each of a group's members. */
  reset(peer: NeighborDraft): void {
    for (const one of peer.isGroup ? this.membersOf(peer) : [peer]) {
      const times = (this.ended.get(one.name) ?? 0) + 1;
      this.ended.set(one.name, times);
      one.resets = times;
    }
  }

  /** `neighbor X remote-as N`. */
  remoteAs(name: string, as: RemoteAs, source: ConfigRef): Refusal | undefined {
    const address = parseIp(name);
    const known = this.find(name);
    if (!known) {
      if (address === undefined) return refuse('% Create the peer-group or interface first');
      this.create(formatIp(address), false, source, { address }).remoteAs = as;
      return undefined;
    }
    if (this.groupOf(known)?.remoteAs !== undefined) return refuse('% Peer-group member cannot override remote-as of peer-group.', 'F155');
    const group = this.groupOf(known);
    const before = this.sortOf(known);
    const own = known.remoteAs;
    known.remoteAs = as;
    if (group && !this.fits(known, group, this.members.get(group.name) ?? new Set())) {
      known.remoteAs = own;
      return refuse('% Peer-group members must be all internal or all external.', 'F155');
    }
    if (before !== undefined && before !== this.sortOf(known)) forgetSort(known);
    else if (known.isGroup && this.sortOf(known) === 'internal') known.ebgpMultihop = undefined;
    if (known.isGroup && own === undefined) for (const member of this.members.get(name) ?? []) member.remoteAs = undefined;
    return undefined;
  }

  /** `no neighbor X remote-as`, `no neighbor X`: a peer goes; a group loses its AS, and members that lived on it go. */
  noRemoteAs(name: string): Refusal | undefined {
    const known = this.find(name);
    if (!known) return parseIp(name) === undefined ? refuse('% Create the peer-group or interface first') : undefined;
    if (!known.isGroup) return this.removePeer(known);
    known.remoteAs = undefined;
    for (const member of this.members.get(name) ?? []) if (member.remoteAs === undefined) this.removePeer(member);
    return undefined;
  }

  removePeer(peer: NeighborDraft): undefined {
    this.draft.neighbors.delete(peer.name);
    if (peer.peerGroup !== undefined) this.members.get(peer.peerGroup)?.delete(peer);
  }

  /** `neighbor NAME peer-group`. */
  makeGroup(name: string, source: ConfigRef): Refusal | undefined {
    if (this.draft.neighbors.has(name)) return refuse('% Name conflict with interface: ');
    if (!this.draft.peerGroups.has(name)) this.create(name, true, source, {});
    return undefined;
  }

  removeGroup(name: string): Refusal | undefined {
    if (!this.draft.peerGroups.delete(name)) return refuse('% Create the peer-group first');
    for (const member of this.members.get(name) ?? []) this.draft.neighbors.delete(member.name);
    this.members.delete(name);
    for (const range of this.draft.listenRanges.values()) if (range.peerGroup === name) this.unlisten(range.prefix);
    return undefined;
  }

  /** `neighbor X peer-group G` (F155). */
  join(name: string, groupName: string, source: ConfigRef): Refusal | undefined {
    const address = parseIp(name);
    const known = this.find(name);
    if (known?.isGroup || (!known && address === undefined)) return refuse(`% Malformed address or name: ${name}`);
    const group = this.draft.peerGroups.get(groupName);
    if (!group) return refuse('% Configure the peer-group first');
    if (known?.peerGroup === groupName) return undefined;
    if (known?.peerGroup !== undefined) return refuse('% Cannot change the peer-group. Deconfigure first');
    const members = this.members.get(groupName) ?? new Set();
    // A number of the group's takes the place of the peer's own first, and with it the sort (bgpd/bgpd.c peer_group_bind, peer_as_change).
    const isGiven = typeof group.remoteAs === 'number';
    if (known && !isGiven && !this.fits(known, group, members)) return refuse('% Peer-group members must be all internal or all external.', 'F155');
    if (known && isGiven && known.remoteAs !== undefined && this.sortOf(known) !== this.sortOf(group)) changeSort(known, this.sortOf(group) === 'external');
    const peer = known ?? this.create(formatIp(address as Ip), false, source, { address: address as Ip });
    peer.peerGroup = groupName;
    peer.joined = { source };
    if (group.ttlSecurityHops !== undefined && peer.ttlSecurityHops === undefined) peer.joinedSecured = true;
    if (group.remoteAs !== undefined) peer.remoteAs = undefined;
    for (const side of familiesOf(peer, group)) {
      const own = inFamily(peer, side);
      own.activate = inFamily(group, side).activate ?? false;
      this.activated.set(own, ++this.clock);
      if (own.activate) takeOver(peer, group, side);
    }
    // The first member of a group without an AS makes it of its kind.
    if (group.remoteAs === undefined && members.size === 0 && this.sortOf(peer) === 'internal') {
      group.ebgpMultihop = undefined;
      group.localAs = undefined;
    }
    members.add(peer);
    this.members.set(groupName, members);
    for (const side of SIDES) if (!this.sendsAll.has(side) && (peer[side].addpathTx ?? group[side].addpathTx) === 'all') this.noteAddPath(side);
    return undefined;
  }

  /** Networks that are there when the first neighbor comes to be sent all paths are numbered at that moment (F148; bgpd/bgp_addpath.c bgp_addpath_type_changed: groups do not count). */
  noteAddPath(side: Side): void {
    const peers = [...this.draft.neighbors.values()];
    const isUsed = peers.some((peer) => (peer[side].addpathTx ?? this.groupOf(peer)?.[side].addpathTx) === 'all');
    const { networks } = this.draft[side];
    if (isUsed && !this.sendsAll.has(side)) for (const [key, network] of networks) networks.set(key, { ...network, precedesAddPath: true });
    if (isUsed) this.sendsAll.add(side);
    else this.sendsAll.delete(side);
  }

  /** Whether a peer that exists is of the sort that the group or its first member is. */
  private fits(peer: NeighborDraft, group: NeighborDraft, members: ReadonlySet<NeighborDraft>): boolean {
    if (group.remoteAs !== undefined) return peer.remoteAs === undefined || this.sortOf(peer) === this.sortOf(group);
    const first = members.values().next().value;
    return first === undefined || this.sortOf(peer) === this.sortOf(first);
  }

  /** `no neighbor X peer-group G` deletes the neighbor, a member or not (bgpd/bgp_vty.c no_neighbor_set_peer_group). */
  leave(name: string, groupName: string): Refusal | undefined {
    const peer = this.find(name);
    if (peer?.isGroup || (!peer && parseIp(name) === undefined)) return refuse(`% Malformed address or name: ${name}`);
    if (!this.draft.peerGroups.has(groupName)) return refuse('% Configure the peer-group first');
    if (!peer) return NO_PEER;
    return this.removePeer(peer);
  }

  /** `neighbor IFNAME interface …`. */
  interfacePeer(
    name: string,
    { as, group: groupName, v6only }: { readonly as: RemoteAs | undefined; readonly group: string | undefined; readonly v6only: boolean },
    source: ConfigRef,
  ): Refusal | undefined {
    if (this.draft.peerGroups.has(name)) return refuse('% Name conflict with peer-group ', 'F155');
    // It is made even where its group is then missed (bgpd/bgp_vty.c peer_conf_interface_get).
    const peer = this.draft.neighbors.get(name) ?? this.create(name, false, source, { interface: name });
    if (v6only) peer.v6only = true;
    if (groupName !== undefined) return this.join(name, groupName, source);
    if (as === undefined) return undefined;
    if (this.groupOf(peer)?.remoteAs !== undefined) return refuse('% Peer-group member cannot override remote-as of peer-group.', 'F155');
    peer.remoteAs = as;
    return undefined;
  }

  /** `activate` on a group reaches its members as they are now; who spoke last is settled in `settleActivation`. */
  activate(peer: NeighborDraft, side: AnyFamily, on: boolean): Refusal | undefined {
    const group = this.groupOf(peer);
    const own = inFamily(peer, side);
    const rival = RIVAL[side];
    if (on && !own.activate && rival && isActiveIn(peer, rival)) return LABELED_TOO;
    if (group && on && !own.activate) takeOver(peer, group, side);
    if (peer.isGroup) for (const member of this.membersOf(peer)) this.activate(member, side, on);
    own.activate = on;
    this.activated.set(own, ++this.clock);
    return undefined;
  }

  /** Gives each member the activation of its group where the group was told after it. */
  settleActivation(): void {
    for (const peer of this.draft.neighbors.values()) {
      const group = this.groupOf(peer);
      if (!group) continue;
      for (const side of familiesOf(peer, group)) {
        const [own, theirs] = [inFamily(peer, side), inFamily(group, side)];
        if ((this.activated.get(theirs) ?? 0) > (this.activated.get(own) ?? 0)) own.activate = theirs.activate;
      }
    }
  }

  listen(prefix: Prefix, peerGroup: string, source: ConfigRef): Refusal | undefined {
    if (!this.draft.peerGroups.has(peerGroup)) return refuse('% Configure the peer-group first');
    const key = prefixKey(prefix);
    const same = this.draft.listenRanges.get(key);
    if (same && same.peerGroup !== peerGroup) return refuse('% Same listen range is attached to peer-group');
    if (this.draft.peerGroups.get(peerGroup)?.remoteAs === undefined) return refuse('% Specify remote-as or peer-group remote AS first', 'F155');
    if (same) return undefined;
    const around = enclosing(prefix);
    const overlapping = (this.listening.get(keyText(prefix)) ?? 0) > 0 || around.some((p) => this.draft.listenRanges.has(prefixKey(p)));
    if (overlapping) return refuse('% Listen range overlaps with existing listen range');
    this.countListening(around, 1);
    this.draft.listenRanges.set(key, { prefix, peerGroup, source });
    return undefined;
  }

  /** Of one group where one is named: the range is its own (bgpd/bgpd.c peer_group_listen_range_del). */
  unlisten(prefix: Prefix, group?: string): Refusal | undefined {
    const range = this.draft.listenRanges.get(prefixKey(prefix));
    if (!range || (group !== undefined && range.peerGroup !== group))
      return refuse('% Range specified cannot be deleted because it is not part of current config.');
    this.draft.listenRanges.delete(prefixKey(prefix));
    this.countListening(enclosing(prefix), -1);
    return undefined;
  }

  private countListening(prefixes: readonly Prefix[], by: number): void {
    for (const p of prefixes) this.listening.set(keyText(p), (this.listening.get(keyText(p)) ?? 0) + by);
  }
}

/**
 * What a member has of its group as the family is activated, or as it joins where that is active, and not before or after: the site of origin and the
 * next hop that `route-server-client` keeps, and of its own it loses the latter (bgpd/bgpd.c peer_group2peer_config_copy_af).
 */
function takeOver(member: NeighborDraft, group: NeighborDraft, side: AnyFamily): void {
  const [own, theirs] = [inFamily(member, side), inFamily(group, side)];
  own.groupSoo = theirs.soo;
  own.groupServedNextHop = theirs.servedNextHop;
  if (own.servedNextHop) own.lostNextHop = true;
}

/** Changing between iBGP and eBGP drops what belongs to the other kind (bgpd/bgpd.c peer_as_change). */
function forgetSort(peer: NeighborDraft): void {
  peer.ebgpMultihop = undefined;
  peer.ttlSecurityHops = undefined;
  for (const side of familiesOf(peer)) inFamily(peer, side).routeReflectorClient = undefined;
}

/** A peer that its group makes one of the other kind; what was iBGP's keeps its TTL, and is written so (bgpd/bgpd.c peer_group2peer_config_copy). */
function changeSort(peer: NeighborDraft, isExternal: boolean): void {
  forgetSort(peer);
  if (isExternal) peer.ebgpMultihop = 255;
}

/** What is said of a neighbor in a family. */
export function inFamily(peer: NeighborDraft, family: AnyFamily): NeighborFamilyDraft {
  if (family === 'ipv4' || family === 'ipv6') return peer[family];
  const known = peer.others.get(family) ?? {};
  peer.others.set(family, known);
  return known;
}

function isActiveIn(peer: NeighborDraft, family: AnyFamily): boolean {
  return (family === 'ipv4' || family === 'ipv6' ? peer[family] : peer.others.get(family))?.activate === true;
}

/** The families of which something is said, with the unicast ones. */
function familiesOf(...peers: readonly NeighborDraft[]): Set<AnyFamily> {
  return new Set<AnyFamily>(['ipv4', 'ipv6', ...peers.flatMap((p) => [...p.others.keys()])]);
}

/** Unicast and labeled unicast share a table, and no neighbor has both (bgpd/bgpd.c peer_activate_af). */
const RIVAL: Partial<Record<AnyFamily, AnyFamily>> = {
  ipv4: 'ipv4LabeledUnicast',
  ipv4LabeledUnicast: 'ipv4',
  ipv6: 'ipv6LabeledUnicast',
  ipv6LabeledUnicast: 'ipv6',
};
const LABELED_TOO = refuse("% Cannot activate peer for both 'ipv4 unicast' and 'ipv4 labeled-unicast'");

/** The prefix and every shorter one around it. */
function enclosing(prefix: Prefix): Prefix[] {
  return Array.from({ length: prefix.length + 1 }, (_, length) => makePrefix(prefix.ip, length));
}

function keyText(prefix: Prefix): string {
  return `${typeof prefix.ip} ${prefixKey(prefix)}`;
}
