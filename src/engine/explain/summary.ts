/** What the screen shows of a device at a glance. */
import { formatIp } from '../ip/index.ts';
import type { Solution } from '../solution.ts';
import { devicesOf } from './diff.ts';
import { speakersOf, tablesOf } from './tables/index.ts';
import type { DeviceSummary } from './types.ts';

export function summarizeDevices(solution: Solution, commandsOf: (solution: Solution, device: string) => string[]): DeviceSummary[] {
  return devicesOf(solution).map((id) => {
    const nodes = [...solution.network.nodes.values()].filter((n) => n.device === id);
    return {
      id,
      tables: tablesOf(solution, id),
      addresses: nodes
        .flatMap((n) => (n.kind === 'azure-firewall' ? [] : n.interfaces.flatMap((i) => i.addresses.map((a) => formatIp(a.ip)))))
        .concat(nodes[0]?.kind === 'azure-firewall' ? [formatIp(nodes[0].vip)] : []),
      commands: commandsOf(solution, id),
      sessions: speakersOf(solution, id).flatMap((s) =>
        s.sessions.map((session) => {
          const peerDevice = [...solution.network.nodes.values()].find((n) =>
            n.interfaces.some((i) => i.addresses.some((a) => a.ip === session.peer.address)),
          )?.device;
          return {
            speaker: s.id,
            peer: session.peer.id,
            up: session.state === 'Established',
            ...(peerDevice !== undefined && { peerDevice }),
            ...(session.reason && { reason: session.reason }),
          };
        }),
      ),
    };
  });
}
