/**
 * Runs the speakers to rest: sessions come up where both ends agree and can reach each other, routes are exchanged, the RIBs
 * follow, and what the RIBs change is decided again. The order of work is that of ids, so the order of writing changes nothing.
 */
import { type RouterView, type Session, Speaker } from '../bgp/speaker.ts';
import type { AfiName, PeerConfig, Reason, SessionState, SpeakerConfig, SpeakerState } from '../bgp/types.ts';
import type { Network, RouterNode } from '../compile/network.ts';
import { formatIp, type Ip, isIpv4, type Prefix, prefixKey } from '../ip/index.ts';
import { buildRib, type RouteOffer } from '../rib/zebra.ts';
import type { Fib, Rib, RibEntry } from '../rib/index.ts';
import type { ControlPlane } from './types.ts';

class Router {
  rib: Rib;
  fib: Fib;
  private shape = '';
  constructor(readonly node: RouterNode) {
    ({ rib: this.rib, fib: this.fib } = buildRib(this.settings(), this.own()));
  }

  private settings() {
    return { interfaces: this.node.interfaces, resolveViaDefault: this.node.resolveViaDefault };
  }

  private own(): RouteOffer[] {
    const kernel = this.node.kernelRoutes.map(
      (r): RouteOffer => ({
        prefix: r.prefix,
        protocol: 'kernel',
        distance: 0,
        metric: r.metric,
        nextHops: [
          {
            ...(r.gateway !== undefined && { ip: r.gateway }),
            ...(r.interface !== undefined && { interface: r.interface }),
            ...(r.source !== undefined && { source: r.source }),
          },
        ],
      }),
    );
    const grouped = new Map<string, RouteOffer>();
    for (const s of this.node.staticRoutes) {
      const hop =
        s.to.kind === 'gateway'
          ? { ip: s.to.ip, ...(s.to.interface !== undefined && { interface: s.to.interface }), ...(s.to.onlink && { onlink: true }) }
          : s.to.kind === 'interface'
            ? { interface: s.to.interface }
            : { blackhole: s.to.kind };
      const key = `${prefixKey(s.prefix)} ${s.distance}`;
      const before = grouped.get(key);
      grouped.set(key, {
        prefix: s.prefix,
        protocol: 'static',
        distance: s.distance,
        metric: 0,
        nextHops: [...(before?.nextHops ?? []), hop],
        ...(s.tag !== undefined && { tag: s.tag }),
        ...(s.source && { source: s.source }),
      });
    }
    return [...kernel, ...grouped.values()];
  }

  /** Takes the speaker's best paths; true when the RIB changed. */
  install(speaker: Speaker): boolean {
    const offers: RouteOffer[] = [];
    for (const afi of ['ipv4', 'ipv6'] as const) {
      const distance = speaker.config[afi].distance;
      for (const entry of speaker.tables[afi].values()) {
        const best = entry.paths.find((p) => p.best);
        if (!best || best.source.kind !== 'peer') continue;
        const internal = best.source.type !== 'external';
        const peer = best.source.peer;
        const config = speaker.config.peers.find((p) => p.id === peer);
        const used = entry.paths.filter((p) => p.best || p.multipath);
        offers.push({
          prefix: entry.prefix,
          protocol: 'bgp',
          distance: internal ? distance.internal : distance.external,
          metric: best.attributes.med ?? 0,
          nextHops: used.map((p) => ({ ip: p.attributes.nextHop })),
          bgp: {
            internal,
            mayRecurse: internal || (config !== undefined && (config.ttl > 1 || config.disableConnectedCheck || config.ttlSecurityHops !== undefined)),
            peer,
          },
          ...(best.attributes.tag !== undefined && { tag: best.attributes.tag }),
        });
      }
    }
    const shape = JSON.stringify(offers, (_k, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v));
    if (shape === this.shape) return false;
    this.shape = shape;
    ({ rib: this.rib, fib: this.fib } = buildRib(this.settings(), [...this.own(), ...offers]));
    return true;
  }

  /** F29: longest match walked upward to an entry that is selected; F30: not by a default; F33: single hop wants connected or static. */
  lookup(ip: Ip, singleHop: boolean): RibEntry | undefined {
    for (const { prefix, value } of this.rib.matches(ip)) {
      if (prefix.length === 0 && !(isIpv4(ip) ? this.node.resolveViaDefault.ipv4 : this.node.resolveViaDefault.ipv6)) return undefined;
      const entry = value.find((e) => e.selected);
      if (!entry) continue;
      if (singleHop && entry.protocol !== 'connected' && entry.protocol !== 'static') continue;
      return entry;
    }
    return undefined;
  }

  view(): RouterView {
    return {
      resolve: (ip, singleHop) => {
        const entry = this.lookup(ip, singleHop);
        return entry && (entry.protocol === 'connected' || entry.protocol === 'static' ? 0 : entry.metric);
      },
      hasRoute: (prefix) => (this.rib.get(prefix) ?? []).some((e) => e.selected && e.protocol !== 'bgp'),
      ownAddresses: new Set(this.node.interfaces.flatMap((i) => i.addresses.map((a) => a.ip))),
      redistributable: (afi, protocol) =>
        this.rib
          .entries()
          .flatMap(({ prefix, value }) =>
            value
              .filter((e) => e.selected && e.protocol === protocol && isIpv4(prefix.ip) === (afi === 'ipv4'))
              .map((e) => ({ prefix, metric: e.metric, ...gatewayOf(e) })),
          ),
    };
  }
}

function gatewayOf(entry: RibEntry): { nextHop?: Ip } {
  const ip = entry.nextHops[0]?.ip;
  return ip === undefined ? {} : { nextHop: ip };
}

/** Messages that may pass before the network is called restless. */
const PATIENCE = 200;

export function converge(network: Network): ControlPlane {
  const routers = new Map<string, Router>();
  for (const node of network.nodes.values()) if (node.kind === 'router') routers.set(node.id, new Router(node));
  const speakers = new Map<string, Speaker>();
  for (const id of [...network.speakers.keys()].sort()) speakers.set(id, new Speaker(network.speakers.get(id) as SpeakerConfig, routers.get(id)?.view()));
  const owners = addressOwners(network);
  const states = new Map<string, SessionState[]>();
  for (const [id, speaker] of speakers) {
    const list = speaker.config.peers.map((peer) => sessionState(speaker.config, peer, speakers, owners, routers));
    states.set(id, list);
    speaker.sessions = list.filter((s) => s.state === 'Established').map(asSession);
  }
  let round = 0;
  for (; round < PATIENCE; round++) {
    let changed = false;
    for (const [id, speaker] of speakers) {
      speaker.decide();
      if (routers.get(id)?.install(speaker)) {
        changed = true;
        speaker.decide();
      }
    }
    for (const speaker of speakers.values()) {
      const before = shapeOf(speaker);
      speaker.advertise();
      if (shapeOf(speaker) !== before) changed = true;
    }
    for (const [id, speaker] of speakers) {
      for (const session of speaker.sessions) {
        const far = speakers.get(otherEnd(session.peer, owners) ?? '');
        const here = far?.sessions.find((s) => otherEnd(s.peer, owners) === id && s.peer.address === session.localAddress);
        if (far && here) speaker.receive(session.peer.id, far.adjRibOut.get(here.peer.id) ?? new Map());
      }
    }
    if (!changed) break;
  }
  const result = new Map<string, SpeakerState>();
  for (const [id, speaker] of speakers) result.set(id, stateOf(speaker, states.get(id) ?? []));
  return {
    speakers: result,
    ribs: new Map([...routers].map(([id, r]) => [id, r.rib])),
    fibs: new Map([...routers].map(([id, r]) => [id, r.fib])),
    log: [],
    settledAt: round * 10,
  };
}

function shapeOf(speaker: Speaker): string {
  return JSON.stringify(
    [...speaker.adjRibOut].map(([peer, routes]) => [peer, [...routes.values()]]),
    (_k, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v),
  );
}

/** Which speaker owns an address. */
function addressOwners(network: Network): Map<string, string> {
  const owners = new Map<string, string>();
  for (const node of [...network.nodes.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (node.speaker === undefined && !network.speakers.has(node.id)) continue;
    for (const i of node.interfaces)
      if (i.up) for (const a of i.addresses) if (!owners.has(formatIp(a.ip))) owners.set(formatIp(a.ip), node.speaker ?? node.id);
  }
  return owners;
}

function otherEnd(peer: PeerConfig, owners: ReadonlyMap<string, string>): string | undefined {
  return peer.speaker ?? owners.get(formatIp(peer.address));
}

function sessionState(
  config: SpeakerConfig,
  peer: PeerConfig,
  speakers: ReadonlyMap<string, Speaker>,
  owners: ReadonlyMap<string, string>,
  routers: ReadonlyMap<string, Router>,
): SessionState {
  const base = { peer, type: 'external' as const, remoteAs: 0, negotiated: [], families: {} };
  const down = (state: SessionState['state'], code: string, rules: readonly string[], args: Reason['args'] = {}): SessionState => ({
    ...base,
    state,
    reason: { code, rules, args: { peer: peer.id, ...args } },
  });
  if (peer.shutdown) return down('Idle', 'session-shutdown', ['F18']);
  const router = routers.get(config.id);
  const singleHop = peer.ttl === 1 && !peer.disableConnectedCheck && peer.ttlSecurityHops === undefined && peer.remoteAs !== config.asn;
  const route = router?.lookup(peer.address, singleHop);
  if (router && !route) return down('Active', singleHop ? 'session-not-connected' : 'session-no-route', ['F12', 'F13', 'F30']);
  const farId = otherEnd(peer, owners);
  const far = farId === undefined ? undefined : speakers.get(farId);
  if (!far || farId === undefined) return down('Active', 'session-nobody-there', ['F12']);
  const localAddress = peer.localAddress ?? (router && route ? sourceFor(router.node, route, peer.address) : undefined);
  if (localAddress === undefined) return down('Active', 'session-no-source', ['F12']);
  const back = far.config.peers.find((p) => p.address === localAddress && (p.speaker === undefined || p.speaker === config.id));
  if (!back) return down('Active', 'session-not-configured-there', ['F157'], { far: farId, address: formatIp(localAddress) });
  if (back.shutdown) return down('Active', 'session-shutdown-there', ['F18'], { far: farId });
  const farRouter = routers.get(farId);
  if (
    farRouter &&
    !farRouter.lookup(localAddress, back.ttl === 1 && !back.disableConnectedCheck && back.ttlSecurityHops === undefined && far.config.asn !== config.asn)
  )
    return down('Active', 'session-no-route-back', ['F12'], { far: farId });
  const expected = peer.remoteAs === 'internal' ? config.asn : peer.remoteAs;
  if (expected === 'external' ? far.config.asn === config.asn : expected !== far.config.asn)
    return down('Idle', 'session-wrong-as', ['F15', 'RFC 4271 §6.2'], { expected, found: far.config.asn });
  const theirs = back.remoteAs === 'internal' ? far.config.asn : back.remoteAs;
  if (theirs === 'external' ? far.config.asn === config.asn : theirs !== config.asn)
    return down('Idle', 'session-wrong-as-there', ['F15', 'RFC 4271 §6.2'], { far: farId, expected: theirs, found: config.asn });
  const negotiated = (['ipv4', 'ipv6'] as const).filter((afi) => peer.families[afi] && back.families[afi]);
  return {
    ...base,
    state: 'Established',
    type: far.config.asn === config.asn ? ('internal' as never) : 'external',
    remoteAs: far.config.asn,
    remoteRouterId: far.config.routerId,
    localAddress,
    negotiated,
    establishedAt: 0,
  };
}

/** Our address on the interface that leads to the peer. */
function sourceFor(node: RouterNode, route: RibEntry, to: Ip): Ip | undefined {
  const hop = route.nextHops.flatMap((h) => (h.recursive ? h.resolved : [h])).find((h) => h.active);
  const out = node.interfaces.find((i) => i.name === hop?.interface);
  return out?.addresses.find((a) => isIpv4(a.ip) === isIpv4(to))?.ip;
}

function asSession(s: SessionState): Session {
  return {
    peer: s.peer,
    type: s.type as Session['type'],
    remoteAs: s.remoteAs,
    remoteRouterId: s.remoteRouterId as number,
    localAddress: s.localAddress as Ip,
    families: s.negotiated,
  };
}

function stateOf(speaker: Speaker, sessions: readonly SessionState[]): SpeakerState {
  const { config } = speaker;
  const counted = sessions.map((s): SessionState => {
    if (s.state !== 'Established') return s;
    const families: Partial<Record<AfiName, { received: number; sent: number; policyMissing: boolean }>> = {};
    for (const afi of s.negotiated) {
      const of = (p: Prefix) => isIpv4(p.ip) === (afi === 'ipv4');
      const received = [...(speaker.adjRibIn.get(s.peer.id)?.values() ?? [])].filter((r) => r.post && of(r.prefix)).length;
      const sent = [...(speaker.adjRibOut.get(s.peer.id)?.values() ?? [])].filter((r) => of(r.prefix)).length;
      families[afi] = { received, sent, policyMissing: false };
    }
    return { ...s, families };
  });
  return {
    id: config.id,
    device: config.device,
    asn: config.asn,
    routerId: config.routerId,
    config,
    sessions: counted,
    tables: speaker.tables,
    adjRibIn: speaker.adjRibIn,
    adjRibOut: speaker.adjRibOut,
    withheld: speaker.withheld,
  };
}
