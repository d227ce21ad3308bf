/**
 * Article RET, claims RET6 and RET7: a public load balancer in front of servers whose default route is the firewall, on labs
 * that are compiled and solved from end to end; and the documented ways out (A162).
 */
import { describe, expect, it } from 'vitest';
import { formatIp } from '../ip/index.ts';
import { type Lab, mergePatch } from '../model/index.ts';
import { solve } from '../solve.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow } from './trace.ts';
import type { Leg, Trace } from './types.ts';

const FIREWALL = { nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.1.1.4' };
const server = (n: number) => ({
  networkInterfaces: { eth0: { subnet: 'hub/servers', privateIPAddress: `10.1.0.${n}` } },
  listen: [
    { protocol: 'tcp', port: 443 },
    { protocol: 'udp', port: 53 },
  ],
});
const LAB = {
  virtualNetworks: {
    hub: {
      location: 'japaneast',
      addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
      subnets: {
        servers: { addressPrefix: '10.1.0.0/24', routeTable: 'rt-servers', networkSecurityGroup: 'nsg' },
        AzureFirewallSubnet: { addressPrefix: '10.1.1.0/26' },
      },
    },
  },
  routeTables: { 'rt-servers': { routes: { default: { addressPrefix: '0.0.0.0/0', ...FIREWALL } } } },
  publicIPAddresses: { 'pip-fw': { ipAddress: '198.51.100.10' }, 'pip-lb': { ipAddress: '198.51.100.5' } },
  networkSecurityGroups: {
    nsg: {
      securityRules: {
        web: { priority: 100, direction: 'Inbound', access: 'Allow', protocol: '*', sourceAddressPrefix: 'Internet', destinationPortRanges: ['443', '53'] },
      },
    },
  },
  virtualMachines: { vm1: server(4), vm2: server(5) },
  azureFirewalls: {
    azfw: {
      subnet: 'hub/AzureFirewallSubnet',
      publicIPAddresses: ['pip-fw'],
      networkRuleCollections: {
        all: {
          priority: 100,
          action: { type: 'Allow' },
          rules: { any: { sourceAddresses: ['*'], destinationAddresses: ['*'], protocols: ['Any'], destinationPorts: ['*'] } },
        },
      },
    },
  },
  loadBalancers: {
    plb: {
      frontendIPConfigurations: { fe: { publicIPAddress: 'pip-lb' } },
      backendAddressPools: { servers: { backendIPConfigurations: ['vm1/eth0', 'vm2/eth0'] } },
      probes: { https: { protocol: 'Tcp', port: 443 } },
      loadBalancingRules: {
        https: { frontendIPConfiguration: 'fe', backendAddressPool: 'servers', probe: 'https', protocol: 'Tcp', frontendPort: 443, backendPort: 443 },
        dns: { frontendIPConfiguration: 'fe', backendAddressPool: 'servers', probe: 'https', protocol: 'Udp', frontendPort: 53, backendPort: 53 },
      },
    },
  },
  internet: { hosts: { web: { ipAddress: '192.0.2.80' } } },
};
const run = (flow: string, ...patches: unknown[]): Trace =>
  traceFlow(solve(patches.reduce<unknown>((state, patch) => mergePatch(state, patch), LAB) as Lab), flowOf(flow));
const devices = (leg: Leg | undefined) => leg?.hops.map((h) => h.device).join(' ');

describe('RET6 a public load balancer before servers whose default is the firewall', () => {
  it('A160, A162 the reply goes to a firewall that never saw the SYN, and is dropped there', () => {
    const t = run('tcp/443 web > 198.51.100.5');
    expect(devices(t.out)).toMatch(/^internet plb vm[12]$/);
    expect([t.verdict, devices(t.back)?.split(' ')[1], t.back?.at.device, t.back?.reason.code]).toEqual(['one-way', 'azfw', 'azfw', 'firewall-no-state']);
  });

  it('A160 UDP is let through by the rules, but from another address than the one that was asked', () => {
    expect(run('udp/53 web > 198.51.100.5').summary.code).toBe('reply-not-recognised');
  });

  it('without the user-defined route the answer goes straight out, under the frontend’s address', () => {
    const t = run('tcp/443 web > 198.51.100.5', { routeTables: { 'rt-servers': { routes: { default: null } } } });
    expect([t.verdict, devices(t.back)?.split(' ').slice(1)]).toEqual(['delivered', ['internet']]);
  });

  const DNAT = (translatedAddress: string) => ({
    azureFirewalls: {
      azfw: {
        natRuleCollections: {
          in: {
            priority: 100,
            rules: {
              https: {
                sourceAddresses: ['*'],
                destinationAddresses: ['198.51.100.10'],
                protocols: ['TCP'],
                destinationPorts: ['443'],
                translatedAddress,
                translatedPort: '443',
              },
            },
          },
        },
      },
    },
  });
  const HOST_ROUTE = { routeTables: { 'rt-servers': { routes: { firewall: { addressPrefix: '198.51.100.10/32', nextHopType: 'Internet' } } } } };

  it('A162 way out: DNAT to the load balancer, and a host route to the firewall’s public address', () => {
    const t = run('tcp/443 web > 198.51.100.10', DNAT('198.51.100.5'), HOST_ROUTE);
    expect([t.verdict, formatIp(t.seenFrom ?? (0 as never))]).toEqual(['delivered', '198.51.100.10']);
    expect(devices(t.out)).toMatch(/^internet azfw internet plb vm[12]$/);
    expect(devices(t.back)).toMatch(/^vm[12] internet azfw internet$/);
    // Without the host route it is the same mistake again.
    expect(run('tcp/443 web > 198.51.100.10', DNAT('198.51.100.5')).verdict).not.toBe('delivered');
  });

  it('A162 way out: DNAT to a server alone, without the public load balancer', () => {
    const t = run('tcp/443 web > 198.51.100.10', DNAT('10.1.0.4'), { loadBalancers: { plb: null } });
    expect([t.verdict, devices(t.out), devices(t.back)]).toEqual(['delivered', 'internet azfw vm1', 'vm1 azfw internet']);
  });

  it('RET1 DNAT needs no rule for the outside address: the server’s group sees the firewall’s, which is of the VNet; the load balancer needs one', () => {
    const closed = { networkSecurityGroups: { nsg: { securityRules: { web: null } } } };
    expect(run('tcp/443 web > 198.51.100.10', DNAT('10.1.0.4'), { loadBalancers: { plb: null } }, closed).verdict).toBe('delivered');
    const direct = { routeTables: { 'rt-servers': { routes: { default: null } } } };
    expect(run('tcp/443 web > 198.51.100.5', closed, direct).summary.code).toBe('nsg-deny-in');
    // A176: under the user-defined default VirtualNetwork covers the Internet as well, and the default rule lets it in.
    expect(run('tcp/443 web > 198.51.100.5', closed).out.ending).toBe('delivered');
  });

  it('A185 a backend that is down gets nothing', () => {
    const open = { routeTables: { 'rt-servers': { routes: { default: null } } }, outages: { o: { of: 'vm1' } } };
    const t = run('tcp/443 web > 198.51.100.5', open);
    expect([t.verdict, t.branches, devices(t.out)]).toEqual(['delivered', [], 'internet plb vm2']);
    expect(run('tcp/443 web > 198.51.100.5', open, { outages: { p: { of: 'vm2' } } }).summary.code).toBe('lb-no-healthy-backend');
  });

  it('A162 an internal load balancer behind the firewall is fine', () => {
    const internal = {
      loadBalancers: { plb: { frontendIPConfigurations: { fe: { publicIPAddress: null, subnet: 'hub/servers', privateIPAddress: '10.1.0.100' } } } },
    };
    const t = run('tcp/443 web > 198.51.100.10', DNAT('10.1.0.100'), internal);
    expect(devices(t.out)).toMatch(/^internet azfw plb vm[12]$/);
    expect(t.verdict).toBe('delivered');
  });
});

describe('RET7 firewall and security groups are stateful', () => {
  const CLOSED = {
    networkSecurityGroups: {
      nsg: { securityRules: { web: null, in: { priority: 100, direction: 'Inbound', access: 'Deny', protocol: '*' } } },
    },
    internet: { hosts: { web: { names: ['www.example.com'], listen: [{ protocol: 'tcp', port: 443 }] } } },
  };
  const RULE = (sources: string[]) => ({
    azureFirewalls: {
      azfw: {
        networkRuleCollections: {
          all: { rules: { any: { sourceAddresses: sources, destinationAddresses: ['*'], protocols: ['TCP'], destinationPorts: ['443'] } } },
        },
      },
    },
  });

  it('A160, A173 one rule for the way out is enough; none for the reply', () => {
    const t = run('tcp/443 vm1 > web', CLOSED, RULE(['10.1.0.0/24']));
    expect([t.verdict, devices(t.back)]).toEqual(['delivered', 'internet azfw vm1']);
    expect(t.states.map((s) => s.kind)).toEqual(['security-group', 'firewall']);
  });

  it('and a rule for the reply alone is none for the flow', () => {
    expect(run('tcp/443 vm1 > web', CLOSED, RULE(['192.0.2.80'])).summary.code).toBe('firewall-default-deny');
  });
});
