/** Windows: `route print`, `tracert`, `ping` (H70, H72). */
import { fibOf, innermost, toldSender, traceFlow, traceRoute, World } from '../../data-plane/index.ts';
import { formatIp, formatPrefix, type Ip, isIpv4, netmask } from '../../ip/index.ts';
import type { RouterNode } from '../../compile/index.ts';
import { macOf } from './links.ts';
import { type Command, numberOf, readOptions, refuses, says } from './options.ts';
import { adaptersOf, type WindowsRoute, windowsRoutes } from './windows-routes.ts';

const RULE = '='.repeat(75);

export const routePrint: Command = ({ solution, node }, words) => {
  if (words[0]?.toLowerCase() !== 'print' || !node) return refuses('Manipulates network routing tables.\n\nROUTE PRINT [-4|-6]');
  const rows = windowsRoutes(new World(solution), node);
  const ipv4 = rows.flatMap((r) => (isIpv4(r.prefix.ip) ? [ipv4Row(r)] : []));
  const ipv6 = rows.filter((r) => !isIpv4(r.prefix.ip)).map(ipv6Row);
  const four = table('IPv4', ['Network Destination        Netmask          Gateway       Interface  Metric', ...ipv4]);
  const six = table('IPv6', ipv6.length > 0 ? [' If Metric Network Destination      Gateway', ...ipv6] : ['  None']);
  return says([...interfaceList(node), ...(words.includes('-6') ? [] : four), ...(words.includes('-4') ? [] : six)].join('\n'));
};

/** Nothing of a lab's host outlives a restart by itself: what it has was leased, dialled, or is the system's. */
function table(family: 'IPv4' | 'IPv6', rows: readonly string[]): string[] {
  return ['', `${family} Route Table`, RULE, 'Active Routes:', ...rows, RULE, 'Persistent Routes:', '  None'];
}

/** The adapters that are up, network cards with their hardware address, and the loopback last (published outputs: Microsoft Learn's of Azure VMs and VPN clients). */
function interfaceList(node: RouterNode): string[] {
  const [loopback, ...own] = adaptersOf(node);
  let cards = 0;
  const rows = own.flatMap(({ index, alias, kind, up }) => {
    if (!up) return [];
    if (kind === 'vpn') return [listed(index, '', alias)];
    const i = node.interfaces.find((x) => x.name === alias);
    const driver = i?.ipForwarding === undefined ? CARDS.host : CARDS.azure;
    cards += 1;
    return [listed(index, i ? macOf(node, i).replaceAll(':', ' ') : '', cards === 1 ? driver : `${driver} #${cards}`)];
  });
  return [RULE, 'Interface List', ...rows, ...(loopback ? [listed(loopback.index, '', 'Software Loopback Interface 1')] : []), RULE];
}

/** What the drivers call a card: Azure's of every VM; the lab's hosts have one of many. */
const CARDS = { azure: 'Microsoft Hyper-V Network Adapter', host: 'Intel(R) 82574L Gigabit Network Connection' } as const;

function listed(index: number, mac: string, name: string): string {
  return `${String(index).padStart(3)}...${mac === '' ? '.'.repeat(18) : `${mac} `}......${name}`;
}

/** `netstat -r` and `-rn`: what `route print` says. */
export const netstat: Command = (shell, words) =>
  readOptions(words, []).flag('r')
    ? routePrint(shell, ['print'])
    : refuses('Displays protocol statistics and current TCP/IP network connections.\n\nNETSTAT [-n] -r');

/** `On-link` is set one column to the left of an address. */
function ipv4Row({ prefix, gateway, adapter, metric }: WindowsRoute): string {
  const source = adapter.addresses.find((a) => isIpv4(a.ip))?.ip;
  const cells = [
    formatIp(prefix.ip),
    formatIp(netmask(prefix.length)),
    gateway === undefined ? 'On-link ' : formatIp(gateway),
    source === undefined ? '' : formatIp(source),
  ];
  return `${cells.map((c) => c.padStart(17)).join('')}${String(metric + adapter.metric).padStart(7)}`;
}

/** A prefix that fills its column has the gateway below it. */
function ipv6Row({ prefix, gateway, adapter, metric }: WindowsRoute): string {
  const to = gateway === undefined ? 'On-link' : formatIp(gateway);
  const network = formatPrefix(prefix);
  const end = network.length > 24 ? `\n${' '.repeat(36)}${to}` : `${' '.repeat(25 - network.length)}${to}`;
  return `${String(adapter.index).padStart(3)} ${String(metric + adapter.metric).padStart(6)} ${network}${end}`;
}

/** `ipconfig`: each adapter with its addresses and the default gateway by it. */
export const ipconfig: Command = ({ solution, node }) => {
  if (!node) return refuses('');
  const defaults = (fibOf(new World(solution), node, 0)?.entries() ?? []).map(({ value }) => value).filter((r) => r.prefix.length === 0);
  const adapters = node.interfaces
    .filter((i) => i.name !== 'lo')
    .flatMap((i) => {
      const gateways = defaults.flatMap((r) =>
        r.nextHops.filter((h) => h.interface === i.name && h.gateway !== undefined).map((h) => formatIp(h.gateway as Ip)),
      );
      const rows = i.addresses.flatMap((a) =>
        isIpv4(a.ip) ? [row('IPv4 Address', formatIp(a.ip)), row('Subnet Mask', formatIp(netmask(a.length)))] : [row('IPv6 Address', formatIp(a.ip))],
      );
      const kind = i.tunnel === undefined ? 'Ethernet' : 'PPP';
      const lines = i.up
        ? [
            row('Connection-specific DNS Suffix', ''),
            ...rows,
            row('Default Gateway', gateways[0] ?? ''),
            ...gateways.slice(1).map((g) => `${' '.repeat(39)}${g}`),
          ]
        : [row('Media State', 'Media disconnected')];
      return ['', `${kind} adapter ${i.name}:`, '', ...lines];
    });
  return says(['Windows IP Configuration', '', ...adapters].join('\n'));
};

/** Columns before the colon. */
const LABEL = 34;

/** A name, filled with dots to the colon; the longest has a gap in them. */
function row(name: string, value: string): string {
  const even = name.length % 2 === 0 ? name : `${name} `;
  const filled = name === 'Connection-specific DNS Suffix' ? `${name}  . ` : `${even}${'. '.repeat((LABEL - even.length) / 2)}`;
  return `   ${filled}: ${value}`;
}

const hopRow = (i: number, times: string, said: string) => `${String(i + 1).padStart(3)}  ${times}${said}`;

/** Nine columns for each probe. */
const timesOf = (probes: readonly { readonly from?: Ip }[]) => probes.map((p) => (p.from === undefined ? '   *     ' : '   2 ms  ')).join('');

export const tracert: Command = ({ solution, device }, words) => {
  const { rest, value } = readOptions(words, ['h', 'w']);
  const [target] = rest;
  if (target === undefined) return refuses('Usage: tracert [-d] [-h maximum_hops] target_name');
  const most = numberOf(value('h'), 1, 255) ?? 30;
  const route = traceRoute(solution, { from: device, to: target, protocol: 'icmp' }, { maxTtl: most });
  if (route.destination === undefined) return refuses(`Unable to resolve target system name ${target}.`);
  const local = LOCAL[traceFlow(solution, { from: device, to: target, protocol: 'icmp' }, { branches: false }).out.reason.code];
  // What is lost before anybody counts its TTL is lost at every TTL.
  const silent = route.hops.length === 0 && local === undefined ? Array.from({ length: most }, (_, i) => hopRow(i, timesOf([{}, {}, {}]), SILENT)) : [];
  const rows = route.hops.map((probes, i) => {
    const from = probes.find((p) => p.from !== undefined)?.from;
    const times = timesOf(probes);
    const unreachable = probes.some((p) => p.answer !== undefined && p.answer !== 'time-exceeded' && p.answer !== 'reached');
    const said =
      from === undefined
        ? SILENT
        : unreachable
          ? `${formatIp(from)}  reports: Destination ${probes[0]?.answer === 'host-unreachable' ? 'host' : 'net'} unreachable.`
          : formatIp(from);
    return hopRow(i, times, said);
  });
  return says(
    ['', `Tracing route to ${formatIp(route.destination)} over a maximum of ${most} hops`, '', ...rows, ...silent, '', 'Trace complete.']
      .join('\n')
      .trimStart(),
  );
};

export const ping: Command = ({ solution, device }, words) => {
  const { rest, value, flag } = readOptions(words, ['n', 'l', 'i', 'w', 'S']);
  const [target] = rest;
  if (target === undefined) return refuses('IP address must be specified.');
  const count = numberOf(value('n'), 1, 20) ?? 4;
  const bytes = numberOf(value('l'), 0, 65500) ?? 32;
  const ttl = numberOf(value('i'), 1, 255);
  const source = value('S');
  const flow = { from: device, to: target, protocol: 'icmp' as const, ...(source !== undefined && { source }) };
  const trace = traceFlow(solution, flow, { payload: bytes, dontFragment: flag('f'), branches: false, ...(ttl !== undefined && { ttl }) });
  if (trace.summary.code === 'unknown-destination') return refuses(`Ping request could not find host ${target}. Please check the name and try again.`);
  const sent = trace.out.hops[0]?.before.headers[0];
  const address = sent?.kind === 'ip' ? formatIp(sent.destination) : target;
  const back = trace.back?.hops.at(-1)?.before;
  const error = toldSender(trace.out);
  const line =
    trace.verdict === 'delivered' && back
      ? `Reply from ${address}: bytes=${bytes} time=2ms TTL=${innermost(back).ttl}`
      : error
        ? `Reply from ${formatIp(error.from)}: ${SAYS[error.type] ?? 'Destination net unreachable.'}`
        : trace.out.reason.code === 'no-neighbor' && trace.out.hops.length <= 1 && sent?.kind === 'ip'
          ? `Reply from ${formatIp(sent.source)}: Destination host unreachable.`
          : trace.out.hops.length <= 1
            ? (LOCAL[trace.out.reason.code] ?? SILENT)
            : SILENT;
  const received = line.startsWith('Reply') ? count : 0;
  const lost = count - received;
  return says(
    [
      `Pinging ${address} with ${bytes} bytes of data:`,
      ...Array.from({ length: count }, () => line),
      '',
      `Ping statistics for ${address}:`,
      `    Packets: Sent = ${count}, Received = ${received}, Lost = ${lost} (${Math.round((100 * lost) / count)}% loss),`,
      ...(trace.verdict === 'delivered' ? ['Approximate round trip times in milli-seconds:', '    Minimum = 2ms, Maximum = 2ms, Average = 2ms'] : []),
    ].join('\n'),
  );
};

const SAYS: Readonly<Record<string, string>> = {
  'time-exceeded': 'TTL expired in transit.',
  'net-unreachable': 'Destination net unreachable.',
  'host-unreachable': 'Destination host unreachable.',
  'port-unreachable': 'Destination port unreachable.',
  prohibited: 'Destination net unreachable.',
  'proto-unreachable': 'Destination protocol unreachable.',
  'frag-needed': 'Packet needs to be fragmented but DF set.',
};

const GENERAL_FAILURE = 'General failure.';
const SILENT = 'Request timed out.';

/** What the machine itself does not send. What it has sent, and the network drops in silence (in Azure at its own NIC), is not among it. */
const LOCAL: Readonly<Record<string, string>> = {
  'no-route': 'PING: transmit failed. General failure.',
  'mtu-exceeded': 'Packet needs to be fragmented but DF set.',
  'route-blackhole': GENERAL_FAILURE,
  'interface-down': GENERAL_FAILURE,
  'no-source-address': GENERAL_FAILURE,
  'source-not-own': GENERAL_FAILURE,
};
