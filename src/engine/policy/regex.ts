/**
 * FRR's regular expressions over AS paths and community strings (F99–F102): POSIX extended, unanchored, `_` standing for
 * `(^|[,{}() ]|$)`. They are translated to JavaScript's, which match the same texts; only greed differs, and that does not
 * change whether a text matches. Trusts nothing: a regex that cannot be read is reported, never thrown on.
 */

const MAGIC = '(?:^|[,{}() ]|$)';
const cache = new Map<string, RegExp | undefined>();

/** The compiled expression; undefined when the text is not a regular expression. Kept, because a list is asked for every path. */
export function compileRegex(text: string): RegExp | undefined {
  if (cache.has(text)) return cache.get(text);
  let compiled: RegExp | undefined;
  try {
    compiled = new RegExp(translate(text));
  } catch {
    compiled = undefined;
  }
  if (cache.size > 4096) cache.clear();
  cache.set(text, compiled);
  return compiled;
}

/** POSIX to JavaScript: `_` is expanded everywhere (inside brackets too, as FRR does), other syntax is the same for what FRR admits. */
function translate(text: string): string {
  let out = '';
  let inBracket = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (c === '\\' && i + 1 < text.length) {
      out += c + text[++i];
      continue;
    }
    if (inBracket) {
      if (c === ']') inBracket = false;
      out += c === '[' ? '\\[' : c === '_' ? '^|,{}() $' : c;
      continue;
    }
    if (c === '[') {
      inBracket = true;
      out += c;
      if (text[i + 1] === '^') out += text[++i];
      if (text[i + 1] === ']') out += `\\${text[++i]}`;
      continue;
    }
    out += c === '_' ? MAGIC : c === '{' || c === '}' ? `\\${c}` : c;
  }
  return out;
}
