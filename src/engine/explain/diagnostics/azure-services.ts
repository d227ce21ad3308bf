/** Security groups, load balancers, NAT gateways, firewalls and endpoints; and what is not modelled. */
import type { DiagnosticText } from './text.ts';

/** What the engine does instead, by what is not modelled. */
const INSTEAD: Readonly<Record<string, string>> = {
  'network security group': 'ネットワーク セキュリティ グループはまだ再現していません。ないものとしてパケットを通します。',
  'NAT gateway': 'NAT ゲートウェイはまだ再現していません。ないものとしてパケットを通します。',
  'load balancer': 'ロード バランサーはまだ再現していません。フロントエンドはパケットを受け取りません。',
  'private endpoint': 'プライベート エンドポイントはまだ再現していません。そのアドレスはパケットを受け取りません。',
  'service endpoint': 'サービス エンドポイントはまだ再現していません。サービス宛てのパケットは他のルートに従います。',
  'point-to-site client': 'ポイント対サイトのクライアントはまだ再現していません。トンネルはありません。',
  'point-to-site configuration': 'ポイント対サイトの設定はまだ再現していません。アドレス プールは広報されません。',
  'further IP configuration': '2 つ目以降の IP 構成はまだ再現していません。そのアドレスはパケットを受け取りません。',
  'peering that is disconnected': '切断されたピアリングはまだ再現していません。接続済みとして扱います。',
  'peering that is out of sync': '同期されていないピアリングはまだ再現していません。相手の現在のアドレス空間を経路とします。',
  'summarised gateway prefix': 'ゲートウェイの集約プレフィックスはまだ再現していません。元のプレフィックスのまま広報します。',
  'Global Reach connection': 'Global Reach はまだ再現していません。回線どうしはつながりません。',
  'FastPath connection': 'FastPath はまだ再現していません。パケットはゲートウェイを通ります。',
  'APIPA address of BGP': 'BGP の APIPA アドレスはまだ再現していません。既定のアドレスで BGP を使います。',
  'policy-based gateway': 'ポリシーベースのゲートウェイはまだ再現していません。ルートベースとして扱います。',
  'management interface': '管理インターフェイスはまだ再現していません。強制トンネリングのないファイアウォールとして扱います。',
};

export const AZURE_SERVICES: Readonly<Record<string, DiagnosticText>> = {
  'not-modelled': { ja: ({ what }) => INSTEAD[String(what)] ?? '{what} はまだ再現していません。' },
};
