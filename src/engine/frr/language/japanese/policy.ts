/** Sentences about identity, static routes, lists and route-maps in Japanese, by the English ones of the command table. */
export const POLICY: Readonly<Record<string, string>> = {
  'Leaves this block.': 'このブロックから出ます。',
  'Leaves all blocks.': 'すべてのブロックから出ます。',
  'Of the shell: writes what commands print into a file.': 'シェルの設定です。コマンドの出力をファイルに書き込みます。',
  'Leaves the VRF.': 'VRF から出ます。',
  'The release that the file was written for; old ones select old defaults (F4).':
    'このファイルが書かれた FRR のリリースです。古いものを書くと、当時の既定値が選ばれます (F4)。',
  'The set of defaults: traditional or datacenter (F3).': '既定値の組です。traditional か datacenter を選びます (F3)。',
  'The name of the router.': 'ルーターの名前です。',
  'Takes addresses of class E (240.0.0.0/4) like others: as next hops, sent, set and received (F25).':
    'クラス E のアドレス (240.0.0.0/4) を、ネクスト ホップでも送受信でも設定でも、普通のアドレスとして扱います (F25)。',
  'A static route through a gateway; it is there while the gateway resolves (F110).':
    'ゲートウェイを経由する静的ルートです。ゲートウェイが解決できる間だけ存在します (F110)。',
  'A static route through a gateway out of one interface.': 'ゲートウェイとインターフェイスの両方を指定した静的ルートです。',
  'A static route out of an interface; Null0 drops silently.': 'インターフェイスから出す静的ルートです。Null0 は黙って破棄します。',
  'A static route that drops: blackhole silently, reject with an ICMP error (F111).':
    'パケットを捨てる静的ルートです。blackhole は黙って捨て、reject は ICMP エラーを返します (F111)。',
  'Lets next hops resolve through the default route (F30); on by default from 9.1 in the traditional profile (F180).':
    'ネクスト ホップをデフォルト ルートで解決することを許します (F30)。traditional プロファイルでは 9.1 から既定で有効です (F180)。',
  'Filters what this protocol may install into the RIB, and can set the address that the router itself sends from (F112).':
    'このプロトコルの経路のうち RIB にインストールするものを絞り込みます。ルーター自身が送信元に使うアドレスも指定できます (F112)。',
  'Filters which routes may resolve next hops of this protocol.': 'このプロトコルのネクスト ホップを解決してよいルートを絞り込みます。',
  'The router-id that protocols get when they state none (F9).': 'プロトコル側で指定がないときに使われる router-id です (F9)。',
  'Lets the kernel forward packets; routers of the lab always do.': 'カーネルにパケットの転送を許します。このラボのルーターは常に転送します。',
  'An entry of a prefix-list: a prefix, and between which lengths more specific ones are meant.':
    'prefix-list の項目です。プレフィックスと、その中のどの長さまでを対象にするかを書きます。',
  'A comment kept with the prefix-list. A list with nothing else permits everything (F72).':
    'prefix-list に付けるコメントです。コメントしかないリストはすべてを許可します (F72)。',
  'Shows sequence numbers in the saved configuration; changes nothing.': '保存される設定に順序番号を表示します。動作は変わりません。',
  'An entry of an access-list: routes inside this prefix, or exactly it with exact-match (F107).':
    'access-list の項目です。プレフィックスに含まれるルート、exact-match ならまったく同じルートに一致します (F107)。',
  'A comment kept with the access-list.': 'access-list に付けるコメントです。',
  'Takes a comment away, whatever its words.': 'コメントを、その文面によらず取り除きます。',
  'An entry of an as-path list: a regular expression over the AS path as text, where _ is any boundary (F100).':
    'as-path リストの項目です。文字列としての AS パスに対する正規表現で、_ はあらゆる境界に一致します (F100)。',
  'An entry of a list of communities: standard entries name values that must all be there, expanded ones are expressions.':
    'コミュニティのリストの項目です。standard は「すべて付いているべき値」を並べ、expanded は正規表現です。',
  'An entry of a list of large communities: standard entries name values that must all be there, expanded ones are expressions.':
    'ラージ コミュニティのリストの項目です。standard は「すべて付いているべき値」を並べ、expanded は正規表現です。',
  'An entry of a list of extended communities: standard entries name values that must all be there, expanded ones are expressions.':
    '拡張コミュニティのリストの項目です。standard は「すべて付いているべき値」を並べ、expanded は正規表現です。',
  'Removes a list of large communities.': 'ラージ コミュニティのリストを消します。',
  'Gives a community a name of your own.': 'コミュニティに独自の名前を付けます。',
  'Opens an entry of a route-map; entries are tried by number, and no entry means deny.':
    'route-map の項目を開きます。項目は番号順に試され、どれにも当たらなければ deny です。',
  'Removes an entry, or the whole route-map.': '項目、または route-map 全体を消します。',
  'Switches the prefix index of a route-map, which never changes its answer (F90).': 'route-map のプレフィックス索引を切り替えます。結果は変わりません (F90)。',
  'After a match, goes on with the next entry, which then decides (F80).': '一致したあと次の項目へ進み、判定はそちらに任せます (F80)。',
  'After a match, goes on at this entry or the first one behind it (F80).': '一致したあと、この番号の項目か、それより後ろの最初の項目へ進みます (F80)。',
  'The older spelling of on-match goto.': 'on-match goto の古い書き方です。',
  'Runs another route-map after the set clauses; if it denies, this map denies (F81).':
    'set のあとで別の route-map を実行します。そちらが deny なら、この route-map も deny になります (F81)。',
  'A comment kept with the entry.': '項目に付けるコメントです。',
  'Holds when the prefix-list permits the prefix.': 'prefix-list がプレフィックスを許可すれば成り立ちます。',
  'Holds when the access-list permits the prefix.': 'access-list がプレフィックスを許可すれば成り立ちます。',
  'Holds when the prefix-list permits the next hop.': 'prefix-list がネクスト ホップを許可すれば成り立ちます。',
  'Holds when the access-list permits the next hop.': 'access-list がネクスト ホップを許可すれば成り立ちます。',
  'Holds when the prefix-list permits the address of the peer.': 'prefix-list がピアのアドレスを許可すれば成り立ちます。',
  'Holds when the access-list permits the address of the peer.': 'access-list がピアのアドレスを許可すれば成り立ちます。',
  'Holds for prefixes of this length; bgpd ignores it, zebra does not.': 'この長さのプレフィックスで成り立ちます。bgpd は無視し、zebra は見ます。',
  'Holds when the next hop is this address.': 'ネクスト ホップがこのアドレスなら成り立ちます。',
  'Holds for routes that lead into a blackhole.': 'ブラックホールへ向かうルートで成り立ちます。',
  'Holds when the as-path list permits the AS path; a deny entry of the list makes the clause fail, not the route (F83).':
    'as-path リストが AS パスを許可すれば成り立ちます。リストの deny に当たると、ルートが拒否されるのではなく、この条件が不成立になります (F83)。',
  'Holds when the list permits the communities of the route; with exact-match it must carry no others (F104, F105).':
    'リストがルートのコミュニティを許可すれば成り立ちます。exact-match なら、ほかのコミュニティが付いていてはいけません (F104, F105)。',
  'Holds when the route carries any of the communities that the list names, or with exact-match no others than an entry names.':
    'リストに挙げたコミュニティのどれかが付いていれば成り立ちます。exact-match では、エントリに挙げたもの以外が付いていないときに成り立ちます。',
  'Holds when the route carries no more communities of this kind than that.': 'この種類のコミュニティの数が指定した数以下なら成り立ちます。',
  'Holds when the AS path is no longer than that.': 'AS パスの長さが指定した数以下なら成り立ちます。',
  'Holds when the route carries any of the communities that the list names.': 'リストに挙げたコミュニティのどれかが付いていれば成り立ちます。',
  'Holds when the list permits the extended communities of the route.': 'リストがルートの拡張コミュニティを許可すれば成り立ちます。',
  'Holds when MED (or the metric of a redistributed route) is this value; a missing MED counts as 0 (F84).':
    'MED (再配布ルートではメトリック) がこの値なら成り立ちます。MED がなければ 0 とみなします (F84)。',
  'Holds when LOCAL_PREF is this value; eBGP routes without one count as 0 (F84).':
    'LOCAL_PREF がこの値なら成り立ちます。値のない eBGP ルートは 0 とみなします (F84)。',
  'Holds when ORIGIN is this.': 'ORIGIN がこの値なら成り立ちます。',
  'Holds when the route has this tag.': 'ルートのタグがこの値なら成り立ちます。',
  'Holds when the next hop is out of this interface.': 'ネクスト ホップがこのインターフェイスの先にあれば成り立ちます。',
  'Holds when the route comes from, or goes to, this peer.': 'このピアから来たルート、またはこのピアへ送るルートで成り立ちます。',
  'Holds for routes that this router originates.': 'このルーター自身が生成したルートで成り立ちます。',
  'Holds in this share of cases.': 'この割合で成り立ちます。',
  'Holds in zebra for routes that came into the RIB by this protocol; bgpd ignores it.':
    'このプロトコルから RIB に入ったルートで、zebra でだけ成り立ちます。bgpd は無視します。',
  'Holds in zebra for routes of this instance of their protocol; bgpd ignores it.':
    'プロトコルのこのインスタンスのルートで、zebra でだけ成り立ちます。bgpd は無視します。',
  'Holds for routes leaked from this VRF.': 'この VRF からリークされたルートで成り立ちます。',
  'Holds when RPKI origin validation says this.': 'RPKI の起源検証がこの結果なら成り立ちます。',
  'Holds when the route carries this validation state as a community.': 'この検証結果がコミュニティとして付いていれば成り立ちます。',
  'Holds when the route carries the community that has this alias.': 'この別名のコミュニティが付いていれば成り立ちます。',
  'Holds for EVPN routes of these MAC addresses.': 'これらの MAC アドレスの EVPN ルートで成り立ちます。',
  'Holds for certain EVPN routes.': '特定の EVPN ルートで成り立ちます。',
  'Puts these AS numbers in front of the AS path.': 'これらの AS 番号を AS パスの先頭に足します。',
  'Repeats the leftmost AS number so many times.': '左端の AS 番号をこの回数だけ繰り返します。',
  'Removes these AS numbers wherever they stand in the AS path.': 'これらの AS 番号を、AS パスのどこにあっても取り除きます。',
  'Removes every AS number, or those that the as-path list permits.': 'すべての AS 番号、または as-path リストが許可する AS 番号を取り除きます。',
  'Puts another AS in place of every AS number, or of this one.': 'すべての AS 番号、または指定した AS 番号を別の AS に置き換えます。',
  'Puts the local AS, or another, in place of every AS number that an entry of the as-path list matches.':
    'as-path リストのエントリに一致する AS 番号をすべて、自分の AS または指定した AS に置き換えます。',
  'Puts the local AS in place of every AS number, or of this one.': 'すべての AS 番号、または指定した AS 番号を自分の AS に置き換えます。',
  'Removes all communities.': 'コミュニティをすべて外します。',
  'Gives the route these communities, in place of its own unless the line ends in additive (F87).':
    'これらのコミュニティを付けます。行末が additive でなければ、元のコミュニティは置き換えられます (F87)。',
  'Removes each community that the list permits by itself.': 'リストが単独で許可するコミュニティを 1 つずつ外します。',
  'Removes all large communities.': 'ラージ コミュニティをすべて外します。',
  'Gives the route these large communities, in place of its own unless the line ends in additive.':
    'これらのラージ コミュニティを付けます。行末が additive でなければ、元のものは置き換えられます。',
  'Removes each large community that the list permits by itself.': 'リストが単独で許可するラージ コミュニティを 1 つずつ外します。',
  'Adds these route targets.': 'これらのルート ターゲットを足します。',
  'Adds this site of origin.': 'この Site of Origin を足します。',
  'Removes all extended communities.': '拡張コミュニティをすべて外します。',
  'Adds a link-bandwidth community, in Mbit/s: the receiver shares traffic between multipaths in proportion.':
    'リンク帯域のコミュニティを Mbit/s 単位で付けます。受け手はマルチパスの配分をこれに比例させます。',
  'Gives IPv4 routes this next hop; outbound it is what the peer receives (F94).':
    'IPv4 ルートのネクスト ホップをこれにします。送信時は、ピアが受け取る値になります (F94)。',
  'Inbound, the next hop becomes the address of the peer; outbound, our own address towards it.':
    '受信時はピアのアドレス、送信時はピアに向いた自分のアドレスがネクスト ホップになります。',
  'The next hop is sent as it is stored.': '保存されているネクスト ホップをそのまま送ります。',
  'Sets the global next hop of IPv6 routes.': 'IPv6 ルートのグローバル ネクスト ホップを設定します。',
  'Sets the link-local next hop of IPv6 routes.': 'IPv6 ルートのリンクローカル ネクスト ホップを設定します。',
  'Of a global and a link-local next hop, the global one is used (F34).': 'グローバルとリンクローカルの両方があるとき、グローバルのほうを使います (F34)。',
  'Sets MED to the metric of the way to the next hop, or to the accumulated one.':
    'MED をネクスト ホップまでの IGP メトリック、または累積 IGP メトリックにします。',
  'Sets MED, or with + and - changes it (F85).': 'MED を設定します。+ や - を付けると増減します (F85)。',
  'Sets the accumulated IGP metric.': '累積 IGP メトリックを設定します。',
  'Sets extended communities of this kind.': 'この種類の拡張コミュニティを設定します。',
  'Bounds of the metric, for OSPF alone.': 'メトリックの下限または上限です。OSPF だけで使われます。',
  'Adds or takes away the round-trip time to the peer.': 'ピアまでの往復時間を足すか引きます。',
  'Sets LOCAL_PREF, or with + and - changes it (F85); it is sent to internal peers only.':
    'LOCAL_PREF を設定します。+ や - を付けると増減します (F85)。送る相手は内部ピアだけです。',
  'Sets the weight, which decides before all else and stays in this router.': 'weight を設定します。何よりも先に比べられ、このルーターの外には出ません。',
  'Sets ORIGIN.': 'ORIGIN を設定します。',
  'Marks the route as an atomic aggregate.': 'ルートに ATOMIC_AGGREGATE を付けます。',
  'Sets who aggregated the route.': 'ルートを集約した AS とルーターを設定します。',
  'Sets ORIGINATOR_ID.': 'ORIGINATOR_ID を設定します。',
  'Sets the tag.': 'タグを設定します。',
  'Sets the administrative distance with which the route is installed.': 'ルートを RIB に入れるときのアドミニストレーティブ ディスタンスを設定します。',
  'Sets the source address with which the kernel uses the route; for ip protocol maps.':
    'カーネルがこのルートで使う送信元アドレスを設定します。ip protocol の route-map 用です。',
  'Gives the route an MPLS label index.': 'MPLS ラベル インデックスを付けます。',
  'Installs the route into this table.': 'ルートをこのテーブルに入れます。',
  'Sets the OSPF external metric type.': 'OSPF 外部メトリックの種類を設定します。',
  'Sets the OSPFv3 forwarding address.': 'OSPFv3 の転送先アドレスを設定します。',
  'Chooses a segment-routing policy.': 'セグメント ルーティングのポリシーを選びます。',
  'Sets the next hop of VPN routes.': 'VPN ルートのネクスト ホップを設定します。',
  'Sets the gateway address of EVPN routes.': 'EVPN ルートのゲートウェイ アドレスを設定します。',
  'Sends VPN traffic through GRE.': 'VPN のトラフィックを GRE で送ります。',
  'Removes extended communities that the list permits.': 'リストが許可する拡張コミュニティを外します。',
};
