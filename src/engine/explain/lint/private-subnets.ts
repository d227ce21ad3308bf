/** A191: in a private subnet 0.0.0.0/0 → Internet is listed, and packets are dropped unless something lends them an address (A189). */
import { ip } from '../../ip/index.ts';
import type { Diagnostic } from '../../model/index.ts';
import { type Computed, say, subnetPath } from './view.ts';

/** An address of the Internet that no lab routes by itself (RFC 5737). */
const ELSEWHERE = ip('203.0.113.254');

export function privateSubnets(view: Computed): Diagnostic[] {
  const { lab, solution } = view;
  const lent = new Set(
    [...solution.network.nodes.values()].flatMap((n) => (n.kind === 'load-balancer' ? n.outbound.flatMap((o) => o.backends.map((b) => b.node)) : [])),
  );
  return view.places.flatMap(({ ref }) => {
    const subnet = view.subnet(ref);
    if (!subnet || subnet.defaultOutboundAccess !== false || subnet.natGateway !== undefined) return [];
    if (view.hop(ref, ELSEWHERE).hop.kind !== 'internet') return [];
    const without = Object.entries(lab.virtualMachines ?? {}).find(
      ([id, vm]) => !lent.has(id) && Object.values(vm.networkInterfaces).some((n) => n.subnet === ref && n.publicIPAddress === undefined),
    )?.[0];
    if (without === undefined) return [];
    const message = `is private, so that ${without} does not reach the Internet although 0.0.0.0/0 → Internet is listed; give the subnet a NAT gateway if it should`;
    return [say('private-subnet-without-outbound', 'info', ref, [...subnetPath(ref), 'defaultOutboundAccess'], 'A191 A189', message, { machine: without })];
  });
}
