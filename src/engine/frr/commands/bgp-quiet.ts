/** Statements of a process, or of all, that move no route of a network at rest: restarting, waiting, pacing (doc/user/bgp.rst). */
import { type Command, type Context, commands, type Row } from '../command.ts';
import { type FrrUpdateDelay, RESTART_DEFAULTS, type RestartTime } from '../config-quiet.ts';
import { refuse, type Verdict } from '../verdict.ts';
import { BASIC, flag, redo, redoing, value } from './bgp-process.ts';
import { NOT_NOW } from './neighbor-quiet.ts';

/** F154: what a network at rest shows nothing of, and what a failure would. */
const RESTARTS = 'keep routes for a while when a session falls';

function restartTime(word: RestartTime, range: string, help: string): Row {
  return {
    syntax: `bgp graceful-restart ${word} ${range}$seconds`,
    no: `no bgp graceful-restart ${word} [${range}]`,
    help,
    effect: RESTARTS,
    apply: ({ build: { process }, args }) => {
      const { [word]: _old, ...others } = process.draft.restartTimes ?? {};
      const kept = args.no || args.number('seconds') === RESTART_DEFAULTS[word] ? others : { ...others, [word]: args.number('seconds') };
      process.draft.restartTimes = Object.keys(kept).length === 0 ? undefined : kept;
    },
  };
}

/** `no` takes back what is set, and is refused where it is not. */
function restartMode(word: string, mode: 'restart' | 'disable', help: string, effect?: string): Row {
  return {
    syntax: `bgp ${word}`,
    no: true,
    help,
    ...(effect === undefined ? {} : { effect }),
    apply: ({ build: { process }, args }): Verdict => {
      if (args.no && process.draft.restartMode !== mode) return NOT_NOW;
      process.draft.restartMode = args.no ? undefined : mode;
      return undefined;
    },
  };
}

function readDelay({ args }: Context): FrrUpdateDelay | undefined | { readonly refused: string } {
  const limit = args.number('limit');
  const establishWait = args.maybeNumber('wait');
  if (establishWait !== undefined && establishWait > limit) return { refused: '%Failed: update-delay less than the establish-wait!' };
  if (limit === 0) return undefined;
  return { limit, ...(establishWait !== undefined && establishWait !== limit && { establishWait }) };
}

/** What is said for every process cannot be said, or taken back, of one. */
function notBeside(what: string, { args }: Context): Verdict {
  if (args.no) return refuse(`%Failed: bgp ${what} configured globally. Delete per-vrf not permitted`);
  return refuse(`%Failed: per-vrf ${what} config not permitted with global ${what}`);
}

/** What is the default counts as not said. */
const numbers =
  (usual?: number) =>
  ({ args }: Context): number | undefined =>
    args.number('n') === usual ? undefined : args.number('n');

function quietFlag(syntax: string, key: 'defaultShutdown' | 'fastConvergence' | 'preserveForwarding', help: string): Row {
  return {
    syntax,
    no: true,
    help,
    apply: ({ build: { process }, args }) => {
      process.draft[key] = args.no ? undefined : true;
    },
  };
}

const SHUTTING: Row = {
  syntax: 'bgp graceful-shutdown',
  no: true,
  help: 'Asks everyone to stop using this router (F68).',
  apply: (c): Verdict => {
    const { process, everyBgp } = c.build;
    if (everyBgp.gracefulShutdown) return notBeside('graceful-shutdown', c);
    process.draft.gracefulShutdown = !c.args.no;
    return undefined;
  },
};

const SETTINGS: Row[] = [
  quietFlag('bgp default shutdown', 'defaultShutdown', 'Makes new neighbors with shutdown set.'),
  flag('bgp log-neighbor-changes', 'logNeighborChanges', 'Logs sessions that come and go.'),
  quietFlag('bgp fast-convergence', 'fastConvergence', 'Takes sessions down when the peer becomes unreachable.'),
  value(
    'bgp default subgroup-pkt-queue-max (20-100)$n',
    'no bgp default subgroup-pkt-queue-max [(20-100)]',
    'packetQueueMax',
    'How many packets a group of neighbors may have waiting.',
    numbers(40),
  ),
  {
    syntax: 'update-delay (0-3600)$limit [(1-3600)$wait]',
    no: 'no update-delay [(0-3600) [(1-3600)]]',
    help: 'Waits at startup.',
    apply: (c): Verdict => {
      const { process, everyBgp } = c.build;
      if (everyBgp.updateDelay) return notBeside('update-delay', c);
      const got = c.args.no ? undefined : readDelay(c);
      if (got && 'refused' in got) return got;
      process.draft.updateDelay = got;
      return undefined;
    },
  },
  redoing(SHUTTING, 'gracefulShutdown', false),
  value('write-quanta (1-64)$n', 'no write-quanta (1-64)', 'writeQuanta', 'How many packets one round sends.', numbers(64)),
  value('read-quanta (1-10)$n', 'no read-quanta (1-10)', 'readQuanta', 'How many packets one round reads.', numbers(10)),
  value('coalesce-time (0-4294967295)$n', 'no coalesce-time (0-4294967295)', 'coalesceTime', 'How long updates are gathered.', numbers()),
  {
    ...value(
      'bgp long-lived-graceful-restart stale-time (1-4294967295)$n',
      'no bgp long-lived-graceful-restart stale-time [(1-4294967295)]',
      'longLivedStaleTime',
      'How long stale routes may stay (F154).',
      numbers(),
    ),
    effect: RESTARTS,
  },
  restartMode('graceful-restart', 'restart', 'Keeps forwarding while BGP restarts (F154).', RESTARTS),
  restartMode('graceful-restart-disable', 'disable', 'No graceful restart (F154).'),
  { ...quietFlag('bgp graceful-restart preserve-fw-state', 'preserveForwarding', 'Says that forwarding goes on while BGP restarts (F154).'), effect: RESTARTS },
  restartTime('restart-time', '(0-4095)', 'How long neighbors may wait for us (F154).'),
  restartTime('stalepath-time', '(1-4095)', 'How long a neighbor’s routes are kept (F154).'),
  restartTime('select-defer-time', '(0-3600)', 'How long the decision waits after a restart (F154).'),
  restartTime('rib-stale-time', '(1-3600)', 'How long zebra keeps routes (F154).'),
];

const SILENT: readonly (readonly [syntax: string, no: string | true, help: string, since?: string])[] = [
  ['bgp tcp-keepalive (1-65535) (1-65535) (1-30)', 'no bgp tcp-keepalive', 'TCP keepalives of the sessions.', '8.5'],
  [
    'bgp <input-queue-limit|output-queue-limit> (1-4294967295)',
    'no bgp <input-queue-limit|output-queue-limit> [(1-4294967295)]',
    'How many messages may wait.',
    '8.5',
  ],
  ['bmp mirror buffer-limit (0-4294967294)', 'no bmp mirror buffer-limit [(0-4294967294)]', 'Limits the buffer for monitoring (BMP).'],
  ['<synchronization|auto-summary>', true, 'A relic without effect.'],
];

/** One for all, wherever it is said (bgpd/bgp_vty.c bgp_set_route_map_delay_timer). */
const ROUTE_MAP_DELAY: Row = {
  syntax: 'bgp route-map delay-timer (0-600)$n',
  no: 'no bgp route-map delay-timer [(0-600)]',
  help: 'How long changed policy waits (F5).',
  apply: (c) => void (c.build.everyBgp.routeMapDelay = c.args.no ? undefined : numbers(5)(c)),
};

/** What vtysh says of the processes, of whatever VRF, that have for themselves what was to hold for all; nothing where none has. */
function saidOfOne(what: string, key: 'gracefulShutdown' | 'updateDelay', build: Context['build']): string | undefined {
  const found = build.bgpByVrf().filter(([, { draft }]) => draft[key]);
  return found.length === 0 ? undefined : found.map(([vrf]) => `% ${what} configuration found in vrf ${vrf}`).join(' ');
}

/** Outside of `router bgp`; a process that has its own says that first. */
const EVERY: Row[] = [
  {
    syntax: 'bgp graceful-shutdown',
    no: true,
    help: 'Asks everyone to stop using this router (F68).',
    apply: ({ build, args }): Verdict => {
      const standing = args.no || build.everyBgp.gracefulShutdown ? undefined : saidOfOne('graceful-shutdown', 'gracefulShutdown', build);
      if (standing) return refuse(`${standing} %Failed: global graceful-shutdown not permitted`);
      const before = build.everyBgp.gracefulShutdown;
      build.everyBgp.gracefulShutdown = args.no ? undefined : true;
      if (before !== build.everyBgp.gracefulShutdown && build.bgp) for (const { networks } of [build.bgp.draft.ipv4, build.bgp.draft.ipv6]) redo(networks);
      return undefined;
    },
  },
  {
    syntax: 'bgp suppress-fib-pending',
    no: true,
    help: 'Routes are sent once the kernel has them (F151).',
    apply: ({ build, args }) => void (build.everyBgp.suppressFibPending = args.no ? undefined : true),
  },
  {
    syntax: 'bgp update-delay (0-3600)$limit [(1-3600)$wait]',
    no: 'no bgp update-delay [(0-3600) [(1-3600)]]',
    help: 'Waits at startup.',
    apply: (c): Verdict => {
      const { everyBgp } = c.build;
      const standing = c.args.no || everyBgp.updateDelay ? undefined : saidOfOne('update-delay', 'updateDelay', c.build);
      if (standing) return refuse(`${standing} %Failed: global update-delay config not permitted`);
      const got = c.args.no ? undefined : readDelay(c);
      if (got && 'refused' in got) return got;
      everyBgp.updateDelay = got;
      // It takes that of each process back as well (bgpd/bgp_vty.c bgp_global_update_delay_deconfig_vty).
      if (c.args.no) for (const [, { draft }] of c.build.bgpByVrf()) draft.updateDelay = undefined;
      return undefined;
    },
  },
  ROUTE_MAP_DELAY,
  {
    syntax: 'bgp session-dscp (0-63)$n',
    no: 'no bgp session-dscp [(0-63)]',
    help: 'The DSCP of BGP packets.',
    apply: (c) => void (c.build.everyBgp.sessionDscp = c.args.no ? undefined : numbers()(c)),
  },
  {
    syntax: 'bgp no-rib',
    no: true,
    help: 'Keeps BGP routes out of the RIB.',
    effect: 'keep BGP routes out of the RIB',
    apply: ({ build, args }) => void (build.everyBgp.noRib = args.no ? undefined : true),
  },
  {
    syntax: 'bgp send-extra-data zebra',
    no: true,
    help: 'Passes path data to zebra, which shows it with routes of BGP.',
    apply: ({ build, args }) => void (build.everyBgp.sendExtraData = args.no ? undefined : true),
  },
];

export const BGP_QUIET_COMMANDS: Command[] = [
  ...commands({ modes: ['config'], manual: BASIC }, EVERY),
  ...commands({ modes: ['bgp'], manual: BASIC }, [...SETTINGS, ROUTE_MAP_DELAY]),
  ...commands(
    { modes: ['bgp'], manual: BASIC },
    SILENT.map(([syntax, no, help, since]) => ({ syntax, no, help, ...(since === undefined ? {} : { since }) })),
  ),
];
