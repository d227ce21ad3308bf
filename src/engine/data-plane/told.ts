/** Who hears of a packet's end: an error about a tunnel's outer packet goes to the tunnel's end, not to who sent what is inside (H43, H53). */
import type { IcmpError, Leg } from './types.ts';

/** The error, if it has reached the machine that the leg began at, and somebody there knows the flow. */
export function toldSender({ error, hops: [first] }: Leg): IcmpError | undefined {
  return error?.leg.ending === 'delivered' && error.leg.at.node === first?.node && error.strange !== true ? error : undefined;
}
