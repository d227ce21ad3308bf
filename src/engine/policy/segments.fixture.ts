/** For tests: an AS path written segment by segment, `confseq(123,456) confset(7) seq(1,2) set(4,3)`. */
import type { AsPath, AsSegment } from './attributes.ts';

const TYPES: Readonly<Record<string, AsSegment['type']>> = { seq: 'sequence', set: 'set', confseq: 'confed-sequence', confset: 'confed-set' };

/** Sets are put in order and each AS in them stands once, as bgpd keeps them (assegment_normalise). */
export function segments(text: string): AsPath {
  return [...text.matchAll(/(\w+)\(([\d,]*)\)/g)].map(([, kind = '', list = '']) => {
    const type = TYPES[kind];
    if (type === undefined) throw new Error(`expected seq, set, confseq or confset, got ${kind}`);
    const asns = list.split(',').map(Number);
    return { type, asns: kind.endsWith('set') ? [...new Set(asns)].sort((a, b) => a - b) : asns };
  });
}
