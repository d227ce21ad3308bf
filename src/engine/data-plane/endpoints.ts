/** Who a flow is between: the names of a lab turned into a machine, addresses and a host name. */
import {
  clientAddress,
  type FirewallNode,
  type InternetNode,
  type NetNode,
  privateAnswer,
  type RouterNode,
  type ServiceNode,
  vrfNamed,
} from '../compile/index.ts';
import { formatIp, type Ip, isIpv4, parseIp } from '../ip/index.ts';
import type { FlowSpec, InternetHost } from '../model/index.ts';
import type { Reason } from '../policy/index.ts';
import { packetReason } from './reasons.ts';
import { homeOf, maySendFrom, sourceAddress } from './host/source.ts';
import type { World } from './world.ts';

/** Where a flow starts and what it is sent to. */
export interface Start {
  readonly node: RouterNode | ServiceNode | InternetNode | FirewallNode;
  readonly source: Ip;
  readonly destination: Ip;
  /** The name in an HTTP request or a TLS hello. */
  readonly host?: string;
  /** The table that its program runs in: FreeBSD's FIB (`setfib`), that of Linux's VRF (`ip vrf exec`); the main one unless said. */
  readonly table?: number;
  /** What is worth knowing of how its name was resolved. */
  readonly note?: Reason;
}

export function isStart(start: Start | Reason): start is Start {
  return 'node' in start;
}

/** `address`: what the name is taken for, whatever DNS says. */
export function startOf(world: World, flow: FlowSpec, address?: Ip): Start | Reason {
  const outside = world.input.lab.internet?.hosts[flow.from];
  const machine = world.nodes.find((n): n is RouterNode | ServiceNode => (n.kind === 'router' || n.kind === 'bastion') && n.device === flow.from);
  if (!outside && !machine) return packetReason('unknown-source', { from: flow.from });
  const told: Target | undefined = address === undefined ? undefined : { ip: address, host: flow.to };
  const to = told ?? (machine ? (inZone(world, machine, flow.to) ?? resolve(world, flow.to, false)) : resolve(world, flow.to, true));
  if (!to) return packetReason('unknown-destination', { to: flow.to });
  if ('code' in to) return to;
  const host = { ...(to.host !== undefined && { host: to.host }), ...(to.note && { note: to.note }) };
  if (outside) {
    const internet = world.internet()?.node;
    const source = parseIp(outside.ipAddress);
    return internet && source !== undefined
      ? { node: internet, source, destination: to.ip, ...host }
      : packetReason('no-source-address', { from: flow.from, to: formatIp(to.ip) });
  }
  const node = machine as RouterNode | ServiceNode;
  const table = tableOf(node, flow);
  if (table === undefined) return packetReason('unknown-vrf', { from: flow.from, vrf: flow.vrf ?? '' });
  const there = { node, destination: to.ip, ...host, ...(table !== 0 && { table }) };
  if (flow.source !== undefined) {
    const stated = parseIp(flow.source);
    const own = stated !== undefined && (node.kind === 'router' ? maySendFrom(world, node, stated, table) : world.owns(node, stated));
    return own ? { ...there, source: stated } : packetReason('source-not-own', { from: flow.from, source: flow.source });
  }
  const source = sourceOf(world, node, to.ip, table);
  return source === undefined ? packetReason('no-source-address', { from: flow.from, to: formatIp(to.ip) }) : { ...there, source };
}

/** Undefined for a VRF that the machine has not. */
function tableOf(node: RouterNode | ServiceNode, { fib = 0, vrf }: FlowSpec): number | undefined {
  return vrf === undefined ? fib : vrfNamed(node, vrf)?.fib;
}

function sourceOf(world: World, node: RouterNode | ServiceNode, to: Ip, table: number): Ip | undefined {
  if (node.kind !== 'router') return world.owns(node, to) ? to : node.interfaces[0]?.addresses[0]?.ip;
  return homeOf(world, node, { destination: to, table }) === table ? to : sourceAddress(world, node, to, table);
}

interface Target {
  readonly ip: Ip;
  readonly host?: string;
  readonly note?: Reason;
}

/** What a name means to a machine in the lab: its address, when it has one. */
export function addressNamed(world: World, device: string, to: string): Ip | undefined {
  const machine = world.nodes.find((n) => (n.kind === 'router' || n.kind === 'azure-firewall') && n.device === device);
  const target = (machine && inZone(world, machine, to)) ?? resolve(world, to, false);
  return target && 'ip' in target ? target.ip : undefined;
}

/** A37: what private DNS zones answer where a machine stands; undefined where none is asked. */
function inZone(world: World, machine: NetNode, name: string): Target | Reason | undefined {
  if (parseIp(name) !== undefined || world.nodes.some((n) => n.device === name)) return undefined;
  for (const { segment } of machine.interfaces) {
    const vnet = world.vnetOf(segment);
    const answer = vnet === undefined ? undefined : privateAnswer(world.input.lab, vnet, name);
    if (!answer) continue;
    const args = { name, zone: answer.zone };
    const ip = answer.kind === 'address' ? parseIp(answer.addresses[0] ?? '') : undefined;
    if (ip === undefined) return packetReason('dns-no-record', args);
    return { ip, host: name, note: packetReason('dns-private-zone', { ...args, address: formatIp(ip) }) };
  }
  return undefined;
}

/** An address, a device, or a host name that the Internet knows. From outside Azure's private addresses a device is its public address. */
function resolve(world: World, to: string, fromOutside: boolean): Target | undefined {
  const literal = parseIp(to);
  if (literal !== undefined) {
    return { ip: literal };
  }
  const node = world.nodes.find((n) => n.device === to);
  const ip = node && addressOf(node, fromOutside);
  if (ip !== undefined) return { ip };
  for (const [id, host] of hosts(world)) {
    const address = parseIp(host.ipAddress);
    if (address !== undefined && (id === to || host.names?.includes(to))) return { ip: address, host: host.names?.includes(to) ? to : (host.names?.[0] ?? id) };
  }
  return undefined;
}

function hosts(world: World): [string, InternetHost][] {
  return Object.entries(world.input.lab.internet?.hosts ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

function addressOf(node: NetNode, fromOutside: boolean): Ip | undefined {
  if (node.kind === 'azure-firewall') return fromOutside ? (node.publicIps[0] ?? node.vip) : node.vip;
  const publicIp = node.interfaces.flatMap((i) => i.publicIps ?? [])[0]?.publicIp;
  if (fromOutside && publicIp !== undefined) return publicIp;
  // A95: machines of the lab mean the client in the tunnel, not its place on the Internet.
  const dialled = node.kind === 'router' && !fromOutside ? clientAddress(node) : undefined;
  if (dialled !== undefined) return dialled;
  const all = node.interfaces.filter((i) => i.up).flatMap((i) => i.addresses.map((a) => a.ip));
  return all.find(isIpv4) ?? all[0];
}
