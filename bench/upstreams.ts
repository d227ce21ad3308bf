/** What two upstreams announce: a full IPv4 table each, of networks of some seven prefixes, three to six AS numbers away. */
import type { Prefix } from '../src/engine/ip/index.ts';
import { randomFrom } from './random.ts';
import { internet4 } from './tables.ts';

export interface Announced {
  readonly prefix: Prefix;
  /** The networks behind the upstream, the nearest first. */
  readonly asns: readonly number[];
}

export const UPSTREAMS = [
  { asn: 3000, seed: 7 },
  { asn: 3001, seed: 8 },
] as const;

export const OWN_ASN = 210000;
export const BOGONS = ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16', '224.0.0.0/3'];

export function announced(seed: number, count: number): Announced[] {
  const random = randomFrom(seed);
  let asns: number[] = [];
  return internet4(count).map((prefix, i) => {
    if (i % 7 === 0) asns = Array.from({ length: 2 + (random() % 4) }, () => 1000 + (random() % 60_000));
    return { prefix, asns };
  });
}
