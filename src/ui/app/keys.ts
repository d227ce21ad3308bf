/** Keys that work anywhere on the screen. */
import { redo, undo, useDocument } from '../../state/document.ts';
import { setView, useView } from '../../state/view.ts';
import { neighbourStep, openStep } from '../story/steps.ts';

/** Whether what is typed at this element is meant for it alone. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, .nokey, [contenteditable]') !== null;
}

/** `[` and `]` tell the story, Ctrl-Z undoes, not while one types; Ctrl-K opens the commands everywhere. */
export function onKey(event: KeyboardEvent): void {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && useDocument.getState().scenario) {
    event.preventDefault();
    setView({ palette: !useView.getState().palette });
    return;
  }
  if (isTyping(event.target)) return;
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key.toLowerCase() === 'z') {
    event.preventDefault();
    (event.shiftKey ? redo : undo)();
  } else if (command && event.key.toLowerCase() === 'y') {
    event.preventDefault();
    redo();
  } else if (!command && (event.key === '[' || event.key === ']')) {
    const to = neighbourStep(event.key === ']' ? 1 : -1);
    if (to !== undefined) openStep(to);
  }
}
