/** ExpressRoute circuits: the two legs of their private peering and who is plugged in there (A101, A210). */
import { formatPrefix, isIpv4, nextFreeIp, overlaps, parseInterfaceAddress, parsePrefix, type Prefix } from '../../ip/index.ts';
import type { LanInterface } from '../../model/index.ts';
import type { Finding } from './finding.ts';
import type { LabView } from './view.ts';

const LEGS = { primary: 'primaryPeerAddressPrefix', secondary: 'secondaryPeerAddressPrefix' } as const;

interface Leg {
  readonly circuit: string;
  /** `circuit/primary`. */
  readonly ref: string;
  readonly prefix: Prefix;
  readonly path: readonly string[];
}

export function circuits(view: LabView): Finding[] {
  const legs = Object.entries(view.lab.expressRouteCircuits ?? {}).flatMap(([id, c]) =>
    Object.entries(LEGS).flatMap(([leg, key]): Leg[] => {
      const prefix = parsePrefix(c.peerings.AzurePrivatePeering?.[key] ?? '');
      return prefix ? [{ circuit: id, ref: `${id}/${leg}`, prefix, path: ['expressRouteCircuits', id, 'peerings', 'AzurePrivatePeering', key] }] : [];
    }),
  );
  return [...legs.flatMap((leg, i) => [...length(leg), ...clashes(view, leg, legs.slice(0, i))]), ...plugged(view, legs), ...withoutPeering(view)];
}

function length({ circuit, prefix, path }: Leg): Finding[] {
  const wanted = isIpv4(prefix.ip) ? 30 : 126;
  if (prefix.length === wanted) return [];
  const message = `${formatPrefix(prefix)} is a /${prefix.length}; a leg of private peering is a /${wanted}`;
  return [{ code: 'circuit-prefix-length', path, object: circuit, message, rules: ['A101', 'A210'], args: { prefix: formatPrefix(prefix), wanted } }];
}

function clashes({ spaces }: LabView, leg: Leg, before: readonly Leg[]): Finding[] {
  const text = formatPrefix(leg.prefix);
  const other = before.find((o) => overlaps(o.prefix, leg.prefix));
  const space = spaces.find((s) => overlaps(s.prefix, leg.prefix));
  const clash = (code: string, range: Prefix, whose: string): Finding => ({
    code,
    path: leg.path,
    object: leg.circuit,
    message: `${text} overlaps ${formatPrefix(range)} of ${whose}; give this leg another range`,
    rules: ['A210'],
    args: { prefix: text, other: whose, otherPrefix: formatPrefix(range) },
  });
  return [
    ...(other ? [clash('circuit-legs-overlap', other.prefix, other.ref)] : []),
    ...(space ? [clash('circuit-overlaps-vnet', space.prefix, space.vnet)] : []),
  ];
}

/** A101: the customer has the first usable address of the leg, the MSEE the second. */
function plugged({ lab }: LabView, legs: readonly Leg[]): Finding[] {
  return (['routers', 'hosts'] as const).flatMap((map) =>
    Object.entries(lab[map] ?? {}).flatMap(([id, machine]) =>
      Object.entries<LanInterface>(machine.interfaces).flatMap(([name, lan]): Finding[] => {
        const leg = legs.find((l) => l.ref === lan.circuit);
        const wanted = leg && nextFreeIp(leg.prefix, [], { first: 1, last: 1 });
        if (!leg || wanted === undefined) return [];
        if (lan.addresses.some((a) => parseInterfaceAddress(a)?.ip === wanted)) return [];
        const address = formatPrefix({ ip: wanted, length: leg.prefix.length });
        const message = `${name} is plugged into ${leg.ref} and must have its first address, ${address}`;
        const fix = { label: `Use ${address}`, patch: { [map]: { [id]: { interfaces: { [name]: { addresses: [address] } } } } } };
        const path = [map, id, 'interfaces', name, 'addresses'];
        return [
          {
            code: 'circuit-leg-address',
            severity: 'warning',
            path,
            object: id,
            message,
            rules: ['A101'],
            args: { leg: leg.ref, address, interface: name },
            fix,
          },
        ];
      }),
    ),
  );
}

function withoutPeering({ lab }: LabView): Finding[] {
  return Object.entries(lab.connections ?? {}).flatMap(([id, c]): Finding[] => {
    const circuit = c.peer === undefined ? undefined : lab.expressRouteCircuits?.[c.peer];
    if (!circuit || circuit.peerings.AzurePrivatePeering) return [];
    const message = `${c.peer} has no private peering, so the connection carries nothing; add AzurePrivatePeering to it`;
    return [
      {
        code: 'circuit-without-peering',
        severity: 'warning',
        path: ['connections', id, 'peer'],
        object: id,
        message,
        rules: ['A210'],
        args: { circuit: c.peer ?? '' },
      },
    ];
  });
}
