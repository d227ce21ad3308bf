/** Machines that a route names and that drop what they are handed (A192): the NIC takes packets for others, the guest does not forward their family. */
import { forwards } from '../../compile/index.ts';
import { type Ip, isIpv4, parsePrefix } from '../../ip/index.ts';
import type { Diagnostic, RouteTable } from '../../model/index.ts';
import { type Computed, type Holder, say } from './view.ts';

export function guests(view: Computed): Diagnostic[] {
  const told = new Set<string>();
  return attached(view).flatMap((table) =>
    Object.entries(view.lab.routeTables?.[table]?.routes ?? {}).flatMap(([name, route]) => {
      const to = parsePrefix(route.addressPrefix)?.ip;
      const holder = applianceOf(view, route);
      if (to === undefined || !holder || told.has(holder.id) || guestForwards(view, holder.id, to)) return [];
      told.add(holder.id);
      const args = { table, route: name, setting: isIpv4(to) ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding' };
      const message = `${name} of ${table} leads here, and the guest does not forward (${args.setting}); turn it on`;
      return [say('guest-not-forwarding', 'warning', holder.id, ['virtualMachines', holder.id, 'ipForward'], 'A192', message, args, mend(view, holder.id, to))];
    }),
  );
}

/** Route tables that subnets have, each once. */
function attached({ lab }: Computed): string[] {
  const subnets = Object.values(lab.virtualNetworks ?? {}).flatMap((v) => Object.values(v.subnets));
  return [...new Set(subnets.flatMap((s) => s.routeTable ?? []))];
}

/** The machine that a route leads to, where its NIC takes packets for others. */
function applianceOf(view: Computed, { nextHopType, nextHopIpAddress }: RouteTable['routes'][string]): Holder | undefined {
  const holder = nextHopType === 'VirtualAppliance' && nextHopIpAddress !== undefined ? view.holder(nextHopIpAddress) : undefined;
  return holder?.nic?.it.enableIPForwarding === true ? holder : undefined;
}

/** What its drawing, its scripts and its FRR come to together. */
export function guestForwards({ solution }: Computed, id: string, to: Ip): boolean {
  const node = solution.network.nodes.get(id);
  return node?.kind !== 'router' || forwards(node, to);
}

/** A script may say otherwise, and IPv6 has a setting of its own: nothing mechanical there. */
function mend({ lab }: Computed, id: string, to: Ip): Diagnostic['fix'] {
  const vm = lab.virtualMachines?.[id];
  if (!isIpv4(to) || vm?.iproute2 !== undefined || vm?.rc !== undefined) return undefined;
  return { label: 'Turn ip_forward on', patch: { virtualMachines: { [id]: { ipForward: true } } } };
}
