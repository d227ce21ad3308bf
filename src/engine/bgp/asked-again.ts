/**
 * What a speaker asks again of what its neighbors have sent, and what stays as it was judged when it came. What bears on a neighbor's routes and is set otherwise
 * has them sent once more (a route refresh, RFC 2918), and until they have come those that are there stand as they are; with soft reconfiguration, which keeps
 * what came, they are gone through at once (F5; bgpd/bgpd.c peer_on_policy_change, bgp_routemap.c bgp_route_map_process_peer). A list that is named on a neighbor
 * itself leaves what has come alone (bgpd.c peer_prefix_list_update and its kin).
 */
import { isOtherMap, soughtMaps } from './held-maps.ts';
import { type InboundChange, inboundChange, prefixListsChange } from './lists-in.ts';
import type { Session } from './session.ts';
import type { AfiName, PeerConfig, SpeakerConfig } from './types.ts';

/** A neighbor that is asked for its routes of a family again; whether they will be judged otherwise. */
export interface Asked {
  readonly peer: string;
  readonly afi: AfiName;
  readonly isOther: boolean;
}

/** A configuration as it acted, and as it acts now. */
interface Change {
  readonly before: SpeakerConfig;
  readonly now: SpeakerConfig;
}

const AFIS = ['ipv4', 'ipv6'] as const;

export class AskedAgain {
  private readonly standing = new Map<string, SpeakerConfig>();
  /** The timer for route-maps has run out once, and all of them have acted. */
  private hasActedOnMaps = false;

  /** Of neighbors, with the family, whose routes have not been gone through since what they meet has changed: the configuration of that time. */
  get behind(): ReadonlyMap<string, SpeakerConfig> {
    return this.standing;
  }

  /** Whether what the neighbor has sent of the family stays as it was judged. */
  leaves(peer: string, afi: AfiName): boolean {
    return this.standing.has(keyOf(peer, afi));
  }

  /** What the neighbor has sent of the family is gone through now. */
  take(peer: string, afi: AfiName): void {
    this.standing.delete(keyOf(peer, afi));
  }

  /** The neighbor is gone, and so is what it sent. */
  forget(peer: string): void {
    for (const afi of AFIS) this.take(peer, afi);
  }

  /** What a new configuration changes for the routes of each neighbor and family, and who is asked for them; whoever is told our lists announces them again by himself. */
  note(change: Change, sessions: ReadonlyMap<string, Session>): { readonly asked: readonly Asked[]; readonly changes: ReadonlyMap<string, InboundChange> } {
    const { before, now } = change;
    const asked: Asked[] = [];
    const changes = new Map<string, InboundChange>();
    const told = prefixListsChange(before.policy, now.policy);
    for (const [peer, { tells, families, peer: config }] of sessions)
      for (const afi of families) {
        const isTold = told && tells?.includes(afi) === true;
        const other = isTold ? 'more' : inboundChange(before, now, peer, afi);
        changes.set(keyOf(peer, afi), other);
        if (other === 'more' && (isTold || isKept(change, config, afi))) this.take(peer, afi);
        else if (other !== 'nothing') this.leave(peer, afi, before);
        if (other === 'more' && this.leaves(peer, afi)) asked.push({ peer, afi, isOther: true });
      }
    return { asked, changes };
  }

  private leave(peer: string, afi: AfiName, met: SpeakerConfig): void {
    if (!this.leaves(peer, afi)) this.standing.set(keyOf(peer, afi), met);
  }

  /** F5: whether the timer finds a route-map changed: every one of them as it runs out for the first time. */
  newMaps({ before, now }: Change): (name: string) => boolean {
    const sought = soughtMaps(before);
    const isFirst = !this.hasActedOnMaps;
    return (name) => isFirst || sought.has(name) || isOtherMap(name, before.policy, now.policy);
  }

  /** F5: by whose inbound map, once the timer has run out, neighbors are asked for everything again; what is kept of them is to be taken again (`kept`). */
  actOnMaps(
    change: Change,
    sessions: ReadonlyMap<string, Session>,
    isNew: (name: string) => boolean,
  ): { readonly asked: readonly Asked[]; readonly kept: readonly Asked[] } {
    const asked: Asked[] = [];
    const kept: Asked[] = [];
    this.hasActedOnMaps = true;
    for (const { peer, families } of sessions.values()) {
      for (const afi of families) {
        const { routeMapIn, softReconfigurationInbound } = peer.families[afi] ?? {};
        if (!routeMapIn) continue;
        const isOther = inboundChange(change.before, change.now, peer.id, afi) === 'more';
        if (!isOther && !isNew(routeMapIn.name)) continue;
        if (isOther && !softReconfigurationInbound) this.leave(peer.id, afi, change.before);
        if (!softReconfigurationInbound) asked.push({ peer: peer.id, afi, isOther });
        else if (isOther) kept.push({ peer: peer.id, afi, isOther });
      }
    }
    return { asked, kept };
  }
}

/** Whether what the neighbor has sent was kept before the change: where that is switched on, it is asked for. */
function isKept({ before }: Change, { id, families }: PeerConfig, afi: AfiName): boolean {
  if (!families[afi]?.softReconfigurationInbound) return false;
  const was = before.peers.find((p) => p.id === id);
  return !was || was.families[afi]?.softReconfigurationInbound === true;
}

function keyOf(peer: string, afi: AfiName): string {
  return `${peer} ${afi}`;
}
