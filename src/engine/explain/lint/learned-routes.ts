/** Routes that gateways and Route Server program everywhere, appliances' own subnets included (A131): loops, next hops that drop, user-defined routes that lose. */
import { containsPrefix, formatIp, formatPrefix, isDefault } from '../../ip/index.ts';
import type { EffectiveRoute } from '../../azure/index.ts';
import type { Diagnostic } from '../../model/index.ts';
import { guestForwards } from './guests.ts';
import { addRoute, type Computed, say, subnetPath } from './view.ts';

export function learnedRoutes(view: Computed): Diagnostic[] {
  return [...view.solution.effectiveRoutes.keys()]
    .flatMap((ref) => {
      const learned = view.rows(ref).filter((row) => row.source === 'VirtualNetworkGateway' && row.state === 'Active');
      return [...atFirewall(view, ref, learned), ...leadBack(view, ref, learned), ...beaten(view, ref, learned)];
    })
    .concat(nextHops(view), keptDefaults(view));
}

const TO_INTERNET = { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' };

/** A138, A157: a firewall that learns a default sends its own traffic after it. */
function atFirewall(view: Computed, ref: string, learned: readonly EffectiveRoute[]): Diagnostic[] {
  if (!ref.endsWith('/AzureFirewallSubnet')) return [];
  const firewall = Object.entries(view.lab.azureFirewalls ?? {}).find(([, f]) => f.subnet === ref);
  const row = learned.find((r) => isDefault(r.prefix));
  if (!row || !firewall || firewall[1].managementIpConfiguration) return [];
  const args = { firewall: firewall[0], nextHop: row.nextHopIp === undefined ? '' : formatIp(row.nextHopIp) };
  const message = `${firewall[0]} learns 0.0.0.0/0 by BGP, and without a user-defined route 0.0.0.0/0 → Internet its deployment fails; add it`;
  const fix = { label: 'Add 0.0.0.0/0 → Internet', patch: addRoute(view, ref, 'default-to-internet', TO_INTERNET) };
  return [say('firewall-learns-default', 'warning', ref, subnetPath(ref), 'A157 A138', message, args, fix)];
}

/** A131, A145: routes are programmed at their own next hop, which sends packets to itself. */
function leadBack(view: Computed, ref: string, learned: readonly EffectiveRoute[]): Diagnostic[] {
  const own = new Map<string, EffectiveRoute[]>();
  for (const row of learned) {
    const address = row.nextHopIp === undefined || (row.nodes?.length ?? 0) > 0 ? undefined : formatIp(row.nextHopIp);
    const holder = address === undefined ? undefined : view.holder(address);
    const home = holder?.firewall ? view.lab.azureFirewalls?.[holder.id]?.subnet : holder?.nic?.it.subnet;
    // Of a firewall's default the check above speaks.
    if (address !== undefined && home === ref && !(holder?.firewall && isDefault(row.prefix))) own.set(address, [...(own.get(address) ?? []), row]);
  }
  return [...own].map(([address, rows]) => {
    const args = { holder: view.holder(address)?.id ?? '', prefix: rows.map((r) => formatPrefix(r.prefix)).join(', '), nextHop: address };
    const message = `${args.prefix} learned here with next hop ${address}, which is ${args.holder} itself: what it sends out comes back to it`;
    const only = rows.length === 1 && rows[0] && isDefault(rows[0].prefix);
    const fix = only ? { label: 'Add 0.0.0.0/0 → Internet', patch: addRoute(view, ref, 'default-to-internet', TO_INTERNET) } : undefined;
    return say('learned-route-leads-back', 'warning', ref, subnetPath(ref), 'A131 A145', message, args, fix);
  });
}

/** A69: a VPN gateway takes a default and never announces one, whatever the way that it came. */
function keptDefaults(view: Computed): Diagnostic[] {
  return Object.entries(view.lab.virtualNetworkGateways ?? {}).flatMap(([id, gateway]) => {
    const learned = view.rows(gateway.subnet).some((r) => r.source === 'VirtualNetworkGateway' && typeof r.prefix.ip === 'number' && isDefault(r.prefix));
    const peers = Object.values(view.lab.connections ?? {}).filter((c) => c.virtualNetworkGateway1 === id && c.enableBgp === true);
    if (gateway.gatewayType !== 'Vpn' || !learned || peers.length === 0) return [];
    const far = peers.map((c) => c.virtualNetworkGateway2 ?? c.localNetworkGateway2 ?? '').join(', ');
    const message = `0.0.0.0/0 is known in its network and is not announced to ${far}: a VPN gateway never announces a default; announce 0.0.0.0/1 and 128.0.0.0/1 if they are to have it`;
    return [say('default-kept-from-branches', 'info', id, ['virtualNetworkGateways', id], 'A69', message, { far })];
  });
}

/** A14, A163: a longer route from a gateway goes past the appliance that a shorter user-defined route names. */
function beaten(view: Computed, ref: string, learned: readonly EffectiveRoute[]): Diagnostic[] {
  if (!view.places.some((p) => p.ref === ref)) return [];
  const user = view.rows(ref).filter((r) => r.source === 'User' && r.nextHopType === 'VirtualAppliance');
  return user.flatMap((u) => {
    const longer = learned.filter((r) => (r.nodes?.length ?? 0) > 0 && r.prefix.length > u.prefix.length && containsPrefix(u.prefix, r.prefix));
    const first = longer[0];
    if (!first) return [];
    const args = { route: u.name ?? '', table: u.routeTable ?? '', prefix: formatPrefix(u.prefix), longer: formatPrefix(first.prefix), count: longer.length };
    const message = `${args.route} of ${args.table} (${args.prefix}) does not catch ${args.longer}, which a gateway announces and which is longer; name it, or turn propagation off, if it is meant`;
    return [say('udr-beaten-by-longer', 'info', ref, subnetPath(ref), 'A14 A163', message, args)];
  });
}

/** A137, A192: the next hop that an appliance announced must take packets for others. */
function nextHops(view: Computed): Diagnostic[] {
  const seen = new Set<string>();
  const rows = [...view.solution.effectiveRoutes.values()].flat().filter((r) => r.source === 'VirtualNetworkGateway' && (r.nodes?.length ?? 0) === 0);
  return rows.flatMap((row) => {
    const address = row.nextHopIp === undefined ? '' : formatIp(row.nextHopIp);
    const holder = view.holder(address);
    if (!holder?.nic || seen.has(holder.id)) return [];
    seen.add(holder.id);
    const { id, nic } = holder;
    const args = { nic: nic.name, nextHop: address, prefix: formatPrefix(row.prefix) };
    if (nic.it.enableIPForwarding !== true) {
      const message = `${args.prefix} is learned with next hop ${address}, and ${nic.name} does not take packets for others; turn IP forwarding on`;
      const patch = { virtualMachines: { [id]: { networkInterfaces: { [nic.name]: { enableIPForwarding: true } } } } };
      const path = ['virtualMachines', id, 'networkInterfaces', nic.name];
      return [
        say('learned-next-hop-not-forwarding', 'warning', id, path, 'A137 A192 A3', message, args, { label: `Turn on IP forwarding of ${nic.name}`, patch }),
      ];
    }
    if (guestForwards(view, id, row.prefix.ip)) return [];
    const message = `${args.prefix} is learned with next hop ${address}, and the guest does not forward (net.ipv4.ip_forward); turn it on`;
    const fix = { label: 'Turn ip_forward on', patch: { virtualMachines: { [id]: { ipForward: true } } } };
    return [say('learned-next-hop-guest', 'warning', id, ['virtualMachines', id, 'ipForward'], 'A192 A137', message, args, fix)];
  });
}
