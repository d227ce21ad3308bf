/** Monaco over one device's frr.conf. The document is the truth; what is typed goes there after a short pause, and diagnostics come back as markers. */
import { useEffect, useRef } from 'react';
import { wordDiagnostic } from '../../engine/index.ts';
import { edit, endGesture, useDocument } from '../../state/document.ts';
import { useResults } from '../../state/results.ts';
import { useTouchingLines } from '../../state/touched.ts';
import { useView } from '../../state/view.ts';
import { useWhy } from '../../state/why.ts';
import { patchAt, pathOf } from '../../view-models/diagram.ts';
import { markedLines } from '../../view-models/why.ts';
import { useText } from '../shared/use-text.ts';
import { setVersion } from './language.ts';
import { monaco } from './monaco.ts';
import css from './editor.module.css';
import { followPointer } from './pointing.ts';
import { TouchedRoutes } from './TouchedRoutes.tsx';

/** ms between the last key and the recompute. */
const PAUSE = 120;
/** ms after which typing on is an undo step of its own. */
const GESTURE = 1500;

const SEVERITY = { error: monaco.MarkerSeverity.Error, warning: monaco.MarkerSeverity.Warning, info: monaco.MarkerSeverity.Info } as const;

export default function FrrEditor({ device }: { readonly device: string }) {
  const { t, language } = useText();
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(undefined);
  const config = useDocument((s) => configOf(s.lab, device));
  const diagnostics = useResults((s) => s.diagnostics);
  const theme = useView((s) => s.theme);
  const line = useView((s) => s.line);
  const reveal = useWhy((s) => (s.reveal?.device === device ? s.reveal : undefined));
  const { touches } = useTouchingLines(device);

  useEffect(() => {
    if (!host.current) return;
    const model = monaco.editor.createModel(configOf(useDocument.getState().lab, device) ?? '', 'frr');
    setVersion(model, versionOf(useDocument.getState().lab, device));
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
      ariaLabel: `frr.conf ${device}`,
      padding: { top: 8 },
      // Enter ends a line of configuration; Tab takes a suggestion.
      acceptSuggestionOnEnter: 'off',
    });
    editor.current = made;
    const pointer = followPointer(made, device);
    let pause = 0;
    let gesture = 0;
    const changed = made.onDidChangeModelContent((event) => {
      if (event.isFlush) return;
      clearTimeout(pause);
      clearTimeout(gesture);
      pause = window.setTimeout(() => {
        const { lab } = useDocument.getState();
        const path = pathOf(lab, device);
        const text = model.getValue();
        if (path && text !== configOf(lab, device)) edit({ did: 'config', of: device }, patchAt([...path, 'frr', 'config'], text), `frr ${device}`);
      }, PAUSE);
      gesture = window.setTimeout(endGesture, GESTURE);
    });
    return () => {
      clearTimeout(pause);
      clearTimeout(gesture);
      endGesture();
      changed.dispose();
      pointer.dispose();
      made.dispose();
      model.dispose();
    };
  }, [device]);

  // Undo, another step, another lab: the document has a text that was not typed here.
  useEffect(() => {
    const model = editor.current?.getModel();
    if (model && config !== undefined && !editor.current?.hasTextFocus() && model.getValue() !== config) model.setValue(config);
  }, [config]);

  useEffect(() => {
    const model = editor.current?.getModel();
    if (!model) return;
    monaco.editor.setModelMarkers(
      model,
      'frr',
      diagnostics.flatMap((d) =>
        d.place.object === device && d.place.text === 'frr' && d.place.span
          ? [
              {
                severity: SEVERITY[d.severity],
                message: wordDiagnostic(d, language),
                startLineNumber: d.place.span.line,
                startColumn: d.place.span.column,
                endLineNumber: d.place.span.endLine,
                endColumn: d.place.span.endColumn,
              },
            ]
          : [],
      ),
    );
  }, [diagnostics, device, config, language]);

  useEffect(() => {
    const dark = theme === 'dark' || (theme === 'system' && window.matchMedia('(prefers-color-scheme: dark)').matches);
    monaco.editor.setTheme(dark ? 'hoplab-dark' : 'hoplab-light');
  }, [theme]);

  useEffect(() => {
    if (line === undefined) return;
    const found = editor.current?.getModel()?.findNextMatch(line, { lineNumber: 1, column: 1 }, false, true, null, false);
    if (found) {
      editor.current?.setSelection(found.range);
      editor.current?.revealRangeInCenter(found.range);
    }
  }, [line, device]);

  useEffect(() => {
    if (!reveal) return;
    editor.current?.setPosition({ lineNumber: reveal.line, column: 1 });
    editor.current?.revealLineInCenter(reveal.line);
    editor.current?.focus();
  }, [reveal]);

  useEffect(() => {
    const marks = editor.current?.createDecorationsCollection(
      markedLines(touches).map(({ line: n, acted }) => ({
        range: new monaco.Range(n, 1, n, 1),
        options: {
          isWholeLine: true,
          linesDecorationsClassName: css[acted ? 'touchingMargin' : 'metMargin'] ?? '',
          ...(acted && { className: css['touching'] ?? '' }),
        },
      })),
    );
    return () => marks?.clear();
  }, [touches, device]);

  return (
    <div className={css['frame']}>
      <div ref={host} className={`${css['editor']} nokey nodrag nowheel`} role="group" aria-label={`${t('configOf')} ${device}`} />
      <TouchedRoutes device={device} />
    </div>
  );
}

function configOf(lab: ReturnType<typeof useDocument.getState>['lab'], device: string): string | undefined {
  return lab.virtualMachines?.[device]?.frr?.config ?? lab.routers?.[device]?.frr.config;
}

function versionOf(lab: ReturnType<typeof useDocument.getState>['lab'], device: string): string | undefined {
  return lab.virtualMachines?.[device]?.frr?.version ?? lab.routers?.[device]?.frr.version;
}
