/**
 * The far end of the preset dictionary: what machines of other systems are set up by (rc.conf, pf.conf, squid.conf), and policies of an AS
 * of one's own. It stands before the first dictionary, which stays where it was: deflate counts back from the end, so that links made
 * without this part open as ever. It never changes either.
 */
export const HOSTS: string = String.raw`
acl localnet src 0.0.0.1-0.255.255.255\nacl localnet src 10.0.0.0/8\nacl localnet src 100.64.0.0/10\nacl localnet src 169.254.0.0/16\nacl localnet src
 172.16.0.0/12\nacl localnet src 192.168.0.0/16\nacl localnet src fc00::/7\nacl localnet src fe80::/10\nacl SSL_ports port 443\nacl Safe_ports port 80
\nacl Safe_ports port 21\nacl Safe_ports port 443\nacl Safe_ports port 70\nacl Safe_ports port 210\nacl Safe_ports port 1025-65535\nacl Safe_ports por
t 280\nacl Safe_ports port 488\nacl Safe_ports port 591\nacl Safe_ports port 777\nacl CONNECT method CONNECT\n# Unsafe ports, and CONNECT to anything 
but TLS\nhttp_access deny !Safe_ports\nhttp_access deny CONNECT !SSL_ports\nhttp_access allow localhost manager\nhttp_access deny manager\nhttp_access
 allow localnet\nhttp_access allow localhost\nhttp_access allow all\nhttp_port 3128\ncoredump_dir /var/spool/squid\nlogformat timefm %{%Y/%m/%d %H:%M:
%S}tl %ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt\naccess_log daemon:/var/log/squid/access.log timefm\nhostname transit-a\n!\nipv6 rou
te 31ff:a::/32 blackhole\nbgp community-list standard CUSTOMERS seq 5 permit 64501:100\nroute-map FROM-CUSTOMER permit 10\n set community 64501:100 ad
ditive\n set local-preference 200\nexit\nroute-map OWN permit 10\n set community 64501:100\nroute-map TO-PEER permit 10\n match community CUSTOMERS\nr
oute-map ALL permit 10\nipv6 prefix-list NOTHING seq 5 deny any\nrouter bgp 64501\n bgp router-id 192.0.2.201\n no bgp default ipv4-unicast\n neighbor
 2001:db8:e1::2 remote-as 34927\n neighbor 2001:db8:e1::2 description iFog\n neighbor 2001:db8:e0::b remote-as 64500\n neighbor 2001:db8:e0::b descrip
tion peer\n !\n address-family ipv6 unicast\n  network 31ff:a::/32 route-map OWN\n  neighbor 2001:db8:e1::2 activate\n  neighbor 2001:db8:e1::2 route-
map FROM-CUSTOMER in\n  neighbor 2001:db8:e1::2 route-map ALL out\n  neighbor 2001:db8:e0::b activate\n  neighbor 2001:db8:e0::b route-map ALL in\n  n
eighbor 2001:db8:e0::b route-map TO-PEER out\n exit-address-family\nhostname transit-b\nipv6 route 31ff:b::/32 blackhole\nbgp community-list standard 
CUSTOMERS seq 5 permit 64500:100\n set community 64500:100 additive\n set community 64500:100\nrouter bgp 64500\n bgp router-id 192.0.2.202\n neighbor
 2001:db8:e2::2 remote-as 209735\n neighbor 2001:db8:e2::2 description Lagrange\n neighbor 2001:db8:e3::2 remote-as 64510\n neighbor 2001:db8:e3::2 de
scription the carrier\n neighbor 2001:db8:e0::a remote-as 64501\n neighbor 2001:db8:e0::a description peer\n  network 31ff:b::/32 route-map OWN\n  nei
ghbor 2001:db8:e2::2 activate\n  neighbor 2001:db8:e2::2 route-map FROM-CUSTOMER in\n  neighbor 2001:db8:e2::2 route-map ALL out\n  neighbor 2001:db8:
e3::2 activate\n  neighbor 2001:db8:e3::2 route-map FROM-CUSTOMER in\n  neighbor 2001:db8:e3::2 default-originate\n  neighbor 2001:db8:e3::2 prefix-li
st NOTHING out\n  neighbor 2001:db8:e0::a activate\n  neighbor 2001:db8:e0::a route-map ALL in\n  neighbor 2001:db8:e0::a route-map TO-PEER out\nhostn
ame ifog\nipv6 route 31ff:1f09::/32 blackhole\nipv6 prefix-list CUSTOMERS seq 5 permit 2a06:9801:1c::/48\nipv6 prefix-list OURS seq 5 permit 2a06:9801
:1c::/48\nipv6 prefix-list OURS seq 10 permit 31ff:1f09::/32\n match ipv6 address prefix-list CUSTOMERS\nroute-map TO-TRANSIT permit 10\n match ipv6 a
ddress prefix-list OURS\nrouter bgp 34927\n bgp router-id 198.51.100.44\n neighbor 2001:db8:e1::1 remote-as 64501\n neighbor 2001:db8:e1::1 descriptio
n transit\n neighbor 2001:db8:300::2 remote-as 201379\n neighbor 2001:db8:300::2 description AS201379\n neighbor 2001:db8:300::2 ttl-security hops 1\n
  network 31ff:1f09::/32\n  neighbor 2001:db8:e1::1 activate\n  neighbor 2001:db8:e1::1 route-map ALL in\n  neighbor 2001:db8:e1::1 route-map TO-TRANS
IT out\n  neighbor 2001:db8:300::2 activate\n  neighbor 2001:db8:300::2 route-map FROM-CUSTOMER in\n  neighbor 2001:db8:300::2 route-map ALL out\nip l
ink add gre1 type gre local 198.51.100.44 remote 198.51.100.10 ttl 64\nip link set gre1 up\nip addr add 2001:db8:300::1 peer 2001:db8:300::2/128 dev g
re1\nhostname lagrange\nipv6 route 31ff:1a90::/32 blackhole\nipv6 prefix-list OURS seq 10 permit 31ff:1a90::/32\nrouter bgp 209735\n bgp router-id 198
.51.100.20\n neighbor 2001:db8:e2::1 remote-as 64500\n neighbor 2001:db8:e2::1 description transit\n neighbor 2001:db8:100::96 remote-as 201379\n neig
hbor 2001:db8:100::96 description AS201379\n neighbor 2001:db8:100::96 ttl-security hops 1\n  network 31ff:1a90::/32\n  neighbor 2001:db8:e2::1 activa
te\n  neighbor 2001:db8:e2::1 route-map ALL in\n  neighbor 2001:db8:e2::1 route-map TO-TRANSIT out\n  neighbor 2001:db8:100::96 activate\n  neighbor 2
001:db8:100::96 route-map FROM-CUSTOMER in\n  neighbor 2001:db8:100::96 route-map ALL out\nhostname carrier\nipv6 route 2001:db8:100::/48 blackhole\ni
pv6 route 2001:db8:200::/48 blackhole\nrouter bgp 64510\n bgp router-id 203.0.113.1\n no bgp ebgp-requires-policy\n neighbor 2001:db8:e3::1 remote-as 
64500\n  network 2001:db8:100::/48\n  network 2001:db8:200::/48\n  neighbor 2001:db8:e3::1 activate\n# Only what was assigned may come from the VPS si
de: anything else is spoofed\ntable <assigned> { 203.0.113.0/24, 2001:db8:200::/64 }\nblock in quick on vps from ! <assigned>\npass all no state\nfrr 
version 10.5.1\nfrr defaults traditional\nhostname router01\nlog syslog informational\nservice integrated-vtysh-config\nipv6 prefix-list PL-MY-NET seq
 5 permit 2a06:9801:1c::/48\nipv6 prefix-list PL-BOGONS seq 5 deny ::/0 le 7\nipv6 prefix-list PL-BOGONS seq 10 deny ::/8 le 128\nipv6 prefix-list PL-
BOGONS seq 15 deny 100::/8 le 128\nipv6 prefix-list PL-BOGONS seq 20 deny 200::/7 le 128\nipv6 prefix-list PL-BOGONS seq 25 deny 400::/6 le 128\nipv6 
prefix-list PL-BOGONS seq 30 deny 800::/5 le 128\nipv6 prefix-list PL-BOGONS seq 35 deny 1000::/4 le 128\nipv6 prefix-list PL-BOGONS seq 40 deny 2001:
:/32 le 128\nipv6 prefix-list PL-BOGONS seq 45 deny 2001:10::/28 le 128\nipv6 prefix-list PL-BOGONS seq 50 deny 2001:db8::/32 le 128\nipv6 prefix-list
 PL-BOGONS seq 55 deny 2002::/16 le 128\nipv6 prefix-list PL-BOGONS seq 60 deny 3ffe::/16 le 128\nipv6 prefix-list PL-BOGONS seq 65 deny 3fff::/20 le 
128\nipv6 prefix-list PL-BOGONS seq 70 deny 4000::/2 le 128\nipv6 prefix-list PL-BOGONS seq 75 deny fc00::/7 le 128\nipv6 prefix-list PL-BOGONS seq 80
 deny fe80::/10 le 128\nipv6 prefix-list PL-BOGONS seq 85 deny fec0::/10 le 128\nipv6 prefix-list PL-BOGONS seq 90 deny ff00::/8 le 128\nipv6 prefix-l
ist PL-BOGONS seq 100 deny 2a06:9801:1c::/48\nipv6 prefix-list PL-BOGONS seq 105 deny ::/0 ge 49\nipv6 prefix-list PL-BOGONS seq 110 permit ::/0 le 48
\nroute-map RM-IFOG-OUT permit 10\n match ipv6 address prefix-list PL-MY-NET\n set community 34927:9501 34927:9301 additive\nroute-map RM-LAGRANGE-OUT
 permit 10\n set as-path prepend 201379 201379\nipv6 route 2a06:9801:1c::/48 blackhole\nrouter bgp 201379\n bgp router-id 198.51.100.10\n neighbor 200
1:db8:300::1 remote-as 34927\n neighbor 2001:db8:300::1 description iFog (GRE)\n neighbor 2001:db8:300::1 ttl-security hops 1\n neighbor 2001:db8:100:
:ff remote-as 209735\n neighbor 2001:db8:100::ff description Lagrange (direct)\n neighbor 2001:db8:100::ff ttl-security hops 1\n  network 2a06:9801:1c
::/48\n  neighbor 2001:db8:300::1 activate\n  neighbor 2001:db8:300::1 soft-reconfiguration inbound\n  neighbor 2001:db8:300::1 prefix-list PL-BOGONS 
in\n  neighbor 2001:db8:300::1 route-map RM-IFOG-OUT out\n  neighbor 2001:db8:100::ff activate\n  neighbor 2001:db8:100::ff soft-reconfiguration inbou
nd\n  neighbor 2001:db8:100::ff prefix-list PL-BOGONS in\n  neighbor 2001:db8:100::ff route-map RM-LAGRANGE-OUT out\nhostname=\"router01\"\n# Security
\nkern_securelevel_enable=\"YES\"\nkern_securelevel=\"2\"\n# Physical interface\nifconfig_vtnet0=\"inet 198.51.100.10/24 -rxcsum -txcsum -rxcsum6 -txc
sum6 -lro -tso\"\nifconfig_vtnet0_ipv6=\"inet6 2001:db8:100::96/64\"\ndefaultrouter=\"198.51.100.1\"\nipv6_defaultrouter=\"2001:db8:100::1\"\n# The pr
efix's own address\nifconfig_lo0_alias0=\"inet6 2a06:9801:1c::1 prefixlen 64\"\n# Tunnels\ncloned_interfaces=\"gif0 gif1 gre0\"\nkld_list=\"if_gif if_
gre\"\n# GRE: iFog\nifconfig_gre0=\"tunnel 198.51.100.10 198.51.100.44\"\nifconfig_gre0_ipv6=\"inet6 2001:db8:300::2 2001:db8:300::1 prefixlen 128\"\n
ifconfig_gre0_descr=\"Transit-iFog\"\n# GIF: the VPS\nifconfig_gif0=\"tunnel 198.51.100.10 203.0.113.10\"\nifconfig_gif0_ipv6=\"inet6 2a06:9801:1c:fff
f::1 2a06:9801:1c:ffff::2 prefixlen 128\"\nifconfig_gif0_descr=\"Tunnel-to-VPS\"\nipv6_route_cloud=\"2a06:9801:1c:1000::/64 2a06:9801:1c:ffff::2\"\n# 
GIF: the data centre\nifconfig_gif1=\"tunnel 198.51.100.10 192.0.2.50\"\nifconfig_gif1_ipv6=\"inet6 2a06:9801:1c:ffff::3 2a06:9801:1c:ffff::4 prefixle
n 128\"\nifconfig_gif1_descr=\"Tunnel-to-Datacenter\"\nipv6_route_dc=\"2a06:9801:1c:2000::/62 2a06:9801:1c:ffff::4\"\n# What is assigned to nobody end
s here\nipv6_static_routes=\"myblock cloud dc\"\nipv6_route_myblock=\"2a06:9801:1c::/48 -reject\"\nipv6_gateway_enable=\"YES\"\n# Services\npf_enable=
\"YES\"\npflog_enable=\"YES\"\nfrr_enable=\"YES\"\nzfs_enable=\"YES\"\nsshd_enable=\"YES\"\n# --- Macros ---\next_if   = \"vtnet0\"\ndc_tun   = \"gif1
\"\nvps_tun  = \"gif0\"\nifog_tun = \"gre0\"\ntrusted_ipv6 = \"{ 2001:db8:ffff:1::/64, 2001:db8:ffff:2::/64 }\"\nifog_gre_endpoint = \"198.51.100.44\"
\nmy_network_v6 = \"2a06:9801:1c::/48\"\nvps_v4 = \"203.0.113.10\"\ndc_v4  = \"192.0.2.50\"\ntable <bgp_peers_v6> { 2001:db8:100::ff, 2001:db8:300::1 
}\nset skip on lo0\nscrub on $ifog_tun all max-mss 1220\nblock in all\n# --- Control plane ---\npass in quick proto tcp from <bgp_peers_v6> to self po
rt 179 flags S/SA keep state\npass in quick on $ext_if inet6 proto tcp from $trusted_ipv6 to ($ext_if) port 22 flags S/SA keep state\npass in quick on
 $ext_if proto gre from $ifog_gre_endpoint to ($ext_if)\npass in quick on $ext_if proto ipv6 from { $vps_v4, $dc_v4 } to ($ext_if)\npass in quick inet
6 proto icmp6 all\nblock in quick proto tcp to self port { 22, 179 }\n# --- Data plane ---\npass in quick on { $ifog_tun, $ext_if } inet6 from any to 
$my_network_v6 keep state\npass in quick on { $vps_tun, $dc_tun } inet6 from $my_network_v6 to any keep state\npass out quick all keep state\nipv6_def
aultrouter=\"31ff:a::1\"\nhostname=\"vps01\"\n# The provider\nifconfig_vtnet0=\"inet 203.0.113.10/24\"\nifconfig_vtnet0_ipv6=\"inet6 2001:db8:200::2/6
4\"\ndefaultrouter=\"203.0.113.1\"\nipv6_defaultrouter=\"2001:db8:200::1\"\n# Two routing tables: 0 by the provider, 1 by the tunnel\ncloned_interface
s=\"gif0\"\nifconfig_gif0=\"tunnel 203.0.113.10 198.51.100.10 fib 1 tunnelfib 0\"\nifconfig_gif0_ipv6=\"inet6 2a06:9801:1c:ffff::2 2a06:9801:1c:ffff::
1 prefixlen 128\"\n# Jails\nifconfig_bastille0_ipv6=\"inet6 2001:db8:200:0:1000::1/68\"\nifconfig_bastille0_alias0=\"inet6 2a06:9801:1c:1000::1/64\"\n
static_routes=\"fib1default jailleak bgplink\"\nroute_fib1default=\"-6 default -interface gif0 -fib 1\"\nroute_jailleak=\"-6 2001:db8:200:0:1000::/68 
-interface bastille0 -fib 1\"\nroute_bgplink=\"-6 2a06:9801:1c:1000::/64 -interface bastille0 -fib 1\"\ngateway_enable=\"YES\"\ntun_if     = \"gif0\"\
nbgp_net    = \"2a06:9801:1c:1000::/64\"\nbgp_hub_ip = \"2a06:9801:1c:ffff::1\"\n# Tunnels leave less room: TCP is told so\nscrub on $tun_if all max-m
ss 1220\n# The provider's addresses of jails are hidden behind the host's own\nnat on vtnet0 inet6 from 2001:db8:200:0:1000::/68 to any -> 2001:db8:20
0::2\n# The prefix's addresses take routing table 1\npass in quick on bastille0 inet6 from $bgp_net to any rtable 1 keep state\n# Answers go back the 
way the requests came\npass in quick on $tun_if reply-to ($tun_if $bgp_hub_ip) inet6 from any to $bgp_net keep state\nipv6_defaultrouter=\"2001:db8:20
0:0:1000::1\"\nhostname=\"dcgw01\"\nifconfig_vtnet0=\"inet 192.0.2.50/24\"\ndefaultrouter=\"192.0.2.1\"\nifconfig_gif0=\"tunnel 192.0.2.50 198.51.100.
10\"\nifconfig_gif0_ipv6=\"inet6 2a06:9801:1c:ffff::4 2a06:9801:1c:ffff::3 prefixlen 128\"\nifconfig_igb1_ipv6=\"inet6 2a06:9801:1c:2000::1/64\"\nipv6
_defaultrouter=\"2a06:9801:1c:ffff::3\"\nipv6_defaultrouter=\"2a06:9801:1c:2000::1\"\nipv6 route 2a06:9801:1c:1000::/64 blackhole\n  network 2a06:9801
:1c:1000::/64 route-map OWN\n no bgp network import-check\nipv6_static_routes=\"cloud dc\"\nifconfig_gif0=\"tunnel 203.0.113.10 198.51.100.10 fib 1 tu
nnelfib 1\"\nstatic_routes=\"fib1default jailleak bgplink v4\"\nroute_v4=\"-4 default -interface gif0 -fib 1\"\npass in quick on $tun_if inet6 from an
y to $bgp_net keep state\nblock in quick inet6 proto icmp6 icmp6-type toobig{"routers":{"transit-a":{"position":{"x":40,"y":0},"displayName":"AS 64501
 transit","interfaces":{"peer":{"addresses":["2001:db8:e0::a/64"],"segment":"peering"},"cust":{"addresses":["2001:db8:e1::1/64"],"segment":"a-ifog"},"
lan":{"addresses":["31ff:a::1/64"],"segment":"readers"}},"frr":{"config":""},"defaultFreeZone":{"seed":201379,"prefixes":2000}},"transit-b":{"position
":{"x":560,"y":0},"displayName":"AS 64500 transit","interfaces":{"peer":{"addresses":["2001:db8:e0::b/64"],"segment":"peering"},"cust":{"addresses":["
2001:db8:e2::1/64"],"segment":"b-lagrange"},"cust2":{"addresses":["2001:db8:e3::1/64"],"segment":"b-carrier"}},"frr":{"config":""},"defaultFreeZone":{
"seed":201379,"prefixes":2000}},"ifog":{"position":{"x":40,"y":170},"displayName":"AS 34927 iFog","interfaces":{"up":{"addresses":["2001:db8:e1::2/64"
],"segment":"a-ifog"},"eth0":{"addresses":["198.51.100.44/24"],"segment":"colo"}},"frr":{"config":""},"iproute2":{"config":""}},"lagrange":{"position"
:{"x":420,"y":170},"displayName":"AS 209735 Lagrange","interfaces":{"up":{"addresses":["2001:db8:e2::2/64"],"segment":"b-lagrange"},"eth0":{"addresses
":["198.51.100.20/24","2001:db8:100::ff/64"],"segment":"colo"}},"frr":{"config":""}},"carrier":{"position":{"x":760,"y":300},"displayName":"Hosting ca
rrier","interfaces":{"up":{"addresses":["2001:db8:e3::2/64"],"segment":"b-carrier"},"colo":{"addresses":["198.51.100.1/24","2001:db8:100::1/64"],"segm
ent":"colo"},"vps":{"addresses":["203.0.113.1/24","2001:db8:200::1/64"],"segment":"vps"},"dc":{"addresses":["192.0.2.1/24"],"segment":"dc"}},"frr":{"c
onfig":""},"os":"freebsd","pf":{"config":""}},"router01":{"position":{"x":230,"y":340},"displayName":"router01 · AS 201379","interfaces":{"vtnet0":{"a
ddresses":[],"segment":"colo"}},"frr":{"config":""},"os":"freebsd","rc":{"config":""},"pf":{"config":""}}},"hosts":{"reader":{"position":{"x":-190,"y"
:0},"os":"freebsd","interfaces":{"eth0":{"addresses":["31ff:a::10/64"],"segment":"readers"}},"rc":{"config":""},"listen":[{"protocol":"tcp","port":443
}]},"vps01":{"position":{"x":300,"y":520},"os":"freebsd","interfaces":{"vtnet0":{"addresses":[],"segment":"vps"},"bastille0":{"addresses":[],"segment"
:"jails"}},"rc":{"config":""},"pf":{"config":""}},"jail":{"position":{"x":120,"y":520},"os":"freebsd","interfaces":{"epair0b":{"addresses":["2001:db8:
200:0:1000::10/68","2a06:9801:1c:1000::10/64"],"segment":"jails"}},"rc":{"config":""},"listen":[{"protocol":"tcp","port":443}]},"dcgw01":{"position":{
"x":560,"y":520},"os":"freebsd","interfaces":{"vtnet0":{"addresses":[],"segment":"dc"},"igb1":{"addresses":[],"segment":"dc-lan"}},"rc":{"config":""}}
,"dc-server":{"position":{"x":760,"y":520},"os":"freebsd","interfaces":{"igb0":{"addresses":["2a06:9801:1c:2000::10/64"],"segment":"dc-lan"}},"rc":{"c
onfig":""},"listen":[{"protocol":"tcp","port":443}]}},"flows":{"visit":{"from":"reader","to":"2a06:9801:1c:1000::10","protocol":"tcp","port":443},"pin
g":{"from":"reader","to":"2a06:9801:1c:1000::10","protocol":"icmp"},"stray":{"from":"reader","to":"2a06:9801:1c:5000::1","protocol":"icmp"},"dc":{"fro
m":"reader","to":"2a06:9801:1c:2000::10","protocol":"tcp","port":443},"fetch-own":{"from":"jail","to":"31ff:a::10","protocol":"tcp","port":443,"source
":"2a06:9801:1c:1000::10"},"fetch-provider":{"from":"jail","to":"31ff:a::10","protocol":"tcp","port":443,"source":"2001:db8:200:0:1000::10"},"download
":{"from":"reader","to":"2a06:9801:1c:1000::10","protocol":"tcp","port":443,"bytes":5000},"stranger":{"from":"reader","to":"2001:db8:100::96","protoco
l":"tcp","port":179},"peer":{"from":"lagrange","to":"2001:db8:100::96","protocol":"tcp","port":179,"source":"2001:db8:100::ff"}}}`;
