/** Whatever flow is asked about hosts, tunnels and PF: walks end, headers come off as they went on, order of objects changes nothing (seeded). */
import { describe, expect, it } from 'vitest';
import type { FlowSpec, Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import { JAIL, oasLab, PROVIDED } from './test-oas.ts';
import { traceFlow } from './trace.ts';
import type { Leg, Trace } from './types.ts';

/** mulberry32. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const next = random(7);
const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
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

const legsOf = (t: Trace): Leg[] =>
  [t.out, t.back, t.ack, t.transfer?.up?.leg, t.transfer?.down?.leg].filter((l) => l !== undefined).flatMap((l) => (l.error ? [l, l.error.leg] : [l]));

/** The order of every map of a lab turned round. */
function turned(lab: Lab): Lab {
  return Object.fromEntries(Object.entries(lab).map(([k, map]) => [k, Object.fromEntries(Object.entries(map as object).reverse())]));
}

describe('flows over tunnels, FIBs and PF', () => {
  const labs = [oasLab(), ...Array.from({ length: 12 }, broken)];
  it.each(labs.map((lab, n) => [n, lab] as const))('lab %i', (_, lab) => {
    const solution = solve(lab);
    const other = solve(turned(lab));
    for (let n = 0; n < 12; n++) {
      const flow = flowOf();
      const t = traceFlow(solution, flow, { branches: false });
      for (const leg of legsOf(t)) {
        expect(leg.hops.filter((h) => h.decrementsTtl).length, JSON.stringify(flow)).toBeLessThanOrEqual(64);
        // H22: what is delivered has come out of everything that it went into.
        if (leg.ending === 'delivered' && leg.at.node !== 'internet') {
          const end = leg.hops.at(-1);
          const kinds = end?.before.headers.filter((h) => h.kind === 'ip').length ?? 0;
          const opened = end?.steps.filter((s) => s.action === 'decapsulate').length ?? 0;
          expect(kinds - opened, JSON.stringify(flow)).toBe(1);
        }
      }
      const again = traceFlow(other, flow, { branches: false });
      expect([again.verdict, again.summary, again.out.hops.map((h) => h.node)], JSON.stringify(flow)).toEqual([
        t.verdict,
        t.summary,
        t.out.hops.map((h) => h.node),
      ]);
    }
  });
});
