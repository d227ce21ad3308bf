/** Addresses that nobody in a lab has yet. */
import type { Lab } from './lab.ts';

/** A public address for documents (RFC 5737) that nobody in the lab has. */
export function freePublicIp(lab: Lab, skip = 0): string {
  const taken = [
    ...Object.values(lab.publicIPAddresses ?? {}).map((p) => p.ipAddress),
    ...Object.values(lab.localNetworkGateways ?? {}).map((l) => l.gatewayIpAddress),
    ...Object.values(lab.internet?.hosts ?? {}).map((h) => h.ipAddress),
  ];
  const all = ['198.51.100', '203.0.113', '192.0.2'].flatMap((net) => Array.from({ length: 220 }, (_, i) => `${net}.${i + 30}`));
  return all.filter((a) => !taken.includes(a))[skip] ?? '';
}
