/**
 * Every command of FRR 8.4.4's configuration, with something in each of its blanks, cut short or gone on with now and then (statements.json): the
 * same lines are taken and refused here, in the same words, and `show running-config` says the same more and less. What FRR takes and the lab
 * does not print must be flagged at its line.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FRR_8_4_4, parseFrr, printFrr } from '../src/engine/frr/index.ts';

interface Question {
  readonly context: string;
  readonly lines: readonly string[];
  /** What vtysh said while it read them. */
  readonly said: readonly string[];
  /** Lines of `show running-config` that are there with these lines alone, or without them alone. */
  readonly more: readonly string[];
  readonly less: readonly string[];
}

interface Recording {
  readonly contexts: Readonly<Record<string, readonly string[]>>;
  readonly questions: readonly Question[];
}

const recording = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as Recording;
const { contexts, questions } = recording('./statements.json');

function textOf({ context, lines }: Pick<Question, 'context' | 'lines'>): string {
  const above = contexts[context] ?? [];
  const depth = above.at(-1)?.includes('address-family') ? 2 : above.length > 0 ? 1 : 0;
  return [...above, ...lines.map((line) => ' '.repeat(depth) + line), ''].join('\n');
}

function read(text: string) {
  const { config, diagnostics } = parseFrr(text, { version: FRR_8_4_4 });
  return { diagnostics, run: printFrr({ ...config, hostname: 'r1' }, { version: FRR_8_4_4 }).split('\n') };
}

/** Lines of `b` that `a` has not, each as often as it stands there more. */
function more(a: readonly string[], b: readonly string[]): string[] {
  const left = [...a];
  return b.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const HAS_BGPD = ' zebra bgpd staticd';
const kills = ({ less }: Question) => less.includes(HAS_BGPD);

/** A group that bgpd refuses may stand in what zebra prints (F159). */
const rejects = ({ said }: Question) => said.some((l) => l.startsWith('% Configuration failed'));

/** Said of a line that takes effect all the same. */
const NOTES = /does not exist\.?$|to take effect|not installed currently|^Reserved AS|security risk|debugging (?:\(\w+\) )?(?:is off|was not enabled) for/;

type Verdict = 'taken' | 'refused' | 'not understood';

function verdictOf({ said, more: plus, less }: Question): Verdict {
  if (said.some((l) => /^line \d+: % (?:Unknown|Ambiguous|Command)/.test(l))) return 'not understood';
  // The last is printed all the same, and does nothing (F159).
  if (said.some((l) => l.includes('Failure to communicate') || l.startsWith('% Configuration failed') || l.includes('Argument form is unsupported')))
    return 'refused';
  return said.some((l) => !NOTES.test(l)) && plus.length + less.length === 0 ? 'refused' : 'taken';
}

const CODES: Readonly<Record<string, Verdict>> = {
  'frr-refused': 'refused',
  'frr-group-rejected': 'refused',
  'frr-unknown-command': 'not understood',
  'frr-newer-command': 'not understood',
  'frr-incomplete-command': 'not understood',
  'frr-ambiguous-command': 'not understood',
};

/** Parts of FRR of which the lab reads the first words alone (F1), and lines of the shell: EVPN, VPNs, RPKI, IS-IS, advertisements of routers, the telnet shell. */
const ELSEWHERE =
  /\bvpn\b|\bevp|rpki|redirect|^(?:no )?import vrf|^no rd|ipv6 nd|mac access-list|\bvni\b|fpm|agentx|import-table|^(?:no )?service|log filter-text|^no (?:enable )?password|ip rip|ip irdp|ip router\b(?!-)|mroute|multicast/;
/** Each with its reason: what FRR says here is a fault of its own, or depends on what the machine has. */
const NOT_ALIKE: readonly (readonly [RegExp, string])[] = [
  [/vrf: no ip router-id$/, 'only a VRF takes it back without its address'],
  [/ vrf /, 'the recording machine has no VRFs'],
  [/: no router bgp \d+ vrf/, 'VRFs of BGP are flagged'],
  [/: no bgp community ali/, 'a number is no community, which FRR says when it takes an alias away, too'],
  [/: no bgp no-rib/, 'said where it is not set'],
  [/: no (?:ip|ipv6) address /, 'an address that nobody has given is taken back in silence'],
  [/: no bgp (?:ext|large-)community-list (?:standard|expanded) \S+$/, 'bgpd takes away all of a list that is not there, and says nothing'],
  [/: set ipv6 next-hop global fe80/, 'zebra takes the entry that bgpd refuses (F159)'],
  [/ label /, 'labels are flagged'],
  [/ table /, 'other tables are flagged'],
];
const isAlike = ({ context, lines }: Question) => !NOT_ALIKE.some(([line]) => line.test(`${context}: ${lines[0]}`));

/** What no line of `show running-config` stands for here, and moves no route. */
const UNPRINTED = /optimization|^ipv6 router-id|^pbr-map|^no neighbor \S+ bfd profile/;

const asked = questions.filter((q) => !ELSEWHERE.test(q.lines[0] ?? '') && isAlike(q));

describe('FRR 8.4.4, line by line', () => {
  it('asks of every mode', () => {
    const counts = Object.keys(contexts).map((c) => asked.filter((q) => q.context === c).length);
    expect(Math.min(...counts)).toBeGreaterThan(5);
    expect(asked.length).toBeGreaterThan(1100);
    expect(asked.filter((q) => verdictOf(q) === 'refused').length).toBeGreaterThan(100);
    expect(asked.filter((q) => verdictOf(q) === 'not understood').length).toBeGreaterThan(100);
  });

  it.each(Object.keys(contexts))('F1, F11, F159 the verdict on each line of %s, and its words', (context) => {
    const differences = asked
      .filter((q) => q.context === context && !kills(q))
      .flatMap((q) => {
        const found = read(textOf(q)).diagnostics.filter((d) => d.code in CODES);
        const got = CODES[found[0]?.code ?? ''] ?? 'taken';
        const want = verdictOf(q);
        if (got !== want) return [`${q.lines.join('; ')}: ${want} by FRR, ${got} here`];
        const words = found.map((d) => String(d.args?.['message'] ?? d.message));
        const others = q.said.filter((l) => !/^line \d+: /.test(l));
        // Of a group FRR names the lines, and why at most.
        const isGroup = others.some((l) => l.startsWith('% Configuration failed'));
        return want === 'refused' && others.length > 0 && !isGroup && !words.some((w) => others.some((l) => l.includes(w)) || others.join('').includes(w))
          ? [`${q.lines.join('; ')}: ${others.join(' / ')} by FRR, ${words.join(' / ')} here`]
          : [];
      });
    expect(differences).toEqual([]);
  });

  it.each(Object.keys(contexts))('F2 what each line of %s adds to show running-config, or takes away; what is not printed is flagged', (context) => {
    const base = read(textOf({ context, lines: [] })).run;
    const differences = asked
      .filter((q) => q.context === context && verdictOf(q) !== 'not understood' && !rejects(q) && !kills(q) && !UNPRINTED.test(q.lines[0] ?? ''))
      .flatMap((q) => {
        const { run, diagnostics } = read(textOf(q));
        if (diagnostics.some((d) => d.code === 'frr-not-modelled')) return [];
        const [got, want] = [
          [more(base, run), more(run, base)],
          [q.more, q.less],
        ];
        return JSON.stringify(got) === JSON.stringify(want) ? [] : [`${q.lines.join('; ')}: ${JSON.stringify(want)} by FRR, ${JSON.stringify(got)} here`];
      });
    expect(differences).toEqual([]);
  });
});

describe('whole configurations, made of such lines in any order', () => {
  const bare = read('').run;
  it.each(recording('./configurations.json').questions.map((q, i) => [i, q] as const))(
    'F2 number %i is printed as FRR prints it',
    (_i, { lines, more: want }) => {
      const text = `${lines.join('\n')}\n`;
      const { run } = read(text);
      expect(more(bare, run)).toEqual(want);
      // What is printed, read again, says the same once more.
      expect(read(run.join('\n')).run).toEqual(run);
    },
  );
});
