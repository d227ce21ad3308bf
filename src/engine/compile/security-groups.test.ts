/** Application security groups in security rules (A172). */
import { describe, expect, it } from 'vitest';
import { traceFlow } from '../data-plane/index.ts';
import { checkLab, type Lab, mergePatch } from '../model/index.ts';
import { solve } from '../solve.ts';

const machine = (n: number, more: object = {}) => ({
  networkInterfaces: { eth0: { subnet: 'v/s', privateIPAddress: `10.1.0.${n}`, ...more } },
  listen: [{ protocol: 'tcp', port: 443 }],
});
const inbound = { direction: 'Inbound', protocol: 'Tcp', destinationPortRange: '443' };
const LAB = {
  virtualNetworks: {
    v: {
      location: 'japaneast',
      addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
      subnets: { s: { addressPrefix: '10.1.0.0/24', networkSecurityGroup: 'nsg' } },
    },
  },
  applicationSecurityGroups: { web: {}, data: {}, nobody: {} },
  networkSecurityGroups: {
    nsg: {
      securityRules: {
        'web-to-data': { ...inbound, priority: 100, access: 'Allow', sourceApplicationSecurityGroups: ['web'], destinationApplicationSecurityGroups: ['data'] },
        'nobody-denied': { ...inbound, priority: 110, access: 'Deny', sourceApplicationSecurityGroups: ['nobody'], destinationAddressPrefix: '*' },
        'others-not': { ...inbound, priority: 200, access: 'Deny', sourceAddressPrefix: '*', destinationApplicationSecurityGroups: ['data'] },
      },
    },
  },
  virtualMachines: {
    web: machine(4, { applicationSecurityGroups: ['web'] }),
    data: machine(5, {
      applicationSecurityGroups: ['data'],
      ipConfigurations: { second: { privateIPAddress: '10.1.0.15', applicationSecurityGroups: ['data'] }, third: { privateIPAddress: '10.1.0.25' } },
    }),
    other: machine(6),
  },
};
const said = (from: string, to: string, patch: unknown = {}) => {
  const lab = mergePatch(LAB, patch) as Lab;
  expect(checkLab(lab)).toEqual([]);
  const t = traceFlow(solve(lab), { from, to, protocol: 'tcp', port: 443 });
  return `${t.verdict} ${String(t.out.hops.at(-1)?.steps.find((s) => s.reason.code === 'nsg-allow-in')?.reason.args?.['rule'] ?? t.out.reason.args?.['rule'])}`;
};

describe('A172 application security groups', () => {
  it('stand for the addresses of their members', () => {
    expect(said('web', 'data')).toBe('delivered web-to-data');
    expect(said('other', 'data')).toBe('dropped others-not');
    expect(said('other', 'web')).toBe('delivered AllowVnetInBound');
  });

  it('have single IP configurations as members', () => {
    expect(said('other', '10.1.0.15')).toBe('dropped others-not');
    expect(said('other', '10.1.0.25')).toBe('delivered AllowVnetInBound');
  });

  it('match nothing while nobody is in them', () => {
    expect(said('other', 'web', { virtualMachines: { other: { networkInterfaces: { eth0: { applicationSecurityGroups: ['nobody'] } } } } })).toBe(
      'dropped nobody-denied',
    );
  });
});
