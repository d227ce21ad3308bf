import { describe, expect, test } from 'vitest';
import { FRR_8_4_4, parseFrr, printFrr } from '../index.ts';

const parse = (text: string) => parseFrr(text, { version: FRR_8_4_4 });
const print = (text: string) => printFrr(parse(text).config, { version: FRR_8_4_4 });

/** As vtysh 8.4.4 printed it; printing what is read of it must give it back, line for line. */
const SHOW_RUNNING = `frr version 8.4.4
frr defaults traditional
!
ip router-id 9.9.9.9
ip route 9.0.0.0/8 10.0.0.9
ip route 10.2.0.0/16 blackhole tag 5 200
ip route 10.9.0.0/16 eth0
ip route 10.9.0.0/16 10.0.0.9
ip route 10.9.0.0/16 10.0.1.1
ip route 10.9.0.0/16 10.0.1.2 5
ip route 10.9.0.0/16 10.0.1.1 eth0 tag 7 8
ip route 10.21.0.0/16 reject
ipv6 route 2001:db8::/48 blackhole
ipv6 route 2001:db8:1::/48 fe80::1 eth0
!
interface eth0
 ip address 10.0.0.1/24
 pbr-policy PM
 shutdown
exit
!
interface lo
 description my loop
 ip address 192.0.2.1/32
 ipv6 address 2001:db8:ffff::1/128
exit
!
interface tun0
 ip address 10.1.1.1 peer 10.1.1.2/32
exit
!
router bgp 65001
 no bgp fast-external-failover
 bgp router-id 1.1.1.1
 bgp suppress-fib-pending
 bgp always-compare-med
 no bgp ebgp-requires-policy
 bgp reject-as-sets
 no bgp default ipv4-unicast
 bgp default ipv6-unicast
 bgp default local-preference 150
 no bgp client-to-client reflection
 bgp cluster-id 1.2.3.4
 bgp disable-ebgp-connected-route-check
 bgp confederation identifier 100
 bgp confederation peers 65002 65003
 bgp deterministic-med
 bgp max-med administrative 500
 bgp graceful-shutdown
 bgp bestpath as-path ignore
 bgp bestpath as-path confed
 bgp bestpath as-path multipath-relax
 bgp route-reflector allow-outbound-policy
 bgp bestpath compare-routerid
 bgp bestpath med missing-as-worst
 bgp bestpath peer-type multipath-relax
 no bgp network import-check
 timers bgp 10 30
 neighbor G peer-group
 neighbor G remote-as external
 neighbor G description group
 neighbor G ebgp-multihop 255
 neighbor G update-source lo
 neighbor G advertisement-interval 5
 neighbor G timers 5 15
 neighbor G timers connect 7
 neighbor 10.0.0.3 peer-group G
 neighbor 10.0.0.3 password pw
 neighbor 10.0.0.2 remote-as 65002
 neighbor 10.0.0.2 shutdown
 neighbor 10.0.0.2 port 180
 neighbor 10.0.0.2 passive
 neighbor 10.0.0.2 ebgp-multihop 3
 neighbor 10.0.0.2 enforce-first-as
 neighbor 10.0.0.2 update-source 10.0.0.1
 neighbor 10.0.0.2 advertisement-interval 0
 neighbor 10.0.0.2 timers connect 3
 neighbor 10.0.0.2 capability extended-nexthop
 neighbor 10.0.0.2 dont-capability-negotiate
 neighbor 10.0.0.2 override-capability
 neighbor 10.0.0.4 remote-as 65001
 neighbor 2001:db8::5 remote-as 65005
 bgp listen range 10.5.0.0/16 peer-group G
 bgp shutdown
 bgp allow-martian-nexthop
 !
 address-family ipv4 unicast
  distance bgp 1 2 3
  distance 9 10.0.0.0/24 AL
  network 10.1.0.0/16 backdoor
  network 10.2.0.0/16 label-index 5
  network 10.9.0.0/16 route-map RM
  aggregate-address 10.0.0.0/8 summary-only route-map RM origin egp matching-MED-only
  aggregate-address 11.0.0.0/8 suppress-map RM
  redistribute kernel metric 5
  redistribute connected
  redistribute static route-map RM
  neighbor G activate
  neighbor G soft-reconfiguration inbound
  neighbor G route-map RM in
  neighbor 10.0.0.2 activate
  neighbor 10.0.0.2 addpath-tx-all-paths
  neighbor 10.0.0.2 disable-addpath-rx
  neighbor 10.0.0.2 next-hop-self
  neighbor 10.0.0.2 remove-private-AS all replace-AS
  neighbor 10.0.0.2 as-override
  no neighbor 10.0.0.2 send-community all
  neighbor 10.0.0.2 default-originate route-map RM
  neighbor 10.0.0.2 soft-reconfiguration inbound
  neighbor 10.0.0.2 maximum-prefix 10 60 restart 5 force
  neighbor 10.0.0.2 maximum-prefix-out 7
  neighbor 10.0.0.2 route-server-client
  neighbor 10.0.0.2 allowas-in 5
  neighbor 10.0.0.2 soo 1:1
  neighbor 10.0.0.2 weight 7
  neighbor 10.0.0.2 distribute-list AL in
  neighbor 10.0.0.2 prefix-list PL out
  neighbor 10.0.0.2 route-map RM in
  neighbor 10.0.0.2 route-map RM out
  neighbor 10.0.0.2 unsuppress-map RM
  neighbor 10.0.0.2 advertise-map RM exist-map RM
  neighbor 10.0.0.2 filter-list FL in
  neighbor 10.0.0.2 filter-list FL out
  neighbor 10.0.0.2 attribute-unchanged as-path next-hop med
  neighbor 10.0.0.4 activate
  neighbor 10.0.0.4 route-reflector-client
  neighbor 10.0.0.4 next-hop-self force
  maximum-paths 4
  maximum-paths ibgp 5
  table-map RM
 exit-address-family
 !
 address-family ipv6 unicast
  network 2001:db8::/48
  aggregate-address 2001:db8::/32
  redistribute static
  neighbor 10.0.0.4 route-map RM in
  no neighbor 2001:db8::5 activate
 exit-address-family
exit
!
access-list AL remark hi there
access-list AL seq 5 permit 10.0.0.0/8
access-list AL seq 10 permit 10.0.0.0/8 exact-match
access-list AL seq 15 deny any
access-list 5 seq 5 permit 1.1.1.1
access-list 5 seq 10 permit 10.0.0.0 0.255.255.255
access-list 105 seq 5 permit ip any host 1.1.1.1
access-list 105 seq 10 permit ip 10.0.0.0 0.0.0.255 1.0.0.0 0.0.0.255
access-list 105 seq 15 permit ip any any
ip prefix-list PL description foo bar
ip prefix-list PL seq 5 permit 10.0.0.0/8 ge 9 le 24
ip prefix-list PL seq 10 permit any
ip prefix-list ONLY description x
ipv6 access-list A6 seq 5 permit 2001:db8::/32
ipv6 prefix-list P6 seq 5 permit 2001:db8::/32 le 48
bgp as-path access-list FL seq 5 permit ^65
bgp community-list 5 seq 5 permit 1:1
bgp community-list standard CL seq 5 permit 1:1 no-export
bgp community-list expanded CX seq 5 permit 1:.*
bgp extcommunity-list standard EL seq 5 permit rt 1:1
bgp large-community-list standard LL seq 5 permit 1:1:1
route-map RM permit 10
 call X
 description foo bar
 match community CL
 on-match next
 set metric 5
exit
!
route-map RM deny 20
exit
!
pbr-map PM seq 5
 match src-ip 10.0.0.0/8
 match dst-ip 10.0.0.0/8
 match src-port 5
 match dst-port 6
 match ip-protocol tcp
 match dscp 5
 match ecn 1
 match mark 3
 set nexthop 10.0.0.1 eth0
exit
!
ip nht resolve-via-default
!
ip protocol bgp route-map RM
!
end
`;

const lines = (text: string) => text.split('\n').filter((l) => l !== '!' && l !== '');

describe('show running-config of 8.4.4', () => {
  test('printing what was read of it gives it back', () => {
    expect(lines(print(SHOW_RUNNING))).toEqual(lines(SHOW_RUNNING));
  });

  test('F24 F47 what silence means is not written', () => {
    expect(print('router bgp 1\n bgp ebgp-requires-policy\n bgp network import-check\n maximum-paths 256\n')).not.toMatch(
      /requires-policy|import-check|maximum/,
    );
    expect(print('router bgp 1\n no bgp network import-check\n')).toContain(' no bgp network import-check\n');
  });

  test('F3 F4 an old file keeps its meaning under the running release', () => {
    const text = print('frr version 7.3\nrouter bgp 1\n');
    expect(text).toContain('frr version 8.4.4\n');
    expect(text).toContain(' no bgp ebgp-requires-policy\n');
    expect(text).toContain(' no bgp network import-check\n');
    expect(print('frr defaults datacenter\nrouter bgp 1\n bgp ebgp-requires-policy\n')).toContain(' bgp ebgp-requires-policy\n');
  });
});

test('F157 listen ranges stand by the name of their group, IPv4 first', () => {
  const range = (prefix: string, group: string) => ` bgp listen range ${prefix} peer-group ${group}`;
  const groups = ['S', 'B'].map((g) => ` neighbor ${g} peer-group\n neighbor ${g} remote-as external\n`).join('');
  const typed = [range('2001:db8::/64', 'S'), range('10.9.0.0/16', 'S'), range('10.5.0.0/16', 'S'), range('10.1.0.0/16', 'B')];
  const printed = print(`router bgp 65001\n${groups}${typed.join('\n')}\n`);
  expect(printed.split('\n').filter((line) => line.includes('listen range'))).toEqual([typed[3], typed[1], typed[2], typed[0]]);
});
