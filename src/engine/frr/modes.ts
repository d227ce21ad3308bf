/**
 * The modes of FRR's line language (FRR calls them nodes) and which mode each is entered from. A line is tried in the
 * current mode and then in its parents (F1), so this tree decides what an unindented or forgotten `exit` means.
 */

export type Mode =
  | 'config'
  | 'interface'
  | 'bgp'
  | 'bgp-ipv4'
  | 'bgp-ipv6'
  /** Address families that the lab does not model: multicast, labeled-unicast, vpn, flowspec, l2vpn evpn. */
  | 'bgp-other'
  /** Blocks inside `router bgp` that the lab does not model: bmp, vnc, srv6. */
  | 'bgp-block'
  | 'route-map'
  | 'pbr-map'
  | 'vrf'
  | 'nexthop-group'
  | 'line'
  | 'key-chain'
  | 'key'
  /** `router ospf`, `bfd`, `rpki` …: the lines are taken as they come. */
  | 'other';

const PARENT: Record<Mode, Mode | undefined> = {
  config: undefined,
  interface: 'config',
  bgp: 'config',
  'bgp-ipv4': 'bgp',
  'bgp-ipv6': 'bgp',
  'bgp-other': 'bgp',
  'bgp-block': 'bgp',
  'route-map': 'config',
  'pbr-map': 'config',
  vrf: 'config',
  'nexthop-group': 'config',
  line: 'config',
  'key-chain': 'config',
  key: 'key-chain',
  other: 'config',
};

/** The mode that `exit` leads to and that is tried next; undefined for `config`. */
export function parentOf(mode: Mode): Mode | undefined {
  return PARENT[mode];
}

/** Modes whose commands the table does not list: a line that no parent knows is taken as one of theirs. */
export function isOpaque(mode: Mode): boolean {
  return mode === 'other' || mode === 'bgp-other' || mode === 'bgp-block';
}

/** How FRR calls the mode, for messages. */
export const MODE_TITLE: Record<Mode, string> = {
  config: 'the top level',
  interface: 'an interface',
  bgp: 'router bgp',
  'bgp-ipv4': 'address-family ipv4 unicast',
  'bgp-ipv6': 'address-family ipv6 unicast',
  'bgp-other': 'an address family that is not modelled',
  'bgp-block': 'a block that is not modelled',
  'route-map': 'a route-map entry',
  'pbr-map': 'a pbr-map entry',
  vrf: 'a vrf',
  'nexthop-group': 'a nexthop-group',
  line: 'line vty',
  'key-chain': 'a key chain',
  key: 'a key',
  other: 'a block that is not modelled',
};
