import { describe, expect, it } from 'vitest';
import { timeless } from './values.ts';

describe('how long ago', () => {
  it.each([
    ['via 10.0.0.1, eth0, weight 1, 00:37:22', 'via 10.0.0.1, eth0, weight 1'],
    ['via 10.0.0.1, 1d01h, eth0', 'via 10.0.0.1, eth0'],
    ['8w4d', ''],
  ])('%s is left out', (text, want) => expect(timeless(text)).toBe(want));

  it.each(['via fe80::8d8d, eth0', 'via 2001:db8::10:20:30, eth0'])('the end of an address that looks like it is not: %s', (text) =>
    expect(timeless(text)).toBe(text),
  );
});
