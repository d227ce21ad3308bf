/** Keys that work anywhere on the screen, and the clipboard. */
import { redo, undo, useDocument } from '../../state/document.ts';
import { comparePastedText } from '../../state/pasted.ts';
import { playPause, stepBy } from '../../state/player.ts';
import { setView, useView } from '../../state/view.ts';
import { copyMarked, duplicateMarked, markAll, pasteText, removeMarked, startConnecting, startMoving } from '../editing/actions.ts';
import { fragmentOf } from '../../view-models/editing/clipboard.ts';
import { textNow } from '../shared/use-text.ts';
import { exportFile } from './sharing.ts';
import { neighborStep, openStep } from '../story/steps.ts';

/** Whether what is typed at this element is meant for it alone. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, dialog, .nokey, [contenteditable]') !== null;
}

/** Whether keys and the clipboard are about the objects: on the canvas, in the outline, or nowhere in particular. */
function isEditing(target: EventTarget | null): boolean {
  if (!useDocument.getState().scenario || isTyping(target)) return false;
  return target === document.body || (target instanceof Element && target.closest('[data-editing]') !== null);
}

/** By key, with Ctrl or ⌘ where it says so. */
const GLOBAL: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
  'ctrl z': (event) => (event.shiftKey ? redo : undo)(),
  'ctrl y': redo,
  'ctrl s': () => void exportFile(),
  '[': () => toStep(-1),
  ']': () => toStep(1),
  ',': () => stepBy(-1),
  '.': () => stepBy(1),
  p: playPause,
};
const EDITING: Readonly<Record<string, () => void>> = {
  delete: () => removeMarked(textNow()),
  backspace: () => removeMarked(textNow()),
  'ctrl d': () => void duplicateMarked(textNow()),
  'ctrl a': markAll,
  c: () => startConnecting(),
  m: () => startMoving(textNow()),
  escape: () => setView({ marked: [] }),
};

function toStep(by: 1 | -1): void {
  const to = neighborStep(by);
  if (to !== undefined) openStep(to);
}

/** Ctrl-K opens the commands everywhere; the others not while one types. */
export function onKey(event: KeyboardEvent): void {
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (command && key === 'k' && useDocument.getState().scenario) {
    event.preventDefault();
    setView({ palette: !useView.getState().palette });
    return;
  }
  if (isTyping(event.target) || event.altKey) return;
  const name = command ? `ctrl ${key}` : key;
  const run = GLOBAL[name] ?? (isEditing(event.target) ? EDITING[name] : undefined);
  if (!run) return;
  event.preventDefault();
  run(event);
}

/** Copy and cut of objects, unless text is selected. */
export function onCopy(event: ClipboardEvent): void {
  if (!isEditing(event.target) || (getSelection()?.toString() ?? '') !== '') return;
  const text = copyMarked(textNow());
  if (text === undefined) return;
  event.clipboardData?.setData('text/plain', text);
  event.preventDefault();
  if (event.type === 'cut') removeMarked(textNow());
}

/** Objects that were copied go into the lab; any other text is taken for some device's output. */
export function onPaste(event: ClipboardEvent): void {
  if (!useDocument.getState().scenario || isTyping(event.target)) return;
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (text.trim() === '') return;
  event.preventDefault();
  if (fragmentOf(text)) {
    if (isEditing(event.target)) void pasteText(textNow(), text);
  } else comparePastedText(text);
}
