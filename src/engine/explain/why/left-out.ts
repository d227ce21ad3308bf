/**
 * A router's BGP with one line of its configuration left out: whatever it answers otherwise then hung on that line. Made when somebody asks, of the
 * lines that the text has; nothing here knows what a statement means.
 */
import type { AfiName, PeerConfig, SpeakerConfig, SpeakerState } from '../../bgp/index.ts';
import { compileFrrRouter } from '../../compile/frr-router.ts';
import type { RouterNode } from '../../compile/network.ts';
import { admittedPeer } from '../../control-plane/handshake.ts';
import { sameData } from '../../control-plane/same-data.ts';
import { sessionConfigKey } from '../../control-plane/session-config.ts';
import { parseFrr, type Statement } from '../../frr/index.ts';
import type { ConfigRef } from '../../policy/index.ts';

export interface LeftOut {
  readonly line: ConfigRef;
  /** Without it something is otherwise that is not said of a neighbor. */
  readonly ofProcess: boolean;
  /** The neighbors of whom something else is said without it. */
  readonly peers: ReadonlySet<string>;
  /** Those whose sessions stand on the line: without it they would be reset, or there would be none. */
  readonly sessions: readonly string[];
  /** Families whose next hops are found by the default route with the line and not without it, or the other way round (F30). */
  readonly viaDefault: readonly AfiName[];
  /** The speaker's state, told everything but the line; its tables are those that it has with it. */
  readonly state: SpeakerState;
}

/** What a line can be left out of. */
interface Text {
  readonly node: RouterNode;
  readonly statements: readonly Statement[];
}

/**
 * The lines without which a speaker would be told something else: those of its process, and of `peer`'s those of the neighbor and of its group. A line that
 * changes nothing of what the speaker goes by (a description, one said twice) is not among them. `only`: that line alone, whomever it names.
 */
export function linesLeftOut({ node, statements }: Text, told: SpeakerState, { peer, only }: { readonly peer?: string; readonly only?: number }): LeftOut[] {
  const dynamic = told.sessions.filter((s) => s.dynamic).map((s) => s.peer);
  const state = { ...told, config: { ...told.config, peers: [...told.config.peers, ...dynamic] } };
  const group = state.config.peers.find((p) => p.id === peer)?.peerGroup;
  const concerns = (s: Statement) => {
    const named = peersOf(s);
    return named.length === 0 || named.some((n) => n === peer || n === group);
  };
  const asked = statements.filter(
    (s) => mayBear(s) && (only === undefined ? peersOf(s).length > 0 === (peer !== undefined) && concerns(s) : s.line.number === only),
  );
  if (asked.length === 0) return [];
  const read = statements.filter((s) => isRead(s) && (only !== undefined || concerns(s)));
  const whole = compiled(node, read);
  return asked.flatMap((s) => {
    const rest = compiled(
      node,
      read.filter((other) => other !== s),
    );
    if (!whole?.speaker || !rest?.speaker) return [];
    const config = withChanges(state.config, withAdmitted(whole.speaker, dynamic), withAdmitted(rest.speaker, dynamic));
    const [here, without] = [whole.node.resolveViaDefault, rest.node.resolveViaDefault];
    const viaDefault = (['ipv4', 'ipv6'] as const).filter((afi) => here[afi] !== without[afi]);
    return config === state.config && viaDefault.length === 0 ? [] : [leftOut(s, state, config, viaDefault)];
  });
}

function leftOut(statement: Statement, state: SpeakerState, config: SpeakerConfig, viaDefault: readonly AfiName[]): LeftOut {
  const { peers: before, ...process } = state.config;
  const { peers: after, ...without } = config;
  const others = new Set(after);
  return {
    line: statement.ref,
    ofProcess: !sameFields(process, without),
    peers: new Set(before.flatMap((p) => (others.has(p) ? [] : [p.id]))),
    viaDefault,
    sessions: peersOf(statement).length > 0 ? sessionsOn(state.config, config) : [],
    state: toldOtherwise(state, config),
  };
}

/** One and the same, field by field: what is not otherwise has been taken over. */
function sameFields<T extends object>(a: T, b: T): boolean {
  const keys = Object.keys(a) as (keyof T)[];
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

function peersOf({ names }: Statement): string[] {
  return names.flatMap((n) => (n.space === 'peer' || n.space === 'peer-group' ? [n.name] : []));
}

/** Lines of lists and maps tell of themselves what they did; without one that opens or closes a block others would mean something else. */
function mayBear({ outcome, command, mode, after, names }: Statement): boolean {
  if (outcome !== 'applied' || after !== mode || command?.transaction === 'static') return false;
  return mode === 'bgp' || mode === 'bgp-ipv4' || mode === 'bgp-ipv6' || (mode === 'config' && !names.some((n) => n.defines));
}

/** What says something to the speaker: lists and maps are the same with any line left out that may bear. */
function isRead({ mode, names, command }: Statement): boolean {
  if (mode === 'config') return command?.transaction !== 'static' && !names.some((n) => n.defines);
  return mode === 'bgp' || mode === 'bgp-ipv4' || mode === 'bgp-ipv6' || mode === 'bgp-other' || mode === 'bgp-block';
}

/** Every line at its own place, as the reasons name it. */
function compiled(node: RouterNode, statements: readonly Statement[]): ReturnType<typeof compileFrrRouter> | undefined {
  if (!node.frr) return undefined;
  const rows: string[] = [];
  for (const { line } of statements) rows[line.number - 1] = ' '.repeat((line.words[0]?.column ?? 1) - 1) + line.text;
  const { version } = node.frr;
  const own = node.interfaces.flatMap((i) => i.addresses.map((a) => a.ip));
  const { config } = parseFrr(Array.from(rows, (row) => row ?? '').join('\n'), { version, own, longNames: node.platform === 'ios' });
  const { id, interfaces, kernelRoutes, forwarding, platform } = node;
  return compileFrrRouter({ id, interfaces, kernelRoutes, forwarding, platform, version, config });
}

/** With the neighbors that its listen ranges let in, of those who called, beside those that it names (F157). */
function withAdmitted(config: SpeakerConfig, callers: readonly PeerConfig[]): SpeakerConfig {
  return { ...config, peers: [...config.peers, ...callers.flatMap((c) => admittedPeer(config, c.address) ?? [])] };
}

/** The configuration that the speaker has, but for what differs between the whole text and the rest of it. */
function withChanges(config: SpeakerConfig, whole: SpeakerConfig, rest: SpeakerConfig): SpeakerConfig {
  const { peers: _p, policy: _o, profile: _f, ...before } = whole;
  const { peers: _q, policy: _n, profile: _g, ...after } = rest;
  const changed = overlaid<SpeakerConfig>(config, before, after);
  const peers = config.peers.flatMap((peer): readonly PeerConfig[] => {
    const [was, is] = [whole, rest].map((s) => s.peers.find((p) => p.id === peer.id));
    if (!was) return [peer];
    return is ? [overlaid(peer, said(was), said(is))] : [];
  });
  const sameOnes = peers.length === config.peers.length && peers.every((p, i) => p === config.peers[i]);
  return sameOnes ? changed : { ...changed, peers };
}

function sessionsOn(config: SpeakerConfig, without: SpeakerConfig): string[] {
  const others = new Map(without.peers.map((p) => [p.id, p]));
  return config.peers.flatMap((peer) => {
    const other = others.get(peer.id);
    return other && sessionConfigKey(config, peer) === sessionConfigKey(without, other) ? [] : [peer.id];
  });
}

/** What bgpd goes by: not what a neighbor is called, nor where it stands in the text. */
function said({ description: _text, source: _place, ...rest }: PeerConfig): Omit<PeerConfig, 'description' | 'source'> {
  return rest;
}

function overlaid<T extends object>(actual: T, before: Partial<T>, after: Partial<T>): T {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof T)[];
  const changed = keys.filter((key) => !sameData(before[key], after[key]));
  if (changed.length === 0) return actual;
  const kept = Object.entries(actual).filter(([key]) => !changed.includes(key as keyof T));
  const given = changed.flatMap((key) => (key in after ? [[key, after[key]]] : []));
  return Object.fromEntries([...kept, ...given]) as T;
}

/** The sessions go on as they are, with what is said of their neighbors now; one of a neighbor that is none is told nothing. */
function toldOtherwise(state: SpeakerState, config: SpeakerConfig): SpeakerState {
  const peers = new Map(config.peers.map((p) => [p.id, p]));
  const sessions = state.sessions.map((s) => {
    const peer = peers.get(s.peer.id) ?? { ...s.peer, families: {} };
    return { ...s, peer, ...(s.session && { session: { ...s.session, peer } }) };
  });
  return { ...state, config, sessions, metBefore: new Map() };
}
