/**
 * Command patterns, in the notation of FRR's manual (doc/user/basic.rst "Command line syntax"), compiled once:
 *
 *     word            a keyword                      A.B.C.D  A.B.C.D/M      an IPv4 address, a prefix
 *     <a|b>           one of these                   X:X::X:X X:X::X:X/M     the same for IPv6
 *     [a|b]           nothing, or one of these       (1-65535)               a number in this range
 *     {a|b}           one or more, in any order      NAME                    any word (capital letters)
 *     x...            x, once or more
 *
 * and one addition: `$key` behind a part captures the words that it takes under that key.
 */

/** A part that takes one word. */
export interface Leaf {
  readonly kind: 'keyword' | 'ipv4' | 'ipv6' | 'prefix4' | 'prefix6' | 'range' | 'name';
  /** The keyword itself, or what the manual calls the parameter. */
  readonly label: string;
  readonly key?: string;
  /** Of a range, inclusive. */
  readonly min?: number;
  readonly max?: number;
  /** Of a range whose number stands for a name: the parameter that the name would be (`<(1-500)|CLIST>$list`). */
  readonly stands?: string;
}

export type Pattern =
  | { readonly type: 'leaf'; readonly leaf: Leaf }
  | { readonly type: 'seq'; readonly parts: readonly Pattern[] }
  | { readonly type: 'one-of'; readonly parts: readonly Pattern[] }
  | { readonly type: 'optional'; readonly part: Pattern }
  | { readonly type: 'any-order'; readonly parts: readonly Pattern[] }
  | { readonly type: 'many'; readonly leaf: Leaf };

const TOKEN = /\s+|\.\.\.|\(-?\d+--?\d+\)|[<>[\]{}|]|\$[A-Za-z0-9]+|[^\s<>[\]{}|$]+?(?=\.\.\.|[\s<>[\]{}|$]|$)/gy;
const CLOSE = { '<': '>', '[': ']', '{': '}' } as const;

/** Compiles a pattern. Throws when the pattern itself is wrong: patterns are part of the program. */
export function compilePattern(text: string): Pattern {
  const tokens = (text.match(TOKEN) ?? []).filter((t) => t.trim() !== '');
  if (tokens.join('') !== text.replace(/\s+/g, '')) throw new Error(`expected a command pattern, got ${JSON.stringify(text)}`);
  let at = 0;
  const pattern = choice(undefined);
  if (at < tokens.length) throw new Error(`expected the end of the pattern, got ${tokens[at]} in ${text}`);
  nameNumbers(leavesOf(pattern));
  return pattern;

  function choice(key: string | undefined): Pattern {
    const parts = [sequence(key)];
    while (tokens[at] === '|') {
      at++;
      parts.push(sequence(key));
    }
    return parts.length === 1 ? (parts[0] as Pattern) : { type: 'one-of', parts };
  }

  function sequence(key: string | undefined): Pattern {
    const parts: Pattern[] = [];
    while (at < tokens.length && !/^[>\]}|]$/.test(tokens[at] as string)) parts.push(part(key));
    return parts.length === 1 ? (parts[0] as Pattern) : { type: 'seq', parts };
  }

  function part(outer: string | undefined): Pattern {
    const token = tokens[at++] as string;
    if (token === '<' || token === '[' || token === '{') {
      const key = keyAfter(at, token) ?? outer;
      const inner = choice(key);
      if (tokens[at++] !== CLOSE[token]) throw new Error(`expected ${CLOSE[token]} in ${text}`);
      if (tokens[at]?.startsWith('$')) at++;
      if (token === '<') return inner;
      if (token === '[') return { type: 'optional', part: inner };
      return { type: 'any-order', parts: inner.type === 'one-of' ? inner.parts : [inner] };
    }
    let key = outer;
    if (tokens[at]?.startsWith('$')) key = (tokens[at++] as string).slice(1);
    const leaf = makeLeaf(token, key);
    if (tokens[at] === '...') {
      at++;
      if (tokens[at]?.startsWith('$')) return { type: 'many', leaf: makeLeaf(token, (tokens[at++] as string).slice(1)) };
      return { type: 'many', leaf };
    }
    return { type: 'leaf', leaf };
  }

  /** The `$key` behind the bracket that is open here. */
  function keyAfter(from: number, open: '<' | '[' | '{'): string | undefined {
    let depth = 1;
    for (let i = from; i < tokens.length; i++) {
      const t = tokens[i] as string;
      if (t === open) depth++;
      else if (t === CLOSE[open] && --depth === 0) return tokens[i + 1]?.startsWith('$') ? (tokens[i + 1] as string).slice(1) : undefined;
    }
    return undefined;
  }
}

/** A number captured under the key of a name is a name, too: that of a numbered list. */
function nameNumbers(all: readonly Leaf[]): void {
  for (const leaf of all) {
    const name = leaf.kind === 'range' && leaf.key !== undefined && all.find((other) => other.kind === 'name' && other.key === leaf.key);
    if (name) Object.assign(leaf, { stands: name.label });
  }
}

function makeLeaf(token: string, key: string | undefined): Leaf {
  const capture = key === undefined ? {} : { key };
  const range = /^\((-?\d+)-(-?\d+)\)$/.exec(token);
  if (range) return { kind: 'range', label: token, min: Number(range[1]), max: Number(range[2]), ...capture };
  const typed = ({ 'A.B.C.D': 'ipv4', 'A.B.C.D/M': 'prefix4', 'X:X::X:X': 'ipv6', 'X:X::X:X/M': 'prefix6' } as const)[token];
  if (typed) return { kind: typed, label: token, ...capture };
  if (/^[A-Z][A-Z0-9:_-]*$/.test(token)) return { kind: 'name', label: token, ...capture };
  return { kind: 'keyword', label: token, ...capture };
}

/** The first keyword(s) with which a line of this pattern can start. */
export function headsOf(pattern: Pattern): Leaf[] {
  switch (pattern.type) {
    case 'leaf':
    case 'many':
      return [pattern.leaf];
    case 'optional':
      return headsOf(pattern.part);
    case 'one-of':
    case 'any-order':
      return pattern.parts.flatMap(headsOf);
    case 'seq': {
      const out: Leaf[] = [];
      for (const part of pattern.parts) {
        out.push(...headsOf(part));
        if (part.type !== 'optional') break;
      }
      return out;
    }
  }
}

/** Every leaf of a pattern, left to right. */
export function leavesOf(pattern: Pattern): Leaf[] {
  switch (pattern.type) {
    case 'leaf':
    case 'many':
      return [pattern.leaf];
    case 'optional':
      return leavesOf(pattern.part);
    case 'one-of':
    case 'any-order':
    case 'seq':
      return pattern.parts.flatMap(leavesOf);
  }
}

/** For each of the first words of a line: the keywords that it must be one of, or undefined where other words may stand. */
export type Shape = readonly (readonly string[] | undefined)[];

/** What can be said of a pattern's first words without matching it. */
export function shapeOf(pattern: Pattern): Shape {
  const parts = pattern.type === 'seq' ? pattern.parts : [pattern];
  const shape: (readonly string[] | undefined)[] = [];
  for (const part of parts) {
    const leaves = part.type === 'leaf' ? [part.leaf] : part.type === 'one-of' && part.parts.every((p) => p.type === 'leaf') ? leavesOf(part) : undefined;
    // Beyond a part that may take any number of words nothing is certain.
    if (!leaves) break;
    shape.push(leaves.every((l) => l.kind === 'keyword') ? leaves.map((l) => l.label) : undefined);
  }
  return shape;
}
