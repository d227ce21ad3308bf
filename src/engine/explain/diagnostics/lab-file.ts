/** The scenario file: its syntax, its shape, its references, links to it. */
import type { Args, DiagnosticText } from './text.ts';

/** What was expected, as the reader of files says it. */
const EXPECTED: Readonly<Record<string, string>> = {
  'an object': 'オブジェクト',
  'an array': '配列',
  'a string': '文字列',
  'a number': '数値',
  'a whole number': '整数',
  'true or false': 'true か false',
  'a property that is known here': 'ここで使えるプロパティ',
  'an IP address such as 10.0.0.4': '10.0.0.4 のような IP アドレス',
  'an address with its length such as 10.20.10.1/24': '10.20.10.1/24 のような、長さ付きのアドレス',
  'a prefix such as 10.0.0.0/24': '10.0.0.0/24 のようなプレフィックス',
  'a name without spaces around it': '前後に空白のない名前',
  'the id of an object': 'オブジェクトの ID',
};

const KINDS: Readonly<Record<string, string>> = {
  'virtual network': '仮想ネットワーク',
  'subnet (vnet/subnet)': 'サブネット (vnet/subnet)',
  'route table': 'ルート テーブル',
  'application security group': 'アプリケーション セキュリティ グループ',
  'private DNS zone': 'プライベート DNS ゾーン',
  'firewall policy': 'ファイアウォール ポリシー',
  'network security group': 'ネットワーク セキュリティ グループ',
  'NAT gateway': 'NAT ゲートウェイ',
  'IP configuration (vm/nic)': 'IP 構成 (vm/nic)',
  'public IP address': 'パブリック IP アドレス',
  'virtual network gateway': '仮想ネットワーク ゲートウェイ',
  'local network gateway': 'ローカル ネットワーク ゲートウェイ',
  'ExpressRoute circuit': 'ExpressRoute 回線',
  'leg of a circuit (circuit/primary)': '回線のリンク (circuit/primary)',
  'service tag of this lab, or a prefix': 'このラボのサービス タグかプレフィックス',
  'tunnel of a connection (connection#0)': '接続のトンネル (connection#0)',
  'device, connection or a part of one': '機器、接続、またはその一部',
  'host of the Internet': 'インターネット上のホスト',
  site: '拠点',
  segment: 'セグメント',
  flow: 'フロー',
  device: '機器',
  'device or subnet (vnet/subnet)': '機器かサブネット (vnet/subnet)',
  'device, or the internet': '機器、または internet',
  'device, an address or a host name of the Internet': '機器、アドレス、またはインターネット上のホスト名',
  object: 'オブジェクト',
};

function wanted({ expected }: Args): string {
  const text = String(expected ?? '');
  return (
    EXPECTED[text] ??
    text
      .replace(/^one of (.*)$/, '$1 のいずれか')
      .replace(/^at least (\S+).*$/, '$1 以上')
      .replace(/^at most (\S+).*$/, '$1 以下')
  );
}

const meant = (a: Args) => (a['meant'] === undefined ? '' : ' "{meant}" のことでしょうか。');
const value: DiagnosticText = { ja: (a) => `{path}: ${wanted(a)}が必要ですが、{got} になっています。${meant(a)}`, fix: '{meant} を使う' };

export const LAB_FILE: Readonly<Record<string, DiagnosticText>> = {
  'json-syntax': { ja: 'JSON として読めません。' },
  'json-duplicate-key': { ja: '同じ名前のプロパティが 2 つあります。' },
  'json-too-deep': { ja: '入れ子が深すぎます。' },
  'newer-version': { ja: 'このファイルは新しいバージョンの Hoplab のものです。' },
  'link-damaged': { ja: '共有リンクが壊れているか、途中で切れています。' },
  'link-malformed': { ja: '共有リンクとして読めません。' },
  'link-scenario-unknown': { ja: 'この共有リンクのシナリオ "{id}" はここにありません。物語なしでラボだけを表示します。' },
  'wrong-value': value,
  'not-an-address': value,
  'not-an-interface-address': value,
  'not-a-prefix': value,
  'not-an-asn': value,
  'host-bits': value,
  'missing-property': { ja: (a) => `{path}: ${wanted(a)}が必要ですが、何もありません。` },
  'unknown-property': { ja: (a) => `{path}: ここに "{property}" というプロパティはありません。${meant(a)}` },
  'dangling-reference': {
    ja: ({ kind, near }) =>
      `{path}: ${KINDS[String(kind)] ?? '{kind}'}の ID が必要ですが、"{value}" は見つかりません。${near === undefined ? '' : '"{near}" のことでしょうか。'}`,
    fix: '{near} を使う',
  },
  'duplicate-id': { ja: '機器の ID は重複できませんが、"{id}" は {map} と {other} の両方にあります。' },
  'duplicate-step': { ja: '手順の ID は重複できませんが、"{id}" は steps.{other} にもあります。' },
  'id-not-file-name': { ja: 'シナリオの ID がファイル名と一致しません。' },
  'two-plugs': { ja: '{path}: セグメントと回線の両方につながっています。どちらかを取り除いてください。' },
  'circuit-leg-taken': { ja: '{path}: {leg} はすでに {other} が使っています。空いているリンクを選んでください。' },
  'vm-without-interface': { ja: '{path}: ネットワーク インターフェイスが少なくとも 1 つ必要です。' },
  'port-without-meaning': { ja: '{path}: icmp にポートはありません。取り除いてください。', fix: 'ポートを取り除く' },
  'line-not-found': { ja: '{object} の構成に "{line}" という行がありません。' },
};
