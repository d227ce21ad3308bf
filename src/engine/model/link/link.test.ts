import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { smallLab, smallScenario } from '../fixture.ts';
import type { Lab } from '../lab.ts';
import { mergePatch } from '../merge-patch.ts';
import { readScenario, readScenarioValue } from '../read.ts';
import type { Scenario } from '../scenario.ts';
import { stateAt, stepIds } from '../steps.ts';
import { fromBase64Url, toBase64Url } from './base64url.ts';
import { DICTIONARY_1 } from './dictionary.ts';
import { decodeLink, encodeLink, looksLikeLink } from './index.ts';
import { pack, unpack } from './pack.ts';

const text = { en: 'T' };
const small = readScenarioValue(
  smallScenario({
    steps: [
      { id: 'one', title: text, text },
      { id: 'two', title: text, text, patch: { flows: null, virtualMachines: { nva: { frr: { config: 'x\ny' } } } } },
    ],
  }),
).scenario as Scenario;
const lab = stateAt(small, 'two');
const own = () => small;
const nobody = () => undefined;
const codes = (link: string) => decodeLink(link, nobody).diagnostics.map((d) => d.code);

const folder = new URL('../../../../scenarios/', import.meta.url);
const presets = readdirSync(folder)
  .filter((f) => f.endsWith('.json') && f !== 'scenario.schema.json')
  .map((f) => readScenario(readFileSync(new URL(f, folder), 'utf8')).scenario as Scenario);

/** A link made when version 1 was new: the small lab, of a built-in scenario, at step two. */
const OLD_LINK =
  '#lab=1.Wg43zVpJEoMwDHtrp-f20hn6_XoJAW8itIXhnNWegGVJTZN7Pdho0wU4-iKg9tbwxTmSGVK9uK6Wc5qSEcSaNZP8nX9Lx7XWzFN_SkY3M7lkVMHpfJFpNkLBRjkeLZSeVOTZJ-zs0EKUoUFaCJAfTBrW2sBzkgSO8UuMf2-Q6ue3VFH9BZmiv92C9e-VlQzqWoMnKSFj95WXB26sth7edZzpwoRN7NYrMiaSF4f1uKa1lWNAQzh3bBdr6sRKluNkj2dphbwChEzvnEQ_xwMM2igBGIv9LgAMPpnOeafrINY0MNO_fY8iA7baDiXHSksoESxJLBYpGeOhhUp_wEPSB30A';

describe('share links', () => {
  it.each(presets.flatMap((s) => [undefined, ...stepIds(s)].map((step): [string, string | undefined, Scenario] => [s.id, step, s])))(
    'every preset: %s at %s is at most 2000 characters and comes back',
    (_id, step, scenario) => {
      const document = { scenario, lab: stateAt(scenario, step), ...(step !== undefined && { step }) };
      const link = encodeLink(document, true);
      expect(link.length).toBeLessThanOrEqual(2000 - 'https://hoplab.example.com/'.length);
      expect(decodeLink(link, () => scenario)).toEqual({ document, diagnostics: [] });
    },
  );

  it('restore exactly the lab, even when the scenario has changed since', () => {
    const link = encodeLink({ scenario: small, step: 'two', lab }, true);
    const changed = { ...small, lab: mergePatch(small.lab, { virtualNetworks: { spoke: null } }) as Lab };
    expect(decodeLink(link, () => changed).document).toEqual({ scenario: changed, step: 'two', lab });
  });

  it('of version 1 open for ever', () => {
    expect(decodeLink(OLD_LINK, own).document).toEqual({ scenario: small, step: 'two', lab });
    const sign = (text: string) => {
      let hash = 0;
      for (const c of text) hash = (Math.imul(hash, 31) + (c.codePointAt(0) ?? 0)) >>> 0;
      return [text.length, hash];
    };
    // What is nearest the data was there first; what stands before it came later, and moved nothing.
    expect(sign(DICTIONARY_1.slice(-11653)), 'the dictionary never changes').toEqual([11653, 3755497230]);
    expect(sign(DICTIONARY_1), 'the dictionary never changes').toEqual([27832, 2815675951]);
  });

  it('carry a story that is not built in, whole, with edits on top', () => {
    const edited = mergePatch(lab, { virtualMachines: { vm: null } }) as Lab;
    const document = { scenario: small, step: 'two', lab: edited };
    expect(decodeLink(encodeLink(document, false), nobody).document).toEqual(document);
  });

  it('whose scenario is not here any more show the lab, and say so', () => {
    const { document, diagnostics } = decodeLink(encodeLink({ scenario: small, step: 'two', lab }, true), nobody);
    expect(document).toMatchObject({ lab, scenario: { id: 'small' } });
    expect(diagnostics).toMatchObject([{ code: 'link-scenario-unknown', severity: 'warning' }]);
  });

  it('of a step that is not here any more open without it', () => {
    const { steps: _steps, ...bare } = small;
    expect(decodeLink(encodeLink({ scenario: small, step: 'two', lab }, true), () => bare).document).toEqual({ scenario: bare, lab });
  });

  it('tell what is wrong in the lab that they carry, and carry it all the same', () => {
    const broken = smallLab({ virtualNetworks: { hub: { subnets: { a: { routeTable: 'rtt' } } } } }) as Lab;
    const joined = stateAt({ ...small, lab: broken, steps: [] });
    const { document, diagnostics } = decodeLink(encodeLink({ scenario: small, lab: joined }, true), own);
    expect(document?.lab).toEqual(joined);
    expect(diagnostics).toMatchObject([{ code: 'dangling-reference' }]);
  });

  const link = encodeLink({ scenario: small, step: 'two', lab }, true);

  it.each([
    ['a whole address', `https://hoplab.example.com/lab/?x=1${link}`],
    ['broken over lines', `${link.slice(0, 60)}\r\n ${link.slice(60)}`],
    ['with a full stop behind it', `${link}.`],
    ['in brackets', `<https://hoplab.example.com/${link}>`],
    ['with its sign escaped', link.replace('=', '%3D')],
    ['the data alone', link.slice('#lab='.length)],
  ])('open as %s', (_how, given) => {
    expect(looksLikeLink(given)).toBe(true);
    expect(decodeLink(given, own)).toEqual({ document: { scenario: small, step: 'two', lab }, diagnostics: [] });
  });

  it.each([
    ['nothing', '', 'link-malformed'],
    ['something else', '#elsewhere', 'link-malformed'],
    ['a truncated one', link.slice(0, -9), 'link-damaged'],
    ['a changed letter', link.replace(/(.).$/, (pair, letter: string) => `${letter === 'A' ? 'B' : 'A'}${pair.slice(1)}`), 'link-damaged'],
    ['a wrong character', `${link.slice(0, 40)}*${link.slice(41)}`, 'link-malformed'],
    ['no data', '#lab=1.', 'link-malformed'],
    ['an unknown old version', '#lab=0.AAAA', 'link-damaged'],
    ['a newer version', link.replace('=1.', '=2.'), 'newer-version'],
    ['no JSON inside', `#lab=1.${toBase64Url(pack('nothing'))}`, 'link-damaged'],
    ['no lab inside', `#lab=1.${toBase64Url(pack('{"of":"small"}'))}`, 'link-damaged'],
    ['nesting without end', `#lab=1.${toBase64Url(pack(`{"of":"x","lab":${'['.repeat(200_000)}`))}`, 'link-damaged'],
    ['a bomb', `#lab=1.${toBase64Url(pack(`"${'a'.repeat(9 * 1024 * 1024)}"`))}`, 'link-damaged'],
    ['a scenario of a newer format', `#lab=1.${toBase64Url(pack('{"of":{"version":9},"lab":{}}'))}`, 'newer-version'],
  ])('%s gives one clear diagnostic', (_what, given, code) => {
    expect(codes(given)).toEqual([code]);
  });

  it('say where a lab is misshapen', () => {
    const bad = `#lab=1.${toBase64Url(pack('{"of":"small","lab":{"publicIPAddresses":{"pip":{"ipAddress":"300.1.1.1"}}}}'))}`;
    expect(decodeLink(bad, own).diagnostics.map((d) => d.message)).toEqual([
      'At lab.publicIPAddresses.pip.ipAddress: expected an IP address such as 10.0.0.4, got "300.1.1.1"',
    ]);
  });

  it('keep any change of a lab', () => {
    const patch = fc.record(
      {
        displayName: fc.string(),
        position: fc.record({ x: fc.integer(), y: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)) }),
        frr: fc.record({ config: fc.string({ unit: 'grapheme' }) }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(patch, fc.boolean(), (p, builtIn) => {
        const document = { scenario: small, step: 'two', lab: mergePatch(lab, { virtualMachines: { nva: p } }) as Lab };
        expect(decodeLink(encodeLink(document, builtIn), own).document).toEqual(document);
      }),
      { numRuns: 50 },
    );
  });

  it('never throw, whatever the text', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'ABCDabcd0123-_'.split('')), maxLength: 200 });
    const packed = fc.json().map((json) => toBase64Url(pack(json)));
    fc.assert(
      fc.property(fc.oneof(fc.string(), letters, packed), (data) => {
        expect(decodeLink(`#lab=1.${data}`, own).diagnostics.length).toBeGreaterThan(0);
        expect(decodeLink(data, own).diagnostics.length).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });
});

describe('packing', () => {
  it('base64url gives the bytes back, and refuses what no bytes are written as', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const letters = toBase64Url(bytes);
        expect(letters).toBe(Buffer.from(bytes).toString('base64url'));
        expect(fromBase64Url(letters)).toEqual(bytes);
      }),
    );
    expect(['A', 'AB', 'A*', 'AA=='].map(fromBase64Url)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('gives any text back, and notices a changed byte', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), fc.integer({ min: 1, max: 255 }), (t, at, flip) => {
        const bytes = pack(t);
        expect(unpack(bytes)).toBe(t);
        const changed = bytes.slice();
        changed[at % bytes.length] = (changed[at % bytes.length] as number) ^ flip;
        expect(unpack(changed)).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });
});
