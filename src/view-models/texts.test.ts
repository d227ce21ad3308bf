/** Which texts a machine has, and which it could have. */
import { expect, it } from 'vitest';
import type { Lab } from '../engine/index.ts';
import { missingTexts, shownText, textsOf } from './texts.ts';

const lab = {
  routers: {
    r: { os: 'freebsd', interfaces: {}, frr: { config: 'router bgp 1', version: '8.4.4' }, pf: { config: 'pass all' } },
    plain: { interfaces: {}, frr: { config: '' } },
  },
  hosts: { pc: { interfaces: {}, os: 'windows' } },
  sites: { s: {} },
} as unknown as Lab;

it('a machine’s texts with their places in the lab; none for what is no machine', () => {
  expect(textsOf(lab, 'r').map((t) => [t.file, t.path.join('/'), t.version])).toEqual([
    ['frr.conf', 'routers/r/frr/config', '8.4.4'],
    ['pf.conf', 'routers/r/pf/config', undefined],
  ]);
  expect(textsOf(lab, 's')).toEqual([]);
  expect(textsOf(lab, 'nobody')).toEqual([]);
});

it('what its system reads and it has not got (H20, H30, H60); Windows reads none', () => {
  expect(missingTexts(lab, 'r')).toEqual(['rc', 'squid']);
  expect(missingTexts(lab, 'plain')).toEqual(['iproute2', 'squid']);
  expect(missingTexts(lab, 'pc')).toEqual([]);
});

it('the text asked for, else the one with the line, else the first', () => {
  const texts = textsOf(lab, 'r');
  expect(shownText(texts, 'pf', 'router bgp 1')?.kind).toBe('pf');
  expect(shownText(texts, undefined, 'pass all')?.kind).toBe('pf');
  expect(shownText(texts, 'squid', 'no such line')?.kind).toBe('frr');
  expect(shownText([], 'pf', undefined)).toBeUndefined();
});
