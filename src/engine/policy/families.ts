/**
 * Address families besides IPv4 and IPv6 unicast: neighbors agree on them, and are told nothing in them, since no routes of these are modelled. In the
 * order in which bgpd goes through them (bgpd/bgpd.h FOREACH_AFI_SAFI).
 */
export const OTHER_FAMILIES = [
  'ipv4Multicast',
  'ipv4Vpn',
  'ipv4LabeledUnicast',
  'ipv4Flowspec',
  'ipv6Multicast',
  'ipv6Vpn',
  'ipv6LabeledUnicast',
  'ipv6Flowspec',
  'l2VpnEvpn',
] as const;

export type OtherFamily = (typeof OTHER_FAMILIES)[number];
