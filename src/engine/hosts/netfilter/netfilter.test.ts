/** iptables and ip6tables: what is read, what `-S` prints, what is refused, and which rule decides (H10, H52). */
import { describe, expect, it } from 'vitest';
import { ip } from '../../ip/index.ts';
import { parseLinux } from '../iproute2/parse.ts';
import { printTable } from './chains.ts';
import { type NfPacket, traverse } from './evaluate.ts';
import type { NfHook, NfTable } from './types.ts';

const read = (text: string) => {
  const { config, diagnostics } = parseLinux(text);
  expect(diagnostics).toEqual([]);
  return config.netfilter;
};
const said = (line: string) => parseLinux(line).diagnostics.map((d) => `${d.severity} ${d.message}`)[0];
const PACKET: NfPacket = {
  protocol: 'tcp',
  source: ip('10.1.0.10'),
  destination: ip('10.3.0.10'),
  sourcePort: 40_000,
  destinationPort: 443,
  flags: ['SYN'],
  in: 'eth0',
  out: 'eth1',
  state: 'NEW',
  dscp: 0,
  mark: 0,
  connectionMark: 0,
  isOwn: (a) => a === ip('10.3.0.10'),
};
const decided = (rules: string, packet: Partial<NfPacket> = {}, hook: NfHook = 'FORWARD', table: NfTable = 'filter') => {
  const { verdict, rule } = traverse(read(rules).ipv4, table, hook, { ...PACKET, ...packet });
  return `${verdict.kind}${rule ? ` ${rule.source.span.line}` : ''}`;
};

describe('as -S prints it', () => {
  it.each([
    ['-A INPUT --dport 22 -p tcp -j ACCEPT', undefined],
    ['-A INPUT -p tcp -s 10.0.0.0/255.0.0.0 --dport ssh -j ACCEPT', '-A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 22 -j ACCEPT'],
    ['-A FORWARD -o eth1 -i eth+ ! -d 10.9.0.1 -j DROP', '-A FORWARD ! -d 10.9.0.1/32 -i eth+ -o eth1 -j DROP'],
    ['-A FORWARD -m state --state ESTABLISHED,RELATED', '-A FORWARD -m state --state RELATED,ESTABLISHED'],
    ['-A INPUT -p tcp --syn -j REJECT', '-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j REJECT --reject-with icmp-port-unreachable'],
    ['-A INPUT -p icmp --icmp-type echo-request -m limit --limit 5/sec -j ACCEPT', '-A INPUT -p icmp -m icmp --icmp-type 8 -m limit --limit 5/sec -j ACCEPT'],
    ['-t mangle -A PREROUTING -j MARK --set-mark 0x1/0xf', '-A PREROUTING -j MARK --set-xmark 0x1/0xf'],
    ['-t mangle -A PREROUTING -j MARK --or-mark 4', '-A PREROUTING -j MARK --set-xmark 0x4/0x4'],
    [
      '-t nat -A PREROUTING -p tcp --dport 8000:8010 -j DNAT --to-destination 10.3.0.10:9000-9010/8000',
      '-A PREROUTING -p tcp -m tcp --dport 8000:8010 -j DNAT --to-destination 10.3.0.10:9000-9010/8000',
    ],
    [
      '-t nat -A POSTROUTING -p udp -j SNAT --to-source 192.0.2.1-192.0.2.4:1024-2048',
      '-A POSTROUTING -p udp -j SNAT --to-source 192.0.2.1-192.0.2.4:1024-2048',
    ],
  ])('iptables %s', (line, printed) => {
    const table = (/-t (\S+)/.exec(line)?.[1] ?? 'filter') as NfTable;
    if (printed === undefined) expect(said(`iptables ${line}`)).toContain('unknown option');
    else expect(printTable(read(`iptables ${line}`).ipv4, table)?.at(-1)).toBe(printed);
  });

  it('chains and policies, insertions, deletions, flushes', () => {
    const { ipv4 } = read(
      'iptables -P INPUT DROP\niptables -N LOGDROP\niptables -A LOGDROP -j LOG --log-prefix "no "\niptables -A INPUT -i lo -j ACCEPT\niptables -I INPUT -p tcp --dport 22 -j ACCEPT\niptables -I INPUT 2 -j LOGDROP\niptables -A OUTPUT -j DROP\niptables -D OUTPUT 1\niptables -A FORWARD -j DROP\niptables -F FORWARD\niptables -A INPUT -s 10.0.0.1 -j DROP\niptables -D INPUT -s 10.0.0.1/32 -j DROP',
    );
    expect(printTable(ipv4, 'filter')).toEqual([
      '-P INPUT DROP',
      '-P FORWARD ACCEPT',
      '-P OUTPUT ACCEPT',
      '-N LOGDROP',
      '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT',
      '-A INPUT -j LOGDROP',
      '-A INPUT -i lo -j ACCEPT',
      '-A LOGDROP -j LOG --log-prefix "no "',
    ]);
  });
});

describe('what is refused', () => {
  it.each([
    ['iptables -A INPUT -i eth0 -o eth1 -j DROP', "Can't use -o with INPUT"],
    ['iptables -A INPUT -p tcp --dport 70000 -j DROP', 'invalid port/service'],
    ['iptables -A INPUT -m conntrack --ctstate NEW,NOW -j DROP', 'Bad ctstate "NOW"'],
    ['iptables -A INPUT -m state --state NEW,DNAT -j DROP', 'Bad state "DNAT"'],
    ['iptables -A INPUT -m dscp --dscp 64 -j DROP', 'Bad value for'],
    ['iptables -A INPUT -p udp -j REJECT --reject-with tcp-reset', 'tcp-reset'],
    ['iptables -t nat -A PREROUTING -j DNAT --to-destination 10.0.0.1:80', 'Need TCP, UDP'],
    ['iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.1:82-81', "Port range `81' funky"],
    ['iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.1:70000', "Port `70000' not valid"],
    ['iptables -t nat -A PREROUTING -j SNAT --to-source 10.0.0.1', 'only valid in'],
    ['iptables -N INPUT', 'Chain already exists'],
    ['iptables -P MINE DROP', 'No chain/target/match'],
    ['iptables -D INPUT -j DROP', 'Bad rule'],
    ['iptables -t natt -A INPUT -j DROP', 'Table does not exist'],
    ['ip6tables -A INPUT -s 10.0.0.1 -j DROP', "host/network `10.0.0.1' not found"],
  ])('%s', (line, words) => expect(said(line)).toMatch(new RegExp(`^error .*${words.replace(/[/`.']/g, '.')}`)));

  it.each([
    'iptables -A INPUT -m geoip --src-cc JP -j DROP',
    'iptables -t mangle -A PREROUTING -j TPROXY --on-port 1',
    'iptables -t security -A INPUT -j DROP',
  ])('%s is not modelled, and said to be', (line) => expect(said(line)).toMatch(/^warning .*not modelled/));
});

describe('which rule decides', () => {
  it.each([
    ['the first that matches', 'iptables -A FORWARD -p tcp -j ACCEPT\niptables -A FORWARD -j DROP', {}, 'accept 1'],
    ['the policy, when none does', 'iptables -P FORWARD DROP\niptables -A FORWARD -p udp -j ACCEPT', {}, 'drop'],
    ['H10 by state', 'iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP', { state: 'INVALID' as const }, 'drop 1'],
    ['H10 not another state', 'iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP', {}, 'accept'],
    ['! turns a match over', 'iptables -A FORWARD ! -s 10.1.0.0/24 -j DROP', {}, 'accept'],
    ['ports of a list', 'iptables -A FORWARD -p tcp -m multiport --dports 80,400:500 -j DROP', {}, 'drop 1'],
    ['ports of another protocol', 'iptables -A FORWARD -p udp --dport 443 -j DROP', {}, 'accept'],
    ['--syn is SYN without ACK', 'iptables -A FORWARD -p tcp --syn -j DROP', { flags: ['SYN', 'ACK'] }, 'accept'],
    ['a mark’s bits', 'iptables -A FORWARD -m mark --mark 0x10/0xf0 -j DROP', { mark: 0x1f }, 'drop 1'],
    ['a DSCP by name', 'iptables -A FORWARD -m dscp --dscp-class EF -j DROP', { dscp: 46 }, 'drop 1'],
    ['another DSCP', 'iptables -A FORWARD -m dscp ! --dscp 0x2e -j DROP', { dscp: 46 }, 'accept'],
    ['a range', 'iptables -A FORWARD -m iprange --src-range 10.1.0.9-10.1.0.11 -j DROP', {}, 'drop 1'],
    ['the machine’s own addresses', 'iptables -A FORWARD -m addrtype --dst-type LOCAL -j DROP', {}, 'drop 1'],
    ['names that begin so', 'iptables -A FORWARD -i eth+ -o wg+ -j DROP', {}, 'accept'],
    [
      'a chain of the user’s that returns',
      'iptables -N A\niptables -A A -p tcp -j RETURN\niptables -A A -j DROP\niptables -A FORWARD -j A\niptables -A FORWARD -j ACCEPT',
      {},
      'accept 5',
    ],
    ['goto does not come back', 'iptables -N A\niptables -A FORWARD -g A\niptables -A FORWARD -j DROP', {}, 'accept'],
  ])('%s', (_, rules, packet, expected) => expect(decided(rules, packet)).toBe(expected));

  it('marks of one rule are seen by the next', () => {
    const { mark, effects } = traverse(
      read('iptables -t mangle -A FORWARD -j MARK --set-mark 3\niptables -t mangle -A FORWARD -m mark --mark 3 -j MARK --or-mark 8').ipv4,
      'mangle',
      'FORWARD',
      PACKET,
    );
    expect([mark, effects.map((e) => e.mark)]).toEqual([11, [3, 11]]);
  });
});
