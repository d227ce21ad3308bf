/** What belongs to the lab rather than to one of its objects: what service tags stand for (A35), and what is down. */
import { type Lab, outageTargets } from '../engine/index.ts';
import { choice, prefixes, text } from './field.ts';
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
    {
      path: ['outages'],
      label: 'outages',
      names: Object.keys(lab.outages ?? {}),
      fields: [choice('of', targets)],
      ...(next !== undefined && { fresh: { of: next } }),
    },
  ];
}
