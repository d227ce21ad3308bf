/** Route-maps and lists as JSON (lib/routemap.c, lib/plist.c, lib/filter.c, bgpd/bgp_filter.c): a document from each daemon, one after the other. */
import { formatIp, formatPrefix } from '../../ip/index.ts';
import type { AccessList, AccessListEntry, PolicyObjects, PrefixList, RouteMap } from '../../policy/index.ts';
import { type Json, jsonText } from './json-text.ts';
import { accessListType, byName, type PrefixListView, prefixLists } from './lists.ts';
import { actionText, type Daemon, matchesOf, setsOf } from './route-maps.ts';

const DAEMONS: readonly Daemon[] = ['ZEBRA', 'BGP'];

function documents(make: (daemon: Daemon) => Json): string {
  return DAEMONS.map((daemon) => jsonText({ [daemon]: make(daemon) })).join('\n');
}

export function routeMapsJson(policy: PolicyObjects, name?: string): string {
  const maps = byName(policy.routeMaps).filter((m) => name === undefined || m.name === name);
  return documents((daemon) => Object.fromEntries(maps.map((m) => [m.name, routeMapJson(m, daemon)])));
}

function routeMapJson(map: RouteMap, daemon: Daemon): Json {
  return {
    invoked: 0,
    disabledOptimization: false,
    processedChange: false,
    rules: map.entries.map((e) => ({
      sequenceNumber: e.seq,
      type: e.action,
      invoked: 0,
      ...(e.description !== undefined && { description: e.description }),
      matchClauses: matchesOf(e, daemon),
      setClauses: setsOf(e, daemon),
      ...(e.call && { callClause: e.call.map }),
      action: actionText(e),
    })),
  };
}

/** Nothing at all for a list that does not exist. */
export function prefixListsJson(policy: PolicyObjects, family: 4 | 6, view: PrefixListView): string {
  const lists = prefixLists(policy, family);
  if (view.name !== undefined && !lists.has(view.name)) return '';
  const shown = byName(lists).filter((l) => view.name === undefined || l.name === view.name);
  return documents(() => Object.fromEntries(shown.map((l) => [l.name, prefixListJson(l, view)])));
}

function prefixListJson(list: PrefixList, { form, seq }: PrefixListView): Json {
  const counted = form === 'detail' || seq !== undefined;
  const entries = list.entries
    .filter((e) => seq === undefined || e.seq === seq)
    .map((e) => ({
      sequenceNumber: e.seq,
      type: e.action,
      prefix: formatPrefix(e.prefix),
      ...(e.ge !== undefined && { minimumPrefixLength: e.ge }),
      ...(e.any ? { maximumPrefixLength: list.family === 4 ? 32 : 128 } : e.le !== undefined && { maximumPrefixLength: e.le }),
      ...(counted && { hitCount: 0, referenceCount: 0 }),
    }));
  const description = list.description !== undefined && { description: list.description };
  if (seq !== undefined) return { entries };
  if (form === undefined) return { addressFamily: `IPv${list.family}`, entries, ...description };
  return {
    addressFamily: `IPv${list.family}`,
    ...description,
    count: list.entries.length,
    rangeEntries: 0,
    sequenceStart: list.entries[0]?.seq ?? 0,
    sequenceEnd: list.entries.at(-1)?.seq ?? 0,
    ...(form === 'detail' && { entries }),
  };
}

export function accessListsJson(policy: PolicyObjects, family: 4 | 6, name?: string): string {
  const lists = byName(family === 4 ? policy.accessLists : policy.accessLists6).filter((l) => l.entries.length > 0 && (name === undefined || l.name === name));
  return documents(() => Object.fromEntries(lists.map((l) => [l.name, accessListJson(l)])));
}

function accessListJson(list: AccessList): Json {
  const rules = list.entries.map((e) => ({ sequenceNumber: e.seq, filterType: e.action, ...accessTarget(e, list.family) }));
  return { type: accessListType(list), addressFamily: `IPv${list.family}`, rules };
}

function accessTarget(e: AccessListEntry, family: 4 | 6): { readonly [key: string]: Json } {
  if (e.extended) {
    const [from, to] = [side(e.wildcard), side(e.extended.destination)];
    return { extended: true, sourceAddress: from.address, sourceMask: from.mask, destinationAddress: to.address, destinationMask: to.mask };
  }
  if (e.wildcard) return { address: formatIp(e.wildcard.ip), mask: formatIp(e.wildcard.mask) };
  return { prefix: e.prefix ? formatPrefix(e.prefix) : family === 4 ? '0.0.0.0/0' : '::/0', 'exact-match': e.exact };
}

function side(of: AccessListEntry['wildcard']): { readonly address: string; readonly mask: string } {
  return of ? { address: formatIp(of.ip), mask: formatIp(of.mask) } : { address: '0.0.0.0', mask: '255.255.255.255' };
}

export function asPathListsJson(policy: PolicyObjects, name?: string): string {
  const lists = byName(policy.asPathLists).filter((l) => name === undefined || l.name === name);
  const entries = (list: (typeof lists)[number]) => list.entries.map((e) => ({ sequenceNumber: e.seq, type: e.action, regExp: e.regex }));
  return jsonText(Object.fromEntries(lists.map((l) => [l.name, entries(l)])));
}
