/** Application security groups: their members stand in one network, and so do those of both ends of a rule (A172). */
import { about, type Finding } from './finding.ts';
import type { LabView } from './view.ts';

export function applicationSecurityGroups(view: LabView): Finding[] {
  const networks = networksOf(view);
  const at = (group: string) => networks.get(group) ?? [];
  const groups = Object.keys(view.lab.applicationSecurityGroups ?? {}).flatMap((id): Finding[] => {
    const vnets = at(id);
    if (vnets.length < 2) return [];
    const message = `its members stand in several networks (${vnets.join(', ')}); an application security group is of one`;
    return [about(id, ['applicationSecurityGroups', id])('asg-across-networks', 'A172', message, { args: { vnets: vnets.join(', ') } })];
  });
  const rules = Object.entries(view.lab.networkSecurityGroups ?? {}).flatMap(([id, group]) =>
    Object.entries(group.securityRules).flatMap(([name, rule]): Finding[] => {
      const [source, destination] = [rule.sourceApplicationSecurityGroups ?? [], rule.destinationApplicationSecurityGroups ?? []];
      const [from, to] = [source.flatMap(at)[0], destination.flatMap(at)[0]];
      if (from === undefined || to === undefined || from === to) return [];
      const message = `${name} is from a group of ${from} to one of ${to}; both have to be of one network`;
      return [about(id, ['networkSecurityGroups', id, 'securityRules', name])('asg-rule-across-networks', 'A172', message, { args: { rule: name, from, to } })];
    }),
  );
  return [...groups, ...rules];
}

/** The networks that the members of each group stand in. */
function networksOf({ lab }: LabView): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const vm of Object.values(lab.virtualMachines ?? {}))
    for (const nic of Object.values(vm.networkInterfaces)) {
      const vnet = nic.subnet.split('/')[0] ?? '';
      const named = [...(nic.applicationSecurityGroups ?? []), ...Object.values(nic.ipConfigurations ?? {}).flatMap((c) => c.applicationSecurityGroups ?? [])];
      for (const group of named) if (!found.get(group)?.includes(vnet)) found.set(group, [...(found.get(group) ?? []), vnet]);
    }
  return found;
}
