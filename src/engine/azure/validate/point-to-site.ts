/** Point-to-site: pools that are nobody else's, custom routes, and clients of a gateway that takes them (A95, A98, A211). */
import { containsIp, formatPrefix, isDefault, networkOf, overlaps, parseInterfaceAddress, parseIp, parsePrefix, type Prefix } from '../../ip/index.ts';
import type { LanInterface } from '../../model/index.ts';
import { about, type Finding, patchOf } from './finding.ts';
import { joinedNetworks } from './joined.ts';
import type { LabView } from './view.ts';

interface Pool {
  readonly gateway: string;
  readonly vnet: string;
  readonly index: number;
  readonly prefix: Prefix;
}

export function pointToSite(view: LabView): Finding[] {
  const pools = view.gateways.flatMap(({ id, vnet, it }) =>
    (it.vpnClientConfiguration?.vpnClientAddressPool.addressPrefixes ?? []).flatMap((text, index): Pool[] => {
      const prefix = parsePrefix(text);
      return prefix ? [{ gateway: id, vnet, index, prefix }] : [];
    }),
  );
  return [...pools.flatMap((p, i) => overlapping(view, p, pools.slice(0, i))), ...customRoutes(view), ...clients(view, pools)];
}

/** A95, A211: with networks that the clients can reach, with what is on-premises and with other pools. */
function overlapping(view: LabView, pool: Pool, before: readonly Pool[]): Finding[] {
  const joined = joinedNetworks(view);
  const space = view.spaces.find((s) => joined.vnets(s.vnet, pool.vnet) && overlaps(s.prefix, pool.prefix));
  const other = before.find((o) => overlaps(o.prefix, pool.prefix));
  const local = onPremises(view).find((o) => overlaps(o.prefix, pool.prefix));
  const clash = space ? { whose: space.vnet, range: space.prefix } : other ? { whose: other.gateway, range: other.prefix } : local;
  if (!clash) return [];
  const range = 'range' in clash ? clash.range : clash.prefix;
  const args = { prefix: formatPrefix(pool.prefix), whose: clash.whose, range: formatPrefix(range) };
  const at = ['vpnClientConfiguration', 'vpnClientAddressPool', 'addressPrefixes', pool.index];
  const message = `the pool ${args.prefix} overlaps ${args.range} of ${args.whose}; give the pool another range`;
  return [about(pool.gateway, ['virtualNetworkGateways', pool.gateway])('p2s-pool-overlap', 'A211 A95', message, { at, args })];
}

function onPremises({ lab }: LabView): { readonly whose: string; readonly prefix: Prefix }[] {
  const local = Object.entries(lab.localNetworkGateways ?? {}).flatMap(([whose, l]) =>
    (l.localNetworkAddressSpace?.addressPrefixes ?? []).flatMap((text) => {
      const prefix = parsePrefix(text);
      return prefix && prefix.length > 0 ? [{ whose, prefix }] : [];
    }),
  );
  const lans = [...Object.entries(lab.routers ?? {}), ...Object.entries(lab.hosts ?? {})].flatMap(([whose, machine]) =>
    Object.values<LanInterface>(machine.interfaces).flatMap((lan) =>
      lan.addresses.flatMap((text) => {
        const address = parseInterfaceAddress(text);
        return address ? [{ whose, prefix: networkOf(address) }] : [];
      }),
    ),
  );
  return [...local, ...lans];
}

/** A98, A211: everything is said in two halves. */
function customRoutes(view: LabView): Finding[] {
  return view.gateways.flatMap(({ id, it }) => {
    const routes = it.customRoutes?.addressPrefixes ?? [];
    const i = routes.findIndex((text) => {
      const p = parsePrefix(text);
      return p && isDefault(p);
    });
    if (i < 0) return [];
    const halves = routes.flatMap((text, k) => (k === i ? ['0.0.0.0/1', '128.0.0.0/1'] : [text]));
    const fix = {
      label: 'Use 0.0.0.0/1 and 128.0.0.0/1',
      patch: patchOf(['virtualNetworkGateways', id, 'customRoutes', 'addressPrefixes'], [...new Set(halves)]),
    };
    const message = 'customRoutes does not take 0.0.0.0/0; write 0.0.0.0/1 and 128.0.0.0/1';
    return [about(id, ['virtualNetworkGateways', id])('p2s-custom-default', 'A98 A211', message, { at: ['customRoutes', 'addressPrefixes', i], fix })];
  });
}

/** A95: a client dials a gateway that has a pool, and its address is of that pool. */
function clients({ lab }: LabView, pools: readonly Pool[]): Finding[] {
  return Object.entries(lab.hosts ?? {}).flatMap(([id, host]) => {
    const client = host.vpnClient;
    if (!client || !lab.virtualNetworkGateways?.[client.virtualNetworkGateway]) return [];
    const say = about(id, ['hosts', id, 'vpnClient']);
    const own = pools.filter((p) => p.gateway === client.virtualNetworkGateway);
    const args = { gateway: client.virtualNetworkGateway };
    if (own.length === 0)
      return [
        say('p2s-without-pool', 'A95', `${args.gateway} has no vpnClientConfiguration; give it an address pool`, { at: ['virtualNetworkGateway'], args }),
      ];
    const ip = client.address === undefined ? undefined : parseIp(client.address);
    if (ip === undefined || own.some((p) => containsIp(p.prefix, ip))) return [];
    const message = `${client.address} is not of the pool of ${args.gateway} (${own.map((p) => formatPrefix(p.prefix)).join(', ')})`;
    const fix = { label: 'Let the gateway choose', patch: patchOf(['hosts', id, 'vpnClient', 'address'], null) };
    return [
      say('p2s-address-outside-pool', 'A95', message, {
        at: ['address'],
        args: { ...args, address: client.address ?? '', pools: own.map((p) => formatPrefix(p.prefix)).join(', ') },
        fix,
      }),
    ];
  });
}
