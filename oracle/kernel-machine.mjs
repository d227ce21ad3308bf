// The Linux kernel of this machine as a lab: a network namespace a host, its script of `ip` and `sysctl` commands run in it, and
// what it answers to pings, traceroutes, lookups and TCP connections. Needs root and Debian's iproute2, iputils and traceroute.
import { spawn, spawnSync } from 'node:child_process';
import { Machine } from './machine.mjs';

const IP = 'ip';
/** ms after which an answer is not waited for any longer. */
const TOOLS = { ping: 12_000, traceroute: 40_000, tcp: 20_000 };

/** Connects and says how it went; with bytes to expect, whether they all came. */
const CLIENT = `
const [host, port, source, bytes] = process.argv.slice(1);
const socket = require('net').connect({ host, port: Number(port), ...(source && { localAddress: source }) });
let got = 0;
const end = (word) => { console.log(word); process.exit(); };
socket.on('connect', () => { if (!Number(bytes)) end('connected'); else socket.write(Buffer.alloc(Number(bytes))); });
socket.on('data', (part) => { got += part.length; if (got >= Number(bytes)) end('complete'); });
socket.on('error', (e) => end({ ECONNREFUSED: 'refused', ENETUNREACH: 'unreachable', EHOSTUNREACH: 'unreachable', EACCES: 'unreachable' }[e.code] ?? e.code));
setTimeout(() => end(socket.connecting ? 'timeout' : 'hangs'), 4500);
`;

/** Sends back as many bytes as it serves, once it has been sent as many. */
const SERVER = `
const [port, bytes] = process.argv.slice(1);
require('net').createServer((s) => { let got = 0; s.on('error', () => {}); s.on('data', (part) => { got += part.length; if (got - part.length < Number(bytes) && got >= Number(bytes)) s.write(Buffer.alloc(Number(bytes))); }); }).listen(Number(port), '::', () => console.log('ready'));
`;

export class KernelMachine extends Machine {
  servers = [];

  constructor(lab) {
    super({ ...lab, routers: lab.hosts });
  }

  addSpace(name) {
    super.addSpace(name);
    for (const s of [
      'net.ipv4.ip_forward=0',
      'net.ipv6.conf.all.forwarding=0',
      'net.ipv4.icmp_ratelimit=0',
      'net.ipv4.icmp_ratemask=0',
      'net.ipv6.icmp.ratelimit=0',
    ])
      this.inside(name, ['sysctl', '-qw', s], { quietly: true });
  }

  /** Instead of FRR: the host's own script, then its servers. */
  start(host, _conf) {
    const spec = this.lab.routers[host];
    for (const [name, { mtu }] of Object.entries(spec.interfaces)) if (mtu) this.inside(host, ['ip', 'link', 'set', name, 'mtu', String(mtu)]);
    for (const line of (spec.iproute2?.config ?? '').split('\n').filter((l) => l.trim() !== '')) this.inside(host, line.trim().split(/\s+/));
    for (const { protocol, port } of spec.listen ?? []) if (protocol === 'tcp') this.listen(host, port);
  }

  listen(host, port) {
    this.servers.push(spawn(IP, ['netns', 'exec', this.space(host), process.execPath, '-e', SERVER, String(port), '40000'], { stdio: 'ignore' }));
  }

  answer(ask) {
    for (const host of Object.keys(this.lab.routers))
      for (const family of ['-4', '-6']) this.inside(host, ['ip', family, 'route', 'flush', 'cache'], { quietly: true });
    const asked = ANSWERS[ask.kind];
    if (!asked) throw new Error(`expected an ask of a kind among ${Object.keys(ANSWERS).join(', ')}, got ${ask.kind}`);
    return asked(ask, (args, timeout) => this.within(ask.host, args, timeout));
  }

  within(host, args, timeout) {
    const done = spawnSync(IP, ['netns', 'exec', this.space(host), ...args], { encoding: 'utf8', timeout });
    return `${done.stdout}${done.stderr}`;
  }

  close() {
    for (const server of this.servers) server.kill();
    super.close();
  }
}

const ANSWERS = {
  /** What a command prints; a first word that is not there is the machine's own `ip`. */
  show: ({ args }, run) =>
    run(args.split(' '), TOOLS.ping)
      .split('\n')
      .map((l) => l.trimEnd())
      .filter((l) => l !== ''),
  /** How many routers answer at a hop, over flows that differ in their source ports alone. */
  ways: ({ to, hop, flows }, run) => {
    const found = new Set();
    for (let i = 0; i < flows; i++) {
      const args = ['-n', '-q', '1', '-w', '0.5', '-f', String(hop), '-m', String(hop), '-U', '-p', '53', `--sport=${40000 + i}`, to];
      found.add(
        run(['traceroute', ...args], TOOLS.traceroute)
          .trim()
          .split('\n')
          .at(-1)
          .trim()
          .split(/\s+/)[1],
      );
    }
    return String(found.size);
  },
  'route-get': ({ args }, run) =>
    run(['ip', 'route', 'get', ...args.split(' ')], TOOLS.ping)
      .split('\n')[0]
      .replace(/ uid \d+/, '')
      .trim(),
  traceroute: ({ to, source, max }, run) =>
    run(['traceroute', '-n', '-q', '1', '-w', '0.5', '-N', '1', '-m', String(max ?? 8), ...(source ? ['-s', source] : []), to], TOOLS.traceroute)
      .split('\n')
      .slice(1)
      .filter((l) => l.trim() !== '')
      .map((l) => {
        const [, from, , , mark] = l.trim().split(/\s+/);
        return [from, mark].filter(Boolean).join(' ');
      }),
  ping: ({ to, source, size, df }, run) =>
    pingWord(run(['ping', '-n', '-c', '1', '-W', '4', '-s', String(size ?? 56), '-M', df ? 'do' : 'dont', ...(source ? ['-I', source] : []), to], TOOLS.ping)),
  tcp: ({ to, port, source }, run) => run([process.execPath, '-e', CLIENT, to, String(port), source ?? '', '0'], TOOLS.tcp).trim(),
  transfer: ({ to, port, source }, run) => run([process.execPath, '-e', CLIENT, to, String(port), source ?? '', '40000'], TOOLS.tcp).trim(),
};

/** What one ping says, in a few words. */
function pingWord(text) {
  if (/bytes from/.test(text)) return 'reply';
  const local = /message too long, mtu[=:] ?(\d+)/.exec(text);
  if (local) return `local mtu ${local[1]}`;
  const error = /From (\S+?) icmp_seq=1 (.*)/.exec(text);
  if (error) return `${error[2].replace(/ \(mtu = (\d+)\)/, ' $1')} from ${error[1]}`;
  return /unreachable/i.test(text) ? 'unreachable' : 'silence';
}
