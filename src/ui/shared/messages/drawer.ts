/** The drawer: problems and changes. */

export const en = {
  drawer: 'Details',
  problems: 'Problems',
  changes: 'Changes',
  noProblems: 'No problems.',
  noChanges: 'Nothing has changed since the last answer.',
  added: 'added',
  removed: 'removed',
  changed: 'changed',
} as const;

export const ja: Readonly<Record<keyof typeof en, string>> = {
  drawer: '詳細',
  problems: '問題',
  changes: '変化',
  noProblems: '問題はありません。',
  noChanges: '前回の計算から変化はありません。',
  added: '追加',
  removed: '削除',
  changed: '変更',
};
