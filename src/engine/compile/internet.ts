/** The Internet as one node: it owns every public address that nothing else in the lab owns. */
import type { NetworkBuilder } from './builder.ts';

export const INTERNET = 'internet';

export function compileInternet(net: NetworkBuilder): void {
  net.segments.set(INTERNET, { kind: 'internet', id: INTERNET });
  net.node({ kind: 'internet', id: INTERNET, device: INTERNET, interfaces: [{ name: 'internet', addresses: [], segment: INTERNET, up: true, mtu: 1500 }] });
}
