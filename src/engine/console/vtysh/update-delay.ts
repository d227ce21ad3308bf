/** `update-delay` in summaries (bgpd/bgp_vty.c bgp_show_update_delay): how long a process that starts has waited for its neighbors. */
import type { SpeakerState } from '../../bgp/index.ts';
import { type FrrConfig, updateDelayOf } from '../../frr/index.ts';
import { stampOf } from '../time.ts';

interface Wait {
  readonly limit: number;
  /** Undefined where it is as long. */
  readonly establish: number | undefined;
  /** When the first neighbor was up, and when all had told their routes or the wait was over; undefined while none is up. */
  readonly over: { readonly first: string; readonly resumed: string } | undefined;
}

function waitOf(config: FrrConfig, { sessions }: SpeakerState): Wait | undefined {
  const delay = updateDelayOf(config);
  if (!delay) return undefined;
  const up = sessions.flatMap((s) => (s.state === 'Established' && s.establishedAt !== undefined ? [s.establishedAt] : []));
  const wait = delay.establishWait ?? delay.limit;
  const first = Math.min(...up);
  const resumed = up.length === sessions.length ? Math.max(...up) : first + wait * 1000;
  return {
    limit: delay.limit,
    establish: wait === delay.limit ? undefined : wait,
    over: up.length === 0 ? undefined : { first: stampOf(first), resumed: stampOf(resumed) },
  };
}

export function delayLines(config: FrrConfig, speaker: SpeakerState): string[] {
  const wait = waitOf(config, speaker);
  if (!wait) return [];
  const { limit, establish, over } = wait;
  return [
    `Read-only mode update-delay limit: ${limit} seconds`,
    ...(establish === undefined ? [] : [`                   Establish wait: ${establish} seconds`]),
    ...(over
      ? [
          `  First neighbor established: ${over.first}`,
          `          Best-paths resumed: ${over.resumed}`,
          `        zebra update resumed: ${over.resumed}`,
          `        peers update resumed: ${over.resumed}`,
        ]
      : []),
  ];
}

export function delayJson(config: FrrConfig, speaker: SpeakerState): Readonly<Record<string, string | number>> {
  const wait = waitOf(config, speaker);
  if (!wait) return {};
  const { limit, establish, over } = wait;
  return {
    updateDelayLimit: limit,
    ...(establish !== undefined && { updateDelayEstablishWait: establish }),
    ...(over && {
      updateDelayFirstNeighbor: over.first,
      updateDelayBestpathResumed: over.resumed,
      updateDelayZebraUpdateResume: over.resumed,
      updateDelayPeerUpdateResume: over.resumed,
    }),
  };
}
