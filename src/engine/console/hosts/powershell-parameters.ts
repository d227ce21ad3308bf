/** A cmdlet's parameters, as PowerShell binds them: by name in any case, by as much of a name as is one's own, or by place. */

export type Parameters = { readonly values: ReadonlyMap<string, readonly string[]> } | { readonly refusal: string };

/** `names`: what the cmdlet knows, all of them with a value; `place` is the one that a word without a name is for. */
export function readParameters(cmdlet: string, words: readonly string[], names: readonly string[], place?: string): Parameters {
  const values = new Map<string, readonly string[]>();
  // A space behind a comma goes on with the list.
  const parts = words.join(' ').replace(/,\s+/g, ',').split(' ').filter(Boolean);
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as string;
    const named = /^-(?<name>[a-z]\w*)(?::(?<value>.*))?$/i.exec(part)?.groups;
    const known = named ? bind(named['name'] as string, names) : place === undefined || values.has(place) ? [] : [place];
    if (known.length !== 1) return { refusal: `${cmdlet} : ${unbound(part, named?.['name'], known)}` };
    const name = known[0] as string;
    const value = named ? named['value'] || parts[++i] : part;
    if (value === undefined)
      return { refusal: `${cmdlet} : Missing an argument for parameter '${name}'. Specify a parameter of the right type and try again.` };
    values.set(
      name,
      value.split(',').map((v) => v.replace(/^(["'])(.*)\1$/, '$2')),
    );
  }
  return { values };
}

function bind(said: string, names: readonly string[]): readonly string[] {
  const like = (n: string) => n.toLowerCase().startsWith(said.toLowerCase());
  const whole = names.filter((n) => n.toLowerCase() === said.toLowerCase());
  return whole.length > 0 ? whole : names.filter(like);
}

function unbound(part: string, name: string | undefined, candidates: readonly string[]): string {
  if (name === undefined) return `A positional parameter cannot be found that accepts argument '${part}'.`;
  if (candidates.length === 0) return `A parameter cannot be found that matches parameter name '${name}'.`;
  return `Parameter cannot be processed because the parameter name '${name}' is ambiguous. Possible matches include: ${candidates.map((c) => `-${c}`).join(' ')}.`;
}

/** PowerShell's `-like`: `*` and `?`, in any case. */
export function like(text: string, pattern: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i').test(text);
}
