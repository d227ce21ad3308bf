/** The table of EVPN, which is empty on every router of the lab: no tunnel of VXLAN puts anything there (bgpd/bgp_evpn_vty.c). */
import type { CommandRow, Printer } from './command.ts';
import { jsonText } from './json-text.ts';

const table: Printer = ({ speaker }, a) => {
  if (a['json'] !== undefined) return speaker ? jsonText({ numPrefix: 0, totalPrefix: 0 }) : '{}';
  return speaker ? 'No prefixes displayed, 0 exist' : 'No BGP process is configured';
};

/** Its JSON is on one line. */
const routes: Printer = ({ speaker }, a) => {
  if (!speaker) return '';
  if (a['json'] !== undefined) return '{"numPrefix":0,"numPaths":0}';
  return `No EVPN prefixes ${a['type'] === undefined ? '' : '(of requested type) '}exist`;
};

export const EVPN_COMMANDS: readonly CommandRow[] = [
  ['show [ip] bgp l2vpn evpn [json$json]', table],
  ['show [ip] bgp l2vpn evpn all overlay [json$json]', table],
  ['show [ip] bgp l2vpn evpn all tags', table],
  ['show bgp l2vpn evpn route [detail] [type <ead|1|macip|2|multicast|3|es|4|prefix|5>$type] [json$json]', routes],
  ['show bgp evpn route [detail] [type <macip|2|multicast|3>$type]', routes],
];
