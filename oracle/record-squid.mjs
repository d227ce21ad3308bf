// Records what the real Squid does with requests, and which texts it starts with, in the files that ask (oracle/squid/).
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { digest } from './squid-digest.mjs';
import { parseVerdict, SquidMachine, squidVersion } from './squid-machine.mjs';

/**
 * Runs one file of requests, case by case: each has its own squid.conf for the lab's machines. The file is rewritten with the answers;
 * where some cases have none, those alone are asked.
 */
export async function recordSquid(file) {
  const given = JSON.parse(readFileSync(file, 'utf8'));
  const machine = new SquidMachine(given.lab);
  try {
    machine.open();
    await sleep(1500);
    const unasked = given.cases.filter(({ asks }) => asks.some((a) => !a.said));
    for (const one of unasked.length > 0 ? unasked : given.cases) await answerCase(machine, given, one);
  } finally {
    machine.close();
  }
  given.squid = squidVersion();
  writeFileSync(file, `${JSON.stringify(given, null, 1)}\n`);
  console.log(`${file}: ${given.cases.length} cases of ${given.squid}`);
  return true;
}

async function answerCase(machine, { lab, client, proxy, common }, one) {
  // What others go by starts first, and stands last in the lab: a parent that does not answer at the start counts as dead.
  const hosts = Object.keys(lab.hosts).filter((host) => one.texts[host]);
  for (const host of hosts.toReversed()) await machine.startSquid(host, [...common, ...one.texts[host]].join('\n'));
  await sleep(700);
  for (const ask of one.asks) {
    const { text, logs } = await machine.ask(client, `curl -sv -S -k -m 130 -x ${proxy.url} ${ask.url}`);
    ask.said = digest(text);
    ask.logs = logs;
  }
  await machine.stopSquids();
}

/** Puts every text of a file to `squid -k parse`. */
export function recordParse(file) {
  const given = JSON.parse(readFileSync(file, 'utf8'));
  given.configs = given.configs.map(({ text }) => ({ text, ...parseVerdict(`${text}\n`) }));
  given.squid = squidVersion();
  writeFileSync(file, `${JSON.stringify(given, null, 1)}\n`);
  console.log(`${file}: ${given.configs.length} texts, ${given.configs.filter((c) => c.starts).length} of them good, said ${given.squid}`);
  return true;
}
