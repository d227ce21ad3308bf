/** Machines with a routing table of their own: Azure VMs and NVAs, routers and hosts outside Azure. */
import { parseFrr, parseVersion } from '../frr/index.ts';
import { defaultPrefix, type InterfaceAddress, type Ip, ip, isIpv4, offsetIp, parseInterfaceAddress, parseIp, prefix } from '../ip/index.ts';
import type { FrrSoftware, Host, LanInterface, NetworkInterface, Router, VirtualMachine } from '../model/index.ts';
import { type NetworkBuilder, sorted } from './builder.ts';
import { compileFrrRouter } from './frr-router.ts';
import { type Machine, plainHost } from './host/machine.ts';
import { pbrRules } from './host/pbr.ts';
import { applyTexts } from './host/texts.ts';
import { vrfRoutesOf } from './host/vrf-routes.ts';
import type { KernelRoute, NetInterface, RouterNode } from './network.ts';
import { missingSources } from './update-source.ts';

/** The FRR release that a router runs unless it says another. */
const DEFAULT_FRR = '8.4.4';

export function compileMachines(net: NetworkBuilder): void {
  for (const [id, vm] of sorted(net.lab.virtualMachines)) virtualMachine(net, id, vm);
  for (const [id, router] of sorted(net.lab.routers)) lanRouter(net, id, router);
  for (const [id, host] of sorted(net.lab.hosts)) lanHost(net, id, host);
}

/** H2: what DHCP and the platform give an Azure VM, each NIC by its subnet's .1 (A5). */
const PLATFORM_ROUTES = [defaultPrefix(4), prefix('168.63.129.16/32'), prefix('169.254.169.254/32')];

function virtualMachine(net: NetworkBuilder, id: string, vm: VirtualMachine): void {
  const interfaces: NetInterface[] = [];
  const kernelRoutes: KernelRoute[] = [];
  for (const [name, nic] of sorted(vm.networkInterfaces)) {
    const subnet = net.subnet(nic.subnet)?.prefixes[0];
    const primary = parseIp(nic.privateIPAddress);
    if (!subnet || primary === undefined) continue;
    const made = azureNic(net, name, nic, { ip: primary, length: subnet.length });
    interfaces.push(made);
    kernelRoutes.push(...ipv6Default(made, 100 * interfaces.length));
    if (!isIpv4(primary) || !isIpv4(subnet.ip)) continue;
    const gateway = offsetIp(subnet.ip, 1);
    const metric = 100 * interfaces.length;
    kernelRoutes.push(
      ...(interfaces.length === 1 ? PLATFORM_ROUTES : [defaultPrefix(4)]).map((p) => ({ prefix: p, gateway, interface: name, source: primary, metric })),
    );
  }
  const forwarding = vm.ipForward ?? vm.frr !== undefined;
  machine(net, { id, map: 'virtualMachines', os: vm.os ?? 'linux', texts: vm, interfaces, kernelRoutes, forwarding }, 'frr', vm.frr);
}

/** What the fabric's router advertisements name, in every subnet. */
const FABRIC_LINK_LOCAL = ip('fe80::1234:5678:9abc');

/** A dual-stack NIC learns its IPv6 default by router advertisement. */
function ipv6Default({ name, addresses }: NetInterface, metric: number): KernelRoute[] {
  const source = addresses.find((a) => !isIpv4(a.ip))?.ip;
  return source === undefined ? [] : [{ prefix: defaultPrefix(6), gateway: FABRIC_LINK_LOCAL, interface: name, source, metric }];
}

function azureNic(net: NetworkBuilder, name: string, nic: NetworkInterface, address: InterfaceAddress): NetInterface {
  const more = sorted(nic.ipConfigurations).flatMap(([, c]) => furtherAddress(net, nic, c));
  const publicIps = [{ publicIp: net.publicAddress(nic.publicIPAddress), address: address.ip }, ...more]
    .map(({ publicIp, address }) => (publicIp === undefined ? undefined : { publicIp, address }))
    .filter((p) => p !== undefined);
  return {
    name,
    addresses: [address, ...more.map((m) => m.interfaceAddress)],
    segment: nic.subnet,
    up: true,
    mtu: 1500,
    ipForwarding: nic.enableIPForwarding ?? false,
    ...(publicIps.length > 0 && { publicIps }),
    ...(nic.networkSecurityGroup !== undefined && { securityGroup: nic.networkSecurityGroup }),
  };
}

/** A further IP configuration, with the length of the subnet's prefix; IPv6 is leased as a /128. */
function furtherAddress(net: NetworkBuilder, nic: NetworkInterface, spec: NonNullable<NetworkInterface['ipConfigurations']>[string]) {
  const address = parseIp(spec.privateIPAddress);
  const subnet = address === undefined ? undefined : net.subnet(nic.subnet)?.prefixes.find((p) => isIpv4(p.ip) === isIpv4(address));
  if (address === undefined || !subnet) return [];
  return [{ address, interfaceAddress: { ip: address, length: isIpv4(address) ? subnet.length : 128 }, publicIp: net.publicAddress(spec.publicIPAddress) }];
}

function lanRouter(net: NetworkBuilder, id: string, router: Router): void {
  const interfaces = sorted(router.interfaces).map(([name, i]) => lanInterface(name, i));
  const os = router.platform === 'ios' ? 'ios' : (router.os ?? 'linux');
  machine(net, { id, map: 'routers', os, texts: router, interfaces, kernelRoutes: [], forwarding: true }, router.platform ?? 'frr', router.frr);
}

function lanHost(net: NetworkBuilder, id: string, host: Host): void {
  const interfaces = sorted(host.interfaces).map(([name, i]) => lanInterface(name, i));
  const gateway = host.gateway === undefined ? undefined : parseIp(host.gateway);
  const out = gateway === undefined ? undefined : interfaces.find((i) => i.addresses.some((a) => sameNetwork(a, gateway)));
  const source = out?.addresses.find((a) => gateway !== undefined && sameNetwork(a, gateway))?.ip;
  const routes: KernelRoute[] =
    gateway === undefined || !out
      ? []
      : [{ prefix: defaultPrefix(isIpv4(gateway) ? 4 : 6), gateway, interface: out.name, metric: 0, ...(source !== undefined && { source }) }];
  machine(net, { id, map: 'hosts', os: host.os ?? 'linux', texts: host, interfaces, kernelRoutes: routes, forwarding: false }, 'frr');
}

function sameNetwork(address: InterfaceAddress, ip: Ip): boolean {
  if (isIpv4(address.ip) !== isIpv4(ip)) return false;
  const bits = isIpv4(ip) ? 32 : 128;
  return BigInt(address.ip) >> BigInt(bits - address.length) === BigInt(ip) >> BigInt(bits - address.length);
}

/** A leg of a circuit is the segment `circuit/primary`. */
function lanInterface(name: string, spec: LanInterface): NetInterface {
  const segment = spec.segment ?? spec.circuit;
  return {
    name,
    addresses: spec.addresses.map(parseInterfaceAddress).filter((a) => a !== undefined),
    ...(segment !== undefined && { segment }),
    ...(spec.ipsec !== undefined && { tunnel: spec.ipsec }),
    up: spec.shutdown !== true,
    mtu: spec.mtu ?? 1500,
    ...(spec.tcpAdjustMss !== undefined && { maxMss: spec.tcpAdjustMss }),
  };
}

/** Its texts first, then FRR on what they made. `look` is the console of a machine with FRR; without it that of its system. */
function machine(net: NetworkBuilder, drawn: Machine, look: 'frr' | 'ios', frr?: FrrSoftware): void {
  const { machine: made, diagnostics } = applyTexts(drawn);
  net.diagnostics.push(...diagnostics);
  if (frr) frrMachine(net, made, look, frr);
  else net.node(plainMachine(made));
}

function plainMachine(made: Machine): RouterNode {
  const { id, interfaces, kernelRoutes, forwarding, forwarding6, host, os } = made;
  return {
    kind: 'router',
    id,
    device: id,
    interfaces,
    forwarding,
    ...(forwarding6 !== undefined && { forwarding6 }),
    kernelRoutes,
    staticRoutes: [],
    resolveViaDefault: { ipv4: true, ipv6: true },
    platform: os,
    ...(host && { host }),
  };
}

function frrMachine(net: NetworkBuilder, made: Machine, platform: 'frr' | 'ios', frr: FrrSoftware): void {
  const version = parseVersion(frr.version ?? DEFAULT_FRR) ?? { major: 8, minor: 4, patch: 4 };
  const { id, interfaces, kernelRoutes, forwarding, forwarding6 } = made;
  const own = interfaces.flatMap((i) => i.addresses.map((a) => a.ip));
  const { config, diagnostics, statements } = parseFrr(frr.config, { version, own, longNames: platform === 'ios' });
  net.statements.set(id, statements);
  const router = compileFrrRouter({ id, interfaces, kernelRoutes, forwarding, platform, version, config });
  const rules = pbrRules(config);
  const { main, vrfs, diagnostics: unplaced } = vrfRoutesOf(config, router.node.interfaces);
  const host = made.host ?? (rules.length > 0 ? plainHost(made.os) : undefined);
  net.node({
    ...router.node,
    staticRoutes: main,
    ...(vrfs.length > 0 && { vrfRoutes: vrfs }),
    ...(forwarding6 !== undefined && { forwarding6 }),
    ...(host && { host: { ...host, rules: [...host.rules, ...rules].sort((a, b) => a.priority - b.priority) } }),
  });
  if (router.speaker) net.speaker(router.speaker);
  const path = ['lab', made.map, id, 'frr', 'config'];
  const sourceless = missingSources(config, statements, router.node.interfaces);
  for (const d of [...diagnostics, ...unplaced, ...sourceless]) net.diagnostics.push({ ...d, place: { ...d.place, path, object: id, text: 'frr' } });
}
