// `npm start`: installs what is missing, builds, serves the lab on this machine and prints its address.
import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { installPackages, root, run } from './install.mjs';

installPackages();
if (!run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'])) process.exit(1);

const port = await freePort(Number(process.env.PORT ?? 4173));
const server = spawn(
  process.execPath,
  ['node_modules/vite/bin/vite.js', 'preview', '--host', '127.0.0.1', '--port', String(port), '--strictPort', '--logLevel', 'warn'],
  { cwd: root, stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code) => process.exit(code ?? 0));
await reachable(port);
console.log(`Hoplab is at http://127.0.0.1:${port}/  (Ctrl-C stops it)`);

/** The port asked for, or the next one that is free. */
async function freePort(from) {
  for (let port = from; port < from + 100; port++) {
    const free = await new Promise((done) => {
      const probe = createServer();
      probe.once('error', () => done(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
    });
    if (free) return port;
  }
  throw new Error(`no free port from ${from} to ${from + 99}`);
}

/** However long a busy machine takes: should the server end, so does this. Not asked by `fetch`, which refuses ports that it knows for others'. */
async function reachable(port) {
  for (;;) {
    const answers = await new Promise((done) => {
      const probe = connect(port, '127.0.0.1', () => {
        probe.end();
        done(true);
      });
      probe.once('error', () => done(false));
    });
    if (answers) return;
    await new Promise((r) => setTimeout(r, 100));
  }
}
