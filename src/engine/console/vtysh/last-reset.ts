/** Why a session was last reset or did not come up, in FRR's words (bgpd/bgpd.c peer_down_str, bgp_fsm.c). */
import type { SessionState } from '../../bgp/index.ts';

const UNSUPPORTED = 'Notification sent (OPEN Message Error/Unsupported Capability)';

const WORDS: Readonly<Record<string, string>> = {
  'session-nobody-on-link': 'Waiting for Peer IPv6 LLA',
  'session-shutdown': 'Admin. shutdown',
  'session-no-family': 'No AFI/SAFI activated for peer',
  'session-no-router-id': 'Notification sent (OPEN Message Error/Bad BGP Identifier)',
  // What FRR says until the first attempt, and a passive neighbor makes none.
  'session-passive': 'No AFI/SAFI activated for peer',
  'session-not-connected': 'Waiting for NHT',
  'session-link-down': 'Waiting for NHT',
  'session-no-route': 'Waiting for NHT',
  'session-blackhole': 'Waiting for NHT',
  // The attempt to call fails before a packet is sent (bgpd/bgp_network.c bgp_connect); who is reset has come as far as its own OPEN.
  'session-source-not-there': 'Socket Error',
  'session-source-without-address': 'Socket Error',
  'session-no-source-there': 'Notification sent (Neighbor Events Error/Receive Unexpected Message in OpenSent State)',
  'session-wrong-as': 'Notification sent (OPEN Message Error/Bad Peer AS)',
  'session-no-remote-as': 'Notification sent (OPEN Message Error/Bad Peer AS)',
  'session-maximum-prefix': 'Notification sent (Cease/Maximum Number of Prefixes Reached)',
  'session-same-router-id': 'Notification sent (OPEN Message Error/Bad BGP Identifier)',
  'session-martian-next-hop': 'Notification sent (UPDATE Message Error/Invalid NEXT_HOP Attribute)',
  'session-aggregator-length': 'Notification sent (UPDATE Message Error/Attribute Length Error)',
  'session-as-path-malformed': 'Notification sent (UPDATE Message Error/Malformed AS_PATH)',
  'session-as-set-refused': 'Notification sent (UPDATE Message Error/Malformed AS_PATH)',
  'session-no-common-family': UNSUPPORTED,
  'session-role-mismatch': 'Notification sent (OPEN Message Error/Role Mismatch)',
  'session-interface-down': 'Interface down',
  'session-hold-expired': 'Notification sent (Hold Timer Expired)',
};

/** What the end that refuses says; the other has only heard it (F129). */
const HOLD_REFUSED = 'Notification sent (OPEN Message Error/Unacceptable Hold Time)';

/** What FRR waits for where nothing else is known; a session that is up had to wait for the other end, too. */
const WAITING = 'Waiting for peer OPEN';

export function lastReset({ reason, peer, type }: SessionState): string {
  if (reason?.code === 'session-hold-time-too-short') return reason.args?.['refusedBy'] === 'us' ? HOLD_REFUSED : WAITING;
  if (reason?.code === 'session-families-differ') return reason.args?.['refusedBy'] === 'us' ? UNSUPPORTED : WAITING;
  // The end that takes OPENs of the long form alone sends it (RFC 9072).
  if (reason?.code === 'session-open-form') return peer.longParameters ? 'Notification sent (OPEN Message Error/Unspecific)' : WAITING;
  // F21: from another AS what follows the path is taken for prefixes.
  if ((reason?.code === 'session-as-set-refused' || reason?.code === 'session-as-path-malformed') && type === 'external')
    return 'Notification sent (UPDATE Message Error/Invalid Network Field)';
  return (reason && WORDS[reason.code]) ?? WAITING;
}
