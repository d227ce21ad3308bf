/** `hoplab trace`: a packet there and back. */
import {
  dscpName,
  type FiveTuple,
  formatIp,
  type Hop,
  isIpv4,
  type Leg,
  type Packet,
  type StateRow,
  toldSender,
  type Trace,
  traceFlow,
  wordReason,
} from '../engine/index.ts';
import { BadInput, openFile, parseOptions, solvedAt, text } from './input.ts';
import { FLOW_OPTIONS, readFlow } from './flow.ts';

/** Keys under which a trace holds addresses. */
const ADDRESSES: readonly string[] = ['source', 'destination', 'seenFrom', 'answersAs', 'from'];

export function trace(args: readonly string[]): number {
  const { values, words } = parseOptions(args, { ...FLOW_OPTIONS, step: { type: 'string' }, json: { type: 'boolean' } });
  const flow = readFlow(values);
  const solution = solvedAt(openFile(words[0]), text(values['step']));
  const result = traceFlow(solution, flow);
  if (result.summary.code.startsWith('unknown-')) throw new BadInput([`hoplab trace: ${wordReason(result.summary, 'en')}`]);
  if (values['json']) {
    console.log(
      JSON.stringify(
        result,
        (key, v: unknown) => (typeof v === 'bigint' ? formatIp(v as never) : typeof v === 'number' && ADDRESSES.includes(key) ? formatIp(v as never) : v),
        2,
      ),
    );
    return 0;
  }
  printLeg('out', result.out);
  if (result.back) printLeg('back', result.back);
  if (result.ack && result.ack.ending !== 'delivered') printLeg('third packet of the handshake', result.ack);
  if (result.intercepted) printIntercepted(result.intercepted);
  if (result.transfer) printTransfer(result.transfer);
  if (result.proxied) printProxied(result.proxied);
  printStates(result.states);
  console.log(`\n${result.verdict}: ${wordReason(result.summary, 'en')}`);
  for (const note of result.notes ?? []) console.log(`note: ${wordReason(note, 'en')}`);
  return 0;
}

/** Full segments of a TCP connection: how large they may be, what had to be said about them, where they end. */
function printTransfer({ mss, up, down }: NonNullable<Trace['transfer']>): void {
  console.log(`data: MSS ${mss.up} bytes there, ${mss.down} back`);
  for (const [name, segment] of [
    ['there', up],
    ['back', down],
  ] as const) {
    if (!segment) continue;
    const told = segment.told.length > 0 ? ` after MTU ${segment.told.join(', ')}` : '';
    console.log(`  ${name}: ${segment.bytes} bytes${told}, ${segment.leg.ending} at ${segment.leg.at.device}`);
  }
}

/** What a firewall that took the connection read, its own connection, and what the client was told (A166). */
function printIntercepted({ device, request, origin, code, answer }: NonNullable<Trace['intercepted']>): void {
  printLeg(`the request, as ${device} takes it`, request);
  if (origin) {
    printLeg(`${device}'s own way`, origin.out);
    if (origin.back) printLeg(`${device}'s own way back`, origin.back);
    if (origin.intercepted) printIntercepted(origin.intercepted);
    printStates(origin.states);
  }
  const told = code === undefined ? (origin?.verdict === 'delivered' ? 'the answer, passed on' : 'the client is cut off') : `the client is told ${code}`;
  if (answer) printLeg(told, answer);
}

/** The proxy's own connection, and what it logs. */
function printProxied({ origin, log, decision }: NonNullable<Trace['proxied']>): void {
  if (decision?.line) console.log(`proxy: line ${decision.line.span.line}: ${decision.line.text}`);
  if (origin) printLeg("the proxy's own way", origin.out);
  if (log !== undefined) console.log(`access.log: ${log}`);
}

/** What the devices on the way remember, each row with the leg and the hop at which it was made. */
function printStates(states: readonly StateRow[]): void {
  if (states.length > 0) console.log('state tables:');
  for (const { kind, node, client, server, rule, since, idleMinutes, ports } of states) {
    const same = tupleText(client) === tupleText(server);
    const limits = [idleMinutes === undefined ? [] : `idle ${idleMinutes} min`, ports === undefined ? [] : `${ports} ports to one destination`]
      .flat()
      .join(', ');
    console.log(
      `  ${node} ${kind}: ${tupleText(client)}${same ? '' : `  →  ${tupleText(server)}`}${rule === undefined ? '' : `  [${rule}]`}  (${since.leg}, hop ${since.hop + 1})${limits === '' ? '' : `  ${limits}`}`,
    );
  }
}

function tupleText(t: FiveTuple): string {
  const end = (ip: FiveTuple['source'], port: number) => `${formatIp(ip)}${port === 0 ? '' : `:${port}`}`;
  return `${t.protocol} ${end(t.source, t.sourcePort)} > ${end(t.destination, t.destinationPort)}`;
}

function printLeg(name: string, leg: Leg): void {
  console.log(`${name}:`);
  const shown = leg.cycleStart === undefined ? leg.hops : leg.hops.slice(0, leg.cycleStart + 2);
  for (const [i, hop] of shown.entries()) printHop(i + 1, hop);
  if (shown.length < leg.hops.length) console.log(`     … and round again, ${leg.hops.length - shown.length} times more`);
  console.log(`  => ${leg.ending} at ${leg.at.device}: ${wordReason(leg.reason, 'en')}`);
  if (leg.error) console.log(`     ${errorText(leg.error)} from ${formatIp(leg.error.from)}: ${heardText(leg)}`);
}

function heardText(leg: Leg): string {
  if (toldSender(leg)) return 'the sender hears of it';
  return leg.error?.strange && leg.error.leg.at.node === leg.hops[0]?.node ? 'the sender has no such flow' : 'it does not reach the sender';
}

/** `ICMP frag-needed`, in IPv6 `ICMPv6 packet-too-big`; a reset is no ICMP. */
function errorText({ type, from }: NonNullable<Leg['error']>): string {
  if (type === 'tcp-reset') return 'TCP RST';
  if (isIpv4(from)) return `ICMP ${type}`;
  return `ICMPv6 ${type === 'frag-needed' ? 'packet-too-big' : type}`;
}

function printHop(n: number, hop: Hop): void {
  console.log(`  ${String(n).padStart(2)} ${hop.node}${hop.in === undefined ? '' : ` (in ${hop.in})`}`);
  console.log(`       ${stack(hop.before)}`);
  for (const s of hop.steps) console.log(`       ${s.action}: ${wordReason(s.reason, 'en')}${s.reason.rules?.length ? ` [${s.reason.rules.join(', ')}]` : ''}`);
  const { fib, vrf, rows = [] } = hop.lookup ?? {};
  if (rows.length > 0) console.log(`       table ${fib}${vrf === undefined ? '' : ` (VRF ${vrf})`}:`);
  for (const r of rows) console.log(`         ${r.picked ? '>' : r.matches ? '=' : ' '} ${r.row}`);
}

function stack(packet: Packet): string {
  return packet.headers
    .map((h) => {
      if (h.kind === 'ip')
        return `${formatIp(h.source)} > ${formatIp(h.destination)} ttl ${h.ttl}${h.dontFragment ? ' DF' : ''}${h.dscp === undefined ? '' : ` dscp ${dscpName(h.dscp)}`}`;
      if (h.kind === 'tcp') return `tcp ${h.sourcePort} > ${h.destinationPort} ${h.flags.join(' ')}`;
      if (h.kind === 'udp') return `udp ${h.sourcePort} > ${h.destinationPort}`;
      if (h.kind === 'gre') return h.key === undefined ? 'gre' : `gre key ${h.key}`;
      if (h.kind === 'vxlan') return `vxlan ${h.vni}`;
      if (h.kind === 'esp') return `esp (${h.tunnel})`;
      return `icmp ${h.type}${h.id === undefined ? '' : ` id ${h.id}`}${h.sequence === undefined ? '' : ` seq ${h.sequence}`}`;
    })
    .join(' | ');
}
