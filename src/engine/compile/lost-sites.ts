/**
 * What a VPN gateway forgets with the tunnel to a site: the local network gateway's prefixes and its peer's host route (A67, A92).
 * Observed: github.com/joxz/lab-az, vpngw-zscaler, whose gateway lists the VNet alone while the tunnel is down.
 */
import type { Origination } from '../bgp/types.ts';
import { type PrefixKey, hostPrefix, prefixKey } from '../ip/index.ts';
import { type NetworkBuilder, sorted } from './builder.ts';
import type { Instance, Plan } from './gateway-plan.ts';
import { type SiteLink, siteLinks, tunnelId } from './site-to-site.ts';

/** `before`: the tunnels that stood before anything failed. */
export function dropLostSites(net: NetworkBuilder, plan: Plan, before: ReadonlySet<string>): void {
  const links = siteLinks(net, plan);
  const out = new Set(sorted(net.lab.outages).map(([, o]) => o.of));
  for (const gateway of plan.vpn) {
    const mine = links.filter((l) => l.gateway.id === gateway.id);
    for (const instance of gateway.instances) {
      const [gone, left] = [mine.filter((l) => lost(net, l, instance, before, out)), mine.filter((l) => !lost(net, l, instance, before, out))];
      const kept = routesOf(left);
      const dropped = new Set([...routesOf(gone)].filter((key) => !kept.has(key)));
      const speaker = net.speakers.get(instance.id);
      if (!speaker || dropped.size === 0) continue;
      net.speaker({ ...speaker, originations: speaker.originations.filter((o) => !(isOfSite(o) && dropped.has(prefixKey(o.prefix)))) });
    }
  }
}

/** A tunnel that stood and does not any more, or one to nobody in the lab whose connection is out. */
function lost(net: NetworkBuilder, link: SiteLink, instance: Instance, before: ReadonlySet<string>, out: ReadonlySet<string>): boolean {
  const id = tunnelId(link, instance);
  return out.has(link.id) || out.has(id) || (before.has(id) && !net.tunnels.some((t) => t.id === id));
}

function routesOf(links: readonly SiteLink[]): Set<PrefixKey> {
  return new Set(links.flatMap((l) => [...l.prefixes, ...(l.peer === undefined ? [] : [hostPrefix(l.peer)])]).map(prefixKey));
}

function isOfSite(o: Origination): o is Extract<Origination, { kind: 'fixed' }> {
  return o.kind === 'fixed' && (o.label === 'lng-static' || o.label === 'peer-host');
}
