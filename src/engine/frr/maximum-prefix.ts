/** `maximum-prefix` of a member beside that of its group. */
import type { FrrNeighborFamily } from './config.ts';

type MaximumPrefix = NonNullable<FrrNeighborFamily['maximumPrefix']>;

/**
 * Limit, threshold and restart are the member's own line's; `warning-only` and `force` are flags, which a line that leaves them out leaves to the group
 * (bgpd.c peer_maximum_prefix_set, peer_af_flag_unset; asked of FRR 8.4.4).
 */
export function besideGroup(own: MaximumPrefix, group: MaximumPrefix | undefined): MaximumPrefix {
  return group ? { ...own, warningOnly: own.warningOnly || group.warningOnly, force: own.force || group.force } : own;
}
