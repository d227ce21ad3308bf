/** Neighbors that cannot come up or exchange nothing for reasons that the configuration alone shows, and routes that need another. */
import { formatPrefix, prefixKey } from '../../ip/index.ts';
import type { FrrBgp, FrrNeighbor, FrrNeighborFamily } from '../config.ts';
import { bgpDefaults } from '../defaults.ts';
import type { Report } from './report.ts';

type Side = 'ipv4' | 'ipv6';
const TITLE = { ipv4: 'IPv4 unicast', ipv6: 'IPv6 unicast' } as const;

export function checkNeighbors(report: Report): void {
  const { config, version } = report.input;
  const { bgp } = config;
  if (!bgp) return;
  const defaults = bgpDefaults(config.profile, version, config.statedVersion);
  for (const peer of bgp.neighbors.values()) {
    const group = peer.peerGroup === undefined ? undefined : bgp.peerGroups.get(peer.peerGroup);
    const as = group?.remoteAs ?? peer.remoteAs;
    if (as === undefined) {
      report.add(
        'frr-neighbor-without-as',
        'warning',
        peer.source.span,
        `Neighbor ${peer.name} has no remote-as, of its own or from a peer-group, so it never connects.`,
        { neighbor: peer.name },
        'F155',
      );
    }
    families(report, peer);
    if (isExternal(bgp, as) && (bgp.ebgpRequiresPolicy ?? defaults.ebgpRequiresPolicy)) withoutPolicy(report, peer, group);
  }
  if (bgp.importCheck ?? defaults.importCheck) importCheck(report, bgp);
}

/** eBGP and not of the own confederation. */
function isExternal(bgp: FrrBgp, as: FrrNeighbor['remoteAs']): boolean {
  if (as === 'external') return true;
  return typeof as === 'number' && as !== bgp.asn && !bgp.confederation?.peers.includes(as);
}

/** F7: active in no family, or an IPv6 address that carries no IPv6 routes. */
function families(report: Report, peer: FrrNeighbor): void {
  const others = Object.values(peer.others ?? {}).some((f) => f?.activate);
  if (!peer.ipv4.activate && !peer.ipv6.activate && others) return;
  if (!peer.ipv4.activate && !peer.ipv6.activate) {
    report.add(
      'frr-neighbor-not-active',
      'warning',
      peer.source.span,
      `Neighbor ${peer.name} is active in no address family, so it stays Idle.`,
      { neighbor: peer.name },
      'F7',
    );
  } else if (typeof peer.address === 'bigint' && !peer.ipv6.activate) {
    report.add(
      'frr-neighbor-not-active-ipv6',
      'info',
      peer.source.span,
      `Neighbor ${peer.name} exchanges IPv4 routes only; activate it in address-family ipv6 unicast for IPv6.`,
      { neighbor: peer.name },
      'F7',
    );
  }
}

const POLICY = {
  in: ['routeMapIn', 'prefixListIn', 'filterListIn', 'distributeListIn'],
  out: ['routeMapOut', 'prefixListOut', 'filterListOut', 'distributeListOut'],
} as const satisfies Record<string, readonly (keyof FrrNeighborFamily)[]>;

/** F24, RFC 8212. */
function withoutPolicy(report: Report, peer: FrrNeighbor, group: FrrNeighbor | undefined): void {
  for (const side of ['ipv4', 'ipv6'] as const satisfies readonly Side[]) {
    if (!peer[side].activate) continue;
    const lacking = (['in', 'out'] as const).filter((way) => !POLICY[way].some((key) => peer[side][key] !== undefined || group?.[side][key] !== undefined));
    if (lacking.length === 0) continue;
    const what = lacking.length === 2 ? 'takes and sends no routes' : lacking[0] === 'in' ? 'takes no routes' : 'is sent no routes';
    const message = `eBGP neighbor ${peer.name} has no policy ${lacking.join(' or ')} for ${TITLE[side]}: it ${what}. Give it a route-map, or write no bgp ebgp-requires-policy.`;
    report.add('frr-ebgp-without-policy', 'warning', peer.source.span, message, { neighbor: peer.name, family: side, directions: lacking.join(' ') }, 'F24');
  }
}

/** F47: a network without a static route of the same prefix depends on what else the RIB holds. */
function importCheck(report: Report, bgp: FrrBgp): void {
  const statics = new Set(report.input.config.staticRoutes.map((r) => prefixKey(r.prefix)));
  for (const side of ['ipv4', 'ipv6'] as const) {
    for (const n of bgp[side].networks) {
      if (n.backdoor || statics.has(prefixKey(n.prefix))) continue;
      const prefix = formatPrefix(n.prefix);
      report.add(
        'frr-network-import-check',
        'info',
        n.source.span,
        `${prefix} is originated only while the RIB holds exactly ${prefix}, from a source other than BGP.`,
        { prefix },
        'F47',
      );
    }
  }
}
