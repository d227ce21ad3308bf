/** What only the computed lab shows. */
import type { DiagnosticText } from './text.ts';

const WAY_BACK = '{prefix} をアプライアンスへ向ける';
const TO_INTERNET = '0.0.0.0/0 → Internet を追加する';

export const COMPUTED: Readonly<Record<string, DiagnosticText>> = {
  'missing-return-route': {
    ja: ({ via }) => `{from} からのパケットは${via === '' ? '' : ' {via} を経由して'}ここに届きますが、{prefix} へ戻る経路がありません。追加してください。`,
    fix: WAY_BACK,
  },
  'asymmetric-through-firewall': {
    ja: '{from} からのパケットは {via} を通りますが、{prefix} への応答は {via} を通りません。TCP は失敗し、ping だけが通ります。{prefix} を {via} へ向けてください。',
    fix: WAY_BACK,
  },
  'asymmetric-through-appliance': {
    ja: '{from} からのパケットは {via} を通りますが、{prefix} への応答は {via} を通りません。状態を記憶するフィルターなら応答を破棄します。{prefix} を {via} へ向けてください。',
    fix: WAY_BACK,
  },
  'appliances-two-frontends': {
    ja: '{from} からのパケットは {via}、{prefix} への応答は {back} が振り分けるため、往復で別のマシンを通ることがあります。両方に同じフロントエンドを使うか、送信元を変換してください。',
  },
  'virtual-network-tag-widened': {
    ja: ({ table }) =>
      `${table === '' ? '学習した 0.0.0.0/0' : '{table} の {route}'} により VirtualNetwork がすべてのアドレスを含むようになり、{group} の AllowVnetInBound がどこからのパケットも通します。意図しないものはその前に拒否してください。`,
    fix: '{group} でほかの受信をすべて拒否する',
  },
  'propagation-off-hides-site': {
    ja: 'ルート テーブル {table} がゲートウェイの経路を遮り、{prefix} へ向かう経路がほかにありません。伝達を有効にするか、ルートを追加してください。',
    fix: '伝達を有効にする',
  },
  'firewall-learns-default': {
    ja: '{firewall} は BGP で 0.0.0.0/0 を学習します。ユーザー定義ルート 0.0.0.0/0 → Internet がなければデプロイに失敗します。追加してください。',
    fix: TO_INTERNET,
  },
  'learned-route-leads-back': {
    ja: 'ここで学習した {prefix} のネクスト ホップ {nextHop} は {holder} 自身です。送り出したパケットが自分に戻ってきます。',
    fix: TO_INTERNET,
  },
  'udr-beaten-by-longer': {
    ja: '{table} の {route} ({prefix}) は、ゲートウェイが広報する、より長い {longer} には効きません。意図したものでなければ、そのプレフィックスを書くか、伝達を無効にしてください。',
  },
  'default-kept-from-branches': {
    ja: 'このネットワークは 0.0.0.0/0 を学習していますが、{far} には広報されません。VPN ゲートウェイはデフォルト ルートを広報しないためです。必要なら 0.0.0.0/1 と 128.0.0.0/1 を広報してください。',
  },
  'learned-next-hop-not-forwarding': {
    ja: '{prefix} のネクスト ホップは {nextHop} ですが、{nic} は他者宛てのパケットを受け取りません。IP 転送を有効にしてください。',
    fix: '{nic} の IP 転送を有効にする',
  },
  'guest-not-forwarding': {
    ja: '{table} の {route} の行き先ですが、ゲスト OS が転送しません ({setting})。有効にしてください。',
    fix: 'ip_forward を有効にする',
  },
  'learned-next-hop-guest': {
    ja: '{prefix} のネクスト ホップは {nextHop} ですが、ゲスト OS が転送しません (net.ipv4.ip_forward)。有効にしてください。',
    fix: 'ip_forward を有効にする',
  },
  'route-server-one-session': {
    ja: '{routeServer} のインスタンスのうち {there} としかピアになっていません。セッションが 1 つだけでは、サブネットやゲートウェイに経路が届かないことがあります。{missing} とのセッションを追加してください。',
    fix: '{missing} とのセッションを追加する',
  },
  'route-server-too-many-routes': { ja: 'すべての接続元を合わせて {count} 個の経路があります。Route Server で使えるのは {most} 個までです。' },
  'route-server-no-session': { ja: '{routeServer} のピア {peer} ですが、構成に {missing} とのセッションがありません。' },
  'private-endpoint-name-public': {
    ja: '{vnet} では {name} がパブリック アドレスになります。このエンドポイントのレコードを持つプライベート DNS ゾーン {zone} をリンクしてください。',
    fix: '{zone} を {vnet} にリンクする',
  },
  'p2s-profile-stale': {
    ja: ({ missing, gone }) => {
      const says = [missing === '' ? [] : '{missing} がなく', gone === '' ? [] : '不要になった {gone} が残ってい'].flat();
      return `{gateway} のプロファイルに${says.join('、')}${gone === '' ? 'なっています' : 'ます'}。ダウンロードし直してください。`;
    },
    fix: 'プロファイルをダウンロードし直す',
  },
  'private-subnet-without-outbound': {
    ja: 'プライベート サブネットなので、0.0.0.0/0 → Internet が表示されていても {machine} はインターネットに出られません。必要なら NAT ゲートウェイを関連付けてください。',
  },
};
