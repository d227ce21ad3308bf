/** Forwarding by a BGP table: what gateway instances and MSEEs do, which have no other routing table here. */
import type { BgpEntry, BgpPath, SpeakerState } from '../bgp/index.ts';
import { formatIp, formatPrefix, type Ip, PrefixTable } from '../ip/index.ts';
import type { NetNode } from '../compile/index.ts';
import type { Lookup } from './types.ts';
import type { World } from './world.ts';

export interface BgpMatch {
  readonly entry: BgpEntry;
  /** The best path first, then its equals. */
  readonly paths: readonly [BgpPath, ...BgpPath[]];
}

/** Made once a speaker's state: entries with a best path, by prefix. */
const tables = new WeakMap<SpeakerState, PrefixTable<BgpMatch>>();

function tableOf(state: SpeakerState): PrefixTable<BgpMatch> {
  const known = tables.get(state);
  if (known) return known;
  const table = new PrefixTable<BgpMatch>();
  for (const entry of [...state.tables.ipv4.values(), ...state.tables.ipv6.values()]) {
    const best = entry.paths.find((p) => p.best);
    if (best) table.set(entry.prefix, { entry, paths: [best, ...entry.paths.filter((p) => p.multipath && p !== best)] });
  }
  tables.set(state, table);
  return table;
}

export function bgpMatch(world: World, node: NetNode, destination: Ip): { readonly match?: BgpMatch; readonly state?: SpeakerState; readonly lookup: Lookup } {
  const state = node.speaker === undefined ? undefined : world.input.controlPlane.speakers.get(node.speaker);
  const match = state && tableOf(state).longestMatch(destination)?.value;
  const base = { table: 'bgp' as const, of: node.id, destination };
  return {
    ...(state && { state }),
    ...(match && { match }),
    lookup: match ? { ...base, row: pathText(match), prefix: formatPrefix(match.entry.prefix) } : base,
  };
}

function pathText({ entry, paths: [best] }: BgpMatch): string {
  const via = best.source.kind === 'local' ? 'itself' : formatIp(best.attributes.nextHop);
  return `${formatPrefix(entry.prefix)} via ${via}`;
}

/** A vendor's word for the peer that a path is from. */
export function roleOf(state: SpeakerState, path: BgpPath): string | undefined {
  const { source } = path;
  return source.kind === 'peer' ? state.config.peers.find((p) => p.id === source.peer)?.role : undefined;
}
