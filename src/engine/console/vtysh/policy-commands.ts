/** Commands that show route-maps and lists. */
import { parsePrefix } from '../../ip/index.ts';
import type { Args, CommandRow } from './command.ts';
import { type PrefixListView, showAccessLists, showAsPathLists, showCommunityLists, showPrefixListEntries, showPrefixLists } from './lists.ts';
import { accessListsJson, asPathListsJson, prefixListsJson, routeMapsJson } from './policy-json.ts';
import { showRouteMap } from './route-maps.ts';
import type { Vtysh } from './router.ts';

const policyOf = (router: Vtysh) => router.config.policy;

function prefixListCommands(word: 'ip' | 'ipv6', family: 4 | 6): CommandRow[] {
  const prefix = family === 4 ? 'A.B.C.D/M' : 'X:X::X:X/M';
  const lists = (r: Vtysh, a: Args, view: PrefixListView) => (a['json'] === undefined ? showPrefixLists : prefixListsJson)(policyOf(r), family, view);
  const named = (name: string | undefined) => (name === undefined ? {} : { name });
  return [
    [
      `show ${word} prefix-list [WORD$name [seq (1-4294967295)$seq]] [json$json]`,
      (r, a) => lists(r, a, { ...named(a['name']), ...(a['seq'] !== undefined && { seq: Number(a['seq']) }) }),
    ],
    [
      `show ${word} prefix-list <detail|summary>$form [WORD$name] [json$json]`,
      (r, a) => lists(r, a, { ...named(a['name']), form: a['form'] === 'detail' ? 'detail' : 'summary' }),
    ],
    [
      `show ${word} prefix-list WORD$name ${prefix}$prefix [<longer|first-match>$which]`,
      (r, a) => {
        const asked = parsePrefix(a['prefix'] ?? '');
        return asked ? showPrefixListEntries(policyOf(r), family, a['name'] ?? '', asked, a['which']) : '% prefix is malformed';
      },
    ],
  ];
}

const accessLists = (r: Vtysh, a: Args, family: 4 | 6) => (a['json'] === undefined ? showAccessLists : accessListsJson)(policyOf(r), family, a['name']);

export const POLICY_COMMANDS: readonly CommandRow[] = [
  ['show route-map [WORD$name] [json$json]', (r, a) => (a['json'] === undefined ? showRouteMap : routeMapsJson)(policyOf(r), a['name'])],
  ...prefixListCommands('ip', 4),
  ...prefixListCommands('ipv6', 6),
  ['show ip access-list [ACCESSLIST4_NAME$name] [json$json]', (r, a) => accessLists(r, a, 4)],
  ['show ipv6 access-list [ACCESSLIST6_NAME$name] [json$json]', (r, a) => accessLists(r, a, 6)],
  [
    'show <bgp|ip> as-path-access-list [AS_PATH_FILTER_NAME$name] [json$json]',
    (r, a) => (a['json'] === undefined ? showAsPathLists : asPathListsJson)(policyOf(r), a['name']),
  ],
  ['show bgp community-list', (r) => showCommunityLists(policyOf(r), 'community')],
  ['show bgp community-list <(1-500)|COMMUNITY_LIST_NAME>$name detail', (r, a) => showCommunityLists(policyOf(r), 'community', a['name'])],
  ['show bgp large-community-list', (r) => showCommunityLists(policyOf(r), 'large-community')],
  ['show bgp large-community-list <(1-500)|LCOMMUNITY_LIST_NAME>$name detail', (r, a) => showCommunityLists(policyOf(r), 'large-community', a['name'])],
  ['show bgp extcommunity-list', (r) => showCommunityLists(policyOf(r), 'extcommunity')],
  ['show bgp extcommunity-list <(1-500)|EXTCOMMUNITY_LIST_NAME>$name detail', (r, a) => showCommunityLists(policyOf(r), 'extcommunity', a['name'])],
];
