/** Why a line is no command: the first word that none takes, what was expected there, and what may have been meant. */
import { isIpv4, parseIp } from '../ip/index.ts';
import { type Form, headsIn } from './commands/index.ts';
import type { FrrVersion } from './config.ts';
import { expectedAt, findCommand } from './find.ts';
import type { Leaf } from './grammar/pattern.ts';
import { MODE_TITLE, type Mode, parentOf } from './modes.ts';
import type { Word } from './lines.ts';
import { nearest } from './suggest.ts';

export interface Explanation {
  /** Index of the word. */
  readonly at: number;
  /** A sentence or two in English. */
  readonly message: string;
  readonly args: Readonly<Record<string, string>>;
}

const SHOWN = 8;

/** Where a line may belong that was written elsewhere: the blocks whose lines are told apart. */
const BLOCKS: readonly Mode[] = ['bgp', 'bgp-ipv4', 'bgp-ipv6', 'route-map', 'interface', 'pbr-map', 'vrf'];

/** What an editor shows as nothing or as a blank, and FRR takes for a letter: a byte order mark, blanks that are not ASCII's. */
const UNSEEN = /[\p{Cf}\p{Zs}\p{Zl}\p{Zp}]/u;

function codePoint(mark: string): string {
  return `U+${(mark.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;
}

export function explainUnknown(words: readonly Word[], mode: Mode, version: FrrVersion): Explanation {
  const { at, leaves, end } = expectedAt(words.slice(0, 64), mode, version);
  const labels = [...new Set(leaves.map(describe))];
  if (end) labels.push('the end of the line');
  const expected = labels.length > SHOWN ? `${labels.slice(0, SHOWN).join(', ')} …` : labels.join(', ');
  const typed = words[at]?.text;
  const unseen = typed === undefined ? undefined : UNSEEN.exec(typed)?.[0];
  if (typed !== undefined && unseen !== undefined) {
    const character = codePoint(unseen);
    return { at: Math.max(at, 0), message: `It contains the invisible character ${character}, which FRR does not skip.`, args: { word: typed, character } };
  }
  const shell = shellOutput(words, mode, version);
  if (shell) return shell;
  const elsewhere = blocksThatTake(words, mode, version);
  const word = typed === undefined ? {} : { word: typed };
  if (elsewhere.length > 0) {
    const titles = elsewhere.map((block) => MODE_TITLE[block]).join(' or ');
    return { at: Math.max(at, 0), message: `It is a line of ${titles}.`, args: { ...word, elsewhere: elsewhere.join(' ') } };
  }
  const said = prefixMeant(words, at, mode, version) ?? headMeant(words, at, mode, version);
  if (said !== undefined) return { at, message: `Did you mean ${said}?`, args: { ...word, meant: said } };
  const meant = typed && nearest(typed, new Set(leaves.filter((l) => l.kind === 'keyword').map((l) => l.label)));
  const args = { expected, ...word, ...(meant ? { meant } : {}) };
  if (at <= 0) return { at: Math.max(at, 0), message: meant ? `Did you mean ${meant}?` : 'No command starts like this here.', args };
  return { at, message: `Expected ${expected}.${meant ? ` Did you mean ${meant}?` : ''}`, args };
}

/** What vtysh prints above a configuration, and Cisco's routers. */
const PRINTED = /^(Building configuration\.\.\.|Current configuration( :.*|:))$/;
/** A prompt of vtysh in the configuration: the router's name, and the block that it is in. */
const PROMPT = /^[\w.-]+(\(config[\w-]*\))?#$/;

/** A line that was copied from a screen with the configuration. */
function shellOutput(words: readonly Word[], mode: Mode, version: FrrVersion): Explanation | undefined {
  const [first, ...rest] = words;
  if (!first) return undefined;
  const line = words.map((w) => w.text).join(' ');
  const args = { word: first.text, copied: line };
  if (PRINTED.test(line)) return { at: 0, message: 'It is printed above a configuration, and no part of it.', args };
  if (!PROMPT.test(first.text)) return undefined;
  const meant = rest.map((w) => w.text).join(' ');
  if (rest.length === 0 || findCommand(rest, mode, version).kind !== 'command') return { at: 0, message: 'It begins with the prompt of vtysh.', args };
  return { at: 0, message: `It begins with the prompt of vtysh. Did you mean ${meant}?`, args: { ...args, meant } };
}

/** The blocks that have the whole line, the outer ones only. */
function blocksThatTake(words: readonly Word[], mode: Mode, version: FrrVersion): Mode[] {
  const taking = BLOCKS.filter((block) => {
    const found = block === mode ? undefined : findCommand(words, block, version);
    return found?.kind === 'command' && found.mode === block && !found.form.command.loose;
  });
  return taking.filter((block) => !taking.includes(parentOf(block) as Mode));
}

/** An address and a mask in two words, as Cisco writes them, where a prefix in one is taken. */
function prefixMeant(words: readonly Word[], at: number, mode: Mode, version: FrrVersion): string | undefined {
  const [before, mask] = [words[at - 1], words[at]];
  const address = parseIp(before?.text ?? '');
  const length = maskLength(mask?.text ?? '');
  if (!before || !mask || address === undefined || !isIpv4(address) || length === undefined) return undefined;
  const text = `${before.text}/${length}`;
  const joined = [...words.slice(0, at - 1), { ...before, text }, ...words.slice(at + 1)];
  return findCommand(joined, mode, version).kind === 'command' ? text : undefined;
}

function maskLength(text: string): number | undefined {
  const mask = parseIp(text);
  if (mask === undefined || !isIpv4(mask)) return undefined;
  const ones = mask.toString(2).padStart(32, '0').indexOf('0');
  const length = ones < 0 ? 32 : ones;
  return mask === 2 ** 32 - 2 ** (32 - length) ? length : undefined;
}

/** The second word behind the one first word that has it: `ip as-path`, as Quagga and Cisco say for `bgp as-path`. */
function headMeant(words: readonly Word[], at: number, mode: Mode, version: FrrVersion): string | undefined {
  const [first, second] = words;
  if (at !== 1 || !first || !second) return undefined;
  const heads = new Set<string>();
  for (let m: Mode | undefined = mode; m; m = parentOf(m)) for (const { label } of headsIn(m)) heads.add(label);
  const having = [...heads].filter(
    (text) => text !== 'no' && expectedAt([{ ...first, text }], mode, version).leaves.some((l) => l.kind === 'keyword' && l.label === second.text),
  );
  return having.length === 1 ? `${having[0]} ${second.text}` : undefined;
}

function describe(leaf: Leaf): string {
  return leaf.kind === 'name' ? `a name (${leaf.label})` : leaf.label;
}

/** The forms an ambiguous line could be, for a message. */
export function manyForms(forms: readonly Form[]): string {
  return [...new Set(forms.map((f) => (f.negated ? `no ${f.command.syntax}` : f.command.syntax)))].slice(0, SHOWN).join(' or ');
}
