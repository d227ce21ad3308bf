// The text that FRR prints for the commands that people read: of one router, by command. Consoles must print the same
// (texts.test.ts says what is not compared, and why).

/** Asked of every router. */
const ALWAYS = [
  'show ip route',
  'show ipv6 route',
  'show ip nht',
  'show ipv6 nht',
  'show interface',
  'show interface description',
  'show ip route summary',
  'show ipv6 route summary',
  'show bgp summary',
  'show bgp ipv4 unicast summary',
  'show bgp ipv4 unicast',
  'show bgp ipv6 unicast',
  'show bgp ipv4 unicast statistics',
  'show bgp summary failed',
  'show bgp update-groups',
  'show ip bgp update-groups',
  'show bgp martian next-hop',
  'show bgp nexthop',
  'show bgp import-check-table',
  'show bgp peer-group',
  'show bgp neighbors',
  'show route-map',
  'show ip prefix-list',
  'show ip prefix-list detail',
  'show ipv6 prefix-list',
  'show ip access-list',
  'show ipv6 access-list',
  'show bgp as-path-access-list',
  'show bgp community-list',
  'show bgp large-community-list',
  'show bgp extcommunity-list',
  'show interface brief',
];
/** Asked of every router when all else is known of all: bgpd 8.4.4 may die of it (recording policy-3). */
export const LAST = ['show running-config'];
/** Of each neighbor in each family. */
const OF_PEER = ['advertised-routes', 'received-routes', 'filtered-routes', 'routes', 'bestpath-routes', 'prefix-counts'];
const FAMILIES = ['ipv4', 'ipv6'];

/** The commands of a router whose tables are `got`, and what the lab asks besides. */
export function textCommands(lab, router, got) {
  const ofTables = FAMILIES.flatMap((family) => [
    ...Object.keys(got[`bgp ${family}`].routes ?? {}).map((prefix) => `show bgp ${family} unicast ${prefix}`),
    ...Object.keys(got.neighbors[`${family}Unicast`]?.peers ?? {}).flatMap((peer) =>
      OF_PEER.map((view) => `show bgp ${family} unicast neighbors ${peer} ${view}`),
    ),
  ]);
  const ofRib = [
    ...Object.keys(got['ip route']).map((prefix) => `show ip route ${prefix}`),
    ...Object.keys(got['ipv6 route'])
      .filter((prefix) => !prefix.startsWith('fe80'))
      .map((prefix) => `show ipv6 route ${prefix}`),
  ];
  return [...new Set([...ALWAYS, ...ofTables, ...ofRib, ...(lab.show?.[router] ?? [])])];
}
