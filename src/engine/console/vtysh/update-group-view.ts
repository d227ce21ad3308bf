/** `show bgp update-groups` (bgpd/bgp_updgrp.c update_group_show_walkcb): who is sent the same, and by what settings. */
import { type AfiName, afiOf, listedRoutes, type SessionState, type SpeakerState } from '../../bgp/index.ts';
import { comparePrefix, formatIp, formatPrefix } from '../../ip/index.ts';
import { effectiveNextHop } from '../../policy/index.ts';
import { dateOf } from '../time.ts';
import { columns, type Layout, tableHeader, tableRow, tableVersion } from './bgp-table.ts';
import { ALL_FAMILIES, type Family, familyNamed, settingsIn, unicastOf } from './families.ts';
import { inPeerOrder, neighborOf, type Vtysh } from './router.ts';
import { updateGroups } from './update-groups.ts';

interface Group {
  readonly id: number;
  readonly members: SessionState[];
}

function groupsOf(speaker: SpeakerState, family: Family): Group[] {
  const numbers = updateGroups(speaker);
  const groups = new Map<number, Group>();
  for (const s of inPeerOrder(speaker.sessions)) {
    const id = numbers.get(`${s.peer.id} ${family.id}`);
    if (id === undefined) continue;
    const group = groups.get(id) ?? { id, members: [] };
    group.members.push(s);
    groups.set(id, group);
  }
  return [...groups.values()].sort((a, b) => a.id - b.id);
}

/** All groups of a family, or the subgroup of this number. Each group of the lab has one subgroup of the same number. */
export function showUpdateGroups(router: Vtysh, speaker: SpeakerState, family: Family, only?: number): string {
  return groupsOf(speaker, family)
    .filter((g) => !only || only === g.id)
    .flatMap((g) => [...groupLines(router, g, family), ...subgroupLines(router, speaker, g, family)])
    .join('\n');
}

function groupLines(router: Vtysh, { id, members }: Group, family: Family): string[] {
  const [first] = members;
  const settings = first && settingsIn(first.peer, family);
  const local = first?.session?.sentLocalAs ?? first?.peer.localAs;
  return [
    `Update-group ${id}:`,
    `  Created: ${created(members)}`,
    ...(settings?.routeMapOut ? [`  Outgoing route map: ${settings.routeMapOut.name}`] : []),
    `  MRAI value (seconds): ${(first && neighborOf(router, first.peer.id)?.advertisementInterval) ?? 0}`,
    ...(local ? [`  Local AS ${local.asn}${local.noPrepend ? ' no-prepend' : ''}${local.replaceAs ? ' replace-as' : ''}`] : []),
  ];
}

function created(members: readonly SessionState[]): string {
  return dateOf(Math.min(...members.map((s) => s.establishedAt ?? 0)));
}

/** Bytes of the longest message: what both ends agreed on (RFC 8654). */
const EXTENDED_MESSAGE = 65_535;
const MESSAGE = 4096;

function subgroupLines(router: Vtysh, speaker: SpeakerState, { id, members }: Group, family: Family): string[] {
  const [first] = members;
  const afi = unicastOf(family);
  const sent = first && afi ? listedRoutes(speaker.adjRibOut.get(first.peer.id)).filter((r) => afiOf(r.prefix) === afi).length : 0;
  const extended = members.every((s) => router.hostnameOf(s.far?.speaker) !== undefined && !s.session?.shortMessages);
  return [
    '',
    `  Update-subgroup ${id}:`,
    `    Created: ${created(members)}`,
    `    Join events: ${members.length}`,
    ...['Prune events', 'Merge events', 'Split events', 'Update group switch events', 'Peer refreshes combined', 'Merge checks triggered'].map(
      (e) => `    ${e}: 0`,
    ),
    `    Coalesce Time: ${speaker.coalesceTime}`,
    `    Version: ${afi ? tableVersion(speaker, afi) : 0}`,
    '    Packet queue length: 0',
    `    Total packets enqueued: ${first?.updates?.sent ?? 0}`,
    '    Packet queue high watermark: 1',
    `    Adj-out list count: ${sent}`,
    '    Advertise list: empty',
    '    Flags: ',
    `    Max packet size: ${extended ? EXTENDED_MESSAGE : MESSAGE}`,
    '    Peers:',
    ...members.map((s) => `      - ${s.peer.id}`),
  ];
}

/**
 * What has been told to each subgroup, or waits to be told, which at rest is nothing: then the columns stand there alone (bgpd/bgp_updgrp_adv.c
 * subgrp_show_adjq_vty). Other than the views of a neighbor it says nothing of VRF, local AS and next hops.
 */
export function showGroupRoutes(speaker: SpeakerState, afi: AfiName, layout: Layout, view: string, only?: number): string {
  return groupsOf(speaker, familyNamed(afi))
    .filter((g) => !only || only === g.id)
    .flatMap(({ id, members: [first] }) => {
      const told = first ? listedRoutes(speaker.adjRibOut.get(first.peer.id)).filter((r) => afiOf(r.prefix) === afi) : [];
      const rows = told
        .toSorted((a, b) => comparePrefix(a.prefix, b.prefix))
        .map((r) => tableRow('*> ', formatPrefix(r.prefix), formatIp(effectiveNextHop(r.stored)), r.stored, layout));
      return [
        `update group ${id}, subgroup ${id}`,
        ...(told.length > 0 ? [...groupHeader(speaker, afi, layout), columns(layout)] : []),
        ...(view === 'advertised-routes' && rows.length > 0 ? [...rows, '', `Total number of prefixes ${rows.length}`] : []),
      ];
    })
    .join('\n');
}

function groupHeader(speaker: SpeakerState, afi: AfiName, layout: Layout): string[] {
  const [version = '', , ...codes] = tableHeader(speaker, afi, layout);
  return [version.replace(/, vrf id .*/, ''), ...codes.filter((line) => /^(Status|Origin| )/.test(line))];
}

/** `show bgp update-groups statistics`. */
export function showUpdateGroupStatistics(speaker: SpeakerState): string {
  const groups = ALL_FAMILIES.flatMap((family) => groupsOf(speaker, family));
  const joined = groups.reduce((n, g) => n + g.members.length, 0);
  const none = ['Prune events', 'Merge events', 'Split events', 'Update group switch events', 'Peer route refreshes combined', 'Merge checks triggered'];
  return [
    `Update groups created: ${groups.length}`,
    'Update groups deleted: 0',
    `Update subgroups created: ${groups.length}`,
    'Update subgroups deleted: 0',
    `Join events: ${joined}`,
    ...none.map((e) => `${e}: 0`),
  ].join('\n');
}
