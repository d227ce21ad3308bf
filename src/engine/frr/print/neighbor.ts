/** A neighbor or peer-group as `show running-config` writes it: the lines of the session, and those of a family. */
import { formatIp } from '../../ip/index.ts';
import type { FilterRef, FrrBgp, FrrNeighbor, FrrNeighborFamily } from '../config.ts';
import { besideGroup } from '../maximum-prefix.ts';

export type Side = 'ipv4' | 'ipv6';

/** Groups by name, then members by group, then the rest; interfaces before addresses (F130; bgpd/bgpd.c peer_cmp). */
export function inOrder(bgp: FrrBgp): { readonly peer: FrrNeighbor; readonly isGroup: boolean }[] {
  const groups = [...bgp.peerGroups.values()].sort((a, b) => compareText(a.name, b.name));
  const peers = [...bgp.neighbors.values()].sort(comparePeers);
  return [...groups.map((peer) => ({ peer, isGroup: true })), ...peers.map((peer) => ({ peer, isGroup: false }))];
}

function comparePeers(a: FrrNeighbor, b: FrrNeighbor): number {
  if ((a.peerGroup === undefined) !== (b.peerGroup === undefined)) return a.peerGroup === undefined ? 1 : -1;
  if (a.peerGroup !== b.peerGroup) return compareText(a.peerGroup as string, b.peerGroup as string);
  if ((a.interface === undefined) !== (b.interface === undefined)) return a.interface === undefined ? 1 : -1;
  if (a.address === undefined || b.address === undefined) return compareText(a.name, b.name);
  if (typeof a.address !== typeof b.address) return typeof a.address === 'number' ? -1 : 1;
  return a.address < b.address ? -1 : a.address > b.address ? 1 : 0;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const RESTART_WORDS = { restart: 'graceful-restart', helper: 'graceful-restart-helper', disable: 'graceful-restart-disable' } as const;

export function sessionLines(peer: FrrNeighbor, isGroup: boolean): string[] {
  const lines: string[] = [];
  const say = (text: string) => lines.push(` neighbor ${peer.name} ${text}`);
  const flag = (on: boolean | undefined, text: string) => on && say(text);
  if (isGroup) say('peer-group');
  if (peer.interface === undefined) {
    if (peer.remoteAs !== undefined) say(`remote-as ${peer.remoteAs}`);
    if (peer.peerGroup !== undefined) say(`peer-group ${peer.peerGroup}`);
  } else interfaceLines(peer, say);
  if (peer.localAs) say(`local-as ${peer.localAs.asn}${peer.localAs.noPrepend ? ' no-prepend' : ''}${peer.localAs.replaceAs ? ' replace-as' : ''}`);
  if (peer.description !== undefined) say(`description ${peer.description}`);
  flag(peer.shutdown, peer.shutdownMessage === undefined ? 'shutdown' : `shutdown message ${peer.shutdownMessage}`);
  const { shutdownRtt: slow, bfd } = peer;
  if (slow) say(`shutdown rtt ${slow.rtt}${(slow.count ?? 1) > 1 ? ` count ${slow.count}` : ''}`);
  flag(bfd !== undefined, 'bfd');
  flag(bfd?.controlPlane, 'bfd check-control-plane-failure');
  if (bfd?.profile !== undefined) say(`bfd profile ${bfd.profile}`);
  if (peer.password !== undefined) say(`password ${peer.password}`);
  // bgpd does not write it for a member.
  flag(peer.solo && peer.peerGroup === undefined, 'solo');
  if (peer.port !== undefined && peer.port !== 179) say(`port ${peer.port}`);
  if (peer.boundTo !== undefined) say(`interface ${peer.boundTo}`);
  if (peer.tcpMss !== undefined) say(`tcp-mss ${peer.tcpMss}`);
  flag(peer.passive, 'passive');
  if (peer.ebgpMultihop !== undefined) say(`ebgp-multihop ${peer.ebgpMultihop}`);
  if (peer.localRole) say(`local-role ${peer.localRole.role}${peer.localRole.strict ? ' strict-mode' : ''}`);
  if (peer.ttlSecurityHops !== undefined) say(`ttl-security hops ${peer.ttlSecurityHops}`);
  flag(peer.disableConnectedCheck, 'disable-connected-check');
  flag(peer.ieeeBandwidth === false, 'disable-link-bw-encoding-ieee');
  flag(peer.extendedOptionalParameters, 'extended-optional-parameters');
  flag(peer.enforceFirstAs, 'enforce-first-as');
  if (peer.updateSource !== undefined)
    say(`update-source ${typeof peer.updateSource === 'object' ? peer.updateSource.interface : formatIp(peer.updateSource)}`);
  if (peer.advertisementInterval !== undefined) say(`advertisement-interval ${peer.advertisementInterval}`);
  if (peer.timers) say(`timers ${peer.timers.keepalive} ${peer.timers.hold}`);
  if (peer.timersConnect !== undefined) say(`timers connect ${peer.timersConnect}`);
  if (peer.delayOpen !== undefined) say(`timers delayopen ${peer.delayOpen}`);
  flag(peer.capabilityDynamic, 'capability dynamic');
  flag(peer.capabilityExtendedNextHop, 'capability extended-nexthop');
  flag(peer.dontCapabilityNegotiate, 'dont-capability-negotiate');
  flag(peer.overrideCapability, 'override-capability');
  flag(peer.strictCapabilityMatch, 'strict-capability-match');
  flag(peer.senderAsPathLoopDetection, 'sender-as-path-loop-detection');
  if (peer.restartMode !== undefined) say(RESTART_WORDS[peer.restartMode]);
  return lines;
}

function interfaceLines(peer: FrrNeighbor, say: (text: string) => void): void {
  const how = peer.v6only ? 'interface v6only' : 'interface';
  if (peer.peerGroup !== undefined) say(`${how} peer-group ${peer.peerGroup}`);
  else say(peer.remoteAs === undefined ? how : `${how} remote-as ${peer.remoteAs}`);
  if (peer.peerGroup !== undefined && peer.remoteAs !== undefined) say(`remote-as ${peer.remoteAs}`);
}

/** The lines of one family; `activeByDefault` is what a new neighbor, or this member's `group`, is. */
export function familyLines(peer: FrrNeighbor, family: FrrNeighborFamily, activeByDefault: boolean, group?: FrrNeighborFamily): string[] {
  const lines: string[] = [];
  const say = (text: string) => lines.push(`  neighbor ${peer.name} ${text}`);
  const deny = (text: string) => lines.push(`  no neighbor ${peer.name} ${text}`);
  const flag = (on: boolean | undefined, text: string) => on && say(text);
  const filter = (ref: FilterRef | undefined, word: string, direction?: 'in' | 'out') => ref && say(`${word} ${ref.name}${direction ? ` ${direction}` : ''}`);
  if ((family.activate ?? activeByDefault) !== activeByDefault) (activeByDefault ? deny : say)('activate');
  if (family.addpathTx) say(family.addpathTx === 'all' ? 'addpath-tx-all-paths' : 'addpath-tx-bestpath-per-AS');
  flag(family.disableAddpathRx, 'disable-addpath-rx');
  if (family.orf) say(`capability orf prefix-list ${family.orf.send ? (family.orf.receive ? 'both' : 'send') : 'receive'}`);
  flag(family.routeReflectorClient, 'route-reflector-client');
  flag(family.nextHopSelfForce, 'next-hop-self force');
  flag(family.nextHopSelf, 'next-hop-self');
  if (family.removePrivateAs) say(`remove-private-AS${family.removePrivateAs.all ? ' all' : ''}${family.removePrivateAs.replaceAs ? ' replace-AS' : ''}`);
  flag(family.asOverride, 'as-override');
  communityLines(family, deny);
  if (family.defaultOriginate) say(`default-originate${family.defaultOriginate.routeMap ? ` route-map ${family.defaultOriginate.routeMap.name}` : ''}`);
  flag(family.softReconfigurationInbound, 'soft-reconfiguration inbound');
  if (family.maximumPrefix) say(maximumText(besideGroup(family.maximumPrefix, group?.maximumPrefix)));
  if (family.maximumPrefixOut !== undefined) say(`maximum-prefix-out ${family.maximumPrefixOut}`);
  flag(family.routeServerClient, 'route-server-client');
  flag(family.nextHopLocalUnchanged, 'nexthop-local unchanged');
  if (family.allowasIn)
    say('origin' in family.allowasIn ? 'allowas-in origin' : family.allowasIn.count === 3 ? 'allowas-in' : `allowas-in ${family.allowasIn.count}`);
  if (family.soo !== undefined) say(`soo ${family.soo}`);
  if (family.weight !== undefined) say(`weight ${family.weight}`);
  filter(family.distributeListIn, 'distribute-list', 'in');
  filter(family.distributeListOut, 'distribute-list', 'out');
  filter(family.prefixListIn, 'prefix-list', 'in');
  filter(family.prefixListOut, 'prefix-list', 'out');
  filter(family.routeMapIn, 'route-map', 'in');
  filter(family.routeMapOut, 'route-map', 'out');
  filter(family.unsuppressMap, 'unsuppress-map');
  if (family.advertiseMap) say(`advertise-map ${family.advertiseMap.map.name} ${family.advertiseMap.condition}-map ${family.advertiseMap.conditionMap.name}`);
  filter(family.filterListIn, 'filter-list', 'in');
  filter(family.filterListOut, 'filter-list', 'out');
  const kept = family.attributeUnchanged;
  // What a member's `route-server-client` keeps is not written as its own (bgpd/bgpd.h peergroup_af_flag_check).
  const nextHop = kept?.nextHop && !(family.servedNextHop && peer.peerGroup !== undefined);
  if (kept && (kept.asPath || nextHop || kept.med)) {
    // The line names what holds for the member, be it the group's.
    const told = group?.attributeUnchanged;
    const hop = nextHop || (told?.nextHop === true && !group?.servedNextHop);
    say(`attribute-unchanged${kept.asPath || told?.asPath ? ' as-path' : ''}${hop ? ' next-hop' : ''}${kept.med || told?.med ? ' med' : ''}`);
  }
  return lines;
}

function communityLines({ sendCommunity }: FrrNeighborFamily, deny: (text: string) => void): void {
  if (!sendCommunity) return;
  const { standard, extended, large } = sendCommunity;
  if (standard === false && extended === false && large === false) return deny('send-community all');
  if (standard === false) deny('send-community');
  if (extended === false) deny('send-community extended');
  if (large === false) deny('send-community large');
}

function maximumText(m: NonNullable<FrrNeighborFamily['maximumPrefix']>): string {
  const threshold = m.threshold === undefined || m.threshold === 75 ? '' : ` ${m.threshold}`;
  const what = `${m.warningOnly ? ' warning-only' : ''}${m.restart === undefined ? '' : ` restart ${m.restart}`}`;
  return `maximum-prefix ${m.limit}${threshold}${what}${m.force ? ' force' : ''}`;
}
