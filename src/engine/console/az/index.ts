/** The Azure CLI: which commands a device answers, and their answers (A220–A232). */
import { subnetsOf } from '../../explain/tables/index.ts';
import type { Solution } from '../../solution.ts';
import { circuitRoutes, circuitSummary } from './circuit.ts';
import { advertisedRoutes, learnedRoutes, peerStatus } from './gateway.ts';
import { effectiveRouteTable, nicNames, showNextHop } from './nic.ts';
import { parseAz } from './parse.ts';
import { type AzAnswer, type AzOptions, fail } from './print.ts';
import { peeringRoutes, peerings, showRouteServer } from './route-server.ts';

interface AzCommand {
  /** Kinds of nodes that it asks. */
  readonly kinds: readonly string[];
  /** The option that names the device, where one does. */
  readonly named?: string;
  readonly run: (solution: Solution, device: string, options: AzOptions) => AzAnswer;
  /** The options that it cannot do without, for help. */
  readonly example?: (solution: Solution, device: string) => string;
}

const GATEWAYS = ['vpn-gateway', 'er-gateway'];
const firstPeer = (solution: Solution, device: string) =>
  [...solution.controlPlane.speakers.values()].find((s) => s.device === device)?.sessions[0]?.peer.id ?? '<ip>';
const firstPeering = (solution: Solution, device: string) => Object.keys(solution.lab.routeServers?.[device]?.bgpConnections ?? {})[0] ?? '<peering>';

const COMMANDS: Readonly<Record<string, AzCommand>> = {
  'az network vnet-gateway list-learned-routes': { kinds: GATEWAYS, named: 'name', run: learnedRoutes },
  'az network vnet-gateway list-advertised-routes': {
    kinds: GATEWAYS,
    named: 'name',
    run: advertisedRoutes,
    example: (s, d) => `--name ${d} --peer ${firstPeer(s, d)}`,
  },
  'az network vnet-gateway list-bgp-peer-status': { kinds: GATEWAYS, named: 'name', run: peerStatus },
  'az network routeserver show': { kinds: ['route-server'], named: 'name', run: showRouteServer },
  'az network routeserver peering list': { kinds: ['route-server'], named: 'routeserver', run: peerings },
  'az network routeserver peering list-learned-routes': {
    kinds: ['route-server'],
    named: 'routeserver',
    run: peeringRoutes('learned'),
    example: (s, d) => `--name ${firstPeering(s, d)} --routeserver ${d} --query RouteServiceRole_IN_0`,
  },
  'az network routeserver peering list-advertised-routes': {
    kinds: ['route-server'],
    named: 'routeserver',
    run: peeringRoutes('advertised'),
    example: (s, d) => `--name ${firstPeering(s, d)} --routeserver ${d} --query RouteServiceRole_IN_0`,
  },
  'az network nic show-effective-route-table': {
    kinds: ['router'],
    run: effectiveRouteTable,
    example: (s, d) => `--name ${nicNames(s, d)[0] ?? ''}`,
  },
  'az network watcher show-next-hop': {
    kinds: ['router'],
    named: 'vm',
    run: showNextHop,
    example: (_s, d) => `--vm ${d} --source-ip <ip> --dest-ip <ip>`,
  },
  'az network express-route list-route-tables': {
    kinds: ['msee'],
    named: 'name',
    run: circuitRoutes,
    example: (_s, d) => `--name ${d} --path primary --peering-name AzurePrivatePeering`,
  },
  'az network express-route list-route-tables-summary': {
    kinds: ['msee'],
    named: 'name',
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
  const command = mine.find(([n]) => n === name)?.[1];
  if (!command) return fail(`'${name}' is not answered by ${device}; it answers: ${mine.map(([n]) => n).join(', ') || 'no az command'}`);
  const named = command.named === undefined ? undefined : options.of[command.named];
  if (named !== undefined && named !== device) return fail(`this is ${device}, not ${named}`);
  if (output !== undefined) return fail(`-o ${output}: expected table or json`);
  return command.run(solution, device, options);
}
