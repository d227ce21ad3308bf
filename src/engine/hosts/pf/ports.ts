/** The ports that a translation may give (sys/netpfil/pf/pf_lb.c pf_get_sport, pf_get_transaddr; pf.conf(5) "NAT"). */
import type { PfTranslation } from './types.ts';

/** Both ends count. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** What nat takes source ports from unless the rule says (pfctl_parser.h PF_NAT_PROXY_PORT_LOW, PF_NAT_PROXY_PORT_HIGH). */
export const NAT_PORTS: PortRange = { from: 50_001, to: 65_535 };

/** Identifiers of IPv4 echoes; `static-port` and a range of ports do not count for them. */
const ECHO_IDS: PortRange = { from: 1, to: 65_535 };

/**
 * What nat takes a new connection's source port from, or an IPv4 echo's identifier; undefined where it stays: binat and rdr, `static-port`, protocols
 * without ports, other ICMP, and ICMPv6, whose range pf_get_sport sets and does not use.
 *
 * @param protocol by its name in /etc/protocols
 */
export function sourcePorts({ kind, target }: PfTranslation, protocol: string, icmpType?: string): PortRange | undefined {
  if (kind !== 'nat' || !target) return undefined;
  if (protocol === 'icmp') return icmpType === 'echo-request' ? ECHO_IDS : undefined;
  if ((protocol !== 'tcp' && protocol !== 'udp') || target.staticPort) return undefined;
  const { port, lastPort = port } = target;
  return port === undefined || lastPort === undefined ? NAT_PORTS : { from: Math.min(port, lastPort), to: Math.max(port, lastPort) };
}

/** The port that rdr leads to: its own, or as far into the new range as the old port was into the old one. */
export function translatedPort({ target, toPort }: PfTranslation, old: number): number | undefined {
  if (target?.port === undefined) return undefined;
  const { port, lastPort = port } = target;
  return ((old - (toPort?.from ?? old)) % (lastPort - port + 1)) + port;
}
