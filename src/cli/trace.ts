/** `hoplab trace`: a packet there and back. */
import {
  dscpName,
  type FiveTuple,
  formatIp,
  type Hop,
  isIpv4,
  type Leg,
  type Locale,
  type Packet,
  type StateRow,
  toldSender,
  type Trace,
  traceFlow,
  wordReason,
} from '../engine/index.ts';
import { BadInput, openFile, parseOptions, solvedAt, text } from './input.ts';
import { FLOW_OPTIONS, readFlow } from './flow.ts';
import { LANG, langOf, WORDS } from './language.ts';

/** Keys under which a trace holds addresses. */
const ADDRESSES: readonly string[] = ['source', 'destination', 'seenFrom', 'answersAs', 'from'];

export function trace(args: readonly string[]): number {
  const { values, words } = parseOptions(args, { ...FLOW_OPTIONS, ...LANG, step: { type: 'string' }, json: { type: 'boolean' } });
  const lang = langOf('trace', values);
  const flow = readFlow(values);
  const solution = solvedAt(openFile(words[0], lang), text(values['step']));
  const result = traceFlow(solution, flow);
  if (result.summary.code.startsWith('unknown-')) throw new BadInput([`hoplab trace: ${wordReason(result.summary, lang)}`]);
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
  const { leg, outcome, note } = WORDS[lang];
  printLeg(lang, leg.out, result.out);
  if (result.back) printLeg(lang, leg.back, result.back);
  if (result.ack && result.ack.ending !== 'delivered') printLeg(lang, leg.ack, result.ack);
  if (result.intercepted) printIntercepted(lang, result.intercepted);
  if (result.transfer) printTransfer(lang, result.transfer);
  if (result.proxied) printProxied(lang, result.proxied, result.flow.proxy ?? '');
  printStates(lang, result.states);
  console.log(`\n${outcome[result.verdict]}: ${wordReason(result.summary, lang)}`);
  for (const said of result.notes ?? []) console.log(`${note}${wordReason(said, lang)}`);
  return 0;
}

/** Full segments of a TCP connection: how large they may be, what had to be said about them, where they end. */
function printTransfer(lang: Locale, { mss, up, down }: NonNullable<Trace['transfer']>): void {
  const words = WORDS[lang];
  console.log(words.data(mss.up, mss.down));
  for (const [name, segment] of [
    [words.up, up],
    [words.down, down],
  ] as const) {
    if (!segment) continue;
    const { ending, at } = segment.leg;
    console.log(`  ${name}: ${words.bytes(segment.bytes, segment.told.join(', '))}, ${words.at(words.outcome[ending], at.device)}`);
  }
}

/** What a firewall that took the connection read, its own connection, and what the client was told (A166). */
function printIntercepted(lang: Locale, { device, request, origin, code, answer }: NonNullable<Trace['intercepted']>): void {
  const words = WORDS[lang];
  printLeg(lang, words.request(device), request);
  if (origin) {
    printLeg(lang, words.own(device), origin.out);
    if (origin.back) printLeg(lang, words.ownBack(device), origin.back);
    if (origin.intercepted) printIntercepted(lang, origin.intercepted);
    printStates(lang, origin.states);
  }
  const told = code === undefined ? (origin?.verdict === 'delivered' ? words.passedOn : words.cutOff) : words.told(code);
  if (answer) printLeg(lang, told, answer);
}

/** What a proxy decided by, its own connections, what a parent made of one, and what it logs. */
function printProxied(lang: Locale, { origin, tried = [], log, decision }: NonNullable<Trace['proxied']>, proxy: string): void {
  const words = WORDS[lang];
  if (decision?.line) console.log(words.proxyLine(proxy, decision.line.span.line, decision.line.text));
  for (const own of [...tried, ...(origin ? [origin] : [])]) {
    printLeg(lang, words.own(proxy), own.out);
    if (own.proxied) printProxied(lang, own.proxied, own.flow.proxy ?? '');
  }
  if (log !== undefined) console.log(`${proxy}: access.log: ${log}`);
}

/** What the devices on the way remember, each row with the leg and the hop at which it was made. */
function printStates(lang: Locale, states: readonly StateRow[]): void {
  const words = WORDS[lang];
  if (states.length > 0) console.log(words.states);
  for (const { kind, node, client, server, rule, since, idleMinutes, ports } of states) {
    const same = tupleText(client) === tupleText(server);
    const limits = [idleMinutes === undefined ? [] : words.idle(idleMinutes), ports === undefined ? [] : words.ports(ports)].flat().join(', ');
    console.log(
      `  ${node} ${kind}: ${tupleText(client)}${same ? '' : `  →  ${tupleText(server)}`}${rule === undefined ? '' : `  [${rule}]`}  ${words.hop(lang === 'en' ? since.leg : words.leg[since.leg], since.hop + 1)}${limits === '' ? '' : `  ${limits}`}`,
    );
  }
}

function tupleText(t: FiveTuple): string {
  const end = (ip: FiveTuple['source'], port: number) => `${formatIp(ip)}${port === 0 ? '' : `:${port}`}`;
  return `${t.protocol} ${end(t.source, t.sourcePort)} > ${end(t.destination, t.destinationPort)}`;
}

function printLeg(lang: Locale, name: string, leg: Leg): void {
  const words = WORDS[lang];
  console.log(`${name}:`);
  const shown = leg.cycleStart === undefined ? leg.hops : leg.hops.slice(0, leg.cycleStart + 2);
  for (const [i, hop] of shown.entries()) printHop(lang, i + 1, hop);
  if (shown.length < leg.hops.length) console.log(`     ${words.again(leg.hops.length - shown.length)}`);
  console.log(`  => ${words.at(words.outcome[leg.ending], leg.at.device)}: ${wordReason(leg.reason, lang)}`);
  if (leg.error) console.log(`     ${words.errorFrom(errorText(leg.error), formatIp(leg.error.from), heardText(lang, leg))}`);
}

function heardText(lang: Locale, leg: Leg): string {
  const { heard, strange, unheard } = WORDS[lang];
  if (toldSender(leg)) return heard;
  return leg.error?.strange && leg.error.leg.at.node === leg.hops[0]?.node ? strange : unheard;
}

/** `ICMP frag-needed`, in IPv6 `ICMPv6 packet-too-big`; a reset is no ICMP. */
function errorText({ type, from }: NonNullable<Leg['error']>): string {
  if (type === 'tcp-reset') return 'TCP RST';
  if (isIpv4(from)) return `ICMP ${type}`;
  return `ICMPv6 ${type === 'frag-needed' ? 'packet-too-big' : type}`;
}

function printHop(lang: Locale, n: number, hop: Hop): void {
  const words = WORDS[lang];
  console.log(`  ${String(n).padStart(2)} ${hop.node}${hop.in === undefined ? '' : words.cameBy(hop.in)}`);
  console.log(`       ${stack(hop.before)}`);
  for (const s of hop.steps) console.log(`       ${s.action}: ${wordReason(s.reason, lang)}${s.reason.rules?.length ? ` [${s.reason.rules.join(', ')}]` : ''}`);
  const { fib, vrf, rows = [] } = hop.lookup ?? {};
  if (rows.length > 0) console.log(`       ${words.table(fib ?? 'main', vrf)}`);
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
