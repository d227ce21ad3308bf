/** `ip nexthop add id N via A dev D`, `… blackhole`, `… group 1/2,3` (ip-nexthop(8)). */
import type { Ip } from '../../ip/index.ts';
import type { Arguments } from './arguments.ts';
import type { LinuxRouteHop } from './types.ts';

export interface NexthopLine {
  readonly id: number;
  readonly gateway?: Ip;
  readonly interface?: string;
  readonly onlink: boolean;
  readonly blackhole: boolean;
  /** The ways of a group; absent: it is one way itself. */
  readonly group?: readonly LinuxRouteHop[];
}

export function readNexthop(a: Arguments, known: (id: number) => NexthopLine | undefined): NexthopLine {
  const line: { -readonly [K in keyof NexthopLine]?: NexthopLine[K] } = { onlink: false, blackhole: false };
  while (!a.done) {
    if (a.accept('id')) line.id = a.number('the number of a next hop', 4294967295);
    else if (a.accept('via')) {
      a.accept('inet', 'inet6');
      line.gateway = a.ip('a gateway');
    } else if (a.accept('dev')) line.interface = a.word('a device');
    else if (a.accept('blackhole')) line.blackhole = true;
    else if (a.accept('onlink')) line.onlink = true;
    else if (a.accept('group')) line.group = readGroup(a, known);
    else if (a.accept('proto', 'protocol')) a.word('a value');
    else return a.fail(`"id" or "${a.peek}" is a garbage.`);
  }
  const { id, onlink = false, blackhole = false, ...rest } = line;
  if (id === undefined || id === 0) return a.fail('the lab needs the id of a next hop');
  if (!line.group && !blackhole && line.interface === undefined) return a.fail('Error: Device attribute required for non-blackhole and non-fdb nexthops.');
  return { id, onlink, blackhole, ...rest };
}

/** `1/2,3`: numbers of next hops, each perhaps with its weight behind a comma. */
function readGroup(a: Arguments, known: (id: number) => NexthopLine | undefined): LinuxRouteHop[] {
  const text = a.word('a group');
  return text.split('/').map((part) => {
    const [, id, weight] = /^(\d{1,10})(?:,(\d{1,3}))?$/.exec(part) ?? [];
    const member = id === undefined ? undefined : known(Number(id));
    if (id === undefined) return a.fail(`argument "${text}" is wrong: "group" value is invalid`, true);
    if (!member || member.group) return a.fail('Error: Invalid nexthop id.', true);
    if (member.blackhole) return a.fail('Error: Blackhole nexthop can not be used in a group with more than 1 path.', true);
    const { gateway, interface: out, onlink } = member;
    return { ...(gateway !== undefined && { gateway }), ...(out !== undefined && { interface: out }), weight: Number(weight ?? 1), ...(onlink && { onlink }) };
  });
}
