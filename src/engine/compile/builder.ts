/** The Network while it is being built: each part of compile adds to it, `build` hands it out. */
import type { Statement } from '../frr/index.ts';
import type { SecurityGroup } from '../azure/index.ts';
import type { SpeakerConfig } from '../bgp/types.ts';
import { type Ip, type Ipv4, isIpv4, parseIp, parsePrefix, type Prefix } from '../ip/index.ts';
import type { Diagnostic, Lab } from '../model/index.ts';
import type { NetNode, NetRouteServer, NetSubnetRoutes, NetVnet, Network, NodeId, Segment, SegmentId, Tunnel } from './network.ts';

export class NetworkBuilder {
  readonly nodes = new Map<NodeId, NetNode>();
  readonly segments = new Map<SegmentId, Segment>();
  readonly speakers = new Map<string, SpeakerConfig>();
  readonly tunnels: Tunnel[] = [];
  readonly vnets = new Map<string, NetVnet>();
  readonly routeServers = new Map<string, NetRouteServer>();
  readonly subnetRoutes = new Map<SegmentId, NetSubnetRoutes>();
  readonly securityGroups = new Map<string, SecurityGroup>();
  readonly natGateways = new Map<string, readonly Ip[]>();
  defaultFreeZone: Network['defaultFreeZone'];
  readonly statements = new Map<NodeId, readonly Statement[]>();
  readonly diagnostics: Diagnostic[] = [];

  constructor(readonly lab: Lab) {}

  node(node: NetNode): void {
    this.nodes.set(node.id, node);
  }

  speaker(config: SpeakerConfig): void {
    this.speakers.set(config.id, config);
  }

  /** The VNet and the prefixes of `vnet/subnet`; undefined when the reference dangles (reported by validation). */
  subnet(ref: string): { readonly vnet: string; readonly subnet: string; readonly prefixes: readonly Prefix[] } | undefined {
    const segment = this.segments.get(ref);
    return segment?.kind === 'azure-subnet' ? segment : undefined;
  }

  /** The address of a public IP object, where it is an IPv4 one. */
  publicIp(id: string | undefined): Ipv4 | undefined {
    const ip = this.publicAddress(id);
    return ip !== undefined && isIpv4(ip) ? ip : undefined;
  }

  /** The address of a public IP object. */
  publicAddress(id: string | undefined): Ip | undefined {
    const text = id === undefined ? undefined : this.lab.publicIPAddresses?.[id]?.ipAddress;
    return text === undefined ? undefined : parseIp(text);
  }

  build(): Network {
    const { nodes, segments, speakers, tunnels, vnets, routeServers, subnetRoutes, securityGroups, natGateways, defaultFreeZone, statements, diagnostics } =
      this;
    return {
      nodes,
      segments,
      speakers,
      tunnels,
      vnets,
      routeServers,
      subnetRoutes,
      securityGroups,
      natGateways,
      statements,
      diagnostics,
      ...(defaultFreeZone && { defaultFreeZone }),
    };
  }
}

/** The entries of a map of the lab, in order of id, so that the order of writing changes nothing. */
export function sorted<T>(map: Readonly<Record<string, T>> | undefined): [string, T][] {
  return Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Those texts that are addresses; the others are validation's to report. */
export function readIps(texts: readonly string[] | undefined): Ip[] {
  return (texts ?? []).map(parseIp).filter((ip) => ip !== undefined);
}

export function readIpv4(text: string | undefined): Ipv4 | undefined {
  const ip = text === undefined ? undefined : parseIp(text);
  return ip !== undefined && isIpv4(ip) ? ip : undefined;
}

export function readPrefixes(texts: readonly string[] | undefined): Prefix[] {
  return (texts ?? []).map(parsePrefix).filter((p) => p !== undefined);
}
