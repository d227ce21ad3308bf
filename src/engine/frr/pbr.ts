/** How pbrd numbers the entries of pbr-maps, and which of them it can use at all (pbrd/pbr_nht.c, pbr_map.c of 8.4; observed on 8.4.4). */
import { isIpv4 } from '../ip/index.ts';
import type { FrrConfig, FrrPbrEntry } from './config.ts';

/** pbrd/pbr_nht.h PBR_NHT_DEFAULT_LOW_RULENO, PBR_NHT_DEFAULT_LOW_TABLEID. */
const FIRST_RULE = 300;
const FIRST_TABLE = 10_000;

/** Priority of an entry's rule in the kernel: the first entry that there can be, 1, has 300. */
export function pbrRuleNumber({ seq }: FrrPbrEntry): number {
  return FIRST_RULE + seq - 1;
}

/** Entries of all maps in the order in which they were typed. */
export function pbrEntriesTyped({ pbrMaps }: FrrConfig): FrrPbrEntry[] {
  return [...pbrMaps.values()].flat().sort((a, b) => a.source.span.line - b.source.span.line);
}

/** The kernel table of each entry with a next hop of its own: one after another as they were typed, whether the next hop can be reached or not. */
export function pbrTables(config: FrrConfig): ReadonlyMap<FrrPbrEntry, number> {
  const own = pbrEntriesTyped(config).filter(({ set }) => set?.kind === 'nexthop' || set?.kind === 'interface');
  return new Map(own.map((entry, n) => [entry, FIRST_TABLE + n]));
}

/** pbrd/pbr_map.c pbr_map_sequence_check_not_empty: ports and the protocol alone are no match. */
export function isPbrMatchEmpty({ srcIp, dstIp, mark, dscp, ecn }: FrrPbrEntry['match']): boolean {
  return srcIp === undefined && dstIp === undefined && mark === undefined && dscp === undefined && ecn === undefined;
}

/** The family of an entry's rule: that of its prefixes, else IPv4 (pbrd/pbr_zebra.c pbr_encode_pbr_map_sequence). */
export function pbrFamily({ srcIp, dstIp }: FrrPbrEntry['match']): 4 | 6 {
  const stated = dstIp ?? srcIp;
  return stated === undefined || isIpv4(stated.ip) ? 4 : 6;
}
