/** Answers that take another way than their questions (A31, A160, A163), and questions that have no way back at all (A2, A163). */
import { containsIp, formatPrefix, type Ip, offsetIp, parsePrefix, type Prefix } from '../../ip/index.ts';
import type { Diagnostic } from '../../model/index.ts';
import { chainFrom } from './chain.ts';
import { addRoute, type Appliance, type Computed, type Hop, type Place, say, subnetPath } from './view.ts';

export function returnPaths(view: Computed): Diagnostic[] {
  const seen = new Set<string>();
  const once = (d: Diagnostic) => {
    const key = `${d.code} ${d.place.object} ${d.args?.['via']} ${d.args?.['far']}`;
    return !seen.has(key) && seen.add(key).size > 0;
  };
  return [...betweenSubnets(view), ...withSites(view)].filter(once);
}

/** One end of a conversation: what its packets to the other end meet. */
interface End {
  readonly ref: string;
  /** Of this end, as the other end's route names it. */
  readonly prefix: string;
  readonly name: string;
  /** An address of it. */
  readonly ip: Ip;
  readonly hop: Hop;
  /** All firewalls and appliances on the way to the other end, in order; undefined where packets end before it. */
  readonly chain: readonly Appliance[] | undefined;
}

function betweenSubnets(view: Computed): Diagnostic[] {
  const { places } = view;
  return places.flatMap((a, i) =>
    places.slice(i + 1).flatMap((b) => {
      const ends = [endOf(view, a, b), endOf(view, b, a)] as const;
      return judge(view, ends[0], ends[1]) ?? judge(view, ends[1], ends[0]) ?? [];
    }),
  );
}

function endOf(view: Computed, here: Place, there: Place): End {
  const prefix = view.subnet(here.ref)?.addressPrefix ?? '';
  return { ref: here.ref, prefix, name: here.ref, ip: here.ip, ...wayTo(view, here.ref, there.ip, there) };
}

function wayTo(view: Computed, ref: string, to: Ip, there?: Place): Pick<End, 'hop' | 'chain'> {
  return { hop: view.hop(ref, to).hop, chain: chainFrom(view, ref, to, there) };
}

/** What is wrong when `asker` asks and `answerer` answers. */
function judge(view: Computed, asker: End, answerer: End): Diagnostic[] | undefined {
  const { chain } = asker;
  if (!chain) return undefined;
  if (answerer.hop.kind === 'none' || answerer.hop.kind === 'internet') return [noWayBack(view, asker, answerer)];
  if (chain.some((by) => by.kind === 'firewall' && translates(view, by.id, answerer.ip))) return undefined;
  for (const by of chain) {
    const found = by.kind === 'appliance' ? pastAppliance(view, asker, answerer, by) : pastFirewall(view, asker, answerer, by);
    if (found) return found;
  }
  return undefined;
}

/** The machines that an appliance's address stands for: itself, or a load balancer's backends. */
function machinesOf({ lab }: Computed, id: string): string[] {
  const lb = lab.loadBalancers?.[id];
  if (!lb) return [id];
  return [...new Set(Object.values(lb.backendAddressPools).flatMap((p) => p.backendIPConfigurations.map((ref) => ref.slice(0, ref.indexOf('/')))))];
}

/**
 * A163, A186: answers go past the appliance that questions come through. A filter that keeps states drops what it has not seen the
 * beginning of; a router does not mind, so that for it this is a remark. Behind a load balancer each direction has to be given to
 * the same machine, which one frontend for both sees to and two do not.
 */
function pastAppliance(view: Computed, asker: End, answerer: End, hop: Appliance): Diagnostic[] | undefined {
  const machines = machinesOf(view, hop.id);
  if (passes(answerer, hop)) return undefined;
  const back = answerer.chain?.find((by) => by.kind === 'appliance');
  const shared = back !== undefined && machinesOf(view, back.id).some((m) => machines.includes(m));
  if (shared && machines.length === 1) return undefined;
  const stateful = machines.some((m) => view.lab.virtualMachines?.[m]?.pf !== undefined);
  const severity = stateful ? 'warning' : 'info';
  const args = { from: asker.name, to: answerer.name, prefix: asker.prefix, via: hop.id, back: back?.id ?? '', far: asker.name.split('/')[0] ?? '' };
  if (shared) {
    const message = `packets from ${asker.name} are balanced by ${hop.id}, and answers to ${asker.prefix} by ${args.back}: the two may meet different machines; use one frontend for both, or translate sources`;
    return [say('appliances-two-frontends', severity, answerer.ref, subnetPath(answerer.ref), 'A186 A163', message, args)];
  }
  const message = `packets from ${asker.name} come through ${hop.id}, and answers to ${asker.prefix} go past it: a filter that keeps states drops them; send ${asker.prefix} to ${hop.id}`;
  const fix = wayBack(view, asker, answerer, hop.address);
  return [say('asymmetric-through-appliance', severity, answerer.ref, subnetPath(answerer.ref), 'A163 A31 A2', message, args, fix)];
}

function passes({ chain }: End, by: Appliance): boolean {
  return chain?.some((other) => other.id === by.id) === true;
}

function pastFirewall(view: Computed, asker: End, answerer: End, by: Appliance): Diagnostic[] | undefined {
  return passes(answerer, by) ? undefined : [otherWayBack(view, asker, answerer, by.id, by.address)];
}

/** A154: what is not for one of its private ranges gets the firewall's address, to which answers return. */
function translates({ solution }: Computed, firewall: string, to: Ip): boolean {
  for (const node of solution.network.nodes.values())
    if (node.kind === 'azure-firewall' && node.device === firewall) return !node.rules.privateRanges.some((p) => containsIp(p, to));
  return false;
}

function noWayBack(view: Computed, asker: End, answerer: End): Diagnostic {
  const via = 'id' in asker.hop ? asker.hop.id : '';
  const args = { from: asker.name, to: answerer.name, prefix: asker.prefix, via, far: asker.name.split('/')[0] ?? '' };
  const message = `packets from ${asker.name} arrive here${via === '' ? '' : ` by ${via}`}, and no route leads back to ${asker.prefix}; add one`;
  const fix = 'address' in asker.hop ? wayBack(view, asker, answerer, asker.hop.address) : undefined;
  return say('missing-return-route', 'warning', answerer.ref, subnetPath(answerer.ref), 'A163 A2 A16', message, args, fix);
}

function otherWayBack(view: Computed, asker: End, answerer: End, via: string, address: string): Diagnostic {
  const args = { from: asker.name, to: answerer.name, prefix: asker.prefix, via, far: asker.name.split('/')[0] ?? '' };
  const message = `packets from ${asker.name} come through ${via}, and answers to ${asker.prefix} go past it: TCP fails, ping passes; send ${asker.prefix} to ${via}`;
  const fix = wayBack(view, asker, answerer, address);
  return say('asymmetric-through-firewall', 'warning', answerer.ref, subnetPath(answerer.ref), 'A163 A160 A31', message, args, fix);
}

/** A route for the asker's prefix by the same appliance. */
function wayBack(view: Computed, asker: End, answerer: End, address: string): Diagnostic['fix'] {
  const route = { addressPrefix: asker.prefix, nextHopType: 'VirtualAppliance', nextHopIpAddress: address };
  const name = `back-to-${asker.name.replace(/[^A-Za-z0-9-]+/g, '-')}`;
  return { label: `Send ${asker.prefix} to ${address}`, patch: addRoute(view, answerer.ref, name, route) };
}

/** On-premises prefixes that gateways of a network know, against every subnet that they are announced to. */
function withSites(view: Computed): Diagnostic[] {
  return Object.keys(view.lab.virtualNetworks ?? {}).flatMap((hub) => {
    const gateway = `${hub}/GatewaySubnet`;
    const sites = new Map(
      view
        .rows(gateway)
        .filter((row) => row.source === 'VirtualNetworkGateway' && row.nodes && row.nodes.length > 0 && row.prefix.length > 0 && row.prefix.length < 32)
        .map((row) => [formatPrefix(row.prefix), row.prefix]),
    );
    const near = view.places.filter((p) => p.vnet === hub || usesGatewaysOf(view, p.vnet, hub));
    return [...sites.values()].flatMap((site) => near.flatMap((place) => withSite(view, gateway, site, place)));
  });
}

function usesGatewaysOf({ lab }: Computed, spoke: string, hub: string): boolean {
  return Object.values(lab.virtualNetworks?.[spoke]?.virtualNetworkPeerings ?? {}).some((p) => p.remoteVirtualNetwork === hub && p.useRemoteGateways === true);
}

function withSite(view: Computed, gateway: string, site: Prefix, place: Place): Diagnostic[] {
  const there: Ip = offsetIp(site.ip, 1);
  const outward = view.hop(place.ref, there);
  const inward = view.hop(gateway, place.ip).hop;
  const table = view.subnet(place.ref)?.routeTable;
  // What comes through an appliance has to go back through it, which propagation would not do.
  if (
    table !== undefined &&
    inward.kind !== 'firewall' &&
    inward.kind !== 'appliance' &&
    (outward.hop.kind === 'none' || outward.hop.kind === 'internet') &&
    view.lab.routeTables?.[table]?.disableBgpRoutePropagation
  )
    return [hidden(place, table, site)];
  const vnetPrefix = view.lab.virtualNetworks?.[place.vnet]?.addressSpace.addressPrefixes.find((text) => {
    const p = parsePrefix(text);
    return p !== undefined && typeof p.ip === typeof place.ip;
  });
  const onPremises: End = { ref: gateway, prefix: formatPrefix(site), name: formatPrefix(site), ip: there, ...wayTo(view, gateway, place.ip, place) };
  const subnet: End = { ref: place.ref, prefix: vnetPrefix ?? '', name: place.ref, ip: place.ip, ...wayTo(view, place.ref, there) };
  return (
    judge(view, onPremises, subnet) ?? (subnet.hop.kind === 'firewall' || subnet.hop.kind === 'appliance' ? judge(view, subnet, onPremises) : undefined) ?? []
  );
}

/** A32: propagation is off, and nothing else leads there. */
function hidden(place: Place, table: string, site: Prefix): Diagnostic {
  const args = { table, prefix: formatPrefix(site), via: table, far: '' };
  const message = `route table ${table} keeps the gateways' routes out, and nothing else leads to ${args.prefix}; turn propagation on or add a route`;
  const fix = { label: 'Turn propagation on', patch: { routeTables: { [table]: { disableBgpRoutePropagation: null } } } };
  return say('propagation-off-hides-site', 'warning', place.ref, [...subnetPath(place.ref), 'routeTable'], 'A32', message, args, fix);
}
