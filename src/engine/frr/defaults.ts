/** Defaults that the profile and the stated version select (F3, F4, F5, F181; bgpd/bgp_vty.c FRR_CFG_DEFAULT blocks). */
import type { FrrConfig, FrrVersion } from './config.ts';
import { compareVersion } from './version.ts';

export interface BgpDefaults {
  readonly ebgpRequiresPolicy: boolean;
  readonly importCheck: boolean;
  readonly deterministicMed: boolean;
  readonly enforceFirstAs: boolean;
  readonly fastExternalFailover: boolean;
  readonly logNeighborChanges: boolean;
  readonly suppressFibPending: boolean;
  readonly suppressDuplicates: boolean;
  readonly hardAdministrativeReset: boolean;
  readonly gracefulRestartNotification: boolean;
  readonly showHostname: boolean;
  readonly showNexthopHostname: boolean;
  /** Seconds. */
  readonly timers: { readonly keepalive: number; readonly hold: number };
}

const V7_4: FrrVersion = { major: 7, minor: 4, patch: 0 };
const V7_6: FrrVersion = { major: 7, minor: 6, patch: 0 };
const V8_3: FrrVersion = { major: 8, minor: 3, patch: 0 };
const V9_1: FrrVersion = { major: 9, minor: 1, patch: 0 };

/** The defaults of a configuration that a release reads, by the release that it is written for (`frr version`); what the running one does not have is off. */
export function bgpDefaults(profile: FrrConfig['profile'], running: FrrVersion, version: FrrVersion = running): BgpDefaults {
  const datacenter = profile === 'datacenter';
  const old = compareVersion(version, V7_4) < 0;
  return {
    ebgpRequiresPolicy: !datacenter && !old,
    importCheck: datacenter || !old,
    deterministicMed: datacenter,
    enforceFirstAs: [running, version].every((v) => compareVersion(v, V9_1) >= 0),
    fastExternalFailover: true,
    logNeighborChanges: datacenter,
    suppressFibPending: false,
    suppressDuplicates: compareVersion(version, V7_6) >= 0,
    hardAdministrativeReset: compareVersion(version, V8_3) >= 0,
    gracefulRestartNotification: compareVersion(version, V8_3) >= 0,
    showHostname: datacenter,
    showNexthopHostname: datacenter,
    timers: datacenter ? { keepalive: 3, hold: 9 } : { keepalive: 60, hold: 180 },
  };
}

/** Whether next hops resolve through the default route when nothing is said (F30, F180; zebra/zebra_vrf.h), by profile and running release. */
export function resolvesViaDefault(profile: FrrConfig['profile'], version: FrrVersion): boolean {
  return profile === 'traditional' && compareVersion(version, V9_1) >= 0;
}
