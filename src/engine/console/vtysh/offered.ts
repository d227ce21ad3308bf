/**
 * The commands that a person is offered, for help and completion: the everyday forms of what is answered, in the plain notation
 * that completion reads (`[word]` may be left out, `a|b` is a choice, capitals stand for something typed).
 */
export const OFFERED_COMMANDS: readonly string[] = [
  'show ip route [kernel|connected|static|bgp] [json]',
  'show ip route PREFIX [json]',
  'show ipv6 route [kernel|connected|static|bgp] [json]',
  'show ipv6 route PREFIX6 [json]',
  'show bgp summary [json]',
  'show bgp ipv4|ipv6 unicast [json|wide]',
  'show bgp ipv4|ipv6 unicast summary [established|failed|wide|json]',
  'show bgp ipv4 unicast PREFIX [bestpath|multipath|json]',
  'show bgp ipv6 unicast PREFIX6 [bestpath|multipath|json]',
  'show bgp ipv4|ipv6 unicast neighbors PEER advertised-routes|received-routes|filtered-routes|routes [json]',
  'show bgp neighbors [PEER] [json]',
  'show ip bgp [PREFIX]',
  'show ip bgp summary',
  'show route-map [NAME]',
  'show ip|ipv6 prefix-list [detail|summary] [NAME]',
  'show ip|ipv6 access-list [NAME]',
  'show bgp as-path-access-list [NAME]',
  'show bgp community-list|large-community-list|extcommunity-list [NAME detail]',
  'show interface brief [json]',
  'show running-config',
  'show version',
];
