/** A speaker's tables as results: plain values that can be cloned, kept and compared. */
import { comparePrefix, type PrefixKey, prefixKey } from '../ip/index.ts';
import type { Reason } from '../policy/index.ts';
import type { Destination, Path } from './path.ts';
import type { Speaker } from './speaker.ts';
import { afiOf } from './speaker.ts';
import type { AfiName, BgpEntry, BgpPath, SessionState, SpeakerState } from './types.ts';

/** Everything of a speaker, but for the state of its sessions, which the control plane knows. */
export function speakerState(speaker: Speaker, sessions: readonly SessionState[]): SpeakerState {
  const { config } = speaker;
  const advertisedTo = advertisedPeers(speaker);
  const tables: Record<AfiName, Map<PrefixKey, BgpEntry>> = { ipv4: new Map(), ipv6: new Map() };
  for (const destination of speaker.table.inOrder()) {
    const key = prefixKey(destination.prefix);
    tables[afiOf(destination.prefix)].set(key, entryOf(destination, advertisedTo.get(key) ?? []));
  }
  return {
    id: config.id,
    device: config.device,
    asn: config.asn,
    routerId: config.routerId,
    config,
    sessions,
    tables,
    tableVersions: { ...speaker.table.versions },
    adjRibIn: inOrder(speaker.adjRibIn),
    adjRibOut: inOrder(speaker.out.sent),
    withheld: new Map([...speaker.out.withheld].map(([peer, reasons]) => [peer, new Map(reasons)])),
  };
}

/** Copies, in router order, so that a result neither changes under its reader nor tells in what order things arrived. */
function inOrder<T extends { readonly prefix: Destination['prefix'] }>(tables: ReadonlyMap<string, ReadonlyMap<PrefixKey, T>>): Map<string, Map<PrefixKey, T>> {
  return new Map([...tables].map(([peer, routes]) => [peer, new Map([...routes].sort(([, a], [, b]) => comparePrefix(a.prefix, b.prefix)))]));
}

function advertisedPeers(speaker: Speaker): Map<PrefixKey, string[]> {
  const out = new Map<PrefixKey, string[]>();
  for (const [peer, routes] of speaker.out.sent) {
    for (const [key, route] of routes) {
      if (route.defaultOriginated) continue;
      const list = out.get(key);
      if (list) list.push(peer);
      else out.set(key, [peer]);
    }
  }
  return out;
}

function entryOf(destination: Destination, advertisedTo: readonly string[]): BgpEntry {
  return {
    prefix: destination.prefix,
    paths: destination.paths.map((p) => pathOf(p, destination)),
    advertisedTo,
    ...(destination.version !== undefined && { version: destination.version }),
    ...(destination.reason !== undefined && { selectionReason: destination.reason }),
  };
}

function pathOf(path: Path, destination: Destination): BgpPath {
  const client = path.session?.peer.families[afiOf(destination.prefix)]?.routeReflectorClient;
  return {
    source: path.source,
    attributes: path.attributes,
    valid: path.valid,
    best: path.selected,
    multipath: path.multipath,
    suppressed: path.suppressedBy > 0,
    igpMetric: path.igpMetric,
    arrival: path.arrival,
    ...(path.invalid && { invalid: path.invalid }),
    ...(path.session && { peerRouterId: path.session.remoteRouterId }),
    ...(client && { fromRrClient: true }),
    ...(path.resolvedBy && { resolvedBy: path.resolvedBy }),
    ...(path.lost && { lostAt: lostAt(path) }),
    ...(path.bestFromAs !== undefined && { bestFromAs: path.bestFromAs }),
  };
}

function lostAt(path: Path): Reason {
  return { code: 'bgp-lost', rules: ['F36', 'RFC 4271 §9.1.2.2'], args: { step: path.lost?.reason ?? '' } };
}
