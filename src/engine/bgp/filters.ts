/** The lists named on a neighbor, in FRR's order: distribute-list, prefix-list, filter-list (F21 step 6, F56, F71). */
import { formatPrefix, isIpv4, type Prefix } from '../ip/index.ts';
import {
  matchAccessList,
  matchAsPathList,
  matchPrefixList,
  type ListVerdict,
  type PathAttributes,
  type PolicyObjects,
  type PrefixList,
  type Reason,
  type ConfigRef,
} from '../policy/index.ts';
import type { PolicyTrace } from './policy-trace.ts';
import type { NamedFilter, PeerFamilyConfig } from './types.ts';

/** The refusal of the first list that refuses; undefined when all permit. A list that does not exist refuses everything (F71). */
export function filteredBy(
  family: PeerFamilyConfig,
  direction: 'in' | 'out',
  prefix: Prefix,
  attributes: PathAttributes,
  policy: PolicyObjects,
  trace?: PolicyTrace,
): Reason | undefined {
  const distribute = direction === 'in' ? family.distributeListIn : family.distributeListOut;
  const prefixes = direction === 'in' ? family.prefixListIn : family.prefixListOut;
  const paths = direction === 'in' ? family.filterListIn : family.filterListOut;
  if (!distribute && !prefixes && !paths) return undefined;
  const ipv4 = isIpv4(prefix.ip);
  const at = { prefix, direction, trace };
  const accessList = (ipv4 ? policy.accessLists : policy.accessLists6).get(distribute?.name ?? '');
  const prefixList = prefixes && knownPrefixList(prefixes, ipv4 ? policy.prefixLists : policy.prefixLists6);
  return (
    refusal('distribute-list', distribute, accessList, (l) => matchAccessList(l, prefix), at) ??
    refusal('prefix-list', prefixes, prefixList, (l) => matchPrefixList(l, prefix), at) ??
    refusal('filter-list', paths, policy.asPathLists.get(paths?.name ?? ''), (l) => matchAsPathList(l, attributes.asPath), at)
  );
}

/** F71, F72: a neighbor's prefix-list as bgpd has it. A list that a description makes later than the neighbor's line is not looked for again until it has an entry. */
export function knownPrefixList({ name, source }: NamedFilter, lists: ReadonlyMap<string, PrefixList>): PrefixList | undefined {
  const list = lists.get(name);
  return list?.source && source && source.span.line < list.source.span.line ? undefined : list;
}

interface Asked {
  readonly prefix: Prefix;
  readonly direction: 'in' | 'out';
  readonly trace: PolicyTrace | undefined;
}

function refusal<L>(
  kind: 'distribute-list' | 'prefix-list' | 'filter-list',
  filter: NamedFilter | undefined,
  list: L | undefined,
  ask: (list: L) => ListVerdict<{ readonly seq: number; readonly source: ConfigRef }>,
  { prefix, direction, trace }: Asked,
): Reason | undefined {
  if (!filter) return undefined;
  const verdict = list && ask(list);
  trace?.push({ kind: 'list', list: kind, filter, missing: !list, action: verdict?.action ?? 'deny', ...(verdict?.entry && { entry: verdict.entry }) });
  if (verdict?.action === 'permit') return undefined;
  const source = verdict?.entry?.source ?? filter.source;
  return {
    code: list ? (direction === 'in' ? 'bgp-filtered-in' : 'bgp-filtered-out') : 'bgp-filter-missing',
    rules: list ? [direction === 'in' ? 'F21' : 'F56'] : ['F71'],
    args: { filter: filter.name, prefix: formatPrefix(prefix) },
    ...(source && { source }),
  };
}

/** F24: whether any policy is named; the name is enough. An unsuppress-map is none. */
export function hasPolicy(family: PeerFamilyConfig, direction: 'in' | 'out'): boolean {
  return direction === 'in'
    ? [family.routeMapIn, family.prefixListIn, family.filterListIn, family.distributeListIn].some(Boolean)
    : [family.routeMapOut, family.prefixListOut, family.filterListOut, family.distributeListOut].some(Boolean);
}
