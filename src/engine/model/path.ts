/** Paths in a scenario, as keys from the root, and how they are said. */

export type Path = readonly (string | number)[];

/** `lab.virtualNetworks.hub.subnets.a`; a key that would not read so stands in brackets. */
export function pathText(path: Path): string {
  if (path.length === 0) return 'the top';
  return path.map((key, i) => (/^[\w-]+$/.test(String(key)) ? `${i === 0 ? '' : '.'}${key}` : `[${JSON.stringify(key)}]`)).join('');
}

/** A merge patch of the lab that sets the value at a path from the scenario's root; undefined when the path leads through a list, which a patch replaces whole. */
export function labPatchAt(path: Path, value: unknown): unknown {
  const [root, ...keys] = path;
  if (root !== 'lab' || keys.some((key) => typeof key === 'number')) return undefined;
  return keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

/** The object of the lab that a path leads into, as a place names it: `hub`, `hub/GatewaySubnet`; undefined outside the lab's maps. */
export function objectOfPath(path: Path): string | undefined {
  const [root, map, id, part, inner] = path;
  if (root !== 'lab' || typeof id !== 'string') return undefined;
  if (map === 'virtualNetworks' && part === 'subnets' && typeof inner === 'string') return `${id}/${inner}`;
  if (map === 'internet') return id === 'hosts' && typeof part === 'string' ? part : 'internet';
  return id;
}
