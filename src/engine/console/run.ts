/** `runCommand`: what a device prints for a line typed at it. */
import type { ConsoleOutput } from '../explain/types.ts';
import { speakersOf } from '../explain/tables/index.ts';
import type { RouterNode } from '../compile/index.ts';
import type { Solution } from '../solution.ts';
import { azCommands, runAz } from './az/index.ts';
import { type CommandPattern, matchCommand } from './commands.ts';
import { iosShowIpBgp } from './ios-bgp.ts';
import { iosShowIpRoute } from './ios.ts';
import { isFirewall, kusto, kustoCommands } from './kusto/index.ts';
import { isShellCommand, runShell, shellCommands } from './shell.ts';
import { runVtysh } from './vtysh/commands.ts';
import { isVtyshLine } from './vtysh/exec-words.ts';
import { OFFERED_COMMANDS } from './vtysh/offered.ts';
import { vtyshOf } from './vtysh/router.ts';
import { showRunningConfig } from './vtysh/running-config.ts';
import { runWhy } from './why.ts';

function routerOf(solution: Solution, device: string): RouterNode | undefined {
  const node = solution.network.nodes.get(device);
  return node?.kind === 'router' ? node : undefined;
}

function iosCommands(solution: Solution, device: string): CommandPattern<string>[] {
  return [
    { pattern: 'show ip route', run: () => iosShowIpRoute(solution, device) },
    { pattern: 'show ip bgp', run: () => iosShowIpBgp(speakersOf(solution, device)[0]) },
    { pattern: 'show running-config', run: () => runningConfig(solution, device) },
  ];
}

/** A router drawn as Cisco is configured in FRR's language, and shows it. */
function runningConfig(solution: Solution, device: string): string {
  const router = vtyshOf(solution.network, solution.controlPlane, device);
  return router ? showRunningConfig(router) : '';
}

/** The command lines that a device answers, for help and completion. */
export function commandsOf(solution: Solution, device: string): string[] {
  const node = routerOf(solution, device);
  const own = !node ? [] : node.platform === 'ios' ? iosCommands(solution, device).map((c) => c.pattern) : node.platform === 'frr' ? OFFERED_COMMANDS : [];
  return [
    ...own,
    ...(node && node.platform !== 'ios' ? shellCommands(node) : []),
    ...kustoCommands(solution, device),
    ...azCommands(solution, device),
    'why <prefix>',
  ];
}

/** The device's answer with its prompt; `error` when it has no such command. Never throws. */
export function runCommand(solution: Solution, device: string, command: string): ConsoleOutput {
  const line = command.trim();
  const asked = runWhy(solution, device, line);
  if (asked) return asked;
  if (line.startsWith('az ')) return { prompt: '$ ', ...runAz(solution, device, line) };
  if (isFirewall(solution, device) && /^AZFW/i.test(line)) return { prompt: '> ', ...kusto(solution, device, line) };
  const node = routerOf(solution, device);
  if (!node) return { prompt: '$ ', text: `${device} answers: ${commandsOf(solution, device).join('; ') || 'nothing (it has no console)'}`, error: true };
  if (node.platform === 'ios') return runIos(solution, device, line);
  const toVtysh = node.platform === 'frr' && isVtyshLine(line) && !isShellCommand(node, line);
  const router = toVtysh ? vtyshOf(solution.network, solution.controlPlane, device) : undefined;
  if (router) return { prompt: `${device}# `, ...runVtysh(router, line) };
  return { prompt: '$ ', ...runShell(solution, device, line) };
}

function runIos(solution: Solution, device: string, line: string): ConsoleOutput {
  const prompt = `${device}#`;
  const found = matchCommand(line, iosCommands(solution, device));
  if (found.kind === 'found') return { prompt, text: found.run(), error: false };
  if (found.kind === 'ambiguous') return { prompt, text: '% Ambiguous command.', error: true };
  return { prompt, text: "% Invalid input detected at '^' marker.", error: true };
}
