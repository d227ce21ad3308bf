import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'scenarios/**/*.test.ts', 'oracle/**/*.test.ts', 'scripts/**/*.test.mjs'],
    passWithNoTests: false,
    testTimeout: 60_000,
  },
});
