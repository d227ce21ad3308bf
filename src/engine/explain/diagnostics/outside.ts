/** What stands outside Azure, and what public addresses lead to. */
import type { DiagnosticText } from './text.ts';

export const OUTSIDE: Readonly<Record<string, DiagnosticText>> = {
  'outside-address-taken': {
    ja: '{address} はセグメント {segment} ですでに {other} が使っています。どちらに届くかは偶然で決まるため、別のアドレスにしてください。',
  },
  'outside-address-unusable': {
    ja: ({ which }) =>
      `{address} は {prefix} の${which === 'network' ? 'ネットワーク' : 'ブロードキャスト'} アドレスで、機器には使えません。その間のアドレスにしてください。`,
  },
  'tunnel-end-taken': {
    ja: '{interface} はトンネル {tunnel} のインターフェイスですが、{other} もすでに同じトンネルを使っています。別のトンネルを指定してください。',
  },
  'host-gateway-off-link': {
    ja: ({ links }) =>
      `ゲートウェイ {gateway} はどのリンクにもないため (${links === '' ? 'リンクがありません' : '{links}'})、既定ルートができません。リンク上のアドレスにしてください。`,
  },
  'address-not-public': { ja: '{address} はパブリック アドレスではなく、インターネットからは届きません。パブリック アドレスにしてください。' },
};
