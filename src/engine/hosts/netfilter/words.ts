/** The words that iptables' options take: protocols, ports, ICMP types, ways to refuse (iptables-extensions(8)). */
import type { CtState, CtTranslation, NfRefusal } from './types.ts';

/** Protocols as the lab names them, by iptables' names and numbers. */
export const PROTOCOLS: Readonly<Record<string, string>> = {
  all: 'all',
  '0': 'all',
  tcp: 'tcp',
  '6': 'tcp',
  udp: 'udp',
  '17': 'udp',
  icmp: 'icmp',
  '1': 'icmp',
  icmpv6: 'icmpv6',
  'ipv6-icmp': 'icmpv6',
  '58': 'icmpv6',
  gre: 'gre',
  '47': 'gre',
  esp: 'esp',
  '50': 'esp',
  ipencap: 'ipip',
  ipip: 'ipip',
  '4': 'ipip',
  ipv6: 'ipv6',
  '41': 'ipv6',
  sctp: 'sctp',
  '132': 'sctp',
  ah: 'ah',
  '51': 'ah',
  udplite: 'udplite',
};

/** How `iptables -S` prints them. */
export const PRINTED: Readonly<Record<string, string>> = { icmpv6: 'ipv6-icmp', ipip: 'ipencap' };

export const SERVICES: Readonly<Record<string, number>> = {
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  http: 80,
  ntp: 123,
  bgp: 179,
  https: 443,
  isakmp: 500,
  'ms-wbt-server': 3389,
  'http-alt': 8080,
};

/** What the lab's packets have for iptables' types; number 8 is IPv4's echo request, 128 IPv6's. */
export const ICMP_TYPES: Readonly<Record<4 | 6, Readonly<Record<string, string>>>> = {
  4: {
    any: 'any',
    'echo-request': 'echo-request',
    ping: 'echo-request',
    '8': 'echo-request',
    'echo-reply': 'echo-reply',
    pong: 'echo-reply',
    '0': 'echo-reply',
    'destination-unreachable': 'unreachable',
    '3': 'unreachable',
    'network-unreachable': 'net-unreachable',
    '3/0': 'net-unreachable',
    'host-unreachable': 'host-unreachable',
    '3/1': 'host-unreachable',
    'protocol-unreachable': 'proto-unreachable',
    '3/2': 'proto-unreachable',
    'port-unreachable': 'port-unreachable',
    '3/3': 'port-unreachable',
    'fragmentation-needed': 'frag-needed',
    '3/4': 'frag-needed',
    'network-prohibited': 'net-prohibited',
    '3/9': 'net-prohibited',
    'host-prohibited': 'host-prohibited',
    '3/10': 'host-prohibited',
    'communication-prohibited': 'prohibited',
    '3/13': 'prohibited',
    'time-exceeded': 'time-exceeded',
    'ttl-exceeded': 'time-exceeded',
    '11': 'time-exceeded',
    '11/0': 'time-exceeded',
  },
  6: {
    'echo-request': 'echo-request',
    ping: 'echo-request',
    '128': 'echo-request',
    'echo-reply': 'echo-reply',
    pong: 'echo-reply',
    '129': 'echo-reply',
    'destination-unreachable': 'unreachable',
    '1': 'unreachable',
    'no-route': 'net-unreachable',
    '1/0': 'net-unreachable',
    'address-unreachable': 'host-unreachable',
    '1/3': 'host-unreachable',
    'port-unreachable': 'port-unreachable',
    '1/4': 'port-unreachable',
    'communication-prohibited': 'prohibited',
    '1/1': 'prohibited',
    'failed-policy': 'policy-fail',
    '1/5': 'policy-fail',
    'reject-route': 'reject-route',
    '1/6': 'reject-route',
    'packet-too-big': 'frag-needed',
    '2': 'frag-needed',
    'time-exceeded': 'time-exceeded',
    'ttl-exceeded': 'time-exceeded',
    '3': 'time-exceeded',
    '3/0': 'time-exceeded',
  },
};

/** ICMP numbers as `-S` prints them. */
export const ICMP_NUMBERS: Readonly<Record<4 | 6, Readonly<Record<string, string>>>> = {
  4: {
    any: 'any',
    'echo-request': '8',
    'echo-reply': '0',
    unreachable: '3',
    'net-unreachable': '3/0',
    'host-unreachable': '3/1',
    'proto-unreachable': '3/2',
    'port-unreachable': '3/3',
    'frag-needed': '3/4',
    'net-prohibited': '3/9',
    'host-prohibited': '3/10',
    prohibited: '3/13',
    'time-exceeded': '11',
  },
  6: {
    'echo-request': '128',
    'echo-reply': '129',
    unreachable: '1',
    'net-unreachable': '1/0',
    'host-unreachable': '1/3',
    'port-unreachable': '1/4',
    'frag-needed': '2',
    prohibited: '1/1',
    'policy-fail': '1/5',
    'reject-route': '1/6',
    'time-exceeded': '3',
  },
};

/** `--reject-with`; the first of each family is the default. */
export const REFUSALS: Readonly<Record<4 | 6, Readonly<Record<string, NfRefusal>>>> = {
  4: {
    'icmp-port-unreachable': 'port-unreachable',
    'icmp-net-unreachable': 'net-unreachable',
    'icmp-host-unreachable': 'host-unreachable',
    'icmp-proto-unreachable': 'proto-unreachable',
    'icmp-net-prohibited': 'net-prohibited',
    'icmp-host-prohibited': 'host-prohibited',
    'icmp-admin-prohibited': 'prohibited',
    'tcp-reset': 'tcp-reset',
  },
  6: {
    'icmp6-port-unreachable': 'port-unreachable',
    'icmp6-no-route': 'net-unreachable',
    'icmp6-addr-unreachable': 'host-unreachable',
    'icmp6-adm-prohibited': 'prohibited',
    'icmp6-policy-fail': 'policy-fail',
    'icmp6-reject-route': 'reject-route',
    'tcp-reset': 'tcp-reset',
  },
};

/** As iptables prints them, whatever the order they were written in. */
export const CT_STATES: readonly CtState[] = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED'];
export const CT_TRANSLATIONS: readonly CtTranslation[] = ['SNAT', 'DNAT'];

export const TCP_FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'] as const;
