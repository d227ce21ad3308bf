/** The first screen. */

export const en = {
  galleryTitle: 'Open a lab',
  galleryIntro: 'Each lab tells an article as steps. Change anything, and see what Azure and FRR would do.',
  openLab: 'Open',
  newLab: 'Empty lab',
  newLabText: 'Draw a topology of your own.',
  yourLab: 'Your changes, kept in this browser',
  forget: 'Delete from this browser',
  basedOn: 'After the article',
} as const;

export const ja: Readonly<Record<keyof typeof en, string>> = {
  galleryTitle: 'ラボを開く',
  galleryIntro: '各ラボは記事の内容を手順として再現します。設定を変えると、Azure と FRR の動きがその場で分かります。',
  openLab: '開く',
  newLab: '空のラボ',
  newLabText: '自分の構成を描きます。',
  yourLab: 'このブラウザーに保存した変更',
  forget: 'このブラウザーから削除',
  basedOn: '元の記事',
};
