/** PowerShell's `Get-NetRoute`, `Find-NetRoute` and `Get-NetIPInterface`, in the tables that they print by default (H70; Microsoft Learn, NetTCPIP). */
import type { RouterNode } from '../../compile/index.ts';
import { sourceAddress, World } from '../../data-plane/index.ts';
import { containsIp, type Family, familyOf, formatIp, formatPrefix, type Ip, isIpv4, networkOf, parseIp } from '../../ip/index.ts';
import { type Command, refuses, type ShellAnswer, says } from './options.ts';
import { like, readParameters } from './powershell-parameters.ts';
import { adaptersOf, type WindowsAdapter, type WindowsRoute, windowsRoutes } from './windows-routes.ts';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly right?: true;
}

function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cell = ({ width, right }: Column, text: string) => {
    const cut = text.length > width ? `${text.slice(0, width - 3)}...` : text;
    return right ? cut.padStart(width) : cut.padEnd(width);
  };
  const line = (cells: readonly string[]) =>
    columns
      .map((c, i) => cell(c, cells[i] ?? ''))
      .join(' ')
      .trimEnd();
  return [columns.map((c) => c.title), columns.map((c) => '-'.repeat(c.title.length)), ...rows].map(line).join('\n');
}

const ROUTES: readonly Column[] = [
  { title: 'ifIndex', width: 7 },
  { title: 'DestinationPrefix', width: 46 },
  { title: 'NextHop', width: 40 },
  { title: 'RouteMetric', width: 11, right: true },
  { title: 'ifMetric', width: 8 },
  { title: 'PolicyStore', width: 11 },
];

const INTERFACES: readonly Column[] = [
  { title: 'ifIndex', width: 7 },
  { title: 'InterfaceAlias', width: 31 },
  { title: 'AddressFamily', width: 13 },
  { title: 'NlMtu(Bytes)', width: 12, right: true },
  { title: 'InterfaceMetric', width: 15, right: true },
  { title: 'Dhcp', width: 8 },
  { title: 'ConnectionState', width: 15 },
  { title: 'PolicyStore', width: 11 },
];

type Properties = Readonly<Record<string, string>>;

function routeProperties({ prefix, gateway, adapter, metric }: WindowsRoute): Properties {
  return {
    DestinationPrefix: formatPrefix(prefix),
    AddressFamily: familyName(familyOf(prefix.ip)),
    InterfaceAlias: adapter.alias,
    InterfaceIndex: String(adapter.index),
    NextHop: nextHop(prefix.ip, gateway),
    RouteMetric: String(metric),
    InterfaceMetric: String(adapter.metric),
  };
}

function interfaceProperties(a: WindowsAdapter, family: Family): Properties {
  // IPv6 waits for a router's advertisement or DHCPv6 on every adapter but the loopback.
  const dhcp = family === 6 ? a.kind === 'ethernet' : a.dhcp;
  return {
    InterfaceAlias: a.alias,
    InterfaceIndex: String(a.index),
    AddressFamily: familyName(family),
    NlMtuBytes: String(a.mtu),
    InterfaceMetric: String(a.metric),
    Dhcp: dhcp ? 'Enabled' : 'Disabled',
    ConnectionState: a.up ? 'Connected' : 'Disconnected',
  };
}

const familyName = (family: Family) => `IPv${family}`;
/** What is on the link has the unspecified address as its next hop. */
const nextHop = (to: Ip, gateway: Ip | undefined) => (gateway === undefined ? (isIpv4(to) ? '0.0.0.0' : '::') : formatIp(gateway));

/** `Get-NetRoute [[-DestinationPrefix] P] [-AddressFamily IPv4|IPv6] …`: IPv4 first, each from the highest destination down. */
export const getNetRoute: Command = ({ solution, node }, words) => {
  const rows = node ? windowsRoutes(new World(solution), node).toReversed() : [];
  const all = [4, 6].flatMap((f) => rows.filter((r) => familyOf(r.prefix.ip) === f)).map(routeProperties);
  const names = ['DestinationPrefix', 'AddressFamily', 'InterfaceAlias', 'InterfaceIndex', 'NextHop', 'RouteMetric', 'InterfaceMetric'];
  return listing({ cmdlet: 'Get-NetRoute', type: 'MSFT_NetRoute', all, names, place: 'DestinationPrefix' }, words, (found) =>
    table(
      ROUTES,
      found.map((p) => [...pick(p, 'InterfaceIndex', 'DestinationPrefix', 'NextHop', 'RouteMetric', 'InterfaceMetric'), 'ActiveStore']),
    ),
  );
};

/** `Get-NetIPInterface [[-InterfaceAlias] A] [-AddressFamily IPv4|IPv6] …`: IPv6 first, the loopback last of each. */
export const getNetIpInterface: Command = ({ node }, words) => {
  const adapters = node ? adaptersOf(node).toReversed() : [];
  const has = (a: WindowsAdapter, family: Family) => a.kind !== 'vpn' || a.addresses.some((x) => familyOf(x.ip) === family);
  const all = ([6, 4] as const).flatMap((f) => adapters.filter((a) => has(a, f)).map((a) => interfaceProperties(a, f)));
  const names = ['InterfaceAlias', 'AddressFamily', 'InterfaceIndex', 'InterfaceMetric', 'Dhcp', 'ConnectionState'];
  return listing({ cmdlet: 'Get-NetIPInterface', type: 'MSFT_NetIPInterface', all, names, place: 'InterfaceAlias' }, words, (found) =>
    table(
      INTERFACES,
      found.map((p) => [
        ...pick(p, 'InterfaceIndex', 'InterfaceAlias', 'AddressFamily', 'NlMtuBytes', 'InterfaceMetric', 'Dhcp', 'ConnectionState'),
        'ActiveStore',
      ]),
    ),
  );
};

const pick = (p: Properties, ...names: readonly string[]) => names.map((n) => p[n] ?? '');

interface Listing {
  readonly cmdlet: string;
  readonly type: string;
  readonly all: readonly Properties[];
  readonly names: readonly string[];
  readonly place: string;
}

/** The objects that have, of each parameter, one of the values said. */
function listing({ cmdlet, type, all, names, place }: Listing, words: readonly string[], shown: (found: readonly Properties[]) => string): ShellAnswer {
  const read = readParameters(cmdlet, words, names, place);
  if ('refusal' in read) return refuses(read.refusal);
  const wrong = read.values.get('AddressFamily')?.find((f) => !/^ipv[46]$/i.test(f));
  if (wrong !== undefined) return refuses(`${cmdlet} : Cannot process argument transformation on parameter 'AddressFamily'. Cannot convert value "${wrong}".`);
  const said = [...read.values];
  const found = all.filter((p) => said.every(([name, values]) => values.some((v) => like(p[name] ?? '', v))));
  if (found.length > 0) return says(shown(found));
  const [name, values] = said[0] ?? ['', []];
  return refuses(
    said.length === 1 && values.length === 1
      ? `${cmdlet} : No ${type} objects found with property '${name}' equal to '${values[0]}'.  Verify the value of the property and retry.`
      : `${cmdlet} : No matching ${type} objects found.  Verify query parameters and retry.`,
  );
}

/** `Find-NetRoute -RemoteIPAddress A`: the address that Windows sends from, then the route: the longest, of those the one with the least sum of metrics. */
export const findNetRoute: Command = ({ solution, node }, words) => {
  const cmdlet = 'Find-NetRoute';
  const read = readParameters(cmdlet, words, ['RemoteIPAddress']);
  if ('refusal' in read) return refuses(read.refusal);
  const [said] = read.values.get('RemoteIPAddress') ?? [];
  if (said === undefined || !node) return refuses('Supply values for the following parameters:\nRemoteIPAddress:');
  const to = parseIp(said);
  if (to === undefined) return refuses(`${cmdlet} : The parameter is incorrect.`);
  const world = new World(solution);
  const route = best(windowsRoutes(world, node).filter((r) => containsIp(r.prefix, to)));
  if (!route) return refuses(`${cmdlet} : The network location cannot be reached. For information about network troubleshooting, see Windows Help.`);
  return says([...addressLines(sourceOf(world, node, route, to), route), '', '', ...routeLines(route)].join('\n'));
};

function best(routes: readonly WindowsRoute[]): WindowsRoute | undefined {
  const cost = (r: WindowsRoute) => r.metric + r.adapter.metric;
  return routes.toSorted((a, b) => b.prefix.length - a.prefix.length || cost(a) - cost(b))[0];
}

/** To one of its own addresses a machine sends from that. */
function sourceOf(world: World, node: RouterNode, { adapter }: WindowsRoute, to: Ip): Ip | undefined {
  const near =
    adapter.addresses.find((a) => a.ip === to) ?? (adapter.kind === 'loopback' ? adapter.addresses.find((a) => containsIp(networkOf(a), to)) : undefined);
  return near?.ip ?? sourceAddress(world, node, to);
}

function addressLines(source: Ip | undefined, { adapter }: WindowsRoute): string[] {
  const length = adapter.addresses.find((a) => a.ip === source)?.length;
  const origin = adapter.kind === 'loopback' ? 'WellKnown' : adapter.dhcp ? 'Dhcp' : 'Manual';
  const forever = 'Infinite ([TimeSpan]::MaxValue)';
  return list(17, [
    ['IPAddress', source === undefined ? '' : formatIp(source)],
    ['InterfaceIndex', String(adapter.index)],
    ['InterfaceAlias', adapter.alias],
    ['AddressFamily', source === undefined ? '' : familyName(familyOf(source))],
    ['Type', 'Unicast'],
    ['PrefixLength', length === undefined ? '' : String(length)],
    ['PrefixOrigin', origin],
    ['SuffixOrigin', origin],
    ['AddressState', 'Preferred'],
    ['ValidLifetime', forever],
    ['PreferredLifetime', forever],
    ['SkipAsSource', 'False'],
    ['PolicyStore', 'ActiveStore'],
  ]);
}

function routeLines(route: WindowsRoute): string[] {
  const p = routeProperties(route);
  const forever = '10675199.02:48:05.4775807';
  return list(18, [
    ['Caption', ''],
    ['Description', ''],
    ['ElementName', ''],
    ['InstanceID', ''],
    ['AdminDistance', ''],
    ['DestinationAddress', ''],
    ['IsStatic', ''],
    ['RouteMetric', p['RouteMetric'] ?? ''],
    // CIM_NextHopRoute: 3 is a route to what is not on the link; Windows says it of every one.
    ['TypeOfRoute', '3'],
    ['AddressFamily', p['AddressFamily'] ?? ''],
    ['CompartmentId', '1'],
    ['DestinationPrefix', p['DestinationPrefix'] ?? ''],
    ['InterfaceAlias', route.adapter.alias],
    ['InterfaceIndex', String(route.adapter.index)],
    ['InterfaceMetric', p['InterfaceMetric'] ?? ''],
    ['NextHop', p['NextHop'] ?? ''],
    ['PreferredLifetime', forever],
    // What Windows makes of an address is Local; the rest is put there by DHCP, a VPN or a hand.
    ['Protocol', route.made ? 'Local' : 'NetMgmt'],
    ['Publish', 'No'],
    ['State', 'Alive'],
    ['Store', 'ActiveStore'],
    ['ValidLifetime', forever],
    ['PSComputerName', ''],
    ['ifIndex', String(route.adapter.index)],
  ]);
}

const list = (width: number, rows: readonly (readonly [string, string])[]) => rows.map(([name, value]) => `${name.padEnd(width)} : ${value}`.trimEnd());
