/**
 * What of a network its control plane stands on. Everything here takes a `Terrain` and no whole Network, so that the compiler sees to it that nothing
 * else is read: a filter, a policy rule or a security group is another, and the control plane is the same (known-planes.ts).
 */
import type { HostBehaviour, NetNode, Network, NodeId, RouterNode, Segment, SegmentId, AzureSubnet } from '../compile/network.ts';
import { sameData } from './same-data.ts';

/** A machine with a RIB. Of FRR's configuration what counts is in the speaker, the routes and the interfaces. */
export type TerrainRouter = Omit<RouterNode, 'host' | 'frr'> & { readonly host?: Pick<HostBehaviour, 'os'>; readonly frr?: object };

type OtherNode = Pick<Exclude<NetNode, RouterNode>, 'kind' | 'id' | 'device' | 'interfaces' | 'speaker'>;

export type TerrainNode = TerrainRouter | OtherNode;

export type TerrainSegment = Exclude<Segment, AzureSubnet> | Pick<AzureSubnet, 'kind' | 'id' | 'vnet'>;

export interface Terrain extends Pick<Network, 'speakers' | 'tunnels' | 'vnets'> {
  readonly nodes: ReadonlyMap<NodeId, TerrainNode>;
  readonly segments: ReadonlyMap<SegmentId, TerrainSegment>;
}

/** Whether two networks come to the same control plane, in every route, reason and line of configuration; false where that cannot be told. */
export function sameTerrain(a: Terrain, b: Terrain): boolean {
  return sameParts(a, b, sameData);
}

/** The same, by what counts as the same; each part is asked of, be it one object in both. */
export function sameParts(a: Terrain, b: Terrain, same: (x: unknown, y: unknown) => boolean): boolean {
  return (
    sameValues(a.nodes, b.nodes, (x, y) => same(nodeOf(x), nodeOf(y))) &&
    sameValues(a.segments, b.segments, (x, y) => same(segmentOf(x), segmentOf(y))) &&
    sameValues(a.speakers, b.speakers, same) &&
    same(a.tunnels, b.tunnels) &&
    same(a.vnets, b.vnets)
  );
}

/** In the same order, too. */
function sameValues<T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>, same: (x: T, y: T) => boolean): boolean {
  if (a.size !== b.size) return false;
  const others = b.entries();
  for (const [key, value] of a) {
    const [otherKey, other] = others.next().value as [string, T];
    if (key !== otherKey || !same(value, other)) return false;
  }
  return true;
}

function nodeOf(node: TerrainNode): object {
  if (node.kind === 'router') return { ...node, host: node.host?.os, frr: node.frr !== undefined };
  const { kind, id, device, interfaces, speaker } = node;
  return { kind, id, device, interfaces, speaker };
}

function segmentOf(segment: TerrainSegment): object {
  return segment.kind === 'azure-subnet' ? { kind: segment.kind, id: segment.id, vnet: segment.vnet } : segment;
}
