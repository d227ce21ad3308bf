/** Prefix-lists and access-lists. FRR validates them in groups (journal.ts). */
import { defaultPrefix, type Ipv4, makePrefix } from '../../ip/index.ts';
import type { Action, Wildcard } from '../../policy/types.ts';
import { type Args, type Command, type Context, commands } from '../command.ts';

const SEQ = '[seq (1-4294967295)$seq]';
const ACTION = '<deny|permit>$action';

const FILTER = 'filter: IP Prefix List';
const ACCESS = 'filter: IP Access List';

function prefixEntry({ args, ref }: Context, family: 4 | 6) {
  const any = args.has('any');
  const ge = args.maybeNumber('ge');
  const le = any ? (family === 4 ? 32 : 128) : args.maybeNumber('le');
  return {
    seq: args.maybeNumber('seq'),
    action: args.text('action') as Action,
    prefix: any ? defaultPrefix(family) : args.prefix('prefix'),
    ...(any ? { any: true as const } : {}),
    ...(ge === undefined ? {} : { ge }),
    ...(le === undefined ? {} : { le }),
    source: ref,
  };
}

/** With its words: an alias that lacks the mark of YANG-based commands (F159; lib/filter_cli.c). */
const TAKEN_BACK_IN_FULL = { transaction: 'begins', help: 'Takes a comment away, whatever its words.' } as const;

function prefixLists(family: 4 | 6): Command[] {
  const [word, prefix, range, label] =
    family === 4 ? (['ip', 'A.B.C.D/M', '(0-32)', 'PLIST4'] as const) : (['ipv6', 'X:X::X:X/M', '(0-128)', 'PLIST6'] as const);
  const entry = `${ACTION} <any|${prefix}$prefix [{ge ${range}$ge|le ${range}$le}]>`;
  return commands({ modes: ['config'], manual: FILTER, transaction: 'grouped', defines: family === 4 ? 'prefix-list' : 'prefix-list6' }, [
    {
      syntax: `${word} prefix-list ${label}$name ${SEQ} ${entry}`,
      no: `no ${word} prefix-list ${label}$name [<seq (1-4294967295)$seq [${entry}]|${entry}>]`,
      help: 'An entry of a prefix-list: a prefix, and between which lengths more specific ones are meant.',
      apply: (c) => {
        const name = c.args.text('name');
        if (!c.args.no) return c.build.lists.prefixListEntry(family, name, prefixEntry(c, family));
        if (c.args.maybe('action') !== undefined) return c.build.lists.noPrefixList(family, name, prefixEntry(c, family));
        return c.build.lists.noPrefixList(family, name, c.args.maybe('seq') === undefined ? undefined : { seq: c.args.number('seq') });
      },
    },
    {
      syntax: `${word} prefix-list ${label}$name description LINE...$text`,
      no: `no ${word} prefix-list ${label}$name description`,
      help: 'A comment kept with the prefix-list. A list with nothing else permits everything (F72).',
      apply: ({ build, args, ref }) => build.lists.prefixListDescription(family, args.text('name'), args.no ? undefined : args.all('text').join(' '), ref),
    },
    {
      ...TAKEN_BACK_IN_FULL,
      syntax: `no ${word} prefix-list ${label}$name description LINE...`,
      apply: ({ build, args, ref }) => build.lists.prefixListDescription(family, args.text('name'), undefined, ref),
    },
    { syntax: `${word} prefix-list sequence-number`, no: true, help: 'Shows sequence numbers in the saved configuration; changes nothing.', manual: FILTER },
  ]);
}

/** Source and destination of the Cisco forms: an address with its wildcard, one host, or anything. */
function wildcard(args: Args, ip: string, mask: string, host: string): Wildcard | undefined {
  const single = args.maybeIp(host);
  if (single !== undefined) return { ip: single, mask: 0 as Ipv4, isHost: true };
  const address = args.maybeIp(ip);
  return address === undefined ? undefined : { ip: address, mask: args.ip(mask), isHost: false };
}

function accessEntry({ args, ref }: Context) {
  const prefix = args.maybePrefix('prefix');
  const source = wildcard(args, 'ip', 'mask', 'host');
  const destination = wildcard(args, 'dip', 'dmask', 'dhost');
  return {
    seq: args.maybeNumber('seq'),
    action: args.text('action') as Action,
    exact: args.has('exact-match'),
    ...(prefix ? { prefix } : {}),
    ...(source ? { wildcard: source } : {}),
    ...(args.has('ip') ? { extended: destination ? { destination } : {} } : {}),
    source: ref,
  };
}

function accessLists(family: 4 | 6): Command[] {
  const [head, label, zebra] =
    family === 4
      ? (['access-list', 'ACL4', '<A.B.C.D/M$prefix [exact-match]|any>'] as const)
      : (['ipv6 access-list', 'ACL6', '<X:X::X:X/M$prefix [exact-match]|any>'] as const);
  const cisco = '<A.B.C.D$ip A.B.C.D$mask|[host] A.B.C.D$host>';
  const extended = 'ip <A.B.C.D$ip A.B.C.D$mask|host A.B.C.D$host|any> <A.B.C.D$dip A.B.C.D$dmask|host A.B.C.D$dhost|any>';
  const entry = family === 4 ? `<${zebra}|${cisco}|${extended}>` : zebra;
  return commands({ modes: ['config'], manual: ACCESS, transaction: 'grouped', defines: family === 4 ? 'access-list' : 'access-list6' }, [
    {
      syntax: `${head} ${label}$name ${SEQ} ${ACTION} ${entry}`,
      no: `no ${head} ${label}$name [${SEQ} ${ACTION} ${entry}]`,
      help: 'An entry of an access-list: routes inside this prefix, or exactly it with exact-match (F107).',
      apply: (c) => {
        const name = c.args.text('name');
        if (!c.args.no) return c.build.lists.accessListEntry(family, name, accessEntry(c));
        return c.build.lists.noAccessList(family, name, c.args.maybe('action') === undefined ? undefined : accessEntry(c));
      },
    },
    {
      syntax: `${head} ${label}$name remark LINE...$text`,
      no: `no ${head} ${label}$name remark`,
      help: 'A comment kept with the access-list.',
      apply: ({ build, args }) => build.lists.accessListRemark(family, args.text('name'), args.no ? undefined : args.all('text').join(' ')),
    },
    {
      ...TAKEN_BACK_IN_FULL,
      syntax: `no ${head} ${label}$name remark LINE...`,
      apply: ({ build, args }) => build.lists.accessListRemark(family, args.text('name'), undefined),
    },
  ]);
}

/** The prefix of a classful network, for `network 11.0.0.0` without a mask. */
export function classfulPrefix(ip: Ipv4) {
  // lib/prefix.c netmask_str2prefix_str.
  if (ip === 0) return makePrefix(ip, 0);
  const first = ip >>> 24;
  return makePrefix(ip, first < 128 ? 8 : first < 192 ? 16 : first < 224 ? 24 : 32);
}

/** The length that a netmask stands for: its leading ones, as FRR counts them even when others follow. */
export function maskLength(mask: Ipv4): number {
  return Math.clz32(~mask);
}

export const LIST_COMMANDS: Command[] = [...prefixLists(4), ...prefixLists(6), ...accessLists(4), ...accessLists(6)];
