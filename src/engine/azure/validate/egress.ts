/** Ways out and addresses to the outside: NAT gateways, and public addresses that a route to an appliance makes useless (A36, A162, A189, A190). */
import { isDefault, parsePrefix } from '../../ip/index.ts';
import { about, type Finding } from './finding.ts';
import type { LabView, SubnetView } from './view.ts';

/** A190. */
const MOST_ADDRESSES = 16;

export function egress(view: LabView): Finding[] {
  return [...natGateways(view), ...[...view.subnets.values()].flatMap((s) => diverted(view, s))];
}

function natGateways(view: LabView): Finding[] {
  return Object.entries(view.lab.natGateways ?? {}).flatMap(([id, nat]) => {
    const say = about(id, ['natGateways', id]);
    const count = nat.publicIpAddresses.length;
    const served = [...view.subnets.values()].filter((s) => s.subnet.natGateway === id);
    const vnets = [...new Set(served.map((s) => s.vnet))];
    const at = ['publicIpAddresses'];
    return [
      ...(count > MOST_ADDRESSES
        ? [
            say('nat-gateway-too-many-addresses', 'A190', `${count} public addresses; a NAT gateway has ${MOST_ADDRESSES} at most`, {
              at,
              args: { count, most: MOST_ADDRESSES },
            }),
          ]
        : []),
      ...(count === 0
        ? [say('nat-gateway-without-address', 'A190', 'no public address, so that nothing leaves by it; give it one', { severity: 'warning', at })]
        : []),
      ...(vnets.length > 1
        ? [
            say('nat-gateway-across-networks', 'A190', `serves subnets of several networks (${vnets.join(', ')}); a NAT gateway is of one`, {
              args: { vnets: vnets.join(', ') },
            }),
          ]
        : []),
    ];
  });
}

/** The user-defined default route of a subnet that leads to an appliance or a gateway. */
function divertingDefault(s: SubnetView): string | undefined {
  return Object.entries(s.table?.routes ?? {}).find(([, r]) => {
    const p = parsePrefix(r.addressPrefix);
    return p && typeof p.ip === 'number' && isDefault(p) && (r.nextHopType === 'VirtualAppliance' || r.nextHopType === 'VirtualNetworkGateway');
  })?.[0];
}

/** A36, A162, A189: answers leave by the route, not by the address that the question came to. */
function diverted(view: LabView, s: SubnetView): Finding[] {
  const route = divertingDefault(s);
  if (route === undefined || s.name in PLATFORM) return [];
  const machines = Object.entries(view.lab.virtualMachines ?? {}).flatMap(([vm, it]) =>
    Object.entries(it.networkInterfaces).flatMap(([nic, n]) => (n.subnet === s.ref ? [{ vm, nic, n }] : [])),
  );
  const out = machines.flatMap(({ vm, nic, n }): Finding[] => {
    if (n.publicIPAddress === undefined) return [];
    const args = { nic, pip: n.publicIPAddress, route, subnet: s.ref };
    const message = `${n.publicIPAddress} on ${nic} cannot be reached from the Internet: ${route} of ${s.ref} sends the answers elsewhere`;
    return [
      about(vm, ['virtualMachines', vm, 'networkInterfaces', nic, 'publicIPAddress'])('public-address-diverted', 'A36', message, { severity: 'warning', args }),
    ];
  });
  const refs = new Set(machines.map(({ vm, nic }) => `${vm}/${nic}`));
  const balancers = Object.entries(view.lab.loadBalancers ?? {}).filter(
    ([, lb]) =>
      Object.values(lb.frontendIPConfigurations).some((f) => f.publicIPAddress !== undefined) &&
      Object.values(lb.backendAddressPools).some((p) => p.backendIPConfigurations.some((ref) => refs.has(ref.split('/').slice(0, 2).join('/')))),
  );
  const args = { route, subnet: s.ref };
  return [
    ...out,
    ...balancers.map(([id]) =>
      about(id, ['loadBalancers', id])(
        'public-lb-diverted',
        'A162 A36',
        `its backends in ${s.ref} answer by ${route}, not by the load balancer; use DNAT of the firewall instead, or send the firewall's public address to Internet`,
        { severity: 'warning', args },
      ),
    ),
    ...(s.subnet.natGateway === undefined
      ? []
      : [
          about(s.ref, [...s.path, 'natGateway'])(
            'nat-gateway-bypassed',
            'A189',
            `${route} sends packets elsewhere before the NAT gateway ${s.subnet.natGateway} sees them`,
            {
              severity: 'warning',
              args: { route, natGateway: s.subnet.natGateway },
            },
          ),
        ]),
  ];
}

/** Their own rule sets speak of these. */
const PLATFORM: Readonly<Record<string, true>> = { GatewaySubnet: true, AzureFirewallSubnet: true, RouteServerSubnet: true };
