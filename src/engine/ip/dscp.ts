/** Names of differentiated services code points: RFC 2474 (CS), RFC 2597 (AF), RFC 3246 (EF), RFC 5865 (VA), RFC 8622 (LE). */

const NAMES: ReadonlyMap<number, string> = new Map([
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((c): [number, string] => [c * 8, `CS${c}`]),
  ...[1, 2, 3, 4].flatMap((c) => [1, 2, 3].map((drop): [number, string] => [c * 8 + drop * 2, `AF${c}${drop}`])),
  [1, 'LE'],
  [44, 'VA'],
  [46, 'EF'],
]);

/** `EF`, `AF41`, `CS6`; the number where it has no name. */
export function dscpName(dscp: number): string {
  return NAMES.get(dscp) ?? String(dscp);
}

/** The code point of a name, in either case; `BE` is 0. Undefined where nothing is named so. */
export function dscpNamed(name: string): number | undefined {
  const wanted = name.toUpperCase();
  if (wanted === 'BE') return 0;
  for (const [dscp, known] of NAMES) if (known === wanted) return dscp;
  return undefined;
}
