/**
 * What is wrong in a text, marked where it stands. The text's reader is asked at every key, so that its word is there
 * before the lab is solved; the lab adds what only the whole machine shows, while its answer is about this text.
 */
import { type RefObject, useEffect } from 'react';
import { type Diagnostic, type TextKind, wordDiagnostic } from '../../engine/index.ts';
import { useDocument } from '../../state/document.ts';
import { askHostLanguage, useResults } from '../../state/results.ts';
import { useView } from '../../state/view.ts';
import { textsOf } from '../../view-models/texts.ts';
import { askFrr } from './language.ts';
import { monaco } from './monaco.ts';

const SEVERITY = { error: monaco.MarkerSeverity.Error, warning: monaco.MarkerSeverity.Warning, info: monaco.MarkerSeverity.Info } as const;

export function useMarkers(editor: RefObject<monaco.editor.IStandaloneCodeEditor | undefined>, device: string, kind: TextKind): void {
  const diagnostics = useResults((s) => s.diagnostics);
  const solved = useResults((s) => s.revision);
  const language = useView((s) => s.language);
  useEffect(() => {
    const model = editor.current?.getModel();
    if (!model) return undefined;
    let current = true;
    const ofLab = diagnostics.filter((d) => d.place.object === device && d.place.text === kind);
    const show = async () => {
      const text = model.getValue();
      const read = await saidOf(model, kind);
      if (!current || model.isDisposed() || model.getValue() !== text) return;
      // A text that has changed since the lab was solved: what the lab said is about another text.
      const { revision, lab } = useDocument.getState();
      const about = revision === solved && textsOf(lab, device).find((t) => t.kind === kind)?.text === text;
      const known = about ? ofLab : [];
      monaco.editor.setModelMarkers(
        model,
        'hoplab',
        once([...read, ...known]).flatMap((d) => markerOf(d, language)),
      );
    };
    void show();
    const typed = model.onDidChangeContent(() => void show());
    return () => {
      current = false;
      typed.dispose();
    };
  }, [editor, diagnostics, solved, device, kind, language]);
}

/** What the text's reader says of it, without the lab around it. */
async function saidOf(model: monaco.editor.ITextModel, kind: TextKind): Promise<readonly Diagnostic[]> {
  if (kind === 'frr') return (await askFrr(model, 'diagnostics')).diagnostics ?? [];
  return (await askHostLanguage({ kind, text: model.getValue(), line: 1, column: 1, ask: 'diagnostics' })).diagnostics ?? [];
}

/** The lab repeats what the reader has said. */
function once(all: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(all.map((d) => [`${d.code} ${d.place.span?.line}:${d.place.span?.column}`, d])).values()];
}

function markerOf(d: Diagnostic, language: 'en' | 'ja'): monaco.editor.IMarkerData[] {
  const { span } = d.place;
  if (!span) return [];
  return [
    {
      severity: SEVERITY[d.severity],
      message: wordDiagnostic(d, language),
      startLineNumber: span.line,
      startColumn: span.column,
      endLineNumber: span.endLine,
      endColumn: span.endColumn,
    },
  ];
}
