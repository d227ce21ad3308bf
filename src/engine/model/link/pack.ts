/** Text into few bytes and back: deflate with the preset dictionary, behind a checksum. */
import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';
import { DICTIONARY_1 } from './dictionary.ts';

const dictionary = strToU8(DICTIONARY_1);
const CHECKSUM_BYTES = 3;
/** No lab is this long; bytes that would become more are an attack on memory. */
const LONGEST = 8 * 1024 * 1024;

export function pack(text: string): Uint8Array {
  const packed = deflateSync(strToU8(text), { level: 9, mem: 12, dictionary });
  const sum = checksum(packed);
  return Uint8Array.of(sum >> 16, (sum >> 8) & 255, sum & 255, ...packed);
}

/** The text; undefined when the bytes are not what `pack` made. */
export function unpack(bytes: Uint8Array): string | undefined {
  const [a, b, c] = bytes;
  const packed = bytes.subarray(CHECKSUM_BYTES);
  if (a === undefined || b === undefined || c === undefined || checksum(packed) !== ((a << 16) | (b << 8) | c)) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  const inflate = new Inflate({ dictionary }, (chunk) => {
    length += chunk.length;
    if (length > LONGEST) throw new RangeError('too long');
    chunks.push(chunk);
  });
  try {
    // In slices, so that what is too long is noticed before it is all there.
    for (let at = 0; at < packed.length; at += 4096) inflate.push(packed.subarray(at, at + 4096), at + 4096 >= packed.length);
  } catch {
    return undefined;
  }
  const out = new Uint8Array(length);
  chunks.reduce((at, chunk) => {
    out.set(chunk, at);
    return at + chunk.length;
  }, 0);
  return strFromU8(out);
}

/** FNV-1a folded to 24 bits: enough to notice a link that lost or changed a letter. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return (hash >>> 24) ^ (hash & 0xffffff);
}
