/**
 * Built-in scenarios are read by the engine when the site is built: what the browser loads is the scenario as data, checked and with its
 * texts joined, so that a lab opens before the engine is there.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { readScenario } from '../../src/engine/model/index.ts';

const FILE = /\/scenarios\/(?!.*\.schema\.json$)[^/]+\.json$/;

export function scenarios(): Plugin {
  return {
    name: 'hoplab:scenarios',
    enforce: 'pre',
    load(id) {
      if (!FILE.test(id)) return undefined;
      const { scenario, diagnostics } = readScenario(readFileSync(id, 'utf8'));
      const wrong = diagnostics.filter((d) => d.severity === 'error');
      if (!scenario || wrong.length > 0) this.error(`${id}: ${wrong.map((d) => d.message).join('; ')}`);
      return JSON.stringify(scenario);
    },
  };
}
