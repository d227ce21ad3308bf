/** A diagnostic's words in Japanese; its English stands in the diagnostic itself, where the command line and logs find it. */

export type Args = Readonly<Record<string, string | number>>;

/** Text with `{name}` where a fact goes, or a function of the facts. */
export type Words = string | ((args: Args) => string);

export interface DiagnosticText {
  readonly ja: Words;
  /** What its mend does, when it has one. */
  readonly fix?: Words;
}

export function fill(words: Words, args: Args): string {
  const text = typeof words === 'string' ? words : words(args);
  return text.replace(/\{(\w+)\}/g, (_, name: string) => term(args[name]));
}

/** Names of things that an argument holds in English. */
const TERMS: Readonly<Record<string, string>> = {
  'VPN gateway': 'VPN ゲートウェイ',
  'ExpressRoute gateway': 'ExpressRoute ゲートウェイ',
  'NAT gateway': 'NAT ゲートウェイ',
  'network security group': 'ネットワーク セキュリティ グループ',
  'load balancer': 'ロード バランサー',
  'route table': 'ルート テーブル',
  gateways: 'ゲートウェイ',
  'Azure Bastion': 'Azure Bastion',
};

export function term(value: string | number | undefined): string {
  return value === undefined ? '' : (TERMS[value] ?? String(value));
}
