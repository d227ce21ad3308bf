/** The text of consoles in every recording that has some: each command that FRR 8.4.4 answered, answered alike (compare-text.ts, compare-json.ts). */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FrrLab } from '../src/engine/compile/frr-lab.ts';
import { runFrrLab } from '../src/engine/console/frr-lab-result.ts';
import { jsonDifference, type Value, valueDifference } from './compare-json.ts';
import { textDifference } from './compare-text.ts';

const folder = new URL('./recordings/', import.meta.url);

interface Recording {
  readonly lab: FrrLab;
  readonly result: { readonly routers: Readonly<Record<string, { readonly show?: Readonly<Record<string, string>> }>> };
}

const recordings = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => ({ name, recording: JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Recording }))
  .filter(({ recording }) => Object.values(recording.result.routers).some((r) => r.show));

/** However `json` is shortened; what a command says in text all the same is text. */
function isJson(command: string, want: string): boolean {
  return / js?o?n?(?: [dn][a-z-]*)?$/.test(command) && /^\s*[{[]/.test(want);
}

describe('every key of FRR 8.4.4’s JSON, as recorded', () => {
  it.each(recordings)('$name', ({ recording: { lab, result } }) => {
    const got = runFrrLab(lab).routers;
    const tables = (router: object | undefined) => ({ ...router, said: null, show: null }) as Value;
    const differences = Object.entries(result.routers).flatMap(([id, want]) => {
      const difference = valueDifference(tables(want), tables(got[id]));
      return difference === undefined ? [] : [`${id}${difference}`];
    });
    expect(differences).toEqual([]);
  });
});

describe('what FRR 8.4.4 prints, as recorded', () => {
  it.each(recordings)('$name', ({ recording: { lab, result } }) => {
    const asked = Object.fromEntries(Object.entries(result.routers).map(([id, r]) => [id, Object.keys(r.show ?? {})]));
    const got = runFrrLab({ ...lab, show: asked });
    const differences = Object.entries(result.routers).flatMap(([id, { show = {} }]) =>
      Object.entries(show).flatMap(([command, want]) => {
        const shown = got.routers[id]?.['show'] as Readonly<Record<string, string>> | undefined;
        const compare = isJson(command, want) ? jsonDifference : textDifference;
        const difference = compare(want, shown?.[command] ?? '');
        return difference === undefined ? [] : [`${id} ${command}: ${difference}`];
      }),
    );
    expect(differences).toEqual([]);
  });
});
