/** Parts that labs of published deployments share: machines, circuits with their customer's router, sites, listings without A12's rows. */
import type { Lab, Solution } from '../../src/engine/index.ts';
import { effectiveRows, published } from './tables.ts';

/** What the subscriptions of 2021 and before had besides, and what some had not (A12): only the four ranges of A10 are compared. */
const RESERVED = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

/** A published listing of effective routes without A12's extra `None` rows. */
export function listing(text: string): string[] {
  return published(text)
    .filter((r) => !/ Active \S+ None$/.test(r) || r.startsWith('User') || RESERVED.some((p) => r.includes(` ${p} `)))
    .toSorted();
}

/**
 * A subnet's effective routes as one era's listings have them. Until 2022 listings lack 172.16.0.0/12, which A10 names; many
 * newer ones have no reserved range at all (A12).
 */
export function effective(solution: Solution, subnet: string, reserved: 'all' | 'without 172.16.0.0/12' | 'none'): string[] {
  const dropped = { all: [], 'without 172.16.0.0/12': ['172.16.0.0/12'], none: RESERVED }[reserved];
  return effectiveRows(solution, subnet)
    .filter((r) => !dropped.some((p) => r === `Default Active ${p} None`))
    .toSorted();
}

/** One row for each next hop of a learned prefix. */
export function learned(prefix: string, ...nextHops: readonly string[]): string[] {
  return nextHops.map((hop) => `VirtualNetworkGateway Active ${prefix} VirtualNetworkGateway ${hop}`);
}

/** A Linux appliance with one NIC and FRR. */
export function nva(subnet: string, privateIPAddress: string, config: readonly string[], publicIPAddress?: string) {
  return {
    networkInterfaces: { eth0: { subnet, privateIPAddress, enableIPForwarding: true, ...(publicIPAddress !== undefined && { publicIPAddress }) } },
    ipForward: true,
    frr: { config: config.join('\n') },
  };
}

/** eBGP multihop neighbors without the policies that newer FRR asks for. */
export function bgp(asn: number, neighbors: Readonly<Record<string, number>>, networks: readonly string[], more: readonly string[] = []): string[] {
  return [
    `router bgp ${asn}`,
    ' no bgp ebgp-requires-policy',
    ' no bgp network import-check',
    ...Object.entries(neighbors).flatMap(([ip, as]) => [` neighbor ${ip} remote-as ${as}`, ` neighbor ${ip} ebgp-multihop 255`]),
    ...more,
    ...networks.map((p) => ` network ${p}`),
  ];
}

/** A circuit, and the customer's router with a leg to each MSEE that announces its own prefixes and nothing that it was told. */
export function customer(circuit: string, peerASN: number, block: readonly [primary: string, secondary: string], networks: readonly string[]) {
  const address = (prefix: string, n: number) => prefix.replace(/(\d+)\/30$/, (_, last: string) => String(Number(last) + n));
  return {
    expressRouteCircuits: {
      [circuit]: {
        peerings: { AzurePrivatePeering: { peerASN, primaryPeerAddressPrefix: block[0], secondaryPeerAddressPrefix: block[1], vlanId: 100 } },
      },
    },
    routers: {
      [`${circuit}-edge`]: {
        interfaces: {
          p: { addresses: [`${address(block[0], 1)}/30`], circuit: `${circuit}/primary` },
          s: { addresses: [`${address(block[1], 1)}/30`], circuit: `${circuit}/secondary` },
        },
        frr: {
          config: [
            'bgp as-path access-list OWN permit ^$',
            ...bgp(
              peerASN,
              Object.fromEntries(block.map((b) => [address(b, 2), 12076])),
              networks,
              block.map((b) => ` neighbor ${address(b, 2)} filter-list OWN out`),
            ),
          ].join('\n'),
        },
      },
    },
  } satisfies Lab;
}

/** A site's router on the Internet segment `wan`, which speaks to gateways from its loopback. */
export function siteRouter(address: string, loopback: string, config: readonly string[]) {
  return {
    interfaces: { lo: { addresses: [`${loopback}/32`] }, eth0: { addresses: [`${address}/24`], segment: 'wan' } },
    frr: { config: config.join('\n') },
  };
}
