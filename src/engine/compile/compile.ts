/**
 * Stage 1: a Lab becomes a Network. Objects that validation has found wrong are left out here, each with the diagnostic
 * that validation gave; the rest is compiled, so that one mistake does not blank the screen.
 */
import type { Lab } from '../model/index.ts';
import { NetworkBuilder } from './builder.ts';
import { compileCircuits } from './circuits.ts';
import { barDiverted } from './diverted.ts';
import { compileFirewalls } from './firewalls.ts';
import { planGateways } from './gateway-plan.ts';
import { compileDefaultFreeZone } from './default-free-zone.ts';
import { compileErGateways, compileVpnGateways } from './gateways.ts';
import { joinTunnels } from './host/tunnels.ts';
import { joinVlans } from './host/vlans.ts';
import { compileInternet } from './internet.ts';
import { letGoTogether } from './let-go.ts';
import { compileLoadBalancers } from './load-balancers.ts';
import { compileMachines } from './machines.ts';
import type { Network } from './network.ts';
import { applyOutages } from './outages.ts';
import { compilePointToSite } from './point-to-site.ts';
import { compileRouteServers } from './route-servers.ts';
import { compileNatGateways, compileSecurityGroups } from './security-groups.ts';
import { compileServices } from './services.ts';
import { findUnnumberedPeers } from './unnumbered.ts';
import { compileVnets } from './vnets.ts';

export function compileLab(lab: Lab): Network {
  const net = new NetworkBuilder(lab);
  compileInternet(net);
  compileVnets(net);
  compileSecurityGroups(net);
  compileNatGateways(net);
  for (const id of Object.keys(lab.segments ?? {}).sort()) net.segments.set(id, { kind: 'ethernet', id });
  const plan = planGateways(net);
  compileVpnGateways(net, plan);
  compileErGateways(net, plan);
  compileRouteServers(net, plan);
  compileCircuits(net, plan);
  compileFirewalls(net);
  compileLoadBalancers(net);
  compileServices(net);
  compileMachines(net);
  compileDefaultFreeZone(net);
  joinVlans(net);
  joinTunnels(net);
  compilePointToSite(net, plan);
  findUnnumberedPeers(net);
  barDiverted(net);
  applyOutages(net, plan);
  letGoTogether(net);
  return net.build();
}
