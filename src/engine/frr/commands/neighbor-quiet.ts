/** Statements of a neighbor that move no route of a network at rest: when its session opens, restarts and is watched (doc/user/bgp.rst "Configuring Peers", "BGP Graceful Restart"). */
import type { NeighborDraft } from '../build/drafts.ts';
import { type Command, type Context, commands, type Row } from '../command.ts';
import type { RestartMode } from '../config-quiet.ts';
import { refuse, type Verdict } from '../verdict.ts';
import { CONFIGURING, PEER, setting, withPeer } from './neighbor.ts';

/** bgpd's table of what may follow what has no other way back (bgpd/bgp_fsm.c, bgpd/bgpd.c bgp_peer_gr_init). */
export const NOT_NOW = refuse('% The Graceful Restart command used is not valid at this moment.', 'F154');

/** `no` takes back what is set, and is refused where something else is. */
function restart(word: string, mode: RestartMode, help: string, effect?: string): Row {
  return {
    syntax: `neighbor ${PEER} ${word}`,
    no: true,
    help,
    ...(effect === undefined ? {} : { effect }),
    apply: (c) =>
      withPeer(c, (peer): Verdict => {
        if (c.args.no && peer.restartMode !== mode) return NOT_NOW;
        peer.restartMode = c.args.no ? undefined : mode;
        return undefined;
      }),
  };
}

const RESTARTS = 'keep routes for a while when a session falls';

function shutdown(c: Context, peer: NeighborDraft): undefined {
  const words = c.args.all('text');
  if (!c.args.no && !peer.shutdown) c.build.process.reset(peer);
  peer.shutdown = c.args.no ? undefined : true;
  if (c.args.no) peer.shutdownMessage = undefined;
  else if (words.length > 0) peer.shutdownMessage = words.join(' ');
}

const ROWS: Row[] = [
  {
    syntax: `neighbor ${PEER} shutdown [message MSG...$text]`,
    no: true,
    help: 'Keeps the session down (F18).',
    apply: (c) => withPeer(c, (peer) => shutdown(c, peer)),
  },
  {
    ...setting(
      'shutdown rtt (1-65535)$rtt [count (1-255)$count]',
      'shutdown rtt [(1-65535) [count (1-255)]]',
      'shutdownRtt',
      'Shuts the session down when it is slow.',
      ({ args }) => {
        const count = args.maybeNumber('count');
        return { rtt: args.number('rtt'), ...(count !== undefined && count > 1 && { count }) };
      },
    ),
    effect: 'shut the session down when the round trip is slow',
  },
  {
    ...setting(
      'bfd [<check-control-plane-failure$plane|profile BFDPROF$profile>]',
      'bfd [<check-control-plane-failure|profile [BFDPROF]>]',
      'bfd',
      'Watches the neighbor by BFD.',
      ({ args }, peer) => {
        const profile = args.maybe('profile') ?? peer.bfd?.profile;
        return { controlPlane: (peer.bfd?.controlPlane ?? false) || args.has('check-control-plane-failure'), ...(profile !== undefined && { profile }) };
      },
    ),
    effect: 'take the session down when BFD loses the neighbor',
  },
  {
    syntax: `neighbor ${PEER} capability fqdn`,
    no: true,
    help: 'Tells the neighbor the name of this router, unless taken back.',
    since: '10.1',
    apply: (c) => withPeer(c, () => undefined),
  },
  setting('capability dynamic', true, 'capabilityDynamic', 'Changes capabilities while the session is up.', () => true),
  setting('timers delayopen (1-240)$seconds', 'timers delayopen [(0-65535)]', 'delayOpen', 'Waits before OPEN.', ({ args }) => args.number('seconds')),
  setting('disable-link-bw-encoding-ieee', true, 'ieeeBandwidth', 'How bandwidth is encoded.', () => false),
  restart('graceful-restart-disable', 'disable', 'No graceful restart (F154).'),
  restart('graceful-restart', 'restart', 'Uses graceful restart with this neighbor (F154).', RESTARTS),
  restart('graceful-restart-helper', 'helper', 'Helps a restarting neighbor (F154).', RESTARTS),
];

export const NEIGHBOR_QUIET_COMMANDS: Command[] = commands({ modes: ['bgp'], manual: CONFIGURING }, ROWS);
