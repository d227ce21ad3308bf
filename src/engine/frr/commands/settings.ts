/**
 * Logging, and settings of zebra that move no route: kept because `show running-config` has them, in a heading of its own order (lib/log_vty.c
 * log_config_write, zebra/zebra_vty.c config_write_protocol).
 */
import { type Args, type Command, commands, type Row } from '../command.ts';
import type { SettingName } from '../config-quiet.ts';

const LEVEL = '<emergencies|alerts|critical|errors|warnings|notifications|informational|debugging>$level';
const FACILITY = '<kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|local0|local1|local2|local3|local4|local5|local6|local7>';

/** What the heading says of it; undefined for the default. */
type Said = (args: Args) => string | undefined;

function row(name: SettingName, syntax: string, no: string | true, help: string, said: Said): Row {
  return {
    syntax,
    no,
    help,
    apply: ({ build, args }) => {
      const text = said(args);
      if (text === undefined) build.settings.delete(name);
      else build.settings.set(name, text);
    },
  };
}

/** A place where logs go; everything is written there unless a level is said. */
function target(name: 'log file' | 'log filtered-file' | 'log stdout' | 'log syslog'): Row {
  const file = name.endsWith('file');
  const said: Said = (args) => {
    const level = args.maybe('level');
    const where = file && !args.no ? `${name} ${args.text('file')}` : name;
    return args.no ? undefined : level === undefined || level === 'debugging' ? where : `${where} ${level}`;
  };
  return row(
    name,
    `${name}${file ? ' FILE$file' : ''} [${LEVEL}]`,
    file ? `no ${name} [FILE [LEVEL]]` : `no ${name} [${LEVEL}]`,
    'Where the daemons write their logs.',
    said,
  );
}

/** On, or off, is worth a line. */
function flag(name: SettingName, help: string, usual = false): Row {
  return row(name, name, true, help, ({ no }) => (no === usual ? `${usual ? 'no ' : ''}${name}` : undefined));
}

/** `usual`: the number that goes without saying. */
function number(name: SettingName, range: string, usual: number, help: string): Row {
  return row(name, `${name} ${range}$n`, `no ${name} [${range}]`, help, (args) =>
    args.no || args.number('n') === usual ? undefined : `${name} ${args.number('n')}`,
  );
}

const EVERYONE: Row[] = [
  target('log file'),
  target('log filtered-file'),
  target('log stdout'),
  target('log syslog'),
  row('log facility', `log facility ${FACILITY}$facility`, `no log facility [${FACILITY}]`, 'The syslog facility.', (args) =>
    args.no || args.text('facility') === 'daemon' ? undefined : `log facility ${args.text('facility')}`,
  ),
  flag('log record-priority', 'Logs say how grave a message is.'),
  number('log timestamp precision', '(0-6)', 0, 'How exact the times of the logs are.'),
  flag('log error-category', 'Logs say of which category an error is.', true),
  flag('log unique-id', 'Logs say the number of a message.', true),
  flag('log commands', 'Logs every command.'),
];

const ZEBRA: Row[] = [
  number('zebra route-map delay-timer', '(0-600)', 5, 'How long zebra waits with a changed route-map.'),
  flag('allow-external-route-update', 'Lets others change routes of zebra.'),
  number('zebra nexthop-group keep', '(1-3600)', 180, 'How long zebra keeps a group of next hops that nobody uses.'),
  number('zebra dplane limit', '(0-10000)', 200, 'How many changes may wait for the kernel.'),
  flag('zebra nexthop proto only', 'Only protocols make groups of next hops in the kernel.'),
  number('zebra protodown reason-bit', '(0-31)', 7, 'By which bit zebra tells the kernel that it has set an interface down.'),
];

const MANUAL = 'basic: Basic Config Commands';

export const SETTING_COMMANDS: Command[] = commands({ modes: ['config'], manual: MANUAL, transaction: 'everyone' }, [...EVERYONE, ...ZEBRA]);
