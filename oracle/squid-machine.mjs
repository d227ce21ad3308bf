// Real Squids on this machine: a lab's hosts as network namespaces, with the Squid that is installed where a host has a squid.conf, web
// servers where it listens, and a DNS in each that knows the hosts by their names and nothing else. Needs root, Debian's squid, curl, openssl.
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KernelMachine } from './kernel-machine.mjs';

/** Answers GET of anything with a line; by TLS on 443. */
const WEB = `
const [port, folder] = process.argv.slice(1);
const fs = require('fs');
const answer = (_, res) => { res.sendDate = false; res.writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': 3 }); res.end('ok\\n'); };
const tls = port === '443' && { key: fs.readFileSync(folder + '/key.pem'), cert: fs.readFileSync(folder + '/cert.pem') };
(tls ? require('https').createServer(tls, answer) : require('http').createServer(answer)).listen(Number(port), '::');
`;

/** Answers A for names that it is given; NXDOMAIN for all others, no data for other types. */
const DNS = `
const names = JSON.parse(process.argv[1]);
const socket = require('dgram').createSocket('udp4');
socket.on('message', (q, from) => {
  let at = 12; const labels = [];
  while (q[at] !== 0) { labels.push(q.toString('latin1', at + 1, at + 1 + q[at])); at += q[at] + 1; }
  const known = names[labels.join('.').toLowerCase()];
  const wantsA = q.readUInt16BE(at + 1) === 1;
  const head = Buffer.from(q.subarray(0, at + 5));
  head.writeUInt16BE(known ? 0x8180 : 0x8183, 2);
  head.writeUInt16BE(known && wantsA ? known.length : 0, 6); head.writeUInt16BE(0, 8); head.writeUInt16BE(0, 10);
  const rows = known && wantsA ? known.map((ip) => Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...ip.split('.').map(Number)])) : [];
  socket.send(Buffer.concat([head, ...rows]), from.port, from.address);
}).bind(53, '127.0.0.1');
`;

/** What the recordings keep of a request, whatever the lab's own format. */
const FORMAT = '%>a %Ss/%03>Hs %rm %ru %Sh/%<a %mt';
const BINARY = '/usr/sbin/squid';
const IP = 'ip';
const OPENSSL = 'openssl';
/** Whom Squid becomes: its files are its own. */
const OWNER = spawnSync('id', ['-u', 'proxy'], { encoding: 'utf8' }).stdout.trim();

/** The Squid that is installed, as it words itself. */
export function squidVersion() {
  return spawnSync(BINARY, ['-v'], { encoding: 'utf8' }).stdout.split('\n')[0].trim();
}

/** What `squid -k parse` says of a file: whether it takes it, and its complaints without their times. */
export function parseVerdict(text) {
  const folder = mkdtempSync(join(tmpdir(), 'squid-parse-'));
  try {
    const file = join(folder, 'squid.conf');
    writeFileSync(file, text);
    const done = spawnSync(BINARY, ['-k', 'parse', '-f', file], { encoding: 'utf8' });
    const said = done.stderr
      .split('\n')
      .map((l) => l.replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\| ?| kid\d+\| ?)/, '').replaceAll(file, 'squid.conf'))
      .filter((l) => /ERROR|FATAL|WARNING|unrecognized|Bungled|aclParse|skipping|No cache_peer/i.test(l));
    return { starts: done.status === 0, said };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export class SquidMachine extends KernelMachine {
  folder = mkdtempSync(join(tmpdir(), 'squid-lab-'));
  squids = new Map();

  start(host, conf) {
    super.start(host, conf);
    if (!existsSync(join(this.folder, 'key.pem')))
      spawnSync(OPENSSL, [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-subj',
        '/CN=server',
        '-keyout',
        join(this.folder, 'key.pem'),
        '-out',
        join(this.folder, 'cert.pem'),
      ]);
    const names = Object.entries(this.lab.routers).map(([id, h]) => [id, Object.values(h.interfaces).flatMap((i) => i.addresses.map((a) => a.split('/')[0]))]);
    this.serve(host, DNS, JSON.stringify(Object.fromEntries(names)));
  }

  /** Instead of servers that echo. */
  listen(host, port) {
    this.serve(host, WEB, String(port), this.folder);
  }

  serve(host, program, ...args) {
    this.servers.push(spawn(IP, ['netns', 'exec', this.space(host), process.execPath, '-e', program, ...args], { stdio: 'ignore' }));
  }

  /** Runs a host's Squid with a file, and waits until it is there. */
  async startSquid(host, text) {
    const folder = join(this.folder, host);
    mkdirSync(folder, { recursive: true });
    chownSync(this.folder, Number(OWNER), -1);
    chownSync(folder, Number(OWNER), -1);
    const log = join(folder, 'access.log');
    rmSync(log, { force: true });
    const own = [
      `visible_hostname ${host}`,
      `pid_filename ${folder}/pid`,
      `cache_log ${folder}/cache.log`,
      `coredump_dir ${folder}`,
      'dns_nameservers 127.0.0.1',
      'pinger_enable off',
      'shutdown_lifetime 0 seconds',
      `logformat recorded ${FORMAT}`,
      `access_log stdio:${log} recorded`,
    ];
    const file = join(folder, 'squid.conf');
    writeFileSync(file, `${text}\n${own.join('\n')}\n`);
    const child = spawn(IP, ['netns', 'exec', this.space(host), BINARY, '-N', '-n', this.space(host).replace(/\W/g, ''), '-f', file], { stdio: 'ignore' });
    this.squids.set(host, { child, log, folder });
    for (let i = 0; i < 100; i++) {
      await sleep(100);
      if (existsSync(join(folder, 'cache.log')) && /Accepting HTTP/.test(readFileSync(join(folder, 'cache.log'), 'utf8'))) return;
    }
    throw new Error(`${host}: Squid does not start: ${readFileSync(join(folder, 'cache.log'), 'utf8')}`);
  }

  async stopSquids() {
    for (const { child, folder } of this.squids.values()) {
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await Promise.race([gone, sleep(5000)]);
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
    this.squids.clear();
  }

  /** A command and what the proxies logged of it. */
  async ask(host, command) {
    const before = new Map([...this.squids].map(([id, s]) => [id, linesOf(s.log).length]));
    const text = this.within(host, command.split(' '), 150_000);
    await sleep(400);
    const logs = [...this.squids].flatMap(([id, s]) =>
      linesOf(s.log)
        .slice(before.get(id))
        .map((line) => `${id}: ${line}`),
    );
    return { text, logs };
  }

  close() {
    for (const { child } of this.squids.values()) child.kill('SIGKILL');
    super.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function linesOf(file) {
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((l) => l !== '')
    : [];
}
