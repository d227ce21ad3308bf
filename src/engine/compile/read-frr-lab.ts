/** Reads an FRR lab from its JSON text; problems say where and what was expected. A recording counts as the lab within it. */
import { type FrrLab, labAddress } from './frr-lab.ts';

export type ReadFrrLab = { readonly lab: FrrLab } | { readonly problems: readonly string[] };

/** Never throws. */
export function readFrrLab(text: string): ReadFrrLab {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problems: [`not JSON: ${error instanceof Error ? error.message : String(error)}`] };
  }
  const inner = isObject(value) && isObject(value['lab']) ? value['lab'] : value;
  const problems = check(inner);
  return problems.length > 0 ? { problems } : { lab: inner as FrrLab };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function check(lab: unknown): string[] {
  if (!isObject(lab) || !isObject(lab['routers'])) return ['At routers: expected an object of routers by name'];
  return [
    ...Object.entries(lab['routers']).flatMap(([id, router]) => checkRouter(`routers.${id}`, router)),
    ...checkLines(lab['late'], 'late'),
    ...checkLines(lab['show'], 'show'),
    ...checkDown(lab['down'], lab['routers']),
  ];
}

function checkRouter(at: string, router: unknown): string[] {
  if (!isObject(router)) return [`At ${at}: expected an object with interfaces and frr`];
  const interfaces = router['interfaces'] ?? {};
  return [
    ...(router['frr'] === undefined || typeof router['frr'] === 'string' ? [] : [`At ${at}.frr: expected the configuration as one string`]),
    ...(isStrings(router['kernelRoutes'] ?? []) ? [] : [`At ${at}.kernelRoutes: expected a list of routes as ip route takes them`]),
    ...(isObject(interfaces)
      ? Object.entries(interfaces).flatMap(([name, i]) => checkInterface(`${at}.interfaces.${name}`, i))
      : [`At ${at}.interfaces: expected an object of interfaces by name`]),
  ];
}

function checkInterface(at: string, value: unknown): string[] {
  if (!isObject(value)) return [`At ${at}: expected an object with segment and addresses`];
  const addresses = value['addresses'] ?? [];
  if (!isStrings(addresses)) return [`At ${at}.addresses: expected a list of addresses with their lengths`];
  const wrong = addresses.flatMap((a, i) =>
    labAddress(a) ? [] : [`At ${at}.addresses.${i}: expected an address such as 10.0.0.1/24, got ${JSON.stringify(a)}`],
  );
  const segment = value['segment'];
  return [...wrong, ...(segment === undefined || typeof segment === 'string' ? [] : [`At ${at}.segment: expected a segment's name`])];
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((v) => typeof v === 'string');
}

function checkLines(value: unknown, key: string): string[] {
  if (value === undefined) return [];
  if (!isObject(value)) return [`At ${key}: expected an object of lists of lines, by router`];
  return Object.entries(value).flatMap(([router, lines]) => (isStrings(lines) ? [] : [`At ${key}.${router}: expected a list of lines`]));
}

function checkDown(value: unknown, routers: Record<string, unknown>): string[] {
  if (value === undefined) return [];
  if (!isStrings(value)) return ['At down: expected a list of interfaces as router:interface'];
  return value.flatMap((link, i) => (routers[link.split(':')[0] ?? ''] ? [] : [`At down.${i}: expected router:interface, got ${JSON.stringify(link)}`]));
}
