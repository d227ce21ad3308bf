/**
 * BIRD 2 with the same table: two upstreams and our own router, each a process of its own, which talk to each other on the loopback. What it
 * takes is read from /proc once our own router has everything from both and nothing more happens.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { formatPrefix } from '../src/engine/ip/index.ts';
import { announced, BOGONS, OWN_ASN, UPSTREAMS } from './upstreams.ts';

const PORT = 11790;
const HZ = 100;
const address = (n: number) => `127.77.0.${n + 1}`;
const OWN = UPSTREAMS.length;

/** ms of CPU and bytes of memory, of our own router and of all three; its prefixes with a best path. */
export interface BirdTook {
  readonly version: string;
  readonly own: { readonly ms: number; readonly bytes: number };
  readonly all: { readonly ms: number; readonly bytes: number };
  readonly prefixes: number;
}

/** Undefined where there is no BIRD. */
export async function birdTakes(count: number, folder: string): Promise<BirdTook | undefined> {
  const version = birdVersion();
  if (version === undefined) return undefined;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const running: Daemon[] = [];
  try {
    for (const [n, { asn, seed }] of UPSTREAMS.entries()) running.push(start(folder, `up${n}`, upstream(n, asn, announced(seed, count))));
    const sizes: number[] = [];
    for (const daemon of running) sizes.push(await loaded(daemon));
    const own = start(folder, 'own', ownRouter());
    running.push(own);
    const prefixes = await atRest(own, Math.min(...sizes));
    const took = running.map(usage);
    const sum = (of: (u: Usage) => number) => took.reduce((n, u) => n + of(u), 0);
    return { version, own: took.at(-1) as Usage, all: { ms: sum((u) => u.ms), bytes: sum((u) => u.bytes) }, prefixes };
  } finally {
    for (const { process } of running) process.kill();
  }
}

function birdVersion(): string | undefined {
  try {
    // It says its version on standard error.
    return execFileSync('/bin/sh', ['-c', 'bird --version 2>&1'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

interface Daemon {
  readonly process: ChildProcess;
  readonly socket: string;
}

function start(folder: string, name: string, config: string): Daemon {
  const [file, socket] = [`${folder}/${name}.conf`, `${folder}/${name}.ctl`];
  writeFileSync(file, config);
  return { process: spawn('bird', ['-f', '-c', file, '-s', socket, '-P', `${folder}/${name}.pid`], { stdio: 'ignore' }), socket };
}

function common(n: number): string {
  return `router id 192.0.2.${n + 1};\nprotocol device { scan time 3600; }\n`;
}

function upstream(n: number, asn: number, routes: ReturnType<typeof announced>): string {
  const lines = routes.map(({ prefix, asns }) => {
    const path = asns
      .toReversed()
      .map((a) => `bgp_path.prepend(${a});`)
      .join(' ');
    return `  route ${formatPrefix(prefix)} blackhole { ${path} };`;
  });
  return `${common(n)}protocol static {\n  ipv4;\n${lines.join('\n')}\n}\n${session('own', n, asn, OWN, OWN_ASN, 'import none; export all; next hop self;')}`;
}

function ownRouter(): string {
  const filter = `filter bogons {
  if net ~ [ ${BOGONS.map((p) => `${p}+`).join(', ')} ] then reject;
  if net.len > 24 then reject;
  if bgp_path ~ [64512..65534] then reject;
  accept;
}`;
  const ways = `protocol static {\n  ipv4;\n${UPSTREAMS.map((_, n) => `  route ${address(n)}/32 via "lo";`).join('\n')}\n}`;
  const sessions = UPSTREAMS.map(({ asn }, n) => session(`up${n}`, OWN, OWN_ASN, n, asn, 'import filter bogons; export none;'));
  return [common(OWN) + filter, ways, ...sessions].join('\n');
}

function session(name: string, near: number, nearAsn: number, far: number, farAsn: number, channel: string): string {
  const local = `local ${address(near)} port ${PORT} as ${nearAsn}`;
  return `protocol bgp ${name} { ${local}; neighbor ${address(far)} port ${PORT} as ${farAsn}; multihop; strict bind yes; connect delay time 1; connect retry time 1; ipv4 { ${channel} }; }\n`;
}

function ask(daemon: Daemon, command: string): string {
  try {
    return execFileSync('birdc', ['-s', daemon.socket, ...command.split(' ')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until<T>(what: string, ask: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    const answer = ask();
    if (answer !== undefined) return answer;
    await pause(500);
  }
  throw new Error(`BIRD did not come to ${what} within five minutes`);
}

/** How many routes it has of its own: of a prefix that comes twice one, and none of loopback or multicast addresses. */
async function loaded(daemon: Daemon): Promise<number> {
  return until('its own routes', () => Number(/(\d+) of \d+ routes for/.exec(ask(daemon, 'show route count'))?.[1] ?? 0) || undefined);
}

/** Its prefixes, once both sessions have brought all and its CPU time stands still. */
async function atRest(daemon: Daemon, count: number): Promise<number> {
  let before = -1;
  return until('rest', () => {
    const received = [...ask(daemon, 'show protocols all').matchAll(/Import updates:\s+(\d+)/g)].map((m) => Number(m[1]));
    const { ms } = usage(daemon);
    const isDone = received.filter((n) => n >= count).length === UPSTREAMS.length && ms === before;
    before = ms;
    return isDone ? Number(/\d+ of \d+ routes for (\d+) networks/.exec(ask(daemon, 'show route count'))?.[1] ?? 0) : undefined;
  });
}

interface Usage {
  readonly ms: number;
  readonly bytes: number;
}

function usage({ process }: Daemon): Usage {
  const stat = readFileSync(`/proc/${process.pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${process.pid}/status`, 'utf8'));
  return { ms: ((Number(fields[11]) + Number(fields[12])) * 1000) / HZ, bytes: Number(resident?.[1] ?? 0) * 1024 };
}
