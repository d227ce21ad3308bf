/**
 * What would be without a line of a router's configuration: the lab is solved once more with the line blotted out, so that the others stay where they are. It
 * is for a line that no step of a route names, because what it bears on is elsewhere: a session, a next hop's way, an address, the router's own identifier.
 */
import { compileLab, type Network } from './compile/index.ts';
import { converge, prefixesIn, programSubnets } from './control-plane/index.ts';
import { sameTerrain } from './control-plane/terrain.ts';
import { diffTables, type Touch, type Touches, touches } from './explain/index.ts';
import type { TableChange } from './explain/types.ts';
import type { Statement } from './frr/index.ts';
import { comparePrefix, parsePrefix, type Prefix } from './ip/index.ts';
import type { Lab } from './model/index.ts';
import type { Solution } from './solution.ts';

/** What can be said of a line that no step names. */
export type Without =
  /** Nothing stands there, or FRR takes no such line. */
  | { readonly kind: 'no-line' | 'refused' }
  /** What it would do is not modelled; so is what would be without it. */
  | { readonly kind: 'not-modelled' }
  /** The lab is so large that it is only asked on demand. */
  | { readonly kind: 'large' }
  /** All routes and sessions of the lab would be as they are. */
  | { readonly kind: 'same' }
  | {
      readonly kind: 'otherwise';
      /** Sessions of the router that would be down without it, or up. */
      readonly sessions: readonly { readonly peer: string; readonly up: boolean }[];
      /** Other devices with routes that would be otherwise. */
      readonly elsewhere: readonly string[];
    };

/** The routes that a line touched; where no step of one names it, those that would be otherwise without it. The sessions that hang on it in any case. */
export interface LineTouches extends Touches {
  readonly without?: Without;
}

export interface LineOptions {
  /** What the network has run through before (`SolveOptions`). */
  readonly history?: readonly Lab[];
  /** However large the lab is. */
  readonly large?: boolean;
  /** Solves the lab without the line, where it is not drawn: an FRR lab has links and late lines of its own. */
  readonly solveWithout?: () => Solution;
}

/** Prefixes in all BGP tables together, from which on solving takes longer than one waits with the mouse on a line. */
const LARGE = 5000;

/** The tables mark what the editor lists: both ask. */
const known = new WeakMap<Solution, Map<string, LineTouches>>();

export function lineTouches(solution: Solution, device: string, line: number, options: LineOptions = {}): LineTouches {
  const of = known.get(solution) ?? new Map<string, LineTouches>();
  known.set(solution, of);
  const key = `${device} ${line} ${options.large === true}`;
  const answer = of.get(key) ?? made(solution, device, line, options);
  of.set(key, answer);
  return answer;
}

function made(solution: Solution, device: string, line: number, options: LineOptions): LineTouches {
  const touched = touches(solution, device, { line });
  if (touched.total === 0) return withoutLine(solution, device, line, options);
  const statement = statementAt(solution, device, line);
  // Entries of lists and maps, of which there may be many, set no session up.
  if (!statement || statement.mode === 'route-map' || (statement.mode === 'config' && statement.names.some((n) => n.defines))) return touched;
  const { without } = withoutLine(solution, device, line, options);
  return without?.kind === 'otherwise' && without.sessions.length > 0 ? { ...touched, without: { ...without, elsewhere: [] } } : touched;
}

export function statementAt({ network }: Solution, device: string, line: number): Statement | undefined {
  const node = [...network.nodes.values()].find((n) => n.device === device && network.statements?.has(n.id));
  return node && network.statements?.get(node.id)?.find((s) => s.line.number === line);
}

function withoutLine(solution: Solution, device: string, line: number, { history = [], large = false, solveWithout }: LineOptions): LineTouches {
  const nothing = (kind: Exclude<Without['kind'], 'otherwise'>): LineTouches => ({ touches: [], total: 0, without: { kind } });
  const { network, lab } = solution;
  const statement = statementAt(solution, device, line);
  if (!statement) return nothing('no-line');
  if (statement.outcome === 'unknown' || statement.outcome === 'refused') return nothing('refused');
  if (statement.outcome === 'not-modelled') return nothing('not-modelled');
  const rest = [...history, lab].map((l) => blotted(l, device, line, statement.line.text));
  const networks = rest.map(compileLab);
  const alike = networks.every((n, i) => sameTerrain(n, i < history.length ? compileLab(history[i] as Lab) : network));
  if (alike && !solveWithout) return nothing('same');
  if (!large && prefixesIn(solution.controlPlane) > LARGE) return nothing('large');
  const other = solveWithout ? solveWithout() : atRest(rest.at(-1) as Lab, networks as [Network, ...Network[]]);
  const changes = diffTables(other, solution);
  const sessions = sessionsApart(solution, other, device);
  if (changes.length === 0 && sessions.length === 0) return nothing('same');
  const here = routesOf(changes.filter((c) => c.device === device));
  const elsewhere = [...new Set(changes.flatMap((c) => (c.device === device ? [] : [c.device])))].sort();
  return {
    touches: here.map(({ text, use }): Touch => ({ line, prefix: text, use, effect: 'hangs' })),
    total: here.length,
    without: { kind: 'otherwise', sessions, elsewhere },
  };
}

/** What solving finds of routes and sessions, and no more: nobody reads what is wrong with a lab that is not there. */
function atRest(lab: Lab, [first, ...changes]: readonly [Network, ...Network[]]): Solution {
  const network = changes.at(-1) ?? first;
  const controlPlane = converge(first, { changes });
  return { lab, network, controlPlane, effectiveRoutes: programSubnets(network, controlPlane), diagnostics: [] };
}

/** The lab with a line of a device's frr.conf empty, where it says what it is taken to. */
function blotted(lab: Lab, device: string, line: number, text: string): Lab {
  const blot = <T extends { readonly frr?: { readonly config: string } }>(machines: Readonly<Record<string, T>> | undefined) => {
    const machine = machines?.[device];
    const rows = machine?.frr?.config.split(/\r\n|\r|\n/);
    if (!machines || !machine?.frr || rows?.[line - 1]?.trim() !== text) return undefined;
    return { ...machines, [device]: { ...machine, frr: { ...machine.frr, config: rows.with(line - 1, '').join('\n') } } };
  };
  const virtualMachines = blot(lab.virtualMachines);
  const routers = blot(lab.routers);
  return { ...lab, ...(virtualMachines && { virtualMachines }), ...(routers && { routers }) };
}

/** Sessions of a device's speakers that are up in one answer alone. */
function sessionsApart(now: Solution, other: Solution, device: string): { readonly peer: string; readonly up: boolean }[] {
  const upIn = ({ controlPlane }: Solution) =>
    new Set([...controlPlane.speakers.values()].filter((s) => s.device === device).flatMap((s) => s.sessions.flatMap((x) => (x.session ? [x.peer.id] : []))));
  const [is, would] = [upIn(now), upIn(other)];
  return [...new Set([...is, ...would])].filter((peer) => is.has(peer) !== would.has(peer)).map((peer) => ({ peer, up: would.has(peer) }));
}

/** The prefixes of rows, in order, each once a table. */
function routesOf(changes: readonly TableChange[]): { readonly text: string; readonly use: Touch['use'] }[] {
  const found = new Map<string, { readonly text: string; readonly prefix: Prefix; readonly use: Touch['use'] }>();
  for (const { kind, before, after } of changes) {
    const cells = (after ?? before)?.cells;
    const text = String(cells?.['network'] ?? cells?.['prefix'] ?? '');
    const prefix = parsePrefix(text);
    const use = kind === 'rib' ? 'rib' : 'bgp';
    if (prefix) found.set(`${use} ${text}`, { text, prefix, use });
  }
  return [...found.values()].sort((a, b) => comparePrefix(a.prefix, b.prefix) || (a.use < b.use ? -1 : 1)).map(({ text, use }) => ({ text, use }));
}
