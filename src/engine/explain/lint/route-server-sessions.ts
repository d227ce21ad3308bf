/** A122: an appliance peers with both instances of a Route Server, or gateways and machines may miss its routes. */
import { formatIp, parseIp } from '../../ip/index.ts';
import type { Diagnostic } from '../../model/index.ts';
import { type Computed, say } from './view.ts';

export function routeServerSessions(view: Computed): Diagnostic[] {
  const { lab, solution } = view;
  return Object.entries(lab.routeServers ?? {}).flatMap(([id, server]) => {
    const instances = [...solution.network.nodes.values()].filter((n) => n.kind === 'route-server' && n.device === id);
    const addresses = instances.flatMap((n) => n.interfaces[0]?.addresses[0]?.ip ?? []).map(formatIp);
    return Object.entries(server.bgpConnections ?? {}).flatMap(([name, connection]) => {
      const holder = view.holder(connection.peerIp);
      const vm = holder?.nic ? lab.virtualMachines?.[holder.id] : undefined;
      const speaker = holder && [...solution.network.speakers.values()].find((s) => s.device === holder.id);
      if (!holder || !vm?.frr || !speaker || parseIp(connection.peerIp) === undefined) return [];
      const peers = new Set(speaker.peers.filter((p) => !p.shutdown).map((p) => formatIp(p.address)));
      const missing = addresses.filter((a) => !peers.has(a));
      if (missing.length === 0) return [];
      return [incomplete(holder.id, vm.frr.config, { id, name, missing, there: addresses.find((a) => peers.has(a)) })];
    });
  });
}

interface Missing {
  readonly id: string;
  readonly name: string;
  readonly missing: readonly string[];
  readonly there: string | undefined;
}

function incomplete(device: string, config: string, { id, name, missing, there }: Missing): Diagnostic {
  const path = ['virtualMachines', device, 'frr', 'config'];
  const args = { routeServer: id, peer: name, missing: missing.join(', '), there: there ?? '' };
  if (there === undefined) {
    const message = `is ${name} of ${id}, and its configuration has no session with ${args.missing}`;
    return say('route-server-no-session', 'warning', device, path, 'A122', message, args);
  }
  const message = `peers with ${there} of ${id} only: with one session routes may be missing in subnets and at gateways; add a session with ${args.missing}`;
  const mended = twins(config, there, missing[0] ?? '');
  const fix = { label: `Add the session with ${args.missing}`, patch: { virtualMachines: { [device]: { frr: { config: mended } } } } };
  return say('route-server-one-session', 'warning', device, path, 'A122', message, args, fix);
}

/** Every line about one neighbor, a second time for the other. */
function twins(config: string, one: string, other: string): string {
  return config
    .split('\n')
    .flatMap((line) => (line.trim().split(/\s+/)[1] === one && line.trim().startsWith('neighbor ') ? [line, line.replace(one, other)] : [line]))
    .join('\n');
}
