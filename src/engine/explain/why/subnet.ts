/** The answer of a subnet: its effective routes for a prefix, what lays them there, and why others are missing (A10–A40, A131). */
import type { EffectiveRoute } from '../../azure/index.ts';
import { bestOf, entryOf, type SpeakerId } from '../../bgp/index.ts';
import type { NetVnet } from '../../compile/network.ts';
import { type Programmer, programmersOf } from '../../control-plane/index.ts';
import { containsPrefix, formatIp, formatPrefix, type Prefix, samePrefix } from '../../ip/index.ts';
import type { Reason } from '../../policy/index.ts';
import { type Scene, step } from './scene.ts';
import { section } from './speaker.ts';
import { holdersOf, holds, type Stop, stopsBefore } from './stops.ts';
import type { WhyPlace, WhyStep } from './types.ts';
import { legsTo, wayText, waySteps } from './way.ts';

export function subnetPlace(scene: Scene, subnet: string, prefix: Prefix): WhyPlace {
  const rows = (scene.asked.effectiveRoutes.get(subnet) ?? []).filter((r) => samePrefix(r.prefix, prefix));
  const used = rows.find((r) => r.state === 'Active');
  const learned = rows.some((r) => r.source === 'VirtualNetworkGateway');
  const programmers = instancesServing(scene, subnet);
  const stops = learned ? [] : missing(scene, subnet, prefix, programmers);
  // A VNet's own and peered prefixes are nobody's to bring; beside another row, only learned routes that exist are missed.
  const fixed = rows.some((r) => r.nextHopType === 'VnetLocal' || r.nextHopType === 'VNetPeering' || r.nextHopType === 'VNetGlobalPeering');
  const isMissed = rows.length === 0 || (!fixed && holdersOf(scene, prefix).length > 0);
  const sources = learned ? programmingInto(scene, subnet, prefix) : [];
  return {
    id: subnet,
    kind: 'subnet',
    device: subnet,
    prefix: formatPrefix(prefix),
    verdict: used ? 'used' : rows.length > 0 ? 'beaten' : 'absent',
    summary: summaryOf(subnet, prefix, used, stops),
    sections: [
      section(
        'effective',
        [...rows.filter((r) => r === used), ...rows.filter((r) => r !== used)].map((r) => rowStep(subnet, r)),
      ),
      section(
        'way',
        sources.map((p, i) => programmed(scene, p, prefix, i === 0)),
      ),
      section('stops', learned || !isMissed ? [] : stops),
    ].flat(),
  };
}

function summaryOf(subnet: string, prefix: Prefix, used: EffectiveRoute | undefined, stops: readonly WhyStep[]): Reason {
  const args = { prefix: formatPrefix(prefix), at: subnet };
  if (!used) return stops[0]?.reason ?? { code: 'why-is-absent-no-origin', args: { ...args, holders: '' } };
  return { code: 'why-subnet-uses', rules: used.reason.rules, args: { ...args, source: used.source, to: towards(used) } };
}

/** `Internet`, `VirtualAppliance 10.0.3.4`. */
function towards(r: EffectiveRoute): string {
  return r.nextHopIp === undefined ? r.nextHopType : `${r.nextHopType} ${formatIp(r.nextHopIp)}`;
}

function rowStep(subnet: string, r: EffectiveRoute): WhyStep {
  const args = { source: r.source, to: towards(r), state: r.state };
  const device = r.routeTable ?? subnet;
  return step(r.state === 'Active' ? 'chosen' : 'beaten', device, { code: 'why-effective-row', rules: ['A14'], args }, [step('fact', device, r.reason)]);
}

/** The way to a gateway or Route Server instance that knows the prefix; in full for the first, as the others’ ways run alike. */
function programmed(scene: Scene, { speaker, preferred, kind }: Programmer, prefix: Prefix, full: boolean): WhyStep {
  const args = { at: speaker, prefix: formatPrefix(prefix), way: wayText(legsTo(scene, speaker, prefix)), kind };
  const reason: Reason = preferred
    ? { code: 'why-programmer-knows', rules: ['A13', 'A131'], args }
    : { code: 'why-programmer-loses', rules: ['A108', 'A139'], args };
  return step(preferred ? 'passed' : 'beaten', scene.device(speaker), reason, full ? waySteps(scene, speaker, prefix) : []);
}

/** The instances that programmed the prefix, those whose route is preferred first. */
function programmingInto(scene: Scene, subnet: string, prefix: Prefix): Programmer[] {
  const { network, controlPlane } = scene.asked;
  const all = vnetsServing(scene, subnet).flatMap((vnet) => programmersOf(network, controlPlane, vnet, prefix));
  return [...all.filter((p) => p.preferred), ...all.filter((p) => !p.preferred)];
}

/** The subnet's VNet, and hubs whose gateways it uses. */
function vnetsServing(scene: Scene, subnet: string): string[] {
  const { network } = scene.asked;
  const segment = network.segments.get(subnet);
  const vnet = segment?.kind === 'azure-subnet' ? network.vnets.get(segment.vnet) : undefined;
  return vnet ? [vnet.id, ...vnet.peerings.filter((p) => p.useRemoteGateways).map((p) => p.remote)] : [];
}

/** Instances whose routes are programmed into the subnet's VNet: its own, and those of a hub whose gateways it uses (A51, A131). */
function instancesServing(scene: Scene, subnet: string): SpeakerId[] {
  const vnets = vnetsServing(scene, subnet);
  return [...scene.states.keys()].filter((id) => standsIn(scene, id, vnets)).sort();
}

function standsIn(scene: Scene, id: SpeakerId, vnets: readonly string[]): boolean {
  const node = scene.node(id);
  if (node?.kind !== 'vpn-gateway' && node?.kind !== 'er-gateway' && node?.kind !== 'route-server') return false;
  const segment = scene.asked.network.segments.get(node.interfaces[0]?.segment ?? '');
  return segment?.kind === 'azure-subnet' && vnets.includes(segment.vnet);
}

/** Why no gateway and no Route Server has laid the prefix into the subnet. */
function missing(scene: Scene, subnet: string, prefix: Prefix, programmers: readonly SpeakerId[]): WhyStep[] {
  const { network } = scene.asked;
  const args = { prefix: formatPrefix(prefix), at: subnet };
  const segment = network.segments.get(subnet);
  const vnet = segment?.kind === 'azure-subnet' ? network.vnets.get(segment.vnet) : undefined;
  const covering = [...(vnet?.prefixes ?? []), ...(vnet?.peerings.flatMap((p) => p.prefixes) ?? [])].find((p) => containsPrefix(p, prefix));
  if (vnet && covering) return [step('stopped', vnet.id, { code: 'azure-within-vnet', rules: ['A133'], args: { ...args, vnet: formatPrefix(covering) } })];
  const routes = network.subnetRoutes.get(subnet);
  const holders = programmers.filter((id) => holds(scene, id, prefix));
  if (routes && !routes.propagation && holders.length > 0)
    return [
      step('stopped', routes.routeTable ?? subnet, {
        code: 'why-propagation-off',
        rules: ['A32'],
        args: { ...args, routeTable: routes.routeTable ?? '', holders: holders.join(', ') },
      }),
    ];
  if (programmers.length === 0)
    return [step('stopped', subnet, { code: 'why-no-programmer', rules: ['A13', 'A131'], args: { ...args, vnet: vnet?.id ?? '' } })];
  if (holders.length > 0) return holders.map((id) => notProgrammed(scene, id, vnet, prefix));
  return nearestOf(
    programmers.flatMap((id) => stopsBefore(scene, id, prefix)),
    args,
  );
}

/** A gateway holds it and does not program it: it has the prefix itself, from its sibling, or from Route Server. */
function notProgrammed(scene: Scene, id: SpeakerId, vnet: NetVnet | undefined, prefix: Prefix): WhyStep {
  const state = scene.state(id);
  const source = state && bestOf(entryOf(state, prefix))?.source;
  const from = source?.kind === 'peer' ? source.peer : id;
  return step('stopped', scene.device(id), {
    code: 'why-not-programmed',
    rules: ['A13', 'A131'],
    args: { at: id, prefix: formatPrefix(prefix), from, vnet: vnet?.id ?? '' },
  });
}

function nearestOf(stops: readonly Stop[], args: Readonly<Record<string, string>>): WhyStep[] {
  const seen = new Set<string>();
  const sure = stops.some((s) => !s.hint) ? stops.filter((s) => !s.hint) : stops;
  const steps = sure
    .toSorted((a, b) => a.distance - b.distance)
    .map((s) => s.step)
    .filter((s) => {
      const key = JSON.stringify([s.reason.code, s.reason.args]);
      return !seen.has(key) && seen.add(key);
    });
  return steps.length > 0 ? steps : [step('stopped', args['at'], { code: 'why-is-absent-no-origin', args: { ...args, holders: '' } })];
}
