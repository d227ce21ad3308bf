/**
 * Configuration as text, as `show running-config` of vtysh 8.4.4 writes it, from `frr version` to `end`. Reading it again gives
 * the same configuration. What the lab does not model is not in FrrConfig, so it is not written; BGP of other VRFs is not run, but is.
 */
import { compareIp, comparePrefix, formatIp, formatPrefix } from '../../ip/index.ts';
import type { FrrConfig, FrrInterface, FrrPbrEntry, FrrProtocolMap, FrrStaticRoute, FrrVersion } from '../config.ts';
import { bgpDefaults, resolvesViaDefault } from '../defaults.ts';
import { compareVersion, formatVersion } from '../version.ts';
import { type FrrEveryBgp, SETTING_NAMES, type SettingName } from '../config-quiet.ts';
import { DEBUG_BLOCKS, type DebugName } from '../debug-names.ts';
import { printBgp, updateDelayText } from './bgp.ts';
import { printPolicy } from './policy.ts';

export { matchText, setText } from './policy.ts';

/** lib/route_types.txt, in its order; `any` stands for all. */
export const ROUTE_PROTOCOLS: readonly string[] =
  'system kernel connected static rip ripng ospf ospf6 isis bgp pim eigrp nhrp hsls olsr table ldp vnc vnc-direct vnc-rn bgp-direct bgp-direct-to-nve-groups babel sharp pbr bfd openfabric vrrp zebra srte wildcard any'.split(
    ' ',
  );

/** Those that a router of the lab runs. */
const DAEMONS: readonly string[] = ['zebra', 'bgpd', 'staticd', 'pbrd'];

export interface PrintOptions {
  /** The running release. */
  readonly version: FrrVersion;
  /** Only what this daemon has; of one that the lab has not, the heading. */
  readonly daemon?: string;
}

/** The text, ending in a line feed. */
export function printFrr(config: FrrConfig, { version, daemon }: PrintOptions): string {
  const parts: readonly (readonly [daemons: readonly string[], blocks: () => string[][]])[] = [
    [['zebra', 'staticd'], () => [[...routerIdLines(config, daemon), ...staticLines(config, daemon)]]],
    [['staticd'], () => vrfBlocks(config)],
    [['zebra', 'pbrd'], () => interfaceBlocks(config, daemon)],
    [['bgpd'], () => bgpBlocks(config, version)],
    [['zebra', 'bgpd'], () => printPolicy(config.policy, daemon)],
    [['pbrd'], () => [...config.pbrMaps].flatMap(([name, entries]) => entries.map((entry) => pbrBlock(name, entry)))],
    [['zebra'], () => trackingBlocks(config, version)],
  ];
  const blocks = [...debugBlocks(config, daemon), ...parts.flatMap(([daemons, print]) => (daemon === undefined || daemons.includes(daemon) ? print() : []))];
  return [...[head(config, version, daemon), ...blocks].filter((b) => b.length > 0).map((b) => `${b.join('\n')}\n!`), 'end', ''].join('\n');
}

/** Which daemon says a line of what is logged; what all have, all say. */
const DEBUG_OF: Readonly<Record<string, string>> = { bgp: 'bgpd', zebra: 'zebra', static: 'staticd' };

function debugBlocks({ debugging }: FrrConfig, daemon: string | undefined): string[][] {
  if (!debugging) return [];
  const isSaid = (name: DebugName) => daemon === undefined || (DEBUG_OF[name.split(' ')[1] ?? ''] ?? daemon) === daemon;
  const line = (name: DebugName): string[] => {
    const of = isSaid(name) ? debugging.get(name) : undefined;
    // zebra's two bits of the data plane are tested for its plug-in's, too.
    const all = of && name === 'debug zebra dplane' ? [...of, ['dpdk', ...of].join(' ')] : of;
    if (!of || !all) return [];
    return [...(of.length === 0 ? [name] : []), ...all.map((one) => `${name} ${one}`)];
  };
  return DEBUG_BLOCKS.map((names) => names.flatMap(line));
}

/** To vtysh `ip router-id` begins like a static route, and it stands among them (vtysh/vtysh_config.c vtysh_config_parse_line). */
function routerIdLines({ routerId }: FrrConfig, daemon: string | undefined): string[] {
  return routerId === undefined || daemon === 'staticd' ? [] : [`ip router-id ${formatIp(routerId)}`];
}

function staticLines({ staticRoutes, sourceRoutes }: FrrConfig, daemon: string | undefined): string[] {
  return daemon === 'zebra' ? [] : [...staticRoutes, ...(sourceRoutes?.get('default') ?? [])].sort(compareStatic).map(staticText);
}

function vrfBlocks({ vrfRoutes, sourceRoutes }: FrrConfig): string[][] {
  return [...vrfRoutes]
    .map(([name, routes]) => [name, [...routes, ...(sourceRoutes?.get(name) ?? [])]] as const)
    .filter(([, routes]) => routes.length > 0)
    .sort(([a], [b]) => compareNames(a, b))
    .map(([name, routes]) => [`vrf ${name}`, ...[...routes].sort(compareStatic).map((r) => ` ${staticText(r)}`), 'exit-vrf']);
}

/** vtysh leaves out interfaces and VRFs of which nothing is said (vtysh/vtysh_config.c vtysh_config_dump). */
function isFilled(block: readonly string[]): boolean {
  return block.length > 2;
}

/** Of pbrd alone, those that it has a policy for; of zebra alone, all but that policy. */
function interfaceBlocks(config: FrrConfig, daemon: string | undefined): string[][] {
  const sorted = [...config.interfaces.values()].sort((a, b) => compareNames(a.name, b.name));
  if (daemon !== 'pbrd') return sorted.map((i) => interfaceBlock(i, daemon === undefined)).filter(isFilled);
  return sorted.flatMap(({ name, pbrPolicy }) => (pbrPolicy === undefined ? [] : [[`interface ${name}`, ` pbr-policy ${pbrPolicy}`, 'exit']]));
}

/** The processes in the order in which they were made (bgpd/bgp_vty.c bgp_config_write). */
function bgpBlocks({ bgp, otherBgp = [], ...config }: FrrConfig, version: FrrVersion): string[][] {
  const first = otherBgp.filter((b) => b.instance?.isFirst === true);
  const processes = [...first, ...(bgp ? [bgp] : []), ...otherBgp.filter((b) => !first.includes(b))];
  return processes.map((b) => printBgp(b, bgpDefaults(config.profile, version, writtenFor(config, version)), bgpDefaults(config.profile, version)));
}

/** zebra/zebra_vty.c config_write_protocol, and zebra_routemap.c, which goes through the protocols in the order of their numbers. */
function trackingBlocks(config: FrrConfig, version: FrrVersion): string[][] {
  const usual = resolvesViaDefault(config.profile, version);
  const via = (side: 'ipv4' | 'ipv6', word: string) => {
    const value = config.resolveViaDefault[side];
    return value === undefined || value === usual ? [] : [[`${value ? '' : 'no '}${word} nht resolve-via-default`]];
  };
  const order = ({ use, protocol, family }: FrrProtocolMap) => ROUTE_PROTOCOLS.indexOf(protocol) * 4 + Number(use === 'nht') * 2 + Number(family === 6);
  const maps = config.protocolMaps.toSorted((a, b) => order(a) - order(b));
  return [...via('ipv4', 'ip'), ...via('ipv6', 'ipv6'), ...maps.map((m) => [`${m.family === 4 ? 'ip' : 'ipv6'} ${m.use} ${m.protocol} route-map ${m.map}`])];
}

/** The release whose defaults the text relies on: a stated one counts where it is older than the running one (F4). */
function writtenFor({ statedVersion }: FrrConfig, running: FrrVersion): FrrVersion {
  return statedVersion && compareVersion(statedVersion, running) < 0 ? statedVersion : running;
}

function head(config: FrrConfig, version: FrrVersion, daemon: string | undefined): string[] {
  const hostname = config.hostname === undefined ? [] : [`hostname ${config.hostname}`];
  // The other lines of the heading are each daemon's own, and one that does not run has none.
  if (daemon !== undefined && !DAEMONS.includes(daemon)) return hostname;
  return [
    `frr version ${formatVersion(version)}`,
    `frr defaults ${config.profile}`,
    ...hostname,
    ...(config.allowReservedRanges ? ['allow-reserved-ranges'] : []),
    ...settingLines(config, daemon, (name) => name !== 'log commands'),
    // What all daemons say stands where the first has said it, the last of it behind what is zebra's.
    ...(daemon === 'bgpd' ? [] : settingLines(config, daemon, (name) => name === 'log commands')),
    ...(daemon === undefined || daemon === 'bgpd' ? everyBgpLines(config.everyBgp ?? {}) : []),
    ...(daemon === 'bgpd' ? settingLines(config, daemon, (name) => name === 'log commands') : []),
  ];
}

function settingLines({ settings }: FrrConfig, daemon: string | undefined, wanted: (name: SettingName) => boolean): string[] {
  const ofZebra = daemon === undefined || daemon === 'zebra';
  return SETTING_NAMES.filter((name) => wanted(name) && (ofZebra || name.startsWith('log'))).flatMap((name) => settings?.get(name) ?? []);
}

/** What bgpd writes before any process (bgpd/bgp_vty.c bgp_config_write). */
function everyBgpLines({ routeMapDelay, updateDelay: delay, suppressFibPending, gracefulShutdown, noRib, sendExtraData, sessionDscp }: FrrEveryBgp): string[] {
  return [
    ...(routeMapDelay === undefined ? [] : [`bgp route-map delay-timer ${routeMapDelay}`]),
    ...(delay ? [`bgp ${updateDelayText(delay)}`] : []),
    ...(suppressFibPending ? ['bgp suppress-fib-pending'] : []),
    ...(gracefulShutdown ? ['bgp graceful-shutdown'] : []),
    ...(noRib ? ['bgp no-rib'] : []),
    ...(sendExtraData ? ['bgp send-extra-data zebra'] : []),
    ...(sessionDscp === undefined ? [] : [`bgp session-dscp ${sessionDscp}`]),
  ];
}

/** staticd's order: shorter prefixes first, then by address; within a prefix by distance, kind of next hop, gateway, interface. */
/** Those of any source first. */
function compareSources(a: FrrStaticRoute['from'], b: FrrStaticRoute['from']): number {
  return a && b ? comparePrefix(a, b) : Number(a !== undefined) - Number(b !== undefined);
}

function compareStatic(a: FrrStaticRoute, b: FrrStaticRoute): number {
  const family = Number(typeof a.prefix.ip === 'bigint') - Number(typeof b.prefix.ip === 'bigint');
  return (
    family ||
    a.prefix.length - b.prefix.length ||
    compareIp(a.prefix.ip, b.prefix.ip) ||
    compareSources(a.from, b.from) ||
    a.distance - b.distance ||
    kindRank(a.to) - kindRank(b.to) ||
    (a.to.kind === 'gateway' && b.to.kind === 'gateway' ? compareIp(a.to.ip, b.to.ip) : 0) ||
    compareNames(interfaceOf(a.to), interfaceOf(b.to))
  );
}

function interfaceOf(to: FrrStaticRoute['to']): string {
  return 'interface' in to ? (to.interface ?? '') : '';
}

function kindRank(to: FrrStaticRoute['to']): number {
  return to.kind === 'interface' ? 0 : to.kind === 'gateway' ? (to.interface === undefined ? 1 : 2) : 3;
}

function staticText({ prefix, from, to, distance, tag, nexthopVrf, color }: FrrStaticRoute): string {
  const words = [typeof prefix.ip === 'number' ? 'ip route' : 'ipv6 route', formatPrefix(prefix)];
  if (from) words.push(`from ${formatPrefix(from)}`);
  if (to.kind === 'gateway') {
    words.push(formatIp(to.ip));
    if (to.interface !== undefined) words.push(to.interface);
  } else words.push(to.kind === 'interface' ? to.interface : to.kind === 'blackhole' && to.null0 ? 'Null0' : to.kind);
  if (tag !== undefined) words.push(`tag ${tag}`);
  if (distance !== 1) words.push(String(distance));
  if (nexthopVrf !== undefined) words.push(`nexthop-vrf ${nexthopVrf}`);
  if (to.kind === 'gateway' && to.onlink) words.push('onlink');
  if (color !== undefined) words.push(`color ${color}`);
  return words.join(' ');
}

/** By letters, with runs of digits compared as numbers: eth2 before eth10. */
export function compareNames(a: string, b: string): number {
  const x: readonly string[] = a.match(/\d+|\D+/g) ?? [];
  const y: readonly string[] = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < x.length && i < y.length; i++) {
    const [p, q] = [x[i] as string, y[i] as string];
    if (p === q) continue;
    const numbers = /^\d/.test(p) && /^\d/.test(q) ? Number(p) - Number(q) : 0;
    return numbers || (p < q ? -1 : 1);
  }
  return x.length - y.length;
}

function interfaceBlock(i: FrrInterface, withPolicy = true): string[] {
  const lines = i.addresses.map(({ address, peer }) => {
    const word = typeof address.ip === 'number' ? 'ip' : 'ipv6';
    return peer ? ` ip address ${formatIp(address.ip)} peer ${formatPrefix(peer)}` : ` ${word} address ${formatIp(address.ip)}/${address.length}`;
  });
  if (i.description !== undefined) lines.push(` description ${i.description}`);
  if (i.bandwidth !== undefined) lines.push(` bandwidth ${i.bandwidth}`);
  if (i.multicast !== undefined) lines.push(i.multicast ? ' multicast' : ' no multicast');
  if (i.noLinkDetect) lines.push(' no link-detect');
  if (i.shutdown) lines.push(' shutdown');
  if (withPolicy && i.pbrPolicy !== undefined) lines.push(` pbr-policy ${i.pbrPolicy}`);
  return [`interface ${i.name}`, ...lines.sort(), 'exit'];
}

function pbrBlock(name: string, { seq, match, set }: FrrPbrEntry): string[] {
  const lines = [`pbr-map ${name} seq ${seq}`];
  if (match.srcIp) lines.push(` match src-ip ${formatPrefix(match.srcIp)}`);
  if (match.dstIp) lines.push(` match dst-ip ${formatPrefix(match.dstIp)}`);
  if (match.srcPort !== undefined) lines.push(` match src-port ${match.srcPort}`);
  if (match.dstPort !== undefined) lines.push(` match dst-port ${match.dstPort}`);
  if (match.ipProtocol !== undefined) lines.push(` match ip-protocol ${match.ipProtocol}`);
  if (match.dscp !== undefined) lines.push(` match dscp ${match.dscp}`);
  if (match.ecn !== undefined) lines.push(` match ecn ${match.ecn}`);
  if (match.mark !== undefined) lines.push(` match mark ${match.mark}`);
  if (set) lines.push(` set ${pbrSet(set)}`);
  lines.push('exit');
  return lines;
}

function pbrSet(set: NonNullable<FrrPbrEntry['set']>): string {
  switch (set.kind) {
    case 'nexthop':
      return `nexthop ${formatIp(set.ip)}${set.interface === undefined ? '' : ` ${set.interface}`}`;
    case 'interface':
      return `nexthop ${set.interface}`;
    case 'nexthop-group':
    case 'vrf':
      return `${set.kind} ${set.name}`;
  }
}
