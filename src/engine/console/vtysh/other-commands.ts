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
  debugging: 'hashtable pathd-pcep',
  dmvpn: '. json',
  dplane: 'dpdk',
  error: 'all',
  evpn: '. access-vlan arp-cache es es-evi l2-nh mac next-hops rmac vni',
  fpm: 'counters',
  history: '.',
  isis: 'database fast-reroute hostname interface mpls mpls-te neighbor route segment-routing spf-delay-ietf summary topology',
  l2vpn: 'atom',
  logging: '. filter-text',
  mac: 'access-list',
  memory: '. zebra bgpd staticd ospfd ospf6d isisd pimd pbrd bfdd vrrpd',
  modules: '.',
  mpls: 'fec ldp pseudowires status table',
  'nexthop-group': 'rib',
  openfabric: 'database fast-reroute flooding hostname interface mpls neighbor route spf-delay-ietf summary topology',
  pathd: 'ted',
  pbr: '. ipset iptable rule',
  'route-map-unused': '.',
  rpki: 'as-number cache-connection cache-server prefix prefix-table',
  'segment-routing': 'srv6',
  'sr-te': 'pcep policy',
  'startup-config': '.',
  thread: 'cpu poll timers',
  vnc: 'nves queries registrations responses summary',
  vrf: 'vni',
  vrrp: '. interface summary json',
  watchfrr: '.',
  'work-queues': '. zebra bgpd staticd ospfd ospf6d isisd pimd pbrd bfdd vrrpd',
  yang: 'module operational-data',
  zebra: '. client dplane fpm router',
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
  'show [ip] bgp l2vpn evpn [ANY...]',
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
