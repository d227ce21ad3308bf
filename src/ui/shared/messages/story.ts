/** The story and its checks. */

export const en = {
  steps: 'Steps',
  story: 'Story',
  previous: 'Previous',
  next: 'Next',
  putBack: 'Put it back',
  edited: 'You have changed this lab.',
  checks: 'Checks',
  holds: 'holds',
  fails: 'fails',
  noChecks: 'This step states no checks.',
} as const;

export const ja: Readonly<Record<keyof typeof en, string>> = {
  steps: '手順',
  story: '手順',
  previous: '前へ',
  next: '次へ',
  putBack: '元に戻す',
  edited: 'このラボは変更されています。',
  checks: '確認項目',
  holds: '成立',
  fails: '不成立',
  noChecks: 'この手順に確認項目はありません。',
};
