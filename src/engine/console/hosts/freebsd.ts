/** FreeBSD's `pfctl` (pfctl(8)). */
import { type StateRow, traceFlow } from '../../data-plane/index.ts';
import { type PfConfig, printAnchor, printAnchors, printRules, printTranslations } from '../../hosts/index.ts';
import { bitsOf, comparePrefix, containsIp, formatIp, formatPrefix, type Ip, isIpv4, parseIp, type Prefix } from '../../ip/index.ts';
import { FIRST_ID } from './packet-text.ts';
import { type Command, readOptions, refuses, says } from './options.ts';

/** `pfctl -sr`, `-sn`, `-ss`, `-s rules|nat|states|Tables|Anchors`, `-a ANCHOR -sr`, `-t TABLE -T show|test`. The states are those of the lab's own flows. */
export const pfctl: Command = ({ solution, device, node }, words) => {
  const pf = node?.host?.pf;
  const { rest, value } = readOptions(words, ['s', 't', 'T', 'a']);
  if (!pf) return refuses('pfctl: /dev/pf: No such file or directory');
  if (value('T') === 'show') return shownTable(pf, value('t') ?? '');
  if (value('T') === 'test') return tested(pf, value('t') ?? '', rest);
  const what = value('s') ?? '';
  const anchor = value('a');
  if (what === '') return refuses('usage: pfctl [-a ANCHOR] -s rules|nat|states|Tables|Anchors, pfctl -t TABLE -T show|test');
  if ('rules'.startsWith(what)) {
    const rules = anchor === undefined ? printRules(pf) : printAnchor(pf, anchor.replace(/^\//, ''));
    return rules ? says(rules.join('\n')) : refuses('pfctl: Anchor does not exist.');
  }
  if ('nat'.startsWith(what)) return says(anchor === undefined ? printTranslations(pf).join('\n') : '');
  if (what === 'Tables') return says([...pf.tables.keys()].sort().join('\n'));
  if (what === 'Anchors')
    return says(
      printAnchors(pf)
        .map((a) => `  ${a}`)
        .join('\n'),
    );
  if (!'states'.startsWith(what)) return refuses(`pfctl: Unknown show modifier '${what}'`);
  const flows = Object.values(solution.lab.flows ?? {}).filter((f) => f.proxy === undefined);
  const states = flows.flatMap((f) => {
    const trace = traceFlow(solution, f, { branches: false });
    const own = trace.states.filter((s) => s.kind === 'pf' && s.device === device);
    return own.map((s) => stateLine(s, trace.back?.hops.some((h) => h.node === s.node) ?? false, f.icmpId ?? FIRST_ID));
  });
  return says([...new Set(states)].join('\n'));
};

/** pfctl_table.c pfctl_table, "test": how many of the addresses are in it; the most specific entry decides, and a negated one says no (pf_table.c pfr_tst_addrs). */
function tested(pf: PfConfig, name: string, words: readonly string[]): ReturnType<Command> {
  const table = pf.tables.get(name);
  if (!table) return refuses('pfctl: Table does not exist.');
  const unknown = words.find((w) => parseIp(w) === undefined);
  if (unknown !== undefined) return refuses(`no IP address found for ${unknown}`);
  const entries = table.entries.flatMap(({ host, negated }) => (host.kind === 'prefix' ? [{ prefix: host.prefix, negated }] : []));
  const within = (ip: Ip) =>
    entries
      .filter((e) => containsIp(e.prefix, ip))
      .reduce<{ length: number; is: boolean }>((best, { prefix, negated }) => (prefix.length > best.length ? { length: prefix.length, is: !negated } : best), {
        length: -1,
        is: false,
      }).is;
  const found = words.flatMap((w) => parseIp(w) ?? []).filter(within).length;
  return says(`${found}/${words.length} addresses match.`);
}

/** pfctl_radix.c: addresses in the order of their numbers, three blanks before each; a negated one has a mark. */
function shownTable(pf: PfConfig, name: string): ReturnType<Command> {
  const table = pf.tables.get(name);
  if (!table) return refuses('pfctl: Table does not exist.');
  const entries = table.entries.flatMap(({ host, negated }) => (host.kind === 'prefix' ? [{ prefix: host.prefix, negated }] : []));
  const ordered = entries.toSorted((a, b) => comparePrefix(a.prefix, b.prefix));
  const written = (p: Prefix) => (p.length === bitsOf(p.ip) ? formatIp(p.ip) : formatPrefix(p));
  return says(ordered.map(({ prefix, negated }) => `  ${negated ? '!' : ' '}${written(prefix)}`).join('\n'));
}

/**
 * `all tcp 10.0.0.1:22 <- 192.0.2.1:40000       ESTABLISHED:ESTABLISHED` (pf_print_state.c); a bound state has its interface's name. An echo's
 * identifier stands for the ports of both ends.
 */
function stateLine({ client, server, direction, interface: bound, echo }: StateRow, answered: boolean, id: number): string {
  const icmp = client.protocol === 'icmp';
  const protocol = icmp && !isIpv4(client.source) ? 'ipv6-icmp' : client.protocol;
  const on = icmp ? (echo?.after ?? id) : undefined;
  const source = end(client.source, icmp ? (echo?.before ?? id) : client.sourcePort);
  const target = end(client.destination, on ?? client.destinationPort);
  const moved = { source: end(server.source, on ?? server.sourcePort), target: end(server.destination, on ?? server.destinationPort) };
  const ends =
    direction === 'in'
      ? `${moved.target}${moved.target === target ? '' : ` (${target})`} <- ${source}`
      : `${moved.source}${moved.source === source ? '' : ` (${source})`} -> ${target}`;
  // First the side that the line begins with: on the way in that is the one which answers.
  const [opener, other] = levels(client.protocol, answered);
  return `${bound ?? 'all'} ${protocol} ${ends}       ${direction === 'in' ? `${other}:${opener}` : `${opener}:${other}`}`;
}

/** Of who opened it and of who answers, after one packet of each, or of the first alone (pf.c pf_test_state_udp, _tcp). */
function levels(protocol: string, answered: boolean): [string, string] {
  if (protocol === 'tcp') return answered ? ['ESTABLISHED', 'ESTABLISHED'] : ['SYN_SENT', 'CLOSED'];
  if (protocol === 'icmp') return ['0', '0'];
  return answered ? ['MULTIPLE', 'SINGLE'] : ['SINGLE', 'NO_TRAFFIC'];
}

function end(ip: Ip, port: number): string {
  if (port === 0) return formatIp(ip);
  return isIpv4(ip) ? `${formatIp(ip)}:${port}` : `${formatIp(ip)}[${port}]`;
}
