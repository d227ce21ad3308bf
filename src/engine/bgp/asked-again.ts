/**
 * What a speaker asks again of what its neighbours have sent, and what stays as it was judged when it came. A list that is named on a neighbour itself
 * leaves what has come alone (bgpd/bgpd.c peer_prefix_list_update and its kin); a route-map that is another has it sent once more, unless it is kept
 * (F5; bgpd/bgp_routemap.c bgp_route_map_process_peer).
 */
import type { PolicyObjects } from '../policy/index.ts';
import { isOtherMap, soughtMaps } from './held-maps.ts';
import { inboundChange, prefixListsChange } from './lists-in.ts';
import type { Session } from './session.ts';
import type { AfiName, SpeakerConfig } from './types.ts';

/** A neighbour that is asked for its routes of a family again; whether they will be judged otherwise. */
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
  private readonly standing = new Map<string, PolicyObjects>();
  /** The timer for route-maps has run out once, and all of them have acted. */
  private hasActedOnMaps = false;

  /** Of neighbours, with the family, whose lists have changed since their routes were gone through: the policy of that time. */
  get behind(): ReadonlyMap<string, PolicyObjects> {
    return this.standing;
  }

  /** Whether what the neighbour has sent of the family stays as it was judged. */
  leaves(peer: string, afi: AfiName): boolean {
    return this.standing.has(keyOf(peer, afi));
  }

  /** The neighbour is gone, and so is what it sent. */
  forget(peer: string): void {
    for (const afi of AFIS) this.standing.delete(keyOf(peer, afi));
  }

  /** Which families' routes of which neighbours stay as the lists had it when they came; whoever is told our lists announces them again. */
  noteLists({ before, now }: Change, sessions: ReadonlyMap<string, Session>): void {
    const told = prefixListsChange(before.policy, now.policy);
    for (const [peer, { tells }] of sessions)
      for (const afi of AFIS) {
        const change = told && tells?.includes(afi) ? 'more' : inboundChange(before, now, peer, afi);
        if (change === 'more') this.standing.delete(keyOf(peer, afi));
        else if (change === 'lists' && !this.leaves(peer, afi)) this.standing.set(keyOf(peer, afi), before.policy);
      }
  }

  /** F5: whether the timer finds a route-map changed: every one of them as it runs out for the first time. */
  newMaps({ before, now }: Change): (name: string) => boolean {
    const sought = soughtMaps(before);
    const isFirst = !this.hasActedOnMaps;
    return (name) => isFirst || sought.has(name) || isOtherMap(name, before.policy, now.policy);
  }

  /** F5: by whose inbound map, once the timer has run out, neighbours are asked for everything again; what is kept of them is to be taken again (`kept`). */
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
        if (isOther) this.standing.delete(keyOf(peer.id, afi));
        if (!softReconfigurationInbound) asked.push({ peer: peer.id, afi, isOther });
        else if (isOther) kept.push({ peer: peer.id, afi, isOther });
      }
    }
    return { asked, kept };
  }
}

function keyOf(peer: string, afi: AfiName): string {
  return `${peer} ${afi}`;
}
