/** The words of a comparison, in English and Japanese: the verdict in a line, and the whole for a command line. */
import type { ComparedRow, Comparison, ComparisonNote, NotCompared, Pasted } from './types.ts';

type Language = 'en' | 'ja';

/** `14 of 15 rows agree; 1 row is in the lab alone.` */
export function verdictText({ theirs, agree, missing }: Pick<Comparison, 'theirs' | 'agree' | 'missing'>, language: Language): string {
  if (language === 'ja') {
    const own = theirs === 0 ? '貼り付けた出力に行はありません' : theirs === agree ? `${theirs} 行すべて一致` : `${theirs} 行中 ${agree} 行が一致`;
    return missing === 0 ? `${own}。` : `${own}。ラボにだけある行が ${missing} 行。`;
  }
  const all = theirs === 1 ? 'The 1 row agrees' : `All ${theirs} rows agree`;
  const own = theirs === 0 ? 'The text has no rows' : theirs === agree ? all : `${agree} of ${rows(theirs)} agree`;
  return missing === 0 ? `${own}.` : `${own}; ${rows(missing)} ${missing === 1 ? 'is' : 'are'} in the lab alone.`;
}

function rows(n: number): string {
  return `${n} ${n === 1 ? 'row' : 'rows'}`;
}

const VERDICTS: Readonly<Record<ComparedRow['verdict'], Readonly<Record<Language, string>>>> = {
  agrees: { en: 'agrees', ja: '一致' },
  differs: { en: 'differs', ja: '相違' },
  'not-in-lab': { en: 'not in the lab', ja: 'ラボにない' },
  'only-in-lab': { en: 'in the lab alone', ja: 'ラボにだけある' },
  'left-out': { en: 'left out of the text', ja: '貼り付けでは省略' },
};

export function rowVerdictText(verdict: ComparedRow['verdict'], language: Language): string {
  return VERDICTS[verdict][language];
}

export function noteText(note: ComparisonNote, comparison: Comparison, language: Language): string {
  const ja = language === 'ja';
  switch (note.code) {
    case 'named-device':
      return ja
        ? `出力に ${note.device} の名前があるため、${note.device} と比べています。`
        : `The text names ${note.device}, so it is compared with ${note.device}.`;
    case 'unknown-name':
      return ja
        ? `出力にある名前「${note.name}」はこのラボにありません。${comparison.device} と比べています。`
        : `“${note.name}” is no name in this lab; compared with ${comparison.device}.`;
    case 'by-rows':
      return ja
        ? 'コマンド行がないため、最もよく一致する表と比べています。'
        : 'There is no command line in the text; of the tables that it may be, this one agrees best.';
    case 'gaps':
      return ja
        ? '省略された行があるため、ラボにだけある行は相違として数えません。'
        : 'Rows were left out of the text: what is in the lab alone does not count against it.';
  }
}

export function notComparedText({ typed }: NotCompared, language: Language): string {
  return language === 'ja' ? `比較対象外: ${typed}（このラボでは答えられないコマンドです）` : `Not compared: ${typed} (the lab has no answer to it)`;
}

/** What to say where nothing was recognised. */
export function nothingReadText(device: string | undefined, language: Language): string {
  if (language === 'ja') {
    return device === undefined
      ? 'このラボの機器が表示する表としては読み取れませんでした。次のいずれかの出力を貼り付けてください。'
      : `${device} が表示する表としては読み取れませんでした。次のいずれかの出力を貼り付けてください。`;
  }
  return `Nothing in this text reads as a table that ${device ?? 'a device of this lab'} prints. Expected the output of one of:`;
}

/** `NextHop: 10.0.0.4, in the lab 10.0.0.15`, a column each. */
export function differencesText(row: ComparedRow, { columns }: Pick<Comparison, 'columns'>, language: Language): string {
  const blank = language === 'ja' ? '(空)' : '(blank)';
  return row.differs
    .map((key) => {
      const heading = columns.find((c) => c.key === key)?.heading ?? key;
      const [theirs, ours] = [row.theirs?.[key] || blank, row.ours?.[key] || blank];
      return language === 'ja' ? `${heading}: 貼り付け ${theirs}、ラボ ${ours}` : `${heading}: ${theirs}, in the lab ${ours}`;
    })
    .join(language === 'ja' ? '／' : '; ');
}

/** The cells of a row on one line. */
function rowText(row: ComparedRow, { columns }: Comparison): string {
  const cells = row.theirs ?? row.ours ?? {};
  return columns
    .map((c) => cells[c.key] ?? '')
    .filter((c) => c !== '')
    .join('  ');
}

/** Everything, for a command line: rows that agree are only counted. */
export function pastedText(pasted: Pasted, language: Language): string {
  const blocks = pasted.comparisons.map((c) => {
    const off = c.rows.filter((r) => r.verdict !== 'agrees' && r.verdict !== 'left-out');
    return [
      `${c.device}: ${c.typed ?? c.command}`,
      `  ${verdictText(c, language)}`,
      ...c.notes.map((n) => `  ${noteText(n, c, language)}`),
      ...off.map((r) => {
        const place = r.line === undefined ? '' : language === 'ja' ? `${r.line} 行目 ` : `line ${r.line}: `;
        const more = r.verdict === 'differs' ? ` [${differencesText(r, c, language)}]` : '';
        return `  ${place}${rowVerdictText(r.verdict, language)}: ${rowText(r, c)}${more}`;
      }),
      ...c.unread.map((l) =>
        language === 'ja' ? `  ${l.number} 行目は読み取れません: ${l.text.trim()}` : `  line ${l.number} could not be read: ${l.text.trim()}`,
      ),
    ].join('\n');
  });
  return [...blocks, ...pasted.notCompared.map((n) => notComparedText(n, language))].join('\n');
}

/** Whether every row on both sides agrees. */
export function allAgree({ comparisons }: Pasted): boolean {
  return comparisons.every((c) => c.agree === c.theirs && c.missing === 0);
}
