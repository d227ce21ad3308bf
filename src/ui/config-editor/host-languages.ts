/** pf.conf, rc.conf, squid.conf and scripts of `ip` commands as an editor's languages: what the engine knows of a place, in Monaco's terms. */
import type { HostText } from '../../engine/index.ts';
import { askHostLanguage } from '../../state/results.ts';
import { textNow } from '../shared/use-text.ts';
import { monaco } from './monaco.ts';
import { range } from './range.ts';

type Ask = Parameters<typeof askHostLanguage>[0]['ask'];
type Model = monaco.editor.ITextModel;

const KINDS: readonly HostText[] = ['pf', 'rc', 'squid', 'iproute2'];
const COMPLETION = { keyword: monaco.languages.CompletionItemKind.Keyword, name: monaco.languages.CompletionItemKind.Reference } as const;

/** Makes them known to Monaco; once a page. */
export function registerHostLanguages(): void {
  for (const kind of KINDS) register(kind);
}

function register(kind: HostText): void {
  const ask = (model: Model, at: { readonly lineNumber: number; readonly column: number }, what: Ask) =>
    askHostLanguage({ kind, text: model.getValue(), line: at.lineNumber, column: at.column, ask: what });

  monaco.languages.registerCompletionItemProvider(kind, {
    triggerCharacters: [' ', '$', '<', '!', '"'],
    async provideCompletionItems(model, position) {
      const { completions = [] } = await ask(model, position, 'complete');
      return {
        suggestions: completions.map((c) => ({
          label: c.label,
          kind: COMPLETION[c.kind],
          detail: textNow().of(c.detail),
          insertText: c.insert,
          filterText: c.label,
          sortText: `${c.kind === 'name' ? 0 : 1} ${c.label}`,
          range: range(c.replace),
        })),
      };
    },
  });

  monaco.languages.registerHoverProvider(kind, {
    async provideHover(model, position) {
      const { hover } = await ask(model, position, 'hover');
      if (!hover) return null;
      const code = `\`\`\`${kind}\n${hover.syntax}\n\`\`\``;
      return {
        range: range(hover.span),
        contents: [code, textNow().of(hover.help), `_${hover.manual}_`].flatMap((value) => (value === '' ? [] : [{ value }])),
      };
    },
  });

  monaco.languages.registerDefinitionProvider(kind, {
    async provideDefinition(model, position) {
      const { definitions = [] } = await ask(model, position, 'definition');
      return definitions.map((d) => ({ uri: model.uri, range: range(d) }));
    },
  });

  monaco.languages.registerFoldingRangeProvider(kind, {
    async provideFoldingRanges(model) {
      const { folding = [] } = await ask(model, { lineNumber: 1, column: 1 }, 'folding');
      return folding.map((f) => ({ start: f.start, end: f.end }));
    },
  });
}
