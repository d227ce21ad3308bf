/** Names that pf.conf knows from elsewhere: /etc/services, /etc/protocols, the types of ICMP. */

/** Those of /etc/services that rules name. */
export const SERVICES: Readonly<Record<string, number>> = {
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  bootps: 67,
  bootpc: 68,
  tftp: 69,
  http: 80,
  www: 80,
  pop3: 110,
  ntp: 123,
  imap: 143,
  snmp: 161,
  snmptrap: 162,
  bgp: 179,
  ldap: 389,
  https: 443,
  microsoft: 445,
  isakmp: 500,
  syslog: 514,
  submission: 587,
  ldaps: 636,
  imaps: 993,
  pop3s: 995,
  openvpn: 1194,
  squid: 3128,
  'ipsec-msft': 4500,
  'sae-urn': 4500,
  vxlan: 4789,
  'http-alt': 8080,
};

/** Names of IP protocols and their numbers. */
export const PROTOCOLS: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  ipencap: 4,
  tcp: 6,
  udp: 17,
  ipv6: 41,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': 58,
  icmp6: 58,
  ospf: 89,
  carp: 112,
  pfsync: 240,
  sctp: 132,
};

const BY_NUMBER = new Map(Object.entries(PROTOCOLS).map(([name, number]) => [number, name]));

/** The one name by which a protocol goes here; undefined when there is no such protocol. */
export function protocolNamed(text: string): string | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text) <= 255 ? (BY_NUMBER.get(Number(text)) ?? String(Number(text))) : undefined;
  const number = Object.hasOwn(PROTOCOLS, text) ? PROTOCOLS[text] : undefined;
  return number === undefined ? undefined : BY_NUMBER.get(number);
}

/** A port by number or name, 0–65535. */
export function portNamed(text: string): number | undefined {
  if (/^\d{1,5}$/.test(text)) return Number(text) <= 65535 ? Number(text) : undefined;
  return Object.hasOwn(SERVICES, text) ? SERVICES[text] : undefined;
}

/** pfctl's names of ICMP types, by the names that packets have here. */
export const ICMP_TYPES: Readonly<Record<string, readonly string[]>> = {
  echoreq: ['echo-request'],
  echorep: ['echo-reply'],
  unreach: ['net-unreachable', 'host-unreachable', 'port-unreachable', 'frag-needed', 'prohibited'],
  timex: ['time-exceeded'],
  toobig: ['frag-needed'],
  '0': ['echo-reply'],
  '3': ['net-unreachable', 'host-unreachable', 'port-unreachable', 'frag-needed', 'prohibited'],
  '8': ['echo-request'],
  '11': ['time-exceeded'],
};

/** ICMPv6 has types of its own: too big is not among the unreachables (RFC 4443). */
export const ICMP6_TYPES: Readonly<Record<string, readonly string[]>> = {
  echoreq: ['echo-request'],
  echorep: ['echo-reply'],
  unreach: ['net-unreachable', 'host-unreachable', 'port-unreachable', 'prohibited'],
  toobig: ['frag-needed'],
  timex: ['time-exceeded'],
  '1': ['net-unreachable', 'host-unreachable', 'port-unreachable', 'prohibited'],
  '2': ['frag-needed'],
  '3': ['time-exceeded'],
  '128': ['echo-request'],
  '129': ['echo-reply'],
  neighbrsol: [],
  neighbradv: [],
  routersol: [],
  routeradv: [],
  '133': [],
  '134': [],
  '135': [],
  '136': [],
};
