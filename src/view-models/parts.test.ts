/** Forms: what they add and what they take is a lab that has its shape. */
import { describe, expect, it, test } from 'vitest';
import { checkLab, type Lab, mergePatch, validateLab } from '../engine/index.ts';
import { kindOf, patchAt, pathOf, type ObjectKind } from './diagram/index.ts';
import { additionOf } from './editing/addition.ts';
import { at, textOf, valueOf } from './field.ts';
import { fieldsOf } from './fields.ts';
import { PALETTE } from './palette.ts';
import { partsOf } from './parts.ts';
import { partsOfLab } from './parts-lab.ts';

function grown(): Lab {
  const kinds: ObjectKind[] = ['virtualNetwork', 'virtualNetwork', 'virtualMachine', ...PALETTE.map((p) => p.kind)];
  return kinds.reduce<Lab>((lab, kind) => {
    const added = additionOf(lab, kind);
    return 'patch' in added ? (mergePatch(lab, added.patch) as Lab) : lab;
  }, {});
}

const rule = { sourceAddresses: ['*'], destinationAddresses: ['*'], destinationPorts: ['443'] };
const to = { translatedAddress: '10.0.0.4', translatedPort: '443' };
const web = { sourceAddresses: ['*'], targetFqdns: ['*'], protocols: [{ protocolType: 'Https', port: 443 }] };
const filter = (priority: number, rules: object) => ({
  ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
  priority,
  action: { type: 'Allow' },
  rules,
});
/** A second circuit, and a collection of every type with a rule, so that what stands inside a part is there as well. */
const INSIDE = {
  expressRouteCircuits: {
    'erc-2': {
      peerings: {
        AzurePrivatePeering: { peerASN: 65010, primaryPeerAddressPrefix: '172.17.0.0/30', secondaryPeerAddressPrefix: '172.17.0.4/30', vlanId: 200 },
      },
    },
  },
  azureFirewalls: {
    azfw: {
      natRuleCollections: { in: { priority: 100, rules: { r: { ...rule, ...to, protocols: ['TCP'] } } } },
      networkRuleCollections: { net: { priority: 100, action: { type: 'Allow' }, rules: { r: { ...rule, protocols: ['Any'] } } } },
      applicationRuleCollections: { app: { priority: 100, action: { type: 'Allow' }, rules: { r: web } } },
    },
  },
  firewallPolicies: {
    afwp: {
      ruleCollectionGroups: {
        g: {
          priority: 100,
          ruleCollections: {
            in: {
              ruleCollectionType: 'FirewallPolicyNatRuleCollection',
              priority: 100,
              action: { type: 'DNAT' },
              rules: { r: { ruleType: 'NatRule', ...rule, ...to, ipProtocols: ['TCP'] } },
            },
            net: filter(200, { r: { ruleType: 'NetworkRule', ...rule, ipProtocols: ['TCP'] } }),
            app: filter(300, { r: { ruleType: 'ApplicationRule', ...web } }),
          },
        },
      },
    },
  },
};

const lab = mergePatch(grown(), INSIDE) as Lab;
const objects = Object.values(lab).flatMap((map) => Object.keys(map as object));
const errors = (l: Lab) => [...checkLab(l), ...validateLab(l)].filter((d) => d.severity === 'error').map((d) => d.message);

const parts = objects.flatMap((id) => {
  const kind = kindOf(lab, id);
  return kind === undefined ? [] : partsOf(lab, kind, id).map((part) => ({ id, kind, part }));
});

test('every kind that has parts is among what is tested', () => {
  expect(new Set(parts.map((p) => p.kind))).toEqual(
    new Set([
      'virtualNetwork',
      'networkSecurityGroup',
      'loadBalancer',
      'virtualMachine',
      'nva',
      'firewall',
      'firewallPolicy',
      'routeServer',
      'circuit',
      'vpnGateway',
      'localGateway',
      'host',
    ]),
  );
});

describe.each(parts)('$id $part.label', ({ id, kind, part }) => {
  const base = pathOf(lab, id) ?? [];
  const name = part.single ? [] : ['new'];
  const path = [...base, ...part.path, ...name];
  const withPart = mergePatch(lab, patchAt(path, part.fresh)) as Lab;

  it('a new one has its shape, and every field shows what it has', () => {
    expect(part.fresh).toBeDefined();
    expect(checkLab(withPart).filter((d) => d.severity === 'error' && d.code !== 'dangling-reference')).toEqual([]);
    const now = partsOf(withPart, kind, id).find((p) => p.label === part.label);
    expect(now?.names).toContain(part.single ? '' : 'new');
    // What no field shows is a part of its own.
    const inner = partsOf(withPart, kind, id).flatMap((p) => (p.path.length > path.length - base.length ? [p.path[path.length - base.length]] : []));
    for (const key of Object.keys(part.fresh as object)) expect([...(now?.fields.map((f) => f.path[0]) ?? []), ...inner]).toContain(key);
  });

  it('what a field shows, it takes back unchanged', () => {
    const now = partsOf(withPart, kind, id).find((p) => p.label === part.label);
    for (const field of now?.fields ?? []) {
      const value = at(withPart, [...path, ...field.path]);
      if (value !== undefined) expect(valueOf(field, textOf(value))).toEqual({ value });
    }
  });
});

test('the fields of every object show what it has and take it back', () => {
  for (const id of objects) {
    const kind = kindOf(lab, id);
    for (const field of kind === undefined ? [] : fieldsOf(lab, kind, id)) {
      const value = at(lab, [...(pathOf(lab, id) ?? []), ...field.path]);
      if (value !== undefined && field.label !== 'addresses') expect([id, field.label, valueOf(field, textOf(value))]).toEqual([id, field.label, { value }]);
    }
  }
});

test('a list of services stands in objects', () => {
  const field = { path: ['serviceEndpoints'], label: 'serviceEndpoints', type: 'list', wrap: 'service', optional: true } as const;
  const value = [{ service: 'Microsoft.Storage' }, { service: 'Microsoft.Sql' }];
  expect(textOf(value)).toBe('Microsoft.Storage, Microsoft.Sql');
  expect(valueOf(field, textOf(value))).toEqual({ value });
});

test('an empty optional field takes its property away; an unknown name is refused', () => {
  expect(valueOf({ path: ['a'], label: 'a', type: 'address', optional: true }, ' ')).toEqual({ value: null });
  expect(valueOf({ path: ['a'], label: 'a', type: 'address' }, '')).toEqual({ error: { key: 'expectedAddress' } });
  const list = { path: ['a'], label: 'a', type: 'list', choices: ['vm/eth0', 'nva/eth0'] } as const;
  expect(valueOf(list, 'nva/eth0, vm/eth0')).toEqual({ value: ['nva/eth0', 'vm/eth0'] });
  expect(valueOf(list, 'nva/eth1')).toEqual({ error: { key: 'expectedOneOf', choices: 'vm/eth0, nva/eth0' } });
});

test('everything that the palette adds is accepted by the platform’s rules', () => {
  expect(errors(grown())).toEqual([]);
});

describe('A35 what belongs to the whole lab', () => {
  it('offers a service tag, and an outage of anything that can be down', () => {
    const [, tags, zones, outages] = partsOfLab(lab);
    expect(zones?.freshName).toBe('privatelink.blob.core.windows.net');
    expect([tags?.freshName, outages?.fresh]).toEqual(['Storage', { of: expect.any(String) }]);
    const withBoth = mergePatch(lab, { serviceTags: { Storage: tags?.fresh }, outages: { one: outages?.fresh } }) as Lab;
    expect(checkLab(withBoth).filter((d) => d.severity === 'error' && !checkLab(lab).some((x) => x.message === d.message))).toEqual([]);
    expect(partsOfLab(withBoth).map((p) => p.names)).toEqual([[], ['Storage'], [], ['one']]);
    expect(partsOfLab(withBoth)[1]?.freshName).toBe('Sql');
    expect(outages?.fields[0]?.choices).toEqual(expect.arrayContaining(['vpngw#0', 'erc#primary']));
  });

  it('has no outage to offer where nothing is', () => expect(partsOfLab({})[3]?.fresh).toBeUndefined());
});

test('protocols and listeners are read and written as they are spoken of', () => {
  const protocols = { path: ['p'], label: 'p', type: 'protocols' } as const;
  expect(valueOf(protocols, 'https:443, MSSQL:1433')).toEqual({
    value: [
      { protocolType: 'Https', port: 443 },
      { protocolType: 'Mssql', port: 1433 },
    ],
  });
  expect(valueOf(protocols, 'ftp:21')).toEqual({ error: { key: 'expectedProtocols' } });
  const listen = { path: ['l'], label: 'l', type: 'listeners', optional: true } as const;
  expect(textOf([{ protocol: 'tcp', port: 443 }])).toBe('tcp/443');
  expect(valueOf(listen, 'tcp/443 UDP/53')).toEqual({
    value: [
      { protocol: 'tcp', port: 443 },
      { protocol: 'udp', port: 53 },
    ],
  });
  expect(valueOf(listen, 'tcp/0')).toEqual({ error: { key: 'expectedListeners' } });
  expect(valueOf(listen, '')).toEqual({ value: null });
});
