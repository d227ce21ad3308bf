/** What happens to packets. */
import type { ReasonText } from './text.ts';

export const PACKET: Readonly<Record<string, ReasonText>> = {
  delivered: { en: 'Delivered to {node}.', ja: '{node} に到達しました。' },
  'delivered-both-ways': { en: 'Delivered and answered. {to} sees {seenFrom}.', ja: '到達し、応答も戻りました。{to} からは {seenFrom} が見えます。' },
  'reply-elsewhere': { en: 'The answer arrives at {device} instead.', ja: '応答は別の {device} に届きます。' },
  'port-closed': { en: '{device} refuses: nothing listens on port {port}.', ja: '{device} が拒否します。ポート {port} で待ち受けているものがありません。' },
  'fib-match': { en: 'Routing table: {row}.', ja: 'ルーティング テーブル: {row}' },
  'no-route': { en: '{node} has no route to {destination}: unreachable.', ja: '{node} に {destination} への経路がなく、到達できません。' },
  'route-blackhole': { en: '{node} drops it: {prefix} is a blackhole.', ja: '{node} が破棄します。{prefix} はブラックホールです。' },
  'route-reject': { en: '{node} rejects it: {prefix} is unreachable by configuration.', ja: '{node} が拒否します。{prefix} は到達不能に設定されています。' },
  'interface-down': {
    en: 'The interface {interface} of {node} is down or goes nowhere.',
    ja: '{node} のインターフェイス {interface} がダウンしているか、どこにもつながっていません。',
  },
  'no-neighbour': { en: 'Nobody on the link of {node} has the address {address}.', ja: '{node} のリンク上に {address} を持つものがありません。' },
  'host-not-forwarding': { en: '{node} is not the destination and does not forward.', ja: '{node} は宛先ではなく、転送もしません。' },
  'ttl-exceeded': { en: 'The TTL ends at {node}.', ja: '{node} で TTL が 0 になりました。' },
  loop: { en: 'It goes round in a loop at {node} until its TTL of {ttl} is used up.', ja: '{node} でループし、TTL {ttl} を使い切って失われます。' },
  'azure-effective-route': { en: 'Effective route of {subnet}: {row}.', ja: '{subnet} の有効なルート: {row}' },
  'azure-no-route': { en: 'No effective route holds {destination}.', ja: '{destination} に当てはまる有効なルートがありません。' },
  'azure-route-none': { en: 'The route {row} drops it.', ja: 'ルート {row} により破棄されます。' },
  'azure-next-hop-nobody': {
    en: 'Nothing in this VNet or a peered one has the next hop {nextHop}.',
    ja: 'この VNet とピアリング先に、ネクスト ホップ {nextHop} を持つものがありません。',
  },
  'azure-no-such-address': { en: 'Nothing in the VNet has the address {destination}.', ja: 'VNet に {destination} を持つものがありません。' },
  'azure-ip-forwarding-off': { en: 'The NIC of {node} drops it: IP forwarding is off.', ja: '{node} の NIC で IP 転送が無効なため、破棄されます。' },
  'azure-forwarded-traffic-barred': {
    en: 'The peering of {vnet} with {from} does not allow forwarded traffic.',
    ja: '{vnet} と {from} のピアリングでは、転送されたトラフィックが許可されていません。',
  },
  'azure-no-gateway': { en: 'There is no VPN gateway for {vnet}.', ja: '{vnet} で使える VPN ゲートウェイがありません。' },
  'azure-no-outbound-access': {
    en: '{node} has no way to the Internet: no public IP address, and default outbound access is off.',
    ja: '{node} からインターネットに出る手段がありません。パブリック IP アドレスがなく、既定の送信アクセスも無効です。',
  },
  'azure-tunnel-endpoint': { en: 'The gateway keeps its own way to the tunnel’s far end.', ja: 'ゲートウェイは、トンネルの対向への経路を独自に保ちます。' },
  'public-ip-snat': {
    en: 'The source becomes the public IP address {address} of {node}.',
    ja: '送信元が {node} のパブリック IP アドレス {address} に変わります。',
  },
  'default-outbound-snat': {
    en: 'The source becomes {address}, an address that Azure lends (default outbound access).',
    ja: '送信元が、Azure の既定の送信アクセスのアドレス {address} に変わります。',
  },
  'default-outbound-return': { en: 'The answer to {address} goes back to who borrowed it.', ja: '{address} への応答が、借りている VM に戻されます。' },
  'firewall-session': { en: '{device} knows this flow.', ja: '{device} にこのフローの状態があります。' },
  'firewall-no-state': {
    en: '{device} drops it: no SYN of this connection has passed here.',
    ja: '{device} が破棄します。この接続の SYN が通過していないためです。',
  },
  'firewall-no-syn-ack': {
    en: '{device} drops it: the SYN-ACK went another way, so the connection is half open here.',
    ja: '{device} が破棄します。SYN-ACK が別の道を通ったため、ここでは接続が確立していません。',
  },
  'firewall-dnat': { en: 'DNAT rule {collection}/{rule} of {device}.', ja: '{device} の DNAT 規則 {collection}/{rule} に一致しました。' },
  'firewall-no-dnat-rule': { en: '{device} has no DNAT rule for it.', ja: '{device} に該当する DNAT 規則がありません。' },
  'firewall-network-rule': {
    en: 'Network rule {collection}/{rule} of {device} allows it.',
    ja: '{device} のネットワーク規則 {collection}/{rule} が許可します。',
  },
  'firewall-network-rule-deny': {
    en: 'Network rule {collection}/{rule} of {device} denies it.',
    ja: '{device} のネットワーク規則 {collection}/{rule} が拒否します。',
  },
  'firewall-application-rule': {
    en: 'Application rule {collection}/{rule} of {device} allows {host}.',
    ja: '{device} のアプリケーション規則 {collection}/{rule} が {host} を許可します。',
  },
  'firewall-application-rule-deny': {
    en: 'Application rule {collection}/{rule} of {device} denies {host}.',
    ja: '{device} のアプリケーション規則 {collection}/{rule} が {host} を拒否します。',
  },
  'firewall-default-deny': { en: '{device} denies it: no rule allows it.', ja: '{device} が拒否します。許可する規則がないためです。' },
  'firewall-snat': {
    en: 'The source becomes the firewall’s public address {address}.',
    ja: '送信元がファイアウォールのパブリック IP アドレス {address} に変わります。',
  },
  'tunnel-encapsulate': { en: '{node} wraps it for {to} ({connection}).', ja: '{node} が {to} 宛てにカプセル化します ({connection})。' },
  'tunnel-decapsulate': { en: '{node} unwraps it ({tunnel}).', ja: '{node} がカプセル化を解きます ({tunnel})。' },
  'gateway-sibling': { en: 'Handed to the other instance of {node}.', ja: '{node} のもう一方のインスタンスに渡されます。' },
  'er-gateway-into-vnet': { en: 'The ExpressRoute gateway {node} takes it into the VNet.', ja: 'ExpressRoute ゲートウェイ {node} が VNet に取り込みます。' },
  'msee-best-path': { en: 'MSEE: {row}.', ja: 'MSEE: {row}' },
  'internet-route': { en: 'The Internet carries it to {destination}.', ja: 'インターネットが {destination} まで運びます。' },
  'internet-nobody': { en: 'Nobody has {destination}.', ja: '{destination} を持つものがありません。' },
  'internet-private-source': {
    en: 'The Internet drops it: the source {source} is private.',
    ja: '送信元 {source} がプライベート アドレスのため、インターネットで破棄されます。',
  },
  'internet-private-destination': {
    en: 'The Internet drops it: {destination} is private.',
    ja: '宛先 {destination} がプライベート アドレスのため、インターネットで破棄されます。',
  },
  'no-internet': { en: 'The lab has no Internet.', ja: 'ラボにインターネットがありません。' },
  'route-server-is-control-plane': { en: 'Route Server {node} never forwards packets.', ja: 'Route Server {node} はパケットを転送しません。' },
  'unknown-destination': { en: 'Nothing is called {to}.', ja: '{to} というものがありません。' },
  'unknown-source': { en: '{from} cannot send packets.', ja: '{from} はパケットを送れません。' },
  'no-source-address': { en: '{from} has no address to send from.', ja: '{from} に送信元にできるアドレスがありません。' },
  'not-modelled': { en: 'Not modelled: {what}.', ja: 'モデル化されていません: {what}' },
};
