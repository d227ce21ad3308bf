/**
 * Routers that stand in an invented Internet (`defaultFreeZone`): each gets its table as routes of its own, with the paths that its AS
 * would tell. All of a lab stand in one Internet, made from the seed of the first by id.
 */
import type { Origination } from '../bgp/types.ts';
import { type DefaultFreeZone, makeDefaultFreeZone, tableOf } from '../dfz/index.ts';
import type { Asn } from '../policy/index.ts';
import { type NetworkBuilder, sorted } from './builder.ts';

/** Zones made last: an edit elsewhere in the lab does not make the Internet anew. Their making is pure, so that nobody can tell. */
const made = new Map<string, { readonly zone: DefaultFreeZone; readonly tables: Map<Asn, readonly Origination[]> }>();
const KEPT = 2;

export function compileDefaultFreeZone(net: NetworkBuilder): void {
  const members = sorted(net.lab.routers).flatMap(([id, { defaultFreeZone }]) => {
    const speaker = net.speakers.get(id);
    return defaultFreeZone && speaker ? [{ id, settings: defaultFreeZone, speaker }] : [];
  });
  const [first] = members;
  if (!first) return;
  for (const { id, settings } of members) {
    if (settings.seed === first.settings.seed && settings.prefixes === first.settings.prefixes) continue;
    const args = { router: id, other: first.id, seed: first.settings.seed, prefixes: first.settings.prefixes };
    net.diagnostics.push({
      code: 'dfz-settings-differ',
      severity: 'warning',
      message: `${id}: all routers of one Internet have the same seed and size; ${first.id} says seed ${args.seed}, ${args.prefixes} prefixes, and that is what is used`,
      args,
      place: { path: ['lab', 'routers', id, 'defaultFreeZone'], object: id },
    });
  }
  const { zone, tables } = zoneOf(
    first.settings.seed,
    first.settings.prefixes,
    members.map((m) => m.speaker.asn),
  );
  for (const { id, speaker } of members)
    net.speakers.set(id, { ...speaker, originations: [...speaker.originations, ...originationsOf(zone, tables, speaker.asn)] });
  net.defaultFreeZone = { graph: zone.graph, members: new Map(members.map((m) => [m.id, m.speaker.asn])) };
}

function zoneOf(seed: number, prefixes: number, anchors: readonly Asn[]) {
  const key = `${seed} ${prefixes} ${anchors.toSorted((a, b) => a - b).join()}`;
  const known = made.get(key) ?? { zone: makeDefaultFreeZone(seed, prefixes, anchors), tables: new Map<Asn, readonly Origination[]>() };
  made.delete(key);
  made.set(key, known);
  for (const old of [...made.keys()].slice(0, -KEPT)) made.delete(old);
  return known;
}

function originationsOf(zone: DefaultFreeZone, tables: Map<Asn, readonly Origination[]>, asn: Asn): readonly Origination[] {
  const known = tables.get(asn);
  if (known) return known;
  const fresh = tableOf(zone, asn).map(
    ({ prefix, asPath }): Origination => ({ kind: 'fixed', prefix, label: 'dfz', asPath: [{ type: 'sequence', asns: asPath }] }),
  );
  tables.set(asn, fresh);
  return fresh;
}
