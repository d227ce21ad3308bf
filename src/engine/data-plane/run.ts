/** The packets of one flow, sent one after another: each is walked to its end, and so is what somebody says of it. */
import type { NetNode, Tunnel } from '../compile/index.ts';
import { type Chooser, HASH } from './choose.ts';
import { FlowState } from './flow-state.ts';
import { answered, firstTtl, outer, sameTuple, tupleOf } from './packet.ts';
import { errorPacket, packetOf } from './reply.ts';
import type { FiveTuple, LegName, Packet } from './types.ts';
import { walk, type Walked } from './walk.ts';
import type { World } from './world.ts';

/** The walks of one flow: they share its state, and each error that one causes is walked to its end as well. */
export class Run {
  readonly state = new FlowState();

  constructor(
    readonly world: World,
    private readonly chooser: Chooser,
    private readonly mseeAnswers: boolean,
  ) {
    this.state.dial = (tunnel) => this.keepAlive(tunnel);
  }

  /** A point-to-site client's own packet to its gateway: what stands between them then knows the tunnel (A95). */
  private keepAlive({ ends: [gateway, client], staticPrefixes }: Tunnel): void {
    const { nodes } = this.world.input.network;
    const from = nodes.get(client.node);
    const source = staticPrefixes?.[1][0]?.ip;
    const destination = nodes.get(gateway.node)?.interfaces[0]?.addresses[0]?.ip;
    if (!from || source === undefined || destination === undefined) return;
    const ping = packetOf({ protocol: 'icmp', source, destination, sourcePort: 0, destinationPort: 0 }, 'request', undefined, { ttl: firstTtl(from) });
    walk(this.world, from, ping, { state: this.state, chooser: HASH, mseeAnswers: this.mseeAnswers, leg: 'error' });
  }

  /** `table`: the FIB that the sender's program runs in. */
  send(name: LegName, from: NetNode, packet: Packet, table?: number): Walked {
    const { state, chooser, mseeAnswers } = this;
    const walked = walk(this.world, from, packet, { state, chooser, mseeAnswers, leg: name, ...(table !== undefined && { table }) });
    const { error } = walked;
    const node = this.world.input.network.nodes.get(walked.leg.at.node) as NetNode;
    const about = error && errorPacket(walked.last, error.type, error.from, firstTtl(node), error.mtu);
    if (!error || !about) return walked;
    const { table: by, unfiltered = false, ...said } = error;
    const options = { state, chooser: HASH, mseeAnswers, leg: 'error' as const, unfiltered, ...(by !== undefined && { table: by }) };
    const { leg, last } = walk(this.world, node, about, options);
    if (said.mtu !== undefined && leg.ending === 'delivered' && last.quotes) state.learnMtu(leg.at.node, last.quotes.destination, said.mtu);
    // A translation on the way may have given the error another source.
    const heard =
      leg.ending === 'delivered' ? { from: outer(last).source, ...(isOfAnother(last, tupleOf(packet), said.type) && { strange: true as const }) } : {};
    return { ...walked, leg: { ...walked.leg, error: { ...said, ...heard, leg } } };
  }
}

/**
 * The error names a flow that is not its receiver's own. One about a tunnel's outer packet names the tunnel's, which passes on to programs what it
 * hears of sizes and ways, but no "port unreachable".
 */
function isOfAnother(error: Packet, own: FiveTuple, type: NonNullable<Walked['error']>['type']): boolean {
  const named = answered(error);
  return !sameTuple(named, own) && (named.protocol === own.protocol || type === 'port-unreachable');
}
