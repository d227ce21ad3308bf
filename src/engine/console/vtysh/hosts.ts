/** Host names in what bgpd prints: those that FRR neighbors tell in their OPEN (F3; bgpd/bgp_route.c, `bgp default show-hostname`). */
import type { BgpPath, SessionState, SpeakerState } from '../../bgp/index.ts';
import { bgpDefaults } from '../../frr/index.ts';
import type { Vtysh } from './router.ts';

/** What the machines are called, as JSON always tells. */
export interface Hosts {
  readonly own: string;
  /** A neighbor's, by its id; undefined where it told none. */
  readonly of: (peer: string) => string | undefined;
}

/** The names as text shows them, which has to be asked for (the datacenter profile does). */
export interface Names {
  /** The neighbor's, if it is to be shown. */
  readonly host: (peer: string) => string | undefined;
  /** `host(peer)`, or the peer alone. */
  readonly peer: (peer: string) => string;
  /** `next hop(host)`, or the next hop alone. */
  readonly nextHop: (text: string, path: BgpPath) => string;
}

export function hostsOf({ node, speaker, hostnameOf }: Vtysh): Hosts {
  const told = (s: SessionState | undefined) => (s?.farIsSilent ? undefined : hostnameOf(s?.far?.speaker));
  return { own: node.id, of: (peer) => told(speaker?.sessions.find((s) => s.peer.id === peer)) };
}

export function namesOf(router: Vtysh): Names {
  const { config, version } = router;
  const defaults = bgpDefaults(config.profile, version, config.statedVersion);
  const hosts = hostsOf(router);
  const ofPeer = (peer: string) => ((config.bgp?.showHostname ?? defaults.showHostname) ? hosts.of(peer) : undefined);
  const ofPath = (path: BgpPath) => ((config.bgp?.showNexthopHostname ?? defaults.showNexthopHostname) ? hostOfPath(path, hosts) : undefined);
  return { host: ofPeer, peer: (peer) => named(peer, ofPeer(peer)), nextHop: (text, path) => suffixed(text, ofPath(path)) };
}

/** The machine that a path is from. */
export function hostOfPath({ source }: BgpPath, hosts: Hosts): string | undefined {
  return source.kind === 'peer' ? hosts.of(source.peer) : hosts.own;
}

/** Neighbors that go by this name: their ids. */
export function peersNamed({ sessions }: SpeakerState, hosts: Hosts, name: string): string[] {
  return sessions.filter((s) => hosts.of(s.peer.id) === name).map((s) => s.peer.id);
}

function named(text: string, host: string | undefined): string {
  return host === undefined ? text : `${host}(${text})`;
}

function suffixed(text: string, host: string | undefined): string {
  return host === undefined ? text : `${text}(${host})`;
}
