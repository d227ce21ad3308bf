/**
 * `show` commands that FRR 8.4 has and the lab does not answer, as vtysh's own `list` gives them, cut to the words that tell them
 * apart. They are here so that a shortened line means, or may mean, what it does there.
 */
const BGP = 'show [ip] bgp [<view|vrf> VIEWVRFNAME]';
const FAMILY = '[<ipv4|ipv6> [<unicast|multicast|vpn|labeled-unicast|flowspec>]]';
const PEER = '<A.B.C.D|X:X::X:X|WORD>';

/** What may stand behind `show` besides. */
const PLAIN =
  'babel bfd bmp daemons debugging dmvpn dplane error evpn fpm history isis l2vpn logging mac memory modules mpls nexthop-group openfabric pathd pbr ' +
  'route-map-unused rpki segment-routing sr-te startup-config thread vnc vrf vrrp watchfrr work-queues yang zebra';
const IP = 'eigrp fib forwarding igmp import-check mroute msdp multicast neigh nhrp nht ospf pim protocol rib rip rpf ssmpingd';
const IPV6 = 'fib forwarding import-check mld mroute multicast nd nhrp nht ospf6 pim protocol ripng';

const behind = (start: string, words: string) => words.split(' ').map((word) => `${start} ${word} [ANY...]`);

export const OTHER_COMMANDS: readonly string[] = [
  ...behind('show', PLAIN),
  ...behind('show ip', IP),
  ...behind('show ipv6', IPV6),
  'show interface',
  'show interface IFNAME [vrf NAME] [json]',
  'show interface <description|nexthop-group> [ANY...]',
  'show interface vrf NAME [json]',
  'show <ip|ipv6> route [vrf NAME] summary [ANY...]',
  'show <ip|ipv6> route table (1-4294967295) [ANY...]',
  'show <ip|ipv6> route vrf all [ANY...]',
  'show <ip|ipv6> route nexthop-group',
  'show ip route supernets-only [ANY...]',
  'show <ip|ipv6> prefix-list WORD <A.B.C.D/M|X:X::X:X/M> <longer|first-match>',
  `${BGP} ${FAMILY} [all] cidr-only [json]`,
  `${BGP} ${FAMILY} [all] dampening <flap-statistics|dampened-paths|parameters> [json]`,
  `${BGP} ${FAMILY} [all] community [COMMUNITY] [exact-match] [json]`,
  `${BGP} ${FAMILY} [all] <community-list|filter-list|prefix-list|access-list|route-map|rpki|version|alias> VALUE [exact-match] [json]`,
  `${BGP} ${FAMILY} [all] <A.B.C.D/M|X:X::X:X/M> longer-prefixes [json]`,
  `${BGP} ${FAMILY} [all] json detail`,
  `${BGP} ${FAMILY} <A.B.C.D|A.B.C.D/M|X:X::X:X|X:X::X:X/M> [<bestpath|multipath>] rpki <valid|invalid|notfound> [json]`,
  `${BGP} ${FAMILY} large-community [AA:BB:CC [exact-match]] [json]`,
  `${BGP} ${FAMILY} large-community-list LCOMMUNITY_LIST_NAME [exact-match] [json]`,
  `${BGP} ${FAMILY} neighbors ${PEER} <prefix-counts|flap-statistics|dampened-routes> [json]`,
  `${BGP} ${FAMILY} neighbors ${PEER} bestpath-routes [json|wide]`,
  `${BGP} ${FAMILY} [all] neighbors ${PEER} <advertised-routes|received-routes|filtered-routes> route-map RMAP_NAME [json|wide]`,
  `${BGP} ${FAMILY} neighbors ${PEER} received prefix-filter [json]`,
  `${BGP} ${FAMILY} regexp REGEX...`,
  `${BGP} ${FAMILY} statistics [json]`,
  `${BGP} ${FAMILY} update-groups [ANY...]`,
  `${BGP} ${FAMILY} route-leak [json]`,
  `${BGP} import-check-table [detail]`,
  `${BGP} l2vpn evpn [ANY...]`,
  `${BGP} nexthop [ANY...]`,
  `${BGP} peer-group [ANY...]`,
  `${BGP} statistics-all [json]`,
  `show [ip] bgp [<unicast|multicast|vpn>] paths`,
  'show [ip] bgp <attribute-info|community-info|memory|views>',
  'show [ip] bgp vrfs [json]',
  `show bgp [<ipv4|ipv6>] neighbors [${PEER}] graceful-restart [json]`,
  'show bgp martian next-hop',
  'show bgp labelpool [ANY...]',
  'show bgp <listeners|peerhash>',
  'show bgp mac hash',
  'show bgp segment-routing srv6',
  'show bgp vrf VRFNAME vni [json]',
  'show ip bgp large-community-info',
];
