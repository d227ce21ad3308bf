/**
 * What the platform would refuse (errors), or would take and the lab regret (warnings): every rule set over one lab. Works on
 * any lab that has its shape, dangling references included; those are told by `model`.
 */
import type { Diagnostic, Lab } from '../../model/index.ts';
import { addressSpaces } from './address-spaces.ts';
import { applicationSecurityGroups } from './application-security-groups.ts';
import { appliances } from './appliances.ts';
import { addresses } from './addresses.ts';
import { autonomousSystems } from './autonomous-systems.ts';
import { circuits } from './circuits.ts';
import { connections } from './connections.ts';
import { design } from './design.ts';
import { egress } from './egress.ts';
import { diagnostic, type Finding } from './finding.ts';
import { firewallPolicies } from './firewall-policies.ts';
import { firewallWords } from './firewall-words.ts';
import { firewalls } from './firewalls.ts';
import { gateways } from './gateways.ts';
import { dualStack } from './dual-stack.ts';
import { ipv6 } from './ipv6.ts';
import { limits } from './limits.ts';
import { loadBalancers } from './load-balancers.ts';
import { notModelled } from './not-modelled.ts';
import { outside } from './outside.ts';
import { peerings } from './peerings.ts';
import { pointToSite } from './point-to-site.ts';
import { remarks } from './remarks.ts';
import { reservedSubnets } from './reserved-subnets.ts';
import { routeServerPeers } from './route-server-peers.ts';
import { routeTables } from './route-tables.ts';
import { securityGroups } from './security-groups.ts';
import { subnets } from './subnets.ts';
import { vpnLimits } from './vpn-limits.ts';
import { type LabView, viewLab } from './view.ts';

const RULE_SETS: readonly ((view: LabView) => Finding[])[] = [
  addressSpaces,
  subnets,
  addresses,
  reservedSubnets,
  routeTables,
  peerings,
  gateways,
  autonomousSystems,
  connections,
  circuits,
  routeServerPeers,
  securityGroups,
  applicationSecurityGroups,
  loadBalancers,
  egress,
  firewalls,
  firewallPolicies,
  firewallWords,
  pointToSite,
  vpnLimits,
  limits,
  design,
  appliances,
  remarks,
  dualStack,
  ipv6,
  outside,
  notModelled,
];

/** Everything that the platform's rules have to say of a lab, one rule set after another. */
export function validateLab(lab: Lab): Diagnostic[] {
  const view = viewLab(lab);
  return RULE_SETS.flatMap((rules) => rules(view).map(diagnostic));
}
