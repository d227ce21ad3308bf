/** Graceful restart as two ends say it in OPEN (RFC 4724, RFC 9494; bgpd/bgp_open.c bgp_open_capability): what `show bgp neighbors` tells of it. */
import type { AfiName, SessionState } from '../../bgp/index.ts';
import { type FrrBgp, RESTART_DEFAULTS, type RestartMode, type RestartTime, restartModeOf } from '../../frr/index.ts';
import type { Told, Vtysh } from './router.ts';

/** The capability as one end sends it. */
export interface RestartOffer {
  /** Those that it keeps while it restarts; none of one that only helps. */
  readonly families: readonly AfiName[];
  /** The F bit: forwarding went on. */
  readonly preserved: boolean;
  /** Seconds. */
  readonly time: number;
  readonly notifies: boolean;
}

export interface RestartFacts {
  readonly mode: RestartMode;
  readonly inherited: boolean;
  /** Undefined where it is not said, and while the session is down. */
  readonly said: RestartOffer | undefined;
  readonly heard: RestartOffer | undefined;
  /** Of `capability dynamic`. */
  readonly dynamic: { readonly said: boolean; readonly heard: boolean };
}

export function restartTime(bgp: FrrBgp | undefined, which: RestartTime): number {
  return bgp?.restartTimes?.[which] ?? RESTART_DEFAULTS[which];
}

export function restartFacts(router: Vtysh, s: SessionState): RestartFacts {
  const own = router.told(s.peer.id);
  const far = s.state === 'Established' && !s.farIsSilent && s.far ? router.farTold(s.far.speaker, s.far.peer) : undefined;
  const up = s.state === 'Established' && !s.peer.silent;
  const active = (['ipv4', 'ipv6'] as const).filter((afi) => s.peer.families[afi]);
  const { mode, inherited } = own ? restartModeOf(own.bgp, own.neighbor) : { mode: 'helper' as const, inherited: true };
  return {
    mode,
    inherited,
    said: up ? offerOf(own, active) : undefined,
    // Families that are not our own are passed over (bgp_open.c bgp_capability_restart, bgp_capability_llgr).
    heard: offerOf(
      far,
      active.filter((afi) => s.offered?.includes(afi)),
    ),
    dynamic: { said: up && hasDynamic(own), heard: hasDynamic(far) },
  };
}

/** `capability dynamic`, which members have of their group. */
function hasDynamic(told: Told | undefined): boolean {
  return (told?.neighbor?.capabilityDynamic ?? told?.group?.capabilityDynamic) === true;
}

/** An end that has restarting disabled says nothing at all of it. */
function offerOf(told: Told | undefined, active: readonly AfiName[]): RestartOffer | undefined {
  if (!told) return undefined;
  const { mode } = restartModeOf(told.bgp, told.neighbor);
  if (mode === 'disable') return undefined;
  return {
    families: mode === 'restart' ? active : [],
    preserved: mode === 'restart' && told.bgp.preserveForwarding === true,
    time: restartTime(told.bgp, 'restart-time'),
    notifies: told.notifies,
  };
}

export function localMode({ mode, inherited }: RestartFacts): string {
  return `${NAMES[mode]}${inherited ? '*' : ''}`;
}

/** What neighbors without a mode of their own go by. */
export function globalMode(bgp: Pick<FrrBgp, 'restartMode'>): string {
  return NAMES[restartModeOf(bgp, undefined).mode];
}

const NAMES = { restart: 'Restart', helper: 'Helper', disable: 'Disable' } as const;

/** What the other end would do; not asked by an end that has said nothing itself. */
export function remoteMode({ said, heard }: RestartFacts): string {
  if (!said) return 'NotApplicable';
  if (!heard) return 'Disable';
  return heard.families.length > 0 ? 'Restart' : 'Helper';
}

/** `advertised and received` and its parts, in the words of text or of JSON; undefined for neither. */
export function bothWords(said: boolean, heard: boolean, words: readonly [own: string, theirs: string, both: string]): string | undefined {
  if (said) return heard ? words[2] : words[0];
  return heard ? words[1] : undefined;
}
