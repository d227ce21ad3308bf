// Installs what is missing, with nothing but Node and npm: the packages of the lockfile, and a Chromium when the machine has none.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Runs a command with its output shown; true when it succeeded. */
export function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32', ...options }).status === 0;
}

/** `npm ci` when node_modules is missing or was installed from another lockfile. */
export function installPackages() {
  const lock = readFileSync(`${root}/package-lock.json`, 'utf8');
  const stamp = `${root}/node_modules/.hoplab-lock`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing packages …');
  if (!run(npm, ['ci', '--no-audit', '--no-fund'])) throw new Error('npm ci failed: see its output above');
  writeFileSync(stamp, lock);
}

const CHROMIUMS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];

/** The path of a Chromium that the machine has, `playwright` when Playwright has one of its own, or undefined. */
export function findChromium() {
  const stated = process.env.CHROMIUM_PATH;
  if (stated && existsSync(stated)) return stated;
  const system = CHROMIUMS.find((path) => existsSync(path));
  if (system) return system;
  const own = spawnSync(
    process.execPath,
    ['-e', "import('@playwright/test').then(({chromium})=>process.exit(require('fs').existsSync(chromium.executablePath())?0:1))"],
    { cwd: root },
  );
  return own.status === 0 ? 'playwright' : undefined;
}

/** Playwright's own download first, then the system's package manager. */
export function installChromium() {
  if (findChromium()) return;
  console.log('Installing a Chromium for the browser tests …');
  if (run('npx', ['--no-install', 'playwright', 'install', 'chromium'], { timeout: 300_000 }) && findChromium()) return;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    run('apt-get', ['update', '-q'], { env });
    run('apt-get', ['install', '-y', '-q', 'chromium', 'fonts-noto-cjk'], { env });
  }
  if (!findChromium()) throw new Error('no Chromium found and none could be installed: set CHROMIUM_PATH to one, or run `npx playwright install chromium`');
}
