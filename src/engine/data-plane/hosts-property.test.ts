/** Whatever flow is asked about hosts, tunnels and PF: walks end, headers come off as they went on, order of objects changes nothing (seeded). */
import { describe, expect, it } from 'vitest';
import type { FlowSpec, Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import { anyBroken, chances, orderBroken, translationBroken, turned } from './test-laws.ts';
import { JAIL, oasLab, PROVIDED } from './test-oas.ts';
import { traceFlow } from './trace.ts';

const { next, pick } = chances(7);
const FROM = ['world', 'vps01', 'jail', 'router01', 'ifog', 'provider', 'lagrange'];
const TO = [JAIL, PROVIDED, '2001:db8:400::10', '2a06:9801:1c:5000::1', '2001:db8:100::96', '203.0.113.10', '198.51.100.44', '2001:db8:200::2', '192.0.2.99'];

/** The article's lab with lines of its texts taken away at random. */
function broken(): Lab {
  const thin = (text: string) =>
    text
      .split('\n')
      .filter(() => next() > 0.12)
      .join('\n');
  return oasLab({ router01Rc: thin, router01Pf: thin, vps01Rc: thin, vps01Pf: thin });
}

function flowOf(): FlowSpec {
  const protocol = pick(['tcp', 'udp', 'icmp'] as const);
  return {
    from: pick(FROM),
    to: pick(TO),
    protocol,
    ...(protocol !== 'icmp' && { port: pick([22, 53, 179, 443]) }),
    ...(next() < 0.3 && { bytes: pick([100, 1300, 1500, 9000]) }),
    ...(next() < 0.2 && { fib: 1 }),
  };
}

describe('flows over tunnels, FIBs and PF', () => {
  const labs = [oasLab(), ...Array.from({ length: 12 }, broken)];
  it.each(labs.map((lab, n) => [n, lab] as const))('lab %i', (_, lab) => {
    const solution = solve(lab);
    const other = solve(turned(lab));
    for (let n = 0; n < 12; n++) {
      const flow = flowOf();
      const t = traceFlow(solution, flow, { branches: false });
      const name = JSON.stringify(flow);
      expect([...anyBroken(t), ...translationBroken(t, { ends: false })], name).toEqual([]);
      expect(orderBroken(t, traceFlow(other, flow, { branches: false })), name).toEqual([]);
    }
  });
});
