/** For tests: mistakes with security groups, load balancers, NAT gateways, firewalls, point-to-site and routes that surprise. */
import { and, gateway, type Mistakes, nic, peering, type Row, route, subnet } from './lab.ts';

/** Two appliances behind an internal balancer in a network of their own, with everything that serves them. */
const SERVICES_LAB = {
  virtualNetworks: {
    edge: {
      location: 'japaneast',
      addressSpace: { addressPrefixes: ['10.9.0.0/16'] },
      subnets: {
        nvas: { addressPrefix: '10.9.1.0/24', networkSecurityGroup: 'nsg' },
        web: { addressPrefix: '10.9.2.0/24', natGateway: 'nat', privateEndpointNetworkPolicies: 'RouteTableEnabled' },
        client: { addressPrefix: '10.9.3.0/24', routeTable: 'rt-edge' },
        AzureBastionSubnet: { addressPrefix: '10.9.4.0/26' },
      },
    },
  },
  routeTables: {
    'rt-edge': { location: 'japaneast', routes: { web: { addressPrefix: '10.9.2.0/24', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.9.1.100' } } },
  },
  networkSecurityGroups: {
    nsg: {
      location: 'japaneast',
      securityRules: {
        ssh: {
          priority: 200,
          direction: 'Inbound',
          access: 'Allow',
          protocol: 'Tcp',
          sourceAddressPrefix: 'VirtualNetwork',
          destinationAddressPrefix: '*',
          destinationPortRanges: ['22', '8000-8080'],
        },
        web: {
          priority: 200,
          direction: 'Outbound',
          access: 'Deny',
          protocol: '*',
          sourceAddressPrefixes: ['10.9.1.0/24'],
          destinationAddressPrefix: 'Storage.japaneast',
          destinationPortRange: '*',
        },
      },
    },
  },
  publicIPAddresses: Object.fromEntries(['nat', 'lb', 'bastion'].map((id, i) => [`pip-${id}`, { ipAddress: `198.51.100.${i + 50}` }])),
  natGateways: { nat: { location: 'japaneast', publicIpAddresses: ['pip-nat'] } },
  virtualMachines: Object.fromEntries(
    ['nva-1', 'nva-2'].map((id, i) => [
      id,
      { networkInterfaces: { eth0: { subnet: 'edge/nvas', privateIPAddress: `10.9.1.${i + 4}`, enableIPForwarding: true } }, ipForward: true },
    ]),
  ),
  loadBalancers: {
    ilb: {
      location: 'japaneast',
      frontendIPConfigurations: { inside: { subnet: 'edge/nvas', privateIPAddress: '10.9.1.100' } },
      backendAddressPools: { nvas: { backendIPConfigurations: ['nva-1/eth0', 'nva-2/eth0'] } },
      probes: { ssh: { protocol: 'Tcp', port: 22 } },
      loadBalancingRules: {
        ha: { frontendIPConfiguration: 'inside', backendAddressPool: 'nvas', probe: 'ssh', protocol: 'All', frontendPort: 0, backendPort: 0 },
      },
    },
    plb: {
      frontendIPConfigurations: { outside: { publicIPAddress: 'pip-lb' } },
      backendAddressPools: { nvas: { backendIPConfigurations: ['nva-1/eth0'] } },
      probes: { ssh: { protocol: 'Tcp', port: 22 } },
      loadBalancingRules: {
        https: {
          frontendIPConfiguration: 'outside',
          backendAddressPool: 'nvas',
          probe: 'ssh',
          protocol: 'Tcp',
          frontendPort: 443,
          backendPort: 8443,
          disableOutboundSnat: true,
        },
      },
      outboundRules: { out: { frontendIPConfigurations: ['outside'], backendAddressPool: 'nvas', protocol: 'All', allocatedOutboundPorts: 1024 } },
    },
  },
  privateEndpoints: { pe: { subnet: 'edge/web', privateIPAddress: '10.9.2.50' } },
  bastionHosts: { bastion: { subnet: 'edge/AzureBastionSubnet', publicIPAddress: 'pip-bastion' } },
};

const withServices = (rows: readonly Row[]): Row[] => rows.map(([title, patch, ...found]) => [title, and(SERVICES_LAB, patch), ...found]);
const rule = (name: string, patch: unknown) => ({ networkSecurityGroups: { nsg: { securityRules: { [name]: patch } } } });
const lb = (id: string, patch: unknown) => ({ loadBalancers: { [id]: patch } });
const edge = (name: string, patch: unknown) => subnet('edge', name, patch);
const vm = (id: string, patch: unknown) => ({ virtualMachines: { [id]: patch } });
const pool = (...addressPrefixes: string[]) => ({ vpnClientConfiguration: { vpnClientAddressPool: { addressPrefixes } } });
const firewall = (patch: unknown) => ({ azureFirewalls: { azfw: patch } });
const local = (patch: unknown) => ({ localNetworkGateways: { lng: patch } });
const probesDenied = {
  priority: 300,
  direction: 'Inbound',
  access: 'Deny',
  protocol: '*',
  sourceAddressPrefix: '*',
  destinationAddressPrefix: '*',
  destinationPortRange: '*',
};
const toInternet = { publicIPAddresses: { 'pip-vm': { ipAddress: '198.51.100.77' } } };
const management = {
  ...firewall({ managementIpConfiguration: { subnet: 'hub/AzureFirewallManagementSubnet', publicIPAddress: 'pip-management' } }),
  publicIPAddresses: { 'pip-management': { ipAddress: '198.51.100.99' } },
};
const managementSubnet = (patch: object = {}) => subnet('hub', 'AzureFirewallManagementSubnet', { addressPrefix: '10.0.3.64/26', ...patch });
const anyAddresses = { sourceAddresses: ['*'], destinationAddresses: ['*'], protocols: ['TCP'], destinationPorts: ['443'] };
const dnat = (address: string) => ({
  priority: 100,
  rules: { web: { ...anyAddresses, destinationAddresses: [address], translatedAddress: '10.1.0.4', translatedPort: '443' } },
});
const collection = (priority: number) => ({ priority, action: { type: 'Allow' }, rules: { all: anyAddresses } });

const circuit = (n: number, more: object = {}) => ({
  peerings: {
    AzurePrivatePeering: { peerASN: 65151, primaryPeerAddressPrefix: `172.18.${n}.0/30`, secondaryPeerAddressPrefix: `172.18.${n}.4/30`, vlanId: 200, ...more },
  },
});
const toCircuit = (gateway: string, peer: string) => ({ connectionType: 'ExpressRoute', virtualNetworkGateway1: gateway, peer });

export const SERVICES: readonly Mistakes[] = [
  {
    title: 'remarks',
    rows: [
      [
        'A48 access off',
        peering('spoke', 'to-hub', { allowVirtualNetworkAccess: false }),
        'info peering-access-off [A48] spoke: to-hub keeps its route, and hub is no longer of the VirtualNetwork tag: default security rules deny it, explicit ones may allow it',
      ],
      [
        'A99 clients that send everything',
        gateway('vpngw', {
          vpnClientConfiguration: { vpnClientAddressPool: { addressPrefixes: ['172.20.0.0/24'] } },
          customRoutes: { addressPrefixes: ['0.0.0.0/1', '128.0.0.0/1'] },
        }),
        'info p2s-no-internet [A99] vpngw: clients send everything here, and the gateway itself gives them no way to the Internet: they need a proxy or an appliance in the network',
      ],
      [
        'A106 two gateways on one circuit',
        and(
          gateway('ergw-branch', { gatewayType: 'ExpressRoute', subnet: 'branch/GatewaySubnet' }),
          gateway('vpngw-branch', null),
          { connections: { 'cn-out': null, 'cn-back': null, 'cn-er-2': toCircuit('ergw-branch', 'erc') }, publicIPAddresses: { 'pip-branch': null } },
          route('rt-branch', { hub: null }),
        ),
        'info circuit-no-hairpin [A106] erc: the networks of ergw, ergw-branch do not reach one another by this circuit, unless allowRemoteVnetTraffic is on at each gateway; peer them instead',
      ],
      [
        'A114 A140 two circuits of one gateway',
        { connections: { 'cn-er-2': toCircuit('ergw', 'erc-2') }, expressRouteCircuits: { 'erc-2': circuit(0) } },
        'info circuits-without-global-reach [A114] ergw: the sites of erc and erc-2 do not reach one another through this gateway; join the circuits by Global Reach if they should',
        'info route-server-one-circuit [A140] ars: beside it ergw uses one of its 2 circuits for a prefix, not all of them',
      ],
      [
        'A114 with Global Reach',
        {
          connections: { 'cn-er-2': toCircuit('ergw', 'erc-2') },
          expressRouteCircuits: { 'erc-2': circuit(0, { connections: { reach: { peerExpressRouteCircuit: 'erc', addressPrefix: '172.19.0.0/29' } } }) },
        },
        'info route-server-one-circuit [A140] ars: beside it ergw uses one of its 2 circuits for a prefix, not all of them',
      ],
      [
        'A203 a GatewaySubnet of /28',
        subnet('branch', 'GatewaySubnet', { addressPrefix: '10.50.0.0/28' }),
        'info gateway-subnet-tight [A203] branch/GatewaySubnet: /28 leaves no room for a second gateway or more instances; a /27 or larger is recommended',
      ],
    ],
  },
  {
    title: 'security groups',
    rows: withServices([
      ['A170 with everything right', {}],
      [
        'A172 two rules of one priority',
        rule('again', { ...probesDenied, access: 'Allow', priority: 200 }),
        'error nsg-priority-taken [A172] nsg: again and ssh both have priority 200 Inbound; give one of them another',
      ],
      ['A172 one priority in both directions is right', rule('out', { ...probesDenied, direction: 'Outbound', priority: 300 })],
      [
        'A172 an end in the singular and the plural',
        rule('ssh', { sourceAddressPrefixes: ['10.0.0.0/8'] }),
        'error nsg-end-twice [A172] nsg: ssh has both sourceAddressPrefix and sourceAddressPrefixes; take one away',
      ],
      [
        'A172 no source',
        rule('ssh', { sourceAddressPrefix: null }),
        'error nsg-end-missing [A172] nsg: ssh has neither sourceAddressPrefix nor sourceAddressPrefixes; write * for any',
      ],
      [
        'A176 neither a prefix nor a tag',
        rule('ssh', { sourceAddressPrefix: '10.9.1.300' }),
        'error nsg-address [A172 A176] nsg: ssh: expected a prefix, an address, a service tag or *, got "10.9.1.300"',
      ],
      [
        'A172 a range upside down',
        rule('ssh', { destinationPortRanges: ['90-80'] }),
        'error nsg-ports [A172] nsg: ssh: expected a port, a range such as 1024-65535 or *, got "90-80"',
      ],
      [
        'A172 more than 1000 rules',
        {
          networkSecurityGroups: {
            big: {
              securityRules: Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`r${i}`, { ...probesDenied, access: 'Allow', priority: 100 + i }])),
            },
          },
        },
        'error nsg-too-many-rules [A172] big: 1001 rules; a network security group holds 1000 at most',
      ],
      [
        'A185 probes denied',
        rule('deny', probesDenied),
        'warning nsg-blocks-probes [A170 A185] nsg: deny denies the probes of ilb (AzureLoadBalancer), so that all its backends count as down; allow AzureLoadBalancer before it',
      ],
      [
        'A185 probes allowed before the denial',
        and(rule('deny', probesDenied), rule('probes', { ...probesDenied, access: 'Allow', priority: 250, sourceAddressPrefix: 'AzureLoadBalancer' })),
      ],
      [
        'A177 packets for the Internet through an appliance',
        and(
          rule('ssh', { destinationAddressPrefix: '10.9.1.0/24' }),
          route('rt-edge', { out: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.9.1.4' } }),
        ),
        'warning nsg-stops-transit [A177 A170] nsg: out brings nva-1 packets for the Internet, and no rule of this group lets them in (VirtualNetwork does not cover their destination); allow them',
      ],
      [
        'A209 in another region',
        { networkSecurityGroups: { nsg: { location: 'eastus' } } },
        'error wrong-region [A209 A34] edge/nvas: the network security group is in eastus and edge in japaneast; use one of the same region',
      ],
    ]),
  },
  {
    title: 'load balancers',
    rows: withServices([
      [
        'A185 a frontend of both sorts',
        lb('ilb', { frontendIPConfigurations: { inside: { publicIPAddress: 'pip-x' } } }),
        'error lb-frontend-both [A185] ilb: inside has a subnet and a public address; take one away',
        'error lb-ha-ports-public [A186] ilb: ha has HA ports, which only an internal frontend has',
      ],
      [
        'A185 a frontend of neither',
        lb('ilb', { frontendIPConfigurations: { spare: {} } }),
        'error lb-frontend-bare [A185] ilb: spare has neither a subnet nor a public address; give it one',
      ],
      [
        'A185 public and internal frontends',
        lb('plb', { frontendIPConfigurations: { inside: { subnet: 'edge/nvas' } } }),
        'error lb-mixed [A185] plb: public and internal frontends in one load balancer; make it two',
      ],
      [
        'A185 a probe that is not there',
        lb('ilb', { loadBalancingRules: { ha: { probe: 'http' } } }),
        'error lb-unknown-part [A185] ilb: ha names the probe http, which this load balancer does not have',
      ],
      [
        'A185 a rule without a probe',
        lb('ilb', { loadBalancingRules: { ha: { probe: null } } }),
        'warning lb-rule-without-probe [A185] ilb: ha has no probe, so that a backend which is down still gets its share',
      ],
      [
        'A185 an empty pool',
        lb('ilb', { backendAddressPools: { nvas: { backendIPConfigurations: [] } } }),
        'warning lb-pool-empty [A185] ilb: nvas has no backend, so that packets to its rules are dropped',
      ],
      [
        'A185 backends of two networks',
        lb('ilb', { backendAddressPools: { nvas: { backendIPConfigurations: ['nva-1/eth0', 'nva/eth0'] } } }),
        'error lb-pool-across-networks [A185] ilb: nvas has backends in several networks (edge, hub); a pool is of one',
      ],
      [
        'A186 all protocols on one port',
        lb('ilb', { loadBalancingRules: { ha: { frontendPort: 80, backendPort: 80 } } }),
        'error lb-ha-ports [A186] ilb: ha is for all protocols and needs port 0 at both ends (HA ports)',
      ],
      [
        'A186 port 0 of TCP',
        lb('ilb', { loadBalancingRules: { ha: { protocol: 'Tcp' } } }),
        'error lb-port-zero [A186] ilb: ha is for Tcp and needs a port; 0 goes with All only',
        'warning udr-next-hop-not-ha-ports [A186 A188] rt-edge: web leads to ilb, which has no HA-ports rule on inside: only the ports of its rules pass',
      ],
      [
        'A186 HA ports on a public frontend',
        lb('plb', { loadBalancingRules: { https: { protocol: 'All', frontendPort: 0, backendPort: 0 } } }),
        'error lb-ha-ports-public [A186] plb: https has HA ports, which only an internal frontend has',
      ],
      [
        'A185 one frontend port twice',
        lb('plb', {
          loadBalancingRules: {
            again: {
              frontendIPConfiguration: 'outside',
              backendAddressPool: 'nvas',
              probe: 'ssh',
              protocol: 'Tcp',
              frontendPort: 443,
              backendPort: 444,
              disableOutboundSnat: true,
            },
          },
        }),
        'error lb-frontend-port-taken [A185] plb: again and https have the same frontend, protocol and port; give one of them another',
      ],
      [
        'A187 one backend port twice',
        lb('plb', {
          loadBalancingRules: {
            again: {
              frontendIPConfiguration: 'outside',
              backendAddressPool: 'nvas',
              probe: 'ssh',
              protocol: 'Tcp',
              frontendPort: 444,
              backendPort: 8443,
              disableOutboundSnat: true,
            },
          },
        }),
        'error lb-backend-port-taken [A187] plb: again and https hand packets to the same port of the same pool; give one of them another port, or turn floating IP on',
      ],
      [
        'A189 an outbound rule beside a rule’s own outbound connections',
        lb('plb', { loadBalancingRules: { https: { disableOutboundSnat: null } } }),
        'error lb-outbound-twice [A189] plb: out and https both give outbound connections by the same frontend; set disableOutboundSnat on https',
      ],
      [
        'A189 ports that are no multiple of 8',
        lb('plb', { outboundRules: { out: { allocatedOutboundPorts: 1001 } } }),
        'error lb-outbound-ports [A189] plb: out allocates 1001 ports; their number is a multiple of 8',
      ],
      [
        'A189 an outbound rule of an internal frontend',
        lb('ilb', {
          outboundRules: { out: { frontendIPConfigurations: ['inside'], backendAddressPool: 'nvas', protocol: 'All' } },
          loadBalancingRules: { ha: { disableOutboundSnat: true } },
        }),
        'error lb-outbound-internal [A189] ilb: out uses inside, which has no public address; an outbound rule needs public frontends',
      ],
      [
        'A186 a route to a balancer without HA ports',
        lb('ilb', { loadBalancingRules: { ha: { protocol: 'Tcp', frontendPort: 443, backendPort: 443 } } }),
        'warning udr-next-hop-not-ha-ports [A186 A188] rt-edge: web leads to ilb, which has no HA-ports rule on inside: only the ports of its rules pass',
      ],
      [
        'A192 a backend that does not forward',
        vm('nva-2', { networkInterfaces: { eth0: { enableIPForwarding: null } } }),
        'warning backend-not-forwarding [A3 A188 A192] nva-2: eth0 is a backend of ilb, which web leads to, and does not take packets for others; turn IP forwarding on',
      ],
      [
        'A200 a frontend’s address is taken',
        lb('ilb', { frontendIPConfigurations: { spare: { subnet: 'edge/nvas', privateIPAddress: '10.9.1.4' } } }),
        'error address-taken [A200] ilb: 10.9.1.4 is already that of nva-1; 10.9.1.6 is free',
      ],
      [
        'A204 a frontend in a reserved subnet',
        lb('ilb', { frontendIPConfigurations: { spare: { subnet: 'hub/GatewaySubnet' } } }),
        'error reserved-subnet [A127 A204] ilb: GatewaySubnet is kept for gateways; move spare to another subnet',
      ],
    ]),
  },
  {
    title: 'ways out',
    rows: withServices([
      [
        'A190 more than 16 addresses',
        { natGateways: { nat: { publicIpAddresses: Array.from({ length: 17 }, (_, i) => `pip-${i}`) } } },
        'error nat-gateway-too-many-addresses [A190] nat: 17 public addresses; a NAT gateway has 16 at most',
      ],
      [
        'A190 no address',
        { natGateways: { nat: { publicIpAddresses: [] } } },
        'warning nat-gateway-without-address [A190] nat: no public address, so that nothing leaves by it; give it one',
      ],
      [
        'A190 subnets of two networks',
        subnet('branch', 'a', { natGateway: 'nat' }),
        'error nat-gateway-across-networks [A190] nat: serves subnets of several networks (branch, edge); a NAT gateway is of one',
        'error wrong-region [A209 A34] branch/a: the NAT gateway is in japaneast and branch in eastus; use one of the same region',
      ],
      [
        'A60 the address of somebody else',
        { natGateways: { nat: { publicIpAddresses: ['pip-fw'] } } },
        'error public-address-in-use [A60] nat: pip-fw is already in use by azfw; take another public IP address',
      ],
      [
        'A189 a route before the NAT gateway',
        and(
          edge('client', { natGateway: 'nat' }),
          route('rt-edge', { out: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.9.1.100' } }),
        ),
        'warning nat-gateway-bypassed [A189] edge/client: out sends packets elsewhere before the NAT gateway nat sees them',
      ],
      [
        'A36 a public address behind a default route',
        and(toInternet, nic('vm', { publicIPAddress: 'pip-vm' })),
        'warning public-address-diverted [A36] vm: pip-vm on eth0 cannot be reached from the Internet: default of spoke/a sends the answers elsewhere',
      ],
      [
        'A162 a public balancer behind a default route',
        and(edge('nvas', { routeTable: 'rt-nvas' }), {
          routeTables: { 'rt-nvas': { routes: { out: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.9.2.4' } } } },
          virtualMachines: {
            fw: { networkInterfaces: { eth0: { subnet: 'edge/web', privateIPAddress: '10.9.2.4', enableIPForwarding: true } }, ipForward: true },
          },
        }),
        "warning public-lb-diverted [A162 A36] plb: its backends in edge/nvas answer by out, not by the load balancer; use DNAT of the firewall instead, or send the firewall's public address to Internet",
      ],
    ]),
  },
  {
    title: 'endpoints and Bastion',
    rows: withServices([
      [
        'A203 Bastion elsewhere',
        { bastionHosts: { bastion: { subnet: 'edge/web' } } },
        'error wrong-subnet [A203] bastion: the Azure Bastion must stand in a subnet named AzureBastionSubnet, not web',
      ],
      [
        'A127 a private endpoint in a reserved subnet',
        { privateEndpoints: { pe: { subnet: 'edge/AzureBastionSubnet', privateIPAddress: '10.9.4.20' } } },
        'error reserved-subnet [A127 A204] pe: AzureBastionSubnet is kept for Azure Bastion; move pe to another subnet',
      ],
      [
        'A38 a route that the endpoint does not see',
        edge('web', { privateEndpointNetworkPolicies: null }),
        'warning udr-misses-private-endpoint [A38] rt-edge: web does not take packets to the private endpoint pe, because edge/web keeps network policies off; turn them on for route tables',
      ],
      [
        'A38 a route shorter than the network is never meant for it',
        and(edge('web', { privateEndpointNetworkPolicies: null }), route('rt-edge', { web: { addressPrefix: '10.8.0.0/15' } })),
      ],
    ]),
  },
  {
    title: 'Azure Firewall',
    rows: [
      ['A158 a management interface', and(management, managementSubnet())],
      [
        'A158 elsewhere',
        and(management, firewall({ managementIpConfiguration: { subnet: 'hub/nva' } })),
        'error firewall-management-subnet [A158 A203] azfw: the management interface must stand in hub/AzureFirewallManagementSubnet, not hub/nva',
      ],
      [
        'A158 its default elsewhere',
        and(management, managementSubnet({ routeTable: 'rt-m' }), {
          routeTables: { 'rt-m': { routes: { out: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } } } },
        }),
        'error firewall-management-default [A158] azfw: out of route table rt-m takes the management interface off the Internet, and the firewall stops working; send 0.0.0.0/0 to Internet',
      ],
      [
        'A158 no public address',
        firewall({ publicIPAddresses: [] }),
        'error firewall-without-public-address [A158] azfw: no public IP address; a firewall needs one, unless it has a management interface (forced tunnelling)',
      ],
      [
        'A152 two collections of one priority',
        firewall({ networkRuleCollections: { one: collection(200), two: collection(200), three: collection(201) } }),
        'error firewall-priority-taken [A152] azfw: two and one both have priority 200; give one of them another',
      ],
      ['A152 one priority in two kinds', firewall({ networkRuleCollections: { one: collection(100) }, natRuleCollections: { in: dnat('198.51.100.1') } })],
      [
        'A156 DNAT of another address',
        firewall({ natRuleCollections: { in: dnat('198.51.100.2') } }),
        'warning dnat-not-own-address [A156] azfw: web is for 198.51.100.2, which is no address of this firewall, and never matches',
      ],
      [
        'A154 never translates',
        firewall({ privateRanges: ['0.0.0.0/0'] }),
        'warning firewall-never-snats [A154] azfw: privateRanges with 0.0.0.0/0 never translates: packets reach the Internet with private sources, and no answer finds its way back',
      ],
    ],
  },
  {
    title: 'point-to-site',
    rows: [
      ['A95 a pool of its own', gateway('vpngw', pool('172.20.0.0/24'))],
      [
        'A211 a pool within a network',
        gateway('vpngw', pool('10.1.9.0/24')),
        'error p2s-pool-overlap [A211 A95] vpngw: the pool 10.1.9.0/24 overlaps 10.1.0.0/16 of spoke; give the pool another range',
      ],
      [
        'A211 a pool that is on-premises',
        gateway('vpngw', pool('192.168.0.0/25')),
        'error p2s-pool-overlap [A211 A95] vpngw: the pool 192.168.0.0/25 overlaps 192.168.0.0/24 of lng; give the pool another range',
      ],
      [
        'A95 two pools',
        gateway('vpngw', pool('172.20.0.0/24', '172.20.0.128/25')),
        'error p2s-pool-overlap [A211 A95] vpngw: the pool 172.20.0.128/25 overlaps 172.20.0.0/24 of vpngw; give the pool another range',
      ],
      [
        'A98 a default route',
        gateway('vpngw', and(pool('172.20.0.0/24'), { customRoutes: { addressPrefixes: ['10.99.0.0/16', '0.0.0.0/0'] } })),
        'error p2s-custom-default [A98 A211] vpngw: customRoutes does not take 0.0.0.0/0; write 0.0.0.0/1 and 128.0.0.0/1',
      ],
      [
        'A95 a client of a gateway without a pool',
        { hosts: { pc: { interfaces: {}, vpnClient: { virtualNetworkGateway: 'vpngw' } } } },
        'error p2s-without-pool [A95] pc: vpngw has no vpnClientConfiguration; give it an address pool',
      ],
      [
        'A95 an address that is not of the pool',
        and(gateway('vpngw', pool('172.20.0.0/24')), {
          hosts: { pc: { interfaces: {}, vpnClient: { virtualNetworkGateway: 'vpngw', address: '172.21.0.4' } } },
        }),
        'error p2s-address-outside-pool [A95] pc: 172.21.0.4 is not of the pool of vpngw (172.20.0.0/24)',
      ],
      [
        'A95 a pool at an ExpressRoute gateway',
        gateway('ergw', pool('172.20.0.0/24')),
        'warning setting-of-other-gateways [A95 A106] ergw: vpnClientConfiguration is a setting of VPN gateways; take it away',
      ],
      [
        'A106 a setting of ExpressRoute at a VPN gateway',
        gateway('vpngw', { allowRemoteVnetTraffic: true }),
        'warning setting-of-other-gateways [A95 A106] vpngw: allowRemoteVnetTraffic is a setting of ExpressRoute gateways; take it away',
      ],
    ],
  },
  {
    title: 'VPN gateways’ limits',
    rows: [
      [
        'A90 policy-based with BGP',
        gateway('vpngw-branch', { vpnType: 'PolicyBased' }),
        'error vpn-gateway-restricted [A90] vpngw-branch: a policy-based gateway has no enableBgp; take it away or choose another vpnType',
      ],
      [
        'A90 Basic, beside an ExpressRoute gateway',
        gateway('vpngw', { sku: 'Basic' }),
        'error vpn-gateway-restricted [A90] vpngw: a Basic gateway has no enableBgp; take it away or choose another sku',
        'error vpn-gateway-restricted [A90] vpngw: a Basic gateway has no activeActive; take it away or choose another sku',
        'error vpn-gateway-no-coexistence [A90 A110] vpngw: a Basic gateway cannot stand beside the ExpressRoute gateway ergw',
      ],
      [
        'A90 policy-based with two connections',
        and(gateway('vpngw-branch', { vpnType: 'PolicyBased', enableBgp: null }), {
          connections: {
            'cn-out': { enableBgp: null },
            'cn-back': { enableBgp: null },
            'cn-s2s-2': { connectionType: 'IPsec', virtualNetworkGateway1: 'vpngw-branch', localNetworkGateway2: 'lng' },
          },
        }),
        'error vpn-gateway-one-tunnel [A90] vpngw-branch: a policy-based gateway has one connection, not 2',
      ],
      [
        'A67 the peer’s own address',
        local({ localNetworkAddressSpace: { addressPrefixes: ['192.168.0.0/24', '192.168.0.1/32'] } }),
        "warning local-gateway-peer-host [A67] lng: 192.168.0.1/32 is the BGP peer's own address, to which the gateway adds a host route by itself; take it away",
      ],
      [
        'A98 a default route behind a local network gateway',
        local({ localNetworkAddressSpace: { addressPrefixes: ['0.0.0.0/0'] } }),
        'error local-gateway-default [A98] lng: 0.0.0.0/0 is not accepted here; write 0.0.0.0/1 and 128.0.0.0/1',
      ],
      [
        'A67 neither prefixes nor BGP',
        and(local({ localNetworkAddressSpace: null, bgpSettings: null }), { connections: { 'cn-s2s': { enableBgp: null } } }),
        'warning local-gateway-empty [A67] lng: neither prefixes nor BGP, so that nothing is routed to it; give it one of them',
      ],
      [
        'A64 APIPA at the other end only',
        local({ bgpSettings: { bgpPeeringAddress: '169.254.21.2' } }),
        'warning apipa-missing [A64] cn-s2s: lng speaks BGP from 169.254.21.2, and vpngw has no APIPA address; give it customBgpIpAddresses',
      ],
      [
        'A64 APIPA at both ends',
        and(
          local({ bgpSettings: { bgpPeeringAddress: '169.254.21.2' } }),
          gateway('vpngw', { bgpSettings: { customBgpIpAddresses: ['169.254.21.1', '169.254.21.5'] } }),
        ),
      ],
      [
        'A64 an APIPA address that the gateway does not have',
        and(local({ bgpSettings: { bgpPeeringAddress: '169.254.21.2' } }), gateway('vpngw', { bgpSettings: { customBgpIpAddresses: ['169.254.21.1'] } }), {
          connections: { 'cn-s2s': { gatewayCustomBgpIpAddresses: ['169.254.21.9'] } },
        }),
        'error apipa-unknown [A64 A212] cn-s2s: 169.254.21.9 is none of the customBgpIpAddresses of vpngw; add it there',
      ],
      [
        'A64 an APIPA address that is not used',
        and(gateway('vpngw', { bgpSettings: { customBgpIpAddresses: ['169.254.21.1'] } }), {
          connections: { 'cn-s2s': { gatewayCustomBgpIpAddresses: ['169.254.21.1'] } },
        }),
        'warning apipa-not-used [A64] cn-s2s: its APIPA addresses are not used, because lng speaks BGP from 192.168.0.1, which is no APIPA address',
      ],
      [
        'A64 a custom address that is no APIPA one',
        gateway('vpngw', { bgpSettings: { customBgpIpAddresses: ['10.0.0.20'] } }),
        "error apipa-out-of-range [A64 A212] vpngw: 10.0.0.20 is out of range: an APIPA address of Azure's side is within 169.254.21.0–169.254.22.255",
      ],
      [
        'A135 an appliance and a site with one AS',
        { routeServers: { ars: { bgpConnections: { nva: { peerAsn: 65030 } } } } },
        "warning asn-clash [A135 A72] ars: peer nva has AS 65030, and so has lng: each drops the other's routes by its loop check; give one of them another",
      ],
    ],
  },
  {
    title: 'limits and regions',
    rows: [
      [
        'A39 more than 200 route tables',
        { routeTables: Object.fromEntries(Array.from({ length: 197 }, (_, i) => [`rt-${i}`, { routes: {} }])) },
        'error limit-exceeded [A39] lab: 201 route tables; there are 200 at most',
      ],
      [
        'A116 five circuits at one place',
        {
          connections: Object.fromEntries(
            Array.from({ length: 5 }, (_, i) => [`cn-er-${i}`, { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw', peer: `erc-${i}` }]),
          ),
          expressRouteCircuits: Object.fromEntries(
            Array.from({ length: 5 }, (_, i) => [
              `erc-${i}`,
              {
                peeringLocation: 'Tokyo',
                peerings: {
                  AzurePrivatePeering: {
                    peerASN: 65150,
                    primaryPeerAddressPrefix: `172.17.${i}.0/30`,
                    secondaryPeerAddressPrefix: `172.17.${i}.4/30`,
                    vlanId: 100,
                  },
                },
              },
            ]),
          ),
        },
        'error limit-exceeded [A116] ergw: 5 circuits at Tokyo; there are 4 at most',
        'info circuits-without-global-reach [A114] ergw: the sites of erc and erc-0 do not reach one another through this gateway; join the circuits by Global Reach if they should',
        'info route-server-one-circuit [A140] ars: beside it ergw uses one of its 6 circuits for a prefix, not all of them',
      ],
      [
        'A39 more than 256 addresses of one interface',
        and(
          subnet('spoke', 'a', { addressPrefix: '10.1.0.0/22' }),
          nic('vm', { ipConfigurations: Object.fromEntries(Array.from({ length: 256 }, (_, i) => [`c${i}`, { privateIPAddress: `10.1.1.${i}` }])) }),
        ),
        'error limit-exceeded [A39] vm: 257 IP configurations; there are 256 at most',
      ],
      [
        'A209 a route table of another region',
        { routeTables: { 'rt-spoke': { location: 'eastus' } } },
        'error wrong-region [A209 A34] spoke/a: the route table is in eastus and spoke in japaneast; use one of the same region',
      ],
    ],
  },
  {
    title: 'routes that surprise',
    rows: [
      [
        'A29 a route that leads back to its own appliance',
        and(subnet('hub', 'nva', { routeTable: 'rt-nva' }), {
          routeTables: { 'rt-nva': { routes: { all: { addressPrefix: '10.1.0.0/16', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } } } },
        }),
        'warning udr-leads-back [A29] rt-nva: all leads to nva, which stands in hub/nva itself: what it sends out for 10.1.0.0/16 comes back to it; use another table there',
      ],
      [
        'A87 GatewaySubnet sent elsewhere',
        route('rt-gateway', { gateways: { addressPrefix: '10.0.0.0/24', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' } }),
        'warning gateway-route-covers-itself [A87] rt-gateway: gateways covers GatewaySubnet itself (10.0.0.0/27), so that its instances lose one another; name the other subnets instead',
      ],
      [
        'A89 BGP with Route Server sent elsewhere',
        route('rt-gateway', { hub: { addressPrefix: '10.0.2.0/23', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' } }),
        "warning gateway-route-diverts-route-server [A89] rt-gateway: hub takes the gateways' BGP with Route Server (10.0.2.0/27) elsewhere; add 10.0.2.0/27 → VnetLocal to the table",
      ],
      [
        'A89 with the way to Route Server left open',
        route('rt-gateway', {
          hub: { addressPrefix: '10.0.2.0/23', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' },
          ars: { addressPrefix: '10.0.2.0/27', nextHopType: 'VnetLocal' },
        }),
      ],
      [
        'A112 FastPath past a route',
        and(route('rt-gateway', { nva: { addressPrefix: '10.0.1.0/29', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' } }), {
          connections: { 'cn-er': { expressRouteGatewayBypass: true } },
        }),
        "warning fastpath-ignores-route [A112] rt-gateway: nva does not see what comes over cn-er: FastPath goes past the gateway's subnet for hub",
      ],
      [
        'A49 forwarded traffic not let in',
        {
          virtualNetworks: {
            hub: { virtualNetworkPeerings: { 'to-far': { remoteVirtualNetwork: 'far' } } },
            far: {
              location: 'japaneast',
              addressSpace: { addressPrefixes: ['10.2.0.0/16'] },
              subnets: {},
              virtualNetworkPeerings: { 'to-hub': { remoteVirtualNetwork: 'hub' } },
            },
          },
        },
        'warning forwarded-traffic-not-allowed [A49 A56] far: to-hub does not let forwarded traffic in, and default of spoke reaches far by an appliance of hub: it is dropped',
      ],
      [
        'A129 branch-to-branch off',
        { routeServers: { ars: { allowBranchToBranchTraffic: null } } },
        'warning branch-to-branch-off [A129] ars: branch-to-branch is off, so that vpngw and ergw do not learn from one another, nor from appliances; turn it on if their sites are to meet',
      ],
      [
        'A192 a guest that does not forward',
        { virtualMachines: { nva: { ipForward: false } } },
        'warning guest-not-forwarding [A192] nva: default of rt-spoke leads here, and the guest does not forward (net.ipv4.ip_forward); turn it on',
      ],
    ],
  },
];
