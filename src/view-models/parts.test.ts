/** Forms: what they add and what they take is a lab that has its shape. */
import { describe, expect, it, test } from 'vitest';
import { checkLab, type Lab, mergePatch, validateLab } from '../engine/index.ts';
import { kindOf, patchAt, pathOf, type ObjectKind } from './diagram.ts';
import { additionOf } from './editing/addition.ts';
import { at, fieldsOf, textOf, valueOf } from './fields.ts';
import { PALETTE } from './palette.ts';
import { partsOf } from './parts.ts';

function grown(): Lab {
  const kinds: ObjectKind[] = ['virtualNetwork', 'virtualNetwork', 'virtualMachine', ...PALETTE.map((p) => p.kind)];
  return kinds.reduce<Lab>((lab, kind) => {
    const added = additionOf(lab, kind);
    return 'patch' in added ? (mergePatch(lab, added.patch) as Lab) : lab;
  }, {});
}

const lab = grown();
const objects = Object.values(lab).flatMap((map) => Object.keys(map as object));
const errors = (l: Lab) => [...checkLab(l), ...validateLab(l)].filter((d) => d.severity === 'error').map((d) => d.message);

const parts = objects.flatMap((id) => {
  const kind = kindOf(lab, id);
  return kind === undefined ? [] : partsOf(lab, kind, id).map((part) => ({ id, kind, part }));
});

test('every kind that has parts is among what is tested', () => {
  expect(new Set(parts.map((p) => p.kind))).toEqual(
    new Set(['virtualNetwork', 'networkSecurityGroup', 'loadBalancer', 'virtualMachine', 'nva', 'firewall', 'vpnGateway', 'localGateway', 'host']),
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
    for (const key of Object.keys(part.fresh as object)) expect(now?.fields.map((f) => f.path[0])).toContain(key);
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
  expect(errors(lab)).toEqual([]);
});
