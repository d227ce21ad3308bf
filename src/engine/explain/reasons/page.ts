/** docs/reasons.md: every reason code with its words, for people who write checks or read traces. `npm run reasons` writes it. */
import { REASONS } from './index.ts';

/** The page as Markdown, codes in order. */
export function reasonsPage(): string {
  const rows = Object.entries(REASONS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { en, ja }]) => `| \`${code}\` | ${cell(en)} | ${cell(ja)} |`);
  return `${[
    '# Reasons',
    '',
    `Every route that is present, beaten or absent and every hop and ending of a packet carries one of these ${rows.length} codes, with the facts that stand in braces; of [one|other] the other stands where that fact says nothing.`,
    'Made by `npm run reasons`; the rules behind them are in [rules.md](rules.md).',
    '',
    '| code | English | 日本語 |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
