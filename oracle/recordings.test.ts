/** Every recording of real FRR 8.4.4, replayed: each fact that FRR showed, this engine must show, and none besides. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FrrLab } from '../src/engine/compile/frr-lab.ts';
import { runFrrLab } from '../src/engine/console/frr-lab-result.ts';
import { compare } from './compare.ts';

const folder = new URL('./recordings/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort();

describe('FRR 8.4.4, as recorded', () => {
  it.each(names)('%s', (name) => {
    const recording = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { lab: FrrLab; result: unknown };
    const { differences } = compare(recording.result, runFrrLab(recording.lab));
    expect(differences).toEqual([]);
  });
});
