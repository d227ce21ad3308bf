/** What the file format has and the engine does not compute yet: the user is told where he meets it. A row goes when its object is modelled. */
import type { Finding } from './finding.ts';
import type { LabView } from './view.ts';

interface NotModelled {
  readonly what: string;
  readonly rules: readonly string[];
  /** Where it stands in a lab (`*`: every key or index); one finding for each place that has it. */
  readonly at: string;
  /** What the engine does instead. */
  readonly instead: string;
}

export const NOT_MODELLED: readonly NotModelled[] = [
  { what: 'policy-based gateway', rules: ['A90'], at: 'virtualNetworkGateways.*.vpnType=PolicyBased', instead: 'it works as a route-based one' },
];

export function notModelled({ lab }: LabView): Finding[] {
  return NOT_MODELLED.flatMap(({ what, rules, at, instead }) => {
    const [pattern = '', wanted] = at.split('=');
    return placesOf(lab, pattern.split('.'))
      .filter(({ value }) => wanted === undefined || value === wanted)
      .map(({ path }): Finding => {
        const [map, id = '', part, inner] = path.map(String);
        const object = map === 'virtualNetworks' && part === 'subnets' ? `${id}/${inner}` : id;
        const message = `a ${what} is not modelled yet: ${instead}`;
        return { code: 'not-modelled', severity: 'info', path, object, message, rules, args: { what, instead } };
      });
  });
}

/** The values at a pattern, with their paths; `false` counts as not there. */
function placesOf(
  value: unknown,
  pattern: readonly string[],
  path: readonly (string | number)[] = [],
): { path: readonly (string | number)[]; value: unknown }[] {
  const [key, ...rest] = pattern;
  if (key === undefined) return value === undefined || value === false ? [] : [{ path, value }];
  if (typeof value !== 'object' || value === null) return [];
  if (key !== '*') return placesOf((value as Readonly<Record<string, unknown>>)[key], rest, [...path, key]);
  return Object.entries(value).flatMap(([k, v]) => placesOf(v, rest, [...path, k]));
}
