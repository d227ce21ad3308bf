/** What a Linux machine sends to itself: by its loopback, which has every hook that a cable has (drivers/net/loopback.c; recorded: oracle/kernel/nat-own). */
import { type NetInterface, type RouterNode } from '../../compile/index.ts';
import type { NfHook } from '../../hosts/index.ts';
import { ip } from '../../ip/index.ts';
import { deliver, type Stop, type Visit } from '../move.ts';
import { dscpOf, outer, tupleOf } from '../packet.ts';
import { type Arrival, hooked } from './arrive.ts';
import { homeOf } from './source.ts';

const LO: NetInterface = {
  name: 'lo',
  addresses: [
    { ip: ip('127.0.0.1'), length: 8 },
    { ip: ip('::1'), length: 128 },
  ],
  up: true,
  mtu: 65_536,
};

/** The rest of the way of a packet that OUTPUT has let pass, to its end on the machine. */
const REST: readonly (readonly [NfHook, 'in' | 'out'])[] = [
  ['POSTROUTING', 'out'],
  ['PREROUTING', 'in'],
  ['INPUT', 'in'],
];

/** The table of sockets that a packet of the machine's own is for; undefined for what is for somebody else. */
export function ownHome({ world, node }: Visit<RouterNode>, { packet, table, mark = 0 }: Arrival): number | undefined {
  return homeOf(world, node, { destination: outer(packet).destination, flow: tupleOf(packet), table, mark, ...dscpOf(packet) });
}

/** OUTPUT, for a packet that is to the machine itself: it may be sent elsewhere by that. */
export function outputToSelf(visit: Visit<RouterNode>, arrival: Arrival): Arrival | Stop {
  return hooked({ visit, out: LO }, 'OUTPUT', arrival);
}

export function toSelf(visit: Visit<RouterNode>, sent: Arrival, home: number): Stop {
  let now = sent;
  for (const [hook, side] of REST) {
    const next = hooked({ visit, [side]: LO }, hook, now);
    if ('end' in next) return next;
    now = next;
  }
  const done = deliver(visit.node);
  return { ...done, steps: [...now.steps, ...done.steps], received: now.packet, ...(home !== 0 && { table: home }) };
}
