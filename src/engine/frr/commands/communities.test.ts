/** Extended communities as they are written and printed: the cases of FRR's own tests/bgpd/test_ecommunity.c, and their edges (RFC 4360, RFC 5668). */
import { describe, expect, it } from 'vitest';
import { formatExtendedCommunity } from '../../policy/index.ts';
import { parseExtendedCommunities } from './communities.ts';

describe('F87: extended communities', () => {
  it.each([
    ['rt', '1.2.3.4:257', 'RT:1.2.3.4:257'],
    ['soo', '1.2.3.4:257', 'SoO:1.2.3.4:257'],
    ['soo', '23456:987654321', 'SoO:23456:987654321'],
    ['soo', '168450976:4321', 'SoO:168450976:4321'],
    ['rt', '65535:4294967295', 'RT:65535:4294967295'],
    ['rt', '65536:65535', 'RT:65536:65535'],
  ] as const)('%s %s prints as %s', (type, text, printed) => {
    const [read] = parseExtendedCommunities(type, [text]) ?? [];
    expect(read && formatExtendedCommunity(read)).toBe(printed);
  });

  it.each(['65536:65536', '1.2.3.4:65536', '65535:4294967296', '1.2.3:4', '65001', '4294967296:1', ':1', 'x:1'])('%s has no place in eight bytes', (text) => {
    expect(parseExtendedCommunities('rt', [text])).toBeUndefined();
  });
});
