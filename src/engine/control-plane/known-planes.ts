/**
 * Control planes that were found, by what they stand on. Most edits of a lab leave that as it was (a filter, a security group, a place on the canvas):
 * then nothing has to come to rest anew. Nothing may show whether an answer was known; a test holds that.
 */
import type { Diagnostic } from '../model/index.ts';
import { converge } from './converge.ts';
import { historyFindings, restFindings } from './findings.ts';
import { movedPlaces, withPlaces } from './moved-lines.ts';
import { prefixesIn } from './size.ts';
import { sameTerrain, type Terrain } from './terrain.ts';
import type { ControlPlane } from './types.ts';

/** A network at rest, and what the way there says of it. */
export interface Rest {
  readonly controlPlane: ControlPlane;
  readonly findings: readonly Diagnostic[];
}

/** The state before an edit, the one that is compared with it, the next step's. */
const KEPT = 3;
/** Prefixes in the tables of all that are kept; a larger one is kept alone. */
const ROOM = 120_000;

interface Known {
  readonly states: readonly Terrain[];
  readonly rest: Rest;
  readonly prefixes: number;
  /** The one that came to rest by itself; others were told of it, with lines that have moved. */
  readonly origin?: Known;
}

export class KnownPlanes {
  private known: Known[] = [];

  /** Where a network comes to rest that runs through these states, the last of which is what it is now. */
  restOf(states: readonly [Terrain, ...Terrain[]]): Rest {
    const found = this.known.find((k) => k.states.length === states.length && k.states.every((s, i) => sameTerrain(s, states[i] as Terrain)));
    const now = found ?? this.moved(states) ?? sized(states, comeToRest(states));
    let prefixes = 0;
    this.known = [now, ...this.known.filter((k) => k !== now)].slice(0, KEPT).filter((k) => (prefixes += k.prefixes) <= ROOM || k === now);
    return now.rest;
  }

  /** One that says the same on other lines. */
  private moved(states: readonly [Terrain, ...Terrain[]]): Known | undefined {
    for (const origin of new Set(this.known.map((k) => k.origin ?? k))) {
      const [before, ...more] = origin.states;
      // What was found of the way there names lines, too.
      if (!before || more.length > 0 || states.length > 1 || origin.rest.findings.length > 0) continue;
      const places = movedPlaces(before, states[0]);
      if (!places) continue;
      const { controlPlane, findings } = origin.rest;
      return { states, rest: { controlPlane: withPlaces(controlPlane, places), findings }, prefixes: origin.prefixes, origin };
    }
    return undefined;
  }
}

function sized(states: readonly Terrain[], rest: Rest): Known {
  return { states, rest, prefixes: prefixesIn(rest.controlPlane) };
}

function comeToRest([first, ...changes]: readonly [Terrain, ...Terrain[]]): Rest {
  const controlPlane = converge(first, { changes });
  const last = changes.at(-1);
  return { controlPlane, findings: [...restFindings(controlPlane), ...(last ? historyFindings(controlPlane, last) : [])] };
}
