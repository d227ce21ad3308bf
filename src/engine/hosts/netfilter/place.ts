/** Where a rule stands, and what of it the lab leaves out. */
import { bitsOf, type Ip, isIpv4, parseIp } from '../../ip/index.ts';
import type { NfTable } from './types.ts';

export interface Place {
  readonly family: 4 | 6;
  readonly table: NfTable;
  readonly chain: string;
}

/** What the lab does not model of a rule; the whole rule is left out then. */
export class NotModelled extends Error {}

/** First and last address of `A`, `A-B`. */
export function addressRange(text: string, family: 4 | 6): { readonly from: Ip; readonly to: Ip } | undefined {
  const [from, to = from] = text.split('-').map(parseIp);
  return from !== undefined && to !== undefined && bitsOf(from) === (family === 4 ? 32 : 128) && isIpv4(to) === isIpv4(from) ? { from, to } : undefined;
}
