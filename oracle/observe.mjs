// What FRR says of itself once it is at rest: its own JSON of every table, and the text of the commands that people read.
import { setTimeout as sleep } from 'node:timers/promises';
import { LAST, textCommands } from './texts.mjs';

const FAMILIES = ['ipv4', 'ipv6'];
/** Words of lines that change while nothing happens. */
const RESTLESS = ['ptime', 'Uptime', 'msgSent', 'msgRcvd', 'Epoch', 'internal', 'connections', 'Memory', 'idleType', 'inq', 'outq'];
/** A session that does not come up tries for ever: its state is no news until it is up. */
const TRYING = /"state":"(?:Idle|Connect|Active|OpenSent|OpenConfirm)"/;
const TABLES = ['show bgp summary json', 'show bgp ipv4 unicast json', 'show bgp ipv6 unicast json', 'show ip route json', 'show ipv6 route json'];

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { unparsed: text.trim() };
  }
}

/** State by peer, over all families. */
function peers(machine, router) {
  const summary = json(machine.ask(router, 'show bgp summary json'));
  return Object.values(summary).flatMap((family) => Object.entries(family?.peers ?? {}).map(([peer, p]) => ({ peer, as: family.as, state: p.state })));
}

/** Sessions try anew every second instead of every two minutes: it changes when routes come, not which. */
export function hurry(machine) {
  for (const router of Object.keys(machine.lab.routers)) {
    const list = peers(machine, router);
    if (list.length > 0) machine.ask(router, 'configure terminal', `router bgp ${list[0].as}`, ...list.map((p) => `neighbor ${p.peer} timers connect 1`));
  }
}

/** Takes back what `hurry` typed, so that neither the configuration nor a neighbor's timers show it. */
export function unhurry(machine) {
  for (const router of Object.keys(machine.lab.routers)) {
    const text = [machine.lab.routers[router].frr ?? '', ...(machine.lab.late?.[router] ?? [])].join('\n');
    const list = peers(machine, router);
    const own = (peer) => [...text.matchAll(/^\s*neighbor (\S+) timers connect (\d+)/gm)].findLast(([, name]) => name === peer)?.[2];
    const lines = list.map(({ peer }) => (own(peer) ? `neighbor ${peer} timers connect ${own(peer)}` : `no neighbor ${peer} timers connect`));
    // Each by itself: vtysh stops at the first line that is refused, and a neighbor that a listen range let in refuses.
    for (const line of lines) machine.ask(router, 'configure terminal', `router bgp ${list[0].as}`, line);
  }
}

/** Waits until every session is up; returns at the latest after `ms`. */
export async function established(machine, ms) {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(500))
    if (Object.keys(machine.lab.routers).every((r) => peers(machine, r).every((p) => p.state === 'Established'))) return;
}

/** True once nothing has changed for `quiet` ms; false when that does not happen within `ms`. */
export async function settled(machine, quiet, ms) {
  let last = '';
  let since = Date.now();
  for (const end = Date.now() + ms; Date.now() < end; await sleep(1000)) {
    const now = Object.keys(machine.lab.routers)
      .map((r) => machine.ask(r, ...TABLES))
      .join('\n')
      .split('\n')
      .filter((line) => !RESTLESS.some((word) => line.includes(word)) && !TRYING.test(line))
      .join('\n');
    if (now !== last) [last, since] = [now, Date.now()];
    else if (Date.now() - since >= quiet) return true;
  }
  return false;
}

/** The JSON objects of a text that holds several, one after another. */
function objects(text) {
  const out = [];
  let depth = 0;
  let start = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '\\') i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = depth > 0;
    else if (c === '{' && depth++ === 0) start = i;
    else if (c === '}' && --depth === 0) out.push(json(text.slice(start, i + 1)));
  }
  return out;
}

/** How many commands one call of vtysh is given. */
const AT_ONCE = 40;

/** The JSON answers of several commands, asked together. */
function askAll(machine, router, commands) {
  const out = [];
  for (let at = 0; at < commands.length; at += AT_ONCE) {
    const some = commands.slice(at, at + AT_ONCE);
    const answers = objects(machine.ask(router, ...some.map((c) => `${c} json`)));
    out.push(...(answers.length === some.length ? answers : some.map((c) => json(machine.ask(router, `${c} json`)))));
  }
  return out;
}

/** What is asked at the very end, into what is known of each router already. */
export function readLast(machine, routers) {
  for (const [router, { show }] of Object.entries(routers)) for (const command of LAST) show[command] = machine.ask(router, command);
}

/** Everything of one router: facts, and the text of commands where it is wanted. */
export function read(machine, router, texts) {
  const ask = (command) => json(machine.ask(router, `${command} json`));
  const got = {
    'ip route': ask('show ip route'),
    'ipv6 route': ask('show ipv6 route'),
    'bgp ipv4': ask('show bgp ipv4 unicast'),
    'bgp ipv6': ask('show bgp ipv6 unicast'),
    neighbors: ask('show bgp summary'),
    advertised: {},
    detail: {},
    said: machine.said[router],
  };
  for (const family of FAMILIES) {
    const prefixes = Object.keys(got[`bgp ${family}`].routes ?? {});
    const details = askAll(
      machine,
      router,
      prefixes.map((prefix) => `show bgp ${family} unicast ${prefix}`),
    );
    for (const [i, prefix] of prefixes.entries()) got.detail[prefix] = details[i];
    for (const peer of Object.keys(got.neighbors[`${family}Unicast`]?.peers ?? {}))
      got.advertised[peer] = { ...got.advertised[peer], [family]: ask(`show bgp ${family} unicast neighbors ${peer} advertised-routes`) };
  }
  if (!texts) return got;
  const commands = textCommands(machine.lab, router, got);
  const answers = machine.askEach(router, commands);
  return { ...got, show: Object.fromEntries(commands.map((command, i) => [command, answers[i]])) };
}
