/** `iptables -S` and `ip6tables -S`: the rules of a table as commands; `conntrack -L`: what the lab's own flows left behind (H10). */
import { NF_TABLES, type NfTable, printTable } from '../../hosts/index.ts';
import { formatIp } from '../../ip/index.ts';
import { traceFlow } from '../../data-plane/index.ts';
import type { StateRow } from '../../data-plane/index.ts';
import { type Command, refuses, says, type ShellAnswer } from './options.ts';

const PLAIN = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
} as const;

const list =
  (family: 'ipv4' | 'ipv6'): Command =>
  ({ node }, words): ShellAnswer => {
    const tool = family === 'ipv4' ? 'iptables' : 'ip6tables';
    const at = words.findIndex((w) => w === '-t' || w === '--table');
    const named = at < 0 ? 'filter' : (words[at + 1] ?? '');
    const table = NF_TABLES.find((t) => t === named);
    if (!table) return refuses(`${tool} v1.8.9 (nf_tables): table '${named}' does not exist`);
    const rest = words.filter((w, i) => (at < 0 || (i !== at && i !== at + 1)) && w !== '-n' && w !== '-v' && w !== '-w');
    const [command = '', chain] = rest;
    if (command !== '-S' && command !== '--list-rules') return refuses(`${tool}: the lab answers ${tool} [-t TABLE] -S [CHAIN]`);
    const netfilter = node?.host?.netfilter;
    const rows = netfilter ? printTable(netfilter[family], table, chain) : policies(table, chain);
    return rows ? says(rows.join('\n')) : refuses(`${tool}: No chain/target/match by that name.`);
  };

/** A machine without any rule: the kernel's own chains, which accept. */
function policies(table: NfTable, chain: string | undefined): string[] | undefined {
  const names = PLAIN[table].filter((name) => chain === undefined || name === chain);
  return names.length === 0 ? undefined : names.map((name) => `-P ${name} ACCEPT`);
}

export const iptables = list('ipv4');
export const ip6tables = list('ipv6');

/** `conntrack -L`: each connection that the flows of the lab leave behind here, both directions as the kernel lists them. */
export const conntrack: Command = ({ solution, node }, words) => {
  if (words[0] !== '-L') return refuses('conntrack: the lab answers conntrack -L');
  const rows = Object.values(solution.lab.flows ?? {})
    .flatMap((flow) => traceFlow(solution, flow, { branches: false }).states)
    .filter((s) => s.kind === 'conntrack' && s.node === node?.id);
  return says([...rows.map(entry), `conntrack v1.4.7 (conntrack-tools): ${rows.length} flow entries have been shown.`].join('\n'));
};

const NUMBERS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1, gre: 47, esp: 50, ipip: 4, ipv6: 41 };

function entry({ client, server, answered }: StateRow): string {
  const { protocol } = client;
  const ends = (t: Pick<StateRow['client'], 'source' | 'destination' | 'sourcePort' | 'destinationPort'>) =>
    `src=${formatIp(t.source)} dst=${formatIp(t.destination)}${protocol === 'tcp' || protocol === 'udp' ? ` sport=${t.sourcePort} dport=${t.destinationPort}` : ''}`;
  const back = { source: server.destination, destination: server.source, sourcePort: server.destinationPort, destinationPort: server.sourcePort };
  const tcp = protocol === 'tcp' ? (answered ? 'ESTABLISHED ' : 'SYN_SENT ') : '';
  return `${protocol.padEnd(8)} ${NUMBERS[protocol] ?? 0} ${tcp}${ends(client)} ${answered === false ? '[UNREPLIED] ' : ''}${ends(back)} mark=0 use=1`;
}
