/**
 * Article OAS as a lab for tests: `world` behind the upstream `ifog`, a GRE tunnel to `router01` (FreeBSD, the /48), a GIF tunnel
 * to `vps01` (FreeBSD with two FIBs), whose jail has an address of its provider and one of the /48. `provider` carries IPv4 for
 * all of them, and IPv6 for the provider's own addresses alone.
 */
import type { Host, Lab, Router } from '../model/index.ts';
import { solve } from '../solve.ts';
import type { Solution } from '../solution.ts';

export const BLOCK = '2a06:9801:1c::/48';
export const JAIL = '2a06:9801:1c:1000::10';
export const PROVIDED = '2001:db8:200:0:1000::10';

export interface OasTexts {
  readonly router01Rc: string;
  readonly router01Pf: string;
  readonly vps01Rc: string;
  readonly vps01Pf: string;
  readonly worldPf: string;
}

const ROUTER01_RC = `hostname="router01"
ifconfig_vtnet0="inet 198.51.100.10/24 -rxcsum -lro -tso"
ifconfig_vtnet0_ipv6="inet6 2001:db8:100::96/64"
defaultrouter="198.51.100.1"
ipv6_defaultrouter="2001:db8:100::1"
ifconfig_lo0_alias0="inet6 2a06:9801:1c::1 prefixlen 64"
cloned_interfaces="gif0 gre0"
ifconfig_gre0="tunnel 198.51.100.10 198.51.100.44"
ifconfig_gre0_ipv6="inet6 2001:db8:300::2 2001:db8:300::1 prefixlen 128"
ifconfig_gif0="tunnel 198.51.100.10 203.0.113.10"
ifconfig_gif0_ipv6="inet6 2a06:9801:1c:ffff::1 2a06:9801:1c:ffff::2 prefixlen 128"
ipv6_static_routes="myblock cloud"
ipv6_route_myblock="2a06:9801:1c::/48 -reject"
ipv6_route_cloud="2a06:9801:1c:1000::/64 2a06:9801:1c:ffff::2"
ipv6_gateway_enable="YES"
pf_enable="YES"`;

const ROUTER01_PF = `ext_if = "vtnet0"
vps_tun = "gif0"
ifog_tun = "gre0"
table <bgp_peers_v6> { 2001:db8:100::ff, 2001:db8:300::1 }
my_network_v6 = "2a06:9801:1c::/48"
set skip on lo0
block in all
# control plane
pass in quick proto tcp from <bgp_peers_v6> to self port 179 flags S/SA keep state
pass in quick on $ext_if proto gre from 198.51.100.44 to ($ext_if)
pass in quick on $ext_if proto ipv6 from 203.0.113.10 to ($ext_if)
pass in quick inet6 proto icmp6 all
block in quick proto tcp to self port { 22, 179 }
# data plane
pass in quick on { $ifog_tun, $ext_if } inet6 from any to $my_network_v6 keep state
pass in quick on $vps_tun inet6 from $my_network_v6 to any keep state
pass out quick all keep state`;

const VPS01_RC = `hostname="vps01"
ifconfig_vtnet0="inet 203.0.113.10/24"
ifconfig_vtnet0_ipv6="inet6 2001:db8:200::2/64"
defaultrouter="203.0.113.1"
ipv6_defaultrouter="2001:db8:200::1"
cloned_interfaces="gif0"
ifconfig_gif0="tunnel 203.0.113.10 198.51.100.10 fib 1 tunnelfib 0"
ifconfig_gif0_ipv6="inet6 2a06:9801:1c:ffff::2 2a06:9801:1c:ffff::1 prefixlen 128"
ifconfig_bastille0_ipv6="inet6 2001:db8:200:0:1000::1/68"
ifconfig_bastille0_alias0="inet6 2a06:9801:1c:1000::1/64"
static_routes="fib1default jailleak bgplink"
route_fib1default="-6 default -interface gif0 -fib 1"
route_jailleak="-6 2001:db8:200:0:1000::/68 -interface bastille0 -fib 1"
route_bgplink="-6 2a06:9801:1c:1000::/64 -interface bastille0 -fib 1"
gateway_enable="YES"
ipv6_gateway_enable="YES"
pf_enable="YES"`;

const VPS01_PF = `tun_if = "gif0"
bgp_net = "2a06:9801:1c:1000::/64"
bgp_hub_ip = "2a06:9801:1c:ffff::1"
scrub on $tun_if all max-mss 1220
nat on vtnet0 inet6 from 2001:db8:200:0:1000::/68 to any -> 2001:db8:200::2
pass in quick on bastille0 inet6 from $bgp_net to any rtable 1 keep state
pass in quick on $tun_if reply-to ($tun_if $bgp_hub_ip) inet6 from any to $bgp_net keep state
pass out quick all keep state`;

/** What its provider lets in from vps01: the addresses that it assigned (H90). */
const PROVIDER_PF = `table <assigned> { 203.0.113.0/24, 2001:db8:200::/64 }
block in quick on vps from ! <assigned>
pass all no state`;

const ARTICLE: OasTexts = { router01Rc: ROUTER01_RC, router01Pf: ROUTER01_PF, vps01Rc: VPS01_RC, vps01Pf: VPS01_PF, worldPf: 'pass all no state' };

const router = (interfaces: Router['interfaces'], more: Partial<Router> & Pick<Router, 'frr'>): Router => ({ interfaces, ...more });
const onLink = (segment: string, ...addresses: string[]) => ({ segment, addresses });

function hosts(texts: OasTexts): Record<string, Host> {
  return {
    world: {
      os: 'freebsd',
      interfaces: { eth0: onLink('dfz', '2001:db8:400::10/64') },
      rc: { config: 'ipv6_defaultrouter="2001:db8:400::1"\npf_enable="YES"' },
      pf: { config: texts.worldPf },
      listen: [{ protocol: 'tcp', port: 443 }],
    },
    vps01: {
      os: 'freebsd',
      interfaces: { vtnet0: onLink('vps-lan'), bastille0: onLink('jails') },
      rc: { config: texts.vps01Rc },
      pf: { config: texts.vps01Pf },
    },
    jail: {
      os: 'freebsd',
      interfaces: { epair0b: onLink('jails', `${PROVIDED}/68`, `${JAIL}/64`) },
      rc: { config: 'ipv6_defaultrouter="2001:db8:200:0:1000::1"' },
      listen: [{ protocol: 'tcp', port: 443 }],
    },
    lagrange: { interfaces: { eth0: onLink('ix', '2001:db8:100::ff/64') } },
  };
}

/** The article's lab with some texts changed: a function of the article's own text, or another text. */
export function oasLab(change: { readonly [K in keyof OasTexts]?: (text: string) => string } = {}): Lab {
  const texts = Object.fromEntries(Object.entries(ARTICLE).map(([k, v]) => [k, change[k as keyof OasTexts]?.(v) ?? v])) as unknown as OasTexts;
  return {
    segments: { dfz: {}, ix: {}, 'vps-lan': {}, jails: {} },
    routers: {
      ifog: router(
        { eth0: onLink('dfz', '2001:db8:400::1/64'), eth1: onLink('ix', '198.51.100.44/24') },
        {
          iproute2: {
            config: `ip link add gre1 type gre local 198.51.100.44 remote 198.51.100.10 ttl 64
ip link set gre1 up
ip addr add 2001:db8:300::1 peer 2001:db8:300::2/128 dev gre1
ip -6 route add 2001:db8:200::/48 via 2001:db8:400::2
ip -6 route add 2001:db8:100::/64 via 2001:db8:400::2`,
          },
          frr: {
            config: `ipv6 route ${BLOCK} 2001:db8:300::2
router bgp 34927
 bgp router-id 198.51.100.44
 no bgp ebgp-requires-policy
 no bgp network import-check
 neighbor 2001:db8:300::2 remote-as 201379
 address-family ipv6 unicast
  network 2001:db8:400::/64
  neighbor 2001:db8:300::2 activate`,
          },
        },
      ),
      router01: router(
        { vtnet0: onLink('ix') },
        {
          os: 'freebsd',
          rc: { config: texts.router01Rc },
          pf: { config: texts.router01Pf },
          frr: {
            config: `router bgp 201379
 bgp router-id 198.51.100.10
 no bgp default ipv4-unicast
 no bgp ebgp-requires-policy
 no bgp network import-check
 neighbor 2001:db8:300::1 remote-as 34927
 address-family ipv6 unicast
  network ${BLOCK}
  neighbor 2001:db8:300::1 activate`,
          },
        },
      ),
      provider: router(
        {
          ix: onLink('ix', '198.51.100.1/24', '2001:db8:100::1/64'),
          vps: onLink('vps-lan', '203.0.113.1/24', '2001:db8:200::1/64'),
          dfz: onLink('dfz', '2001:db8:400::2/64'),
        },
        {
          os: 'freebsd',
          pf: { config: PROVIDER_PF },
          frr: { config: `ipv6 route ${BLOCK} 2001:db8:100::96` },
        },
      ),
    },
    hosts: hosts(texts),
  };
}

export function oas(change: Parameters<typeof oasLab>[0] = {}): Solution {
  return solve(oasLab(change));
}
