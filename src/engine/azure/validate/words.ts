/** What stands for addresses and ports in rules of security groups and firewalls. */
import { compareIp, parseIp, parsePrefix } from '../../ip/index.ts';

/** `*`, a port, or a range of ports. */
export function isPorts(text: string): boolean {
  if (text === '*') return true;
  const [from, to = from, more] = text.split('-').map((part) => (/^\d{1,5}$/.test(part) ? Number(part) : Number.NaN));
  return more === undefined && from !== undefined && to !== undefined && from <= to && to <= 65535;
}

/** A name such as `Storage` or `AzureCloud.japaneast`. */
export function isTagName(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*$/.test(text);
}

/** `*`, an address, a prefix, or a range of addresses of one family. */
export function isAddresses(text: string): boolean {
  if (text === '*' || parsePrefix(text) !== undefined || parseIp(text) !== undefined) return true;
  const [from, to, more] = text.split('-').map(parseIp);
  return from !== undefined && to !== undefined && more === undefined && typeof from === typeof to && compareIp(from, to) <= 0;
}
