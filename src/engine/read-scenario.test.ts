/** Reading at the engine's door: the platform's rules at every step, and labs that can be solved whatever was read. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergePatch, readScenario, type Scenario, solve, stateAt, traceFlow } from './index.ts';

const text = readFileSync(new URL('../../scenarios/reverse-forced-tunneling.json', import.meta.url), 'utf8');
const json = JSON.parse(text) as object;
const bent = (patch: unknown) => readScenario(JSON.stringify(mergePatch(json, patch), undefined, 2));
const gateway = (asn: number) => ({ virtualNetworkGateways: { 'vpngw-clab-hub': { bgpSettings: { asn } } } });
const step = (id: string, more: object) => ({ id, title: { en: id }, text: { en: id }, ...more });

describe('readScenario', () => {
  it('takes the first article, under its own name', () => {
    expect(readScenario(text, 'scenarios/reverse-forced-tunneling.json').diagnostics).toEqual([]);
  });

  it('tells a platform problem once, at the step that brings it, where the step says it', () => {
    const { scenario, diagnostics } = bent({ steps: [step('one', {}), step('two', { patch: gateway(65010) }), step('three', {})] });
    expect(scenario).toBeDefined();
    expect(diagnostics.map((d) => [d.code, d.severity, d.place.step, d.place.path?.join('.')])).toEqual([
      ['gateway-asn-beside-route-server', 'warning', 'two', 'steps.1.patch.virtualNetworkGateways.vpngw-clab-hub.bgpSettings.asn'],
    ]);
    expect(diagnostics[0]?.message).toMatch(/^step two: vpngw-clab-hub: beside the Route Server/);
    expect(diagnostics[0]?.place.span?.line).toBeGreaterThan(1);
  });

  it('leaves out a platform problem that a step shows on purpose', () => {
    const check = { title: { en: 'It is refused' }, kind: 'diagnostic', code: 'gateway-asn-beside-route-server', object: 'vpngw-clab-hub', present: true };
    expect(bent({ steps: [step('one', { patch: gateway(65010), checks: { refused: check } })] }).diagnostics).toEqual([]);
  });

  it('mends a base lab that the first step has put right', () => {
    const wrong = { lab: gateway(65010) };
    expect(bent(wrong).diagnostics.map((d) => d.code)).toEqual(['gateway-asn-beside-route-server']);
    expect(bent(mergePatch(wrong, { steps: [step('one', { patch: gateway(65515) })] })).diagnostics).toEqual([]);
  });

  it('gives only labs that can be solved and traced, whatever was changed', () => {
    const lab = stateAt(readScenario(text).scenario as Scenario, 'complete');
    const paths: string[][] = [];
    const visit = (value: unknown, path: string[]): void => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
      for (const [key, inner] of Object.entries(value)) {
        paths.push([...path, key]);
        visit(inner, [...path, key]);
      }
    };
    visit(lab, []);
    const values = fc.constantFrom<unknown>(
      null,
      '10.0.0.0/16',
      '0.0.0.0/0',
      '10.0.3.4',
      '2001:db8::/64',
      '2001:db8::4',
      'er',
      'internet',
      'vnet-clab-hub/x',
      65515,
      true,
      [],
      {},
    );
    const change = fc.tuple(fc.constantFrom(...paths), values).map(([path, value]) => path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 2 }), (changes) => {
        const file = { version: 1, id: 'bent', title: { en: 'Bent' }, lab: changes.reduce((at, c) => mergePatch(at, c), lab as unknown) };
        const { scenario } = readScenario(JSON.stringify(file));
        if (!scenario) return;
        const solution = solve(stateAt(scenario));
        for (const flow of Object.values(solution.lab.flows ?? {})) traceFlow(solution, flow);
      }),
      { numRuns: 150 },
    );
  });
});
