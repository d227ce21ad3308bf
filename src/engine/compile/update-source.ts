/**
 * `update-source IFNAME`, where the interface has no address for the session: FRR takes the line, and the session stays down (F157). Without an address to call
 * from bgpd does not call (bgpd/bgp_network.c bgp_update_source); of an interface that is not there it resets who calls, too, having no next hop to tell
 * (bgpd/bgp_zebra.c bgp_nexthop_set).
 */
import type { FrrConfig, Statement } from '../frr/index.ts';
import type { Diagnostic } from '../model/index.ts';
import type { NetInterface } from './network.ts';

/** Sources that no interface of the machine has the name of; once for each neighbor or peer-group, at the line that says so last. Without their place in the lab. */
export function missingSources({ bgp }: FrrConfig, statements: readonly Statement[], interfaces: readonly NetInterface[]): Diagnostic[] {
  // A Linux machine has its loopback interface, drawn or not.
  const known = new Set(['lo', ...interfaces.map((i) => i.name)]);
  return [...(bgp?.neighbors ?? []), ...(bgp?.peerGroups ?? [])].flatMap(([neighbor, { updateSource }]): Diagnostic[] => {
    if (typeof updateSource !== 'object' || known.has(updateSource.interface)) return [];
    const name = updateSource.interface;
    const line = statements.findLast(
      (s) =>
        s.outcome === 'applied' &&
        s.command !== undefined &&
        / update-source /.test(s.command.syntax) &&
        s.line.words.at(-1)?.text === name &&
        s.line.words[1]?.text === neighbor,
    );
    if (!line) return [];
    const message = `Expected an interface of this machine, got ${name}: FRR takes the line, and sessions with ${neighbor} never come up, whoever calls.`;
    const args = { neighbor, interface: name };
    return [{ code: 'frr-update-source-not-there', severity: 'warning', message, args, place: { text: 'frr', span: line.ref.span }, rules: ['F157'] }];
  });
}
