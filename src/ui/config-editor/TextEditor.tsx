/** Monaco over one text of a device: frr.conf, pf.conf and the rest. The document is the truth; what is typed goes there after a short pause, and diagnostics come back as markers. */
import { useEffect, useRef } from 'react';
import type { Lab, TextKind } from '../../engine/index.ts';
import { edit, endGesture, useDocument } from '../../state/document.ts';
import { useTouchingLines } from '../../state/touched.ts';
import { useView } from '../../state/view.ts';
import { useWhy } from '../../state/why.ts';
import { patchAt } from '../../view-models/diagram/index.ts';
import { FILE_OF, textsOf } from '../../view-models/texts.ts';
import { markedLines } from '../../view-models/why.ts';
import { useText } from '../shared/use-text.ts';
import { registerHostLanguages } from './host-languages.ts';
import { setOwner } from './language.ts';
import { useMarkers } from './markers.ts';
import { monaco } from './monaco.ts';
import css from './editor.module.css';
import { followPointer } from './pointing.ts';
import { TouchedFlows } from './TouchedFlows.tsx';
import { TouchedRoutes } from './TouchedRoutes.tsx';

registerHostLanguages();

/** ms between the last key and the recompute. */
const PAUSE = 120;
/** ms after which typing on is an undo step of its own. */
const GESTURE = 1500;

interface Props {
  readonly device: string;
  readonly kind: TextKind;
}

export default function TextEditor({ device, kind }: Props) {
  const { t } = useText();
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(undefined);
  const config = useDocument((s) => ownText(s.lab, device, kind)?.text);
  const theme = useView((s) => s.theme);
  const line = useView((s) => s.line);
  const reveal = useWhy((s) => (s.reveal?.device === device && s.reveal.text === kind ? s.reveal : undefined));
  const { touches } = useTouchingLines(device);
  const pointed = useWhy((s) => (s.at?.device === device && s.at.text === kind) || (kind === 'frr' && s.question !== undefined));

  useEffect(() => {
    if (!host.current) return;
    const own = ownText(useDocument.getState().lab, device, kind);
    const model = monaco.editor.createModel(own?.text ?? '', kind);
    setOwner(model, device, own?.version);
    const made = monaco.editor.create(host.current, {
      model,
      automaticLayout: true,
      minimap: { enabled: false },
      fontSize: 13,
      lineNumbersMinChars: 3,
      scrollBeyondLastLine: false,
      renderWhitespace: 'none',
      wordWrap: 'off',
      fixedOverflowWidgets: true,
      ariaLabel: `${FILE_OF[kind]} ${device}`,
      padding: { top: 8 },
      // Enter ends a line of configuration; Tab takes a suggestion.
      acceptSuggestionOnEnter: 'off',
      wordBasedSuggestions: 'off',
    });
    editor.current = made;
    const pointer = followPointer(made, device, kind);
    // A smaller window or drawer takes lines away; the line that is being written stays in sight.
    const resized = made.onDidLayoutChange(() => {
      const at = made.getPosition();
      if (at && made.hasTextFocus()) made.revealLine(at.lineNumber);
    });
    let pause = 0;
    let gesture = 0;
    // What the document had when the typing began: another step or lab has opened if it is something else by now.
    let base = own?.text;
    const save = () => {
      pause = 0;
      const { lab } = useDocument.getState();
      const before = ownText(lab, device, kind);
      const text = model.getValue();
      if (before && before.text === base && text !== before.text) edit({ did: 'config', of: device }, patchAt(before.path, text), `${kind} ${device}`);
    };
    const changed = made.onDidChangeModelContent((event) => {
      if (event.isFlush) return;
      clearTimeout(pause);
      clearTimeout(gesture);
      if (pause === 0) base = ownText(useDocument.getState().lab, device, kind)?.text;
      pause = window.setTimeout(save, PAUSE);
      gesture = window.setTimeout(endGesture, GESTURE);
    });
    return () => {
      clearTimeout(pause);
      clearTimeout(gesture);
      // What was typed a moment ago is not lost with the editor.
      if (pause !== 0) save();
      endGesture();
      changed.dispose();
      resized.dispose();
      pointer.dispose();
      made.dispose();
      model.dispose();
    };
  }, [device, kind]);

  // Undo, another step, another lab: the document has a text that was not typed here.
  useEffect(() => {
    const model = editor.current?.getModel();
    if (model && config !== undefined && !editor.current?.hasTextFocus() && model.getValue() !== config) model.setValue(config);
  }, [config]);

  useMarkers(editor, device, kind);

  useEffect(() => {
    const dark = theme === 'dark' || (theme === 'system' && window.matchMedia('(prefers-color-scheme: dark)').matches);
    monaco.editor.setTheme(dark ? 'hoplab-dark' : 'hoplab-light');
  }, [theme]);

  useEffect(() => {
    if (line === undefined) return;
    const found = editor.current?.getModel()?.findNextMatch(line, { lineNumber: 1, column: 1 }, false, true, null, false);
    if (found) {
      editor.current?.setSelection(found.range);
      // A line is read from its beginning.
      editor.current?.revealLineInCenter(found.range.startLineNumber);
      editor.current?.setScrollLeft(0);
    }
  }, [line, device, kind]);

  useEffect(() => {
    if (!reveal) return;
    editor.current?.setPosition({ lineNumber: reveal.line, column: 1 });
    editor.current?.revealLineInCenter(reveal.line);
    editor.current?.focus();
  }, [reveal]);

  useEffect(() => {
    const marks = editor.current?.createDecorationsCollection(
      (kind === 'frr' ? markedLines(touches) : []).map(({ line: n, acted }) => ({
        range: new monaco.Range(n, 1, n, 1),
        options: {
          isWholeLine: true,
          linesDecorationsClassName: css[acted ? 'touchingMargin' : 'metMargin'] ?? '',
          ...(acted && { className: css['touching'] ?? '' }),
        },
      })),
    );
    return () => marks?.clear();
  }, [touches, device, kind]);

  return (
    <div className={css['frame']}>
      <div
        ref={host}
        className={`${css['editor']} nokey nodrag nowheel`}
        role="group"
        aria-label={kind === 'frr' ? `${t('configOf')} ${device}` : t('textOf', { file: FILE_OF[kind], device })}
      />
      <div className={`${css['below']} nokey`}>
        {!pointed && <p className={css['hint']}>{t(kind === 'frr' ? 'touchedHintRoutes' : 'touchedHintFlows')}</p>}
        {kind === 'frr' && <TouchedRoutes device={device} />}
        <TouchedFlows device={device} kind={kind} />
      </div>
    </div>
  );
}

const ownText = (lab: Lab, device: string, kind: TextKind) => textsOf(lab, device).find((t) => t.kind === kind);
