/** A machine's NICs: `az network nic show-effective-route-table`, `az network watcher show-next-hop` (A220, A221, A232). */
import type { EffectiveNextHopType, EffectiveRoute } from '../../azure/index.ts';
import type { NetInterface } from '../../compile/index.ts';
import { matchRows } from '../../data-plane/index.ts';
import { formatIp, formatPrefix, parseIp } from '../../ip/index.ts';
import type { Solution } from '../../solution.ts';
import { answer, type AzAnswer, type AzOptions, type Column, columnsOf, fail, notFound, refused, required, resourceId, sameName } from './print.ts';

const NIC_TYPE = 'Microsoft.Network/networkInterfaces';

const EFFECTIVE: readonly Column[] = [
  { key: 'source', heading: 'Source' },
  { key: 'state', heading: 'State' },
  { key: 'addressPrefix', heading: 'Address Prefix' },
  { key: 'nextHopType', heading: 'Next Hop Type' },
  { key: 'nextHopIpAddress', heading: 'Next Hop IP' },
];

interface Nic {
  /** `vm-eth0`. */
  readonly name: string;
  readonly subnet: string;
  readonly at: NetInterface;
}

function nicsOf(solution: Solution, device: string): Nic[] {
  const interfaces = solution.network.nodes.get(device)?.interfaces ?? [];
  return interfaces.flatMap((at) =>
    at.segment !== undefined && solution.effectiveRoutes.has(at.segment) ? [{ name: `${device}-${at.name}`, subnet: at.segment, at }] : [],
  );
}

/** By `vm-eth0`, `eth0`, or the machine's own id where it has one NIC. */
export function nicNames(solution: Solution, device: string): string[] {
  return nicsOf(solution, device).map((n) => n.name);
}

function nicNamed(nics: readonly Nic[], device: string, name: string | undefined): Nic | undefined {
  if (name === undefined || sameName(name, device)) return nics.length === 1 ? nics[0] : undefined;
  return nics.find((n) => sameName(n.name, name) || sameName(n.at.name, name));
}

/** A25 in the service's words. */
function notRunning(nic: Nic, options: AzOptions): AzAnswer {
  const what = 'to get effective routes';
  return refused(
    'NicMustBeAttachedToRunningVmToGetEffectiveRoutes',
    `A network interface must be attached to a running virtual machine ${what}. The network interface ${resourceId(NIC_TYPE, nic.name, options)} is not attached to a running virtual machine.`,
  );
}

/** A25: only of a NIC whose machine runs. */
export function effectiveRouteTable(solution: Solution, device: string, options: AzOptions): AzAnswer {
  const nics = nicsOf(solution, device);
  const { name } = options.of;
  const nic = nicNamed(nics, device, name);
  if (!nic && name !== undefined && !sameName(name, device)) return notFound(NIC_TYPE, name, options, nicNames(solution, device));
  if (!nic) return required('--name/-n', nicNames(solution, device));
  if (!nic.at.up) return notRunning(nic, options);
  const propagation = solution.network.subnetRoutes.get(nic.subnet)?.propagation !== false;
  const rows = solution.effectiveRoutes.get(nic.subnet) ?? [];
  if (options.output === 'table') {
    const cells = rows.map((r) => ({
      ...texts(r),
      addressPrefix: formatPrefix(r.prefix),
      nextHopIpAddress: r.nextHopIp === undefined ? '' : formatIp(r.nextHopIp),
    }));
    return answer({ value: cells }, options, EFFECTIVE);
  }
  const value = rows.map((r) => ({
    ...texts(r),
    addressPrefix: [formatPrefix(r.prefix)],
    disableBgpRoutePropagation: !propagation,
    name: r.name ?? null,
    nextHopIpAddress: r.nextHopIp === undefined ? [] : [formatIp(r.nextHopIp)],
  }));
  return answer({ nextLink: null, value }, options, EFFECTIVE);
}

function texts({ source, state, nextHopType }: EffectiveRoute) {
  return { source, state, nextHopType };
}

/** Network Watcher's words where they are not those of effective routes (A232). */
const WATCHER: Readonly<Partial<Record<EffectiveNextHopType, string>>> = { VNetPeering: 'VnetPeering', VNetGlobalPeering: 'VnetPeering' };

/** The row that a packet from one of the machine's addresses would take; of several equal ones the first. */
export function showNextHop(solution: Solution, device: string, options: AzOptions): AzAnswer {
  const [from, to] = [options.of['source-ip'], options.of['dest-ip']];
  if (from === undefined) return required('--source-ip');
  if (to === undefined) return required('--dest-ip');
  const [source, destination] = [parseIp(from), parseIp(to)];
  if (source === undefined || destination === undefined) return fail(`--source-ip ${from} --dest-ip ${to}: expected addresses`);
  const nics = nicsOf(solution, device);
  const nic = nics.find((n) => n.at.addresses.some((a) => a.ip === source));
  if (!nic) return fail(`--source-ip ${from}: ${device} has ${nics.flatMap((n) => n.at.addresses.map((a) => formatIp(a.ip))).join(', ')}`);
  if (!nic.at.up) return notRunning(nic, options);
  const [row] = matchRows(solution.effectiveRoutes.get(nic.subnet) ?? [], destination);
  const value = {
    nextHopIpAddress: row?.nextHopIp === undefined ? null : formatIp(row.nextHopIp),
    nextHopType: row ? (WATCHER[row.nextHopType] ?? row.nextHopType) : 'None',
    routeTableId: row?.routeTable === undefined ? 'System Route' : resourceId('Microsoft.Network/routeTables', row.routeTable, options),
  };
  return answer(value, options, columnsOf('nextHopType', 'nextHopIpAddress', 'routeTableId'), (v) => [v]);
}
