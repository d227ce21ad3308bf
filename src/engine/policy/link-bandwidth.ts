/**
 * Link-bandwidth extended communities (draft-ietf-idr-link-bandwidth; bgpd/bgp_ecommunity.c ecommunity_lb_str, ecommunity_replace_linkbw):
 * an AS number of two bytes and a bandwidth in bytes a second, which goes over the wire as a 32-bit floating-point number.
 */
import type { Asn, ExtendedCommunity } from './attributes.ts';

/** What stands for an AS number that does not fit into two bytes (RFC 6793 §9). */
const AS_TRANS = 23456;
/** bytes a second of 1 Mbit/s. */
const MEGABIT = 125_000;

/** What of the best path of a prefix a bandwidth may be made of. */
export interface Shares {
  /** How many paths are used, the best included. */
  readonly paths: number;
  /** The sum of their bandwidths, in bytes a second; 0 where none has one. */
  readonly bandwidth: number;
  /** How many of them carry a bandwidth. */
  readonly known: number;
}

/** The community for this bandwidth in bytes a second. */
export function linkBandwidth(asn: Asn, bandwidth: number, nonTransitive: boolean): ExtendedCommunity {
  const said = asn > 65535 ? AS_TRANS : asn;
  return { type: 'lb', value: `${said}:${Math.floor(Math.fround(bandwidth))}`, ...(nonTransitive && { nonTransitive: true }) };
}

/** The bandwidth that a route carries, in bytes a second; 0 without one. */
export function bandwidthOf(communities: readonly ExtendedCommunity[]): number {
  const said = communities.find((c) => c.type === 'lb');
  return said ? Number(said.value.slice(said.value.indexOf(':') + 1)) : 0;
}

/** The communities with this bandwidth in place of any other. */
export function withBandwidth(communities: readonly ExtendedCommunity[], bandwidth: ExtendedCommunity): readonly ExtendedCommunity[] {
  return [...communities.filter((c) => c.type !== 'lb' || c.nonTransitive !== bandwidth.nonTransitive), bandwidth];
}

/** `set extcommunity bandwidth`: what is set, in bytes a second; undefined where there is nothing to set (bgpd/bgp_routemap.c route_set_ecommunity_lb). */
export function bandwidthToSet(to: number | 'cumulative' | 'num-multipaths', shares: Shares | undefined): number | undefined {
  if (typeof to === 'number') return to * MEGABIT;
  if (!shares) return undefined;
  return to === 'num-multipaths' ? shares.paths * MEGABIT : shares.bandwidth || undefined;
}

/** `LB:65001:12500000 (100.000 Mbps)`: whole units, however many decimals are printed. */
export function formatBandwidth({ value }: ExtendedCommunity): string {
  const bytes = Number(value.slice(value.indexOf(':') + 1));
  const inUnits = (unit: number) => Math.floor(bytes / unit).toFixed(3);
  const rate =
    bytes >= 1000 * MEGABIT
      ? `${inUnits(1000 * MEGABIT)} Gbps`
      : bytes >= MEGABIT
        ? `${inUnits(MEGABIT)} Mbps`
        : bytes >= MEGABIT / 1000
          ? `${inUnits(MEGABIT / 1000)} Kbps`
          : `${bytes * 8} bps`;
  return `LB:${value} (${rate})`;
}
