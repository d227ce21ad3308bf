/** What hosts do to packets: tables and rules, tunnels, PF, proxies. */
import type { ReasonText } from './text.ts';

export const PACKET_HOSTS = {
  'route-prohibit': {
    en: '{node} refuses to forward it: {prefix} is prohibited by configuration.',
    ja: '{node} が転送を拒否します。{prefix} は禁止 (prohibit) に設定されています。',
  },
  'policy-rule': { en: 'Rule {priority} of {node} chooses the table: {rule}.', ja: '{node} の規則 {priority} がテーブルを選びます: {rule}' },
  'rule-blackhole': { en: 'Rule {priority} of {node} drops it: {rule}.', ja: '{node} の規則 {priority} により破棄されます: {rule}' },
  'rule-unreachable': { en: 'Rule {priority} of {node} rejects it as unreachable: {rule}.', ja: '{node} の規則 {priority} が到達不能として拒否します: {rule}' },
  'rule-prohibit': { en: 'Rule {priority} of {node} prohibits it: {rule}.', ja: '{node} の規則 {priority} が禁止しています: {rule}' },
  'fib-table': { en: '{node} looks it up in FIB {table}.', ja: '{node} は FIB {table} を参照します。' },
  'vrf-table': {
    en: '{node} looks it up in table {table}, that of the VRF {vrf} (rule {priority}).',
    ja: '{node} は VRF {vrf} のテーブル {table} を参照します (規則 {priority})。',
  },
  'vrf-passed-over': {
    en: 'Table {table} of the VRF {vrf} has no route for it, not even an unreachable default, so {node} goes on to the main table.',
    ja: 'VRF {vrf} のテーブル {table} には該当する経路も unreachable default もないため、{node} は続けて main テーブルを参照します。',
  },
  'vrf-device': {
    en: 'The route leads to the VRF {vrf}: {node} looks it up once more there, in table {table}.',
    ja: '経路の出口が VRF {vrf} のため、{node} はその VRF のテーブル {table} でもう一度参照します。',
  },
  'vrf-loop': {
    en: '{node} drops it: routes from VRF to VRF lead back into {vrf}.',
    ja: '{node} が破棄します。VRF 間の経路をたどると {vrf} に戻ってしまいます。',
  },
  'vrf-down': {
    en: 'The VRF {vrf} of {node} is down: what the machine itself sends in it has no route to {destination}.',
    ja: '{node} の VRF {vrf} がダウンしているため、この VRF から自分で送るパケットには {destination} への経路がありません。',
  },
  'vrf-port-unbound': {
    en: 'The service on port {port} of {device} runs in no VRF, and this came in by {vrf}: it is refused unless net.ipv4.{protocol}_l3mdev_accept is 1.',
    ja: '{device} のポート {port} のサービスはどの VRF にも属さず、パケットは VRF {vrf} から届いています。net.ipv4.{protocol}_l3mdev_accept が 1 でないため拒否されます。',
  },
  'vrf-port-elsewhere': {
    en: 'The service on port {port} of {device} runs in the VRF {bound}, and this came in by {vrf}: it is refused.',
    ja: '{device} のポート {port} のサービスは VRF {bound} で動いていますが、パケットは VRF {vrf} から届いたため拒否されます。',
  },
  'vrf-port-in-vrf': {
    en: 'The service on port {port} of {device} runs in the VRF {vrf}, and this came in by no VRF: it is refused.',
    ja: '{device} のポート {port} のサービスは VRF {vrf} で動いていますが、パケットは VRF の外から届いたため拒否されます。',
  },
  'vrf-answer-elsewhere': {
    en: 'The answer reaches {device} in another VRF than the one that asks (by “{vrf}”, asked in “{bound}”): no program takes it.',
    ja: '応答は {device} に届きますが、送信元のプログラムとは別の VRF (到着 "{vrf}"、送信元 "{bound}") のため受け取られません。',
  },
  'rp-filter-strict': {
    en: '{node} drops it: it came in by {interface}, but the way back to {source} leaves by {back} (strict rp_filter).',
    ja: '{node} が破棄します。{interface} から届きましたが、{source} への経路は {back} を向いています (rp_filter の strict モード)。',
  },
  'rp-filter-no-route': {
    en: '{node} drops it at {interface}: it has no route back to {source} (rp_filter).',
    ja: '{node} が {interface} で破棄します。{source} への戻り経路がありません (rp_filter)。',
  },
  'martian-own-source': {
    en: '{node} drops it at {interface}: its source {source} is an address of its own.',
    ja: '{node} が {interface} で破棄します。送信元 {source} が自分自身のアドレスのためです。',
  },
  'mss-clamped': {
    en: '{node} lowers the MSS at {interface} from {from} to {mss} bytes.',
    ja: '{node} が {interface} で MSS を {from} から {mss} バイトに下げます。',
  },
  'segments-vanish': {
    en: 'The connection opens, then hangs: segments of {bytes} bytes do not fit the MTU of {mtu} at {device}, and the sender is never told.',
    ja: '接続は確立しますが、その後止まります。{bytes} バイトのセグメントが {device} の MTU {mtu} に収まらず、送信側にはそれが伝わりません。',
  },
  'host-tunnel-in': { en: '{node} wraps it at {interface} for {remote}.', ja: '{node} が {interface} で {remote} 宛てにカプセル化します。' },
  'host-tunnel-route': {
    en: '{node} routes the outer packet to {destination}: {row}.',
    ja: '{node} が {destination} 宛ての外側のパケットを経路選択します: {row}',
  },
  'host-tunnel-out': { en: '{node} unwraps it at {interface}.', ja: '{node} が {interface} でカプセル化を解きます。' },
  'host-tunnel-unknown': {
    en: '{node} drops it: it has no {protocol} tunnel to {source}.',
    ja: '{node} が破棄します。{source} との {protocol} トンネルがありません。',
  },
  'host-tunnel-down': {
    en: '{node} drops it: {interface}, its tunnel to {source}, is down.',
    ja: '{node} が破棄します。{source} とのトンネル {interface} がダウンしています。',
  },
  'host-tunnel-protocol': {
    en: '{node} drops it: {interface} is its tunnel to {source}, but takes in no packet of protocol {protocol}.',
    ja: '{node} が破棄します。{source} とのトンネル {interface} はありますが、プロトコル {protocol} のパケットは受け取りません。',
  },
  'host-tunnel-family': {
    en: '{node} drops it: {interface} is an ipip tunnel, which carries IPv4 alone; sit carries IPv6.',
    ja: '{node} が破棄します。{interface} は ipip トンネルで、IPv4 だけを運びます (IPv6 を運ぶのは sit です)。',
  },
  'host-tunnel-key': {
    en: '{node} drops it: {interface} is its GRE tunnel to {source}, but takes the key {own} alone, and the packet carries {key}.',
    ja: '{node} が破棄します。{source} との GRE トンネル {interface} はありますが、受け取るキーは {own} だけで、パケットのキーは {key} です。',
  },
  'host-tunnel-key-wanted': {
    en: '{node} drops it: {interface} is its GRE tunnel to {source}, but takes the key {own} alone, and the packet carries none.',
    ja: '{node} が破棄します。{source} との GRE トンネル {interface} はありますが、受け取るキーは {own} だけで、パケットにはキーがありません。',
  },
  'host-tunnel-key-unwanted': {
    en: '{node} drops it: {interface} is its GRE tunnel to {source}, but takes no key, and the packet carries {key}.',
    ja: '{node} が破棄します。{source} との GRE トンネル {interface} はありますが、キーなしのパケットだけを受け取り、このパケットのキーは {key} です。',
  },
  'host-tunnel-ingress': {
    en: '{node} drops it: the tunnel reaches {source} by {way}, and this came by {in} (ingress filter of gif; link2 turns it off).',
    ja: '{node} が破棄します。このトンネルが {source} へ送るインターフェイスは {way} ですが、パケットは {in} から届きました (gif の ingress フィルター。link2 で無効にできます)。',
  },
  'host-tunnel-ingress-no-route': {
    en: '{node} drops it: the tunnel has no route to {source}, from which this came by {in} (ingress filter of gif; link2 turns it off).',
    ja: '{node} が破棄します。{in} から届いたパケットの送信元 {source} への経路が、このトンネルにはありません (gif の ingress フィルター。link2 で無効にできます)。',
  },
  'host-tunnel-recursion': {
    en: '{node} drops it: the outer packet to {remote} would go into {interface} again, the tunnel that it is made by.',
    ja: '{node} が破棄します。{remote} 宛ての外側のパケットが、それを作ったトンネル {interface} にまた入ってしまいます。',
  },
  'vxlan-unanswered': {
    en: '{node} asks at {interface} who has {address} (VXLAN {vni} to {remote}, UDP port {port}); nobody answers there.',
    ja: '{node} が {interface} で {address} の所有者を尋ねます (VXLAN {vni}、宛先 {remote}、UDP ポート {port})。応答する相手がいません。',
  },
  'vxlan-no-remote': {
    en: '{node} has nobody to ask at {interface} for {address}: VXLAN {vni} (UDP port {port}) has no remote and has heard nobody with that address.',
    ja: '{node} の {interface} には {address} を尋ねる相手がいません。VXLAN {vni} (UDP ポート {port}) に remote がなく、このアドレスの相手からまだ何も受信していません。',
  },
  'azure-protocol-blocked': {
    en: 'Azure does not carry {protocol} packets in its virtual networks, so it drops what {node} sends.',
    ja: 'Azure の仮想ネットワークは {protocol} のパケットを運ばないため、{node} が送ったものは破棄されます。',
  },
  'pf-pass': { en: 'PF of {node} passes it on {interface} by line {line}: {rule}.', ja: '{node} の PF が {interface} で通します ({line} 行目): {rule}' },
  'pf-block': { en: 'PF of {node} blocks it on {interface} by line {line}: {rule}.', ja: '{node} の PF が {interface} で遮断します ({line} 行目): {rule}' },
  'pf-state': { en: 'PF of {node} knows its state on {interface}.', ja: '{node} の PF は {interface} でこのフローの状態を持っています。' },
  'pf-translated': { en: 'PF of {node} translates it: {source} to {destination}.', ja: '{node} の PF が変換します: {source} → {destination}' },
  'pf-copy': {
    en: 'PF of {node} sends a copy out of {interface} {gateway}; the packet itself goes on.',
    ja: '{node} の PF が複製を {interface} {gateway} から送ります。元のパケットはそのまま進みます。',
  },
  'pf-unfiltered': {
    en: 'PF of {node} does not look at it on {interface}: it is what PF itself answers to a packet that it blocked.',
    ja: '{node} の PF が、遮断したパケットへ自ら返す応答です。{interface} ではルールも状態も参照されません。',
  },
  'pf-route': {
    en: '{kind} of PF on {node}: it leaves by {interface}, whatever the table says.',
    ja: '{node} の PF の {kind} により、テーブルにかかわらず {interface} から出ます。',
  },
  'nf-accept': {
    en: 'iptables of {node} accepts it in {chain} by line {line}: {rule}[ (connection state {state})|].',
    ja: '{node} の iptables が {chain} で許可します ({line} 行目[、接続の状態 {state}|]): {rule}',
  },
  'nf-drop': {
    en: 'iptables of {node} drops it in {chain} by line {line}: {rule}[ (connection state {state})|].',
    ja: '{node} の iptables が {chain} で破棄します ({line} 行目[、接続の状態 {state}|]): {rule}',
  },
  'nf-policy-drop': {
    en: 'No rule of {node} accepts it in {chain}, and the policy of that chain is DROP[ (connection state {state})|].',
    ja: '{node} の {chain} に許可する規則がなく、チェーンのポリシーは DROP です[ (接続の状態 {state})|]。',
  },
  'nf-reject': {
    en: 'iptables of {node} rejects it in {chain} by line {line}: {rule}[ (connection state {state})|].',
    ja: '{node} の iptables が {chain} で拒否を返します ({line} 行目[、接続の状態 {state}|]): {rule}',
  },
  'nf-marked': { en: '{node} marks it {mark} by line {line}: {rule}.', ja: '{node} がマーク {mark} を付けます ({line} 行目): {rule}' },
  'nf-translated': {
    en: 'Connection tracking of {node} translates it: {source} to {destination}.',
    ja: '{node} の接続追跡がアドレスを変換します: {source} → {destination}',
  },
  'proxy-fetches': { en: 'The proxy {proxy} fetches {url} for {client}.', ja: 'プロキシ {proxy} が {client} に代わって {url} を取得します。' },
  'proxy-denies': { en: 'The proxy {proxy} denies {url}: {rule}.', ja: 'プロキシ {proxy} が {url} を拒否します: {rule}' },
  'proxy-asks-login': {
    en: 'The proxy {proxy} asks for a user name and password before {url}: 407, by {rule}.',
    ja: 'プロキシ {proxy} は {url} の前にユーザー名とパスワードを求めます (407): {rule}',
  },
  'proxy-no-way': {
    en: 'The proxy {proxy} may not fetch {url} itself (never_direct), and no parent proxy can be asked: {code}.',
    ja: 'プロキシ {proxy} は {url} を直接取得できず (never_direct)、使える親プロキシもないため、{code} を返します。',
  },
  'proxy-parent-refuses': {
    en: 'The proxy {proxy} hands on what its parent {parent} says of {url}: {code}.',
    ja: 'プロキシ {proxy} は {url} について親プロキシ {parent} の応答 {code} をそのまま返します。',
  },
  'proxy-cannot-reach': { en: 'The proxy {proxy} cannot reach {url}: 503.', ja: 'プロキシ {proxy} が {url} に到達できず、503 を返します。' },
  'proxy-knows-no-name': { en: 'The proxy {proxy} cannot resolve {host}: {code}.', ja: 'プロキシ {proxy} が {host} の名前を解決できず、{code} を返します。' },
  'proxy-listens-elsewhere': {
    en: 'The proxy {proxy} listens on port {ports}, not on {port}.',
    ja: 'プロキシ {proxy} が待ち受けているのはポート {ports} で、{port} ではありません。',
  },
  'proxy-is-none': { en: 'No proxy runs on {proxy}.', ja: '{proxy} ではプロキシが動いていません。' },
} satisfies Readonly<Record<string, ReasonText>>;
