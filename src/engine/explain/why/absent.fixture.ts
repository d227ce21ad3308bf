/**
 * Absent prefixes, one lab for each thing that can keep one away: the answer names the reason by its code, the line of
 * configuration that decided, and the facts; with that line taken away the route arrives (or stops elsewhere).
 */
import { expect, it } from 'vitest';
import type { FrrLab } from '../../compile/frr-lab.ts';
import { solveFrrLab } from '../../console/frr-lab-solution.ts';
import { wordReason } from '../reasons/index.ts';
import { why, type WhyPlace, type WhyStep } from './index.ts';

export interface Absent {
  readonly what: string;
  readonly lab: FrrLab;
  /** At the last router of the row unless said. */
  readonly at?: string;
  readonly prefix?: string;
  readonly code: string;
  /** `router: line`. */
  readonly line: string;
  readonly facts?: Readonly<Record<string, string | number>>;
  readonly rules: readonly string[];
  /** Taken out of every text, the prefix is there. */
  readonly without?: RegExp;
}

/** Routers in a row, r1 — r2 — r3 …, each with its AS and lines of its `router bgp` and beside it; r1 has 10.1.0.0/24 on its loopback. */
export function row(...routers: readonly { readonly as: number; readonly bgp?: readonly string[]; readonly top?: readonly string[] }[]): FrrLab {
  return {
    routers: Object.fromEntries(
      routers.map(({ as, bgp = [], top = [] }, i) => {
        const left = routers[i - 1];
        const right = routers[i + 1];
        const neighbors = [
          ...(left ? [` neighbor 192.0.2.${4 * i - 3} remote-as ${left.as}`] : []),
          ...(right ? [` neighbor 192.0.2.${4 * i + 2} remote-as ${right.as}`] : []),
        ];
        const own = i === 0 ? [' network 10.1.0.0/24'] : [];
        return [
          `r${i + 1}`,
          {
            interfaces: {
              ...(i === 0 && { lo: { addresses: ['10.1.0.1/24'] } }),
              ...(left && { eth0: { segment: `s${i}`, addresses: [`192.0.2.${4 * i - 2}/30`] } }),
              ...(right && { eth1: { segment: `s${i + 1}`, addresses: [`192.0.2.${4 * i + 1}/30`] } }),
            },
            frr: [...top, `router bgp ${as}`, ' no bgp ebgp-requires-policy', ` bgp router-id 10.255.0.${i + 1}`, ...neighbors, ...own, ...bgp].join('\n'),
          },
        ];
      }),
    ),
  };
}

/** Three routers of one AS; r2 sets itself as next hop, and does with r1's route what its lines say. */
export const ibgp = (bgp: readonly string[], r3: readonly string[] = [], r1: readonly string[] = []) =>
  row({ as: 65000, bgp: r1 }, { as: 65000, bgp: [' neighbor 192.0.2.6 next-hop-self force', ...bgp] }, { as: 65000, bgp: r3 });
/** `top` stands beside `router bgp`, in every router; static routes in the first alone. */
export const ebgp = (r1: readonly string[], r2: readonly string[] = [], r3: readonly string[] = [], top: readonly string[] = []) => {
  const shared = top.filter((l) => !l.startsWith('ip route'));
  return row({ as: 65001, bgp: r1, top }, { as: 65002, bgp: r2, top: shared }, { as: 65003, bgp: r3, top: shared });
};
export const CLIENTS = [' neighbor 192.0.2.1 route-reflector-client', ' neighbor 192.0.2.6 route-reflector-client'];
export const SET = (line: string) => ['route-map SET permit 10', ` ${line}`, 'exit'];

export function ask(lab: FrrLab, at: string, prefix: string): WhyPlace {
  const place = why(solveFrrLab(lab), at, prefix).places[0];
  if (!place) throw new Error(`no answer at ${at}`);
  return place;
}

export const flat = (steps: readonly WhyStep[]): WhyStep[] => steps.flatMap((s) => [s, ...flat(s.steps ?? [])]);

function withoutLine(lab: FrrLab, line: RegExp): FrrLab {
  const kept = (text: string) =>
    text
      .split('\n')
      .filter((l) => !line.test(l))
      .join('\n');
  return { ...lab, routers: Object.fromEntries(Object.entries(lab.routers).map(([id, r]) => [id, { ...r, frr: kept(r.frr ?? '') }])) };
}

export function itAnswers(rows: readonly Absent[]): void {
  it.each(rows.map((r) => [r.what, r] as const))('%s', (_, absent) => {
    const { lab, at = Object.keys(lab.routers).at(-1) ?? '', prefix = '10.1.0.0/24', code, line, facts, rules, without } = absent;
    const place = ask(lab, at, prefix);
    expect(place.verdict).toMatch(/absent|invalid/);
    const steps = flat(place.sections.flatMap((s) => s.steps));
    const found = steps.find((s) => s.reason.code === code);
    expect(found, steps.map((s) => s.reason.code).join(', ')).toBeDefined();
    const reason = found?.reason ?? place.summary;
    expect(`${reason.source?.device}: ${reason.source?.text}`).toBe(line);
    expect(reason.args).toMatchObject(facts ?? {});
    expect(reason.rules ?? []).toEqual(expect.arrayContaining([...rules]));
    expect(place.nearest).toBeDefined();
    for (const locale of ['en', 'ja'] as const) expect(wordReason(reason, locale)).not.toMatch(/\{[a-z]\w*\}|undefined/i);
    if (without) expect(ask(withoutLine(lab, without), at, prefix).verdict).toBe('used');
  });
}
