/**
 * A Standard load balancer's choices (A185–A188): which rule takes a packet, and what of the packet the hash is made of. Pure:
 * which backends are healthy and where they stand is the data plane's. Not here: Gateway and cross-region load balancers.
 */
import { compareIp, type Ip } from '../ip/index.ts';

/** A machine's NIC behind a load balancer. */
export interface Backend {
  readonly node: string;
  readonly interface: string;
  readonly ip: Ip;
}

export interface BalancingRule {
  readonly name: string;
  readonly frontend: string;
  readonly protocol: 'tcp' | 'udp' | 'all';
  /** 0 with `all`: every port (A186). */
  readonly frontendPort: number;
  readonly backendPort: number;
  /** The backend sees the frontend's address as destination (A187). */
  readonly floating: boolean;
  readonly distribution: 'Default' | 'SourceIP' | 'SourceIPProtocol';
  readonly backends: readonly Backend[];
  /** Absent: every backend counts as healthy. */
  /** With `path` it is HTTP or HTTPS: 200 alone is well. */
  readonly probe?: { readonly name: string; readonly port: number; readonly path?: string };
}

/** A flow as the load balancer sees it. Ports are 0 where the protocol has none. */
export interface BalancedFlow {
  readonly protocol: string;
  readonly source: Ip;
  readonly destination: Ip;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** The rule of a frontend that takes a flow: one for its very port before an HA-ports rule; undefined when none does. */
export function balancingRule(rules: readonly BalancingRule[], frontend: string, flow: BalancedFlow): BalancingRule | undefined {
  const mine = rules.filter((r) => r.frontend === frontend);
  return mine.find((r) => r.protocol === flow.protocol && r.frontendPort === flow.destinationPort) ?? mine.find((r) => r.protocol === 'all');
}

/**
 * What of a flow the hash is made of: all five by default, with affinity the addresses alone or with the protocol (A185).
 * Under an HA-ports rule the two ends are put in one order, so that both directions through a pair of appliances meet the
 * same one (A186).
 */
export function hashedPart<F extends BalancedFlow>(rule: BalancingRule, flow: F): F {
  const part =
    rule.distribution === 'Default' ? flow : { ...flow, sourcePort: 0, destinationPort: 0, ...(rule.distribution === 'SourceIP' && { protocol: 'tcp' }) };
  if (rule.protocol !== 'all' || compareIp(part.source, part.destination) < 0) return part;
  const { source, destination, sourcePort, destinationPort } = part;
  return { ...part, source: destination, destination: source, sourcePort: destinationPort, destinationPort: sourcePort };
}
