/** The canvas and what is added to it. */

export const en = {
  add: 'Add',
  outline: 'Outline',
  canvas: 'Canvas',
  fit: 'Fit',
  packetLost: 'The packet ends here',
  sessionsLayer: 'BGP sessions',
  oneSided: 'one-sided',
  onPremises: 'On-premises',
  internet: 'Internet',
  groupAzureNetwork: 'Azure network',
  groupAzureGateways: 'Azure gateways and services',
  groupCompute: 'Compute and NVA',
  groupOnPremises: 'On-premises',
  sessions: 'BGP sessions',
  sessionUp: 'established',
  sessionDown: 'down',
} as const;

export const ja: Readonly<Record<keyof typeof en, string>> = {
  add: '追加',
  outline: '一覧',
  canvas: 'キャンバス',
  fit: '全体表示',
  packetLost: 'パケットはここで失われます',
  sessionsLayer: 'BGP セッション',
  oneSided: '片側のみ',
  onPremises: 'オンプレミス',
  internet: 'インターネット',
  groupAzureNetwork: 'Azure ネットワーク',
  groupAzureGateways: 'Azure ゲートウェイとサービス',
  groupCompute: 'コンピューティングと NVA',
  groupOnPremises: 'オンプレミス',
  sessions: 'BGP セッション',
  sessionUp: '確立',
  sessionDown: 'ダウン',
};
