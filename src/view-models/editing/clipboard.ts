/**
 * Copy and paste of objects: a fragment of a lab, as JSON that any Hoplab reads. Pasted objects get free names, the references
 * among them follow, and addresses on networks that stay where they are become free ones.
 */
import { type Lab, type LanInterface, mergePatch, type NetworkInterface, type Position } from '../../engine/index.ts';
import { type DiagramNode, diagramOf, patchAt, pathOf } from '../diagram/index.ts';
import { allIds, freeInSubnet, freeName, freeOnSegment } from './names.ts';

const MARK = 'hoplab/objects@1';

export interface Fragment {
  readonly format: typeof MARK;
  readonly lab: Lab;
}

/** The objects with what stands in them, and the connections that both ends of are among them; undefined when nothing of that can be copied. */
export function copyOf(lab: Lab, ids: readonly string[]): Fragment | undefined {
  const { nodes } = diagramOf(lab);
  const chosen = new Set(ids.flatMap((id) => [id, ...below(nodes, id)]).filter((id) => !id.includes('/') && id !== 'internet'));
  for (const [id, c] of Object.entries(lab.connections ?? {})) {
    const ends = [c.virtualNetworkGateway1, c.virtualNetworkGateway2, c.localNetworkGateway2, c.peer].filter((e) => e !== undefined);
    if (ends.every((e) => chosen.has(e))) chosen.add(id);
  }
  const patches = [...chosen].flatMap((id) => {
    const path = pathOf(lab, id);
    return path ? [patchAt(path, valueAt(lab, path))] : [];
  });
  return patches.length === 0 ? undefined : { format: MARK, lab: patches.reduce<unknown>((all, p) => mergePatch(all, p), {}) as Lab };
}

function below(nodes: readonly DiagramNode[], id: string): string[] {
  const children = nodes.filter((n) => n.parent === id).map((n) => n.id);
  return children.flatMap((c) => [c, ...below(nodes, c)]);
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((v, key) => (typeof v === 'object' && v !== null ? (v as Record<string, unknown>)[key] : undefined), value);
}

/** The fragment in a text of the clipboard; undefined when it is something else. */
export function fragmentOf(text: string): Fragment | undefined {
  try {
    const value = JSON.parse(text) as Partial<Fragment> | null;
    return value?.format === MARK && typeof value.lab === 'object' && value.lab !== null ? (value as Fragment) : undefined;
  } catch {
    return undefined;
  }
}

type Objects = Readonly<Record<string, object>>;

/** What pasting adds, and the new ids. `shift` moves what stands on the open canvas or beside its original, px. */
export function pasteOf(lab: Lab, { lab: fragment }: Fragment, shift = 32): { readonly patch: unknown; readonly ids: readonly string[] } {
  const names = newNames(lab, fragment);
  let into = lab;
  let patch: unknown = {};
  for (const [map, objects] of Object.entries(fragment)) {
    if (map === 'internet' || map === 'flows') continue;
    for (const [id, object] of Object.entries(objects as Objects)) {
      const renamed = follow(object, names) as Objects & { readonly position?: Position };
      const moved = renamed.position ? { ...renamed, position: { x: renamed.position.x + shift, y: renamed.position.y + shift } } : renamed;
      const one = { [map]: { [names.get(id) ?? id]: addressed(into, map, moved, fragment, id, names.get(id) ?? id) } };
      patch = mergePatch(patch, one);
      into = mergePatch(into, one) as Lab;
    }
  }
  return { patch, ids: [...names.values()] };
}

function newNames(lab: Lab, fragment: Lab): Map<string, string> {
  const taken = allIds(lab);
  const names = new Map<string, string>();
  for (const [map, objects] of Object.entries(fragment)) {
    if (map === 'internet' || map === 'flows') continue;
    for (const id of Object.keys(objects as object)) {
      const name = freeName(id, taken);
      taken.push(name);
      names.set(id, name);
    }
  }
  return names;
}

/** Strings that name a copied object (`vnet`, `vnet/subnet`, `circuit/primary`) name its copy. */
function follow(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    const [head = '', ...rest] = value.split('/');
    const name = names.get(head);
    return name !== undefined && (rest.length === 0 || !value.includes(' ')) ? [name, ...rest].join('/') : value;
  }
  if (Array.isArray(value)) return value.map((v) => follow(v, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, follow(v, names)]));
}

/** Free addresses, where the network is one that was not copied along; a machine's own address in its configuration follows. */
function addressed(lab: Lab, map: string, object: object, fragment: Lab, oldId: string, id: string): object {
  if (map === 'virtualMachines') {
    const { networkInterfaces, frr } = object as { networkInterfaces: Record<string, NetworkInterface>; frr?: { config: string } };
    const changes: [string, string][] = [[oldId, id]];
    const nics = Object.entries(networkInterfaces).map(([name, nic]) => {
      const { publicIPAddress: _public, ...kept } = nic;
      const [vnet = '', subnet = ''] = nic.subnet.split('/');
      const prefix = lab.virtualNetworks?.[vnet]?.subnets[subnet]?.addressPrefix;
      const [free] = prefix === undefined ? [] : freeInSubnet(lab, prefix, 1);
      const own = fragment.virtualNetworks !== undefined && !heldBefore(lab, nic);
      const privateIPAddress = own ? nic.privateIPAddress : (free ?? nic.privateIPAddress);
      changes.push([nic.privateIPAddress, privateIPAddress]);
      return [name, { ...kept, privateIPAddress }];
    });
    return { ...object, networkInterfaces: Object.fromEntries(nics) as object, ...(frr && { frr: { ...frr, config: replaced(frr.config, changes) } }) };
  }
  if (map !== 'routers' && map !== 'hosts') return object;
  const { interfaces, frr } = object as { interfaces: Record<string, LanInterface>; frr?: { config: string } };
  const changes: [string, string][] = [[oldId, id]];
  const all = Object.entries(interfaces).map(([name, i]) => {
    // A leg of a circuit has one holder; a LAN takes another machine.
    const { circuit: _circuit, ...kept } = i;
    if (i.segment === undefined) return [name, { ...kept, addresses: i.circuit === undefined ? i.addresses : [] }];
    const free = freeOnSegment(lab, i.segment);
    if (free !== '' && i.addresses[0] !== undefined) changes.push([i.addresses[0].split('/')[0] ?? '', free.split('/')[0] ?? '']);
    return [name, { ...kept, addresses: free === '' ? i.addresses : [free] }];
  });
  return { ...object, interfaces: Object.fromEntries(all) as object, ...(frr && { frr: { ...frr, config: replaced(frr.config, changes) } }) };
}

function heldBefore(lab: Lab, nic: NetworkInterface): boolean {
  return Object.values(lab.virtualMachines ?? {}).some((vm) =>
    Object.values(vm.networkInterfaces).some((n) => n.subnet === nic.subnet && n.privateIPAddress === nic.privateIPAddress),
  );
}

/** Whole words only: 10.0.1.4 is not in 10.0.1.40. */
function replaced(text: string, changes: readonly (readonly [string, string])[]): string {
  return text
    .split(/([\s,/]+)/)
    .map((word) => changes.find(([from]) => from === word)?.[1] ?? word)
    .join('');
}
