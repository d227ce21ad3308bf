/** How many of a kind there may be (A39, A116), and that what serves a network is in its region (A209). */
import { about, type Finding } from './finding.ts';
import type { LabView } from './view.ts';

/** A39. */
const MOST = { networks: 1000, subnets: 3000, peerings: 500, routeTables: 200, ipConfigurations: 256 } as const;
/** A116: circuits of one gateway, and of one peering location among them. */
const MOST_CIRCUITS = 16;
const MOST_CIRCUITS_AT_ONE_PLACE = 4;

export function limits(view: LabView): Finding[] {
  return [...counts(view), ...circuitsOfGateways(view), ...regions(view)];
}

function tooMany(object: string, path: readonly string[], rule: string, what: string, count: number, most: number): Finding[] {
  if (count <= most) return [];
  return [about(object, path)('limit-exceeded', rule, `${count} ${what}; there are ${most} at most`, { args: { what, count, most } })];
}

function counts({ lab, vnets }: LabView): Finding[] {
  return [
    ...tooMany('lab', ['virtualNetworks'], 'A39', 'virtual networks', vnets.length, MOST.networks),
    ...tooMany('lab', ['routeTables'], 'A39', 'route tables', Object.keys(lab.routeTables ?? {}).length, MOST.routeTables),
    ...vnets.flatMap(([id, v]) => [
      ...tooMany(id, ['virtualNetworks', id, 'subnets'], 'A39', 'subnets', Object.keys(v.subnets).length, MOST.subnets),
      ...tooMany(id, ['virtualNetworks', id, 'virtualNetworkPeerings'], 'A39', 'peerings', Object.keys(v.virtualNetworkPeerings ?? {}).length, MOST.peerings),
    ]),
    ...Object.entries(lab.virtualMachines ?? {}).flatMap(([id, vm]) =>
      Object.entries(vm.networkInterfaces).flatMap(([nic, n]) =>
        tooMany(
          id,
          ['virtualMachines', id, 'networkInterfaces', nic, 'ipConfigurations'],
          'A39',
          'IP configurations',
          1 + Object.keys(n.ipConfigurations ?? {}).length,
          MOST.ipConfigurations,
        ),
      ),
    ),
  ];
}

function circuitsOfGateways({ lab, gateways }: LabView): Finding[] {
  return gateways.flatMap(({ id }) => {
    const circuits = Object.values(lab.connections ?? {}).flatMap((c) => (c.virtualNetworkGateway1 === id && c.peer !== undefined ? [c.peer] : []));
    const places = new Map<string, number>();
    for (const circuit of circuits) {
      const place = lab.expressRouteCircuits?.[circuit]?.peeringLocation;
      if (place !== undefined) places.set(place, (places.get(place) ?? 0) + 1);
    }
    const path = ['virtualNetworkGateways', id];
    return [
      ...tooMany(id, path, 'A116', 'circuits', circuits.length, MOST_CIRCUITS),
      ...[...places].flatMap(([place, count]) => tooMany(id, path, 'A116', `circuits at ${place}`, count, MOST_CIRCUITS_AT_ONE_PLACE)),
    ];
  });
}

/** A209: route tables, security groups and NAT gateways serve subnets of their own region, load balancers machines of theirs. */
function regions(view: LabView): Finding[] {
  const { lab } = view;
  const wrong = (object: string, path: readonly string[], location: string | undefined, vnet: string, what: string) => {
    const there = lab.virtualNetworks?.[vnet]?.location;
    if (location === undefined || there === undefined || location === there) return [];
    const message = `the ${what} is in ${location} and ${vnet} in ${there}; use one of the same region`;
    return [about(object, path)('wrong-region', 'A209 A34', message, { args: { what, location, vnet, there } })];
  };
  const attached = [...view.subnets.values()].flatMap((s) => {
    const { routeTable: rt, networkSecurityGroup: nsg, natGateway: nat } = s.subnet;
    return [
      ...(rt === undefined ? [] : wrong(s.ref, [...s.path, 'routeTable'], lab.routeTables?.[rt]?.location, s.vnet, 'route table')),
      ...(nsg === undefined
        ? []
        : wrong(s.ref, [...s.path, 'networkSecurityGroup'], lab.networkSecurityGroups?.[nsg]?.location, s.vnet, 'network security group')),
      ...(nat === undefined ? [] : wrong(s.ref, [...s.path, 'natGateway'], lab.natGateways?.[nat]?.location, s.vnet, 'NAT gateway')),
    ];
  });
  const balancers = Object.entries(lab.loadBalancers ?? {}).flatMap(([id, lb]) =>
    Object.entries(lb.frontendIPConfigurations).flatMap(([name, f]) =>
      f.subnet === undefined
        ? []
        : wrong(id, ['loadBalancers', id, 'frontendIPConfigurations', name], lb.location, f.subnet.split('/')[0] ?? '', 'load balancer'),
    ),
  );
  return [...attached, ...balancers];
}
