/**
 * What must hold for every text: reading never fails and never hangs, and reading what was printed gives the same
 * configuration. Random configurations are made from the command table itself, so every command is met.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from './commands/index.ts';
import { leavesOf, type Leaf, type Pattern } from './grammar/pattern.ts';
import { completeAt, foldingRanges, FRR_8_4_4, hoverAt, openFrr, parseFrr, printFrr } from './index.ts';
import type { Mode } from './modes.ts';

const options = { version: FRR_8_4_4 };
const parse = (text: string) => parseFrr(text, options);

/** The words of one line of a pattern. */
function lineOf(pattern: Pattern): fc.Arbitrary<string[]> {
  switch (pattern.type) {
    case 'leaf':
      return wordOf(pattern.leaf).map((w) => [w]);
    case 'many':
      return fc.array(wordOf(pattern.leaf), { minLength: 1, maxLength: 3 });
    case 'seq':
      return fc.tuple(...pattern.parts.map(lineOf)).map((p) => p.flat());
    case 'one-of':
      return fc.oneof(...pattern.parts.map(lineOf));
    case 'optional':
      return fc.oneof(fc.constant<string[]>([]), lineOf(pattern.part));
    case 'any-order':
      return fc
        .shuffledSubarray(
          pattern.parts.map((_, i) => i),
          { minLength: 1 },
        )
        .chain((order) => fc.tuple(...order.map((i) => lineOf(pattern.parts[i] as Pattern))).map((p) => p.flat()));
  }
}

function wordOf(leaf: Leaf): fc.Arbitrary<string> {
  switch (leaf.kind) {
    case 'keyword':
      return fc.constant(leaf.label);
    case 'ipv4':
      return fc.constantFrom('10.0.0.1', '10.0.0.2', '192.0.2.1', '255.255.0.0');
    case 'ipv6':
      return fc.constantFrom('2001:db8::1', 'fe80::1', '2001:DB8:0::2');
    case 'prefix4':
      return fc.constantFrom('10.0.0.0/8', '10.1.2.3/16', '0.0.0.0/0', '192.0.2.1/32');
    case 'prefix6':
      return fc.constantFrom('2001:db8::/32', '2001:db8:1::1/48', '::/0');
    case 'range':
      return fc.constantFrom(leaf.min as number, Math.min((leaf.min as number) + 3, leaf.max as number), leaf.max as number).map(String);
    case 'name':
      // What is printed of an interface that is called like an address is read as a neighbor of that address, in FRR as well (bgpd/bgp_vty.c).
      if (leaf.label === 'IFNAME') return fc.constantFrom('A', 'B', 'eth0', '5');
      return /AA|SOO/.test(leaf.label)
        ? fc.constantFrom('65001:1', 'no-export', '1:2:3', 'additive', 'rt')
        : fc.constantFrom('A', 'B', 'eth0', '5', '^65_', '10.0.0.9');
  }
}

/** The lines that lead into a mode. */
const INTO: Partial<Record<Mode, string[]>> = {
  config: [],
  interface: ['interface eth0'],
  bgp: ['router bgp 65001'],
  'bgp-ipv4': ['router bgp 65001', 'address-family ipv4 unicast'],
  'bgp-ipv6': ['router bgp 65001', 'address-family ipv6 unicast'],
  'route-map': ['route-map A permit 10'],
  'pbr-map': ['pbr-map A seq 5'],
  vrf: ['vrf RED'],
};

const START = [
  'router bgp 65001',
  'neighbor A peer-group',
  'neighbor 10.0.0.1 remote-as 65002',
  'neighbor 10.0.0.2 remote-as 65001',
  'neighbor 2001:db8::1 remote-as external',
  'exit',
];

const statement = fc.constantFrom(...COMMANDS.filter((c) => c.modes.some((m) => INTO[m]) && !c.syntax.startsWith('frr '))).chain((command) => {
  const mode = command.modes.find((m) => INTO[m]) as Mode;
  const forms = [command.pattern, command.noPattern].filter((p) => p !== undefined);
  return fc.oneof(...forms.map(lineOf)).map((words) => [...(INTO[mode] ?? []), words.join(' '), 'end']);
});

const configuration = fc.array(statement, { maxLength: 25 }).map((blocks) => [...START, ...blocks.flat()].join('\n'));

/** What a member has of its group, a line of a route-map, a network of add-path, the TTL of a member, what a distance is announced with, depends on which was typed first, and bgpd does not write that either (F155, F5, F148, F14, F108). */
const TYPED = new Set([
  'ahead',
  'group',
  'resets',
  'solo',
  'groupSoo',
  'servedNextHop',
  'groupServedNextHop',
  'lostNextHop',
  'precedesAddPath',
  'joinedSecured',
  'announcedRules',
]);

/** What a configuration says, without where it says it. */
function meaning(text: string): unknown {
  const { config } = parse(text);
  return JSON.parse(
    JSON.stringify(config, (key, value: unknown) => {
      if (key === 'source' || key === 'statedVersion' || TYPED.has(key)) return undefined;
      if (typeof value === 'bigint') return `${value}n`;
      if (value instanceof Map) return Object.fromEntries([...value].sort(([a], [b]) => (a < b ? -1 : 1)));
      // Order of lines is kept only where it means something.
      if (Array.isArray(value) && !['entries', 'asns', 'communities', 'regex'].includes(key))
        return value
          .map((v) => ({ v }))
          .sort((a, b) => (keyOf(a.v) < keyOf(b.v) ? -1 : 1))
          .map((s) => s.v);
      return value;
    }),
  );
}

function keyOf(value: unknown): string {
  return JSON.stringify(value, (key, v: unknown) => (key === 'source' || key === 'ahead' ? undefined : typeof v === 'bigint' ? `${v}n` : v));
}

/** `bgp reject-as-sets` takes the as-set of aggregates that are typed behind it, and is printed before them (bgp_route.c bgp_aggregate_set). */
const losesAsSet = (text: string) => text.includes('bgp reject-as-sets') && / as-set\b/.test(text);

/** FRR does not print `maximum-paths ibgp` with the most that there can be, equal-cluster-length or not (bgp_vty.c bgp_config_write_maxpaths). */
const losesClusterLength = (text: string) => {
  const { bgp } = parse(text).config;
  return [bgp?.ipv4, bgp?.ipv6].some((f) => f?.maximumPathsIbgp?.paths === 256 && f.maximumPathsIbgp.equalClusterLength);
};

/** What FRR prints and does nothing by is refused, or done, when the printed text is read (F159). */
const printsMore = (text: string) => [...parse(text).config.policy.routeMaps.values()].some((map) => map.entries.some((e) => e.printed));

/** `debug bgp updates` empties the list of prefixes and leaves their mark: FRR prints a line that it does not read (bgpd/bgp_debug.c debug_bgp_update). */
const losesPrefixes = (printed: string) => /^debug bgp updates prefix$/m.test(printed);

/** The distance of 1 goes without saying: behind an interface whose name is a number, that number is read as the distance, by FRR, too (F110). */
const numbersInterface = (text: string) => {
  const { staticRoutes, vrfRoutes } = parse(text).config;
  return [...staticRoutes, ...[...vrfRoutes.values()].flat()].some(({ to }) => 'interface' in to && /^\d+$/.test(to.interface ?? ''));
};

describe('printing and reading again', () => {
  test('prefixes whose updates are shown are gone with debug bgp updates, and what is printed of them is no line, as in FRR (F1)', () => {
    const printed = printFrr(parse('debug bgp updates prefix 10.0.0.0/8\ndebug bgp updates').config, options);
    expect(losesPrefixes(printed)).toBe(true);
    expect(parse(printed).diagnostics.map((d) => d.code)).toContain('frr-incomplete-command');
  });

  test('an as-set from before bgp reject-as-sets stays, and is gone when the printed text is read, as in FRR (F52)', () => {
    const printed = printFrr(parse('router bgp 65001\n aggregate-address 172.16.0.0/12 as-set\n bgp reject-as-sets').config, options);
    expect(losesAsSet(printed)).toBe(true);
    expect(printFrr(parse(printed).config, options)).toBe(printed.replace(' as-set', ''));
  });

  test('gives the same configuration, and the same text', () => {
    fc.assert(
      fc.property(configuration, (text) => {
        const printed = printFrr(parse(text).config, options);
        fc.pre(!losesAsSet(printed) && !losesClusterLength(text) && !losesPrefixes(printed) && !printsMore(text) && !numbersInterface(text));
        const again = parse(printed);
        expect(again.diagnostics.filter((d) => /^frr-(unknown|incomplete|ambiguous|newer|refused|group)/.test(d.code)).map((d) => d.message)).toEqual([]);
        expect(printFrr(again.config, options)).toBe(printed);
        expect(normal(meaning(printed))).toEqual(normal(meaning(text)));
      }),
      { numRuns: 500 },
    );
  });
});

/** Settings that were written although silence means the same. */
function normal(config: unknown): unknown {
  const { bgp, resolveViaDefault, vrfRoutes, ...unrelated } = config as {
    bgp?: Record<string, unknown>;
    resolveViaDefault: Record<string, unknown>;
    vrfRoutes: Record<string, unknown[]>;
  };
  // A VRF of which nothing is said is not printed.
  const vrfs = Object.entries(vrfRoutes).filter(([, routes]) => routes.length > 0);
  const rest = { ...unrelated, vrfs, viaDefault: [resolveViaDefault['ipv4'], resolveViaDefault['ipv6']].map((v) => v === true) };
  if (!bgp) return rest;
  const {
    ebgpRequiresPolicy,
    importCheck,
    deterministicMed,
    fastExternalFailover,
    suppressDuplicates,
    hardAdministrativeReset,
    gracefulRestartNotification,
    suppressFibPending,
    showHostname,
    showNexthopHostname,
    logNeighborChanges,
    defaultLocalPreference,
    timers,
    ipv4,
    ipv6,
    ...others
  } = bgp;
  return {
    ...rest,
    bgp: {
      ...others,
      off: [ebgpRequiresPolicy, importCheck, fastExternalFailover, suppressDuplicates, hardAdministrativeReset, gracefulRestartNotification].map(
        (v) => v === false,
      ),
      on: [deterministicMed, suppressFibPending, showHostname, showNexthopHostname, logNeighborChanges].map((v) => v === true),
      defaultLocalPreference: defaultLocalPreference ?? 100,
      timers: timers ?? { keepalive: 60, hold: 180 },
      families: [ipv4, ipv6]
        .map((family) => family as Record<string, unknown>)
        .map(({ maximumPaths, maximumPathsIbgp, distance, ...f }) => ({
          ...f,
          maximumPaths: maximumPaths ?? 256,
          maximumPathsIbgp: maximumPathsIbgp ?? { paths: 256, equalClusterLength: false },
          distance: distance ?? { external: 20, internal: 200, local: 200 },
        })),
    },
  };
}

describe('any text', () => {
  const words = fc.constantFrom(
    ...new Set(COMMANDS.flatMap((c) => (c.pattern ? leavesOf(c.pattern) : [])).map((l) => l.label)),
    '10.0.0.1',
    '10.0.0.0/8',
    '5',
    'A',
    '!',
    '#',
    '::',
    '-1',
    '99999999999999999999',
  );
  const line = fc.array(words, { maxLength: 9 }).map((w) => w.join(' '));

  test('random lines are read, shown and folded without failing', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const text = lines.join('\n');
        const document = openFrr(text);
        expect(document.result.statements.length).toBe(lines.filter((l) => l.trim() !== '' && !/^[!#]/.test(l.trim())).length);
        for (let at = 1; at <= Math.min(lines.length, 5); at++) {
          completeAt(document, at, 1 + ((at * 7) % 20));
          hoverAt(document, at, 3);
        }
        foldingRanges(document);
        printFrr(document.result.config, options);
      }),
      { numRuns: 300 },
    );
  });

  test('random bytes too', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ maxLength: 400 })), (text) => {
        const { statements, diagnostics } = parse(text);
        for (const { place } of diagnostics)
          expect(place.span && place.span.line >= 1 && place.span.column >= 1 && place.span.endColumn >= place.span.column).toBe(true);
        expect(statements.every((s) => s.line.words.length > 0)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('each word stands where its columns say', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
        for (const { line } of parse(lines.join('\r\n')).statements)
          for (const w of line.words) expect(lines[line.number - 1]?.slice(w.column - 1, w.end - 1)).toBe(w.text);
      }),
    );
  });
});
