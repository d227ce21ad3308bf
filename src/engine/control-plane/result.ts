/** The control plane's answer, taken from a simulation at rest. */
import { type AfiName, isIbgp, type SessionState, type Speaker, type SpeakerId, speakerState } from '../bgp/index.ts';
import { isIpv4 } from '../ip/index.ts';
import { expectedType } from './handshake.ts';
import type { EndState } from './end-state.ts';
import type { Simulation } from './simulation.ts';
import type { ControlPlane } from './types.ts';

export function controlPlaneOf(simulation: Simulation): ControlPlane {
  const { speakers, routers, ends, journal, oscillation, dispute, now } = simulation;
  return {
    speakers: new Map([...speakers].map(([id, speaker]) => [id, speakerState(speaker, sessionStates(id, speaker, ends.get(id)))])),
    ribs: new Map([...routers].map(([id, router]) => [id, router.rib.snapshot()])),
    fibs: new Map([...routers].map(([id, router]) => [id, router.rib.fib()])),
    log: [...journal.events],
    settledAt: now,
    ...(oscillation && { oscillation }),
    ...(dispute && { dispute }),
  };
}

function sessionStates(_id: SpeakerId, speaker: Speaker, ends: ReadonlyMap<string, EndState> | undefined): SessionState[] {
  return [...(ends?.values() ?? [])].map((end) => sessionState(speaker, end));
}

function sessionState(speaker: Speaker, end: EndState): SessionState {
  const { session, config } = end;
  if (!session) {
    return {
      peer: config,
      state: end.state,
      remoteAs: typeof config.remoteAs === 'number' ? config.remoteAs : 0,
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
    families: Object.fromEntries(session.families.map((afi) => [afi, counts(speaker, config.id, afi)])),
    localAs: config.localAs?.asn ?? (session.type === 'external' ? speaker.config.confederation?.identifier : undefined) ?? speaker.config.asn,
    ...(end.establishedAt !== undefined && { establishedAt: end.establishedAt }),
    ...(session.linkLocal !== undefined && { linkLocal: session.linkLocal }),
    ...(session.interface !== undefined && { interface: session.interface }),
  };
}

/** F130: accepted paths, invalid ones included; what is in Adj-RIB-Out. */
function counts(speaker: Speaker, peer: string, afi: AfiName): { received: number; sent: number; policyMissing: boolean } {
  const is = (route: { readonly prefix: { readonly ip: number | bigint } }) => isIpv4(route.prefix.ip as never) === (afi === 'ipv4');
  const session = speaker.sessions.get(peer);
  const received = [...(speaker.adjRibIn.get(peer)?.values() ?? [])].filter((r) => r.post && is(r)).length;
  const sent = [...(speaker.out.sent.get(peer)?.values() ?? [])].filter(is).length;
  const family = session?.peer.families[afi];
  const named = family && [family.routeMapIn, family.prefixListIn, family.filterListIn, family.distributeListIn].some(Boolean);
  const policyMissing = speaker.config.ebgpRequiresPolicy && session !== undefined && !isIbgp(session.type) && !named;
  return { received, sent, policyMissing };
}
