/** What the platform would refuse, or would take and regret: every rule set over one lab. */
import type { Diagnostic, Lab } from '../../model/index.ts';
import { addressSpaces } from './address-space.ts';
import { diagnostic } from './finding.ts';
import { gateways } from './gateways.ts';
import { routeTables } from './routes.ts';

export function validateLab(lab: Lab): Diagnostic[] {
  return [...addressSpaces(lab), ...routeTables(lab), ...gateways(lab)].map(diagnostic);
}
