/** What stands outside Azure: addresses that two have or nobody can have, tunnels with two ends, gateways off the link; public addresses that are none (H91). */
import { containsIp, formatPrefix, isIpv4, lastIp, networkOf, parseInterfaceAddress, parseIp } from '../../ip/index.ts';
import type { Host, LanInterface } from '../../model/index.ts';
import { isPublic } from '../numbers.ts';
import type { Finding } from './finding.ts';
import type { LabView } from './view.ts';

interface Card {
  readonly id: string;
  readonly name: string;
  readonly lan: LanInterface;
  readonly path: readonly string[];
}

export function outside(view: LabView): Finding[] {
  const cards = (['routers', 'hosts'] as const).flatMap((map) =>
    Object.entries(view.lab[map] ?? {}).flatMap(([id, machine]) =>
      Object.entries<LanInterface>(machine.interfaces).map(([name, lan]): Card => ({ id, name, lan, path: [map, id, 'interfaces', name] })),
    ),
  );
  return [...twice(cards), ...unusable(cards), ...tunnelEnds(cards), ...hostGateways(view), ...notPublic(view)];
}

function warning(object: string, path: Finding['path'], code: string, message: string, args: Record<string, string>, rules: readonly string[]): Finding {
  return { severity: 'warning', object, path, code, message, args, rules };
}

const addressesOf = ({ lan }: Card) =>
  lan.addresses.flatMap((text, i) => {
    const address = parseInterfaceAddress(text);
    return address ? [{ ...address, text: text.replace(/\/.*/, ''), i }] : [];
  });

/** RFC 5227 §2.4: both answer for it, and who is heard is chance. */
function twice(cards: readonly Card[]): Finding[] {
  const first = new Map<string, string>();
  return cards.flatMap((card) => {
    const { segment, shutdown } = card.lan;
    if (segment === undefined || shutdown === true) return [];
    return addressesOf(card).flatMap(({ ip, text, i }) => {
      const key = `${segment} ${ip}`;
      const other = first.get(key);
      if (other === undefined) first.set(key, card.id);
      if (other === undefined) return [];
      const message = `${text} is already that of ${other} on ${segment}: which of them is heard is chance; give it another address`;
      return [warning(card.id, [...card.path, 'addresses', i], 'outside-address-taken', message, { address: text, other, segment }, ['RFC 5227'])];
    });
  });
}

/** RFC 1122 §3.2.1.3: the first and the last address of an IPv4 network are its own and everybody's; a link of two has neither (RFC 3021). */
function unusable(cards: readonly Card[]): Finding[] {
  return cards.flatMap((card) =>
    addressesOf(card).flatMap((a) => {
      const network = networkOf(a);
      if (!isIpv4(a.ip) || a.length > 30 || (a.ip !== network.ip && a.ip !== lastIp(network))) return [];
      const prefix = formatPrefix(network);
      const message = `${a.text} is ${a.ip === network.ip ? 'the network’s own' : 'the broadcast'} address of ${prefix}, not one for a machine; take one between`;
      const args = { address: a.text, prefix, which: a.ip === network.ip ? 'network' : 'broadcast' };
      return [warning(card.id, [...card.path, 'addresses', a.i], 'outside-address-unusable', message, args, ['RFC 1122', 'RFC 3021'])];
    }),
  );
}

function tunnelEnds(cards: readonly Card[]): Finding[] {
  const first = new Map<string, string>();
  return cards.flatMap(({ id, name, lan, path }) => {
    const tunnel = lan.ipsec;
    if (tunnel === undefined) return [];
    const other = first.get(tunnel);
    if (other === undefined) first.set(tunnel, `${id} ${name}`);
    if (other === undefined) return [];
    const message = `${name} is of the tunnel ${tunnel}, as ${other} is already: a tunnel has one interface; name another tunnel`;
    return [warning(id, [...path, 'ipsec'], 'tunnel-end-taken', message, { interface: name, tunnel, other }, ['A62'])];
  });
}

/** The kernel has no way to such a gateway, and refuses the route (net/ipv4/fib_semantics.c fib_check_nh: "Nexthop has invalid gateway"). */
function hostGateways({ lab }: LabView): Finding[] {
  return Object.entries(lab.hosts ?? {}).flatMap(([id, host]) => {
    const gateway = host.gateway === undefined ? undefined : parseIp(host.gateway);
    // A machine's own texts may give it more addresses.
    if (gateway === undefined || host.gateway === undefined || host.rc !== undefined || host.iproute2 !== undefined) return [];
    const networks = linksOf(host).filter((p) => isIpv4(p.ip) === isIpv4(gateway));
    if (networks.some((p) => containsIp(p, gateway))) return [];
    const links = networks.map(formatPrefix).join(', ');
    const message = `the gateway ${host.gateway} is on none of its links (${links === '' ? 'it has none' : links}), so it has no default route; give one of a link`;
    return [warning(id, ['hosts', id, 'gateway'], 'host-gateway-off-link', message, { gateway: host.gateway, links }, ['H4', 'RFC 1122'])];
  });
}

function linksOf(host: Host) {
  return Object.values<LanInterface>(host.interfaces).flatMap(({ addresses }) =>
    addresses.flatMap((text) => {
      const address = parseInterfaceAddress(text);
      return address ? [networkOf(address)] : [];
    }),
  );
}

/** H91: the Internet carries nothing to them. */
function notPublic({ lab }: LabView): Finding[] {
  const all = [
    ...Object.entries(lab.publicIPAddresses ?? {}).map(([id, p]) => ({ id, text: p.ipAddress, path: ['publicIPAddresses', id, 'ipAddress'] })),
    ...Object.entries(lab.internet?.hosts ?? {}).map(([id, h]) => ({ id, text: h.ipAddress, path: ['internet', 'hosts', id, 'ipAddress'] })),
  ];
  return all.flatMap(({ id, text, path }) => {
    const ip = parseIp(text);
    if (ip === undefined || isPublic(ip)) return [];
    const message = `${text} is no public address: the Internet carries nothing to it; give it one that is`;
    return [warning(id, path, 'address-not-public', message, { address: text }, ['H91', 'RFC 6890'])];
  });
}
