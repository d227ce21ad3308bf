import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileLab } from '../compile/index.ts';
import type { Network } from '../compile/network.ts';
import { mergePatch } from '../model/merge-patch.ts';
import { type Lab, readScenario, stateAt } from '../model/index.ts';
import { sameData } from './same-data.ts';
import { sameTerrain } from './terrain.ts';

function labOf(name: string, step: string): Lab {
  const { scenario } = readScenario(readFileSync(new URL(`../../../scenarios/${name}.json`, import.meta.url), 'utf8'));
  if (!scenario) throw new Error(`${name} is no scenario`);
  return stateAt(scenario, step);
}

const LAB = labOf('reverse-forced-tunneling', 'complete');
const patched = (patch: unknown): Network => compileLab(mergePatch(structuredClone(LAB), patch) as Lab);
const frr = (change: (text: string) => string) => {
  const config = LAB.virtualMachines?.['vm-frr']?.frr?.config;
  if (config === undefined) throw new Error('vm-frr has no FRR');
  return { virtualMachines: { 'vm-frr': { frr: { config: change(config) } } } };
};

describe('what a control plane stands on', () => {
  const network = compileLab(LAB);
  const stays = (patch: unknown) => sameTerrain(network, patched(patch));
  const [vnet] = Object.keys(LAB.virtualNetworks ?? {}) as [string];
  const [routeServer] = Object.keys(LAB.routeServers ?? {}) as [string];

  it('is the same where a lab is read again, rules of vendors included', () => {
    expect(stays({})).toBe(true);
    const made = [...network.speakers.values()].filter(({ profile }) => profile.importRule ?? profile.exportRule);
    expect(made.length).toBeGreaterThan(0);
    for (const { profile } of made) expect(profile.madeFrom, profile.name).toBeDefined();
  });

  it.each([
    ['a place on the canvas', { virtualMachines: { 'vm-frr': { position: { x: 1, y: 2 } } } }],
    ['a security group', { networkSecurityGroups: { more: { securityRules: {} } } }],
    ['a route table', { routeTables: { more: { routes: {} } } }],
  ])('is the same with %s', (_what, patch) => {
    expect(stays(patch)).toBe(true);
  });

  it.each([
    ['a line of FRR', frr((text) => `${text}\nip route 203.0.113.0/24 blackhole`)],
    ['another place of the same line, which reasons name', frr((text) => `!\n${text}`)],
    ['a prefix of a VNet, which vendors announce', { virtualNetworks: { [vnet]: { addressSpace: { addressPrefixes: ['10.99.0.0/16'] } } } }],
    ["a setting of a vendor's rule", { routeServers: { [routeServer]: { allowBranchToBranchTraffic: false } } }],
  ])('is another with %s', (_what, patch) => {
    expect(stays(patch)).toBe(false);
  });

  it('is another with an interface down, a start at another time, a machine of another system', () => {
    const node = network.nodes.get('vm-frr');
    if (node?.kind !== 'router') throw new Error('vm-frr is no router');
    const withNode = (other: typeof node) =>
      sameTerrain(network, { ...network, nodes: new Map([...network.nodes].map(([k, n]) => [k, n === node ? other : n])) });
    expect(withNode({ ...node })).toBe(true);
    expect(withNode({ ...node, interfaces: node.interfaces.map((i) => ({ ...i, up: false })) })).toBe(false);
    expect(withNode({ ...node, forwarding: !node.forwarding })).toBe(false);
    expect(withNode({ ...node, host: { os: 'freebsd', rules: [], rpFilter: new Map() } })).toBe(false);
    const late = new Map([...network.speakers].map(([k, s]) => [k, { ...s, startsAt: 5 }]));
    expect(sameTerrain(network, { ...network, speakers: late })).toBe(false);
    expect(sameTerrain(network, { ...network, nodes: new Map([...network.nodes].reverse()) })).toBe(false);
  });
});

describe('the same data', () => {
  const rule = (limit: number) => ({ name: 'vendor', madeFrom: [limit], rule: () => limit });
  it.each([
    [new Map([['a', { b: [1, 2n] }]]), new Map([['a', { b: [1, 2n] }]]), true],
    [new Map([['a', 1]]), new Map([['b', 1]]), false],
    [new Set([1, 2]), new Set([2, 1]), false],
    [{ a: 1 }, { a: 1, b: undefined }, false],
    [[1], { 0: 1 }, false],
    [null, {}, false],
    [/a/, /a/, false],
    [rule(1), rule(1), true],
    [rule(1), rule(2), false],
    [{ rule: () => 1 }, { rule: () => 1 }, false],
  ])('%j and %j: %s', (a, b, same) => {
    expect(sameData(a, b)).toBe(same);
    expect(sameData(b, a)).toBe(same);
  });
});
