/** The words of the four languages for an editor: how each is written, what it does, where its manual page says so. */
import type { HostText } from '../report.ts';

export interface LanguageWord {
  readonly word: string;
  /** First words of the lines in which it may stand; absent: it begins a line. */
  readonly after?: readonly string[];
  readonly syntax: string;
  /** One sentence. */
  readonly help: string;
}

const RULES = ['pass', 'block'];
const MATCHING = [...RULES, 'nat', 'rdr', 'binat', 'scrub'];

const PF: readonly LanguageWord[] = [
  {
    word: 'pass',
    syntax: 'pass [in|out] [log] [quick] [on IF] [reply-to|route-to (IF GW)] [inet|inet6] [proto P] [from A to B] [flags F] [keep state] [rtable N]',
    help: 'Lets packets pass; unless told otherwise it keeps a state for their flow.',
  },
  {
    word: 'block',
    syntax: 'block [drop|return] [in|out] [log] [quick] [on IF] [inet|inet6] [proto P] [from A to B]',
    help: 'Drops packets, or refuses them with return.',
  },
  {
    word: 'nat',
    syntax: 'nat [pass] on IF [inet|inet6] [proto P] from A to B -> ADDRESS|(IF)',
    help: 'Changes the source of what leaves; the first match counts.',
  },
  {
    word: 'rdr',
    syntax: 'rdr [pass] on IF [inet|inet6] [proto P] from A to B port N -> ADDRESS [port N]',
    help: 'Changes the destination of what comes in; the first match counts.',
  },
  {
    word: 'scrub',
    syntax: 'scrub [in|out] [on IF] [from A to B] [max-mss N] [no-df]',
    help: 'Normalises packets: lowers the MSS that SYNs announce, clears DF.',
  },
  {
    word: 'antispoof',
    syntax: 'antispoof [quick] for IF [inet|inet6]',
    help: 'Blocks packets whose source belongs to IF and that come in elsewhere, or have IF’s own address.',
  },
  { word: 'table', syntax: 'table <NAME> [persist] [const] { ADDRESS, !ADDRESS … }', help: 'A set of addresses; the most specific entry decides.' },
  { word: 'set', syntax: 'set skip on IF | set block-policy drop|return | set state-policy floating|if-bound', help: 'An option of the whole filter.' },
  { word: 'in', after: [...RULES, 'scrub'], syntax: 'in', help: 'Packets that come in at an interface.' },
  { word: 'out', after: [...RULES, 'scrub'], syntax: 'out', help: 'Packets that leave by an interface.' },
  { word: 'log', after: RULES, syntax: 'log', help: 'Copies matching packets to pflog0.' },
  { word: 'quick', after: [...RULES, 'antispoof'], syntax: 'quick', help: 'Ends the search: no later rule is looked at.' },
  { word: 'on', after: MATCHING, syntax: 'on [!] IF', help: 'Packets of this interface or group of interfaces.' },
  { word: 'reply-to', after: RULES, syntax: 'reply-to (IF GW)', help: 'Answers of the connection leave by IF via GW, whatever the table says.' },
  { word: 'route-to', after: RULES, syntax: 'route-to (IF GW)', help: 'Packets leave by IF via GW, whatever the table says.' },
  { word: 'inet', after: [...MATCHING, 'antispoof'], syntax: 'inet', help: 'IPv4 packets.' },
  { word: 'inet6', after: [...MATCHING, 'antispoof'], syntax: 'inet6', help: 'IPv6 packets.' },
  { word: 'proto', after: MATCHING, syntax: 'proto tcp|udp|icmp|icmp6|gre|esp|ipv6|NUMBER', help: 'Packets of this protocol; ipv6 is protocol 41.' },
  { word: 'from', after: MATCHING, syntax: 'from [!] ADDRESS [port N]', help: 'Packets from this source.' },
  { word: 'to', after: MATCHING, syntax: 'to [!] ADDRESS [port N]', help: 'Packets to this destination.' },
  { word: 'port', after: MATCHING, syntax: 'port N | N:M | N><M | >= N', help: 'TCP or UDP ports, by number or name.' },
  { word: 'all', after: MATCHING, syntax: 'all', help: 'From any to any.' },
  { word: 'any', after: MATCHING, syntax: 'any', help: 'Whatever address.' },
  { word: 'self', after: MATCHING, syntax: 'self', help: 'Every address of this machine.' },
  {
    word: 'flags',
    after: RULES,
    syntax: 'flags S/SA | any',
    help: 'TCP: of the flags behind the slash those before it are set. S/SA unless said, where state is kept.',
  },
  { word: 'keep state', after: RULES, syntax: 'keep state', help: 'Remembers the flow: its answers pass without rules.' },
  { word: 'no state', after: ['pass'], syntax: 'no state', help: 'Remembers nothing: answers need a rule of their own.' },
  { word: 'rtable', after: RULES, syntax: 'rtable N', help: 'Looks matching packets up in FIB N; decided on the way in.' },
  { word: 'max-mss', after: ['scrub'], syntax: 'max-mss N', help: 'The largest MSS that a SYN may announce, in bytes.' },
  { word: 'no-df', after: ['scrub'], syntax: 'no-df', help: 'Clears the DF bit of IPv4 packets.' },
  { word: 'skip', after: ['set'], syntax: 'set skip on IF', help: 'PF leaves this interface alone.' },
  { word: 'block-policy', after: ['set'], syntax: 'set block-policy drop|return', help: 'What block does when it does not say.' },
  {
    word: 'state-policy',
    after: ['set'],
    syntax: 'set state-policy floating|if-bound',
    help: 'Whether a state counts on every interface or on its own alone.',
  },
];

const RC: readonly LanguageWord[] = [
  { word: 'ifconfig_', syntax: 'ifconfig_IF="inet ADDRESS/LENGTH"', help: 'What ifconfig sets up on an interface: addresses, tunnel, mtu, fib, tunnelfib.' },
  { word: 'cloned_interfaces', syntax: 'cloned_interfaces="gif0 gre0 bridge0"', help: 'Interfaces that are made at boot; tunnels need to be listed here.' },
  { word: 'defaultrouter', syntax: 'defaultrouter="ADDRESS"', help: 'The IPv4 default route; defaultrouter_fibN for another FIB.' },
  { word: 'ipv6_defaultrouter', syntax: 'ipv6_defaultrouter="ADDRESS"', help: 'The IPv6 default route; ipv6_defaultrouter_fibN for another FIB.' },
  { word: 'static_routes', syntax: 'static_routes="NAME …"', help: 'Names of routes; each needs route_NAME.' },
  { word: 'route_', syntax: 'route_NAME="-net PREFIX GATEWAY [-fib N] [-reject|-blackhole]"', help: 'A route that static_routes lists.' },
  { word: 'ipv6_static_routes', syntax: 'ipv6_static_routes="NAME …"', help: 'Names of IPv6 routes; each needs ipv6_route_NAME.' },
  { word: 'ipv6_route_', syntax: 'ipv6_route_NAME="PREFIX GATEWAY|-interface IF|-reject|-blackhole"', help: 'A route that ipv6_static_routes lists.' },
  { word: 'gateway_enable', syntax: 'gateway_enable="YES"', help: 'Forwards IPv4 packets.' },
  { word: 'ipv6_gateway_enable', syntax: 'ipv6_gateway_enable="YES"', help: 'Forwards IPv6 packets.' },
  { word: 'pf_enable', syntax: 'pf_enable="YES"', help: 'Loads pf.conf at boot.' },
  { word: 'squid_fib', syntax: 'squid_fib="N"', help: 'The FIB that Squid runs in.' },
  { word: 'hostname', syntax: 'hostname="NAME"', help: 'The machine’s name.' },
];

const SQUID: readonly LanguageWord[] = [
  { word: 'acl', syntax: 'acl NAME src|dst|dstdomain|port|method|url_regex VALUE …', help: 'A named test of a request; lines of one name add up.' },
  {
    word: 'http_access',
    syntax: 'http_access allow|deny [!]ACL …',
    help: 'Lets requests through or not: all ACLs of a line must match, the first such line decides.',
  },
  { word: 'http_port', syntax: 'http_port [ADDRESS:]PORT', help: 'Where clients connect to the proxy.' },
  { word: 'logformat', syntax: 'logformat NAME FORMAT', help: 'How a line of access.log is written.' },
  { word: 'access_log', syntax: 'access_log daemon:FILE [FORMAT] | none', help: 'Where requests are logged, and in which format.' },
  {
    word: 'cache_peer',
    syntax: 'cache_peer HOST parent|sibling PORT ICP-PORT [name=NAME] [no-query] [default] [round-robin]',
    help: 'A proxy that requests are handed on to: plain HTTP unless it is unreachable, CONNECT where never_direct says so.',
  },
  { word: 'cache_peer_access', syntax: 'cache_peer_access NAME allow|deny [!]ACL …', help: 'Which requests go to a peer.' },
  {
    word: 'never_direct',
    syntax: 'never_direct allow|deny [!]ACL …',
    help: 'Requests that only go by parents: 502, or 500 to CONNECT, when none can be used.',
  },
  { word: 'always_direct', syntax: 'always_direct allow|deny [!]ACL …', help: 'Requests that the proxy fetches by itself, whatever parents it has.' },
  { word: 'prefer_direct', syntax: 'prefer_direct on|off', help: 'Tries it by itself before its parents.' },
  { word: 'nonhierarchical_direct', syntax: 'nonhierarchical_direct on|off', help: 'Off: CONNECT asks the parents first as well.' },
  { word: 'connect_timeout', syntax: 'connect_timeout TIME seconds|minutes', help: 'How long a server may take to accept a connection; 1 minute unless said.' },
  { word: 'visible_hostname', syntax: 'visible_hostname NAME', help: 'The name in error pages.' },
  { word: 'allow', after: ['http_access', 'never_direct', 'always_direct'], syntax: 'allow [!]ACL …', help: 'Lets requests through that match all of these.' },
  { word: 'deny', after: ['http_access', 'never_direct', 'always_direct'], syntax: 'deny [!]ACL …', help: 'Denies requests that match all of these: 403.' },
  ...[
    ['src', 'Address of the client.'],
    ['dst', 'Address of the target, as the proxy resolves it.'],
    ['dstdomain', 'Name of the target; .example.com has everything below it.'],
    ['port', 'Port of the target.'],
    ['localport', 'Port of the proxy that was asked.'],
    ['proto', 'HTTP, or NONE of a CONNECT.'],
    ['time', 'Days and hours: MTWHF 08:00-18:00.'],
    ['urlpath_regex', 'A regular expression over the path.'],
    ['any-of', 'One of other ACLs.'],
    ['all-of', 'All of other ACLs.'],
    ['method', 'GET, POST, CONNECT …'],
    ['url_regex', 'A regular expression over the URL.'],
    ['dstdom_regex', 'A regular expression over the target’s name.'],
  ].map(([word = '', help = '']) => ({ word, after: ['acl'], syntax: `acl NAME ${word} VALUE …`, help })),
];

const IP: readonly LanguageWord[] = [
  {
    word: 'ip route add',
    syntax: 'ip [-6] route add PREFIX [via GATEWAY] [dev IF] [table N] [metric N] [src ADDRESS]',
    help: 'A route in a table, main unless said.',
  },
  {
    word: 'ip rule add',
    syntax: 'ip [-6] rule add [not] [from PREFIX] [to PREFIX] [iif IF] [ipproto P] [dport N] [pref N] lookup TABLE',
    help: 'Which table is asked for which packets; the lowest priority first.',
  },
  { word: 'ip addr add', syntax: 'ip addr add ADDRESS/LENGTH [peer ADDRESS/LENGTH] dev IF', help: 'An address of an interface.' },
  {
    word: 'ip link add',
    syntax: 'ip link add NAME type gre|ipip|sit|vxlan local A remote B [key N] [id VNI] [dstport N] [dev IF]',
    help: 'A tunnel; it is down until it is set up.',
  },
  { word: 'ip link set', syntax: 'ip link set NAME up|down [mtu N]', help: 'The state and the MTU of an interface.' },
  { word: 'sysctl -w', syntax: 'sysctl -w net.ipv4.ip_forward=1 | net.ipv4.conf.IF.rp_filter=0|1|2', help: 'A setting of the kernel.' },
  {
    word: 'iptables -t mangle',
    syntax: 'iptables -t mangle -A FORWARD [-o IF] -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss N|--clamp-mss-to-pmtu',
    help: 'Lowers the MSS that SYNs in passing announce.',
  },
  ...['iptables', 'ip6tables'].map((word) => ({
    word: `${word} -A`,
    syntax: `${word} [-t TABLE] -A CHAIN [-s A] [-d B] [-i IF] [-o IF] [-p P [--dport N]] [-m conntrack --ctstate STATES] -j TARGET`,
    help: 'A rule at the end of a chain: the first that matches decides.',
  })),
  {
    word: 'iptables -t nat',
    syntax: 'iptables -t nat -A POSTROUTING -o IF -j MASQUERADE | -A PREROUTING -p tcp --dport N -j DNAT --to-destination A[:N]',
    help: 'Changes addresses of new connections; their answers are changed back.',
  },
  { word: 'iptables -P', syntax: 'iptables -P INPUT|FORWARD|OUTPUT ACCEPT|DROP', help: 'What becomes of packets that no rule decides about.' },
  ...['-i', '-o', '-s', '-d', '-p', '-m', '-j', '--dport', '--sport', '--ctstate'].map((word) => ({
    word,
    after: ['iptables', 'ip6tables'],
    syntax: `${word} VALUE`,
    help: '',
  })),
  ...['fwmark', 'nexthop', 'weight', 'mtu lock'].map((word) => ({ word, after: ['ip'], syntax: `${word} VALUE`, help: '' })),
  ...['via', 'dev', 'table', 'metric', 'src', 'from', 'to', 'iif', 'lookup', 'local', 'remote', 'peer', 'type', 'mtu'].map((word) => ({
    word,
    after: ['ip'],
    syntax: `${word} VALUE`,
    help: '',
  })),
];

export const WORDS: Readonly<Record<HostText, readonly LanguageWord[]>> = { pf: PF, rc: RC, squid: SQUID, iproute2: IP };

export const MANUALS: Readonly<Record<HostText, string>> = { pf: 'pf.conf(5)', rc: 'rc.conf(5)', squid: 'squid.conf.documented', iproute2: 'ip(8)' };
