/**
 * What answers about a router stand on: its ways, address by address. A way to an address hangs on the router itself and on the routes whose prefixes hold the
 * address, and on no others: a route whose gateway is reached otherwise is a changed route itself.
 */
import { containsIp, type Ip, isIpv4, type Prefix } from '../ip/index.ts';

/** The version grows with every change. */
export interface Ground {
  readonly version: number;
}

export class Ways {
  private readonly grounds = new Map<Ip, { version: number }>();

  /** What a way to this address stands on. */
  to(ip: Ip): Ground {
    const known = this.grounds.get(ip);
    if (known) return known;
    const made = { version: 0 };
    this.grounds.set(ip, made);
    return made;
  }

  /** Routes to these prefixes have changed. */
  changed(prefixes: readonly Prefix[]): void {
    for (const [ip, ground] of this.grounds) if (prefixes.some((p) => isIpv4(p.ip) === isIpv4(ip) && containsIp(p, ip))) ground.version++;
  }

  /** The router itself is another. */
  changedAll(): void {
    for (const ground of this.grounds.values()) ground.version++;
  }
}
