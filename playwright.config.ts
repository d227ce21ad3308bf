import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';

/** A Chromium of the machine's own where there is one; else Playwright's. */
const system = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((p) => p && existsSync(p));
/** A port that nobody has, whatever else runs or was left running here. Playwright's workers read this file too, and find the first one's. */
const port = (process.env['E2E_PORT'] ??= freePort());
const asRoot = process.getuid?.() === 0 || process.env['CI'] !== undefined;

function freePort(): string {
  const ask = "const s = require('node:net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close(); })";
  return execFileSync(process.execPath, ['-e', ask], { encoding: 'utf8' }).trim();
}

const MEASURED = '**/numbers.spec.ts';

export default defineConfig({
  testDir: 'e2e',
  workers: Math.min(2, availableParallelism()),
  retries: 0,
  /** What is measured runs alone, when all else is through. */
  projects: [
    { name: 'screen', testIgnore: MEASURED },
    { name: 'numbers', testMatch: MEASURED, dependencies: ['screen'] },
  ],
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  outputDir: 'test-results',
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    locale: 'en-GB',
    timezoneId: 'UTC',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(system ? { executablePath: system } : {}),
      args: [
        ...(asRoot ? ['--no-sandbox'] : []),
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
      ],
    },
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort`,
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
  },
});
