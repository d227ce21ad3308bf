/** What a rule of the `nat` table makes of a new connection: addresses and ports (iptables-extensions(8): SNAT, DNAT, MASQUERADE, REDIRECT). */
import type { NetInterface, RouterNode } from '../../compile/index.ts';
import { type NfHook, type NfOutcome, type NfRange } from '../../hosts/index.ts';
import { ip, isIpv4, type Ip, offsetIp } from '../../ip/index.ts';
import { HASH } from '../choose.ts';
import type { Visit } from '../move.ts';
import { outer, tupleOf } from '../packet.ts';
import type { FiveTuple, Packet } from '../types.ts';
import { selectAddress } from './source.ts';

/** Where a packet is at a hook: what of its way the translation depends on. */
export interface NatPlace {
  readonly visit: Pick<Visit<RouterNode>, 'node'>;
  readonly in?: NetInterface;
  readonly out?: NetInterface;
  readonly gateway?: Ip;
}

/** The changed end of the flow; undefined where nothing is translated. */
export function natChange(place: NatPlace, hook: NfHook, verdict: NfOutcome['verdict'], packet: Packet): Partial<FiveTuple> | undefined {
  const { node } = place.visit;
  const { destination } = outer(packet);
  const flow = tupleOf(packet);
  switch (verdict.kind) {
    case 'snat':
      return { ...(verdict.addresses && { source: picked(verdict.addresses, flow) }), ...portChange('sourcePort', verdict.ports, flow.sourcePort) };
    case 'dnat':
      return {
        ...(verdict.addresses && { destination: picked(verdict.addresses, flow) }),
        ...(verdict.ports && verdict.base !== undefined
          ? { destinationPort: shifted(verdict.ports, verdict.base, flow.destinationPort) }
          : portChange('destinationPort', verdict.ports, flow.destinationPort)),
      };
    case 'masquerade': {
      const source = place.out && selectAddress(node, destination, place.gateway ?? destination, place.out);
      return source === undefined ? undefined : { source, ...portChange('sourcePort', verdict.ports, flow.sourcePort) };
    }
    case 'redirect': {
      // The first address of the interface that it came in by; what the machine itself sends goes to its loopback (nf_nat_redirect.c).
      const own = hook === 'OUTPUT' ? LOOPBACK[isIpv4(destination) ? 4 : 6] : place.in?.addresses.find((a) => isIpv4(a.ip) === isIpv4(destination))?.ip;
      return own === undefined ? undefined : { destination: own, ...portChange('destinationPort', verdict.ports, flow.destinationPort) };
    }
    default:
      return undefined;
  }
}

const LOOPBACK = { 4: ip('127.0.0.1'), 6: ip('::1') } as const;

/** One of a range, by the flow's addresses, so that a client keeps its address. */
function picked({ from, to }: { readonly from: Ip; readonly to: Ip }, { source, destination }: FiveTuple): Ip {
  const many = Number(BigInt(to) - BigInt(from)) + 1;
  const client: FiveTuple = { protocol: 'tcp', source, destination, sourcePort: 0, destinationPort: 0 };
  return offsetIp(from, HASH.choose('nat', client, many));
}

/** As far from the first of the range as the port is from the base, round and round (net/netfilter/nf_nat_core.c nf_nat_l4proto_unique_tuple; recorded). */
function shifted({ from, to }: NfRange, base: number, port: number): number {
  return from + (((port - base) & 0xffff) % (to - from + 1));
}

/** A port inside the range stays; any other becomes its first (recorded). */
function portChange(name: 'sourcePort' | 'destinationPort', range: NfRange | undefined, port: number): Partial<FiveTuple> {
  return !range || (port >= range.from && port <= range.to) ? {} : { [name]: range.from };
}
