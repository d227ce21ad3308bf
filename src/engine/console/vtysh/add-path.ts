/** What FRR shows of a path's identifiers (F148; bgpd/bgp_route.c route_vty_out_detail). */
import { type AfiName, afiOf, type BgpEntry, type BgpPath, type SpeakerState, usesAddPath } from '../../bgp/index.ts';
import { inPeerOrder } from './router.ts';

export interface PathIdsShown {
  readonly rx: number;
  readonly all: number;
  readonly perAs: number;
}

/** Absent where the path came without identifier and is sent under none. */
export function pathIds({ source, addPath }: BgpPath): PathIdsShown | undefined {
  const { all = 0, 'best-per-as': perAs = 0 } = addPath?.ids ?? {};
  const rx = source.kind === 'peer' ? (source.pathId ?? 0) : 0;
  return rx > 0 || all > 0 || perAs > 0 ? { rx, all, perAs } : undefined;
}

/** The view of one prefix asks the settings of IPv4, whichever family the prefix is of; only tables in detail ask those of their own (F125). */
export const PREFIX_VIEW: AfiName = 'ipv4';

/** Each path names its peers, not the prefix: where the family that is asked has a neighbor for several paths. */
export function namesPeersByPath({ config }: SpeakerState, asked: AfiName): boolean {
  return usesAddPath(config, asked);
}

/**
 * The peers that FRR names for one path, in its order: those that are sent it, and those that are sent several paths of the prefix, of a
 * kind that this path is not among, for which FRR looks for any (bgpd/bgp_advertise.c bgp_adj_out_lookup).
 */
export function pathSentTo(state: SpeakerState, entry: BgpEntry, { addPath }: BgpPath, asked: AfiName): string[] {
  if (!namesPeersByPath(state, asked)) return [];
  const afi = afiOf(entry.prefix);
  const named = state.sessions.filter(({ peer, session }) => {
    if (addPath?.advertisedTo.includes(peer.id)) return true;
    const type = session?.sendsPaths?.includes(afi) ? peer.families[afi]?.addpathTx : undefined;
    return type !== undefined && addPath !== undefined && addPath.ids[type] === undefined && entry.advertisedTo.includes(peer.id);
  });
  return inPeerOrder(named).map((s) => s.peer.id);
}
