/**
 * A lab of many routers, from cold and after one link has gone: what it takes, and whether the two agree. `--routers N` for another
 * number than 100; each has two prefixes of its own.
 */
import { compileFrrLab } from '../src/engine/compile/frr-lab.ts';
import type { Network } from '../src/engine/compile/network.ts';
import { Simulation } from '../src/engine/control-plane/index.ts';
import { controlPlaneOf } from '../src/engine/control-plane/result.ts';
import type { ControlPlane } from '../src/engine/control-plane/types.ts';
import { formatIp, formatPrefix } from '../src/engine/ip/index.ts';
import { bigLab } from './big-lab.ts';
import { inUse, megabytes, tell } from './measure.ts';

const PREFIXES = 2;
const option = process.argv.indexOf('--routers');
const routers = option > 0 ? Number(process.argv[option + 1]) : 100;

/** All routers start at once, as in a lab that is drawn: the oracle's start one after another. */
function atOnce(network: Network): Network {
  return { ...network, speakers: new Map([...network.speakers].map(([id, speaker]) => [id, { ...speaker, startsAt: 0 }])) };
}

/** The same network without one interface's link, everything else the same objects. */
function without(network: Network, node: string, name: string): Network {
  const nodes = new Map(network.nodes);
  const router = nodes.get(node);
  const segment = router?.interfaces.find((i) => i.name === name)?.segment;
  for (const [id, n] of nodes) {
    if (n.kind !== 'router' || !n.interfaces.some((i) => i.segment === segment)) continue;
    nodes.set(id, { ...n, interfaces: n.interfaces.map((i) => (i.segment === segment ? { ...i, up: false } : i)) });
  }
  return { ...network, nodes };
}

/** Where every router sends everything. */
function ways({ fibs }: ControlPlane): Map<string, string> {
  const out = new Map<string, string>();
  for (const [id, fib] of fibs)
    for (const { prefix, value } of fib.entries())
      out.set(
        `${id} ${formatPrefix(prefix)}`,
        value.nextHops
          .map((h) => `${h.gateway === undefined ? '' : formatIp(h.gateway)}%${h.interface ?? ''}`)
          .sort()
          .join(),
      );
  return out;
}

function timed<T>(work: () => T): { readonly made: T; readonly ms: number } {
  const before = process.cpuUsage();
  const made = work();
  const { user, system } = process.cpuUsage(before);
  return { made, ms: (user + system) / 1000 };
}

function settled(network: Network): Simulation {
  const simulation = new Simulation(network, { logLimit: 0 });
  simulation.run();
  return simulation;
}

const began = inUse();
const lab = bigLab({ routers, core: 2, prefixes: PREFIXES });
const compiled = timed(() => atOnce(compileFrrLab(lab).network));
const name = `${routers} routers, ${routers * PREFIXES} prefixes`;
tell(`${name}: compile`, `${compiled.ms.toFixed(0)} ms`);
const cold = timed(() => settled(compiled.made));
const routes = [...controlPlaneOf(cold.made).fibs.values()].reduce((n, fib) => n + fib.size, 0);
tell('  from cold', `${cold.ms.toFixed(0)} ms, ${routes} routes, ${megabytes(inUse() - began)}`, 'goal with 500 routers: ≤ 1 000 ms');

const [last] = [...compiled.made.nodes.keys()].sort().slice(-1) as [string];
const cut = without(compiled.made, last, 'eth0');
// The sweeping of what `inUse` has collected is no part of the change.
await new Promise((over) => setTimeout(over, 1000));
const changed = timed(() => {
  cold.made.apply(cut);
  cold.made.run();
});
tell(`  after ${last} eth0 went down, applied to it running`, `${changed.ms.toFixed(0)} ms`, 'goal with 500 routers: ≤ 50 ms');
const now = ways(controlPlaneOf(cold.made));
const anew = ways(controlPlaneOf(settled(cut)));
const other = [...anew].filter(([key, way]) => now.get(key) !== way).length + [...now.keys()].filter((key) => !anew.has(key)).length;
tell('  ways that differ from a cold start without the link', String(other), 'goal: 0');
