import { defineConfig } from 'vitest/config';

/** Those that put something else in a module's place, which nobody else may see. */
const MOCKING = ['oracle/sharing-mutant.test.ts'];

export default defineConfig({
  test: {
    passWithNoTests: false,
    testTimeout: 60_000,
    // Vitest would leave a core to itself, which of two is half.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['src/**/*.test.{ts,tsx}', 'scenarios/**/*.test.ts', 'oracle/**/*.test.ts', 'scripts/**/*.test.mjs'],
          exclude: ['**/node_modules/**', ...MOCKING],
          // Modules are loaded once a worker: the engine keeps nothing between two solves that could be told, and each file would load it again.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'mocking', include: MOCKING } },
    ],
  },
});
