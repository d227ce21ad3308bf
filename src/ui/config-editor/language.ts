/** FRR as an editor's language: what the engine knows of a place in the text, given to Monaco in its own terms. */
import type { OutlineEntry } from '../../engine/index.ts';
import { useDocument } from '../../state/document.ts';
import { askKeywords, askLanguage } from '../../state/results.ts';
import { addressesOf } from '../../view-models/texts.ts';
import { textNow } from '../shared/use-text.ts';
import { monaco, setKeywords } from './monaco.ts';
import { range } from './range.ts';

type Model = monaco.editor.ITextModel;
type Place = { readonly lineNumber: number; readonly column: number };
type Ask = Parameters<typeof askLanguage>[0]['ask'];

/** Whose configuration a model is, and the FRR release that it runs. */
const owners = new WeakMap<Model, { readonly device: string; readonly version: string | undefined }>();

export function setOwner(model: Model, device: string, version: string | undefined): void {
  owners.set(model, { device, version });
}

/** Asks about a place in the text, or about the whole of it. */
export function askFrr(model: Model, what: Ask, place: Place = { lineNumber: 1, column: 1 }) {
  const owner = owners.get(model);
  const machine = owner ? addressesOf(useDocument.getState().lab, owner.device) : {};
  return askLanguage({ text: model.getValue(), version: owner?.version, machine, line: place.lineNumber, column: place.column, ask: what });
}

const KIND = {
  keyword: monaco.languages.CompletionItemKind.Keyword,
  name: monaco.languages.CompletionItemKind.Reference,
  parameter: monaco.languages.CompletionItemKind.Value,
} as const;

// The words of the language are those of the engine's command table.
void askKeywords().then((words) => setKeywords('frr', words));

monaco.languages.registerCompletionItemProvider('frr', {
  triggerCharacters: [' '],
  async provideCompletionItems(model, position) {
    const { completions = [] } = await askFrr(model, 'complete', position);
    return {
      suggestions: completions.map((c) => ({
        label: c.label,
        kind: KIND[c.kind],
        detail: textNow().of(c.detail),
        // A parameter only says what belongs here; choosing it types nothing.
        insertText: c.insert,
        filterText: c.kind === 'parameter' ? model.getValueInRange(range(c.replace)) : c.label,
        sortText: `${c.distance} ${c.kind === 'name' ? 0 : c.kind === 'keyword' ? 1 : 2} ${c.label}`,
        range: range(c.replace),
      })),
    };
  },
});

/** A name comes from the text, which may come from a link: it must not turn into Markdown, let alone an image from elsewhere. */
const plain = (text: string) => text.replace(/[\\`*_{}[\]()<>#!|~&]/g, '\\$&');

monaco.languages.registerHoverProvider('frr', {
  async provideHover(model, position) {
    const { hover } = await askFrr(model, 'hover', position);
    if (!hover) return null;
    const { of } = textNow();
    const lines = [`\`${hover.syntax}\``, of(hover.help), of(hover.parameter), plain(of(hover.where)), of(hover.effect), `_FRR: ${hover.manual}_`];
    return { range: range(hover.span), contents: lines.flatMap((value) => (value === '' ? [] : [{ value }])) };
  },
});

monaco.languages.registerDefinitionProvider('frr', {
  async provideDefinition(model, position) {
    const { definitions = [] } = await askFrr(model, 'definition', position);
    return definitions.map((d) => ({ uri: model.uri, range: range(d) }));
  },
});

/** Every place that names what stands at a position. */
async function namesAt(model: Model, position: Place): Promise<readonly monaco.Range[]> {
  const { references = [] } = await askFrr(model, 'references', position);
  return references.map((at) => monaco.Range.lift(range(at)));
}

monaco.languages.registerReferenceProvider('frr', {
  async provideReferences(model, position) {
    return (await namesAt(model, position)).map((at) => ({ uri: model.uri, range: at }));
  },
});

monaco.languages.registerRenameProvider('frr', {
  async resolveRenameLocation(model, position) {
    const at = (await namesAt(model, position)).find((r) => r.containsPosition(position));
    const nothing = { range: monaco.Range.fromPositions(position), text: '', rejectReason: textNow().t('renameNothing') };
    return at ? { range: at, text: model.getValueInRange(at) } : nothing;
  },
  async provideRenameEdits(model, position, name) {
    // A name ends at a blank.
    if (!/^\S+$/.test(name)) return { edits: [], rejectReason: textNow().t('renameBlank') };
    const places = await namesAt(model, position);
    return { edits: places.map((at) => ({ resource: model.uri, versionId: model.getVersionId(), textEdit: { range: at, text: name } })) };
  },
});

monaco.languages.registerFoldingRangeProvider('frr', {
  async provideFoldingRanges(model) {
    const { folding = [] } = await askFrr(model, 'folding');
    return folding.map((f) => ({ start: f.start, end: f.end }));
  },
});

function symbol({ text, kind, start, end, inner }: OutlineEntry): monaco.languages.DocumentSymbol {
  const at = new monaco.Range(start, 1, end, 1);
  const { Module, Variable } = monaco.languages.SymbolKind;
  return {
    name: text,
    detail: '',
    kind: kind === 'block' ? Module : Variable,
    tags: [],
    range: at,
    selectionRange: monaco.Range.fromPositions(at.getStartPosition()),
    children: inner.map(symbol),
  };
}

monaco.languages.registerDocumentSymbolProvider('frr', {
  async provideDocumentSymbols(model) {
    const { outline = [] } = await askFrr(model, 'outline');
    return outline.map(symbol);
  },
});
