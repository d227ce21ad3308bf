/** What a VPN gateway's type, SKU and local network gateways allow (A64, A67, A90, A98), and settings that are another gateway's. */
import { containsIp, isDefault, parseIp, parsePrefix, prefix } from '../../ip/index.ts';
import type { Connection, VirtualNetworkGateway } from '../../model/index.ts';
import { about, type Finding, patchOf, type Say } from './finding.ts';
import type { LabView, Resident } from './view.ts';

const APIPA = prefix('169.254.0.0/16');

export function vpnLimits(view: LabView): Finding[] {
  return [...view.gateways.flatMap((g) => [...restricted(view, g), ...foreign(g)]), ...localNetworkGateways(view), ...apipa(view)];
}

type Gateway = Resident<VirtualNetworkGateway>;

const sayOf = (g: Gateway): Say => about(g.id, ['virtualNetworkGateways', g.id]);
const without = (g: Gateway, key: string) => patchOf(['virtualNetworkGateways', g.id, key], null);

/** A90: what policy-based gateways and the Basic SKU do not have. */
function restricted(view: LabView, g: Gateway): Finding[] {
  const kind = g.it.vpnType === 'PolicyBased' ? 'policy-based' : g.it.gatewayType === 'Vpn' && g.it.sku === 'Basic' ? 'Basic' : undefined;
  if (kind === undefined) return [];
  const policy = kind === 'policy-based';
  const say = sayOf(g);
  const keys = (policy ? ['enableBgp', 'activeActive', 'vpnClientConfiguration'] : ['enableBgp', 'activeActive']) as readonly (keyof VirtualNetworkGateway)[];
  // What depends on the setting, such as a connection's BGP, would be wrong without it.
  const fix = policy
    ? { label: 'Make it route-based', patch: without(g, 'vpnType') }
    : { label: 'Use VpnGw1AZ', patch: patchOf(['virtualNetworkGateways', g.id, 'sku'], 'VpnGw1AZ') };
  const settings = keys
    .filter((key) => g.it[key] !== undefined && g.it[key] !== false)
    .map((key) =>
      say('vpn-gateway-restricted', 'A90', `a ${kind} gateway has no ${key}; take it away or choose another ${policy ? 'vpnType' : 'sku'}`, {
        at: [key],
        args: { kind, key },
        fix,
      }),
    );
  const beside = view.gateways.find((o) => o.vnet === g.vnet && o.it.gatewayType === 'ExpressRoute');
  const coexists = beside
    ? [
        say('vpn-gateway-no-coexistence', 'A90 A110', `a ${kind} gateway cannot stand beside the ExpressRoute gateway ${beside.id}`, {
          args: { kind, other: beside.id },
        }),
      ]
    : [];
  const tunnels = Object.entries(view.lab.connections ?? {}).filter(([, c]) => c.virtualNetworkGateway1 === g.id);
  const many =
    policy && tunnels.length > 1
      ? [say('vpn-gateway-one-tunnel', 'A90', `a policy-based gateway has one connection, not ${tunnels.length}`, { args: { count: tunnels.length } })]
      : [];
  return [...settings, ...coexists, ...many];
}

/** Settings that only the other type of gateway has. */
function foreign(g: Gateway): Finding[] {
  const keys = g.it.gatewayType === 'ExpressRoute' ? (['vpnClientConfiguration', 'customRoutes', 'vpnType'] as const) : (['allowRemoteVnetTraffic'] as const);
  const other = g.it.gatewayType === 'ExpressRoute' ? 'VPN' : 'ExpressRoute';
  return keys
    .filter((key) => g.it[key] !== undefined)
    .map((key) =>
      sayOf(g)('setting-of-other-gateways', 'A95 A106', `${key} is a setting of ${other} gateways; take it away`, {
        severity: 'warning',
        at: [key],
        args: { key, other },
        fix: { label: `Take ${key} away`, patch: without(g, key) },
      }),
    );
}

/** A67, A98: prefixes that a local network gateway should not list. */
function localNetworkGateways({ lab }: LabView): Finding[] {
  return Object.entries(lab.localNetworkGateways ?? {}).flatMap(([id, l]) => {
    const path = ['localNetworkGateways', id];
    const say = about(id, path);
    const listed = l.localNetworkAddressSpace?.addressPrefixes ?? [];
    const keep = (i: number) =>
      patchOf(
        [...path, 'localNetworkAddressSpace', 'addressPrefixes'],
        listed.filter((_, k) => k !== i),
      );
    const peer = l.bgpSettings?.bgpPeeringAddress;
    const out = listed.flatMap((text, i): Finding[] => {
      const p = parsePrefix(text);
      const at = ['localNetworkAddressSpace', 'addressPrefixes', i];
      if (p && isDefault(p))
        return [say('local-gateway-default', 'A98', `${text} is not accepted here; write 0.0.0.0/1 and 128.0.0.0/1`, { at, args: { prefix: text } })];
      if (peer === undefined || (text !== `${peer}/32` && text !== `${peer}/128`)) return [];
      const message = `${text} is the BGP peer's own address, to which the gateway adds a host route by itself; take it away`;
      return [
        say('local-gateway-peer-host', 'A67', message, {
          severity: 'warning',
          at,
          args: { prefix: text },
          fix: { label: `Take ${text} away`, patch: keep(i) },
        }),
      ];
    });
    if (listed.length > 0 || l.bgpSettings) return out;
    return [say('local-gateway-empty', 'A67', 'neither prefixes nor BGP, so that nothing is routed to it; give it one of them', { severity: 'warning' })];
  });
}

/** A64: APIPA at both ends of a connection or at neither, and only addresses that the gateway has. */
function apipa({ lab }: LabView): Finding[] {
  return Object.entries(lab.connections ?? {}).flatMap(([id, c]) => {
    const gateway = lab.virtualNetworkGateways?.[c.virtualNetworkGateway1];
    const far = lab.localNetworkGateways?.[c.localNetworkGateway2 ?? '']?.bgpSettings?.bgpPeeringAddress;
    return gateway && c.connectionType === 'IPsec' ? [...unknownApipa(id, c, gateway), ...oneSidedApipa(id, c, gateway, far)] : [];
  });
}

function unknownApipa(id: string, c: Connection, gateway: VirtualNetworkGateway): Finding[] {
  const own = gateway.bgpSettings?.customBgpIpAddresses ?? [];
  return (c.gatewayCustomBgpIpAddresses ?? []).flatMap((address, i) =>
    own.includes(address)
      ? []
      : [
          about(id, ['connections', id])(
            'apipa-unknown',
            'A64 A212',
            `${address} is none of the customBgpIpAddresses of ${c.virtualNetworkGateway1}; add it there`,
            { at: ['gatewayCustomBgpIpAddresses', i], args: { address, gateway: c.virtualNetworkGateway1 } },
          ),
        ],
  );
}

function oneSidedApipa(id: string, c: Connection, gateway: VirtualNetworkGateway, far: string | undefined): Finding[] {
  const ip = far === undefined ? undefined : parseIp(far);
  if (c.enableBgp !== true || ip === undefined || far === undefined) return [];
  const there = containsIp(APIPA, ip);
  const here = (gateway.bgpSettings?.customBgpIpAddresses ?? []).length > 0;
  const args = { gateway: c.virtualNetworkGateway1, local: c.localNetworkGateway2 ?? '', address: far };
  const say = about(id, ['connections', id]);
  if (there && !here)
    return [
      say('apipa-missing', 'A64', `${args.local} speaks BGP from ${far}, and ${args.gateway} has no APIPA address; give it customBgpIpAddresses`, {
        severity: 'warning',
        args,
      }),
    ];
  if (there || c.gatewayCustomBgpIpAddresses === undefined) return [];
  const fix = { label: 'Take the APIPA addresses away', patch: patchOf(['connections', id, 'gatewayCustomBgpIpAddresses'], null) };
  const message = `its APIPA addresses are not used, because ${args.local} speaks BGP from ${far}, which is no APIPA address`;
  return [say('apipa-not-used', 'A64', message, { severity: 'warning', at: ['gatewayCustomBgpIpAddresses'], args, fix })];
}
