/** What one does to objects on the canvas: each is one undo step, said aloud. */
import { type Lab, mergePatch, removalPatch, removedDevices } from '../../engine/index.ts';
import { edit, useDocument } from '../../state/document.ts';
import { askJudgement } from '../../state/results.ts';
import { mark, notify, select, setView, useView } from '../../state/view.ts';
import { diagramOf, kindOf, type ObjectKind, pathOf } from '../../view-models/diagram/index.ts';
import { additionOf, type Drop, type Refusal } from '../../view-models/editing/addition.ts';
import { copyOf, type Fragment, fragmentOf, pasteOf } from '../../view-models/editing/clipboard.ts';
import { connectable } from '../../view-models/editing/connect.ts';
import { unplugPatch } from '../../view-models/editing/lines.ts';
import { containersFor, type Moved, relocationOf } from '../../view-models/editing/relocation.ts';
import type { Text } from '../shared/use-text.ts';

type Say = Pick<Text, 't' | 'problem'>;

/** Why an object of a kind cannot stand somewhere. */
export function refusalText({ t }: Pick<Text, 't'>, kind: ObjectKind | undefined, { refused, args }: Refusal): string {
  return t(`refuse_${refused}`, { kind: kind === undefined ? '' : t(`kind_${kind}`), ...args });
}

/** Adds an object of the palette; where it cannot be, says why. */
export function add(text: Say, kind: ObjectKind, drop?: Drop): void {
  const { t } = text;
  const addition = additionOf(useDocument.getState().lab, kind, drop);
  if ('refused' in addition) {
    notify('error', refusalText(text, kind, addition));
    return;
  }
  edit({ did: 'add', of: addition.id }, addition.patch);
  select(addition.id, { tab: 'settings' });
  notify('info', t('addTo', { name: addition.id }));
}

/** Moves an object into the container that it was dropped on; false where it stays in its own. A refusal is said, and leaves it where it was. */
export function relocate(text: Say, id: string, drop: Drop): boolean {
  const { lab } = useDocument.getState();
  const move = relocationOf(lab, id, drop);
  if (!move) return false;
  if ('refused' in move) notify('error', refusalText(text, kindOf(lab, id), move));
  else take(text, id, drop.into ?? '', move);
  return true;
}

/** Makes a move, one undo step, and says what the object is called by now. */
export function take({ t }: Pick<Text, 't'>, id: string, into: string, { patch, before, after }: Moved): void {
  edit({ did: 'move', of: id }, patch);
  const where = diagramOf(useDocument.getState().lab).nodes.find((n) => n.id === id)?.parent ?? into;
  const said = { name: id, into: where === '' ? t('openCanvas') : where, before: before.join(', '), after: after.join(', ') };
  notify('info', t(before.length === 0 ? 'relocated' : 'relocatedAs', said));
}

/** Opens the dialog that moves the marked object into another container. */
export function startMoving({ t }: Pick<Text, 't'>): void {
  const { lab } = useDocument.getState();
  const id = useView.getState().marked.find((m) => containersFor(lab, m).length > 0);
  if (id === undefined) notify('info', t('moveNowhere'));
  else setView({ relocating: id });
}

/** Takes what is marked out of the lab, with what cannot be without it. */
export function removeMarked({ t }: Say): void {
  const { lab } = useDocument.getState();
  const { marked } = useView.getState();
  const { edges } = diagramOf(lab);
  const lines = edges.filter((e) => marked.includes(e.id));
  const ids = [...new Set([...marked.filter((id) => pathOf(lab, id)), ...lines.flatMap((e) => (e.object === undefined ? [] : e.carries))])];
  const paths = ids.flatMap((id) => pathOf(lab, id) ?? []).length === 0 ? [] : ids.flatMap((id) => [pathOf(lab, id) ?? []]).filter((p) => p.length > 0);
  const unplugged = lines.filter((e) => e.object === undefined).map((e) => unplugPatch(lab, e));
  const patch = unplugged.reduce<unknown>((all, p) => mergePatch(all, p), paths.length === 0 ? {} : removalPatch(lab, paths));
  if (JSON.stringify(patch) === '{}') return;
  const name = marked.length === 1 ? (lines[0]?.label ?? marked[0] ?? '') : t('objects', { n: marked.length });
  const along = removedDevices(lab, patch).filter((id) => !marked.includes(id));
  edit({ did: 'delete', of: name }, patch);
  select(undefined);
  notify('info', along.length === 0 ? t('deleted', { name }) : t('deletedAlong', { name, along: along.join(', ') }));
}

/** The marked objects as text for the clipboard; undefined when nothing that can be copied is marked. */
export function copyMarked({ t }: Say): string | undefined {
  const fragment = copyOf(useDocument.getState().lab, useView.getState().marked);
  if (!fragment) return undefined;
  notify('info', t('copied', { n: Object.values(fragment.lab).reduce((n, map) => n + Object.keys(map as object).length, 0) }));
  return JSON.stringify(fragment);
}

/** Pastes a fragment of the clipboard; false when the text is something else. */
export async function pasteText(say: Say, text: string): Promise<boolean> {
  const fragment = fragmentOf(text);
  if (fragment) await put(say, fragment, 'paste');
  return fragment !== undefined;
}

export async function duplicateMarked(say: Say): Promise<void> {
  const fragment = copyOf(useDocument.getState().lab, useView.getState().marked);
  if (fragment) await put(say, fragment, 'duplicate');
}

async function put(say: Say, fragment: Fragment, did: 'paste' | 'duplicate'): Promise<void> {
  const { t, problem } = say;
  const { lab } = useDocument.getState();
  let pasted: ReturnType<typeof pasteOf>;
  try {
    pasted = pasteOf(lab, fragment);
  } catch {
    notify('error', t('pasteMisshapen'));
    return;
  }
  // The clipboard may hold anything: what would not be a lab any more is not taken.
  const misshapen = (await askJudgement(mergePatch(lab, pasted.patch))).find((d) => d.rules === undefined && d.severity === 'error');
  if (misshapen) {
    notify('error', `${t('pasteMisshapen')} ${problem(misshapen)}`);
    return;
  }
  // Pasted twice at once, say: names and addresses were free then.
  if (useDocument.getState().lab !== lab) return put(say, fragment, did);
  edit({ did, of: pasted.ids.length === 1 ? (pasted.ids[0] as string) : t('objects', { n: pasted.ids.length }) }, pasted.patch);
  mark(pasted.ids.filter((id) => pathOf(useDocument.getState().lab, id)?.[0] !== 'connections'));
  notify('info', t('pasted', { n: pasted.ids.length }));
}

/** Everything that stands by itself or in a container. */
export function markAll(): void {
  mark(diagramOf(useDocument.getState().lab).nodes.map((n) => n.id));
}

/** Opens the dialog that connects the marked object (or the first that can be) with another. */
export function startConnecting(from = useView.getState().marked[0], to = useView.getState().marked[1]): void {
  const ends = connectable(useDocument.getState().lab);
  const start = from !== undefined && ends.includes(from) ? from : ends[0];
  if (start !== undefined) setView({ connecting: { from: start, ...(to !== undefined && { to }) } });
}

/** The lab with a patch, for asking about it. */
export function labWith(patch: unknown): Lab {
  return mergePatch(useDocument.getState().lab, patch) as Lab;
}
