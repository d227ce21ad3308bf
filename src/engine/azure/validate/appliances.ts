/** Appliances: balancers before them, security groups that stop what passes through (A177, A186, A192), AS numbers that meet (A72, A135). */
import { isDefault, parsePrefix } from '../../ip/index.ts';
import type { LoadBalancer, NetworkSecurityGroup } from '../../model/index.ts';
import { about, type Finding, patchOf } from './finding.ts';
import { type Holder, holders, type LabView } from './view.ts';

interface Use {
  readonly table: string;
  readonly route: string;
  readonly isDefault: boolean;
  readonly holder: Holder;
}

export function appliances(view: LabView): Finding[] {
  const used = uses(view);
  return [...balancers(view, used), ...transitStopped(view, used), ...sameAsn(view)];
}

/** Who user-defined routes lead to, from where their table is attached. */
function uses(view: LabView): Use[] {
  const held = holders(view);
  const seen = new Set<string>();
  return [...view.subnets.values()].flatMap((s) =>
    Object.entries(s.table?.routes ?? {}).flatMap(([route, r]) => {
      if (r.nextHopType !== 'VirtualAppliance') return [];
      const near = [s.vnet, ...view.peersOf(s.vnet)];
      const holder = held.find((h) => h.text === r.nextHopIpAddress && near.includes(view.subnets.get(h.subnet)?.vnet ?? ''));
      const p = parsePrefix(r.addressPrefix);
      const table = s.subnet.routeTable ?? '';
      const key = `${table} ${route} ${holder?.object}`;
      if (!holder || !p || seen.has(key)) return [];
      seen.add(key);
      return [{ table, route, isDefault: isDefault(p), holder }];
    }),
  );
}

/** A186, A188, A192: a balancer as a next hop passes everything only with HA ports, to backends that forward. */
function balancers({ lab }: LabView, used: readonly Use[]): Finding[] {
  return used.flatMap(({ holder, route, table }) => {
    const lb = holder.frontend === undefined ? undefined : lab.loadBalancers?.[holder.object];
    if (!lb || holder.frontend === undefined) return [];
    const rule = Object.values(lb.loadBalancingRules ?? {}).find((r) => r.frontendIPConfiguration === holder.frontend && r.protocol === 'All');
    if (!rule) {
      const message = `${route} leads to ${holder.object}, which has no HA-ports rule on ${holder.frontend}: only the ports of its rules pass`;
      const args = { route, holder: holder.object, frontend: holder.frontend };
      return [about(table, ['routeTables', table, 'routes', route])('udr-next-hop-not-ha-ports', 'A186 A188', message, { severity: 'warning', args })];
    }
    return backends(lab, lb, rule.backendAddressPool).map(({ vm, nic }) => {
      const message = `${nic} is a backend of ${holder.object}, which ${route} leads to, and does not take packets for others; turn IP forwarding on`;
      const fix = { label: `Turn on IP forwarding of ${nic}`, patch: patchOf(['virtualMachines', vm, 'networkInterfaces', nic, 'enableIPForwarding'], true) };
      const say = about(vm, ['virtualMachines', vm, 'networkInterfaces', nic]);
      return say('backend-not-forwarding', 'A3 A188 A192', message, { severity: 'warning', args: { nic, loadBalancer: holder.object, route }, fix });
    });
  });
}

/** Backends of a pool whose interface is not for others. */
function backends(lab: LabView['lab'], lb: LoadBalancer, pool: string) {
  return (lb.backendAddressPools[pool]?.backendIPConfigurations ?? []).flatMap((ref) => {
    const [vm = '', nic = ''] = ref.split('/');
    const it = lab.virtualMachines?.[vm]?.networkInterfaces[nic];
    return it && it.enableIPForwarding !== true ? [{ vm, nic }] : [];
  });
}

/** A177: of packets for the Internet only an explicit rule lets an appliance have any. */
function transitStopped(view: LabView, used: readonly Use[]): Finding[] {
  const seen = new Set<string>();
  return used.flatMap(({ holder, isDefault, route }) => {
    const nic = holder.nic && view.lab.virtualMachines?.[holder.object]?.networkInterfaces[holder.nic.name];
    if (!nic || !isDefault) return [];
    const groups = [view.subnets.get(nic.subnet)?.subnet.networkSecurityGroup, nic.networkSecurityGroup].flatMap((id) => id ?? []);
    return groups.flatMap((id) => {
      const group = view.lab.networkSecurityGroups?.[id];
      if (!group || seen.has(`${id} ${holder.object}`) || admitsInternet(group)) return [];
      seen.add(`${id} ${holder.object}`);
      const message = `${route} brings ${holder.object} packets for the Internet, and no rule of this group lets them in (VirtualNetwork does not cover their destination); allow them`;
      const say = about(id, ['networkSecurityGroups', id]);
      return [say('nsg-stops-transit', 'A177 A170', message, { severity: 'warning', at: ['securityRules'], args: { route, appliance: holder.object } })];
    });
  });
}

function admitsInternet(group: NetworkSecurityGroup): boolean {
  return Object.values(group.securityRules).some(
    (r) =>
      r.direction === 'Inbound' &&
      r.access === 'Allow' &&
      [r.destinationAddressPrefix ?? [], r.destinationAddressPrefixes ?? []].flat().some((d) => d === '*' || d === 'Internet' || d === '0.0.0.0/0'),
  );
}

/** A72, A135: two neighbors of one hub with one AS number drop each other's routes by the loop check (RFC 4271 §9.1.2). */
function sameAsn(view: LabView): Finding[] {
  return view.vnets.flatMap(([vnet]) => {
    const gateways = new Set(view.gateways.filter((g) => g.vnet === vnet).map((g) => g.id));
    const appliances = view.routeServers
      .filter((r) => r.vnet === vnet)
      .flatMap((r) =>
        Object.entries(r.it.bgpConnections ?? {}).map(([name, c]) => ({
          asn: c.peerAsn,
          who: name,
          object: r.id,
          path: ['routeServers', r.id, 'bgpConnections', name, 'peerAsn'],
        })),
      );
    const sites = Object.values(view.lab.connections ?? {}).flatMap((c) => {
      if (!gateways.has(c.virtualNetworkGateway1) || (c.enableBgp !== true && c.peer === undefined)) return [];
      const who = c.localNetworkGateway2 ?? c.virtualNetworkGateway2 ?? c.peer ?? '';
      const asn =
        view.lab.localNetworkGateways?.[who]?.bgpSettings?.asn ??
        view.lab.virtualNetworkGateways?.[who]?.bgpSettings?.asn ??
        view.lab.expressRouteCircuits?.[who]?.peerings.AzurePrivatePeering?.peerASN;
      return asn === undefined ? [] : [{ asn, who }];
    });
    return appliances.flatMap(({ asn, who, object, path }) => {
      const site = sites.find((s) => s.asn === asn);
      if (!site) return [];
      const message = `peer ${who} has AS ${asn}, and so has ${site.who}: each drops the other's routes by its loop check; give one of them another`;
      return [about(object, path)('asn-clash', 'A135 A72', message, { severity: 'warning', args: { name: who, asn, other: site.who } })];
    });
  });
}
