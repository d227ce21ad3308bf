/**
 * Share links: `#lab=1.<data>`, where data is base64url of a checksum and the deflated JSON. A link carries the whole state of
 * the lab, so that it restores exactly what was shared even when the scenario that it came from has changed since; the story
 * of a built-in scenario is carried by its id alone.
 */
import type { Diagnostic } from '../diagnostic.ts';
import { isObject } from '../json/own.ts';
import { parseJson } from '../json/parse.ts';
import type { Lab } from '../lab.ts';
import { makePatch, mergePatch } from '../merge-patch.ts';
import { labProblems, labShape, readScenarioValue } from '../read.ts';
import type { Scenario } from '../scenario.ts';
import { lab as labSchema } from '../schema/lab.ts';
import { scenarioFile } from '../schema/scenario.ts';
import { inOrder } from '../schema/walk.ts';
import { stateAt, stepOf } from '../steps.ts';
import { fromBase64Url, toBase64Url } from './base64url.ts';
import { pack, unpack } from './pack.ts';

/** What a link stands for: a scenario, the step that was open, and the lab exactly as it was. */
export interface SharedDocument {
  readonly scenario: Scenario;
  readonly step?: string;
  readonly lab: Lab;
}

export interface DecodedLink {
  readonly document?: SharedDocument;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What is packed. Of a built-in scenario `of` is the id, and `lab` a merge patch of nothing: the lab, whole. Otherwise `of` is
 * the scenario itself, and `lab` what differs from the lab of its step.
 */
interface Payload {
  readonly of: unknown;
  readonly step?: unknown;
  readonly lab: unknown;
}

const MARK = /#lab(?:=|%3D)/i;
const VERSION = 1;

/** Whether text is meant as a link, rather than as a file's name. */
export function looksLikeLink(text: string): boolean {
  return MARK.test(text) || /^\s*1\.[A-Za-z0-9_-]{16,}\s*$/.test(text);
}

/** The hash part of a link, `#lab=1.…`. `builtIn`: the story is that of a built-in scenario, so its id is enough. */
export function encodeLink(document: SharedDocument, builtIn: boolean): string {
  const { scenario, step, lab } = document;
  const from = step !== undefined && !stepOf(scenario, step) ? undefined : step;
  const payload: Payload = {
    of: builtIn ? scenario.id : inOrder(scenarioFile, scenario),
    ...(from !== undefined && { step: from }),
    lab: inOrder(labSchema, builtIn ? makePatch({}, lab) : makePatch(stateAt(scenario, from), lab)),
  };
  return `#lab=${VERSION}.${toBase64Url(pack(JSON.stringify(payload)))}`;
}

/** Reads a link: a whole address, its hash, or the data alone. Whatever is wrong with it is one diagnostic; nothing is thrown. */
export function decodeLink(text: string, builtIn: (id: string) => Scenario | undefined): DecodedLink {
  const mark = MARK.exec(text);
  // Mail and chat break lines within an address, and put punctuation behind it.
  const data = (mark ? text.slice(mark.index + mark[0].length) : text).replace(/\s+/g, '').replace(/[.,;:!?)>\]}"'」。、]+$/, '');
  const version = /^(\d{1,9})\.(.*)$/.exec(data);
  if (!version) return refused('link-malformed', 'this is not a share link of Hoplab: expected #lab=1. and then letters, digits, - and _');
  if (Number(version[1]) > VERSION)
    return refused('newer-version', `this link has version ${version[1]}, and this Hoplab reads version ${VERSION}: open it with a newer one`);
  const body = version[2] as string;
  const wrong = /[^A-Za-z0-9_-]/u.exec(body);
  if (wrong)
    return refused('link-malformed', `this share link has ${JSON.stringify(wrong[0])} at letter ${wrong.index + 1}: expected letters, digits, - and _ only`, {
      letter: wrong[0],
      at: wrong.index + 1,
    });
  const bytes = Number(version[1]) === VERSION ? fromBase64Url(body) : undefined;
  const payload = bytes && parsed(unpack(bytes));
  if (!payload) return refused('link-damaged', 'this share link is damaged: a part of it is missing or changed; copy it again as a whole');
  return typeof payload.of === 'string' ? ofBuiltIn(payload.of, payload, builtIn) : ofItself(payload);
}

function parsed(json: string | undefined): Payload | undefined {
  // Not JSON.parse: nesting without end must not overflow the stack.
  const { value, mistakes } = parseJson(json ?? '');
  return mistakes.length === 0 && isObject(value) && 'of' in value && 'lab' in value ? (value as unknown as Payload) : undefined;
}

/** A built-in story with its own lab; when the story is not here any more, the lab alone. */
function ofBuiltIn(id: string, payload: Payload, builtIn: (id: string) => Scenario | undefined): DecodedLink {
  const found = builtIn(id);
  const lab = mergePatch({}, payload.lab);
  if (!found) {
    const bare = readScenarioValue({ version: 1, id, title: { en: id }, lab });
    const message = `this share link belongs to the scenario ${JSON.stringify(id)}, which is not here: the lab is shown without its story`;
    const note: Diagnostic = { code: 'link-scenario-unknown', severity: 'warning', message, args: { id }, place: {} };
    return bare.scenario ? { document: { scenario: bare.scenario, lab: bare.scenario.lab }, diagnostics: [note, ...bare.diagnostics] } : bare;
  }
  return withLab(found, payload.step, lab);
}

function ofItself(payload: Payload): DecodedLink {
  const { scenario, diagnostics } = readScenarioValue(payload.of);
  if (!scenario) return { diagnostics };
  const step = knownStep(scenario, payload.step);
  return withLab(scenario, step, mergePatch(stateAt(scenario, step), payload.lab));
}

function withLab(scenario: Scenario, wanted: unknown, lab: unknown): DecodedLink {
  const misshapen = labShape(lab);
  if (misshapen.length > 0) return { diagnostics: misshapen };
  const step = knownStep(scenario, wanted);
  return { document: { scenario, lab: lab as Lab, ...(step !== undefined && { step }) }, diagnostics: labProblems(lab as Lab) };
}

function knownStep(scenario: Scenario, step: unknown): string | undefined {
  return typeof step === 'string' && stepOf(scenario, step) ? step : undefined;
}

function refused(code: string, message: string, args: Record<string, string | number> = {}): DecodedLink {
  return { diagnostics: [{ code, severity: 'error', message, args, place: {} }] };
}
