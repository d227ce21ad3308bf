/** The one place that meets Monaco: its worker, the features that an engineer's editor needs, and FRR as a language. */
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

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

monaco.languages.register({ id: 'frr' });
monaco.languages.setLanguageConfiguration('frr', { comments: { lineComment: '!' } });
monaco.languages.setMonarchTokensProvider('frr', {
  tokenizer: {
    root: [
      [/^\s*[!#].*$/, 'comment'],
      [/^\s*(router bgp|address-family|exit-address-family|route-map|interface|exit|end|line vty|pbr-map)\b/, 'keyword.control'],
      [/\b(permit|deny|blackhole|reject|Null0|shutdown|no)\b/, 'keyword.flow'],
      [
        /\b(ip|ipv6|bgp|neighbor|network|redistribute|aggregate-address|route|prefix-list|access-list|as-path|community-list|large-community-list|match|set|call|on-match|continue|remote-as|ebgp-multihop|update-source|next-hop-self|soft-reconfiguration|inbound|activate|peer-group|timers|hostname|frr|log|service|seq|in|out|local-preference|metric|weight|community|next-hop|prepend|description|maximum-paths|router-id|default|ipv4|unicast|name|additive)\b/,
        'keyword',
      ],
      [/\b\d+\.\d+\.\d+\.\d+(\/\d+)?\b/, 'number.ip'],
      [/\b[0-9a-fA-F]{0,4}:[0-9a-fA-F:]+(\/\d+)?\b/, 'number.ip'],
      [/\b\d+\b/, 'number'],
    ],
  },
});

for (const [name, base, colours] of [
  ['hoplab-light', 'vs', { key: '0b5cad', flow: 'a83b00', ip: '00694d', comment: '5d6878', background: '#ffffff' }],
  ['hoplab-dark', 'vs-dark', { key: '6cb2ff', flow: 'ff9d66', ip: '58d3a5', comment: '98a5b5', background: '#1a2028' }],
] as const)
  monaco.editor.defineTheme(name, {
    base,
    inherit: true,
    rules: [
      { token: 'keyword.control', foreground: colours.key, fontStyle: 'bold' },
      { token: 'keyword.flow', foreground: colours.flow },
      { token: 'keyword', foreground: colours.key },
      { token: 'number.ip', foreground: colours.ip },
      { token: 'comment', foreground: colours.comment },
    ],
    colors: { 'editor.background': colours.background },
  });

export { monaco };
