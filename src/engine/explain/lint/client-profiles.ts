/** A97: a point-to-site client's profile holds the routes of the day that it was downloaded; what has changed since, it does not know. */
import { learnedFromSites } from '../../control-plane/index.ts';
import { formatPrefix, prefixKey } from '../../ip/index.ts';
import type { Diagnostic } from '../../model/index.ts';
import { type Computed, say } from './view.ts';

export function clientProfiles({ solution }: Computed): Diagnostic[] {
  const { network, controlPlane } = solution;
  return network.tunnels.flatMap((tunnel) => {
    const { client } = tunnel;
    const [near, far] = tunnel.ends;
    if (!client?.profile) return [];
    const state = controlPlane.speakers.get(network.nodes.get(near.node)?.speaker ?? '');
    const now = [...new Map([...client.told, ...(state ? learnedFromSites(state) : [])].map((p) => [prefixKey(p), p])).values()];
    const has = new Set(client.profile.map(prefixKey));
    const wanted = new Set(now.map(prefixKey));
    const missing = now.filter((p) => !has.has(prefixKey(p))).map(formatPrefix);
    const gone = client.profile.filter((p) => !wanted.has(prefixKey(p))).map(formatPrefix);
    if (missing.length + gone.length === 0) return [];
    const gateway = network.nodes.get(near.node)?.device ?? '';
    const args = { gateway, missing: missing.join(', '), gone: gone.join(', ') };
    const says = [missing.length > 0 ? `lacks ${args.missing}` : [], gone.length > 0 ? `still has ${args.gone}` : []].flat().join(' and ');
    const fix = { label: 'Download the profile again', patch: { hosts: { [far.node]: { vpnClient: { profileRoutes: now.map(formatPrefix) } } } } };
    const path = ['hosts', far.node, 'vpnClient', 'profileRoutes'];
    return [say('p2s-profile-stale', 'warning', far.node, path, 'A97', `its profile of ${gateway} ${says}; download it again`, args, fix)];
  });
}
