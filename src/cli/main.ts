/** `hoplab`: the engine on a command line. Exit 0: done; 1: a check failed; 2: bad input, with its place on standard error. */
import { check } from './check.ts';
import { compare } from './compare.ts';
import { FLOW_HELP } from './flow.ts';
import { frr } from './frr.ts';
import { BadInput } from './input.ts';
import { link, open } from './links.ts';
import { routes, show, solveCommand } from './questions.ts';
import { reach } from './reach.ts';
import { trace } from './trace.ts';

const COMMANDS: Readonly<Record<string, { readonly run: (args: readonly string[]) => number; readonly help: string }>> = {
  show: {
    run: show,
    help: 'show FILE DEVICE "COMMAND" [--step S] [--lang en|ja]\n  prints what that console command prints on that device; FILE may be an FRR lab, here and for routes and solve\nshow FILE DEVICE "why PREFIX|ADDRESS" [--lang en|ja] [--json] [--step S]\n  where a route came from, what it met, how it was chosen; or where an absent one stopped\nshow FILE ROUTER "line N" [--lang en|ja] [--json] [--step S]\n  the routes that line N of its FRR configuration touched, and the sessions and routes that would be otherwise without it',
  },
  trace: {
    run: trace,
    help: `trace FILE --from DEVICE --to DEVICE_OR_IP [--proto tcp|udp|icmp] [--port N] [headers] [--step S] [--lang en|ja] [--json]\n  the packet’s way out and back, hop by hop, with the verdict and reasons\n${FLOW_HELP}`,
  },
  reach: {
    run: reach,
    help: 'reach FILE [--proto tcp|udp|icmp] [--port N] [--step S] [--lang en|ja] [--json]\n  who reaches whom: every host to every host and to the Internet; a star where some of the equal ways end otherwise',
  },
  check: {
    run: check,
    help: 'check [FILE…] [--lang en|ja] [--json]\n  runs the checks that the scenario states, every step of it; a folder stands for its scenarios, no FILE for all built-in ones;\n  exit 1 when one fails',
  },
  compare: {
    run: compare,
    help: 'compare FILE DEVICE [--step S] [--lang en|ja] [--json] < pasted.txt\n  somebody’s own az, vtysh, IOS or shell output against the lab’s, row by row; exit 1 when a row differs',
  },
  solve: { run: solveCommand, help: 'solve FILE [--step S] [--lang en|ja] --json\n  everything computed: every device’s tables and diagnostics' },
  routes: {
    run: routes,
    help: 'routes FILE DEVICE [--kind learned|advertised|effective|rib|bgp] [--peer IP] [--table NAME] [--portal] [--step S] [--lang en|ja] [--json]\n  one table, rows as data; of a rib another table than the main one, by its VRF or number; effective routes also in the portal’s words',
  },
  frr: {
    run: frr,
    help: 'frr LAB.json… [-o RESULT.json | DIR] [--lang en|ja]\n  FRR labs in, results out, in the shape of the oracle’s recordings; on standard error what FRR refuses, what the lab does not do,\n  and routing that never settles, with its cycle',
  },
  link: { run: link, help: 'link FILE [--step S] [--lang en|ja]\n  a scenario file to a share link' },
  open: { run: open, help: 'open LINK [--lang en|ja]\n  a share link back to a scenario file' },
};

function help(): string {
  return [
    'hoplab COMMAND …  — an Azure and BGP lab without a browser',
    '',
    ...Object.values(COMMANDS).map((c) => c.help),
    '',
    'FILE is a path, the name of a built-in scenario, or a share link.',
    '--lang says in which language verdicts, reasons and problems are worded; codes and what a device prints stay as they are.',
    'Exit 0: done; 1: a check failed; 2: bad input.',
  ].join('\n');
}

function main(argv: readonly string[]): number {
  const [name, ...args] = argv;
  if (name === undefined || name === '--help' || name === 'help') {
    console.log(help());
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS[name];
  if (!command) {
    console.error(`hoplab: no command ${JSON.stringify(name)}: expected one of ${Object.keys(COMMANDS).join(', ')}`);
    return 2;
  }
  if (args.includes('--help')) {
    console.log(command.help);
    return 0;
  }
  try {
    return command.run(args);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    for (const line of error.lines) console.error(line);
    return 2;
  }
}

process.exitCode = main(process.argv.slice(2));
