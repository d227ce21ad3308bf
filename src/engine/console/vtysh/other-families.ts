/**
 * Families that bgpd has tables for and the lab no routes in (lib/zebra.h afi_t, safi_t): what their commands answer, and the few that go through
 * all families, whether somebody speaks them or not.
 */
import type { AfiName, SpeakerState } from '../../bgp/index.ts';
import type { FrrConfig } from '../../frr/index.ts';
import { jsonText } from './json-text.ts';

type Safi = 'unicast' | 'multicast' | 'vpn' | 'encap' | 'labeled-unicast' | 'flowspec';

export interface Family {
  /** As bgpd names it. */
  readonly title: string;
  /** Its key in JSON. */
  readonly key: string;
  /** With whose lengths its addresses count. */
  readonly afi: AfiName;
  /** Undefined for EVPN, which commands call by names of its own. */
  readonly safi?: Safi;
}

const SAFIS: readonly (readonly [safi: Safi, title: string, key: string])[] = [
  ['unicast', 'Unicast', 'Unicast'],
  ['multicast', 'Multicast', 'Multicast'],
  ['vpn', 'VPN', 'Vpn'],
  ['encap', 'Encap', 'Encap'],
  ['labeled-unicast', 'Labeled Unicast', 'LabeledUnicast'],
  ['flowspec', 'Flowspec', 'Flowspec'],
];

/** In the order in which bgpd goes through them. */
export const ALL_FAMILIES: readonly Family[] = [
  ...(['ipv4', 'ipv6'] as const).flatMap((afi) =>
    SAFIS.map(([safi, title, key]): Family => ({ title: `${afi === 'ipv4' ? 'IPv4' : 'IPv6'} ${title}`, key: `${afi}${key}`, afi, safi })),
  ),
  { title: 'L2VPN EVPN', key: 'l2VpnEvpn', afi: 'ipv4' },
];

/** The family of a command; unicast where it names none. */
export function familyNamed(afi: AfiName, safi = 'unicast'): Family {
  return ALL_FAMILIES.find((f) => f.afi === afi && f.safi === safi) as Family;
}

/** What a command of that family finds: labeled unicast has unicast's own table, in bgpd as well; the others are empty. */
export function tablesOf(state: SpeakerState, safi = 'unicast'): SpeakerState {
  if (safi === 'unicast' || safi === 'labeled-unicast') return state;
  return { ...state, tables: { ipv4: new Map(), ipv6: new Map() }, tableVersions: { ipv4: 0, ipv6: 0 } };
}

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
