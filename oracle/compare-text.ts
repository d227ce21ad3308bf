/**
 * Text of consoles compared, command by command: what this engine prints against what real FRR printed, to the column. What
 * hangs on the clock, on the machine or on the order in which messages happened to cross is blotted out on both sides, and only
 * that; each blot says why.
 */

interface Blot {
  readonly what: RegExp;
  readonly by: string | ((found: string) => string);
}

const TIME = String.raw`(?:\d\d:\d\d:\d\d|\d+d\d\dh\d\dm|\d\dw\dd\d\dh|never)`;

/** Of every command. */
const BLOTS: readonly Blot[] = [
  // Wall clock: how long ago something happened, and when.
  { what: new RegExp(String.raw`, ${TIME}$`, 'gm'), by: ', TIME' },
  { what: new RegExp(`Last update ${TIME} ago`, 'g'), by: 'Last update TIME ago' },
  { what: /Last update: .*$/gm, by: 'Last update: DATE' },
  { what: new RegExp(`up for ${TIME}`, 'g'), by: 'up for TIME' },
  { what: new RegExp(`Last read ${TIME}, Last write ${TIME}`, 'g'), by: 'Last read TIME, Last write TIME' },
  { what: /(First neighbor established|Best-paths resumed|zebra update resumed|peers update resumed): .*$/gm, by: '$1: DATE' },
  { what: /^ {2}Time until conditional advertisements begin is \d+ seconds$/gm, by: '  Time until conditional advertisements begin is N seconds' },
  { what: /will restart in \d+ seconds/g, by: 'will restart in N seconds' },
  { what: /^Next (?:start|connect) timer due in \d+ seconds\n/gm, by: '' },
  // The kernel chooses: link-local addresses come of random MAC addresses, a caller's port and descriptors of what is free.
  // Which interface's fe80::/64 is listed first and selected hangs on the order in which the harness plugs the cables.
  { what: /^C.[* ] fe80::\/64 .*\n/gm, by: '' },
  // In a column of its own it takes the blanks behind it along.
  { what: /fe80::[0-9a-f:]+ {8,}/g, by: (found) => 'LINK-LOCAL'.padEnd(found.length) },
  { what: /fe80::[0-9a-f:]+/g, by: 'LINK-LOCAL' },
  { what: /, (Local|Foreign) port: \d+/g, by: ', $1 port: PORT' },
  // The kernel's own segment size, where it has not taken the configured one yet.
  { what: /synced tcp-mss is \d+/g, by: 'synced tcp-mss is N' },
  { what: /FD used: -?\d+/g, by: 'FD used: FD' },
  { what: /\(fd \d+\)/g, by: '(fd N)' },
  { what: /^( ?LINK-LOCAL.*\n(?: resolved via connected\n is directly connected,| {2}if)) \S+$/gm, by: '$1 IFACE' },
  // A file of the harness.
  { what: /^service integrated-vtysh-config\n/gm, by: '' },
  // The harness joins routers by pairs of virtual interfaces; indices and hardware addresses are the kernel's.
  { what: /^ {2}index \d+ (.*) speed \d+ $/gm, by: '  index N $1 speed N ' },
  { what: /^ {2}HWaddr: .*$/gm, by: '  HWaddr: MAC' },
  { what: /^ {2}Interface Type .*$/gm, by: '  Interface Type ANY' },
  { what: /^ {2}Parent ifindex: \d+\n/gm, by: '' },
  { what: /^( {2}Link (?:ups|downs): ).*$/gm, by: '$1N' },
  { what: /ND router advertisements sent: \d+ rcvd: \d+/g, by: 'ND router advertisements sent: N rcvd: N' },
  { what: /^(default +)\d+ (0\.0\.0\.0|::)$/gm, by: '$1FD $2' },
  // zebra's numbers of groups of next hops count what came and went; which routes share one is compared.
  { what: /^ {2}(Installed )?Nexthop Group ID: \d+$/gm, by: '  $1Nexthop Group ID: N' },
  // How often something changed or was asked, which hangs on the order in which messages crossed.
  { what: /table version (?:is )?\d+/g, by: 'table version N' },
  { what: /(BGP routing table entry for \S+), version \d+/g, by: '$1, version N' },
  // Path identifiers are given out in the order in which paths came.
  { what: /^ {6}AddPath ID: RX .*$/gm, by: (line) => line.replace(/\b[1-9]\d*/g, 'N') },
  { what: /Invoked:? \d+/g, by: 'Invoked N' },
  { what: /hit count: \d+/g, by: 'hit count: N' },
  { what: /Update group \d+, subgroup \d+/g, by: 'Update group N, subgroup N' },
  {
    what: /^( *(?:Update-(?:sub)?group|Created|[\w ]+ events|Peer (?:route )?refreshes combined|Merge checks triggered|Version|Total packets enqueued|Packet queue high watermark|Update (?:sub)?groups (?:created|deleted)):?) .*$/gm,
    by: '$1 N',
  },
  // Connections that are just being made count as neighbors.
  { what: /Coalesce Time: \d+/g, by: 'Coalesce Time: N' },
  { what: /^( {4}(?:Opens|Notifications|Updates|Keepalives|Total):) +\d+ +\d+$/gm, by: '$1 N N' },
  { what: /End-of-RIB sent after update: (?:Yes|No)/g, by: 'End-of-RIB sent after update: ?' },
  { what: /^( {4}Route Refresh:) +\d+ +\d+$/gm, by: '$1 N N' },
  { what: /^Estimated round trip time: \d+ ms\n/gm, by: '' },
  // Two ends that call each other at once: who was refused first, and with what message.
  { what: new RegExp(String.raw`Last reset ${TIME}, .*$\n(?:  Message received that caused .*\n(?: {4}[0-9A-F ]+\n)+)?`, 'gm'), by: 'Last reset\n' },
  // What the NOTIFICATION of an earlier attempt complained of.
  { what: /^ {2}Capability error for: .*\n/gm, by: '' },
  // An end that says nothing of restarting keeps what an earlier OPEN said.
  { what: /(Remote GR Mode: NotApplicable\n(?:.*\n){4} +Received Restart Time\(sec\): )\d+/g, by: '$1N' },
  { what: /Connections established \d+; dropped \d+/g, by: 'Connections established N; dropped N' },
  // Between two attempts a session that does not come up is Idle, Connect, Active or OpenSent.
  { what: /BGP state = (?:Idle|Connect|Active|OpenSent)\b/g, by: 'BGP state = DOWN' },
];

/** A row of the sessions that are not up: how often they were, and since when they are not. */
const FAILED_ROW = new RegExp(String.raw`^(\S+) +\d+ +\d+ +${TIME} +(?=\S)`, 'gm');

/** That the other end once ended the session is forgotten here (F129). */
const TOLD = /^(\S+ N )Notification received .*$/gm;

/** The name of the machine that the first labs were recorded on: routers had no names of their own. */
export const NAMELESS = 'vm';
const NAMES: readonly Blot[] = [
  { what: /^(Hostname: |hostname )\S+$/gm, by: '$1NAME' },
  { what: /\(name: [^,]+,/g, by: '(name: NAME,' },
];
const SHOWS_NAMELESS = new RegExp(String.raw`^(?:Hostname: |hostname )${NAMELESS}$|\(name: ${NAMELESS},`, 'm');

/** A summary's row: counters of messages, table version, queues and time; the state of a session that is down. */
const SUMMARY_ROW = new RegExp(String.raw`^(\S+ +4 +\d+) +(?:\d+ +)?\d+ +\d+ +\d+ +\d+ +\d+ +${TIME}( +(?:\S+ ?\S*) +\S+ .*)$`, 'gm');

/** A session that is down keeps what an earlier attempt or session left behind: names, addresses, timers of the other end. */
function withoutRemains(text: string): string {
  return text
    .split(/(?=^BGP neighbor is )/m)
    .map((block) =>
      /BGP state = (?!Established)/.test(block)
        ? block
            .replace(/^(?:Hostname|Local host|Foreign host|Nexthop|Nexthop global|Nexthop local|BGP connection): .*\n/gm, '')
            .replace(/remote router ID \S+/, 'remote router ID N')
            .replace(/Received Restart Time\(sec\): \d+/, 'Received Restart Time(sec): N')
            .replace(/Remote Role: .*/, 'Remote Role: N')
            .replace(/^ {2}Last read .*$/m, '  Last read TIME, Last write TIME')
        : block,
    )
    .join('');
}

function blot(text: string, blots: readonly Blot[]): string {
  return blots.reduce((t, { what, by }) => (typeof by === 'string' ? t.replace(what, by) : t.replace(what, by)), text);
}

/** Groups of next hops by numbers of their own: in the order in which they are first met; further next hops stand below the first. */
function withGroupsNumbered(text: string): string {
  const numbers = new Map<string, number>();
  let wider = 0;
  const renumbered = (line: string): string => {
    const [all, head = '', id = ''] = /^([A-Z].. \S+(?: \[\d+\/\d+\])? )\((\d+)\)/.exec(line) ?? [];
    if (all === undefined) return line.startsWith('  ') && wider > 0 ? line.replace(' '.repeat(5 + wider), ' '.repeat(5)) : line;
    numbers.set(id, numbers.get(id) ?? numbers.size + 1);
    wider = id.length - 1;
    return `${head}(${numbers.get(id)})${line.slice(all.length)}`;
  };
  return text.split('\n').map(renumbered).join('\n');
}

export function blotted(text: string): string {
  const rows = withoutRemains(withGroupsNumbered(text))
    .replace(FAILED_ROW, '$1 N ')
    .replace(TOLD, '$1Waiting for peer OPEN')
    .replace(SUMMARY_ROW, (_all, who: string, counts: string) => `${who} N${counts.replace(/ {3,}(Idle|Connect|Active|OpenSent) {3,}/, ' DOWN ')}`);
  return ordered(withAliasesInOrder(blot(rows, BLOTS)));
}

/** bgpd writes community aliases in the order of a hash. */
function withAliasesInOrder(text: string): string {
  return text.replace(/(?:^bgp community alias .*\n)+/m, (lines) => `${lines.trimEnd().split('\n').sort().join('\n')}\n`);
}

/**
 * Paths, and candidates of a routing table, are listed newest first, and which of two is newer hangs on how messages crossed: they
 * are put in order within their prefix.
 */
function ordered(text: string): string {
  // bgpd walks a hash of groups; the table below each is in its order.
  if (text.startsWith('update group')) return inBlocks(text, /(?=^update group)/m);
  const lines = text.split('\n');
  const header = lines.findIndex((l) => /^ +Network +Next Hop/.test(l));
  if (header >= 0) return [...lines.slice(0, header + 1), ...orderedRows(lines.slice(header + 1))].join('\n');
  if (/^(?:\nInstance .*\n)?Update-group/.test(text)) return groupsInOrder(text);

  if (text.startsWith('self nexthop database:')) return text.split('\n').sort().join('\n');
  if (/^(?:\nInstance .*\n)?Current BGP /.test(text)) return inBlocks(text, /(?=^ \S)/m);
  if (/^ Client list:/m.test(text)) return inBlocks(text, /(?=^\S)/m);
  if (text.startsWith('Codes: ')) return orderedCandidates(lines);
  if (text.startsWith('Routing entry'))
    return text
      .split(/(?=^Routing entry)/m)
      .sort()
      .join('');
  if (!text.startsWith('BGP routing table entry')) return text;
  const first = lines.findIndex((l, i) => isPathStart(lines, i) && l !== '');
  if (first < 0) return text;
  return [...lines.slice(0, first), ...orderedBlocks(lines.slice(first))].join('\n').replace(/best #\d+/, 'best #N');
}

/** bgpd walks a hash of groups, and lists who came last first. */
function groupsInOrder(text: string): string {
  const sorted = (lines: string) => lines.trimEnd().split('\n').sort().join('\n');
  return inBlocks(
    text.replace(/(?:^ {6}- .*\n?)+/gm, (lines) => `${sorted(lines)}\n`),
    /(?=^Update-group)/m,
  );
}

/** Link-local addresses stand where chance has put them. */
function inBlocks(text: string, start: RegExp): string {
  return text.split(start).sort().join('');
}

/** Candidates of one prefix: each with the lines of its further next hops. */
function orderedCandidates(lines: readonly string[]): string {
  const entries: string[] = [];
  for (const line of lines) {
    if (line.startsWith(' ') && entries.length > 0) entries[entries.length - 1] += `\n${line}`;
    else entries.push(line);
  }
  const prefixOf = (entry: string | undefined) => /^\S[> ][* ] (\S+)/.exec(entry ?? '')?.[1];
  const out: string[] = [];
  for (let i = 0; i < entries.length; ) {
    let end = i + 1;
    while (prefixOf(entries[i]) !== undefined && prefixOf(entries[end]) === prefixOf(entries[i])) end++;
    out.push(...entries.slice(i, end).sort());
    i = end;
  }
  return out.join('\n');
}

function isPathStart(lines: readonly string[], at: number): boolean {
  return /^ {2}\S/.test(lines[at] ?? '') && /^ {4}\S/.test(lines[at + 1] ?? '');
}

function orderedBlocks(lines: readonly string[]): string[] {
  const blocks: string[] = [];
  for (const [i, line] of lines.entries()) {
    if (isPathStart(lines, i) || blocks.length === 0) blocks.push(line);
    else blocks[blocks.length - 1] += `\n${line}`;
  }
  return blocks.map((b) => b.trimEnd()).sort();
}

const STATUS = 3;

/** Each prefix on a line of its own, its rows below it in order; a row that was broken is one again. */
function orderedRows(lines: readonly string[]): string[] {
  const out: string[] = [];
  let rows: string[] = [];
  let broken: string | undefined;
  const flush = () => {
    out.push(...rows.sort());
    rows = [];
  };
  for (const line of lines) {
    const network = /^.{3}([0-9a-f.:]+\/\d+)(.*)$/.exec(line);
    if (network?.[2] === '') {
      // The rest of a row with a long network stands below it.
      flush();
      out.push(network[1] as string);
      broken = line.slice(0, STATUS);
    } else if (broken !== undefined) {
      rows.push(`${broken}${line.slice(STATUS)}`);
      broken = undefined;
    } else if (network && network[1] === out.at(-1)) {
      // Views of what a neighbor sends and is sent name the network with every path.
      rows.push(`${line.slice(0, STATUS)}${' '.repeat((network[1] as string).length)}${network[2]}`);
    } else if (network) {
      flush();
      out.push(network[1] as string);
      rows.push(`${line.slice(0, STATUS)}${' '.repeat((network[1] as string).length)}${network[2]}`);
    } else if (/^[ *s][ >=][ i] {17}(?: {28})?\S/.test(line)) rows.push(line);
    else if (/^ {3,}\S/.test(line) && rows.length > 0) rows[rows.length - 1] += `\n${line}`;
    else {
      flush();
      out.push(line);
    }
  }
  flush();
  return out;
}

/** The first line in which the two differ, for people; undefined when they are the same. */
export function textDifference(want: string, got: string): string | undefined {
  const names = SHOWS_NAMELESS.test(want) ? NAMES : [];
  const [a, b] = [want, got].map((text) => blotted(blot(text, names)).split('\n')) as [string[], string[]];
  for (let i = 0; i < Math.max(a.length, b.length); i++) if (a[i] !== b[i]) return `line ${i + 1}: want ${JSON.stringify(a[i])}, got ${JSON.stringify(b[i])}`;
  return undefined;
}
