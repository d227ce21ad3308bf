/** Commands that zebra and vtysh themselves answer: routes, interfaces, the configuration. */
import { parseIp, parsePrefix } from '../../ip/index.ts';
import { ribJson, routeJson } from './rib-json.ts';
import type { Args, CommandRow } from './command.ts';
import { interfaceBriefJson, showInterfaceBrief } from './interfaces.ts';
import { type RouteFilter, showIpRoute, showIpRoutePrefix } from './ip-route.ts';
import { interfacesJson, showDescriptionRows, showInterfaceDescriptions, showInterfaces } from './interface-detail.ts';
import { jsonText } from './json-text.ts';
import { pbrMapJson, showPbrGroups, showPbrInterfaces, showPbrMap } from './pbr.ts';
import { routeSummaryJson, showRouteSummary } from './route-summary.ts';
import { showNht } from './nexthops.ts';
import type { Vtysh } from './router.ts';
import { DAEMONS, showRunningConfig, showVersion } from './running-config.ts';
import { DEFAULT_VRF, everyVrf, inVrf, showVrf } from './vrfs.ts';
import { showDaemons, showDebugging, showProtocols, showRouterId } from './zebra-instance.ts';

const PROTOCOLS4 = '<kernel|connected|static|rip|ospf|isis|bgp|eigrp|nhrp|table|vnc|babel|openfabric>';
const PROTOCOLS6 = '<kernel|connected|static|ripng|ospf6|isis|bgp|nhrp|table|vnc|babel|openfabric>';

/** The default VRF's table in Linux. */
const MAIN_TABLE = 254;

/** `fib`: what the kernel uses alone. */
function ofKind(print: CommandRow[1]): CommandRow[1] {
  return (r, a) => print(r, a['kind'] === 'fib' ? { ...a, fib: 'fib' } : a);
}

/** Of the default VRF, by that name, of another one (H11), or of all; `hushed`: JSON does not say that there is no such VRF. */
function ofVrf(print: CommandRow[1], all: CommandRow[1] = print, hushed = false): CommandRow[1] {
  return (r, a) => {
    if (a['vrf'] === 'all') return all(r, a);
    const there = inVrf(r, a['vrf']);
    return there ? print(there, a) : a['json'] !== undefined && hushed ? '{}' : `% VRF ${a['vrf']} not found`;
  };
}

const NO_VRF_ALL = () => '% VRF all not found';

/** The legend stands once, above the first VRF that has routes (zebra/zebra_vty.c do_show_ip_route_all). */
function inEvery(family: 4 | 6): CommandRow[1] {
  return (r, a) => {
    const tables: string[] = [];
    for (const there of everyVrf(r)) {
      const text = showIpRoute(there, family, { ...filterOf(there, a), bare: tables.length > 0 });
      if (text !== '') tables.push(text);
    }
    return tables.join('\n\n');
  };
}

function filterOf({ vrf }: Vtysh, a: Args): RouteFilter {
  const longer = a['longer'] === undefined ? undefined : parsePrefix(a['longer']);
  return {
    ...(a['protocol'] !== undefined && { protocol: a['protocol'] }),
    ...(a['tag'] !== undefined && { tag: Number(a['tag']) }),
    ...(longer && { longer }),
    ...(a['fib'] !== undefined && { fib: true }),
    ...(a['supernets'] !== undefined && { supernets: true }),
    ...(a['groups'] !== undefined && { groups: true }),
    ...((a['vrf'] === 'all' || vrf !== undefined) && { heading: `VRF ${vrf ?? DEFAULT_VRF}:` }),
    ...(a['table'] !== undefined && { heading: `VRF default table ${MAIN_TABLE}:` }),
  };
}

function routeCommands(word: 'ip' | 'ipv6', family: 4 | 6): CommandRow[] {
  const routes = (r: Vtysh, a: Args) => {
    if (a['json'] === undefined) return showIpRoute(r, family, filterOf(r, a));
    return r.rib ? jsonText(ribJson(r.rib, family === 4 ? 'ipv4' : 'ipv6', filterOf(r, a))) : '{\n}';
  };
  const [address, prefix, protocols] = family === 4 ? ['A.B.C.D', 'A.B.C.D/M', PROTOCOLS4] : ['X:X::X:X', 'X:X::X:X/M', PROTOCOLS6];
  const entry = (r: Vtysh, a: Args) => {
    const asked = a['prefix'] ?? '';
    if (a['json'] === undefined) return showIpRoutePrefix(r, asked, a['fib'] !== undefined, a['groups'] !== undefined);
    const found = r.rib ? routeJson(r.rib, parseIp(asked) ?? parsePrefix(asked), a['fib'] !== undefined) : {};
    return Object.keys(found).length === 0 ? '{}' : jsonText(found);
  };
  const table = (r: Vtysh, a: Args) => {
    // With VRFs in the kernel their tables are asked for by the VRF's name alone.
    if (a['vrf'] !== undefined && a['json'] !== undefined) return '{}';
    if (a['vrf'] !== undefined) return 'Linux vrf backend already points to table id\nEither remove table parameter or vrf parameter';
    return a['table'] === String(MAIN_TABLE) || a['table'] === 'all' ? routes(r, a) : a['json'] === undefined ? '' : '{\n}';
  };
  // Which of several OSPF processes makes no difference: there is none.
  const protocol = family === 4 ? `<${protocols}$protocol|ospf$protocol (1-65535)>` : `${protocols}$protocol`;
  const show = `show ${word} <fib|route>$kind`;
  const which = `{tag (1-4294967295)$tag|${prefix}$longer longer-prefixes${family === 4 ? '|supernets-only$supernets' : ''}}`;
  return [
    [
      `show ${word} route [vrf <NAME|all>$vrf] summary [prefix$prefixes] [json$json]`,
      ofVrf((r, a) => (a['json'] === undefined ? showRouteSummary : routeSummaryJson)(r.rib, family, a['prefixes'] !== undefined, r.vrf)),
    ],
    [
      `show ${word} route [vrf <NAME|all>$vrf] summary table (1-4294967295)$table [prefix$prefixes] [json$json]`,
      ofVrf((r, a) =>
        a['table'] === String(MAIN_TABLE)
          ? (a['json'] === undefined ? showRouteSummary : routeSummaryJson)(r.rib, family, a['prefixes'] !== undefined, r.vrf)
          : '',
      ),
    ],
    [`${show} table <(1-4294967295)|all>$table [vrf <NAME|all>$vrf] [${which}] [${protocol}] [json$json|nexthop-group$groups]`, ofKind(table)],
    [
      `${show} [vrf <NAME|all>$vrf] [${which}] [${protocol}] [json$json|nexthop-group$groups]`,
      ofVrf(
        ofKind(routes),
        ofKind((r, a) => (a['json'] === undefined ? inEvery(family)(r, a) : routes(r, a))),
        true,
      ),
    ],
    [`${show} [vrf <NAME|all>$vrf] <${address}|${prefix}>$prefix [json$json] [nexthop-group$groups]`, ofVrf(ofKind(entry))],
  ];
}

function trackingCommands(word: 'ip' | 'ipv6', family: 4 | 6): CommandRow[] {
  const address = '<A.B.C.D|X:X::X:X>$address';
  const tracked: CommandRow[1] = (r, a) => {
    if (a['vrf'] !== undefined && a['vrf'] !== 'default') return `% VRF ${a['vrf']} not found`;
    return showNht(r, family, a['address'] === undefined ? undefined : parseIp(a['address']));
  };
  return [
    [`show ${word} <nht|import-check> [${address}]`, tracked],
    [`show ${word} <nht|import-check> vrf NAME$vrf [${address}]`, tracked],
    [`show ${word} <nht|import-check> vrf all`, (r) => `\nVRF default:\n${showNht(r, family)}`.trimEnd()],
    [`show ${word} <nht|import-check> [${address}] mrib`, () => ''],
    [`show ${word} <nht|import-check> vrf NAME [${address}] mrib`, () => ''],
    [`show ${word} <nht|import-check> vrf all mrib`, () => '\nVRF default:'],
  ];
}

const showInterface: CommandRow[1] = (r, a) => (a['json'] === undefined ? showInterfaces(r, a['name']) : jsonText(interfacesJson(r, a['name'])));

const PBR_COMMANDS: readonly CommandRow[] = [
  ['show pbr map [NAME$name] [detail$detail]', (r, a) => showPbrMap(r, a['name'], a['detail'] !== undefined)],
  ['show pbr map [NAME$name] json', (r, a) => pbrMapJson(r, a['name'])],
  ['show pbr interface [NAME$name] [json$json]', (r, a) => showPbrInterfaces(r, a['name'], a['json'] !== undefined)],
  ['show pbr nexthop-groups [WORD$name] [json$json]', (r, a) => showPbrGroups(r, a['name'], a['json'] !== undefined)],
];

export const ZEBRA_COMMANDS: readonly CommandRow[] = [
  ...PBR_COMMANDS,
  ...routeCommands('ip', 4),
  ...routeCommands('ipv6', 6),
  ...trackingCommands('ip', 4),
  ...trackingCommands('ipv6', 6),
  [
    'show interface [vrf <NAME|all>$vrf] [json$json]',
    ofVrf((r, a) => (a['json'] === undefined ? showInterfaces(r) : jsonText(interfacesJson(r))), undefined, true),
  ],
  ['show interface IFNAME$name [vrf <NAME|all>$vrf] [json$json]', ofVrf(showInterface, undefined, true)],
  ['show interface description', (r) => showInterfaceDescriptions(r)],
  ['show interface description vrf all', (r) => showInterfaceDescriptions(r)],
  ['show interface description vrf NAME$vrf', ofVrf(showDescriptionRows)],
  ['show ip protocol [vrf <NAME|all>$vrf]', ofVrf((r) => showProtocols(r, 4))],
  ['show ipv6 protocol [vrf <NAME|all>$vrf]', ofVrf((r) => showProtocols(r, 6))],
  ['show ip nht route-map [vrf <NAME|all>$vrf]', ofVrf((r) => showProtocols(r, 4, 'nht'))],
  ['show ipv6 nht route-map [vrf <NAME|all>$vrf]', ofVrf((r) => showProtocols(r, 6, 'nht'))],
  ['show [ip] router-id [vrf NAME$vrf]', ofVrf(showRouterId, NO_VRF_ALL)],
  ['show ipv6 router-id [vrf NAME$vrf]', ofVrf(() => '', NO_VRF_ALL)],
  ['show vrf', (r) => showVrf(r)],
  ['show daemons', showDaemons],
  ['show debugging', showDebugging],
  [
    'show interface [vrf <NAME|all>$vrf] brief [json$json]',
    ofVrf((r, a) => (a['json'] === undefined ? showInterfaceBrief(r) : jsonText(interfaceBriefJson(r))), undefined, true),
  ],
  [`show running-config [<${DAEMONS}>$daemon] [no-header$bare]`, (r, a) => showRunningConfig(r, { bare: a['bare'] !== undefined, daemon: a['daemon'] })],
  ['show ip forwarding', (r) => `IP forwarding is ${r.node.forwarding ? 'on' : 'off'}`],
  ['show ipv6 forwarding', (r) => `ipv6 forwarding is ${r.node.forwarding ? 'on' : 'off'}`],
  ['show version', (r) => showVersion(r)],
];
