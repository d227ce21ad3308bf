/** The AS numbers and addresses that Azure's networking gives a meaning. */
import { containsIp, type Ip, isIpv4, type KeptAddresses, prefix, type Prefix } from '../ip/index.ts';
import type { Asn } from '../policy/attributes.ts';

/** Route Server, and every gateway unless changed (A60, A120). */
export const AZURE_ASN: Asn = 65515;
/** The Microsoft edge routers of ExpressRoute (A101). */
export const MSEE_ASN: Asn = 12076;

/** RFC 1918 and RFC 6598: the reserved ranges that every subnet has `None` routes for (A10). */
export const RESERVED_RANGES: readonly Prefix[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].map(prefix);

/** Not to be met on the Internet (RFC 6890): what is private, and what stands for oneself or one's link. */
const NOT_PUBLIC = [...RESERVED_RANGES, ...['127.0.0.0/8', '169.254.0.0/16', 'fc00::/7', 'fe80::/10', '::1/128'].map(prefix)];

/** H91: whether the Internet carries it. */
export function isPublic(ip: Ip): boolean {
  return !NOT_PUBLIC.some((r) => containsIp(r, ip)) && (!isIpv4(ip) || ip >>> 28 < 14);
}

/** A200: Azure keeps the network address, the next three (gateway and DNS) and the last of every subnet. */
export const AZURE_KEEPS: KeptAddresses = { first: 4, last: 1 };

/** Private AS numbers, RFC 6996 §5: 64512–65534 and 4200000000–4294967294. */
export function isPrivateAsn(asn: Asn): boolean {
  return (asn >= 64512 && asn <= 65534) || (asn >= 4200000000 && asn <= 4294967294);
}
