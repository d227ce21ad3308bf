/** Spelling: an address or prefix however it was written, and what of a line only tells when it was printed. */
import { formatIp, formatPrefix, hostPrefix, isIpv4, maskIp, parseIp, parsePrefix } from '../ip/index.ts';

export const IP4 = String.raw`\d{1,3}(?:\.\d{1,3}){3}`;
export const IP6 = String.raw`[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]*`;
export const IP = `(?:${IP4}|${IP6})`;
export const PREFIX = String.raw`${IP}\/\d{1,3}`;

/** A prefix in its one spelling; an address is a host's prefix, `default` the whole. Undefined for anything else. */
export function prefixText(text: string, ipv6 = false): string | undefined {
  if (text === 'default') return ipv6 ? '::/0' : '0.0.0.0/0';
  const [address = '', length] = text.split('/');
  const ip = parseIp(address);
  if (ip === undefined) return undefined;
  if (length === undefined) return formatPrefix(hostPrefix(ip));
  const prefix = parsePrefix(text);
  if (prefix) return formatPrefix(prefix);
  const bits = Number(length);
  return bits <= (isIpv4(ip) ? 32 : 128) ? `${formatIp(maskIp(ip, bits))}/${bits}` : undefined;
}

/** The prefix that IOS prints without its length: one of its class's own size, or the default. */
export function classfulText(address: string): string {
  if (address === '0.0.0.0') return '0.0.0.0/0';
  const first = Number(address.split('.')[0]);
  return `${address}/${first < 128 ? 8 : first < 192 ? 16 : 24}`;
}

/** An address in its one spelling; the text itself where it is none. */
export function ipText(text: string): string {
  const ip = parseIp(text);
  return ip === undefined ? text : formatIp(ip);
}

const AGE = String.raw`(?:\d+:\d{2}:\d{2}|\d+[ywd]\d+[wdh](?:\d+[hm])?|never)`;

/** It is a word of its own: the groups that end an IPv6 address may look like it (`fe80::8d8d`, `2001:db8::10:20:30`). */
const SINCE = new RegExp(String.raw`(?:^|\s*,\s*|\s+)${AGE}(?=\s*(?:,|$))`, 'g');

/** Without how long ago: `, 00:37:22`, `1d01h`, `8w4d`. */
export function timeless(text: string): string {
  return text.replace(SINCE, '').replace(/\s+/g, ' ').trim();
}

export function isAge(text: string): boolean {
  return new RegExp(`^${AGE}$`).test(text.trim());
}

const ADDRESS = new RegExp(String.raw`(?:^|[\s(,])${IP}(?:\/\d+)?(?=[\s,)]|$)`);

/** A line in which an address stands. */
export function namesAddress(text: string): boolean {
  return ADDRESS.test(text);
}

/** Blanks and markings at the ends aside, the words of a line one blank apart. */
export function words(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
