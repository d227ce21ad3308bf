/** Azure Firewall by itself: its management interface, its addresses and the order of its collections (A152, A154, A156, A158). */
import { isDefault, parsePrefix } from '../../ip/index.ts';
import type { AzureFirewall } from '../../model/index.ts';
import { about, type Finding, patchOf, type Say } from './finding.ts';
import type { LabView } from './view.ts';

const MANAGEMENT = 'AzureFirewallManagementSubnet';

export function firewalls(view: LabView): Finding[] {
  return view.firewalls.flatMap(({ id, vnet, it }) => {
    const say = about(id, ['azureFirewalls', id]);
    return [...management(view, say, vnet, it), ...addresses(say, it), ...priorities(say, id, it), ...dnat(view, say, it), ...neverSnats(say, id, it)];
  });
}

/** A158: the management interface stands in its own subnet, whose default leads to the Internet. */
function management(view: LabView, say: Say, vnet: string, it: AzureFirewall): Finding[] {
  const config = it.managementIpConfiguration;
  if (!config) return [];
  const at = ['managementIpConfiguration', 'subnet'];
  if (config.subnet !== `${vnet}/${MANAGEMENT}`) {
    if (!view.subnets.has(config.subnet)) return [];
    const message = `the management interface must stand in ${vnet}/${MANAGEMENT}, not ${config.subnet}`;
    return [say('firewall-management-subnet', 'A158 A203', message, { at, args: { wanted: `${vnet}/${MANAGEMENT}`, subnet: config.subnet } })];
  }
  const subnet = view.subnets.get(config.subnet);
  const route = Object.entries(subnet?.table?.routes ?? {}).find(([, r]) => isDefaultText(r.addressPrefix) && r.nextHopType !== 'Internet');
  if (!subnet || !route) return [];
  const table = subnet.subnet.routeTable ?? '';
  const message = `${route[0]} of route table ${table} takes the management interface off the Internet, and the firewall stops working; send 0.0.0.0/0 to Internet`;
  const to = { nextHopType: 'Internet', nextHopIpAddress: null };
  const fix = { label: 'Send 0.0.0.0/0 to the Internet', patch: patchOf(['routeTables', table, 'routes', route[0]], to) };
  return [say('firewall-management-default', 'A158', message, { at, args: { route: route[0], table }, fix })];
}

function isDefaultText(text: string): boolean {
  const p = parsePrefix(text);
  return p !== undefined && isDefault(p);
}

/** A158: without forced tunnelling a firewall has a public address. */
function addresses(say: Say, it: AzureFirewall): Finding[] {
  if (it.publicIPAddresses.length > 0 || it.managementIpConfiguration) return [];
  const message = 'no public IP address; a firewall needs one, unless it has a management interface (forced tunnelling)';
  return [say('firewall-without-public-address', 'A158', message, { at: ['publicIPAddresses'] })];
}

const KINDS = ['natRuleCollections', 'networkRuleCollections', 'applicationRuleCollections'] as const;

/** A152: among collections of one kind a priority is given once. */
function priorities(say: Say, id: string, it: AzureFirewall): Finding[] {
  return KINDS.flatMap((kind) => {
    const first = new Map<number, string>();
    const taken = new Set(Object.values(it[kind] ?? {}).map((c) => c.priority));
    return Object.entries(it[kind] ?? {}).flatMap(([name, { priority }]) => {
      const other = first.get(priority);
      first.set(priority, other ?? name);
      if (other === undefined) return [];
      let free = priority;
      while (taken.has(free) && free < 65000) free++;
      taken.add(free);
      const args = { collection: name, other, priority, free };
      const fix = { label: `Give ${name} priority ${free}`, patch: patchOf(['azureFirewalls', id, kind, name, 'priority'], free) };
      return [
        say('firewall-priority-taken', 'A152', `${name} and ${other} both have priority ${priority}; give one of them another`, {
          at: [kind, name, 'priority'],
          args,
          fix,
        }),
      ];
    });
  });
}

/** A156: what is sent to another address never comes to this firewall. */
function dnat({ lab }: LabView, say: Say, it: AzureFirewall): Finding[] {
  const own = new Set(it.publicIPAddresses.map((pip) => lab.publicIPAddresses?.[pip]?.ipAddress));
  return Object.entries(it.natRuleCollections ?? {}).flatMap(([collection, { rules }]) =>
    Object.entries(rules).flatMap(([name, rule]) =>
      rule.destinationAddresses
        .filter((address) => address !== '*' && !own.has(address) && address !== it.privateIPAddress)
        .map((address) =>
          say('dnat-not-own-address', 'A156', `${name} is for ${address}, which is no address of this firewall, and never matches`, {
            severity: 'warning',
            at: ['natRuleCollections', collection, 'rules', name, 'destinationAddresses'],
            args: { rule: name, address },
          }),
        ),
    ),
  );
}

/** A154: 0.0.0.0/0 among the private ranges means never to translate, and private sources get no answer from the Internet. */
function neverSnats(say: Say, id: string, it: AzureFirewall): Finding[] {
  if (it.managementIpConfiguration || !it.privateRanges?.some(isDefaultText)) return [];
  const message = 'privateRanges with 0.0.0.0/0 never translates: packets reach the Internet with private sources, and no answer finds its way back';
  const left = it.privateRanges.filter((r) => !isDefaultText(r));
  const fix = { label: 'Take 0.0.0.0/0 out of privateRanges', patch: patchOf(['azureFirewalls', id, 'privateRanges'], left.length > 0 ? left : null) };
  return [say('firewall-never-snats', 'A154', message, { severity: 'warning', at: ['privateRanges'], fix })];
}
