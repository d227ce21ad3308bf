/** Where the parts of an answer are looked up: speakers, their routers, and who is at the other end of a session, up or down. */
import type { PeerConfig, RouterView, SessionState, SpeakerId, SpeakerState } from '../../bgp/index.ts';
import type { NetNode } from '../../compile/network.ts';
import { settledView } from '../../control-plane/index.ts';
import type { Statement } from '../../frr/index.ts';
import { type Ip, isIpv4, type Prefix, type PrefixKey, prefixKey } from '../../ip/index.ts';
import type { Reason } from '../../policy/index.ts';
import type { Rib } from '../../rib/index.ts';
import type { Solution } from '../../solution.ts';
import { type LeftOut, linesLeftOut } from './left-out.ts';
import type { WhyMark, WhyStep } from './types.ts';

/** What of a solution is asked. */
export type Asked = Pick<Solution, 'network' | 'controlPlane' | 'effectiveRoutes'>;

/** One direction of a configured session: `from` could send to `to`. */
export interface Edge {
  readonly from: SpeakerId;
  readonly to: SpeakerId;
  /** How the receiver names the sender; absent where it has no such neighbor. */
  readonly peerAtTo?: string;
  /** How the sender names the receiver; absent where it has no such neighbor. */
  readonly peerAtFrom?: string;
  readonly up: boolean;
  /** Why it is down, as the receiver sees it and as the sender does. */
  readonly reasons: readonly { readonly speaker: SpeakerId; readonly reason: Reason }[];
}

export class Scene {
  private readonly views = new Map<string, RouterView | undefined>();
  private readonly nodeBySpeaker = new Map<SpeakerId, NetNode>();
  private readonly ownersByAddress = new Map<Ip, SpeakerId[]>();
  private readonly left = new Map<string, readonly LeftOut[]>();
  private edgesTo: ReadonlyMap<SpeakerId, readonly Edge[]> | undefined;

  constructor(
    readonly asked: Asked,
    /** The line that is asked what hung on it; `all`: each that may. */
    private readonly bearing: number | 'all' | 'none' = 'all',
  ) {
    for (const node of asked.network.nodes.values()) {
      const id = node.speaker ?? node.id;
      if (!asked.controlPlane.speakers.has(id)) continue;
      this.nodeBySpeaker.set(id, node);
      for (const i of node.interfaces) for (const a of i.addresses) this.ownersByAddress.set(a.ip, [...(this.ownersByAddress.get(a.ip) ?? []), id]);
    }
  }

  get states(): ReadonlyMap<SpeakerId, SpeakerState> {
    return this.asked.controlPlane.speakers;
  }

  state(id: SpeakerId): SpeakerState | undefined {
    return this.states.get(id);
  }

  node(speaker: SpeakerId): NetNode | undefined {
    return this.nodeBySpeaker.get(speaker);
  }

  device(speaker: SpeakerId): string {
    return this.state(speaker)?.device ?? speaker;
  }

  /** What the reader made of the text that a speaker is set up by; empty for one that has none. */
  statements(speaker: SpeakerId): readonly Statement[] {
    return this.asked.network.statements?.get(this.node(speaker)?.id ?? speaker) ?? [];
  }

  /** What a speaker is without each of its process's lines, or of those of a neighbor; nothing where no text sets it up. */
  leftOut(id: SpeakerId, peer?: string): readonly LeftOut[] {
    const state = this.state(id);
    const node = this.node(id);
    if (this.bearing === 'none' || !state || node?.kind !== 'router') return [];
    const only = this.bearing === 'all' ? undefined : this.bearing;
    const key = only === undefined && peer !== undefined ? `${id} ${peer}` : id;
    const of = { ...(only === undefined ? {} : { only }), ...(peer !== undefined && { peer }) };
    const known = this.left.get(key) ?? linesLeftOut({ node, statements: this.statements(id) }, state, of);
    this.left.set(key, known);
    return known;
  }

  rib(speaker: SpeakerId): Rib | undefined {
    return this.asked.controlPlane.ribs.get(this.node(speaker)?.id ?? speaker);
  }

  view(speaker: SpeakerId): RouterView | undefined {
    if (this.views.has(speaker)) return this.views.get(speaker);
    const node = this.node(speaker);
    const rib = this.rib(speaker);
    const view = node?.kind === 'router' && rib ? settledView(node, rib) : undefined;
    this.views.set(speaker, view);
    return view;
  }

  /** Who is, or would be, at the other end of a session. */
  far(id: SpeakerId, session: SessionState): { readonly speaker: SpeakerId; readonly peer?: string } | undefined {
    if (session.far) return session.far;
    const said = session.reason?.args?.['far'];
    const speaker = session.peer.speaker ?? (typeof said === 'string' && this.states.has(said) ? said : this.ownersByAddress.get(session.peer.address)?.[0]);
    if (speaker === undefined || speaker === id) return undefined;
    const back = this.state(speaker)?.sessions.find((s) => this.isAt(s.peer, id));
    return { speaker, ...(back && { peer: back.peer.id }) };
  }

  private isAt(peer: PeerConfig, speaker: SpeakerId): boolean {
    return peer.speaker === speaker || (peer.speaker === undefined && (this.ownersByAddress.get(peer.address)?.includes(speaker) ?? false));
  }

  /** Who could send to a speaker, by its own neighbors or by theirs. */
  edges(to: SpeakerId): readonly Edge[] {
    this.edgesTo ??= this.allEdges();
    return this.edgesTo.get(to) ?? [];
  }

  private allEdges(): Map<SpeakerId, Edge[]> {
    const out = new Map<SpeakerId, Edge[]>();
    const add = (edge: Edge) => out.set(edge.to, [...(out.get(edge.to) ?? []), edge]);
    for (const [id, state] of this.states) {
      for (const session of state.sessions) {
        const far = this.far(id, session);
        if (!far) continue;
        const back = far.peer === undefined ? undefined : this.state(far.speaker)?.sessions.find((s) => s.peer.id === far.peer);
        const up = session.session !== undefined;
        const mine = session.reason ? [{ speaker: id, reason: session.reason }] : [];
        const theirs = back?.reason && !up ? [{ speaker: far.speaker, reason: back.reason }] : [];
        add({
          from: far.speaker,
          to: id,
          peerAtTo: session.peer.id,
          up,
          reasons: [...mine, ...theirs],
          ...(far.peer !== undefined && { peerAtFrom: far.peer }),
        });
        // The other end may not know us at all: then only our side tells that it could receive.
        if (!back) add({ from: id, to: far.speaker, peerAtFrom: session.peer.id, up: false, reasons: mine });
      }
    }
    return out;
  }
}

export function afiOf(prefix: Prefix): 'ipv4' | 'ipv6' {
  return isIpv4(prefix.ip) ? 'ipv4' : 'ipv6';
}

export function keyOf(prefix: Prefix): PrefixKey {
  return prefixKey(prefix);
}

/** What a speaker is told of a neighbor, one among them that a listen range let in (F157). */
export function neighborOf({ sessions }: SpeakerState, peer: string | undefined): PeerConfig | undefined {
  return sessions.find((s) => s.peer.id === peer)?.peer;
}

/** A step at a device; its line of configuration, when it has one, is told to be that device's. */
export function step(mark: WhyMark, device: string | undefined, reason: Reason, steps: readonly WhyStep[] = []): WhyStep {
  const sourced = reason.source && device !== undefined ? { ...reason, source: { ...reason.source, device } } : reason;
  return { mark, reason: sourced, ...(device !== undefined && { device }), ...(steps.length > 0 && { steps }) };
}
