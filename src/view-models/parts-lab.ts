/** What belongs to the lab rather than to one of its objects: what service tags stand for (A35), and what is down. */
import { type Lab, outageTargets } from '../engine/index.ts';
import { choice, list, prefixes, text } from './field.ts';
import type { Part } from './part.ts';

const TAGS = ['Storage', 'Sql', 'AzureCloud', 'AzureMonitor', 'AzureActiveDirectory', 'AzureFrontDoor.Frontend', 'AppService', 'EventHub'];

export function partsOfLab(lab: Lab): Part[] {
  const targets = outageTargets(lab);
  const down = Object.values(lab.outages ?? {}).map((o) => o.of);
  const next = targets.find((t) => !down.includes(t));
  const tag = TAGS.find((name) => !(name in (lab.serviceTags ?? {}))) ?? 'Tag';
  return [
    {
      path: ['applicationSecurityGroups'],
      label: 'applicationSecurityGroups',
      names: Object.keys(lab.applicationSecurityGroups ?? {}),
      fields: [text('location', { optional: true })],
      fresh: {},
      freshName: 'asg',
    },
    {
      path: ['serviceTags'],
      label: 'serviceTags',
      names: Object.keys(lab.serviceTags ?? {}),
      fields: [prefixes('addressPrefixes')],
      fresh: { addressPrefixes: ['20.38.96.0/19'] },
      freshName: tag,
    },
    ...privateDnsZones(lab),
    {
      path: ['outages'],
      label: 'outages',
      names: Object.keys(lab.outages ?? {}),
      fields: [choice('of', targets)],
      ...(next !== undefined && { fresh: { of: next } }),
    },
  ];
}

/** The zones, the links of each, and its records (A37). */
function privateDnsZones(lab: Lab): Part[] {
  const vnets = Object.keys(lab.virtualNetworks ?? {});
  const zones = Object.entries(lab.privateDnsZones ?? {});
  const inner = zones.flatMap(([zone, { virtualNetworkLinks: links, A }]): Part[] => {
    const free = vnets.find((v) => !Object.values(links).some((l) => l.virtualNetwork === v));
    return [
      {
        path: ['privateDnsZones', zone, 'virtualNetworkLinks'],
        label: `${zone} virtualNetworkLinks`,
        names: Object.keys(links),
        fields: [choice('virtualNetwork', vnets)],
        ...(free !== undefined && { fresh: { virtualNetwork: free }, freshName: free }),
      },
      {
        path: ['privateDnsZones', zone, 'A'],
        label: `${zone} A`,
        names: Object.keys(A ?? {}),
        fields: [list('aRecords', { wrap: 'ipv4Address' })],
        fresh: { aRecords: [{ ipv4Address: '10.0.0.4' }] },
        freshName: 'www',
      },
    ];
  });
  const outer: Part = {
    path: ['privateDnsZones'],
    label: 'privateDnsZones',
    names: zones.map(([zone]) => zone),
    fields: [],
    fresh: { virtualNetworkLinks: {} },
    freshName: 'privatelink.blob.core.windows.net',
  };
  return [outer, ...inner];
}
