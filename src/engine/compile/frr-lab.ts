/**
 * FRR labs (`LAB.json`, the shape that oracle/frr_lab reads): routers with interfaces on segments, kernel routes and a text
 * of configuration. A segment with two attachments is a cable: when one end goes down, so does the other. `late` lines are
 * typed into the running routers and `down` links cut once the network is at rest: both make the network's next state.
 */
import { type FrrConfig, type FrrVersion, parseFrr, parseVersion, type Statement } from '../frr/index.ts';
import { hostPrefix, type InterfaceAddress, type Ip, parseInterfaceAddress, parseIp } from '../ip/index.ts';
import type { Diagnostic } from '../model/index.ts';
import { compileFrrRouter } from './frr-router.ts';
import { routesOf } from './host/linux.ts';
import type { NetInterface, Network, RouterNode, Segment } from './network.ts';
import { findUnnumberedPeers } from './unnumbered.ts';
import { missingSources } from './update-source.ts';
import type { SpeakerConfig } from '../bgp/types.ts';

export interface FrrLab {
  readonly name?: string;
  readonly routers: Readonly<Record<string, FrrLabRouter>>;
  /** Something in it never comes to rest: recorded all the same. */
  readonly restless?: boolean;
  /** ms from one router's start to the next's: who comes much later than others is told by itself (F92). 300 unless stated. */
  readonly startInterval?: number;
  /** Commands whose text is wanted, by router. */
  readonly show?: Readonly<Record<string, readonly string[]>>;
  /** Interfaces cut after convergence and after all lines, as `router:interface`. */
  readonly down?: readonly string[];
  /** Lines typed after convergence, by router, into one after another. */
  readonly late?: Readonly<Record<string, readonly string[]>>;
  /** ms from one router's lines to the next's: what the earlier ones bring about has gone round by then, or has not. 60 unless stated. */
  readonly lateInterval?: number;
  /** Links are cut as long after the last lines, not with them: as on a busy machine. */
  readonly cutsLate?: boolean;
}

export interface FrrLabInterface {
  readonly segment?: string;
  /** `10.0.0.1/24`, as `ip address add` takes it; without a length, the address alone (ip-address(8)). */
  readonly addresses?: readonly string[];
}

export interface FrrLabRouter {
  readonly interfaces?: Readonly<Record<string, FrrLabInterface>>;
  /** As `ip route add` takes them. */
  readonly kernelRoutes?: readonly string[];
  readonly frr?: string;
}

export interface CompiledFrrLab {
  readonly network: Network;
  /** The network after `late` and `down`; absent when there is neither. */
  readonly later?: Network;
  /** All of its states after the first: after the lines of one router, of two, and so on, each `changeInterval` ms after the one before; the last is `later`. */
  readonly changes: readonly Network[];
  readonly changeInterval: number;
  /** By router: what the configuration's reader said. */
  readonly diagnostics: Readonly<Record<string, readonly Diagnostic[]>>;
}

/**
 * ms from one router's start to the next's, which the oracle starts one after another, in the lab's order: the sessions of recordings came up 410 ms (those of the
 * first labs) and 310 ms apart a router, on machines that did nothing else.
 */
const START_INTERVAL = 410;
/** ms that the oracle takes to type into a router, on such a machine: 45 to 75 were measured. */
const LATE_INTERVAL = 60;

export function compileFrrLab(lab: FrrLab, version: FrrVersion = parseVersion('8.4.4') as FrrVersion): CompiledFrrLab {
  const diagnostics: Record<string, readonly Diagnostic[]> = {};
  const network = networkOfLab(lab, version, diagnostics);
  const changes: Network[] = [];
  for (const stage of stagesOf(lab)) changes.push(networkOfLab(stage, version, {}, changes.at(-1) ?? network));
  const later = changes.at(-1);
  return { network, diagnostics, changes, changeInterval: lab.lateInterval ?? LATE_INTERVAL, ...(later && { later }) };
}

/** The lab after each of its changes: lines are typed into one router after another, then links are cut (F5). */
function stagesOf(lab: FrrLab): FrrLab[] {
  const lines = Object.entries(lab.late ?? {});
  const typed = lines.map((_, i): FrrLab => ({ ...lab, late: Object.fromEntries(lines.slice(0, i + 1)), down: [] }));
  if (!lab.down || lab.down.length === 0) return typed;
  return [...(lab.cutsLate ? typed : typed.slice(0, -1)), lab];
}

/** `before`: the network to which `late` and `down` happen; a router that they do not touch goes on as it is. */
function networkOfLab(lab: FrrLab, version: FrrVersion, diagnostics: Record<string, readonly Diagnostic[]>, before?: Network): Network {
  const nodes = new Map<string, RouterNode>();
  const speakers = new Map<string, SpeakerConfig>();
  const statements = new Map<string, readonly Statement[]>();
  const read = Object.entries(lab.routers).map(([id, router]) => {
    const late = before ? (lab.late?.[id] ?? []) : [];
    const text = router.frr ?? '';
    const typedFrom = text.split('\n').length + 1;
    const parsed = parseFrr([text, ...(late.length > 0 ? ['end', ...late] : [])].join('\n'), { version, typedFrom, own: addressesOf(router) });
    return { id, router, late, parsed };
  });
  const cut = new Set([...(before ? (lab.down ?? []) : []), ...read.flatMap(({ id, parsed }) => shutDown(id, parsed.config))]);
  const down = downInterfaces(lab, cut);
  for (const { id, router, late, parsed } of read) {
    const interfaces = interfacesOf(id, router, down, cut);
    diagnostics[id] = [...parsed.diagnostics, ...missingSources(parsed.config, parsed.statements, interfaces)];
    statements.set(id, parsed.statements);
    const standing = before && late.length === 0 ? untouched(id, before, down) : undefined;
    if (standing) {
      nodes.set(id, standing.node);
      if (standing.speaker) speakers.set(id, standing.speaker);
      continue;
    }
    const kernelRoutes = routesOf(router.kernelRoutes ?? [], interfaces);
    const compiled = compileFrrRouter({ id, interfaces, kernelRoutes, forwarding: true, platform: 'frr', version, config: parsed.config });
    nodes.set(id, compiled.node);
    if (compiled.speaker) speakers.set(id, { ...compiled.speaker, startsAt: nodes.size * (lab.startInterval ?? START_INTERVAL) });
  }
  findUnnumberedPeers({ nodes, speakers });
  return {
    nodes,
    segments: segmentsOf(lab),
    speakers,
    tunnels: [],
    vnets: new Map(),
    routeServers: new Map(),
    subnetRoutes: new Map(),
    securityGroups: new Map(),
    natGateways: new Map(),
    statements,
    diagnostics: Object.entries(diagnostics).flatMap(([id, said]) => said.map((d) => ofRouter(id, d))),
  };
}

/** What was said of a router's text, with the text's place in the lab. */
function ofRouter(id: string, d: Diagnostic): Diagnostic {
  return { ...d, place: { ...d.place, path: ['routers', id, 'frr'], object: id, text: 'frr' } };
}

/** What was compiled of a router none of whose interfaces goes down, or has its carrier back; who finds its neighbors by interfaces looks for them anew. */
function untouched(id: string, before: Network, down: ReadonlySet<string>): { readonly node: RouterNode; readonly speaker?: SpeakerConfig } | undefined {
  const node = before.nodes.get(id);
  const speaker = before.speakers.get(id);
  if (node?.kind !== 'router' || speaker?.peers.some((p) => p.unnumbered) || node.interfaces.some((i) => i.noCarrier === true || down.has(`${id}:${i.name}`)))
    return undefined;
  return { node, ...(speaker && { speaker }) };
}

function segmentsOf(lab: FrrLab): Map<string, Segment> {
  const names = Object.values(lab.routers).flatMap((r) => Object.values(r.interfaces ?? {}).flatMap((i) => i.segment ?? []));
  return new Map([...new Set(names)].map((id) => [id, { kind: 'ethernet', id }]));
}

/** What `shutdown` sets down, which the far end of a cable learns from its carrier, as it does of a link that is cut (zebra/interface.c if_shutdown). */
function shutDown(id: string, { interfaces }: FrrConfig): string[] {
  return [...interfaces].flatMap(([name, said]) => (said.shutdown ? [`${id}:${name}`] : []));
}

/** Cut interfaces, and the other ends of cut cables. */
function downInterfaces(lab: FrrLab, cut: ReadonlySet<string>): Set<string> {
  const down = new Set(cut);
  const attached = new Map<string, string[]>();
  for (const [id, router] of Object.entries(lab.routers))
    for (const [name, i] of Object.entries(router.interfaces ?? {}))
      if (i.segment !== undefined) attached.set(i.segment, [...(attached.get(i.segment) ?? []), `${id}:${name}`]);
  for (const ends of attached.values()) if (ends.length === 2 && ends.some((e) => cut.has(e))) for (const end of ends) down.add(end);
  return down;
}

/** An address of a lab's interface; undefined where it is none. */
export function labAddress(text: string): InterfaceAddress | undefined {
  const alone = parseIp(text);
  return alone === undefined ? parseInterfaceAddress(text) : hostPrefix(alone);
}

function addressesOf({ interfaces = {} }: FrrLabRouter): Ip[] {
  return Object.values(interfaces).flatMap(({ addresses = [] }) => addresses.flatMap((a) => labAddress(a)?.ip ?? []));
}

/** Every router has a loopback, whether the lab says so or not. */
function interfacesOf(id: string, router: FrrLabRouter, down: ReadonlySet<string>, cut: ReadonlySet<string>): NetInterface[] {
  return Object.entries({ lo: {}, ...router.interfaces }).map(([name, i]: readonly [string, FrrLabInterface]) => ({
    name,
    addresses: (i.addresses ?? []).map(labAddress).filter((a) => a !== undefined),
    up: !down.has(`${id}:${name}`),
    ...(down.has(`${id}:${name}`) && !cut.has(`${id}:${name}`) && { noCarrier: true as const }),
    mtu: name === 'lo' ? 65536 : 1500,
    ...(i.segment !== undefined && { segment: i.segment }),
  }));
}
