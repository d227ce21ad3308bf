/** Route tables and gateways that deploy and then surprise: routes that lead back, that steal the gateways' own packets, transit that is off (A29, A38, A49, A80, A87, A89, A112, A129). */
import { containsIp, containsPrefix, formatPrefix, overlaps, parseIp, parsePrefix, type Prefix, samePrefix } from '../../ip/index.ts';
import type { RouteTable } from '../../model/index.ts';
import { about, type Finding, patchOf } from './finding.ts';
import { type Holder, holders, type LabView, type SubnetView } from './view.ts';

export function design(view: LabView): Finding[] {
  const held = holders(view);
  const all = [...view.subnets.values()];
  return [
    ...all.flatMap((s) => [...leadsBack(s, held), ...aroundPrivateEndpoints(view, s)]),
    ...all.filter((s) => s.name === 'GatewaySubnet').flatMap((s) => [...stealsFromGateway(view, s), ...bypassedByFastPath(view, s)]),
    ...forwarded(view, held),
    ...transit(view),
  ];
}

interface Row {
  readonly name: string;
  readonly prefix: Prefix;
  readonly route: RouteTable['routes'][string];
}

function rowsOf(s: SubnetView): Row[] {
  return Object.entries(s.table?.routes ?? {}).flatMap(([name, route]) => {
    const prefix = parsePrefix(route.addressPrefix);
    return prefix ? [{ name, prefix, route }] : [];
  });
}

function sayRoute(s: SubnetView, row: Row) {
  const table = s.subnet.routeTable ?? '';
  return { say: about(table, ['routeTables', table, 'routes', row.name]), args: { route: row.name, subnet: s.ref, prefix: formatPrefix(row.prefix) } };
}

/** A29: what the appliance sends out again meets the same route. */
function leadsBack(s: SubnetView, held: readonly Holder[]): Finding[] {
  return rowsOf(s).flatMap((row) => {
    if (row.route.nextHopType !== 'VirtualAppliance') return [];
    const holder = held.find((h) => h.text === row.route.nextHopIpAddress && h.subnet === s.ref && h.nic);
    if (!holder) return [];
    const { say, args } = sayRoute(s, row);
    const message = `${row.name} leads to ${holder.object}, which stands in ${s.ref} itself: what it sends out for ${args.prefix} comes back to it; use another table there`;
    return [say('udr-leads-back', 'A29', message, { severity: 'warning', args: { ...args, holder: holder.object } })];
  });
}

/** A38: a route as long as the endpoint's network is not looked at, unless the endpoint's subnet says so. */
function aroundPrivateEndpoints(view: LabView, s: SubnetView): Finding[] {
  return Object.entries(view.lab.privateEndpoints ?? {}).flatMap(([id, endpoint]) => {
    const home = view.subnets.get(endpoint.subnet);
    const ip = parseIp(endpoint.privateIPAddress);
    const policies = home?.subnet.privateEndpointNetworkPolicies;
    if (!home || ip === undefined || policies === 'Enabled' || policies === 'RouteTableEnabled') return [];
    if (home.vnet !== s.vnet && !view.peersOf(s.vnet).includes(home.vnet)) return [];
    const space = view.spaces.find((p) => p.vnet === home.vnet && containsIp(p.prefix, ip))?.prefix;
    const row = rowsOf(s).find(
      (r) => containsIp(r.prefix, ip) && space !== undefined && r.prefix.length >= space.length && r.route.nextHopType !== 'VnetLocal',
    );
    if (!row) return [];
    const { say, args } = sayRoute(s, row);
    const message = `${row.name} does not take packets to the private endpoint ${id}, because ${home.ref} keeps network policies off; turn them on for route tables`;
    const value = policies === 'NetworkSecurityGroupEnabled' ? 'Enabled' : 'RouteTableEnabled';
    const fix = { label: `Set ${value} on ${home.ref}`, patch: patchOf([...home.path, 'privateEndpointNetworkPolicies'], value) };
    return [say('udr-misses-private-endpoint', 'A38', message, { severity: 'warning', args: { ...args, endpoint: id, home: home.ref, value }, fix })];
  });
}

/** A87, A89: packets that gateways themselves send meet their subnet's routes, too. */
function stealsFromGateway(view: LabView, s: SubnetView): Finding[] {
  const rows = rowsOf(s).filter((r) => r.prefix.length > 0 && (r.route.nextHopType === 'VirtualAppliance' || r.route.nextHopType === 'None'));
  const server = view.subnets.get(`${s.vnet}/RouteServerSubnet`);
  const peers = server && view.routeServers.some((r) => r.vnet === s.vnet) ? server : undefined;
  return rows.flatMap((row) => {
    const { say, args } = sayRoute(s, row);
    const out: Finding[] = [];
    if (containsPrefix(row.prefix, s.prefix) && !spared(s, s.prefix, row)) {
      const message = `${row.name} covers GatewaySubnet itself (${formatPrefix(s.prefix)}), so that its instances lose one another; name the other subnets instead`;
      out.push(say('gateway-route-covers-itself', 'A87', message, { severity: 'warning', args: { ...args, own: formatPrefix(s.prefix) } }));
    }
    if (peers && overlaps(row.prefix, peers.prefix) && !spared(s, peers.prefix, row)) {
      const own = formatPrefix(peers.prefix);
      const message = `${row.name} takes the gateways' BGP with Route Server (${own}) elsewhere; add ${own} → VnetLocal to the table`;
      const table = s.subnet.routeTable ?? '';
      const fix = {
        label: `Add ${own} → VnetLocal`,
        patch: patchOf(['routeTables', table, 'routes', 'to-route-server'], { addressPrefix: own, nextHopType: 'VnetLocal' }),
      };
      out.push(say('gateway-route-diverts-route-server', 'A89', message, { severity: 'warning', args: { ...args, own }, fix }));
    }
    return out;
  });
}

/** Whether a longer route of the table leaves the prefix in the network. */
function spared(s: SubnetView, prefix: Prefix, but: Row): boolean {
  return rowsOf(s).some(
    (r) =>
      r.route.nextHopType === 'VnetLocal' &&
      containsPrefix(r.prefix, prefix) &&
      (r.prefix.length > but.prefix.length || (samePrefix(r.prefix, prefix) && r !== but)),
  );
}

/** A112: with FastPath packets from on-premises do not pass the gateway, nor its subnet's routes. */
function bypassedByFastPath(view: LabView, s: SubnetView): Finding[] {
  const here = view.gateways.filter((g) => g.vnet === s.vnet).map((g) => g.id);
  const connection = Object.entries(view.lab.connections ?? {}).find(
    ([, c]) => c.expressRouteGatewayBypass === true && here.includes(c.virtualNetworkGateway1),
  )?.[0];
  if (connection === undefined) return [];
  const spaces = view.spaces.filter((p) => p.vnet === s.vnet);
  return rowsOf(s)
    .filter((r) => r.route.nextHopType === 'VirtualAppliance' && spaces.some((p) => overlaps(p.prefix, r.prefix)))
    .map((row) => {
      const { say, args } = sayRoute(s, row);
      const message = `${row.name} does not see what comes over ${connection}: FastPath goes past the gateway's subnet for ${s.vnet}`;
      return say('fastpath-ignores-route', 'A112', message, { severity: 'warning', args: { ...args, connection, vnet: s.vnet } });
    });
}

/** A49, A56: a network that an appliance of its hub forwards to must let forwarded packets in. */
function forwarded(view: LabView, held: readonly Holder[]): Finding[] {
  const vnetOf = (h: Holder) => view.subnets.get(h.subnet)?.vnet;
  const hops = [...view.subnets.values()].flatMap((s) =>
    rowsOf(s).flatMap((row) => {
      if (row.route.nextHopType !== 'VirtualAppliance') return [];
      const hub = view.peersOf(s.vnet).find((v) => held.some((h) => h.text === row.route.nextHopIpAddress && vnetOf(h) === v));
      return hub === undefined || hub === s.vnet ? [] : [{ from: s.vnet, hub, row }];
    }),
  );
  return view.vnets.flatMap(([vnet, v]) =>
    Object.entries(v.virtualNetworkPeerings ?? {}).flatMap(([name, link]) => {
      const hub = link.remoteVirtualNetwork;
      if (link.allowForwardedTraffic === true || !view.peersOf(vnet).includes(hub)) return [];
      const own = view.spaces.filter((p) => p.vnet === vnet).map((p) => p.prefix);
      const hop = hops.find((h) => h.hub === hub && h.from !== vnet && own.some((p) => overlaps(p, h.row.prefix)) && !view.peersOf(h.from).includes(vnet));
      if (!hop) return [];
      const args = { peering: name, hub, from: hop.from, route: hop.row.name };
      const message = `${name} does not let forwarded traffic in, and ${hop.row.name} of ${hop.from} reaches ${vnet} by an appliance of ${hub}: it is dropped`;
      const fix = {
        label: `Allow forwarded traffic on ${name}`,
        patch: patchOf(['virtualNetworks', vnet, 'virtualNetworkPeerings', name, 'allowForwardedTraffic'], true),
      };
      const say = about(vnet, ['virtualNetworks', vnet, 'virtualNetworkPeerings', name]);
      return [say('forwarded-traffic-not-allowed', 'A49 A56', message, { severity: 'warning', at: ['allowForwardedTraffic'], args, fix })];
    }),
  );
}

/** A80, A129: two gateways beside each other, and nothing between them. */
function transit(view: LabView): Finding[] {
  return view.vnets.flatMap(([vnet]) => {
    const here = view.gateways.filter((g) => g.vnet === vnet);
    const vpn = here.find((g) => g.it.gatewayType === 'Vpn');
    const er = here.find((g) => g.it.gatewayType === 'ExpressRoute');
    if (!vpn || !er) return [];
    const server = view.routeServers.find((r) => r.vnet === vnet);
    const args = { vpn: vpn.id, er: er.id, vnet, routeServer: server?.id ?? '' };
    if (!server) {
      const message = `${vpn.id} and ${er.id} do not pass on each other's routes: there is no Route Server in ${vnet}`;
      return [about(vpn.id, ['virtualNetworkGateways', vpn.id])('gateways-without-transit', 'A80 A110', message, { severity: 'info', args })];
    }
    if (server.it.allowBranchToBranchTraffic === true) return [];
    const message = `branch-to-branch is off, so that ${vpn.id} and ${er.id} do not learn from one another, nor from appliances; turn it on if their sites are to meet`;
    const fix = { label: 'Turn branch-to-branch on', patch: patchOf(['routeServers', server.id, 'allowBranchToBranchTraffic'], true) };
    return [about(server.id, ['routeServers', server.id])('branch-to-branch-off', 'A129', message, { severity: 'warning', args, fix })];
  });
}
