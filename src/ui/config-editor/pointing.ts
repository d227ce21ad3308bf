/** The line that is pointed at: the mouse’s while it rests on one, the cursor’s otherwise. */
import type { TextKind } from '../../engine/index.ts';
import { pointAt } from '../../state/why.ts';
import { monaco } from './monaco.ts';

/** ms that the mouse rests before a line counts as pointed at. */
const REST = 150;

/** Follows an editor until disposed. */
export function followPointer(editor: monaco.editor.IStandaloneCodeEditor, device: string, text: TextKind): { dispose(): void } {
  let rest = 0;
  let entered = false;
  const atCursor = () => {
    const line = editor.getPosition()?.lineNumber;
    if (entered && line !== undefined) pointAt({ device, text, line });
    else pointAt(undefined);
  };
  const watching = [
    editor.onDidChangeCursorPosition((e) => {
      // The editor puts its cursor on line 1 by itself; that is nobody's pointing.
      if (e.reason === monaco.editor.CursorChangeReason.ContentFlush) return;
      entered = true;
      atCursor();
    }),
    editor.onMouseMove((e) => {
      window.clearTimeout(rest);
      const line = e.target.position?.lineNumber;
      if (line !== undefined) rest = window.setTimeout(() => pointAt({ device, text, line }), REST);
    }),
    editor.onMouseLeave(() => {
      window.clearTimeout(rest);
      atCursor();
    }),
  ];
  return {
    dispose() {
      window.clearTimeout(rest);
      for (const w of watching) w.dispose();
      // The tables go on showing what the cursor's line touched.
      atCursor();
    },
  };
}
