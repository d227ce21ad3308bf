/** FRR's pbr-maps as rules (F141): pbrd gives each entry a rule of priority 300 and up, bound to the interface that names the map. */
import type { FrrConfig, FrrPbrEntry } from '../../frr/index.ts';
import { isIpv4 } from '../../ip/index.ts';
import type { PolicyRule } from '../network.ts';

/** pbrd/pbr_zebra.c: rules stand between local (0) and main (32766), in order of sequence. */
const FIRST_PRIORITY = 300;

/** Entries whose matching or setting the lab does not model make no rule; the configuration's reader has said so. */
export function pbrRules(config: FrrConfig): PolicyRule[] {
  return [...config.interfaces.values()].flatMap((i) =>
    (i.pbrPolicy === undefined ? [] : (config.pbrMaps.get(i.pbrPolicy) ?? [])).flatMap((entry) => rulesOf(entry, i.name)),
  );
}

function rulesOf(entry: FrrPbrEntry, iif: string): PolicyRule[] {
  const { match, set, seq, source } = entry;
  const action = actionOf(set);
  if (!action || match.dscp !== undefined || match.ecn !== undefined) return [];
  const stated = match.srcIp ?? match.dstIp;
  const families: readonly (4 | 6)[] = stated ? [isIpv4(stated.ip) ? 4 : 6] : action.gateway === undefined ? [4, 6] : [isIpv4(action.gateway) ? 4 : 6];
  const port = (n: number) => ({ from: n, to: n });
  return families.map((family) => ({
    priority: FIRST_PRIORITY + seq,
    family,
    negated: false,
    iif,
    ...(match.srcIp && { from: match.srcIp }),
    ...(match.dstIp && { to: match.dstIp }),
    ...((match.ipProtocol === 'tcp' || match.ipProtocol === 'udp') && { protocol: match.ipProtocol }),
    ...(match.mark !== undefined && { mark: { value: match.mark, mask: 0xffffffff } }),
    ...(match.srcPort !== undefined && { sourcePorts: port(match.srcPort) }),
    ...(match.dstPort !== undefined && { destinationPorts: port(match.dstPort) }),
    action,
    source,
  }));
}

function actionOf(set: FrrPbrEntry['set']): Extract<PolicyRule['action'], { kind: 'next-hop' }> | undefined {
  if (set?.kind === 'nexthop') return { kind: 'next-hop', gateway: set.ip, ...(set.interface !== undefined && { interface: set.interface }) };
  return set?.kind === 'interface' ? { kind: 'next-hop', interface: set.interface } : undefined;
}
