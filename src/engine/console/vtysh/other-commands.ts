/**
 * `show` commands that FRR 8.4 has and the lab does not answer, as vtysh's own `list` gives them, cut to the words that tell them
 * apart. They are here so that a shortened line means, or may mean, what it does there.
 */
const BGP = 'show [ip] bgp [<view|vrf> VIEWVRFNAME]';
const FAMILY = '[<ipv4|ipv6> [<unicast|multicast|vpn|labeled-unicast|flowspec>]]';
const PEER = '<A.B.C.D|X:X::X:X|WORD>';

/** What may stand behind `show` besides: each with the words that may follow it, `.` where it may also stand alone. */
const PLAIN: Readonly<Record<string, string>> = {
  babel: 'interface neighbor parameters route',
  bfd: 'distributed peer peers',
  bmp: '.',
  debugging: 'hashtable',
  dmvpn: '. json',
  error: 'all',
  evpn: '. json access-vlan arp-cache es es-evi l2-nh mac next-hops rmac vni',
  history: '.',
  isis: 'database fast-reroute hostname interface mpls mpls-te neighbor route segment-routing spf-delay-ietf summary topology',
  l2vpn: 'atom',
  logging: '. filter-text',
  mac: 'access-list',
  memory: '. zebra bgpd staticd ospfd ospf6d isisd pimd pbrd bfdd vrrpd',
  modules: '.',
  mpls: 'fec pseudowires status table',
  openfabric: 'database fast-reroute flooding hostname interface mpls neighbor route spf-delay-ietf summary topology',
  pbr: '. ipset iptable rule',
  'route-map-unused': '.',
  rpki: 'cache-connection cache-server prefix prefix-table',
  'segment-routing': 'srv6',
  'sr-te': 'policy',
  'startup-config': '.',
  thread: 'cpu poll timers',
  vnc: 'nves queries registrations responses summary',
  vrf: 'vni',
  vrrp: '. interface summary json',
  watchfrr: '.',
  'work-queues': '. zebra bgpd staticd ospfd ospf6d isisd pimd pbrd bfdd vrrpd',
  zebra: '. client dplane',
};
const IP: Readonly<Record<string, string>> = {
  eigrp: 'interfaces neighbors topology',
  igmp: 'groups interface join sources statistics',
  mroute: '. count fill json summary vrf A.B.C.D',
  msdp: 'mesh-group peer sa',
  multicast: '. count vrf',
  neigh: '.',
  nhrp: '. cache nhs shortcut opennhrp json',
  ospf: '. border-routers database graceful-restart interface mpls-te neighbor reachable-routers route router-info summary-address vrfs json',
  pim: 'assert bsm-database bsr bsrp-info channel group-type interface join neighbor nexthop rp-info rpf secondary state statistics upstream',
  rip: '. status',
  rpf: '. json A.B.C.D',
  ssmpingd: '. vrf',
};
const IPV6: Readonly<Record<string, string>> = {
  mld: 'groups interface joins statistics',
  mroute: '. count fill json summary',
  multicast: '. count vrf',
  nhrp: '. cache nhs shortcut opennhrp json',
  ospf6: '. area border-routers database graceful-restart interface linkstate neighbor redistribute route simulate spf summary-address vrfs zebra json',
  pim: 'channel interface join neighbor nexthop rp-info rpf secondary state statistics upstream',
  ripng: '. status',
};

/** What stands behind the second of these words is not told apart further. */
function behind(start: string, words: Readonly<Record<string, string>>): string[] {
  return Object.entries(words).flatMap(([word, next]) => {
    const all = next.split(' ');
    const more = all.filter((w) => w !== '.');
    return [...(all.includes('.') ? [`${start} ${word}`] : []), ...(more.length > 0 ? [`${start} ${word} <${more.join('|')}> [ANY...]`] : [])];
  });
}

export const OTHER_COMMANDS: readonly string[] = [
  ...behind('show', PLAIN),
  ...behind('show ip', IP),
  ...behind('show ipv6', IPV6),
  'show ip rib [vrf NAME] A.B.C.D',
  'show ipv6 nd ra-interfaces [vrf <NAME|all>]',
  'show interface [IFNAME] nexthop-group',
  `${BGP} ${FAMILY} update-groups [SUBGROUP-ID] packet-queue`,
  'show debugging pathd-pcep',
  'show dplane dpdk ANY...',
  'show fpm counters [json]',
  'show mpls ldp ANY...',
  'show nexthop-group rib <(0-4294967295)|[singleton <ip|ipv6>] [<kernel|zebra|bgp|sharp>] [vrf <NAME|all>]>',
  'show pathd ted ANY...',
  'show rpki as-number ANY...',
  'show sr-te pcep ANY...',
  'show yang <module|operational-data> ANY...',
  'show zebra fpm stats',
  'show zebra router table summary',
  'show bgp l2vpn evpn <es|es-evi|es-vrf|import-rt|next-hops|vni|vrf-import-rt> [ANY...]',
  'show bgp l2vpn evpn <community|large-community> ANY...',
  'show bgp l2vpn evpn <A.B.C.D|A.B.C.D/M|X:X::X:X|X:X::X:X/M> [json]',
  'show bgp l2vpn evpn route <esi|rd|vni> ANY...',
  `show [ip] bgp l2vpn evpn neighbors ${PEER} <advertised-routes|routes> [json]`,
  'show [ip] bgp l2vpn evpn rd ANY...',
  'show [ip] bgp l2vpn evpn update-groups',
  'show bgp evpn <import-rt|summary|vni> [ANY...]',
  'show bgp evpn route <rd|vni> ANY...',
  `show [ip] bgp [<unicast|multicast|vpn>] paths`,
  'show [ip] bgp <attribute-info|community-info|memory>',
  `show bgp [<ipv4|ipv6>] neighbors [${PEER}] graceful-restart json`,
  'show bgp labelpool <chunks|inuse|ledger|requests|summary> [json]',
  'show bgp peerhash',
  'show bgp mac hash',
  'show bgp segment-routing srv6',
  'show bgp vrf VRFNAME vni [json]',
  'show ip bgp large-community-info',
];

/** Of what starts so another daemon alone would answer, which runs on no router of the lab. */
const NOT_RUNNING: Readonly<Record<string, string>> = {
  'show babel': 'babeld',
  'show bfd': 'bfdd',
  'show debugging pathd-pcep': 'pathd',
  'show dmvpn': 'nhrpd',
  'show isis': 'isisd',
  'show l2vpn': 'ldpd',
  'show mpls ldp': 'ldpd',
  'show openfabric': 'fabricd',
  'show pathd': 'pathd',
  'show sr-te': 'pathd',
  'show vrrp': 'vrrpd',
  'show watchfrr': 'watchfrr',
  'show ip eigrp': 'eigrpd',
  'show ip igmp': 'pimd',
  'show ip mroute': 'pimd',
  'show ip msdp': 'pimd',
  'show ip multicast': 'pimd',
  'show ip nhrp': 'nhrpd',
  'show ip ospf': 'ospfd',
  'show ip pim': 'pimd',
  'show ip rib': 'pimd',
  'show ip rip': 'ripd',
  'show ip ssmpingd': 'pimd',
  'show ipv6 mld': 'pim6d',
  'show ipv6 mroute': 'pim6d',
  'show ipv6 multicast': 'pim6d',
  'show ipv6 nhrp': 'nhrpd',
  'show ipv6 ospf6': 'ospf6d',
  'show ipv6 pim': 'pim6d',
  'show ipv6 ripng': 'ripngd',
};
/** What starts so vtysh hands to a daemon that has not loaded the module for it. */
const NOT_LOADED: Readonly<Record<string, string>> = {
  'show bmp': 'BGP',
  'show rpki': 'BGP',
  'show fpm': 'ZEBRA',
  'show zebra fpm': 'ZEBRA',
};

function startOf(table: Readonly<Record<string, string>>, form: string): string | undefined {
  return Object.entries(table).find(([start]) => `${form} `.startsWith(`${start} `))?.[1];
}

/** What vtysh says where nobody is there to answer (vtysh/vtysh.c vtysh_execute_func), or who is does not know the line as it was typed (lib/vty.c vty_command). */
export function nobodyAnswers(form: string, typed: string): string | undefined {
  const daemon = startOf(NOT_RUNNING, form);
  if (daemon !== undefined) return `${daemon} is not running`;
  const asked = startOf(NOT_LOADED, form);
  return asked === undefined ? undefined : `% [${asked}] Unknown command: ${typed}`;
}
