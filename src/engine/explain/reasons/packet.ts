/** What happens to packets. */
import type { PacketCode } from '../../data-plane/index.ts';
import { PACKET_HOSTS } from './packet-hosts.ts';
import { PACKET_SERVICES } from './packet-services.ts';
import type { ReasonText } from './text.ts';

export const PACKET: Readonly<Record<PacketCode, ReasonText>> = {
  ...PACKET_SERVICES,
  ...PACKET_HOSTS,
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
  'no-neighbor': { en: 'Nobody on the link of {node} has the address {address}.', ja: '{node} のリンク上に {address} を持つものがありません。' },
  'host-not-forwarding': { en: '{node} is not the destination and does not forward.', ja: '{node} は宛先ではなく、転送もしません。' },
  'ttl-exceeded': { en: 'The TTL ends at {node}.', ja: '{node} で TTL が 0 になりました。' },
  loop: {
    en: 'It goes round in a loop, {cycle}, until its TTL of {ttl} is used up at {node}.',
    ja: '{cycle} とループし、{node} で TTL {ttl} を使い切って失われます。',
  },
  'azure-effective-route': { en: 'Effective route of {subnet}: {row}.', ja: '{subnet} の有効なルート: {row}' },
  'azure-no-route': {
    en: 'No effective route of {subnet} holds {destination}.',
    ja: '{subnet} の有効なルートに、{destination} に当てはまるものがありません。',
  },
  'azure-route-none': { en: 'The route {row} drops it.', ja: 'ルート {row} により破棄されます。' },
  'azure-next-hop-nobody': {
    en: 'Nothing in this VNet or a peered one has the next hop {nextHop}.',
    ja: 'この VNet とピアリング先に、ネクスト ホップ {nextHop} を持つものがありません。',
  },
  'azure-no-such-address': {
    en: 'Nothing in {vnet} has the address {destination}.',
    ja: '{vnet} に {destination} を持つものがありません。',
  },
  'azure-ip-forwarding-off': { en: 'The NIC of {node} drops it: IP forwarding is off.', ja: '{node} の NIC で IP 転送が無効なため、破棄されます。' },
  'azure-forwarded-traffic-barred': {
    en: 'The peering of {vnet} with {from} does not allow forwarded traffic, and {source} is not an address of {from}.',
    ja: '{vnet} と {from} のピアリングは転送されたトラフィックを許可しておらず、{source} は {from} のアドレスではありません。',
  },
  'azure-no-gateway': { en: 'There is no VPN gateway for {vnet}.', ja: '{vnet} で使える VPN ゲートウェイがありません。' },
  'azure-no-outbound-access': {
    en: '{node} has no way to the Internet for {source}: no public IP address, and no default outbound access.',
    ja: '{node} には {source} をインターネットに出す手段がありません。パブリック IP アドレスも既定の送信アクセスもないためです。',
  },
  'azure-tunnel-endpoint': { en: 'The gateway keeps its own way to the tunnel’s far end.', ja: 'ゲートウェイは、トンネルの対向への経路を独自に保ちます。' },
  'public-ip-snat': {
    en: 'The source {source} becomes the public IP address {address} of {node}.',
    ja: '送信元 {source} が {node} のパブリック IP アドレス {address} に変わります。',
  },
  'default-outbound-snat': {
    en: 'The source {source} becomes {address}, an address that Azure lends to {node} (default outbound access).',
    ja: '送信元 {source} が、Azure が {node} に貸すアドレス {address} に変わります (既定の送信アクセス)。',
  },
  'default-outbound-return': { en: 'The answer to {address} goes back to who borrowed it.', ja: '{address} への応答が、借りている VM に戻されます。' },
  'firewall-session': { en: '{device} has let this flow in before.', ja: '{device} はこのフローを既に許可しています。' },
  'firewall-translated': {
    en: '{device} translates it as at the start of the flow: now from {source} to {destination}.',
    ja: '{device} がフロー開始時と同じ変換を行い、{source} から {destination} 宛てになります。',
  },
  'firewall-no-state': {
    en: '{device} drops it: no SYN of this connection has passed here.',
    ja: '{device} が破棄します。この接続の SYN が通過していないためです。',
  },
  'firewall-no-syn-ack': {
    en: '{device} drops it: the SYN-ACK went another way, so the connection is half open here.',
    ja: '{device} が破棄します。SYN-ACK が別の道を通ったため、ここでは接続が確立していません。',
  },
  'firewall-dnat': {
    en: 'DNAT rule {collection}/{rule} of {device}: the destination becomes {address} port {port}.',
    ja: '{device} の DNAT 規則 {collection}/{rule} により、宛先が {address} のポート {port} に変わります。',
  },
  'firewall-no-dnat-rule': {
    en: '{device} has no DNAT rule for {destination}.',
    ja: '{device} に {destination} 宛ての DNAT 規則がありません。',
  },
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
  'firewall-threat-deny': {
    en: '{device} denies it before any rule is asked: threat intelligence lists {what}.',
    ja: '{device} が規則を調べる前に拒否します。脅威インテリジェンスに {what} が登録されているためです。',
  },
  'firewall-threat-alert': {
    en: '{device} raises an alert and lets the rules decide: threat intelligence lists {what}.',
    ja: '脅威インテリジェンスに {what} が登録されているため、{device} は警告を記録し、許可するかどうかは規則で決めます。',
  },
  'firewall-snat': {
    en: 'The source becomes the firewall’s public address {address}.',
    ja: '送信元がファイアウォールのパブリック IP アドレス {address} に変わります。',
  },
  'tunnel-encapsulate': { en: '{node} wraps it for {to} ({connection}).', ja: '{node} が {to} 宛てにカプセル化します ({connection})。' },
  'tunnel-decapsulate': {
    en: '{node} unwraps it ({connection}).',
    ja: '{node} がカプセル化を解きます ({connection})。',
  },
  'gateway-mss-clamped': {
    en: '{node} lowers the MSS in {connection} from {from} to {mss} bytes, as VPN gateways do in both directions.',
    ja: '{node} が {connection} の MSS を {from} から {mss} バイトに下げます (VPN ゲートウェイは両方向で行います)。',
  },
  'vpn-gateway-ipv6': {
    en: '{node} carries no IPv6: for VPN gateways it is a preview in Azure, and not modelled here. {destination} is not reached.',
    ja: '{node} は IPv6 を運びません。VPN ゲートウェイの IPv6 は Azure ではプレビューで、ここでは再現していません。{destination} には届きません。',
  },
  'gateway-sibling': {
    en: 'Handed to the other instance of {node}, {address}.',
    ja: '{node} のもう一方のインスタンス {address} に渡されます。',
  },
  'er-gateway-into-vnet': { en: 'The ExpressRoute gateway {node} takes it into the VNet.', ja: 'ExpressRoute ゲートウェイ {node} が VNet に取り込みます。' },
  'msee-fastpath': {
    en: 'FastPath of {connection}: past the ExpressRoute gateway, straight to the NIC.',
    ja: '{connection} の FastPath により、ExpressRoute ゲートウェイを通らず NIC に直接届きます。',
  },
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
  'dns-no-record': {
    en: 'The private DNS zone {zone}, which is linked to this network, has no record for {name}.',
    ja: 'このネットワークにリンクされたプライベート DNS ゾーン {zone} に、{name} のレコードがありません。',
  },
  'dns-private-zone': {
    en: 'Here {name} is {address}: the private DNS zone {zone} is linked to this network.',
    ja: 'ここでは {name} は {address} です。プライベート DNS ゾーン {zone} がこのネットワークにリンクされているためです。',
  },
  'unknown-source': {
    en: 'No host, router or virtual machine is called {from}.',
    ja: '{from} という名前のホスト、ルーター、仮想マシンがありません。',
  },
  'no-source-address': { en: '{from} has no address to send from.', ja: '{from} に送信元にできるアドレスがありません。' },
  'reply-not-recognised': {
    en: '{device} does not know the answer: it comes from {source}, asked was {asked}.',
    ja: '{device} は応答を受け付けません。問い合わせ先は {asked} なのに、{source} から届いたためです。',
  },
  'platform-silent': {
    en: '{node} is part of the platform: it takes the packet and does not answer.',
    ja: '{node} はプラットフォームの一部で、パケットを受け取っても応答しません。',
  },
  'loop-uncounted': {
    en: 'It goes round in a loop, {cycle}, where nothing counts its TTL. The walk stops at {node}.',
    ja: '{cycle} とループします。途中で TTL が減らないため、{node} で追跡を打ち切ります。',
  },
  'mtu-exceeded': {
    en: 'Its {size} bytes do not fit the MTU of {mtu} on {interface}, and it must not be fragmented.',
    ja: '{size} バイトのパケットは {interface} の MTU {mtu} に収まらず、フラグメント化も禁止されています。',
  },
  fragmented: {
    en: 'It is cut into fragments of at most {mtu} bytes.',
    ja: '{mtu} バイト以下のフラグメントに分割されます。',
  },
  'unknown-vrf': { en: '{from} has no VRF {vrf}.', ja: '{from} に VRF {vrf} はありません。' },
  'source-not-own': {
    en: '{source} is not an address of {from}.',
    ja: '{source} は {from} のアドレスではありません。',
  },
  'azure-udr-gateway-with-expressroute': {
    en: 'A user-defined route to the virtual network gateway does not work where an ExpressRoute gateway stands, as in {vnet}.',
    ja: 'ExpressRoute ゲートウェイのある {vnet} では、仮想ネットワーク ゲートウェイ宛てのユーザー定義ルートは機能しません。',
  },
  'public-ip-dnat': {
    en: 'The public IP address {address} of {node} becomes {inside}.',
    ja: '{node} のパブリック IP アドレス {address} が {inside} に変わります。',
  },
  'azure-source-not-translated': {
    en: 'Azure gives public addresses to a NIC’s own address alone, and {source} is not one of {node}: it would have to translate it.',
    ja: 'Azure がパブリック アドレスに変換するのは NIC 自身のアドレスだけです。{source} は {node} のアドレスではないため、{node} 側での変換が必要です。',
  },
  'vpn-gateway-no-internet': {
    en: 'The VPN gateway {node} gives {source} no way to the Internet.',
    ja: 'VPN ゲートウェイ {node} は、{source} をインターネットに出しません。',
  },
  'firewall-related': {
    en: '{device} knows the flow that this error is about.',
    ja: '{device} はこのエラーの元になったフローの状態を持っています。',
  },
  'firewall-unrelated-error': {
    en: '{device} drops it: it knows no flow that this error is about.',
    ja: '{device} が破棄します。このエラーの元になったフローを知らないためです。',
  },
  'firewall-not-a-destination': {
    en: '{device} answers nothing at {destination}: that address is for passing through.',
    ja: '{device} の {destination} は通過のためのアドレスで、それ自体は応答しません。',
  },
  'firewall-snat-private': {
    en: 'The source becomes the instance’s own address {address}.',
    ja: '送信元がインスタンス自身のアドレス {address} に変わります。',
  },
  'firewall-icmp-not-translated': {
    en: '{node} does not translate ICMP towards the Internet, so {source} cannot leave.',
    ja: '{node} はインターネット宛ての ICMP を変換しないため、{source} のままでは出られません。',
  },
  'firewall-source-kept': {
    en: '{node} keeps the source {source}, because {destination} is in its private ranges, and with it nothing gets to the Internet.',
    ja: '{destination} は {node} のプライベート範囲に含まれるため、送信元 {source} は変換されません。このままではインターネットに出られません。',
  },
  'firewall-proxy-accepts': {
    en: '{device} takes the connection in the server’s place: which application rule holds, the request will tell.',
    ja: '{device} がサーバーに代わって接続を受けます。どのアプリケーション規則に当たるかは、リクエストを読むまで決まりません。',
  },
  'firewall-proxy-takes': { en: '{device} takes it as a proxy.', ja: '{device} がプロキシとして受け取ります。' },
  'firewall-no-server-name': {
    en: '{device} denies it: the TLS hello names no server, so no application rule can hold.',
    ja: '{device} が拒否します。TLS の ClientHello にサーバー名 (SNI) がなく、アプリケーション規則で判定できないためです。',
  },
  'firewall-name-not-resolved': {
    en: '{device} finds no address for {host}.',
    ja: '{device} は {host} のアドレスを解決できません。',
  },
  'firewall-resolves-itself': {
    en: '{device} resolves {host} itself and connects to {address}, not to {asked} as the client did.',
    ja: '{device} が {host} を自分で名前解決し、クライアントの宛先 {asked} ではなく {address} に接続します。',
  },
  'firewall-proxy-answers': {
    en: '{device} is a proxy here: a client may see a connection although the server is not reached.',
    ja: 'ここでは {device} がプロキシです。サーバーに届かなくても、クライアントからは接続できたように見えることがあります。',
  },
  'tunnel-unknown-peer': {
    en: '{node} drops it: {source} is not the far end of a tunnel of {connection}.',
    ja: '{node} が破棄します。{source} は {connection} のトンネルの対向ではありません。',
  },
  'tunnel-down': { en: 'The tunnel of {interface} at {node} is down.', ja: '{node} の {interface} のトンネルがダウンしています。' },
  'p2s-no-client': {
    en: 'No client of {node} has the address {destination} now.',
    ja: '{destination} を割り当てられたクライアントが {node} に接続していません。',
  },
  'gateway-best-path': {
    en: 'Best path of {node}: {row}.',
    ja: '{node} の最良経路: {row}',
  },
  'asymmetric-answer-around': {
    en: 'The request passes {device}, the answer goes around it: harmless for ICMP and UDP, for TCP it leaves the handshake half seen.',
    ja: '行きは {device} を通り、戻りは迂回します。ICMP と UDP には影響しませんが、TCP ではハンドシェイクの片側しか {device} から見えません。',
  },
  'asymmetric-request-around': {
    en: 'The request goes around {device}, the answer passes it: harmless while its rules allow such a packet by itself.',
    ja: '行きは {device} を迂回し、戻りだけが通ります。そのパケット単独でも規則が許可する間は問題になりません。',
  },
  'asymmetric-harmless': {
    en: 'The two directions take different ways (only there: [{out}|none]; only back: [{back}|none]). Nothing on them remembers flows, so this is harmless.',
    ja: '行きと戻りで経路が異なります (行きだけ: [{out}|なし]、戻りだけ: [{back}|なし])。フローの状態を覚える機器がないため、影響はありません。',
  },
  'asymmetric-answer-blocked': {
    en: 'Harmful asymmetry: out [via {out}|directly], back [via {back}|directly] (stateful hops: out [{outStateful}|none]; back [{backStateful}|none]). {device} never saw the request, so it drops an answer that it would let pass otherwise.',
    ja: '有害な非対称経路です。行きは[ {out} 経由|直接]、戻りは[ {back} 経由|直接]です (状態を持つ機器: 行き [{outStateful}|なし]、戻り [{backStateful}|なし])。{device} はリクエストを見ていないため、本来なら通すはずの応答を破棄します。',
  },
  'asymmetric-handshake-blocked': {
    en: 'Harmful asymmetry: out [via {out}|directly], back [via {back}|directly] (stateful hops: out [{outStateful}|none]; back [{backStateful}|none]). {device} never saw the answer, so it drops what follows the request.',
    ja: '有害な非対称経路です。行きは[ {out} 経由|直接]、戻りは[ {back} 経由|直接]です (状態を持つ機器: 行き [{outStateful}|なし]、戻り [{backStateful}|なし])。{device} は応答を見ていないため、リクエストに続くパケットを破棄します。',
  },
  'asymmetric-interface-blocked': {
    en: 'Harmful asymmetry: {device} sees both directions, but by different interfaces (the request by {out}, the answer by {back}), so it does not take the answer for one.',
    ja: '有害な非対称経路です。{device} は両方向を通しますが、インターフェイスが異なります (リクエストは {out}、応答は {back})。そのため、応答をこのフローのものと見なしません。',
  },
  'asymmetric-rp-filter': {
    en: 'Harmful asymmetry: {device} gets packets from {source} by {in}, but would answer by {back}; its strict rp_filter drops them for that.',
    ja: '有害な非対称経路です。{source} からのパケットは {in} から {device} に入りますが、{device} から戻る経路は {back} です。rp_filter が strict のため破棄されます。',
  },
  'asymmetric-nat-not-undone': {
    en: 'Harmful asymmetry: {device} translates on the way out, and the answer goes around it. Nobody translates it back, so {asker} does not recognise an answer from {source}.',
    ja: '有害な非対称経路です。行きで {device} がアドレスを変換しますが、応答は {device} を通りません。変換が元に戻らないため、{asker} は {source} からの応答を自分のフローのものと認識できません。',
  },
  'asymmetric-nat-on-answer': {
    en: 'Harmful asymmetry: the answer passes {device}, which the request did not, and is translated there: {asker} does not recognise an answer from {source}.',
    ja: '有害な非対称経路です。応答だけが {device} を通り、そこでアドレスが変換されます。{asker} は {source} からの応答を自分のフローのものと認識できません。',
  },
  'asymmetric-icmp-passes': {
    en: 'An ICMP echo between the same ends passes: {device} does not mind seeing one direction of it alone, so ping proves nothing here.',
    ja: '同じ両端の間の ICMP エコーは通ります。{device} は片方向しか見えなくても ICMP を破棄しないため、ここでは ping が通っても TCP や UDP の疎通は確認できません。',
  },
  'asymmetric-icmp-untranslated': {
    en: 'An ICMP echo between the same ends passes: {device} does not translate it, so ping proves nothing here.',
    ja: '同じ両端の間の ICMP エコーは通ります。{device} は ICMP を変換しないため、ここでは ping が通っても TCP や UDP の疎通は確認できません。',
  },
  'asymmetric-icmp-blocked': {
    en: 'An ICMP echo between the same ends is lost at {device} as well.',
    ja: '同じ両端の間の ICMP エコーも {device} で失われます。',
  },
  'ways-differ': {
    en: '{percent}% of such flows take other equal ways and end otherwise.',
    ja: '同種のフローの {percent}% は別の等コスト経路を通り、異なる結果になります。',
  },
};
