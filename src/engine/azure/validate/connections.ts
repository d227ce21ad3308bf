/** Connections: what each type needs at either end, and BGP at both (A91, A212). */
import type { Connection } from '../../model/index.ts';
import type { Finding } from './finding.ts';
import type { LabView } from './view.ts';

type End = 'virtualNetworkGateway2' | 'localNetworkGateway2' | 'peer';

/** The other end of each type, and the type of its gateway. */
const TYPES: Readonly<Record<Connection['connectionType'], { readonly end: End; readonly what: string; readonly gateway: 'Vpn' | 'ExpressRoute' }>> = {
  IPsec: { end: 'localNetworkGateway2', what: 'a local network gateway', gateway: 'Vpn' },
  Vnet2Vnet: { end: 'virtualNetworkGateway2', what: 'a second VPN gateway', gateway: 'Vpn' },
  ExpressRoute: { end: 'peer', what: 'a circuit', gateway: 'ExpressRoute' },
};
const ENDS: readonly End[] = ['virtualNetworkGateway2', 'localNetworkGateway2', 'peer'];

export function connections(view: LabView): Finding[] {
  return Object.entries(view.lab.connections ?? {}).flatMap(([id, c]) => [
    ...ends(id, c),
    ...gatewayTypes(view, id, c),
    ...bothWays(view, id, c),
    ...bgp(view, id, c),
    ...peerAddress(view, id, c),
  ]);
}

function found(id: string, key: string | undefined, code: string, message: string, rules: readonly string[], args: Record<string, string> = {}): Finding {
  return { code, path: ['connections', id, ...(key === undefined ? [] : [key])], object: id, message, rules, args };
}

function ends(id: string, c: Connection): Finding[] {
  const { end, what } = TYPES[c.connectionType];
  const missing =
    c[end] === undefined
      ? [
          found(id, undefined, 'connection-incomplete', `an ${c.connectionType} connection leads to ${what}; name it in ${end}`, ['A91'], {
            end,
            type: c.connectionType,
          }),
        ]
      : [];
  const surplus = ENDS.filter((e) => e !== end && c[e] !== undefined).map((e): Finding => {
    const fix = { label: `Take ${e} away`, patch: { connections: { [id]: { [e]: null } } } };
    return {
      ...found(id, e, 'connection-surplus', `an ${c.connectionType} connection has no ${e}; take it away`, ['A91'], { end: e, type: c.connectionType }),
      fix,
    };
  });
  return [...missing, ...surplus];
}

function gatewayTypes({ lab }: LabView, id: string, c: Connection): Finding[] {
  const { gateway } = TYPES[c.connectionType];
  return (['virtualNetworkGateway1', 'virtualNetworkGateway2'] as const).flatMap((key) => {
    const name = c[key];
    const type = name === undefined ? undefined : lab.virtualNetworkGateways?.[name]?.gatewayType;
    if (name === undefined || type === undefined || type === gateway) return [];
    return [
      found(
        id,
        key,
        'connection-gateway-type',
        `an ${c.connectionType} connection needs a gateway of type ${gateway}, and ${name} is of type ${type}`,
        ['A91'],
        { gateway: name, type, connectionType: c.connectionType, wanted: gateway },
      ),
    ];
  });
}

/** A91: each gateway has a connection of its own to the other, and the tunnel is up when both are there. */
function bothWays({ lab }: LabView, id: string, c: Connection): Finding[] {
  const { virtualNetworkGateway1: one, virtualNetworkGateway2: two } = c;
  if (c.connectionType !== 'Vnet2Vnet' || two === undefined) return [];
  if (one === two) return [found(id, 'virtualNetworkGateway2', 'connection-to-itself', `${one} cannot be connected with itself`, ['A91'], { gateway: one })];
  if (!lab.virtualNetworkGateways?.[one] || !lab.virtualNetworkGateways[two]) return [];
  const all = Object.entries(lab.connections ?? {});
  if (all.some(([, o]) => o.virtualNetworkGateway1 === two && o.virtualNetworkGateway2 === one)) return [];
  const reverse = {
    connectionType: c.connectionType,
    virtualNetworkGateway1: two,
    virtualNetworkGateway2: one,
    ...(c.enableBgp !== undefined && { enableBgp: c.enableBgp }),
  };
  const message = `${two} has no connection back to ${one}, so the tunnel stays down; add one`;
  return [
    {
      ...found(id, undefined, 'connection-one-way', message, ['A91'], { from: two, to: one }),
      severity: 'warning',
      fix: { label: `Add the connection from ${two}`, patch: { connections: { [`${id}-back`]: reverse } } },
    },
  ];
}

/** A212: BGP on a connection needs BGP at both ends. */
function bgp({ lab }: LabView, id: string, c: Connection): Finding[] {
  if (c.enableBgp !== true || c.connectionType === 'ExpressRoute') return [];
  const oneSided = withoutBgp(lab, c);
  if (oneSided !== undefined) {
    const message = `BGP is on here and off on ${oneSided}: there is no session, and each gateway knows the other network's own prefixes alone; turn it on there`;
    const fix = { label: `Turn BGP on on ${oneSided}`, patch: { connections: { [oneSided]: { enableBgp: true } } } };
    return [{ ...found(id, 'enableBgp', 'connection-bgp-one-sided', message, ['A91', 'A212'], { other: oneSided }), severity: 'warning', fix }];
  }
  const without = [c.virtualNetworkGateway1, c.virtualNetworkGateway2].flatMap((g): Finding[] => {
    const gateway = g === undefined ? undefined : lab.virtualNetworkGateways?.[g];
    if (g === undefined || !gateway || gateway.gatewayType !== 'Vpn' || gateway.enableBgp === true) return [];
    const fix = { label: `Turn BGP on at ${g}`, patch: { virtualNetworkGateways: { [g]: { enableBgp: true } } } };
    return [{ ...found(id, 'enableBgp', 'connection-bgp-gateway', `BGP is on, and off at ${g}; turn it on there`, ['A212'], { gateway: g }), fix }];
  });
  const local = c.localNetworkGateway2 === undefined ? undefined : lab.localNetworkGateways?.[c.localNetworkGateway2];
  if (!local || local.bgpSettings) return without;
  return [
    ...without,
    found(id, 'enableBgp', 'connection-bgp-local', `BGP is on, and ${c.localNetworkGateway2} has no bgpSettings; give it its AS and address`, ['A212'], {
      gateway: c.localNetworkGateway2 ?? '',
    }),
  ];
}

/**
 * A62: the gateway tells its tunnels apart by the address at the other end, which no two of them share and which is none of its own (Microsoft Learn, "Highly
 * available cross-premises and VNet-to-VNet connectivity", Multiple on-premises VPN devices).
 */
function peerAddress({ lab }: LabView, id: string, { virtualNetworkGateway1: gateway, localNetworkGateway2: local }: Connection): Finding[] {
  const address = local === undefined ? undefined : lab.localNetworkGateways?.[local]?.gatewayIpAddress;
  if (local === undefined || address === undefined) return [];
  const say = (code: string, message: string, args: Record<string, string>): Finding[] => [
    { ...found(id, 'localNetworkGateway2', code, message, ['A62'], { local, address, gateway, ...args }), severity: 'warning' },
  ];
  const own = lab.virtualNetworkGateways?.[gateway]?.publicIPAddresses ?? [];
  if (own.some((pip) => lab.publicIPAddresses?.[pip]?.ipAddress === address))
    return say('connection-to-own-address', `${local} has the address of ${gateway} itself (${address}); give it that of the device at the other end`, {});
  const earlier = Object.entries(lab.connections ?? {}).filter(([, o]) => o.virtualNetworkGateway1 === gateway && o.localNetworkGateway2 !== undefined);
  const other = earlier.find(([, o]) => lab.localNetworkGateways?.[o.localNetworkGateway2 ?? '']?.gatewayIpAddress === address)?.[0];
  if (other === undefined || other === id) return [];
  return say('connection-address-taken', `it leads from ${gateway} to ${address}, as ${other} does already; each needs an address of its own`, { other });
}

/** The connection in the other direction, where BGP is off on that one. */
function withoutBgp(lab: LabView['lab'], { virtualNetworkGateway1: one, virtualNetworkGateway2: two }: Connection): string | undefined {
  return Object.entries(lab.connections ?? {}).find(
    ([, o]) => o.virtualNetworkGateway1 === two && o.virtualNetworkGateway2 === one && o.enableBgp !== true,
  )?.[0];
}
