/** Marks of packets and connections, as `ip rule` and iptables write them. */

/** A mark and the bits of it that count. */
export interface LinuxMark {
  readonly value: number;
  readonly mask: number;
}

/** `0x10/0xff`, `16`; without a mask every bit counts. Undefined for what is none. */
export function parseMark(text: string): LinuxMark | undefined {
  const found = /^(0x[0-9a-f]{1,8}|\d{1,10})(?:\/(0x[0-9a-f]{1,8}|\d{1,10}))?$/i.exec(text);
  if (!found) return undefined;
  const [value, mask] = [Number(found[1]), Number(found[2] ?? 0xffffffff)];
  return value <= 0xffffffff && mask <= 0xffffffff ? { value, mask } : undefined;
}

/** The mask is shown where it is not of every bit. */
export function markText({ value, mask }: LinuxMark): string {
  return `0x${value.toString(16)}${mask === 0xffffffff ? '' : `/0x${mask.toString(16)}`}`;
}

export function markMatches({ value, mask }: LinuxMark, mark: number): boolean {
  return ((mark ^ value) & mask) === 0;
}
