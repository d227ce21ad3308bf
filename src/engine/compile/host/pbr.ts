/** FRR's pbr-maps as rules (F141): pbrd gives each entry a rule of priority 300 and up, bound to the interface that names the map. */
import { type FrrConfig, type FrrPbrEntry, isPbrMatchEmpty, pbrFamily, pbrRuleNumber, pbrTables } from '../../frr/index.ts';
import type { PolicyRule } from '../network.ts';

/**
 * Entries that match by nothing that counts, or whose matching or setting the lab does not model, make no rule; the configuration's
 * reader has said so. Ports are not among what zebra tells the kernel (zebra/rule_netlink.c netlink_rule_msg_encode; recorded).
 */
export function pbrRules(config: FrrConfig): PolicyRule[] {
  const tables = pbrTables(config);
  return [...config.interfaces.values()].flatMap((i) =>
    (i.pbrPolicy === undefined ? [] : (config.pbrMaps.get(i.pbrPolicy) ?? [])).flatMap((entry) => ruleOf(entry, i.name, tables.get(entry))),
  );
}

function ruleOf(entry: FrrPbrEntry, iif: string, table: number | undefined): PolicyRule[] {
  const { match, set, source } = entry;
  if (table === undefined || isPbrMatchEmpty(match) || match.dscp !== undefined || match.ecn !== undefined) return [];
  return [
    {
      priority: pbrRuleNumber(entry),
      family: pbrFamily(match),
      negated: false,
      iif,
      ...(match.srcIp && { from: match.srcIp }),
      ...(match.dstIp && { to: match.dstIp }),
      ...((match.ipProtocol === 'tcp' || match.ipProtocol === 'udp') && { protocol: match.ipProtocol }),
      ...(match.mark !== undefined && { mark: { value: match.mark, mask: 0xffffffff } }),
      action: {
        kind: 'next-hop',
        table,
        ...(set?.kind === 'nexthop' && { gateway: set.ip }),
        ...((set?.kind === 'nexthop' || set?.kind === 'interface') && set.interface !== undefined && { interface: set.interface }),
      },
      source,
    },
  ];
}
