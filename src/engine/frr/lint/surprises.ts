/** Lines that FRR takes and that do less, or something else, than they seem to. */
import type { RouteMap } from '../../policy/types.ts';
import type { FrrBgp, FrrNeighbor } from '../config.ts';
import { bgpDefaults } from '../defaults.ts';
import type { Statement } from '../statement.ts';
import { compareVersion, formatVersion, parseVersion } from '../version.ts';
import type { Report } from './report.ts';

export function checkSurprises(report: Report): void {
  const { config } = report.input;
  oldVersion(report);
  replacedClauses(report);
  for (const map of config.policy.routeMaps.values()) continuedToTheEnd(report, map);
  if (!config.bgp) return;
  lateDefault(report);
  for (const peer of config.bgp.neighbors.values()) {
    ipv6OverIpv4(report, peer);
    confederationPolicy(report, config.bgp, peer);
    detectionAlone(report, peer);
  }
  setsInVain(report, config.bgp);
}

/** F4: a stated version below 7.4 selects the defaults of its time. */
function oldVersion(report: Report): void {
  const { config, statements } = report.input;
  const old = config.statedVersion;
  const line = statements.findLast((s) => s.command?.syntax.startsWith('frr version') && s.outcome !== 'refused');
  const since = parseVersion('7.4');
  if (!old || !line || !since || !config.bgp || compareVersion(old, since) >= 0) return;
  const version = formatVersion(old);
  const message = `frr version ${version} selects the defaults of that release: eBGP needs no policy, and in the traditional profile network is not held against the RIB.`;
  report.add('frr-version-defaults', 'info', line.ref.span, message, { version }, 'F4');
}

/** F7: it acts on neighbors that are made behind it. */
function lateDefault(report: Report): void {
  let made: Statement | undefined;
  for (const s of report.input.statements) {
    if (s.outcome !== 'applied' || s.command === undefined) continue;
    if (!s.negated && / remote-as /.test(s.command.syntax)) made ??= s;
    if (made && s.negated && s.command.syntax.startsWith('bgp default <ipv4') && s.line.words.some((w) => w.text.startsWith('ipv4'))) {
      const message = `The neighbors above (the first in line ${made.line.number}) are active for IPv4 unicast already: this acts on those that are made below it.`;
      report.add('frr-default-too-late', 'warning', s.ref.span, message, { first: made.line.number }, 'F7');
    }
  }
}

/** F20: whose IPv6 address an IPv4 session tells as next hop. */
function ipv6OverIpv4(report: Report, { name, address, ipv6, source }: FrrNeighbor): void {
  if (typeof address !== 'number' || !ipv6.activate) return;
  const message = `Neighbor ${name} carries IPv6 over an IPv4 session: the next hop is the IPv6 address of the interface that the session runs over. Without one FRR tells ::ffff:A.B.C.D, which the kernel of the other end refuses; set ipv6 next-hop global in an outbound route-map says another.`;
  report.add('frr-ipv6-over-ipv4', 'info', source.span, message, { neighbor: name }, 'F20');
}

/** F24, F186: before 10.0 no policy satisfies the test for a member of the own confederation. */
function confederationPolicy(report: Report, bgp: FrrBgp, peer: FrrNeighbor): void {
  const { config, version } = report.input;
  const required = bgp.ebgpRequiresPolicy ?? bgpDefaults(config.profile, version, config.statedVersion).ebgpRequiresPolicy;
  const as = bgp.peerGroups.get(peer.peerGroup ?? '')?.remoteAs ?? peer.remoteAs;
  if (!required || version.major >= 10 || typeof as !== 'number' || as === bgp.asn || !bgp.confederation?.peers.includes(as)) return;
  const message = `Neighbor ${peer.name} is of another AS of the confederation: while bgp ebgp-requires-policy is on, FRR before 10.0 exchanges nothing with it, whatever its route-maps say. Write no bgp ebgp-requires-policy.`;
  report.add('frr-confederation-policy', 'warning', peer.source.span, message, { neighbor: peer.name }, 'F24', 'F186');
}

/** F57. */
function detectionAlone(report: Report, { name, senderAsPathLoopDetection, solo, source }: FrrNeighbor): void {
  if (!senderAsPathLoopDetection || solo) return;
  const line = lineAbout(report, name, / sender-as-path-loop-detection/)?.ref ?? source;
  const message = `sender-as-path-loop-detection of ${name} does nothing without neighbor ${name} solo.`;
  report.add('frr-loop-detection-without-solo', 'warning', line.span, message, { neighbor: name }, 'F57');
}

function lineAbout(report: Report, name: string, syntax: RegExp): Statement | undefined {
  return report.input.statements.findLast((s) => s.outcome === 'applied' && syntax.test(s.command?.syntax ?? '') && s.names.some((n) => n.name === name));
}

/** F78: within an entry a clause of one kind takes the place of the one before. */
function replacedClauses(report: Report): void {
  let entry = '';
  const seen = new Map<string, Statement>();
  for (const s of report.input.statements) {
    if (s.outcome !== 'applied' || s.command === undefined) continue;
    if (s.command.enters === 'route-map') entry = s.line.words.map((w) => w.text).join(' ');
    if (s.mode !== 'route-map' || !/^(match|set) /.test(s.command.syntax)) continue;
    const key = `${entry} ${s.command.syntax}`;
    const before = seen.get(key);
    if (s.negated) seen.delete(key);
    else seen.set(key, s);
    if (!before || s.negated || before.line.text === s.line.text) continue;
    const message = `Takes the place of line ${before.line.number} (${before.line.text}): an entry has one clause of a kind, and none are joined by or.`;
    report.add('frr-replaced-clause', 'warning', s.ref.span, message, { by: before.line.number, line: before.line.text }, 'F78');
  }
}

/** F80: who goes on behind a match is denied when nothing further on permits. */
function continuedToTheEnd(report: Report, { name, entries }: RouteMap): void {
  const last = entries.at(-1);
  const going = entries.find((e) => e !== last && e.action === 'permit' && e.onMatch !== undefined);
  if (!going || !last || (last.action === 'permit' && last.matches.length === 0)) return;
  const message = `A route that matches entry ${going.seq} of ${name} goes on and is denied unless a later entry permits it; an empty permit entry at the end keeps it.`;
  report.add('frr-continue-may-deny', 'warning', going.source.span, message, { list: name, seq: going.seq }, 'F80');
}

/** F88: a weight stays in the router that sets it, a preference in its AS: in an outbound map they are set in vain. */
function setsInVain(report: Report, bgp: FrrBgp): void {
  const uses = outboundUses(report, bgp);
  for (const map of report.input.config.policy.routeMaps.values()) {
    const use = uses.get(map.name);
    if (!use) continue;
    for (const entry of map.entries)
      for (const set of entry.sets) {
        if (set.kind !== 'weight' && !(set.kind === 'local-preference' && use.external)) continue;
        const why = set.kind === 'weight' ? 'a weight is never sent' : 'a preference is not sent to another AS';
        const message = `Without effect: ${map.name} is used outbound only, and ${why}.`;
        report.add('frr-set-without-effect', 'warning', set.source.span, message, { map: map.name, kind: set.kind }, 'F88');
      }
  }
}

/** The maps that are named for what goes out, and nowhere else; `external`: to other ASes alone. */
function outboundUses(report: Report, bgp: FrrBgp): ReadonlyMap<string, { readonly external: boolean }> {
  const out = new Map<string, { external: boolean }>();
  const asOf = (peer: FrrNeighbor) => bgp.peerGroups.get(peer.peerGroup ?? '')?.remoteAs ?? peer.remoteAs;
  const members = new Map([...bgp.peerGroups.keys()].map((name): [string, FrrNeighbor[]] => [name, []]));
  for (const peer of bgp.neighbors.values()) if (peer.peerGroup !== undefined) members.get(peer.peerGroup)?.push(peer);
  const isExternal = (as: FrrNeighbor['remoteAs']) => as === 'external' || (typeof as === 'number' && as !== bgp.asn && !bgp.confederation?.peers.includes(as));
  for (const peer of [...bgp.neighbors.values(), ...bgp.peerGroups.values()]) {
    const towards = bgp.peerGroups.get(peer.name) === peer ? (members.get(peer.name) ?? []) : [peer];
    const external = towards.every((p) => isExternal(asOf(p)));
    for (const name of [peer.ipv4.routeMapOut?.name, peer.ipv6.routeMapOut?.name])
      if (name !== undefined) out.set(name, { external: external && (out.get(name)?.external ?? true) });
  }
  for (const s of report.input.statements) {
    if (s.negated || s.outcome === 'refused') continue;
    const isOut = /^neighbor .* route-map RMAP/.test(s.command?.syntax ?? '') && s.line.words.at(-1)?.text.startsWith('o');
    for (const n of s.names) if (n.space === 'route-map' && !n.defines && !isOut) out.delete(n.name);
  }
  return out;
}
