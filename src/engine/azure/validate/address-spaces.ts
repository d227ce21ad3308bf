/** Address spaces of virtual networks: ranges that Azure has no place for, and ranges that somebody else has (A201, A202, A211). */
import { formatPrefix, networkOf, overlaps, parseInterfaceAddress, parsePrefix, type Prefix, prefix } from '../../ip/index.ts';
import type { LanInterface } from '../../model/index.ts';
import type { Finding } from './finding.ts';
import { type Joined, joinedNetworks } from './joined.ts';
import type { LabView, SpaceView } from './view.ts';

const FORBIDDEN = ['224.0.0.0/4', '255.255.255.255/32', '127.0.0.0/8', '169.254.0.0/16', '168.63.129.16/32'].map(prefix);

export function addressSpaces(view: LabView): Finding[] {
  const joined = joinedNetworks(view);
  return [...forbidden(view), ...overlapping(view, joined), ...outside(view, joined)];
}

/** A201. */
function forbidden({ spaces }: LabView): Finding[] {
  return spaces.flatMap((s) => {
    const range = FORBIDDEN.find((f) => overlaps(f, s.prefix));
    if (!range) return [];
    const args = { prefix: formatPrefix(s.prefix), range: formatPrefix(range) };
    const message = `${args.prefix} cannot be an address space, because it overlaps ${args.range}; choose a private range`;
    return [{ code: 'vnet-range-forbidden', path: s.path, object: s.vnet, message, rules: ['A201'], args }];
  });
}

/** A202, A46: within one network always, between networks when anything joins them. */
function overlapping({ spaces }: LabView, joined: Joined): Finding[] {
  return spaces.flatMap((b, i) =>
    spaces.slice(0, i).flatMap((a): Finding[] => {
      if (!overlaps(a.prefix, b.prefix) || (a.vnet !== b.vnet && !joined.vnets(a.vnet, b.vnet))) return [];
      const same = a.vnet === b.vnet;
      const args = { prefix: formatPrefix(b.prefix), other: a.vnet, otherPrefix: formatPrefix(a.prefix) };
      const message = same
        ? `${args.prefix} overlaps ${args.otherPrefix} of the same virtual network; take one of them away`
        : `${args.prefix} overlaps ${args.otherPrefix} of ${a.vnet}, and the two networks are joined; give one of them another address space`;
      return [{ code: same ? 'vnet-overlaps-itself' : 'vnet-overlap', path: b.path, object: b.vnet, message, rules: ['A202', 'A46'], args }];
    }),
  );
}

/** A202: on-premises prefixes against the networks that can reach them. They misroute; nothing refuses them. */
function outside(view: LabView, joined: Joined): Finding[] {
  const reachable = view.spaces.filter((s) => joined.outside(s.vnet));
  const clash = (object: string, path: readonly (string | number)[], p: Prefix | undefined) => (p ? against(object, path, p, reachable) : []);
  const { localNetworkGateways, routers, hosts } = view.lab;
  const local = Object.entries(localNetworkGateways ?? {}).flatMap(([id, l]) =>
    (l.localNetworkAddressSpace?.addressPrefixes ?? []).flatMap((text, i) =>
      clash(id, ['localNetworkGateways', id, 'localNetworkAddressSpace', 'addressPrefixes', i], parsePrefix(text)),
    ),
  );
  const lans = Object.entries({ routers, hosts }).flatMap(([map, machines]) =>
    Object.entries(machines ?? {}).flatMap(([id, machine]) =>
      Object.entries<LanInterface>(machine.interfaces).flatMap(([name, lan]) =>
        lan.addresses.flatMap((text, i) => {
          const address = parseInterfaceAddress(text);
          return clash(id, [map, id, 'interfaces', name, 'addresses', i], address && networkOf(address));
        }),
      ),
    ),
  );
  return [...local, ...lans];
}

function against(object: string, path: readonly (string | number)[], p: Prefix, spaces: readonly SpaceView[]): Finding[] {
  const space = p.length === 0 ? undefined : spaces.find((s) => overlaps(s.prefix, p));
  if (!space) return [];
  const args = { prefix: formatPrefix(p), vnet: space.vnet, space: formatPrefix(space.prefix) };
  const message = `${args.prefix} overlaps ${args.space} of ${args.vnet}, which can reach it: packets between them go astray; give one of them another range`;
  return [{ code: 'onprem-overlaps-vnet', severity: 'warning', path, object, message, rules: ['A202'], args }];
}
