/** Words for what the readers of hosts' texts say. What a tool says itself (`said`) stays in the tool's own words. */
import type { DiagnosticText } from './text.ts';

export const HOSTS: Readonly<Record<string, DiagnosticText>> = {
  'pf-refused': { ja: 'pf.conf の {line} 行目を pfctl が拒否します: {said}。エラーが 1 つでもあると何も読み込まれず、PF はすべてのパケットを通します。' },
  'pf-not-modelled': { ja: '{what} は再現していません。この行は効果を持ちません。' },
  'pf-unknown-table': { ja: 'テーブル <{table}> が定義されていないため、空として扱われます。' },
  'pf-not-enabled': { ja: 'rc.conf で PF が有効になっていない (pf_enable="YES" がない) ため、pf.conf は効果を持ちません。' },
  'text-of-another-system': { ja: 'この機器の OS は {os} で、このテキスト ({text}) を読みません。効果はありません ({system} 用です)。' },
  'rc-not-an-assignment': { ja: 'rc.conf の {line} 行目: name="value" の形ではありません。' },
  'rc-bad-argument': { ja: 'ifconfig がこの語を受け付けません: {word}' },
  'rc-bad-address': { ja: 'アドレスとして読めません: {word}' },
  'rc-bad-route': { ja: 'route がこの経路を受け付けません。宛先と、同じファミリのゲートウェイ、-interface、-reject、-blackhole のいずれかが必要です。' },
  'rc-not-modelled': { ja: '{what} は再現していません。インターフェイスにアドレスを設定してください。' },
  'rc-not-cloned': { ja: '{interface} が cloned_interfaces にないため、このインターフェイスは作られません。' },
  'rc-alias-gap': { ja: '{missing} がないため、{variable} は読まれません。' },
  'rc-tunnel-without-ends': { ja: '{interface} にトンネルの両端のアドレスがないため、何も運びません。' },
  'rc-route-missing': { ja: '{variable} が設定されていないため、{list} のこの経路はありません。' },
  'rc-route-not-listed': { ja: '{list} に名前がないため、{variable} は効果を持ちません。' },
  'squid-bungled': { ja: 'squid.conf の {line} 行目が誤っているため、Squid は起動しません: {text} ({what})' },
  'squid-not-modelled': { ja: '{what} は再現していません。この行は効果を持ちません。' },
  'squid-unrecognized': { ja: 'squid.conf の {line} 行目: {word} というディレクティブはありません。' },
  'squid-empty-access': { ja: 'squid.conf の {line} 行目: ACL がないため、読み飛ばされます。' },
  'squid-log-format': { ja: 'ログの書式 {format} がない、または再現していないため、Squid 既定の書式で表示します。' },
  'linux-refused': { ja: 'コマンドが拒否されます: {said}' },
  'linux-not-modelled': { ja: '{what} は再現していません。この行は効果を持ちません。' },
};
