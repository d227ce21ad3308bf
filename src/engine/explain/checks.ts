/** The checks of a scenario, held against an answer: what holds, and what was found where it does not. */
import { traceFlow } from '../data-plane/index.ts';
import { parsePrefix } from '../ip/index.ts';
import type { Check, FlowSpec } from '../model/index.ts';
import { evaluateRouteMap, parseAsPath } from '../policy/index.ts';
import type { Solution } from '../solution.ts';
import { flowDifferences } from './flow-check.ts';
import { routesTable } from './tables/index.ts';
import type { Cell, CheckResult, ConsoleOutput } from './types.ts';

/** How a console's text is had: handed in, because consoles stand above this room. */
export type RunConsole = (solution: Solution, device: string, command: string) => ConsoleOutput;

/** One result a check, in the order of the checks. */
export function evaluateChecks(solution: Solution, checks: Readonly<Record<string, Check>>, console: RunConsole, step?: string): CheckResult[] {
  return Object.entries(checks).map(([id, check]) => {
    const found = differences(solution, check, console);
    return {
      id,
      ...(step !== undefined && { step }),
      ...(check.claim !== undefined && { claim: check.claim }),
      title: check.title,
      check,
      pass: found.length === 0,
      found,
      reasons: [],
    };
  });
}

function differences(solution: Solution, check: Check, console: RunConsole): string[] {
  switch (check.kind) {
    case 'rows':
      return rowDifferences(solution, check);
    case 'console':
      return textDifferences(console(solution, check.device, check.command).text, check);
    case 'flow': {
      const flow: FlowSpec | undefined = typeof check.flow === 'string' ? solution.lab.flows?.[check.flow] : check.flow;
      // What is expected is expected of the flow itself: what other flows of its kind would meet is not looked for.
      return flow
        ? flowDifferences(traceFlow(solution, flow, { branches: false }), check.expect)
        : [`expected a flow named ${JSON.stringify(check.flow)}, found none`];
    }
    case 'policy':
      return policyDifferences(solution, check);
    case 'diagnostic': {
      const there = solution.diagnostics.some((d) => d.code === check.code && (check.object === undefined || d.place.object === check.object));
      return there === check.present ? [] : [check.present ? `expected the problem ${check.code}, found none` : `expected no problem ${check.code}, found one`];
    }
  }
}

type Cells = Readonly<Record<string, Cell>>;

/** Rows as a multiset, over the columns that each expected row names. */
function rowDifferences(solution: Solution, check: Extract<Check, { kind: 'rows' }>): string[] {
  const table = routesTable(solution, check.device, check.table, check.peer);
  const rest: Cells[] = table.rows.map((r) => r.cells).filter((cells) => Object.entries(check.where ?? {}).every(([k, v]) => String(cells[k]) === String(v)));
  const out: string[] = [];
  for (const wanted of check.rows) {
    const at = rest.findIndex((cells) => Object.entries(wanted).every(([k, v]) => String(cells[k] ?? '') === String(v ?? '')));
    if (at >= 0) rest.splice(at, 1);
    else out.push(`missing: ${rowText(wanted)}`);
  }
  if (check.match !== 'includes') out.push(...rest.map((cells) => `not expected: ${rowText(cells)}`));
  return out;
}

function rowText(cells: Cells): string {
  return Object.entries(cells)
    .map(([k, v]) => `${k} ${v === null || v === '' ? '-' : v}`)
    .join(', ');
}

/** Lines with the things that differ from run to run taken out: times, round trips and table versions. */
function settled(line: string): string {
  return line
    .replace(/\b(?:\d{2}:\d{2}:\d{2}|\d+[dwy]\d{2}[hwd](?:\d{2}[mh])?)\b/g, 'TIME')
    .replace(/\b\d+\.\d{2,3} ms\b/g, 'TIME ms')
    .replace(/table version is \d+/, 'table version is N')
    .trimEnd();
}

function textDifferences(text: string, check: Extract<Check, { kind: 'console' }>): string[] {
  const have = text.trimEnd().split('\n').map(settled);
  const want = check.lines.map(settled);
  while (want.at(-1) === '') want.pop();
  if (check.match === 'includes') return want.filter((l) => !have.includes(l)).map((l) => `missing line: ${l}`);
  const out: string[] = [];
  for (let i = 0; i < Math.max(have.length, want.length); i++) {
    if (have[i] === want[i]) continue;
    if (want[i] !== undefined) out.push(`line ${i + 1}: expected ${JSON.stringify(want[i])}`);
    if (have[i] !== undefined) out.push(`line ${i + 1}: found    ${JSON.stringify(have[i])}`);
    if (out.length >= 12) break;
  }
  return out;
}

function policyDifferences(solution: Solution, check: Extract<Check, { kind: 'policy' }>): string[] {
  const speaker = solution.controlPlane.speakers.get(check.device);
  const prefix = parsePrefix(check.route.prefix);
  const asPath = parseAsPath(check.route.asPath);
  if (!speaker) return [`expected ${check.device} to run BGP, found no speaker`];
  if (!prefix || !asPath) return [`expected a prefix and an AS path, got ${check.route.prefix} and ${check.route.asPath}`];
  const attributes = {
    origin: 'igp' as const,
    asPath,
    nextHop: prefix.ip,
    weight: 0,
    communities: [],
    largeCommunities: [],
    extendedCommunities: [],
    clusterList: [],
  };
  const { action } = evaluateRouteMap(check.routeMap, { prefix, attributes, direction: 'in', localAsn: speaker.asn }, speaker.config.policy);
  return action === check.expect
    ? []
    : [`expected route-map ${check.routeMap} to ${check.expect} ${check.route.prefix} with path ${check.route.asPath}, found ${action}`];
}
