/** The one place that meets Monaco: its worker, the features that an engineer's editor needs, and the languages by their grammars. */
import * as monaco from 'monaco-editor/editor';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/features/suggest/register';
// The feature above registers the inline kind alone in this release; the list that opens while typing is here.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/gotoSymbol/register';
import 'monaco-editor/features/quickOutline/register';
import 'monaco-editor/features/referenceSearch/register';
import 'monaco-editor/features/rename/register';
import type { TextKind } from '../../engine/index.ts';
import { GRAMMARS } from './grammars.ts';

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

for (const { id, comment, tokens } of GRAMMARS) {
  monaco.languages.register({ id });
  monaco.languages.setLanguageConfiguration(id, {
    comments: { lineComment: comment },
    ...(id !== 'frr' && {
      brackets: [
        ['{', '}'],
        ['(', ')'],
      ],
      autoClosingPairs: ['{}', '()', '""', '<>'].map((p) => ({ open: p.charAt(0), close: p.charAt(1) })),
    }),
  });
  colour(id, tokens, []);
}

function colour(id: string, tokens: (typeof GRAMMARS)[number]['tokens'], keywords: readonly string[]): void {
  monaco.languages.setMonarchTokensProvider(id, { keywords, tokenizer: { root: [...tokens] } });
}

/** Tells the words of a language that has too many to be listed in its grammar. */
export function setKeywords(id: TextKind, keywords: readonly string[]): void {
  const tokens = GRAMMARS.find((g) => g.id === id)?.tokens;
  if (tokens) colour(id, tokens, keywords);
}

for (const [name, base, colours] of [
  ['hoplab-light', 'vs', { key: '0b5cad', flow: 'a83b00', ip: '00694d', name: '7a3e9d', comment: '5d6878', background: '#ffffff' }],
  ['hoplab-dark', 'vs-dark', { key: '6cb2ff', flow: 'ff9d66', ip: '58d3a5', name: 'd2a8ff', comment: '98a5b5', background: '#1a2028' }],
] as const)
  monaco.editor.defineTheme(name, {
    base,
    inherit: true,
    rules: [
      { token: 'keyword.control', foreground: colours.key, fontStyle: 'bold' },
      { token: 'keyword.flow', foreground: colours.flow },
      { token: 'keyword', foreground: colours.key },
      { token: 'number.ip', foreground: colours.ip },
      { token: 'variable', foreground: colours.name },
      { token: 'comment', foreground: colours.comment },
    ],
    colors: { 'editor.background': colours.background },
  });

export { monaco };
