/** A default route among a subnet's user-defined or learned ones makes the VirtualNetwork tag cover every address, and default security rules with it (A176). */
import { isDefault } from '../../ip/index.ts';
import type { Diagnostic, Lab, NetworkInterface, NetworkSecurityGroup } from '../../model/index.ts';
import { type Computed, say, subnetPath } from './view.ts';

export function virtualNetworkTag(view: Computed): Diagnostic[] {
  const { lab } = view;
  return Object.entries(lab.virtualNetworks ?? {}).flatMap(([vnet, { subnets }]) =>
    Object.entries(subnets).flatMap(([name, subnet]) => {
      const ref = `${vnet}/${name}`;
      const row = view.rows(ref).find((r) => isDefault(r.prefix) && (r.source === 'User' || r.source === 'VirtualNetworkGateway'));
      const nics = machinesIn(lab, ref);
      const group = [subnet.networkSecurityGroup, ...nics.map((nic) => nic.networkSecurityGroup)].find(
        (id) => id !== undefined && leansOnDefaultRules(lab.networkSecurityGroups?.[id]),
      );
      if (!row || group === undefined || nics.length === 0) return [];
      const open = nics.some((nic) => nic.publicIPAddress !== undefined);
      const route = row.name ?? '0.0.0.0/0';
      const args = { group, route, table: row.routeTable ?? '' };
      const which = row.source === 'User' ? `${route} of ${args.table}` : 'the learned 0.0.0.0/0';
      const message = `${which} makes VirtualNetwork cover every address, so that AllowVnetInBound of ${group} lets in what comes from anywhere; deny what is not meant before it`;
      const fix = { label: `Deny all other inbound traffic in ${group}`, patch: { networkSecurityGroups: { [group]: { securityRules: denial(lab, group) } } } };
      return [say('virtual-network-tag-widened', open ? 'warning' : 'info', ref, subnetPath(ref), 'A176 A170', message, args, open ? fix : undefined)];
    }),
  );
}

function machinesIn(lab: Lab, ref: string): NetworkInterface[] {
  return Object.values(lab.virtualMachines ?? {}).flatMap((vm) => Object.values(vm.networkInterfaces).filter((nic) => nic.subnet === ref));
}

/** Whether nothing before the default rules denies all that comes in. */
function leansOnDefaultRules(group: NetworkSecurityGroup | undefined): boolean {
  const all = (one: string | undefined, many: readonly string[] | undefined) => (many ?? [one ?? '*']).some((text) => text === '*' || text === '0.0.0.0/0');
  return !Object.values(group?.securityRules ?? {}).some(
    (r) =>
      r.direction === 'Inbound' &&
      r.access === 'Deny' &&
      r.protocol === '*' &&
      all(r.sourceAddressPrefix, r.sourceAddressPrefixes) &&
      all(r.destinationAddressPrefix, r.destinationAddressPrefixes),
  );
}

/** The last rule that can be, for everything that no other rule has decided about: probes stay allowed. */
function denial(lab: Lab, group: string): object {
  const rules = lab.networkSecurityGroups?.[group]?.securityRules ?? {};
  const taken = new Set(Object.values(rules).flatMap((r) => (r.direction === 'Inbound' ? [r.priority] : [])));
  let last = 4096;
  while (taken.has(last)) last--;
  let before = last - 1;
  while (taken.has(before)) before--;
  const any = { protocol: '*', destinationAddressPrefix: '*', destinationPortRange: '*', direction: 'Inbound' };
  return {
    AllowProbes: { ...any, priority: before, access: 'Allow', sourceAddressPrefix: 'AzureLoadBalancer' },
    DenyAllOther: { ...any, priority: last, access: 'Deny', sourceAddressPrefix: '*' },
  };
}
