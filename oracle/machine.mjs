// Real FRR on this machine: a network namespace a router, a veth pair a cable, a bridge in a namespace of its own a shared Ethernet.
// Needs root, Linux, and Debian's packages frr and iproute2. It touches only what it made itself.
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const DAEMONS = ['zebra', 'staticd', 'bgpd'];
const LIB = '/usr/lib/frr';

/** How many commands one call of vtysh is given. */
const AT_ONCE = 40;
/** Stands between two answers: vtysh itself says it, and no other command does; a daemon that has died is missing. */
const DIVIDER = { command: 'show daemons', text: / zebra(?: bgpd)?(?: staticd)?\n/ };

function run(command, args, { input, quietly = false } = {}) {
  const done = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status !== 0 && !quietly) throw new Error(`${command} ${args.join(' ')}: ${done.stderr || done.stdout}`);
  return done.stdout + (quietly ? done.stderr : '');
}

function idOf(user, flag) {
  return Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
}

/** The FRR that is installed, as bgpd words it. */
export function frrVersion() {
  return run(`${LIB}/bgpd`, ['--version']).split('\n')[0];
}

/** A lab's routers, wired and running. Call `close` whatever happens. */
export class Machine {
  constructor(lab) {
    this.lab = lab;
    this.tag = `o${process.pid % 10000}`;
    this.spaces = [];
    this.said = {};
    this.owner = [idOf('frr', '-u'), idOf('frr', '-g')];
  }

  space(name) {
    return `${this.tag}-${name}`;
  }

  /** The same on a machine with the router's own name: FRR shows it, and tells it to neighbors. */
  named(name, args, options) {
    return this.inside(name, ['unshare', '--uts', 'sh', '-c', 'hostname "$0" && exec "$@"', name, ...args], options);
  }

  inside(name, args, options) {
    return run('ip', ['netns', 'exec', this.space(name), ...args], options);
  }

  open() {
    const attached = new Map();
    for (const [router, spec] of Object.entries(this.lab.routers)) {
      this.addSpace(router);
      for (const [name, i] of Object.entries(spec.interfaces ?? {}))
        if (i.segment) attached.set(i.segment, [...(attached.get(i.segment) ?? []), { router, name }]);
    }
    let n = 0;
    for (const ends of attached.values()) this.wire(`${n++}`, ends);
    for (const [router, spec] of Object.entries(this.lab.routers)) this.address(router, spec);
    for (const [router, spec] of Object.entries(this.lab.routers)) this.start(router, spec.frr ?? '');
  }

  addSpace(name) {
    run('ip', ['netns', 'add', this.space(name)]);
    this.spaces.push(name);
    this.inside(name, ['ip', 'link', 'set', 'lo', 'up']);
    const settings = [
      'net.ipv4.ip_forward=1',
      'net.ipv6.conf.all.forwarding=1',
      'net.ipv6.conf.default.accept_dad=0',
      'net.ipv4.conf.all.rp_filter=0',
      'net.ipv4.conf.default.rp_filter=0',
    ];
    for (const s of settings) this.inside(name, ['sysctl', '-qw', s], { quietly: true });
  }

  /** Two ends are joined directly; more, or one alone, through a switch. */
  wire(n, ends) {
    if (ends.length === 2) {
      this.cable(`${this.tag}c${n}`, ends[0], ends[1]);
      return;
    }
    const hub = `switch${n}`;
    this.addSpace(hub);
    this.inside(hub, ['sysctl', '-qw', 'net.ipv6.conf.default.disable_ipv6=1'], { quietly: true });
    this.inside(hub, ['ip', 'link', 'add', 'br0', 'type', 'bridge', 'forward_delay', '0']);
    this.inside(hub, ['ip', 'link', 'set', 'br0', 'up']);
    for (const [k, end] of ends.entries()) {
      this.cable(`${this.tag}h${n}p${k}`, end, { router: hub, name: `port${k}` });
      this.inside(hub, ['ip', 'link', 'set', `port${k}`, 'master', 'br0', 'up']);
    }
  }

  cable(name, a, b) {
    run('ip', ['link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', `${name}b`]);
    for (const [link, end] of [
      [`${name}a`, a],
      [`${name}b`, b],
    ]) {
      run('ip', ['link', 'set', link, 'netns', this.space(end.router)]);
      this.inside(end.router, ['ip', 'link', 'set', link, 'name', end.name]);
    }
  }

  address(router, spec) {
    for (const [name, i] of Object.entries(spec.interfaces ?? {})) {
      this.inside(router, ['ip', 'link', 'set', name, 'up']);
      for (const a of i.addresses ?? []) this.inside(router, ['ip', 'addr', 'add', a, 'dev', name, ...(a.includes(':') ? ['nodad'] : [])]);
    }
    for (const route of spec.kernelRoutes ?? []) this.inside(router, ['ip', ...(route.includes(':') ? ['-6'] : []), 'route', 'add', ...route.split(' ')]);
  }

  start(router, conf) {
    const space = this.space(router);
    for (const folder of [`/etc/frr/${space}`, `/var/run/frr/${space}`]) {
      mkdirSync(folder, { recursive: true });
      chownSync(folder, ...this.owner);
    }
    this.write(`/etc/frr/${space}/frr.conf`, `${conf.trimEnd()}\n`);
    this.write(`/etc/frr/${space}/vtysh.conf`, 'service integrated-vtysh-config\n');
    const profile = /^frr defaults (\S+)/m.exec(conf)?.[1] ?? 'traditional';
    for (const daemon of DAEMONS) {
      const sockets = ['-z', `/var/run/frr/${space}/zserv.api`, '--vty_socket', `/var/run/frr/${space}/`, '-i', `/var/run/frr/${space}/${daemon}.pid`];
      this.named(router, [`${LIB}/${daemon}`, '-d', '-N', space, '-F', profile, ...sockets, '-A', '127.0.0.1']);
    }
    const said = this.named(router, ['vtysh', '-N', space, '-b'], { quietly: true });
    this.said[router] = said.split('\n').filter((line) => line.trim() !== '' && !line.includes("Can't open configuration file"));
  }

  write(file, text) {
    writeFileSync(file, text);
    chownSync(file, ...this.owner);
  }

  /** What vtysh prints for commands, one after another. */
  ask(router, ...commands) {
    return this.named(router, ['vtysh', '-N', this.space(router), ...commands.flatMap((c) => ['-c', c])], { quietly: true });
  }

  /**
   * What vtysh prints for each of the commands, asked of as few of its processes as will do. It stops at a command that fails, whose
   * answer is then what is left over.
   */
  askEach(router, commands) {
    const answers = [];
    while (answers.length < commands.length) {
      const some = commands.slice(answers.length, answers.length + AT_ONCE);
      const parts = this.ask(router, ...some.flatMap((c) => [c, DIVIDER.command])).split(DIVIDER.text);
      answers.push(...parts.slice(0, some.length));
    }
    return answers;
  }

  /** Types lines into the running router. */
  type(router, lines) {
    this.inside(router, ['vtysh', '-N', this.space(router)], { input: ['configure terminal', ...lines, 'end', ''].join('\n'), quietly: true });
  }

  cut(link) {
    const [router, name] = link.split(':');
    this.inside(router, ['ip', 'link', 'set', name, 'down']);
  }

  close() {
    for (const name of this.spaces) for (const daemon of DAEMONS) this.stop(`/var/run/frr/${this.space(name)}/${daemon}.pid`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    for (const name of this.spaces) {
      run('ip', ['netns', 'del', this.space(name)], { quietly: true });
      for (const folder of [`/etc/frr/${this.space(name)}`, `/var/run/frr/${this.space(name)}`]) rmSync(folder, { recursive: true, force: true });
    }
  }

  stop(pidFile) {
    try {
      process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGTERM');
    } catch {
      // Not running, or never started.
    }
  }
}
