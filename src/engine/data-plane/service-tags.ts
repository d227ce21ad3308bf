/** What service tags stand for at a NIC (A176): prefixes of its VNet and of what that is joined with, and those that the lab states. */
import type { TagBook } from '../azure/index.ts';
import type { AzureSubnet, NetVnet } from '../compile/index.ts';
import { containsIp, hostPrefix, type Ip, ip, parsePrefix, type Prefix } from '../ip/index.ts';
import type { World } from './world.ts';

/** The platform's address in every VNet: probes, DNS, DHCP (A178). */
export const PLATFORM_ADDRESS = ip('168.63.129.16');
/** And that of instance metadata. */
export const PLATFORM_ADDRESSES: readonly Ip[] = [PLATFORM_ADDRESS, ip('169.254.169.254')];

/**
 * `Internet` is every public address that is not of the VNet, a peered one or behind a gateway; a default route among the
 * learned or user-defined prefixes widens `VirtualNetwork` (A176) but takes nothing from `Internet` [unsure].
 */
export function tagsOf(world: World, subnet: AzureSubnet): TagBook {
  const books = known.get(world) ?? new Map<string, TagBook>();
  known.set(world, books);
  const book = books.get(subnet.id) ?? bookOf(world, subnet);
  books.set(subnet.id, book);
  return book;
}

/** Gathered once a subnet: a matrix asks for every packet. */
const known = new WeakMap<World, Map<string, TagBook>>();

function bookOf(world: World, subnet: AzureSubnet): TagBook {
  const network = virtualNetwork(world, subnet);
  const joined = network.filter((p) => p.length > 0);
  return (tag, address) => {
    switch (tag) {
      case 'VirtualNetwork':
        return network.some((p) => containsIp(p, address));
      case 'AzureLoadBalancer':
        return address === PLATFORM_ADDRESS;
      case 'Internet':
        return world.isPublic(address) && !joined.some((p) => containsIp(p, address));
      default:
        return statedPrefixes(world, tag).some((p) => containsIp(p, address));
    }
  };
}

/** The VNet, peered ones with access on (A48), everything that gateways teach the VNet, the platform, and the subnet's own user-defined routes. */
function virtualNetwork(world: World, subnet: AzureSubnet): Prefix[] {
  const { network, effectiveRoutes } = world.input;
  const vnet = network.vnets.get(subnet.vnet) as NetVnet;
  const peered = vnet.peerings.filter((p) => p.allowVirtualNetworkAccess).flatMap((p) => p.prefixes);
  const learned = [...network.segments.values()]
    .filter((s) => s.kind === 'azure-subnet' && s.vnet === subnet.vnet)
    .flatMap((s) => effectiveRoutes.get(s.id) ?? [])
    .filter((row) => row.source === 'VirtualNetworkGateway');
  const user = (effectiveRoutes.get(subnet.id) ?? []).filter((row) => row.source === 'User');
  return [...vnet.prefixes, ...peered, ...[...learned, ...user].map((row) => row.prefix), hostPrefix(PLATFORM_ADDRESS)];
}

/** Azure's own lists change weekly, so a tag is what the lab says that it is. */
function statedPrefixes(world: World, tag: string): Prefix[] {
  return (world.input.lab.serviceTags?.[tag]?.addressPrefixes ?? []).flatMap((text) => parsePrefix(text) ?? []);
}
