/** Idle time-outs and source ports of what remembers a flow (A161, A164, A190). */
import { describe, expect, it } from 'vitest';
import { checkLab, type Lab, mergePatch } from '../model/index.ts';
import { solve } from '../solve.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow } from './trace.ts';

const any = { sourceAddresses: ['*'], destinationAddresses: ['*'], protocols: ['Any'], destinationPorts: ['*'] };
const LAB = {
  virtualNetworks: {
    v: {
      location: 'japaneast',
      addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
      subnets: {
        s: { addressPrefix: '10.1.0.0/24', networkSecurityGroup: 'nsg' },
        behind: { addressPrefix: '10.1.2.0/24', routeTable: 'rt' },
        AzureFirewallSubnet: { addressPrefix: '10.1.1.0/26' },
      },
    },
  },
  routeTables: { rt: { routes: { all: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.1.1.4' } } } },
  networkSecurityGroups: {
    nsg: {
      securityRules: {
        web: {
          priority: 100,
          direction: 'Inbound',
          access: 'Allow',
          protocol: 'Tcp',
          sourceAddressPrefix: '*',
          destinationAddressPrefix: '*',
          destinationPortRange: '443',
        },
      },
    },
  },
  publicIPAddresses: Object.fromEntries(['nat-1', 'nat-2', 'lb', 'fw-1', 'fw-2'].map((id, i) => [`pip-${id}`, { ipAddress: `198.51.100.${i + 10}` }])),
  virtualMachines: {
    vm: { networkInterfaces: { eth0: { subnet: 'v/s', privateIPAddress: '10.1.0.4' } }, listen: [{ protocol: 'tcp', port: 443 }] },
    inner: { networkInterfaces: { eth0: { subnet: 'v/behind', privateIPAddress: '10.1.2.4' } } },
  },
  natGateways: { ng: { publicIpAddresses: ['pip-nat-1', 'pip-nat-2'], idleTimeoutInMinutes: 30 } },
  azureFirewalls: {
    fw: {
      subnet: 'v/AzureFirewallSubnet',
      publicIPAddresses: ['pip-fw-1', 'pip-fw-2'],
      networkRuleCollections: { all: { priority: 200, action: { type: 'Allow' }, rules: { all: any } } },
    },
  },
  loadBalancers: {
    lb: {
      frontendIPConfigurations: { f: { publicIPAddress: 'pip-lb' } },
      backendAddressPools: { p: { backendIPConfigurations: ['vm/eth0'] } },
      loadBalancingRules: {
        web: {
          frontendIPConfiguration: 'f',
          backendAddressPool: 'p',
          protocol: 'Tcp',
          frontendPort: 443,
          backendPort: 443,
          disableOutboundSnat: true,
          idleTimeoutInMinutes: 15,
        },
      },
      outboundRules: {
        out: { frontendIPConfigurations: ['f'], backendAddressPool: 'p', protocol: 'All', allocatedOutboundPorts: 2048, idleTimeoutInMinutes: 10 },
      },
    },
  },
  internet: {
    hosts: {
      web: {
        ipAddress: '192.0.2.80',
        listen: [
          { protocol: 'tcp', port: 443 },
          { protocol: 'udp', port: 53 },
        ],
      },
    },
  },
};
const nat = { virtualNetworks: { v: { subnets: { s: { natGateway: 'ng' } } } } };
/** Of each row that has limits: its kind, minutes, ports. */
const limits = (flow: string, patch: unknown = {}) => {
  const lab = mergePatch(LAB, patch) as Lab;
  expect(checkLab(lab)).toEqual([]);
  const t = traceFlow(solve(lab), flowOf(flow));
  expect(t.verdict).toBe('delivered');
  return t.states.flatMap((s) => (s.idleMinutes === undefined && s.ports === undefined ? [] : [`${s.kind} ${s.idleMinutes ?? '-'} ${s.ports ?? '-'}`]));
};

describe('what remembers a flow', () => {
  it('A190 a NAT gateway: 64,512 ports an address, TCP’s time-out as set, UDP’s always four minutes', () => {
    expect(limits('tcp/443 vm > web', nat)).toEqual(['nat-gateway 30 129024']);
    expect(limits('udp/53 vm > web', nat)).toEqual(['nat-gateway 4 129024']);
  });

  it('A190 a load balancer’s outbound rule: what it allocates, else by the pool’s size', () => {
    expect(limits('tcp/443 vm > web')).toEqual(['load-balancer-outbound 10 2048']);
    const bare = { loadBalancers: { lb: { outboundRules: { out: { allocatedOutboundPorts: null, idleTimeoutInMinutes: null } } } } };
    expect(limits('tcp/443 vm > web', bare)).toEqual(['load-balancer-outbound 4 1024']);
    const implied = { loadBalancers: { lb: { outboundRules: null, loadBalancingRules: { web: { disableOutboundSnat: null } } } } };
    expect(limits('tcp/443 vm > web', implied)).toEqual(['load-balancer-outbound 15 1024']);
  });

  it('A190 a load-balancing rule: its time-out, and no ports, for it does not translate sources', () => {
    expect(limits('tcp/443 web > 198.51.100.12')).toEqual(['load-balancer 15 -']);
  });

  it('A161, A164 Azure Firewall: four minutes of TCP, 2,496 ports for each public address', () => {
    expect(limits('tcp/443 inner > web')).toEqual(['firewall 4 4992']);
    expect(limits('udp/53 inner > web')).toEqual(['firewall - 4992']);
  });

  it('A164 and no ports of it where it does not translate', () => {
    const back = {
      virtualNetworks: { v: { subnets: { s: { routeTable: 'rt-s' } } } },
      routeTables: {
        rt: { routes: { s: { addressPrefix: '10.1.0.0/24', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.1.1.4' } } },
        'rt-s': { routes: { s: { addressPrefix: '10.1.2.0/24', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.1.1.4' } } },
      },
    };
    expect(limits('tcp/443 inner > vm', back)).toEqual(['firewall 4 -']);
  });
});
describe('A185 an HTTP probe', () => {
  const probed = (protocol: string, http?: Readonly<Record<string, number>>, requestPath = '/health') => {
    const patch = {
      virtualMachines: { vm: { listen: [{ protocol: 'tcp', port: 443, ...(http && { http }) }] } },
      loadBalancers: { lb: { probes: { p: { protocol, port: 443, requestPath } }, loadBalancingRules: { web: { probe: 'p' } } } },
    };
    return traceFlow(solve(mergePatch(LAB, patch) as Lab), flowOf('tcp/443 web > 198.51.100.12')).summary.code;
  };

  it('finds a backend well that answers 200, and no other', () => {
    expect(probed('Https', { '/health': 200 })).toBe('delivered-both-ways');
    expect(probed('Https', { '/health': 503 })).toBe('lb-no-healthy-backend');
    expect(probed('Http', { '/': 200 })).toBe('lb-no-healthy-backend');
    expect(probed('Http', { '/': 200 }, '/')).toBe('delivered-both-ways');
  });

  it('takes a service of which nothing is said for well; a TCP probe does not read', () => {
    expect(probed('Https')).toBe('delivered-both-ways');
    expect(probed('Tcp', { '/health': 503 })).toBe('delivered-both-ways');
  });
});
