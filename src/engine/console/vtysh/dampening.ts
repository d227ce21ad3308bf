/** What is said of dampening, family by family, whether somebody speaks it or not. */
import type { FrrConfig } from '../../frr/index.ts';
import type { Family } from './families.ts';
import { jsonText } from './json-text.ts';

/** `show bgp … dampening parameters` (bgpd/bgp_damp.c bgp_show_dampening_parameters); with `all`, of each family, whichever runs. */
export function dampeningParameters(config: FrrConfig, families: readonly Family[], heading: 'none' | 'close' | 'apart'): string {
  return families
    .map((family) => {
      const text = parametersOf(config, family).join('\n');
      if (heading === 'none') return text;
      return `\nFor address family: ${family.title}\n${heading === 'apart' ? '\n' : ''}${text}`;
    })
    .join('\n');
}

function parametersOf({ bgp }: FrrConfig, { title, afi, safi }: Family): string[] {
  const values = safi === 'unicast' ? bgp?.[afi].dampening : undefined;
  if (!values) return [`dampening not enabled for ${title}`];
  const [halfLife, reuse, suppress, longest] = values;
  return [
    `Half-life time: ${halfLife} min`,
    `Reuse penalty: ${reuse}`,
    `Suppress penalty: ${suppress}`,
    `Max suppress time: ${longest} min`,
    `Max suppress penalty: ${Math.trunc(reuse * 2 ** (longest / halfLife))}`,
    '',
  ];
}

/** The same as JSON, which says nothing of a family without dampening. */
export function dampeningParametersJson({ bgp }: FrrConfig, families: readonly Family[]): string {
  return families
    .flatMap(({ afi, safi }) => {
      const values = safi === 'unicast' ? bgp?.[afi].dampening : undefined;
      if (!values) return [];
      const [halfLife, reuse, suppress, longest] = values;
      return [
        jsonText({
          halfLifeSecs: halfLife * 60,
          reusePenalty: reuse,
          suppressPenalty: suppress,
          maxSuppressTimeSecs: longest * 60,
          maxSuppressPenalty: Math.trunc(reuse * 2 ** (longest / halfLife)),
        }),
      ];
    })
    .join('\n');
}
