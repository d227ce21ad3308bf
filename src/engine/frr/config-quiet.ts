/**
 * What shows in FRR's texts and what neighbors are told, and moves no route of a network at rest: graceful restart (F154), waiting, logging,
 * pacing. Kept so that `show running-config` and `show bgp neighbors` say what was typed.
 */

/** Settings of the process. */
export interface FrrBgpQuiet {
  readonly logNeighborChanges?: boolean;
  /** `bgp default shutdown`: neighbors made from here on begin shut down. */
  readonly defaultShutdown?: boolean;
  readonly fastConvergence?: boolean;
  /** `bgp default subgroup-pkt-queue-max`, in packets. */
  readonly packetQueueMax?: number;
  readonly updateDelay?: FrrUpdateDelay;
  /** Packets in one round. */
  readonly writeQuanta?: number;
  readonly readQuanta?: number;
  /** ms: under `maximum-prefix-out` it may say which routes are the first (F165). */
  readonly coalesceTime?: number;
  /** `bgp long-lived-graceful-restart stale-time`, in s. */
  readonly longLivedStaleTime?: number;
  /** Undefined: helps others alone. */
  readonly restartMode?: 'restart' | 'disable';
  readonly restartTimes?: Readonly<Partial<Record<RestartTime, number>>>;
  /** `bgp graceful-restart preserve-fw-state`: the F bit. */
  readonly preserveForwarding?: boolean;
}

/** Seconds: the longest wait, and that for neighbors to come up, which is as long unless said. */
export interface FrrUpdateDelay {
  readonly limit: number;
  readonly establishWait?: number;
}

export type RestartTime = 'stalepath-time' | 'restart-time' | 'select-defer-time' | 'rib-stale-time';

/** Seconds (bgpd/bgpd.h BGP_DEFAULT_RESTART_TIME and its kin). */
export const RESTART_DEFAULTS: Readonly<Record<RestartTime, number>> = {
  'stalepath-time': 360,
  'restart-time': 120,
  'select-defer-time': 360,
  'rib-stale-time': 500,
};

export type RestartMode = 'restart' | 'helper' | 'disable';

/** Settings of a neighbor or a group. */
export interface FrrNeighborQuiet {
  /** How often lines have ended its session: it was shut down, or made anew. In a running router that counts, whatever holds in the end. */
  readonly resets?: number;
  /** Behind `shutdown message`. */
  readonly shutdownMessage?: string;
  /** `shutdown rtt`: ms, and how many KEEPALIVEs in a row. */
  readonly shutdownRtt?: { readonly rtt: number; readonly count?: number };
  /** `timers delayopen`, in s. */
  readonly delayOpen?: number;
  readonly capabilityDynamic?: boolean;
  readonly ieeeBandwidth?: boolean;
  readonly restartMode?: RestartMode;
  readonly bfd?: { readonly controlPlane: boolean; readonly profile?: string };
}

/** The mode that holds for a neighbor, and whether it is the process's own; a group's does not reach its members (bgpd/bgp_fsm.c bgp_peer_gr_mode_get). */
export function restartModeOf(bgp: FrrBgpQuiet, peer: FrrNeighborQuiet | undefined): { readonly mode: RestartMode; readonly inherited: boolean } {
  if (peer?.restartMode !== undefined) return { mode: peer.restartMode, inherited: false };
  return { mode: bgp.restartMode ?? 'helper', inherited: true };
}

/** What stands outside of `router bgp` and holds for every process (bgpd/bgp_vty.c, "bgp graceful-shutdown" and its kin at the top level). */
export interface FrrEveryBgp {
  readonly gracefulShutdown?: boolean;
  readonly suppressFibPending?: boolean;
  readonly updateDelay?: FrrUpdateDelay;
  /** `bgp route-map delay-timer`, in s. */
  readonly routeMapDelay?: number;
  readonly noRib?: boolean;
  readonly sendExtraData?: boolean;
  /** `bgp session-dscp`. */
  readonly sessionDscp?: number;
}

/** The wait that holds: the process's own, or that of all. */
export function updateDelayOf({ bgp, everyBgp }: { readonly bgp?: FrrBgpQuiet; readonly everyBgp?: FrrEveryBgp }): FrrUpdateDelay | undefined {
  return bgp?.updateDelay ?? everyBgp?.updateDelay;
}

/** Settings of a heading's own lines, in its order; those of zebra stand before the last of all. */
export const SETTING_NAMES = [
  'log file',
  'log filtered-file',
  'log stdout',
  'log syslog',
  'log facility',
  'log record-priority',
  'log timestamp precision',
  'log error-category',
  'log unique-id',
  'zebra route-map delay-timer',
  'ip forwarding',
  'ipv6 forwarding',
  'allow-external-route-update',
  'zebra nexthop-group keep',
  'zebra dplane limit',
  'zebra nexthop proto only',
  'zebra protodown reason-bit',
  'log commands',
] as const;

export type SettingName = (typeof SETTING_NAMES)[number];
