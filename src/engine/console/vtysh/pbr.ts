/** `show pbr map`, `interface` and `nexthop-groups` (pbrd/pbr_vty.c of 8.4, recorded): what pbrd makes of its maps (F141). */
import { compareNames, type FrrPbrEntry, isPbrMatchEmpty, pbrEntriesTyped, pbrRuleNumber, pbrTables } from '../../frr/index.ts';
import { formatIp, formatPrefix } from '../../ip/index.ts';
import { type Json, jsonText } from './json-text.ts';
import type { Vtysh } from './router.ts';
import { usedHops, wayTo } from './tracked.ts';
import { indexIn } from './vrfs.ts';

/** What pbrd knows of an entry. */
interface Known {
  readonly entry: FrrPbrEntry;
  /** The name of its own next-hop group: the map's with the sequence. */
  readonly group: string;
  /** Absent where it has no next hop of its own. */
  readonly table?: number;
  /** Whether its next hop can be reached, so that the table is there. */
  readonly reached: boolean;
  /** Why it is not valid; empty for one that is. */
  readonly reasons: readonly string[];
  /** A bit for each interface that has its rule. */
  readonly rules: number;
  /** A number from 1 up, in the order of typing. */
  readonly unique: number;
}

/** pbrd gives a group that is not there this number. */
const NO_TABLE = 5000;

/** Every map by name, its entries by sequence. */
function maps(router: Vtysh, only: string | undefined): { readonly name: string; readonly valid: boolean; readonly entries: readonly Known[] }[] {
  const { config } = router;
  const tables = pbrTables(config);
  const typed = pbrEntriesTyped(config);
  return [...config.pbrMaps]
    .filter(([name]) => only === undefined || name === only)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, list]) => {
      const there = [...config.interfaces.values()].filter((i) => i.pbrPolicy === name && router.machine.interfaces.some((x) => x.name === i.name)).length;
      const entries = list.map((entry): Known => {
        const table = tables.get(entry);
        const reached = reaches(router, entry.set);
        const reasons = reasonsOf(entry, reached);
        const isInstalled = reasons.length === 0 && reached;
        return {
          entry,
          group: `${name}${entry.seq}`,
          ...(table !== undefined && { table }),
          reached,
          reasons,
          rules: isInstalled ? 2 ** there - 1 : 0,
          unique: typed.indexOf(entry) + 1,
        };
      });
      return { name, valid: entries.every((e) => e.reasons.length === 0), entries };
    });
}

/** Groups are not modelled, so none is there; the VRF of the incoming interface always is. */
function reaches(router: Vtysh, set: FrrPbrEntry['set']): boolean {
  if (set?.kind === 'interface') return router.machine.interfaces.some((i) => i.name === set.interface && i.up);
  if (set?.kind === 'vrf') return set.name === 'unchanged';
  const way = set?.kind === 'nexthop' ? wayTo(router, set.ip, false) : undefined;
  return set?.kind === 'nexthop' && way !== undefined && usedHops(way).some((h) => set.interface === undefined || h.interface === set.interface);
}

/** pbrd/pbr_map.c pbr_map_reason_str, in the order of its bits. */
function reasonsOf({ set, match }: FrrPbrEntry, reached: boolean): string[] {
  const ofHop = { 'nexthop-group': 'Invalid NH-group', nexthop: 'Invalid NH', interface: 'Invalid NH', vrf: 'Invalid VRF' } as const;
  const hop = set === undefined ? 'No Nexthops' : reached ? undefined : ofHop[set.kind];
  const empty = isPbrMatchEmpty(match) ? 'Invalid Src or Dst' : undefined;
  return (hop === 'Invalid VRF' ? [empty, hop] : [hop, empty]).filter((r) => r !== undefined);
}

/** `show pbr map [NAME] [detail]`. */
export function showPbrMap(router: Vtysh, only: string | undefined, detail: boolean): string {
  return maps(router, only)
    .flatMap(({ name, valid, entries }) => [`  pbr-map ${name} valid: ${yes(valid)}`, ...entries.flatMap((e) => entryLines(e, detail))])
    .join('\n');
}

const yes = (said: boolean) => (said ? 'yes' : 'no');

function entryLines(known: Known, detail: boolean): string[] {
  const { entry, reasons, rules, unique } = known;
  const reason = reasons.length === 0 ? 'Valid' : reasons.join(', ');
  return [
    `    Seq: ${entry.seq} rule: ${pbrRuleNumber(entry)}`,
    `        Installed: ${detail ? `${rules}(${unique})` : yes(rules > 0)} Reason: ${reason}`,
    ...matchLines(entry.match).map((l) => `        ${l}`),
    ...hopLines(known, detail).map((l) => `        ${l}`),
  ];
}

function matchLines({ ipProtocol, srcIp, dstIp, srcPort, dstPort, dscp, ecn, mark }: FrrPbrEntry['match']): string[] {
  const said: readonly (readonly [string, string | number | undefined])[] = [
    ['IP Protocol', ipProtocol],
    ['SRC IP', srcIp && formatPrefix(srcIp)],
    ['DST IP', dstIp && formatPrefix(dstIp)],
    ['SRC Port', srcPort],
    ['DST Port', dstPort],
    ['DSCP', dscp === undefined ? undefined : dscpNumber(dscp)],
    ['ECN', ecn],
    ['MARK', mark],
  ];
  return said.flatMap(([word, value]) => (value === undefined ? [] : [`${word} Match: ${value}`]));
}

/** RFC 2474 `csN`, RFC 2597 `afNM`, RFC 3246 `ef`; or the number. */
function dscpNumber(word: string): number {
  const [, kind = '', one = '', two = '0'] = /^(cs|af)([0-7])([1-3])?$/i.exec(word) ?? [];
  if (/^ef$/i.test(word)) return 46;
  return kind === '' ? Number(word) : 8 * Number(one) + 2 * Number(two);
}

/** As vtysh names the next hop of `set nexthop`. */
function hopText(set: FrrPbrEntry['set']): string {
  if (set?.kind !== 'nexthop') return set?.kind === 'interface' ? set.interface : '';
  return `${formatIp(set.ip)}${set.interface === undefined ? '' : ` ${set.interface}`}`;
}

function hopLines({ entry: { set }, table, reached }: Known, detail: boolean): string[] {
  if (set === undefined) return ['Nexthop-Group: Unknown Installed: no'];
  if (set.kind === 'vrf') return [set.name === 'unchanged' ? 'VRF Unchanged (use interface vrf)' : `VRF Lookup: ${set.name}`];
  const first = set.kind === 'nexthop-group' ? `Nexthop-Group: ${set.name}` : `nexthop ${hopText(set)}`;
  const bit = Number(reached);
  return [first, `  Installed: ${detail ? `${bit}(${bit})` : yes(reached)} Tableid: ${table ?? NO_TABLE}`];
}

export function pbrMapJson(router: Vtysh, only: string | undefined): string {
  const rows = maps(router, only).map(({ name, valid, entries }): Json => ({ name, valid, policies: entries.map(entryJson) }));
  return jsonText(rows);
}

/** Of ports and protocol the JSON of 8.4 says nothing; `installed` is whether the next hop stands. */
function entryJson({ entry, group, table, reached, reasons, unique }: Known): Json {
  const { srcIp, dstIp, mark, dscp, ecn } = entry.match;
  const { set } = entry;
  const hasGroup = set !== undefined && set.kind !== 'vrf';
  return {
    id: unique,
    sequenceNumber: entry.seq,
    ruleNumber: pbrRuleNumber(entry),
    vrfUnchanged: set?.kind === 'vrf' && set.name === 'unchanged',
    installed: hasGroup && reached,
    installedReason: reasons.length === 0 ? 'Valid' : reasons.join(', '),
    ...(hasGroup && {
      nexthopGroup: {
        tableId: table ?? NO_TABLE,
        name: set.kind === 'nexthop-group' ? set.name : group,
        installed: reached,
        installedInternally: Number(reached),
      },
    }),
    ...(srcIp && { matchSrc: formatPrefix(srcIp) }),
    ...(dstIp && { matchDst: formatPrefix(dstIp) }),
    ...(mark !== undefined && { matchMark: mark }),
    ...(dscp !== undefined && { matchDscp: dscpNumber(dscp) }),
    ...(ecn !== undefined && { matchEcn: ecn }),
  };
}

/** `show pbr interface [NAME]`: those with a policy, by name. */
export function showPbrInterfaces(router: Vtysh, only: string | undefined, json: boolean): string {
  const { config, machine } = router;
  const rows = [...config.interfaces.values()]
    .filter((i) => i.pbrPolicy !== undefined && (only === undefined || i.name === only))
    .sort((a, b) => compareNames(a.name, b.name))
    .map(({ name, pbrPolicy = '' }) => ({
      name,
      index: machine.interfaces.some((i) => i.name === name) ? indexIn(machine, name) : 0,
      policy: pbrPolicy,
      valid: config.pbrMaps.has(pbrPolicy),
    }));
  if (json) return jsonText(rows);
  return rows.map((r) => `  ${r.name}(${r.index}) with pbr-policy ${r.policy}${r.valid ? '' : " (map doesn't exist)"}`).join('\n');
}

/** `show pbr nexthop-groups [NAME]`: FRR has them in the order of a hash, the lab by table. */
export function showPbrGroups(router: Vtysh, only: string | undefined, json: boolean): string {
  const rows = maps(router, undefined)
    .flatMap(({ entries }) => entries.filter((e) => e.table !== undefined && (only === undefined || e.group === only)))
    .sort((a, b) => (a.table ?? 0) - (b.table ?? 0));
  if (json) return jsonText(rows.map(groupJson));
  return rows
    .flatMap(({ group, table, reached, entry }) => {
      const bit = Number(reached);
      return [`Nexthop-Group: ${group} Table: ${table} Valid: ${bit} Installed: ${bit}`, `\tValid: ${bit} nexthop ${hopText(entry.set)}`];
    })
    .join('\n');
}

/** The interface beside an address stands as `vrfId`, as 8.4 has it. */
function groupJson({ entry: { set }, group, table = 0, reached }: Known): Json {
  const out = set?.kind === 'nexthop' ? set.interface : undefined;
  const nexthop = set?.kind === 'nexthop' ? formatIp(set.ip) : hopText(set);
  return { id: table, name: group, valid: reached, installed: reached, nexthops: [{ nexthop, ...(out !== undefined && { vrfId: out }), valid: reached }] };
}
