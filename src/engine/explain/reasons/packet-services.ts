/** What security groups, load balancers and NAT gateways do with packets. */
import type { PacketCode } from '../../data-plane/index.ts';
import type { ReasonText } from './text.ts';

export const PACKET_SERVICES = {
  'nsg-allow-in': { en: 'Security group {nsg} lets it in to {node}: {rule}.', ja: 'NSG {nsg} が {node} への受信を許可します: {rule}' },
  'nsg-allow-out': { en: 'Security group {nsg} lets it out of {node}: {rule}.', ja: 'NSG {nsg} が {node} からの送信を許可します: {rule}' },
  'nsg-deny-in': { en: 'Security group {nsg} keeps it from {node}: {rule}.', ja: 'NSG {nsg} が {node} への受信を拒否します: {rule}' },
  'nsg-deny-out': { en: 'Security group {nsg} does not let it out of {node}: {rule}.', ja: 'NSG {nsg} が {node} からの送信を拒否します: {rule}' },
  'nsg-flow': {
    en: 'Security group {nsg} knows this flow of {node}: no rule is asked again.',
    ja: 'NSG {nsg} は {node} のこのフローを既に許可しているため、規則は再び評価されません。',
  },
  'public-ip-closed': {
    en: 'A Standard public IP address is closed until a security group opens it, and {node} has none.',
    ja: 'Standard のパブリック IP アドレスは NSG で許可しない限り閉じています。{node} には NSG がありません。',
  },
  'lb-rule': {
    en: '{device}, rule {rule}: the hash gives it to {backend} ({healthy} of {of} backends are healthy).',
    ja: '{device} の規則 {rule}: ハッシュにより {backend} に振り分けられます (正常なバックエンド {healthy}/{of})。',
  },
  'lb-session': { en: '{device} has given this flow to {backend} before.', ja: '{device} はこのフローを既に {backend} に振り分けています。' },
  'lb-no-rule': {
    en: '{device} drops it: no rule of {frontend} takes {protocol} port {port}.',
    ja: '{device} が破棄します。{frontend} に {protocol} ポート {port} の規則がありません。',
  },
  'lb-rule-other-protocol': {
    en: '{device} drops it: of {frontend}, rule {rule} takes port {port} by {takes}, and none takes it by {protocol}.',
    ja: '{device} が破棄します。{frontend} のポート {port} を受ける規則 {rule} は {takes} 用で、{protocol} を受ける規則はありません。',
  },
  'lb-no-rule-for-protocol': {
    en: '{device} drops it: no rule of {frontend} takes {protocol}.',
    ja: '{device} が破棄します。{frontend} に {protocol} を受ける規則がありません。',
  },
  'lb-no-healthy-backend': {
    en: '{device} has no healthy backend for {frontend}: the probe {probe} is answered by none that the rule {rule} names.',
    ja: '{device} の {frontend} に正常なバックエンドがありません。規則 {rule} のどのバックエンドもプローブ {probe} に応答しません。',
  },
  'lb-floating-no-loopback': {
    en: '{device} hands it on with floating IP, so its destination is still the frontend’s {address}, which {node} does not have: expected {address} on a loopback interface of {node}.',
    ja: '{device} はフローティング IP で転送するため、宛先はフロントエンドの {address} のままですが、{node} はこのアドレスを持っていません。{node} のループバック インターフェイスに {address} を設定する必要があります。',
  },
  'lb-hairpin': {
    en: '{device} would give it back to {backend}, which sent it: a backend cannot reach itself through its own frontend {frontend}.',
    ja: '{device} は送信元の {backend} 自身に戻してしまいます。バックエンドは自分のフロントエンド {frontend} 経由で自分に到達できません。',
  },
  'lb-answers': { en: '{device} answers the ping itself.', ja: '{device} 自身が ping に応答します。' },
  'lb-answer': {
    en: 'The answer takes the frontend’s address {address} port {port}, and does not pass {device} again.',
    ja: '応答の送信元がフロントエンドの {address} ポート {port} に変わります。{device} は経由しません。',
  },
  'lb-answer-address': {
    en: 'The answer takes the frontend’s address {address}, and does not pass {device} again.',
    ja: '応答の送信元がフロントエンドの {address} に変わります。{device} は経由しません。',
  },
  'nat-gateway-snat': {
    en: 'NAT gateway {by}: the source {source} of {node} becomes {address}.',
    ja: 'NAT ゲートウェイ {by} により、{node} の送信元 {source} が {address} に変わります。',
  },
  'nat-gateway-protocol': {
    en: 'NAT gateway {by} translates TCP and UDP alone, so this does not leave {node} from {source}.',
    ja: 'NAT ゲートウェイ {by} は TCP と UDP だけを変換するため、{node} の {source} からは出られません。',
  },
  'default-outbound-protocol': {
    en: 'Default outbound access translates TCP and UDP alone, so this does not leave {node} from {source}; a public IP address on the NIC would translate it.',
    ja: '既定の送信アクセスは TCP と UDP だけを変換するため、{node} の {source} からは出られません。NIC にパブリック IP アドレスがあれば出られます。',
  },
  'default-outbound-withheld': {
    en: '{node} has a public IP address on {interface}, so Azure gives it no default outbound access, and {source} has no public address of its own.',
    ja: '{node} は {interface} にパブリック IP アドレスを持つため、既定の送信アクセスは与えられません。{source} 自身にはパブリック IP アドレスがありません。',
  },
  'azure-snat-fragments': {
    en: 'It leaves {node} ({source}) in fragments of {mtu} bytes, and {by} does not translate fragments; only a public IP address on the NIC does.',
    ja: '{node} ({source}) から {mtu} バイトのフラグメントに分かれて出ますが、{by} はフラグメントを変換しません。変換できるのは NIC のパブリック IP アドレスだけです。',
  },
  'lb-fragments': {
    en: '{device} drops it: it comes in fragments, and rule {rule} takes none; an HA-ports rule would.',
    ja: '{device} が破棄します。フラグメントに分かれて届きましたが、規則 {rule} はフラグメントを扱えません (HA ポートの規則なら扱えます)。',
  },
  'nat-gateway-return': {
    en: 'NAT gateway {by} gives the answer to {address} back to its sender.',
    ja: 'NAT ゲートウェイ {by} が {address} 宛ての応答を元の送信元に戻します。',
  },
  'lb-outbound-snat': {
    en: 'Outbound through load balancer {by}, rule {rule}: the source {source} of {node} becomes {address}.',
    ja: 'ロード バランサー {by} の規則 {rule} により、{node} の送信元 {source} が {address} に変わります。',
  },
  'lb-outbound-none': {
    en: '{node} stands behind load balancer {by}, which has no outbound rule for it; so it has no default outbound access either, and nothing leaves from {source}.',
    ja: '{node} はロード バランサー {by} の背後にありますが、そこに {node} のための送信規則がありません。既定の送信アクセスも与えられないため、{source} からは出られません。',
  },
  'lb-outbound-protocol': {
    en: 'No outbound connection of load balancer {by} takes {protocol}: {rules}. {node} behind it has no default outbound access either, so this does not leave from {source}.',
    ja: 'ロード バランサー {by} の送信接続に {protocol} を扱うものがありません ({rules})。その背後の {node} には既定の送信アクセスも与えられないため、{source} からは出られません。',
  },
  'lb-outbound-family': {
    en: 'The rules of load balancer {by} ({rules}) have no public address of the family of {source}, so {node} does not get out.',
    ja: 'ロード バランサー {by} の規則 ({rules}) に {source} と同じアドレス ファミリのパブリック IP アドレスがないため、{node} からは出られません。',
  },
  'lb-outbound-secondary': {
    en: 'The rules of load balancer {by} ({rules}) let out a NIC’s primary IPv4 address alone, and an address only if their pool holds it; this is not so of {source} of {node}.',
    ja: 'ロード バランサー {by} の規則 ({rules}) で出られるのは、バックエンド プールに入っている NIC のアドレス (IPv4 ではプライマリのみ) です。{node} の {source} はこれに当たりません。',
  },
  'lb-outbound-return': {
    en: 'Load balancer {by} gives the answer to {address} back to its sender.',
    ja: 'ロード バランサー {by} が {address} 宛ての応答を元の送信元に戻します。',
  },
  'platform-address': {
    en: 'An address of the platform itself: the host under {node} takes it from {source}, whatever routes and security groups say.',
    ja: 'プラットフォーム自身のアドレスです。ルートや NSG に関係なく、{node} ({source}) が載っているホストが受け取ります。',
  },
  'service-endpoint': {
    en: 'Service endpoint: over Azure’s backbone, and the service sees {source} of {node}.',
    ja: 'サービス エンドポイントにより Azure のバックボーンを通り、サービスからは {node} の {source} が見えます。',
  },
  'service-endpoint-return': { en: 'The service answers {node} over the backbone.', ja: 'サービスがバックボーン経由で {node} に応答します。' },
  'endpoint-answers': {
    en: '{node} answers whom it heard, {to}, whatever the route tables say.',
    ja: '{node} はルート テーブルに関係なく、要求の届いた先 {to} に直接応答します。',
  },
  'service-sends': { en: '{node} sends it from its own address in the subnet.', ja: '{node} がサブネット内の自分のアドレスから送ります。' },
} satisfies Partial<Record<PacketCode, ReasonText>>;
