/** User-defined routes: what a row may say, and whether its next hop can be reached from where the table is attached (A26–A28, A34, A39, A208). */
import { containsIp, formatPrefix, type Ip, offsetIp, parseIp, parsePrefix, type PrefixKey, prefixKey } from '../../ip/index.ts';
import type { RouteTable } from '../../model/index.ts';
import type { Finding } from './finding.ts';
import { type Holder, holders, type LabView, type SubnetView } from './view.ts';

/** Rows a table holds at most (A39). */
const MOST_ROUTES = 400;

type Route = RouteTable['routes'][string];

export function routeTables(view: LabView): Finding[] {
  const held = new Map(holders(view).map((h) => [`${view.subnets.get(h.subnet)?.vnet ?? ''} ${h.text}`, h]));
  return Object.entries(view.lab.routeTables ?? {}).flatMap(([id, table]) => {
    const attached = [...view.subnets.values()].filter((s) => s.subnet.routeTable === id);
    const rows = Object.entries(table.routes);
    return [
      ...tooMany(id, rows.length),
      ...duplicates(id, rows),
      ...rows.flatMap(([name, route]) => [...nextHop(id, name, route), ...reach(view, id, name, route, attached, held)]),
    ];
  });
}

function found(table: string, name: string, finding: Omit<Finding, 'path' | 'object'> & { readonly key?: string }): Finding {
  const { key, ...rest } = finding;
  return { ...rest, path: ['routeTables', table, 'routes', name, ...(key === undefined ? [] : [key])], object: table, args: { route: name, ...rest.args } };
}

function routePatch(table: string, name: string, patch: object | null) {
  return { routeTables: { [table]: { routes: { [name]: patch } } } };
}

function tooMany(id: string, count: number): Finding[] {
  const message = `${count} routes; a table holds ${MOST_ROUTES} at most`;
  return count > MOST_ROUTES
    ? [{ code: 'udr-too-many', path: ['routeTables', id, 'routes'], object: id, message, rules: ['A39', 'A208'], args: { count, most: MOST_ROUTES } }]
    : [];
}

/** A34: one route a prefix. */
function duplicates(id: string, rows: readonly (readonly [string, Route])[]): Finding[] {
  const first = new Map<PrefixKey, string>();
  return rows.flatMap(([name, route]) => {
    const p = parsePrefix(route.addressPrefix);
    const other = p && first.get(prefixKey(p));
    if (p) first.set(prefixKey(p), other ?? name);
    if (!p || other === undefined) return [];
    const message = `${name} and ${other} are both for ${formatPrefix(p)}; a table has one route a prefix, so take one away`;
    const fix = { label: `Take ${name} away`, patch: routePatch(id, name, null) };
    return [found(id, name, { key: 'addressPrefix', code: 'udr-duplicate', message, rules: ['A34', 'A208'], args: { other, prefix: formatPrefix(p) }, fix })];
  });
}

/** A26: an address goes with VirtualAppliance, and only with it. */
function nextHop(id: string, name: string, route: Route): Finding[] {
  const needs = route.nextHopType === 'VirtualAppliance';
  if (needs === (route.nextHopIpAddress !== undefined)) return [];
  if (needs)
    return [
      found(id, name, { code: 'udr-next-hop-missing', message: `${name} goes to a VirtualAppliance and needs its nextHopIpAddress`, rules: ['A26', 'A208'] }),
    ];
  const message = `${name} goes to ${route.nextHopType}, which takes no nextHopIpAddress; take ${route.nextHopIpAddress} away`;
  const fix = { label: 'Take the address away', patch: routePatch(id, name, { nextHopIpAddress: null }) };
  return [
    found(id, name, {
      key: 'nextHopIpAddress',
      code: 'udr-next-hop-unused',
      message,
      rules: ['A26', 'A208'],
      args: { type: route.nextHopType, nextHop: route.nextHopIpAddress ?? '' },
      fix,
    }),
  ];
}

/** From each network where the table is attached; what Azure accepts and then drops are warnings. */
function reach(view: LabView, id: string, name: string, route: Route, attached: readonly SubnetView[], held: ReadonlyMap<string, Holder>): Finding[] {
  const vnets = [...new Set(attached.map((s) => s.vnet))];
  if (route.nextHopType === 'VirtualNetworkGateway') return vnets.flatMap((vnet) => toGateway(view, id, name, vnet));
  const ip = route.nextHopType === 'VirtualAppliance' && route.nextHopIpAddress !== undefined ? parseIp(route.nextHopIpAddress) : undefined;
  return ip === undefined ? [] : vnets.flatMap((vnet) => toAppliance(view, id, name, vnet, ip, route.nextHopIpAddress ?? '', held));
}

/** A27, A50: a VPN gateway of this network, or of the one whose gateways it uses; never beside an ExpressRoute gateway. */
function toGateway(view: LabView, id: string, name: string, vnet: string): Finding[] {
  const transit = Object.values(view.lab.virtualNetworks?.[vnet]?.virtualNetworkPeerings ?? {}).filter((p) => p.useRemoteGateways);
  const within = [vnet, ...transit.map((p) => p.remoteVirtualNetwork)];
  const kinds = view.gateways.filter((g) => within.includes(g.vnet)).map((g) => g.it.gatewayType);
  const args = { vnet };
  if (kinds.includes('ExpressRoute')) {
    const message = `${name} goes to VirtualNetworkGateway, which does not work in ${vnet}: not for ExpressRoute, nor where both gateways stand`;
    return [found(id, name, { key: 'nextHopType', code: 'udr-gateway-with-expressroute', severity: 'warning', message, rules: ['A27', 'A208'], args })];
  }
  if (kinds.includes('Vpn')) return [];
  const message = `${name} goes to VirtualNetworkGateway, and ${vnet} has no VPN gateway: its packets are dropped`;
  return [found(id, name, { key: 'nextHopType', code: 'udr-gateway-none', severity: 'warning', message, rules: ['A26', 'A208'], args })];
}

/** A28, A3: in this network or a directly peered one, on something that forwards. */
function toAppliance(view: LabView, id: string, name: string, vnet: string, ip: Ip, text: string, held: ReadonlyMap<string, Holder>): Finding[] {
  const near = [vnet, ...view.peersOf(vnet)];
  const space = view.spaces.find((s) => near.includes(s.vnet) && containsIp(s.prefix, ip));
  const holder = space && held.get(`${space.vnet} ${text}`);
  const args = { vnet, nextHop: text, where: space?.vnet ?? '', holder: holder?.object ?? '', nic: holder?.nic?.name ?? '' };
  const warn = (code: string, message: string, rules: readonly string[], fix?: Finding['fix']) => [
    found(id, name, { key: 'nextHopIpAddress', code, severity: 'warning', message, rules, args, ...(fix && { fix }) }),
  ];
  if (!space)
    return warn('udr-next-hop-unreachable', `${name}: ${text} is neither in ${vnet} nor in a network peered with it; packets are dropped`, ['A28', 'A208']);
  if (firewallVips(view).has(`${space.vnet} ${ip}`)) return [];
  if (!holder) return warn('udr-next-hop-nobody', `${name}: nobody in ${space.vnet} has the address ${text}; packets are dropped`, ['A7', 'A208']);
  if (holder.frontend) return [];
  if (!holder.nic)
    return warn('udr-next-hop-no-appliance', `${name}: ${text} is an address of ${holder.object}, which does not forward what a route sends it`, [
      'A28',
      'A159',
      'A208',
    ]);
  if (holder.nic.forwards) return [];
  const message = `${name}: ${holder.object} has ${text}, and its ${holder.nic.name} does not take packets for others; turn IP forwarding on`;
  const patch = { virtualMachines: { [holder.object]: { networkInterfaces: { [holder.nic.name]: { enableIPForwarding: true } } } } };
  return warn('udr-next-hop-not-forwarding', message, ['A3', 'A192', 'A208'], { label: `Turn on IP forwarding of ${holder.object}`, patch });
}

/** A159: a firewall's private address, the first usable one unless said. */
function firewallVips(view: LabView): Set<string> {
  return new Set(
    view.firewalls.flatMap(({ vnet, it }) => {
      const prefix = view.subnets.get(it.subnet)?.prefix;
      const vip = it.privateIPAddress === undefined ? prefix && offsetIp(prefix.ip, 4) : parseIp(it.privateIPAddress);
      return vip === undefined ? [] : [`${vnet} ${vip}`];
    }),
  );
}
