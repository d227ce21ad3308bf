// Lines of configuration put to real FRR, each file of them by itself: what vtysh says as it reads them, and what `show running-config` then has more,
// or less. `node oracle/statements.mjs FILE…` asks again what statements.json or configurations.json asks; statements.test.ts asks the engine.
import { readFileSync, writeFileSync } from 'node:fs';
import { frrVersion, Machine } from './machine.mjs';

const ROUTER = 'r1';
const ASKED = ['show running-config', 'show daemons'];
const LAB = { routers: { [ROUTER]: { interfaces: { eth0: { segment: 'a', addresses: ['192.0.2.1/24'] } }, frr: '' } } };

/** bgpd keeps these when their process goes. */
const LASTS = /^ +distance \d+ \S+\/\d/;

/** What stands above the asked lines of each kind, and how far these are indented. */
function textOf(contexts, { context, lines }) {
  const above = contexts[context];
  const depth = /^ *address-family/m.test(above.at(-1) ?? '') ? 2 : above.length > 0 ? 1 : 0;
  return [...above, ...lines.map((line) => ' '.repeat(depth) + line), ''].join('\n');
}

/** Lines of `b` that `a` has not, each as often as it stands there more. */
function more(a, b) {
  const left = [...a];
  return b.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

class Desk {
  constructor() {
    this.open();
  }

  open() {
    this.machine = new Machine(LAB);
    this.machine.open();
    this.empty = this.config();
  }

  /** Ends in the daemons that run: some statements kill one. */
  config() {
    return this.machine.ask(ROUTER, ...ASKED).split('\n');
  }

  read(text) {
    const file = `/etc/frr/${this.machine.space(ROUTER)}/asked.conf`;
    this.machine.write(file, text);
    const said = this.machine.named(ROUTER, ['vtysh', '-N', this.machine.space(ROUTER), '-f', file], { quietly: true });
    return said.split('\n').filter((line) => line.trim() !== '');
  }

  /** Everything out again; what does not go that way goes with the daemons. */
  clear(run) {
    if (run.some((line) => LASTS.test(line))) return this.renew();
    const undo = more(this.empty, run)
      .filter((line) => /^\w/.test(line) && !/^(?:exit|end)/.test(line))
      .map((line) => (line.startsWith('no ') ? line.slice(3) : `no ${line}`));
    const left = undo.length > 0 ? this.machine.ask(ROUTER, 'configure terminal', ...undo, 'end', ...ASKED) : run.join('\n');
    if (left !== this.empty.join('\n')) this.renew();
  }

  renew() {
    this.machine.close();
    this.open();
  }

  /** The configuration with the lines in it, and what was said of them; the desk is clear again. */
  ask(text) {
    const said = this.read(text);
    const run = this.config();
    this.clear(run);
    return { said, run };
  }
}

function main(files) {
  for (const file of files) {
    const { contexts, questions } = JSON.parse(readFileSync(file, 'utf8'));
    const desk = new Desk();
    const bases = new Map();
    try {
      const answered = questions.map(({ context, lines }) => {
        if (!bases.has(context)) bases.set(context, desk.ask(textOf(contexts, { context, lines: [] })).run);
        const { said, run } = desk.ask(textOf(contexts, { context, lines }));
        return { context, lines, said, more: more(bases.get(context), run), less: more(run, bases.get(context)) };
      });
      const rows = answered.map((q) => JSON.stringify(q)).join(',\n');
      const head = `"frr": ${JSON.stringify(frrVersion())},\n"contexts": ${JSON.stringify(contexts)}`;
      writeFileSync(file, `{\n${head},\n"questions": [\n${rows}\n]\n}\n`);
    } finally {
      desk.machine.close();
    }
  }
}

main(process.argv.slice(2));
