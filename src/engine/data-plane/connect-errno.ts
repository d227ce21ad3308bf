/** What connect(2) comes back with on the machine that a flow of TCP starts from, by the names of errno(3). */
import { isIpv4 } from '../ip/index.ts';
import { toldSender } from './told.ts';
import type { Trace } from './types.ts';

export type ConnectErrno = 'ECONNREFUSED' | 'ENETUNREACH' | 'EHOSTUNREACH' | 'EINVAL' | 'EACCES' | 'EADDRNOTAVAIL' | 'ENOPROTOOPT';

/** Where the machine itself sends nothing: Linux's errors by the reason. */
export const LOCAL_ERRNO: Readonly<Record<string, ConnectErrno>> = {
  'no-route': 'ENETUNREACH',
  'no-source-address': 'ENETUNREACH',
  'route-reject': 'EHOSTUNREACH',
  'route-blackhole': 'EINVAL',
  'route-prohibit': 'EACCES',
  'rule-blackhole': 'EINVAL',
  'rule-unreachable': 'ENETUNREACH',
  'rule-prohibit': 'EACCES',
  'interface-down': 'ENETUNREACH',
  'vrf-down': 'ENETUNREACH',
};

/** And of what bind(2) and ARP come to: nobody on the link (H4) is told like a router's "host unreachable". */
const AT_HOME: Readonly<Record<string, ConnectErrno>> = { ...LOCAL_ERRNO, 'no-neighbor': 'EHOSTUNREACH', 'source-not-own': 'EADDRNOTAVAIL' };

/**
 * Undefined where nobody answers: the program waits until it, or its system, gives up. What is heard from elsewhere is converted as Linux does
 * (net/ipv4/icmp.c icmp_err_convert, net/ipv6/icmp.c icmpv6_err_convert).
 */
export function connectErrno(trace: Pick<Trace, 'verdict' | 'out'>): ConnectErrno | undefined {
  if (trace.verdict === 'refused') return 'ECONNREFUSED';
  const { out } = trace;
  if (out.hops.length <= 1 && out.ending === 'dropped') return AT_HOME[out.reason.code];
  switch (toldSender(out)?.type) {
    case 'net-unreachable':
    case 'net-prohibited':
      return 'ENETUNREACH';
    case 'host-unreachable':
    case 'host-prohibited':
      return 'EHOSTUNREACH';
    case 'prohibited':
      return isIpv6(out) ? 'EACCES' : 'EHOSTUNREACH';
    case 'policy-fail':
    case 'reject-route':
      return 'EACCES';
    case 'proto-unreachable':
      return 'ENOPROTOOPT';
    case 'port-unreachable':
      return 'ECONNREFUSED';
    default:
      return undefined;
  }
}

function isIpv6({ hops }: Trace['out']): boolean {
  const sent = hops[0]?.before.headers[0];
  return sent?.kind === 'ip' && !isIpv4(sent.source);
}
