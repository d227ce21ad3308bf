import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../commands/index.ts';
import { completeAt, definitionAt, foldingRanges, hoverAt, keywords, openFrr, type OutlineEntry, outlineOf, parseVersion, referencesAt } from '../index.ts';
import { NO_ADVERTISEMENTS } from '../commands/bgp-process.ts';
import { BY_SOURCE, STATIC_EXTRAS, VRF_SETTING } from '../commands/global.ts';
import { EFFECTS } from './japanese/effects.ts';
import { JAPANESE } from './japanese/index.ts';

/** What `router bgp 1 vrf RED` is said to do. */
const VRF_PROCESS = 'run BGP in another VRF';
const TEXT = `ip prefix-list OWN seq 5 permit 10.0.0.0/8
ipv6 prefix-list OWN6 seq 5 permit 2001:db8::/32
!
router bgp 65001
 neighbor 10.0.0.2 remote-as 65002
 neighbor 2001:DB8::2 remote-as 65002
 neighbor UP peer-group
 !
 address-family ipv4 unicast
  neighbor 10.0.0.2 route-map OUT out
 exit-address-family
exit
!
route-map OUT permit 10
 match ip address prefix-list OWN

exit
route-map OUT deny 20
`;

/** Labels offered where the line, typed instead of line `at`, ends. */
function offered(at: number, typed: string): string[] {
  const lines = TEXT.split('\n');
  lines[at - 1] = typed;
  return completeAt(lines.join('\n'), at, typed.length + 1).map((c) => c.label);
}

describe('completion', () => {
  test('the first word: commands of the mode before those of its parents', () => {
    const offers = completeAt(TEXT.replace('\n\nexit', '\n \nexit'), 16, 2);
    const of = (label: string) => offers.find((o) => o.label === label);
    expect(of('match')).toMatchObject({ kind: 'keyword', distance: 0 });
    expect(of('router')).toMatchObject({ kind: 'keyword', distance: 1 });
    expect(of('address-family')).toBeUndefined();
  });

  test('words after a command come from the table', () => {
    expect(offered(16, ' set ')).toEqual(expect.arrayContaining(['metric', 'community', 'as-path', 'local-preference']));
    expect(offered(16, ' set metric ')).toContain('(-4294967295-4294967295)');
    expect(offered(16, ' match ip address pre')).toEqual(expect.arrayContaining(['prefix-list', 'prefix-len']));
    expect(offered(10, '  neighbor 10.0.0.2 ')).toEqual(expect.arrayContaining(['activate', 'route-map', 'next-hop-self']));
    expect(offered(10, '  neighbor 10.0.0.2 ')).not.toContain('match');
  });

  test('names that exist, each where it belongs', () => {
    expect(offered(10, '  neighbor 10.0.0.2 route-map ')).toEqual(['OUT', 'RMAP']);
    expect(offered(16, ' match ip address prefix-list ')).toEqual(['OWN', 'PLIST4']);
    expect(offered(16, ' match ipv6 address prefix-list ')).toEqual(['OWN6', 'PLIST6']);
    expect(offered(10, '  neighbor ')).toEqual(expect.arrayContaining(['10.0.0.2', '2001:db8::2', 'UP']));
  });

  test('the word being typed is what is replaced', () => {
    expect(completeAt('router b', 1, 9)[0]).toMatchObject({ label: 'bgp', insert: 'bgp', replace: { line: 1, column: 8, endLine: 1, endColumn: 9 } });
  });

  test('nothing in comments; newer commands only for newer releases', () => {
    expect(completeAt('! rou', 1, 6)).toEqual([]);
    const text = 'route-map X permit 10\n set as-path exclude ';
    expect(completeAt(text, 2, 22).map((c) => c.label)).not.toContain('all');
    const newer = parseVersion('9.1');
    expect(newer && completeAt(openFrr(text, newer), 2, 22).map((c) => c.label)).toContain('all');
  });
});

describe('hover', () => {
  test('the command, its sentence and the heading of the manual', () => {
    expect(hoverAt(TEXT, 10, 24)).toMatchObject({
      span: { line: 10, column: 21, endLine: 10, endColumn: 30 },
      syntax: 'neighbor <A.B.C.D|X:X::X:X|PEER> route-map RMAP <in|out>',
      manual: 'bgp: Peer Filtering',
      mode: 'address-family ipv4 unicast',
      outcome: 'applied',
    });
  });

  test('a name says where it is made and used', () => {
    expect(hoverAt(TEXT, 10, 31)?.name).toEqual({ name: 'OUT', space: 'route-map', definedAt: [14, 18], usedAt: [10] });
  });

  test('and says it in words', () => {
    expect(hoverAt(TEXT, 10, 31)?.where).toEqual({ en: 'OUT: defined in lines 14, 18; used in line 10.', ja: 'OUT: 定義は 14, 18 行目、使用は 10 行目。' });
    const many = Array.from({ length: 10 }, () => 'ip prefix-list P permit any').join('\n');
    expect(hoverAt(many, 1, 16)?.where?.en).toBe('P: defined in lines 1, 2, 3, 4, 5, 6, 7, 8 (+2); used nowhere else.');
    expect(hoverAt('route-map M permit 10\n call NOPE\n', 2, 8)?.where?.en).toBe('NOPE: not defined here; used in line 2.');
    expect(hoverAt(TEXT, 10, 22)?.where).toBeUndefined();
  });

  test('what a statement would do that the lab does not model, in both languages; its no form does nothing', () => {
    const bfd = 'router bgp 1\n neighbor 10.0.0.2 remote-as 2\n neighbor 10.0.0.2 bfd\n no neighbor 10.0.0.2 bfd\n';
    expect(hoverAt(bfd, 3, 21)?.effect).toEqual({
      en: 'Not modelled: it would take the session down when BFD loses the neighbor.',
      ja: 'このラボでは再現していません。実機では BFD がネイバーを見失うとセッションを落とします。',
    });
    expect(hoverAt(bfd, 4, 24)?.effect).toBeUndefined();
    expect(hoverAt(TEXT, 10, 24)?.effect).toBeUndefined();
  });

  test('nothing on comments, blanks and unknown lines', () => {
    expect([hoverAt(TEXT, 3, 1), hoverAt(TEXT, 10, 1), hoverAt('nonsense', 1, 1)]).toEqual([undefined, undefined, undefined]);
  });
});

describe('definitions and references', () => {
  test('a route-map, a list, a neighbor by another spelling of its address', () => {
    expect(definitionAt(TEXT, 10, 31).map((s) => s.line)).toEqual([14, 18]);
    expect(definitionAt(TEXT, 15, 32).map((s) => s.line)).toEqual([1]);
    expect(definitionAt(TEXT, 10, 14).map((s) => s.line)).toEqual([5]);
    expect(definitionAt(`${TEXT}router bgp 65001\n neighbor 2001:db8:0::2 shutdown\n`, 20, 14).map((s) => s.line)).toEqual([6]);
  });

  test('every use, definitions included', () => {
    expect(referencesAt(TEXT, 14, 12).map((s) => s.line)).toEqual([10, 14, 18]);
    expect(referencesAt(TEXT, 3, 1)).toEqual([]);
    // What is renamed is the name, and nothing beside it.
    const rows = TEXT.split('\n');
    expect(referencesAt(TEXT, 14, 12).map((s) => rows[s.line - 1]?.slice(s.column - 1, s.endColumn - 1))).toEqual(['OUT', 'OUT', 'OUT']);
  });
});

test('outline: blocks, and inside them what is made first there; a list once, what is refused or taken back not at all', () => {
  const said = (entries: readonly OutlineEntry[]): unknown[] =>
    entries.map((e) => (e.inner.length > 0 ? [`${e.start}-${e.end} ${e.text}`, said(e.inner)] : `${e.start}-${e.end} ${e.text}`));
  const text = [
    'ip prefix-list P seq 5 permit 10.0.0.0/8',
    'ip prefix-list P seq 10 permit any',
    'no ip prefix-list Q',
    'router bgp 65001',
    ' nei 10.0.0.2 remote-as 65002',
    ' neighbor G peer-group',
    ' address-family ipv4 unicast',
    '  neighbor 10.0.0.2 route-map M in',
    ' exit-address-family',
    'route-map M permit 10',
    'route-map M permit 20',
    ' set metric 5',
  ];
  expect(said(outlineOf(text.join('\n')))).toEqual([
    '1-1 ip prefix-list P',
    ['4-9 router bgp 65001', ['5-5 nei 10.0.0.2', '6-6 neighbor G', '7-9 address-family ipv4 unicast']],
    '10-10 route-map M permit 10',
    '11-12 route-map M permit 20',
  ]);
  expect(outlineOf('! nothing\n')).toEqual([]);
});

test('folding: blocks end at their exit, at the next block or at the end', () => {
  expect(foldingRanges(TEXT)).toEqual([
    { start: 4, end: 12 },
    { start: 9, end: 11 },
    { start: 14, end: 17 },
  ]);
  expect(foldingRanges('route-map A permit 10\n set metric 5\nroute-map A permit 20\n set metric 6\n')).toEqual([
    { start: 1, end: 2 },
    { start: 3, end: 4 },
  ]);
});

test('keywords for highlighting', () => {
  expect(keywords.heads).toEqual(expect.arrayContaining(['router', 'neighbor', 'route-map', 'match', 'set', 'no', 'exit']));
  expect(keywords.others).toEqual(expect.arrayContaining(['remote-as', 'prefix-list', 'permit', 'unicast']));
  expect(keywords.others.filter((w) => keywords.heads.includes(w))).toEqual([]);
});

describe('what is said of every command', () => {
  const sentences = new Set(COMMANDS.map((c) => c.help));

  test('each has a sentence, in Japanese too', () => {
    expect([...sentences].filter((s) => !/^\S.* .*\.$/.test(s))).toEqual([]);
    expect([...sentences].filter((s) => !/[ぁ-んァ-ヶ一-龠].*。$/.test(JAPANESE[s] ?? ''))).toEqual([]);
    expect(Object.keys(JAPANESE).filter((s) => !sentences.has(s))).toEqual([]);
    // The rules that a sentence cites are those that its translation cites.
    const rules = (text: string) => text.match(/F\d+|RFC \d+/g) ?? [];
    expect([...sentences].filter((s) => rules(s).join() !== rules(JAPANESE[s] ?? '').join())).toEqual([]);
  });

  test('what is not modelled says in Japanese, too, what it would do', () => {
    const effects = new Set([
      ...COMMANDS.flatMap((c) => c.effect ?? []),
      ...Object.values(STATIC_EXTRAS),
      BY_SOURCE,
      NO_ADVERTISEMENTS,
      VRF_PROCESS,
      VRF_SETTING,
    ]);
    expect([...effects].filter((e) => !/[ぁ-んァ-ヶ一-龠]/.test(EFFECTS[e] ?? ''))).toEqual([]);
    expect(Object.keys(EFFECTS).filter((e) => !effects.has(e))).toEqual([]);
  });

  test('each names a page and a heading of the manual', () => {
    expect(COMMANDS.filter((c) => !/^[a-z0-9]+: \S/.test(c.manual)).map((c) => `${c.syntax}: ${c.manual}`)).toEqual([]);
  });

  test('hover and completion say both languages', () => {
    expect(hoverAt('route-map X permit 10\n set weight 5\n', 2, 3)?.help).toEqual({
      en: 'Sets the weight, which decides before all else and stays in this router.',
      ja: 'weight を設定します。何よりも先に比べられ、このルーターの外には出ません。',
    });
    expect(hoverAt('route-map X permit 10\n set weight 5\n', 2, 13)?.parameter).toEqual({
      en: 'a number from 0 to 4294967295',
      ja: '0 から 4294967295 までの数',
    });
  });
});
