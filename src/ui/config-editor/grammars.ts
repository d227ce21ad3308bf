/** How the words of each language are coloured: one small grammar a language, as data. */
import type { languages } from 'monaco-editor/editor';
import type { TextKind } from '../../engine/index.ts';

export interface Grammar {
  readonly id: TextKind;
  /** What begins a comment. */
  readonly comment: string;
  readonly tokens: readonly languages.IMonarchLanguageRule[];
}

const ADDRESSES: readonly languages.IMonarchLanguageRule[] = [
  [/\b\d+\.\d+\.\d+\.\d+(\/\d+)?\b/, 'number.ip'],
  [/\b[0-9a-fA-F]{0,4}:[0-9a-fA-F:]+(\/\d+)?\b/, 'number.ip'],
  [/\b\d+\b/, 'number'],
];
const HASH: languages.IMonarchLanguageRule = [/#.*$/, 'comment'];

export const GRAMMARS: readonly Grammar[] = [
  {
    id: 'frr',
    comment: '!',
    // A word is what blanks part: the names of users hold words of the language (`deny-all`, `rmap-in`).
    tokens: [
      [/^\s*[!#].*$/, 'comment'],
      [/^(\s*)(router bgp|address-family|exit-address-family|route-map|interface|exit|end|line vty|pbr-map)(?![\w-])/, ['', 'keyword.control']],
      [/(description)(\s.*)$/, ['keyword', '']],
      [/[0-9a-fA-F]{0,4}:[0-9a-fA-F:]+(\/\d+)?(?![\w.-])/, 'number.ip'],
      [/[A-Za-z][^\s]*/, { cases: { '~permit|deny|blackhole|reject|Null0|shutdown|no': 'keyword.flow', '@keywords': 'keyword', '@default': '' } }],
      [/[0-9A-Fa-f.:]+\/\d+(?!\S)|\d+\.\d+\.\d+\.\d+(?!\S)/, 'number.ip'],
      [/\d+(?!\S)/, 'number'],
      [/\S+/, ''],
    ],
  },
  {
    id: 'pf',
    comment: '#',
    tokens: [
      HASH,
      [/^\s*[A-Za-z_]\w*(?=\s*=)/, 'variable'],
      [/\$[A-Za-z_]\w*|<[^>\s]+>/, 'variable'],
      [/\b(pass|block|drop|return|return-rst|return-icmp|quick|no|skip)\b/, 'keyword.flow'],
      [/^\s*(nat|rdr|binat|scrub|antispoof|table|set|anchor|match)\b/, 'keyword.control'],
      [
        /\b(in|out|log|on|inet|inet6|proto|from|to|port|all|any|self|flags|keep|modulate|synproxy|state|rtable|reply-to|route-to|dup-to|max-mss|no-df|persist|const|label|tag|tagged|for|icmp-type|icmp6-type|block-policy|state-policy|if-bound|floating)\b/,
        'keyword',
      ],
      [/"[^"]*"/, 'string'],
      ...ADDRESSES,
    ],
  },
  {
    id: 'rc',
    comment: '#',
    tokens: [
      HASH,
      [/^\s*(ifconfig_|route_|ipv6_route_)(\w+)(?=\s*\+?=)/, ['keyword', 'variable']],
      [/^\s*\w+(?=\s*\+?=)/, 'keyword'],
      [/\b(YES|NO)\b/, 'keyword.flow'],
      [/-(reject|blackhole)\b/, 'keyword.flow'],
      [/\b(inet|inet6|tunnel|prefixlen|fib|tunnelfib|mtu|alias|up|down)\b/, 'keyword'],
      [/-(net|host|fib|interface|4|6)\b/, 'keyword'],
      ...ADDRESSES,
    ],
  },
  {
    id: 'squid',
    comment: '#',
    tokens: [
      HASH,
      [/^(\s*acl)(\s+)(\S+)/, ['keyword.control', '', 'variable']],
      [/^\s*(http_access|http_port|logformat|access_log|visible_hostname|\w+)\b/, 'keyword.control'],
      [/\b(allow|deny)\b|!/, 'keyword.flow'],
      [/\b(parent|sibling|default|round-robin|no-query|on|off)\b/, 'keyword.flow'],
      [
        /\b(src|dst|localip|myip|dstdomain|port|localport|myport|myportname|method|proto|time|random|maxconn|any-of|all-of|(dstdom|url|urlpath)_regex|proxy_auth|CONNECT|GET|POST)\b/,
        'keyword',
      ],
      ...ADDRESSES,
    ],
  },
  {
    id: 'iproute2',
    comment: '#',
    tokens: [
      HASH,
      [/^\s*(ip|sysctl|iptables|ip6tables)\b/, 'keyword.control'],
      [/\b(blackhole|unreachable|prohibit|up|down)\b/, 'keyword.flow'],
      [
        /\b(route|rule|addr|address|link|tunnel|add|replace|append|set|del|via|dev|table|lookup|metric|src|from|to|iif|oif|local|remote|peer|type|mtu|ttl|key|id|dstport|ipproto|dport|sport|pref|priority|default|gre|ipip|sit|vxlan|dummy)\b/,
        'keyword',
      ],
      [/--?[A-Za-z][\w-]*/, 'keyword'],
      ...ADDRESSES,
    ],
  },
];
