/** JSON as FRR's library writes it (json-c, pretty): two blanks a level, none behind a colon, empty braces on two lines. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export function jsonText(value: Json, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const [open, close] = isList(value) ? ['[', ']'] : ['{', '}'];
  const deeper = `${indent}  `;
  const items = isList(value) ? value.map((v) => jsonText(v, deeper)) : Object.entries(value).map(([k, v]) => `${JSON.stringify(k)}:${jsonText(v, deeper)}`);
  return `${open}\n${items.map((item) => `${deeper}${item}`).join(',\n')}${items.length > 0 ? '\n' : ''}${indent}${close}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
