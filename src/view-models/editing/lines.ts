/** Lines that are no objects of their own: what deleting one changes at its ends. */
import type { Lab } from '../../engine/index.ts';
import type { DiagramEdge } from '../diagram/index.ts';

/** A peering loses both halves, a cable its plug; the way to the Internet stays, it is an address's. */
export function unplugPatch(lab: Lab, edge: DiagramEdge): unknown {
  if (edge.kind === 'peering') {
    const half = (from: string, to: string) => {
      const links = lab.virtualNetworks?.[from]?.virtualNetworkPeerings ?? {};
      const names = Object.entries(links).flatMap(([name, l]) => (l.remoteVirtualNetwork === to ? [name] : []));
      return names.length === 0 ? {} : { [from]: { virtualNetworkPeerings: Object.fromEntries(names.map((n) => [n, null])) } };
    };
    return { virtualNetworks: { ...half(edge.source, edge.target), ...half(edge.target, edge.source) } };
  }
  const name = edge.id.slice(edge.source.length + 1);
  const map = lab.routers?.[edge.source] ? 'routers' : lab.hosts?.[edge.source] ? 'hosts' : undefined;
  if (map === undefined || !lab[map]?.[edge.source]?.interfaces[name]) return {};
  return { [map]: { [edge.source]: { interfaces: { [name]: { segment: null, circuit: null } } } } };
}
