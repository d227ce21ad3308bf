/**
 * FRR's regular expressions over AS paths and community strings (F99–F102): POSIX extended, unanchored, `_` standing for
 * `(^|[,{}() ]|$)`. Matched in time proportional to the text, whatever the expression: it becomes a nondeterministic
 * automaton whose states are followed all at once, so no list can hang the engine (JavaScript's own RegExp backtracks). Which states
 * follow which upon a character is found out once and kept: texts are many, and much alike.
 *
 * The automaton is an array of instructions: `char` steps over one character of its set, `split` goes two ways, `start` and
 * `end` hold only at the text's ends, `match` is success.
 */

type Instruction =
  | { readonly op: 'char'; readonly set: ReadonlySet<string>; readonly negated: boolean }
  | { op: 'split'; x: number; y: number }
  | { readonly op: 'start' }
  | { readonly op: 'end' }
  | { readonly op: 'match' };

/** What is parsed, before it is laid out as instructions. */
type Node =
  | { readonly kind: 'empty' | 'start' | 'end' }
  | { readonly kind: 'char'; readonly set: ReadonlySet<string>; readonly negated: boolean }
  | { readonly kind: 'join'; readonly parts: readonly Node[] }
  | { readonly kind: 'either'; readonly ways: readonly Node[] }
  | { readonly kind: 'repeat'; readonly of: Node; readonly min: number; readonly max: number };

/** A compiled expression. */
export interface Regex {
  /** True when the text contains a match. */
  test(text: string): boolean;
}

const MAGIC = '(^|[,{}() ]|$)';
/** Instructions of one expression; a longer one is refused, as glibc refuses for want of memory. */
const MAX_SIZE = 20_000;
const cache = new Map<string, Regex | undefined>();

/** The compiled expression; undefined when the text is not a regular expression. Kept, because a list is asked for every path. */
export function compileRegex(text: string): Regex | undefined {
  return compilePosix(text.replaceAll('_', MAGIC));
}

/** Whether regcomp takes the expression: a bracket that is not closed, or nothing to repeat, it does not. */
export function isRegex(text: string): boolean {
  return new Parser(text.replaceAll('_', MAGIC)).parse() !== undefined;
}

/** What glibc's regerror(3) says of an expression in which `_` is itself; undefined where regcomp takes it. */
export function posixProblem(text: string): string | undefined {
  const parser = new Parser(text);
  return parser.parse() ? undefined : parser.problem;
}

/** The same for an expression in which `_` is itself: POSIX extended as regcomp(3) has it. */
export function compilePosix(text: string): Regex | undefined {
  if (cache.has(text)) return cache.get(text);
  const node = new Parser(text).parse();
  const program = node && layOut(node);
  const compiled = program && new Automaton(program);
  if (cache.size > 4096) cache.clear();
  cache.set(text, compiled);
  return compiled;
}

/** The words of glibc's posix/regcomp.c for what it refuses. */
const PROBLEMS = {
  BADPAT: 'Invalid regular expression',
  ECOLLATE: 'Invalid collation character',
  ECTYPE: 'Invalid character class name',
  EESCAPE: 'Trailing backslash',
  ESUBREG: 'Invalid back reference',
  EBRACK: 'Unmatched [, [^, [:, [., or [=',
  EPAREN: 'Unmatched ( or \\(',
  EBRACE: 'Unmatched \\{',
  BADBR: 'Invalid content of \\{\\}',
  ERANGE: 'Invalid range end',
  BADRPT: 'Invalid preceding regular expression',
  ESIZE: 'Regular expression too big',
};
/** How often something may be repeated (RE_DUP_MAX). */
const MOST_REPEATS = 0x7fff;

/** POSIX extended syntax, as glibc's regcomp(REG_EXTENDED) reads it. */
class Parser {
  /** Why there is no tree. */
  problem: string = PROBLEMS.BADPAT;
  private at = 0;
  private depth = 0;
  /** Groups by number: how many began, and which have ended, which alone may be referred to. */
  private opened = 0;
  private readonly closed = new Set<number>();

  constructor(private readonly text: string) {}

  parse(): Node | undefined {
    const node = this.either();
    return node && this.at === this.text.length ? node : undefined;
  }

  private either(): Node | undefined {
    const ways: Node[] = [];
    for (;;) {
      const way = this.join();
      if (!way) return undefined;
      ways.push(way);
      if (this.text[this.at] !== '|') break;
      this.at++;
    }
    return ways.length === 1 ? ways[0] : { kind: 'either', ways };
  }

  private join(): Node | undefined {
    const parts: Node[] = [];
    let isBare = true;
    while (this.at < this.text.length) {
      const c = this.text[this.at] as string;
      if (c === '|' || (c === ')' && this.depth > 0)) break;
      // Nothing to repeat: at the beginning, and behind an anchor (glibc posix/regcomp.c parse_expression, REG_BADRPT).
      if (isBare && /[*+?{]/.test(c)) return this.refuse('BADRPT');
      isBare = c === '^' || c === '$';
      const atom = this.atom(c);
      const part = atom && (isBare ? atom : this.repeats(atom));
      if (!part) return undefined;
      parts.push(part);
    }
    return parts.length === 0 ? { kind: 'empty' } : { kind: 'join', parts };
  }

  private atom(c: string): Node | undefined {
    this.at++;
    if (c === '(') return this.group();
    if (c === '[') return this.bracket();
    if (c === '^') return { kind: 'start' };
    if (c === '$') return { kind: 'end' };
    if (c === '.') return { kind: 'char', set: new Set(), negated: true };
    if (c === '\\') {
      const next = this.text[this.at++];
      if (next === undefined) return this.refuse('EESCAPE');
      return /[1-9]/.test(next) && !this.closed.has(Number(next)) ? this.refuse('ESUBREG') : one(next);
    }
    return one(c);
  }

  private group(): Node | undefined {
    const number = ++this.opened;
    this.depth++;
    const inner = this.either();
    this.depth--;
    if (!inner) return undefined;
    if (this.text[this.at] !== ')') return this.refuse('EPAREN');
    this.at++;
    this.closed.add(number);
    return inner;
  }

  private bracket(): Node | undefined {
    const negated = this.text[this.at] === '^';
    if (negated) this.at++;
    const set = new Set<string>();
    for (let first = true; ; first = false) {
      const c = this.text[this.at];
      if (c === undefined) return this.refuse(first ? 'BADPAT' : 'EBRACK');
      this.at++;
      if (c === ']' && !first) return { kind: 'char', set, negated };
      if (c === '[' && /[:.=]/.test(this.text[this.at] ?? '')) {
        const members = this.named();
        if (members === undefined) return undefined;
        for (const member of members) set.add(member);
        continue;
      }
      const isRange = this.text[this.at] === '-' && this.text[this.at + 1] !== ']';
      const to = isRange ? this.text[this.at + 1] : c;
      if (to === undefined) return this.refuse('EBRACK');
      if (isRange) this.at += 2;
      if (c.charCodeAt(0) > to.charCodeAt(0)) return this.refuse('ERANGE');
      for (let code = c.charCodeAt(0); code <= to.charCodeAt(0); code++) set.add(String.fromCharCode(code));
    }
  }

  /** `:digit:]` within a bracket, or one character as `.a.]` and `=a=]` (parse_bracket_symbol). */
  private named(): string | undefined {
    const [all, mark, name = ''] = /^([:.=])(.*?)\1\]/s.exec(this.text.slice(this.at)) ?? [];
    if (all === undefined) return this.refuse('EBRACK');
    this.at += all.length;
    if (mark !== ':') return name.length === 1 ? name : this.refuse('ECOLLATE');
    return CLASSES[name] ?? this.refuse('ECTYPE');
  }

  private repeats(atom: Node): Node | undefined {
    let node = atom;
    for (;;) {
      const c = this.text[this.at];
      if (c === '*') node = { kind: 'repeat', of: node, min: 0, max: Infinity };
      else if (c === '+') node = { kind: 'repeat', of: node, min: 1, max: Infinity };
      else if (c === '?') node = { kind: 'repeat', of: node, min: 0, max: 1 };
      else if (c === '{') {
        const bounds = this.bounds();
        if (!bounds) return undefined;
        node = { kind: 'repeat', of: node, ...bounds };
      } else return node;
      this.at++;
    }
  }

  /** `{2}`, `{2,}`, `{,3}` or `{2,3}`, up to its last bracket (glibc posix/regcomp.c parse_dup_op). */
  private bounds(): { readonly min: number; readonly max: number } | undefined {
    const close = this.text.indexOf('}', this.at);
    if (close < 0) return this.refuse(/^(?:[^,]*[^\d,][^,]*,|[^,]*,[^,]*,)/.test(this.text.slice(this.at + 1)) ? 'BADBR' : 'EBRACE');
    const [, least, comma, most] = /^(\d*)(,?)(\d*)$/.exec(this.text.slice(this.at + 1, close)) ?? [];
    if (least === undefined || (least === '' && comma === '')) return this.refuse('BADBR');
    const min = Number(least);
    const max = comma === '' ? min : most === '' ? Infinity : Number(most);
    if (min > max) return this.refuse('BADBR');
    if ((max === Infinity ? min : max) > MOST_REPEATS) return this.refuse('ESIZE');
    this.at = close;
    return { min, max };
  }

  private refuse(problem: keyof typeof PROBLEMS): undefined {
    this.problem = PROBLEMS[problem];
    return undefined;
  }
}

const CLASSES: Readonly<Record<string, string>> = {
  digit: '0123456789',
  space: ' \t\n\v\f\r',
  blank: ' \t',
  xdigit: '0123456789abcdefABCDEF',
  alpha: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  punct: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  alnum: '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
};

function one(c: string): Node {
  return { kind: 'char', set: new Set(c), negated: false };
}

/** The instructions of a tree, ending in `match`; undefined when there would be too many. */
function layOut(node: Node): readonly Instruction[] | undefined {
  const program: Instruction[] = [];
  return emit(node, program) && program.push({ op: 'match' }) <= MAX_SIZE ? program : undefined;
}

function emit(node: Node, program: Instruction[]): boolean {
  if (program.length > MAX_SIZE) return false;
  switch (node.kind) {
    case 'empty':
      return true;
    case 'start':
    case 'end':
      program.push({ op: node.kind });
      return true;
    case 'char':
      program.push({ op: 'char', set: node.set, negated: node.negated });
      return true;
    case 'join':
      return node.parts.every((p) => emit(p, program));
    case 'either':
      return emitEither(node.ways, program);
    case 'repeat':
      return emitRepeat(node, program);
  }
}

function emitEither(ways: readonly Node[], program: Instruction[]): boolean {
  const jumps: { op: 'split'; x: number; y: number }[] = [];
  for (const [i, way] of ways.entries()) {
    const last = i === ways.length - 1;
    const split = { op: 'split' as const, x: program.length + 1, y: -1 };
    if (!last) program.push(split);
    if (!emit(way, program)) return false;
    if (last) continue;
    const jump = { op: 'split' as const, x: -1, y: -1 };
    program.push(jump);
    jumps.push(jump);
    split.y = program.length;
  }
  for (const jump of jumps) jump.x = jump.y = program.length;
  return true;
}

function emitRepeat(node: Extract<Node, { kind: 'repeat' }>, program: Instruction[]): boolean {
  for (let i = 0; i < node.min; i++) if (!emit(node.of, program)) return false;
  const more = node.max === Infinity ? 1 : node.max - node.min;
  for (let i = 0; i < more; i++) {
    const split = { op: 'split' as const, x: program.length + 1, y: -1 };
    program.push(split);
    if (!emit(node.of, program)) return false;
    if (node.max === Infinity) program.push({ op: 'split', x: program.indexOf(split), y: program.indexOf(split) });
    split.y = program.length;
  }
  return true;
}

/** States that are kept of one expression in all its sets; beyond them it starts anew, so that none takes much room. */
const MAX_KEPT = 200_000;

/** The states that a text may have led to, before its end. */
interface StateSet {
  readonly states: readonly number[];
  /** What follows upon a character, by its code. */
  readonly steps: Map<number, Step>;
}

/** What a character leads to. */
interface Step {
  /** Where the text goes on; undefined when it has matched already. */
  readonly to: StateSet | undefined;
  /** Whether it matches where the character is its last. */
  readonly last: boolean;
}

class Automaton implements Regex {
  private readonly sets = new Map<string, StateSet>();
  private readonly empty: boolean;
  private start: StateSet | undefined;
  private kept = 0;

  constructor(private readonly program: readonly Instruction[]) {
    this.empty = this.reach([0], true, true) === undefined;
    this.start = this.setOf(this.reach([0], true, false));
  }

  test(text: string): boolean {
    if (text.length === 0) return this.empty;
    let at = this.start;
    const end = text.length - 1;
    for (let i = 0; at; i++) {
      const code = text.charCodeAt(i);
      const step: Step = at.steps.get(code) ?? this.step(at, code);
      if (i === end) return step.last;
      at = step.to;
    }
    return true;
  }

  /** A match may begin at every character. */
  private step(from: StateSet, code: number): Step {
    const c = String.fromCharCode(code);
    const seeds = [0];
    for (const state of from.states) {
      const i = this.program[state] as Instruction;
      if (i.op === 'char' && i.set.has(c) !== i.negated) seeds.push(state + 1);
    }
    if (this.kept > MAX_KEPT) {
      this.sets.clear();
      this.kept = 0;
      this.start = this.setOf(this.start?.states);
    }
    const step: Step = { to: this.setOf(this.reach(seeds, false, false)), last: this.reach(seeds, false, true) === undefined };
    from.steps.set(code, step);
    return step;
  }

  private setOf(states: readonly number[] | undefined): StateSet | undefined {
    if (!states) return undefined;
    const key = states.join();
    const known = this.sets.get(key);
    if (known) return known;
    const made: StateSet = { states, steps: new Map() };
    this.sets.set(key, made);
    this.kept += states.length + 1;
    return made;
  }

  /** What can be reached without reading a character, in order; undefined when that is success. */
  private reach(seeds: readonly number[], atStart: boolean, atEnd: boolean): number[] | undefined {
    const states = new Set<number>();
    const todo = [...seeds];
    for (let state = todo.pop(); state !== undefined; state = todo.pop()) {
      if (states.has(state)) continue;
      states.add(state);
      const i = this.program[state] as Instruction;
      if (i.op === 'match') return undefined;
      if (i.op === 'split') todo.push(i.x, i.y);
      else if ((i.op === 'start' && atStart) || (i.op === 'end' && atEnd)) todo.push(state + 1);
    }
    return [...states].sort((a, b) => a - b);
  }
}
