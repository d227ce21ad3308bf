/** For tests: mistakes with load balancers. */
import { type Mistakes } from './lab.ts';
import { lb, vm, withServices } from './services-lab.ts';

export const LOAD_BALANCERS: Mistakes = {
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
};
