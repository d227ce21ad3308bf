/** A route in a line, for the log and for states that are compared: a path that grows for ever counts as what it begins and ends with. */
import { formatIp } from '../ip/index.ts';
import { formatAsPath, type PathAttributes } from '../policy/index.ts';

/** AS numbers: no network at rest has so long a path. */
const ENDLESS = 64;
/** AS numbers that are told of an endless path, on either side. */
const ENDS = 6;

/** Attributes are shared by many routes, and told again and again. */
const texts = new WeakMap<PathAttributes, string>();
const wholes = new WeakMap<PathAttributes, string>();
/** Of endless paths: as they are compared, and as they are told. */
const endless = new WeakMap<PathAttributes, { readonly ends: string; readonly told: string }>();

/** `via 10.0.0.1 path 65001 65002`. */
export function routeText(a: PathAttributes): string {
  const known = texts.get(a);
  if (known !== undefined) return known;
  const text = `via ${formatIp(a.nextHop)} path ${formatAsPath(a.asPath) || 'local'}`;
  texts.set(a, text);
  return text;
}

/** The same for two lengths of one endless path. */
export function keyText(a: PathAttributes): string {
  return isEndless(a) ? endsText(a) : routeText(a);
}

/** The same with all that a decision may look at: where two texts are the same, so is what comes of the routes. */
export function wholeText(a: PathAttributes): string {
  if (isEndless(a)) return endsText(a);
  const known = wholes.get(a);
  if (known !== undefined) return known;
  const { asPath: _told, nextHop: _too, ...rest } = a;
  const text = `${routeText(a)} ${JSON.stringify(rest, (_name, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))}`;
  wholes.set(a, text);
  return text;
}

/** How it is told, which is not the same for two lengths of one endless path. */
export function toldText(a: PathAttributes): string {
  return isEndless(a) ? endlessTexts(a).told : routeText(a);
}

function isEndless({ asPath }: PathAttributes): boolean {
  let asns = 0;
  for (const segment of asPath) asns += segment.asns.length;
  return asns > ENDLESS;
}

function endsText(a: PathAttributes): string {
  return endlessTexts(a).ends;
}

function endlessTexts(a: PathAttributes): { readonly ends: string; readonly told: string } {
  const known = endless.get(a);
  if (known) return known;
  const words = formatAsPath(a.asPath).split(' ');
  const ends = [...words.slice(0, ENDS), '…', ...words.slice(-ENDS)].join(' ');
  const texts = { ends, told: `path ${ends} (${words.length} AS numbers)` };
  endless.set(a, texts);
  return texts;
}
