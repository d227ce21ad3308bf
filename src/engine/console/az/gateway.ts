/** `az network vnet-gateway …`: what the instances of a gateway know, tell and speak with (A222–A227). */
import type { SessionState, SpeakerState } from '../../bgp/index.ts';
import { addressOf, routesTable, speakersOf } from '../../explain/tables/index.ts';
import type { Table } from '../../explain/types.ts';
import type { Solution } from '../../solution.ts';
import { ageOf } from '../time.ts';
import { answer, type AzAnswer, type AzOptions, type Column, columnsOf, type Json, required } from './print.ts';

export function learnedRoutes(solution: Solution, device: string, options: AzOptions): AzAnswer {
  return print(solution, device, routesTable(solution, device, 'learned'), options);
}

export function advertisedRoutes(solution: Solution, device: string, options: AzOptions): AzAnswer {
  const peer = options.of['peer'];
  if (peer === undefined) return required('--peer', [...new Set(listedSpeakers(solution, device).flatMap((s) => s.sessions.map((x) => x.peer.id)))]);
  return print(solution, device, routesTable(solution, device, 'advertised', peer), options);
}

function print(solution: Solution, device: string, table: Table, options: AzOptions): AzAnswer {
  const shown = listedSpeakers(solution, device).map((s) => addressOf(solution, s));
  const rows = table.rows.filter((r) => r.group === undefined || shown.includes(r.group));
  const keys = table.columns.map((c) => c.key);
  return answer({ value: rows.map((r) => wireRow(r.cells, keys)) }, options, table.columns);
}

/** As the service sends a route: no next hop and no path are empty texts. */
export function wireRow(cells: Readonly<Record<string, string | number | null>>, keys: readonly string[]): { readonly [key: string]: Json } {
  return Object.fromEntries([...new Set([...keys, 'localAddress'])].map((k) => [k, cells[k] ?? '']));
}

/** A102: of an ExpressRoute gateway the commands list one instance, the first that is up. */
function listedSpeakers(solution: Solution, device: string): SpeakerState[] {
  const all = speakersOf(solution, device);
  const up = all.filter((s) => solution.network.nodes.get(s.id)?.interfaces.some((i) => i.up));
  return solution.network.nodes.get(all[0]?.id ?? '')?.kind === 'er-gateway' ? up.slice(0, 1) : all;
}

const STATUS: readonly Column[] = columnsOf('neighbor', 'asn', 'state', 'connectedDuration', 'routesReceived', 'messagesSent', 'messagesReceived').map((c) =>
  c.key === 'asn' ? { ...c, heading: 'ASN' } : c,
);

/**
 * A85, A226: of each instance the remote peers, then the gateway's own instances (itself as `Unknown`; an active-standby
 * gateway lists none), then the others of the VNet; with `--peer` that one alone.
 */
export function peerStatus(solution: Solution, device: string, options: AzOptions): AzAnswer {
  const asked = options.of['peer'];
  const rows = listedSpeakers(solution, device).flatMap((speaker) => {
    const own = addressOf(solution, speaker);
    const peers = speaker.sessions.map((s) => ({ rank: rankOf(s.peer.role), row: statusRow(solution, s) }));
    const siblings = speaker.sessions.some((s) => s.peer.role === 'sibling');
    const self = siblings ? [{ rank: 1, row: { ...UNKNOWN, neighbor: own, asn: speaker.asn } }] : [];
    return [...peers, ...self]
      .filter((p) => asked === undefined || p.row.neighbor === asked)
      .sort((a, b) => a.rank - b.rank || bySibling(a, b))
      .map((p) => ({ ...p.row, localAddress: own }));
  });
  return answer({ value: rows }, options, STATUS);
}

function rankOf(role: string | undefined): number {
  if (role === 'vpn-peer' || role === 'msee') return 0;
  return role === 'sibling' ? 1 : 2;
}

function bySibling(a: { rank: number; row: { neighbor: string } }, b: { row: { neighbor: string } }): number {
  if (a.rank !== 1) return 0;
  return a.row.neighbor < b.row.neighbor ? -1 : 1;
}

const UNKNOWN = { state: 'Unknown', connectedDuration: '', routesReceived: 0, messagesSent: 0, messagesReceived: 0 };

function statusRow(solution: Solution, session: SessionState) {
  const { peer, remoteAs, families, establishedAt, updates } = session;
  const asn = typeof peer.remoteAs === 'number' ? peer.remoteAs : remoteAs;
  if (session.state !== 'Established') return { ...UNKNOWN, neighbor: peer.id, asn, state: 'Connecting' };
  const age = ageOf(establishedAt, solution.controlPlane.settledAt);
  // RFC 4271: an OPEN, a KEEPALIVE that answers it, and one for every minute since (A63, A101).
  const others = 2 + Math.floor(age / 60);
  return {
    neighbor: peer.id,
    asn,
    state: 'Connected',
    connectedDuration: duration(age),
    routesReceived: families.ipv4?.received ?? 0,
    messagesSent: others + (updates?.sent ?? 0),
    messagesReceived: others + (updates?.received ?? 0),
  };
}

/** `[days.]hh:mm:ss.fffffff` (A226). */
export function duration(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  return `${days > 0 ? `${days}.` : ''}${clock}.0000000`;
}
