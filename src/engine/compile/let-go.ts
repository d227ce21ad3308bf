/** When the sessions of a lab may come up. */
import type { NetworkBuilder } from './builder.ts';

/**
 * Where not every speaker is a bgpd, all let their sessions go together, with the last: nobody's own start (F5) decides who is heard first, and with it
 * the ties that the oldest path wins (F41). What stands in Azure has in the field run long before anybody looks.
 */
export function letGoTogether(net: NetworkBuilder): void {
  const holds = [...net.speakers.values()].map((s) => s.holdsSessions);
  if (!holds.includes(undefined)) return;
  const holdsSessions = Math.max(0, ...holds.map((h) => h ?? 0));
  if (holdsSessions > 0) for (const [id, speaker] of net.speakers) net.speakers.set(id, { ...speaker, holdsSessions });
}
