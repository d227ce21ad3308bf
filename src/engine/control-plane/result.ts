/** The control plane's answer, taken from a simulation at rest. */
import {
  type AfiName,
  type FamilyCounts,
  isIbgp,
  localAsTowards,
  offersPaths,
  type PeerConfig,
  type SessionState,
  type Speaker,
  speakerState,
  expectedType,
} from '../bgp/index.ts';
import { isIpv4 } from '../ip/index.ts';
import { OTHER_FAMILIES } from '../policy/index.ts';
import { DEFAULT_HOLD, type EndState } from './end-state.ts';
import type { Simulation } from './simulation.ts';
import type { ControlPlane } from './types.ts';

/** Good for as long as the simulation is not run on: much of it is written out when it is first asked for. */
export function controlPlaneOf(simulation: Simulation): ControlPlane {
  const { speakers, routers, journal, oscillations, dispute, now } = simulation;
  const { ends } = simulation.sessions;
  return {
    speakers: new Map(
      [...speakers].map(([id, speaker]) => [
        id,
        speakerState(
          speaker,
          sessionStates(speaker, ends.get(id), (far) => ends.get(far.speaker)?.get(far.peer)),
        ),
      ]),
    ),
    ribs: new Map([...routers].map(([id, router]) => [id, router.rib.snapshot()])),
    fibs: new Map([...routers].map(([id, router]) => [id, router.rib.fib()])),
    get log() {
      return journal.events;
    },
    settledAt: now,
    ...(oscillations[0] && { oscillation: oscillations[0], oscillations }),
    ...(dispute && { dispute }),
  };
}

/** The end at the other side. */
type FarEnd = (far: NonNullable<EndState['far']>) => EndState | undefined;

function sessionStates(speaker: Speaker, ends: ReadonlyMap<string, EndState> | undefined, farEnd: FarEnd): SessionState[] {
  return [...(ends?.values() ?? [])].map((end) => ({ ...sessionState(speaker, end, farEnd), ...(isDynamic(speaker, end) && { dynamic: true }) }));
}

function isDynamic(speaker: Speaker, { config }: EndState): boolean {
  return !speaker.config.peers.some((p) => p.id === config.id);
}

function sessionState(speaker: Speaker, end: EndState, farEnd: FarEnd): SessionState {
  const { session, config } = end;
  const far = end.far && farEnd(end.far);
  if (!session) {
    return {
      peer: config,
      state: end.state,
      remoteAs: typeof config.remoteAs === 'number' ? config.remoteAs : (end.heardAs ?? 0),
      type: expectedType(speaker.config, config),
      negotiated: [],
      families: {},
      ...(end.reason && { reason: end.reason }),
    };
  }
  return {
    peer: config,
    state: 'Established',
    session,
    ...(end.far && { far: end.far }),
    remoteAs: session.remoteAs,
    remoteRouterId: session.remoteRouterId,
    localAddress: session.localAddress,
    type: session.type,
    negotiated: session.families,
    ...(session.otherFamilies && { otherFamilies: session.otherFamilies }),
    families: Object.fromEntries(session.families.map((afi) => [afi, counts(speaker, config.id, afi)])),
    localAs: localAsTowards(speaker.config, config, session.remoteAs),
    ...(end.establishedAt !== undefined && { establishedAt: end.establishedAt }),
    ...(session.shared && { shared: true }),
    ...(session.linkLocal !== undefined && { linkLocal: session.linkLocal }),
    ...(session.interface !== undefined && { interface: session.interface }),
    holdTime: end.holdTime ?? DEFAULT_HOLD,
    ...(far && { offered: (['ipv4', 'ipv6'] as const).filter((afi) => far.config.families[afi]) }),
    ...(far?.config.otherFamilies && { offeredOthers: OTHER_FAMILIES.filter((f) => far.config.otherFamilies?.[f]) }),
    ...(far && { offeredAddPath: addPathOf(far.config), offeredOrf: orfOf(far.config) }),
    ...(far?.config.extendedNextHop && !isIpv4(far.config.address) && far.config.families.ipv4 && { offeredExtendedNextHop: true }),
    ...(far?.config.silent && { farIsSilent: true }),
    ...(far?.config.localRole && { remoteRole: far.config.localRole.role }),
    ...(end.updates && { updates: { ...end.updates } }),
  };
}

/** RFC 7911 §4: what an end says of add-path. */
function addPathOf(peer: PeerConfig): NonNullable<SessionState['offeredAddPath']> {
  const of = (afi: AfiName) => {
    const family = peer.families[afi];
    return family && { [afi]: { sends: offersPaths(peer), takes: family.addpathRx === true } };
  };
  return { ...of('ipv4'), ...of('ipv6') };
}

function orfOf({ families: { ipv4, ipv6 } }: PeerConfig): NonNullable<SessionState['offeredOrf']> {
  return { ...(ipv4?.orf && { ipv4: ipv4.orf }), ...(ipv6?.orf && { ipv6: ipv6.orf }) };
}

function counts(speaker: Speaker, peer: string, afi: AfiName): FamilyCounts {
  const is = (route: { readonly prefix: { readonly ip: number | bigint } }) => isIpv4(route.prefix.ip as never) === (afi === 'ipv4');
  const session = speaker.sessions.get(peer);
  const received = (speaker.adjRibIn.get(peer)?.entries() ?? []).filter((r) => 'post' in r.heard.outcome && is(r)).length;
  const sent = speaker.out.sentTo(peer, afi);
  const family = session?.peer.families[afi];
  const asked = speaker.config.ebgpRequiresPolicy && session !== undefined && !isIbgp(session.type);
  // F24: between members of a confederation no policy is ever enough.
  const enough = (named: boolean) => session?.type === 'external' && named;
  const into = [family?.routeMapIn, family?.prefixListIn, family?.filterListIn, family?.distributeListIn].some(Boolean);
  const out = [family?.routeMapOut, family?.prefixListOut, family?.filterListOut, family?.distributeListOut].some(Boolean);
  const condition = speaker.out.conditionOf(peer, afi);
  return {
    received,
    sent,
    policyMissing: asked && !enough(into),
    policyMissingOut: asked && !enough(out),
    ...(condition && { condition }),
  };
}
