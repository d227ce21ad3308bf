/** The result of an FRR lab in the shape that the oracle records: by router, FRR's own JSON of everything (F136–F140). */
import type { AfiName, SpeakerState } from '../bgp/index.ts';
import { compileFrrLab, type FrrLab } from '../compile/frr-lab.ts';
import { type ControlPlane, converge, type Oscillation, restFindings } from '../control-plane/index.ts';
import { formatPrefix } from '../ip/index.ts';
import type { Diagnostic } from '../model/index.ts';
import { runVtysh } from './vtysh/commands.ts';
import { ALL_FAMILIES } from './vtysh/families.ts';
import { summariesJson } from './vtysh/bgp-summary-json.ts';
import { type Hosts, hostsOf } from './vtysh/hosts.ts';
import { type Vtysh, vtyshOf } from './vtysh/router.ts';
import { QUIET } from './frr-lab-solution.ts';
import { advertisedJson, bgpPrefixJson, bgpTableJson } from './vtysh/bgp-json.ts';
import type { Json } from './vtysh/json-text.ts';
import { ribJson } from './vtysh/rib-json.ts';

export interface FrrLabResult {
  readonly lab: string | null;
  readonly frr: string;
  readonly settled: boolean;
  /** Of a lab that never settles, which FRR itself cannot tell: each prefix, who keeps it up and who follows, the states of one turn and its steps (F169). */
  readonly oscillations?: readonly (Omit<Oscillation, 'prefix'> & { readonly prefix: string })[];
  readonly routers: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

/** What vtysh says while it reads a file: lines that it does not know, or refuses. */
const SAID = new Set(['frr-refused', 'frr-unknown-command', 'frr-newer-command', 'frr-incomplete-command', 'frr-ambiguous-command']);

export interface FrrLabAnswer {
  /** What every router says; of a large lab that takes as long again. */
  readonly result: () => FrrLabResult;
  /** That it never settles, or only because delays are uneven. */
  readonly findings: readonly Diagnostic[];
}

export function runFrrLab(lab: FrrLab): FrrLabResult {
  return answerFrrLab(lab).result();
}

/** Runs a lab to rest, through its `late` lines and `down` links, and reads every router. */
export function answerFrrLab(lab: FrrLab): FrrLabAnswer {
  const { network, changes, changeInterval, later, diagnostics } = compileFrrLab(lab);
  const controlPlane = converge(network, { quiet: QUIET, logLimit: 0, changes, changeInterval });
  const result = () => {
    const routers = Object.keys(lab.routers).map((id) => {
      const router = vtyshOf(later ?? network, controlPlane, id);
      const show = showTexts(router, lab.show?.[id] ?? []);
      return [id, { ...readRouter(id, router, controlPlane, diagnostics[id] ?? []), ...(lab.show?.[id] && { show }) }] as const;
    });
    const { oscillations } = controlPlane;
    return {
      lab: lab.name ?? null,
      frr: 'bgpd version 8.4.4',
      settled: !oscillations,
      ...(oscillations && { oscillations: oscillations.map((o) => ({ ...o, prefix: formatPrefix(o.prefix) })) }),
      routers: Object.fromEntries(routers),
    };
  };
  return { result, findings: restFindings(controlPlane) };
}

/** What is to be said of the lab's texts, late lines included: what FRR refuses, and what the lab does not do. */
export function diagnoseFrrLab(lab: FrrLab): readonly Diagnostic[] {
  const { network, later } = compileFrrLab(lab);
  return (later ?? network).diagnostics;
}

/** What the router's console prints for each of these lines, with the line feed that ends an answer. */
function showTexts(router: Vtysh | undefined, commands: readonly string[]): Record<string, string> {
  return Object.fromEntries(commands.map((command) => [command, router ? printed(runVtysh(router, command).text) : '']));
}

function printed(text: string): string {
  return text === '' ? '' : `${text}\n`;
}

function readRouter(id: string, router: Vtysh | undefined, controlPlane: ControlPlane, diagnostics: readonly Diagnostic[]): Record<string, Json> {
  const speaker = controlPlane.speakers.get(id);
  const rib = controlPlane.ribs.get(id);
  const hosts = router ? hostsOf(router) : { own: id, of: () => undefined };
  return {
    'ip route': rib ? ribJson(rib, 'ipv4') : {},
    'ipv6 route': rib ? ribJson(rib, 'ipv6') : {},
    'bgp ipv4': bgpTableJson(speaker, 'ipv4', hosts),
    'bgp ipv6': bgpTableJson(speaker, 'ipv6', hosts),
    neighbors: router ? summariesJson(router, ALL_FAMILIES) : {},
    advertised: speaker ? advertisedOf(speaker) : {},
    detail: speaker ? detailOf(speaker, hosts) : {},
    said: diagnostics.filter((d) => SAID.has(d.code)).map((d) => d.message),
  };
}

/** Every neighbor that the summary lists, in the families that it lists it for. */
function advertisedOf(speaker: SpeakerState): Json {
  const out: Record<string, Record<string, Json>> = {};
  for (const afi of ['ipv4', 'ipv6'] as const)
    for (const { peer } of speaker.sessions.filter((s) => s.peer.families[afi]))
      out[peer.id] = { ...out[peer.id], [afi]: advertisedJson(speaker, peer.id, afi) };
  return out;
}

function detailOf(speaker: SpeakerState, hosts: Hosts): Json {
  const families: readonly AfiName[] = ['ipv4', 'ipv6'];
  return Object.fromEntries(
    families.flatMap((afi) => [...speaker.tables[afi].values()].map((e) => [formatPrefix(e.prefix), bgpPrefixJson(speaker, e, hosts)] as const)),
  );
}
