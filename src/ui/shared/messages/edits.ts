/** What undo and redo would take back or do again. */

export const en = {
  did_add: 'Add {of}',
  did_attach: 'Attach {what} to {of}',
  did_config: 'Edit the configuration of {of}',
  did_connect: 'Connect {of}',
  did_delete: 'Delete {of}',
  did_detach: 'Detach {what} from {of}',
  did_duplicate: 'Duplicate {of}',
  did_mend: 'Mend {of}',
  did_move: 'Move {of}',
  did_paste: 'Paste {of}',
  did_putBack: 'Put the step back',
  did_rename: 'Rename to {of}',
  did_set: 'Change {what} of {of}',
  did_step: 'Go to step {what}',
} as const;

export const ja: Readonly<Record<keyof typeof en, string>> = {
  did_add: '{of} の追加',
  did_attach: '{what} の {of} への関連付け',
  did_config: '{of} の構成の編集',
  did_connect: '{of} の接続',
  did_delete: '{of} の削除',
  did_detach: '{what} の {of} からの関連付け解除',
  did_duplicate: '{of} の複製',
  did_mend: '{of} の修正',
  did_move: '{of} の移動',
  did_paste: '{of} の貼り付け',
  did_putBack: '手順を初期状態に戻す操作',
  did_rename: '{of} への名前の変更',
  did_set: '{of} の {what} の変更',
  did_step: '手順 {what} への移動',
};
