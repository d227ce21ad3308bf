/** `show bgp … json detail`: every prefix with its paths in detail, which bgpd writes line by line (bgpd/bgp_route.c bgp_show_table). */
import type { AfiName, SpeakerState } from '../../bgp/index.ts';
import { formatIp } from '../../ip/index.ts';
import { bgpPrefixJson } from './bgp-json.ts';
import type { Json } from './json-text.ts';
import type { PathFilter } from './bgp-filters.ts';
import { entriesOf, tableVersion } from './bgp-table.ts';
import type { Hosts } from './hosts.ts';

export function tableDetailJson(state: SpeakerState, afi: AfiName, hosts: Hosts, keep: PathFilter = () => true): string {
  const head = {
    vrfId: 0,
    vrfName: 'default',
    tableVersion: tableVersion(state, afi),
    routerId: formatIp(state.routerId),
    defaultLocPrf: state.config.defaultLocalPreference,
    localAS: state.asn,
  };
  const rows = entriesOf(state, afi).flatMap((entry) => {
    const kept = entry.paths.filter((p) => keep(entry, p));
    if (kept.length === 0) return [];
    const { paths, ...prefix } = bgpPrefixJson(state, { ...entry, paths: kept }, hosts, afi);
    return `${JSON.stringify(prefix.prefix)}: ${JSON.stringify([prefix, ...(paths as readonly Json[])])}`;
  });
  const fields = Object.entries(head).map(([key, value]) => ` ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`);
  return `{\n${fields.join('')} "routes": { ${rows.join('\n,')}${rows.length > 0 ? '\n' : ''} }  } `;
}
