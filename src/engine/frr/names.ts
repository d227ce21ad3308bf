/** Which kind of name a part of a pattern stands for. */
import { formatIp, parseIp } from '../ip/index.ts';
import type { Leaf } from './grammar/pattern.ts';

/** The kinds of things that a configuration names. */
export type NameSpace =
  | 'route-map'
  | 'prefix-list'
  | 'prefix-list6'
  | 'access-list'
  | 'access-list6'
  | 'as-path-list'
  | 'community-list'
  | 'large-community-list'
  | 'extcommunity-list'
  | 'peer'
  | 'peer-group'
  | 'interface'
  | 'pbr-map'
  | 'nexthop-group'
  | 'vrf';

const SPACES: Readonly<Record<string, NameSpace>> = {
  RMAP: 'route-map',
  PLIST4: 'prefix-list',
  PLIST6: 'prefix-list6',
  ACL4: 'access-list',
  ACL6: 'access-list6',
  ASPATH: 'as-path-list',
  CLIST: 'community-list',
  LCLIST: 'large-community-list',
  XCLIST: 'extcommunity-list',
  PGROUP: 'peer-group',
  IFNAME: 'interface',
  PBRMAP: 'pbr-map',
  NHGNAME: 'nexthop-group',
  VRF: 'vrf',
  PEER: 'peer',
};

/** The space of the name that a leaf takes; a neighbor's address is the neighbor's name. undefined: not a name. */
export function spaceOf(leaf: Leaf): NameSpace | undefined {
  if (leaf.kind === 'name') return SPACES[leaf.label];
  if (leaf.stands !== undefined) return SPACES[leaf.stands];
  if (leaf.key === 'peer' && (leaf.kind === 'ipv4' || leaf.kind === 'ipv6')) return 'peer';
  return undefined;
}

/** The name as others write it: an address in its one canonical form. */
export function canonicalName(text: string): string {
  const ip = parseIp(text);
  return ip === undefined ? text : formatIp(ip);
}
