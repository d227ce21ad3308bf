/** The Azure CLI: which commands a device answers, and their answers (A220–A232). */
import { subnetsOf } from '../../explain/tables/index.ts';
import type { Solution } from '../../solution.ts';
import { circuitRoutes, circuitSummary } from './circuit.ts';
import { advertisedRoutes, learnedRoutes, peerStatus } from './gateway.ts';
import { effectiveRouteTable, nicNames, showNextHop } from './nic.ts';
import { parseAz } from './parse.ts';
import { type AzAnswer, type AzOptions, fail, hint, invalidChoice, notFound, sameName } from './print.ts';
import { peeringRoutes, peerings, showRouteServer } from './route-server.ts';

interface AzCommand {
  /** Kinds of nodes that it asks. */
  readonly kinds: readonly string[];
  /** The option that names the device, where one does, and what sort of resource that is. */
  readonly named?: readonly [option: string, type: string];
  /** Its other options. */
  readonly takes: readonly string[];
  readonly run: (solution: Solution, device: string, options: AzOptions) => AzAnswer;
  /** The options that it cannot do without, for help. */
  readonly example?: (solution: Solution, device: string) => string;
}

const GATEWAYS = ['vpn-gateway', 'er-gateway'];
const GATEWAY = ['name', 'Microsoft.Network/virtualNetworkGateways'] as const;
/** A Route Server is a hub of its own to the service. */
const HUB = 'Microsoft.Network/virtualHubs';
/** Options of every command; an `-o` and a `--query` are taken off before. */
const COMMON: readonly string[] = ['resource-group', 'subscription'];
const firstPeer = (solution: Solution, device: string) =>
  [...solution.controlPlane.speakers.values()].find((s) => s.device === device)?.sessions[0]?.peer.id ?? '<ip>';
const firstPeering = (solution: Solution, device: string) => Object.keys(solution.lab.routeServers?.[device]?.bgpConnections ?? {})[0] ?? '<peering>';

const COMMANDS: Readonly<Record<string, AzCommand>> = {
  'az network vnet-gateway list-learned-routes': { kinds: GATEWAYS, named: GATEWAY, takes: [], run: learnedRoutes },
  'az network vnet-gateway list-advertised-routes': {
    kinds: GATEWAYS,
    named: GATEWAY,
    takes: ['peer'],
    run: advertisedRoutes,
    example: (s, d) => `--name ${d} --peer ${firstPeer(s, d)}`,
  },
  'az network vnet-gateway list-bgp-peer-status': { kinds: GATEWAYS, named: GATEWAY, takes: ['peer'], run: peerStatus },
  'az network routeserver show': { kinds: ['route-server'], named: ['name', HUB], takes: [], run: showRouteServer },
  'az network routeserver peering list': { kinds: ['route-server'], named: ['routeserver', HUB], takes: [], run: peerings },
  'az network routeserver peering list-learned-routes': {
    kinds: ['route-server'],
    named: ['routeserver', HUB],
    takes: ['name'],
    run: peeringRoutes('learned'),
    example: (s, d) => `--name ${firstPeering(s, d)} --routeserver ${d} --query RouteServiceRole_IN_0`,
  },
  'az network routeserver peering list-advertised-routes': {
    kinds: ['route-server'],
    named: ['routeserver', HUB],
    takes: ['name'],
    run: peeringRoutes('advertised'),
    example: (s, d) => `--name ${firstPeering(s, d)} --routeserver ${d} --query RouteServiceRole_IN_0`,
  },
  'az network nic show-effective-route-table': {
    kinds: ['router'],
    takes: ['name'],
    run: effectiveRouteTable,
    example: (s, d) => `--name ${nicNames(s, d)[0] ?? ''}`,
  },
  'az network watcher show-next-hop': {
    kinds: ['router'],
    named: ['vm', 'Microsoft.Compute/virtualMachines'],
    takes: ['source-ip', 'dest-ip', 'nic'],
    run: showNextHop,
    example: (_s, d) => `--vm ${d} --source-ip <ip> --dest-ip <ip>`,
  },
  'az network express-route list-route-tables': {
    kinds: ['msee'],
    named: ['name', 'Microsoft.Network/expressRouteCircuits'],
    takes: ['path', 'peering-name'],
    run: circuitRoutes,
    example: (_s, d) => `--name ${d} --path primary --peering-name AzurePrivatePeering`,
  },
  'az network express-route list-route-tables-summary': {
    kinds: ['msee'],
    named: ['name', 'Microsoft.Network/expressRouteCircuits'],
    takes: ['path', 'peering-name'],
    run: circuitSummary,
    example: (_s, d) => `--name ${d} --path primary --peering-name AzurePrivatePeering`,
  },
};

/** The `az` commands that a device answers. */
function answered(solution: Solution, device: string): [name: string, command: AzCommand][] {
  const node = [...solution.network.nodes.values()].find((n) => n.device === device);
  if (!node || (node.kind === 'router' && subnetsOf(solution, device).length === 0)) return [];
  return Object.entries(COMMANDS).filter(([, c]) => c.kinds.includes(node.kind));
}

/** Their lines, with the options that each needs, for help and completion. */
export function azCommands(solution: Solution, device: string): string[] {
  return answered(solution, device).map(([name, c]) => [name, c.example?.(solution, device), '-o table'].filter(Boolean).join(' '));
}

export function runAz(solution: Solution, device: string, line: string): AzAnswer {
  const { name, options, output } = parseAz(line);
  const mine = answered(solution, device);
  const answers = hint(`${device} answers`, mine.length > 0 ? mine.map(([n]) => n) : ['no az command']);
  const [called, known] = Object.entries(COMMANDS).find(([n]) => name === n || name.startsWith(`${n} `)) ?? [];
  if (called === undefined || !known) return fail(`'${unknownWord(name)}' is misspelled or not recognized by the system.${answers}`);
  const command = mine.find(([n]) => n === called)?.[1];
  if (!command) return fail(`'${called}' asks another sort of resource than ${device}.${answers}`);
  const strange = strangers(command, name.slice(called.length).trim(), options);
  if (strange.length > 0) return fail(`unrecognized arguments: ${strange.join(' ')}`);
  if (output !== undefined) return fail(invalidChoice('--output', output, ['json', 'jsonc', 'table']));
  const [option, type] = command.named ?? [];
  const named = option === undefined ? undefined : options.of[option];
  if (type !== undefined && named !== undefined && !sameName(named, device)) return elsewhere(solution, device, type, named, options);
  return command.run(solution, device, options);
}

/** The first word that no command has at its place. */
function unknownWord(name: string): string {
  const words = name.split(' ');
  const end = words.findIndex((_, i) => !Object.keys(COMMANDS).some((c) => `${c} `.startsWith(`${words.slice(0, i + 1).join(' ')} `)));
  return words[end < 0 ? words.length - 1 : end] as string;
}

/** What the command has no use for, as it stands in the line. */
function strangers(command: AzCommand, words: string, options: AzOptions): string[] {
  const takes = [...COMMON, ...command.takes, ...(command.named ?? []).slice(0, 1)];
  const others = Object.entries(options.of).filter(([option]) => !takes.includes(option));
  return [...(words === '' ? [] : [words]), ...others.map(([option, value]) => `${option.startsWith('-') ? '' : '--'}${option} ${value}`.trim())];
}

/** A resource that another device of the lab is, or none. */
function elsewhere(solution: Solution, device: string, type: string, named: string, options: AzOptions): AzAnswer {
  const there = [...solution.network.nodes.values()].some((n) => sameName(n.device, named));
  return there ? fail(`this is ${device}, not ${named}: ask ${named} itself`) : notFound(type, named, options, [device]);
}
