/** `runCommand`: what a device prints for a line typed at it. */
import { printFrr } from './running-config.ts';
import type { ConsoleOutput } from '../explain/types.ts';
import { speakersOf } from '../explain/tables/index.ts';
import type { RouterNode } from '../compile/index.ts';
import type { FrrVersion } from '../frr/index.ts';
import type { Solution } from '../solution.ts';
import { azCommands, runAz } from './az.ts';
import { type CommandPattern, matchCommand } from './commands.ts';
import { advertisedJson, bgpSummaryJson, bgpTableJson, familySummary, type Json, ribJson } from './frr-json.ts';
import { iosShowIpBgp } from './ios-bgp.ts';
import { iosShowIpRoute } from './ios.ts';
import { runShell, SHELL_COMMANDS } from './shell.ts';
import { showAdvertised, showBgp, showBgpPrefix, showReceived, showSummaries, showSummary } from './vtysh-bgp.ts';
import { showRouteMap } from './vtysh-policy.ts';
import { runWhy } from './why.ts';
import { showIpRoute, showIpRoutePrefix } from './vtysh-route.ts';

const FRR_844: FrrVersion = { major: 8, minor: 4, patch: 4 };

function routerOf(solution: Solution, device: string): RouterNode | undefined {
  const node = solution.network.nodes.get(device);
  return node?.kind === 'router' ? node : undefined;
}

/** FRR's commands; each answers with text. */
function vtyshCommands(solution: Solution, device: string): CommandPattern<string>[] {
  const node = routerOf(solution, device);
  const version = node?.frr?.version ?? FRR_844;
  const state = speakersOf(solution, device)[0];
  const settled = solution.controlPlane.settledAt;
  const bgp = (run: (s: NonNullable<typeof state>, a: Readonly<Record<string, string>>) => string) => (a: Readonly<Record<string, string>>) =>
    state ? run(state, a) : 'Default BGP instance not found';
  const afi = (a: Readonly<Record<string, string>>): 'ipv4' | 'ipv6' => (a['ipv4|ipv6'] === 'ipv6' ? 'ipv6' : 'ipv4');
  const forms = ['show bgp [ipv4|ipv6] [unicast]', 'show ip bgp [ipv4] [unicast]'];
  const both = (tail: string, run: (s: NonNullable<typeof state>, a: Readonly<Record<string, string>>) => string): CommandPattern<string>[] =>
    forms.map((f) => ({ pattern: `${f}${tail}`, run: bgp(run) }));
  return [
    { pattern: 'show ip route', run: () => showIpRoute(solution, device, 4) },
    { pattern: 'show ipv6 route', run: () => showIpRoute(solution, device, 6) },
    {
      pattern: 'show ip|ipv6 route json',
      run: (a) => {
        const rib = solution.controlPlane.ribs.get(device);
        return rib ? json(ribJson(rib, a['ip|ipv6'] === 'ipv6' ? 'ipv6' : 'ipv4')) : '{}';
      },
    },
    { pattern: 'show ip|ipv6 route <prefix>', run: (a) => showIpRoutePrefix(solution, device, a['prefix'] ?? '') },
    ...both('', (s, a) => showBgp(s, afi(a), version)),
    // F128: only a command that names family and subsequent family leaves the family's heading out.
    { pattern: 'show bgp summary', run: bgp((s) => showSummaries(s, ['ipv4', 'ipv6'], settled)) },
    { pattern: 'show bgp ipv4|ipv6 summary', run: bgp((s, a) => showSummaries(s, [afi(a)], settled)) },
    { pattern: 'show ip bgp summary', run: bgp((s) => showSummaries(s, ['ipv4'], settled)) },
    { pattern: 'show bgp ipv4|ipv6 unicast summary', run: bgp((s, a) => showSummary(s, afi(a), settled)) },
    { pattern: 'show ip bgp ipv4 unicast summary', run: bgp((s) => showSummary(s, 'ipv4', settled)) },
    { pattern: 'show bgp summary json', run: bgp((s) => json(bgpSummaryJson(s, settled))) },
    { pattern: 'show bgp ipv4|ipv6 unicast summary json', run: bgp((s, a) => json(familySummary(s, afi(a), settled) ?? {})) },
    ...both(' json', (s, a) => json(bgpTableJson(s, afi(a)))),
    ...both(' neighbors <peer> advertised-routes json', (s, a) => json(advertisedJson(s, a['peer'] ?? '', afi(a)))),
    ...both(' <prefix>', (s, a) => showBgpPrefix(s, afi(a), a['prefix'] ?? '')),
    ...both(' neighbors <peer> advertised-routes', (s, a) => showAdvertised(s, a['peer'] ?? '', version)),
    ...both(' neighbors <peer> received-routes', (s, a) => showReceived(s, a['peer'] ?? '', version)),
    ...both(' neighbors <peer> routes', (s, a) => showBgp(s, afi(a), version, (p) => p.source.kind === 'peer' && p.source.peer === a['peer'])),
    { pattern: 'show route-map', run: () => showRouteMap(state?.config.policy) },
    { pattern: 'show route-map <name>', run: (a) => showRouteMap(state?.config.policy, a['name']) },
    { pattern: 'show running-config', run: () => printFrr(solution, device) },
  ];
}

/** vtysh prints JSON with two blanks a level. */
function json(value: Json): string {
  return JSON.stringify(value, null, 2);
}

function iosCommands(solution: Solution, device: string): CommandPattern<string>[] {
  return [
    { pattern: 'show ip route', run: () => iosShowIpRoute(solution, device) },
    { pattern: 'show ip bgp', run: () => iosShowIpBgp(speakersOf(solution, device)[0]) },
    { pattern: 'show running-config', run: () => printFrr(solution, device) },
  ];
}

/** The command lines that a device answers, for help and completion. */
export function commandsOf(solution: Solution, device: string): string[] {
  const node = routerOf(solution, device);
  const own = !node
    ? []
    : node.platform === 'ios'
      ? iosCommands(solution, device).map((c) => c.pattern)
      : node.platform === 'frr'
        ? vtyshCommands(solution, device).map((c) => c.pattern)
        : [];
  const az = azCommands(solution, device).map((c) =>
    c.includes('list-advertised-routes') && c.includes('vnet-gateway') ? `${c} --name ${device} --peer <ip> -o table` : `${c} -o table`,
  );
  return [...own, ...(node && node.platform !== 'ios' ? SHELL_COMMANDS : []), ...az];
}

/** The device's answer with its prompt; `error` when it has no such command. Never throws. */
export function runCommand(solution: Solution, device: string, command: string): ConsoleOutput {
  const line = command.trim();
  const asked = runWhy(solution, device, line);
  if (asked) return asked;
  if (line.startsWith('az ')) return { prompt: '$ ', ...runAz(solution, device, line) };
  const node = routerOf(solution, device);
  if (!node) return { prompt: '$ ', text: `${device} answers: ${commandsOf(solution, device).join('; ') || 'nothing (it has no console)'}`, error: true };
  const ios = node.platform === 'ios';
  if (node.platform === 'frr' || ios) {
    const prompt = ios ? `${device}#` : `${device}# `;
    const found = matchCommand(line, ios ? iosCommands(solution, device) : vtyshCommands(solution, device));
    if (found.kind === 'found') {
      const text = found.run();
      // `% Network not in table` is an answer; a command that the device does not have is the error.
      return { prompt, text, error: text.startsWith('% Unknown command') };
    }
    if (found.kind === 'ambiguous') return { prompt, text: '% Ambiguous command.', error: true };
    if (ios || line.startsWith('sh')) return { prompt, text: ios ? "% Invalid input detected at '^' marker." : `% Unknown command: ${line}`, error: true };
  }
  return { prompt: '$ ', ...runShell(solution, device, line) };
}
