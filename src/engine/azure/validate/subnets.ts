/** Subnets: within their network, beside one another, large enough for what stands in them (A200, A203). */
import { containsPrefix, formatPrefix, isIpv4, nextFreePrefix, overlaps, type Prefix } from '../../ip/index.ts';
import type { Finding } from './finding.ts';
import type { LabView, SubnetView } from './view.ts';

/** A203: the longest prefix that a subnet of a reserved name may have. */
const LONGEST: Readonly<Record<string, number>> = {
  GatewaySubnet: 29,
  RouteServerSubnet: 27,
  AzureFirewallSubnet: 26,
  AzureFirewallManagementSubnet: 26,
  AzureBastionSubnet: 26,
};

/** The reserved names, which count only in exactly this spelling. */
export const RESERVED_NAMES = Object.keys(LONGEST);

/** The largest subnet, the smallest IPv4 one, and the only IPv6 one (A200). */
const SHORTEST = 2;
const SMALLEST = 29;
const IPV6_LENGTH = 64;

/** One range of a subnet. */
interface Range {
  readonly s: SubnetView;
  readonly prefix: Prefix;
  readonly at: readonly (string | number)[];
}

export function subnets(view: LabView): Finding[] {
  const all = [...view.subnets.values()];
  const ranges = all.flatMap((s) => s.ranges.map((r): Range => ({ s, ...r })));
  return [
    ...ranges.flatMap((range, i) => [...place(view, range, ranges), ...overlapping(range, ranges.slice(0, i)), ...size(view, range)]),
    ...all.flatMap(spelling),
  ];
}

function place(view: LabView, range: Range, all: readonly Range[]): Finding[] {
  const { s, prefix, at } = range;
  const spaces = view.spaces.filter((p) => p.vnet === s.vnet).map((p) => p.prefix);
  if (spaces.some((p) => containsPrefix(p, prefix))) return [];
  const free = freeBeside(range, spaces, all);
  const args = { prefix: formatPrefix(prefix), vnet: s.vnet, spaces: spaces.map(formatPrefix).join(', '), free: free ? formatPrefix(free) : '' };
  return [
    {
      code: 'subnet-outside-vnet',
      path: [...s.path, ...at],
      object: s.ref,
      message: `${args.prefix} is not within the address space of ${s.vnet} (${args.spaces}); move the subnet or extend the address space`,
      rules: ['A202'],
      args,
      ...(free && { fix: moveTo(range, free) }),
    },
  ];
}

/** The next free range of the subnet's size in its network. */
function freeBeside({ s, prefix }: Range, spaces: readonly Prefix[], all: readonly Range[]): Prefix | undefined {
  const taken = all.filter((o) => o.s.vnet === s.vnet && o.s.ref !== s.ref).map((o) => o.prefix);
  for (const space of spaces) {
    const free = typeof space.ip === typeof prefix.ip ? nextFreePrefix(space, prefix.length, taken) : undefined;
    if (free) return free;
  }
  return undefined;
}

/** A merge patch replaces the list of further ranges as a whole. */
function moveTo({ s, at }: Range, to: Prefix): Finding['fix'] {
  const text = formatPrefix(to);
  const [key, index] = at;
  const value = key === 'addressPrefix' ? text : (s.subnet.additionalAddressPrefixes ?? []).map((p, i) => (i === index ? text : p));
  return { label: `Move it to ${text}`, patch: { virtualNetworks: { [s.vnet]: { subnets: { [s.name]: { [String(key)]: value } } } } } };
}

function overlapping({ s, prefix, at }: Range, before: readonly Range[]): Finding[] {
  const clash = before.find((o) => o.s.vnet === s.vnet && overlaps(o.prefix, prefix));
  if (!clash) return [];
  const args = { prefix: formatPrefix(prefix), other: clash.s.ref, otherPrefix: formatPrefix(clash.prefix) };
  const message = `${args.prefix} overlaps ${args.otherPrefix} of ${clash.s.name}; give one of them another range`;
  return [{ code: 'subnet-overlap', path: [...s.path, ...at], object: s.ref, message, rules: ['A202'], args }];
}

function size(view: LabView, { s, prefix, at }: Range): Finding[] {
  const { length } = prefix;
  const found = (code: string, message: string, rule: string, limit: number, of = ''): Finding[] => [
    { code, path: [...s.path, ...at], object: s.ref, message, rules: [rule], args: { length, limit, of } },
  ];
  if (!isIpv4(prefix.ip)) {
    return length === IPV6_LENGTH ? [] : found('subnet-ipv6-length', `an IPv6 subnet is a /${IPV6_LENGTH}, not a /${length}`, 'A200', IPV6_LENGTH);
  }
  if (length < SHORTEST) return found('subnet-too-large', `/${length} is too large; a subnet is a /${SHORTEST} at most`, 'A200', SHORTEST);
  const longest = LONGEST[s.name] ?? SMALLEST;
  if (length > longest) {
    return found(
      'subnet-too-small',
      `/${length} is too small for ${s.name in LONGEST ? s.name : 'a subnet'}; make it a /${longest} or larger`,
      s.name in LONGEST ? 'A203' : 'A200',
      longest,
      s.name in LONGEST ? s.name : '',
    );
  }
  const kinds = new Set(view.gateways.filter((g) => g.it.subnet === s.ref).map((g) => g.it.gatewayType));
  if (kinds.size === 2 && length > 27)
    return found('subnet-too-small', `/${length} is too small for a VPN and an ExpressRoute gateway together; make it a /27 or larger`, 'A203', 27, 'both');
  return [];
}

/** A203: `gatewaysubnet` is a subnet like any other to Azure, and surely not meant so. */
function spelling(s: SubnetView): Finding[] {
  const meant = RESERVED_NAMES.find((name) => name !== s.name && name.toLowerCase() === s.name.toLowerCase());
  if (meant === undefined) return [];
  const message = `Azure knows this subnet only as ${meant}, in exactly this spelling; rename it`;
  return [{ code: 'subnet-name-spelling', severity: 'warning', path: s.path, object: s.ref, message, rules: ['A203'], args: { name: s.name, meant } }];
}
