/** rc.conf: article OAS's two machines, and what is said of mistakes (H20–H25). */
import { describe, expect, it } from 'vitest';
import { formatIp, formatPrefix } from '../../ip/index.ts';
import { parseRc } from './parse.ts';
import type { RcConfig } from './types.ts';

const ROUTER01 = `hostname="router01"
ifconfig_vtnet0="inet 198.51.100.10/24 -rxcsum -txcsum -rxcsum6 -txcsum6 -lro -tso"
ifconfig_vtnet0_ipv6="inet6 2001:db8:100::96/64"
defaultrouter="198.51.100.1"
ipv6_defaultrouter="2001:db8:100::1"
ifconfig_lo0_alias0="inet6 2a06:9801:1c::1 prefixlen 64"
cloned_interfaces="gif0 gif1 gre0"
kld_list="if_gif if_gre"
ifconfig_gre0="tunnel 198.51.100.10 198.51.100.44"
ifconfig_gre0_ipv6="inet6 2001:db8:300::2 2001:db8:300::1 prefixlen 128"
ifconfig_gre0_descr="Transit-iFog"
ifconfig_gif0="tunnel 198.51.100.10 203.0.113.10"
ifconfig_gif0_ipv6="inet6 2a06:9801:1c:ffff::1 2a06:9801:1c:ffff::2 prefixlen 128"
ipv6_route_cloud="2a06:9801:1c:1000::/64 2a06:9801:1c:ffff::2"
ifconfig_gif1="tunnel 198.51.100.10 192.0.2.50"
ipv6_static_routes="myblock cloud"
ipv6_route_myblock="2a06:9801:1c::/48 -reject"
ipv6_gateway_enable="YES"
pf_enable="YES"`;

const addresses = (config: RcConfig, name: string) =>
  config.interfaces.get(name)?.addresses.map((a) => `${formatIp(a.ip)}/${a.length}${a.peer === undefined ? '' : ` > ${formatIp(a.peer)}`}`);
const routes = (config: RcConfig) =>
  config.routes.map((r) => {
    const to = r.to.kind === 'gateway' ? formatIp(r.to.ip) : r.to.kind === 'interface' ? r.to.interface : r.to.kind;
    return `${formatPrefix(r.prefix)} ${to} fib ${r.fib}`;
  });

describe('article OAS', () => {
  it('H20 router01: interfaces, tunnels, routes', () => {
    const { config, diagnostics } = parseRc(ROUTER01);
    expect(diagnostics).toEqual([]);
    expect(addresses(config, 'vtnet0')).toEqual(['198.51.100.10/24', '2001:db8:100::96/64']);
    expect(addresses(config, 'lo0')).toEqual(['2a06:9801:1c::1/64']);
    expect(addresses(config, 'gre0')).toEqual(['2001:db8:300::2/128 > 2001:db8:300::1']);
    expect(config.interfaces.get('gif0')?.tunnel).toMatchObject({ kind: 'gif' });
    expect(config.interfaces.get('gre0')).toMatchObject({ tunnel: { kind: 'gre' }, description: 'Transit-iFog' });
    expect(routes(config)).toEqual([
      '0.0.0.0/0 198.51.100.1 fib 0',
      '::/0 2001:db8:100::1 fib 0',
      '2a06:9801:1c::/48 reject fib 0',
      '2a06:9801:1c:1000::/64 2a06:9801:1c:ffff::2 fib 0',
    ]);
    expect(config).toMatchObject({ hostname: 'router01', forwarding: { ipv4: false, ipv6: true }, pf: true });
  });

  it('H24 H25 vps01: routes of FIB 1, the FIB of what gif0 brings and the FIB of its outer packets', () => {
    const { config, diagnostics } = parseRc(`cloned_interfaces="gif0 bridge0"
ifconfig_gif0="tunnel 203.0.113.10 198.51.100.10 fib 1 tunnelfib 0"
static_routes="fib1default jailleak"
route_fib1default="-6 default -interface gif0 -fib 1"
route_jailleak="-6 2001:db8:200:0:1000::/68 -interface bridge0 -fib 1"`);
    expect(diagnostics).toEqual([]);
    expect(config.interfaces.get('gif0')).toMatchObject({ fib: 1, tunnelFib: 0 });
    expect(routes(config)).toEqual(['::/0 gif0 fib 1', '2001:db8:200:0:1000::/68 bridge0 fib 1']);
  });
});

describe('the language', () => {
  it('the last assignment counts, and a variable may stand in a later one', () => {
    const { config } = parseRc('cloned_interfaces="gif0"\ncloned_interfaces="${cloned_interfaces} gre3"\nhostname=a\nhostname=\'b\'');
    expect([...config.interfaces.keys()]).toEqual(['gif0', 'gre3']);
    expect(config.hostname).toBe('b');
  });

  it('netmasks, prefix lengths, MTU and state', () => {
    const { config, diagnostics } = parseRc(`ifconfig_em0="inet 10.0.0.1 netmask 255.255.255.0 mtu 9000"
ifconfig_em1="inet 10.1.0.1 netmask 0xffff0000 down"
ifconfig_em1_alias0="inet 10.2.0.1/32"`);
    expect(diagnostics).toEqual([]);
    expect([addresses(config, 'em0'), addresses(config, 'em1')]).toEqual([['10.0.0.1/24'], ['10.1.0.1/16', '10.2.0.1/32']]);
    expect([config.interfaces.get('em0')?.mtu, config.interfaces.get('em1')?.up]).toEqual([9000, false]);
  });
});

describe('what is said of mistakes, and where', () => {
  const said = (text: string) => parseRc(text).diagnostics.map((d) => `${d.severity} ${d.code} ${d.place.span?.line}:${d.place.span?.column}`);

  it.each([
    ['a line that is no assignment', 'hostname router01', ['error rc-not-an-assignment 1:1']],
    ['a word that ifconfig does not know', 'ifconfig_em0="inet 10.0.0.1/24 uo"', ['error rc-bad-argument 1:32']],
    ['an address of the wrong family', 'ifconfig_em0_ipv6="inet6 10.0.0.1/24"', ['error rc-bad-address 1:26']],
    ['a tunnel with one end', 'cloned_interfaces="gif0"\nifconfig_gif0="tunnel 10.0.0.1"', ['error rc-bad-address 2:16', 'warning rc-tunnel-without-ends 2:1']],
    ['a tunnel that nobody cloned', 'ifconfig_gif0="tunnel 10.0.0.1 10.0.0.2"', ['warning rc-not-cloned 1:1']],
    ['a route that is not listed', 'route_x="10.0.0.0/8 10.9.9.9"', ['warning rc-route-not-listed 1:1']],
    ['a listed route that is not there', 'static_routes="x"', ['warning rc-route-missing 1:16']],
    ['a route without a way', 'static_routes="x"\nroute_x="10.0.0.0/8"', ['error rc-bad-route 2:10']],
    ['an alias behind a gap', 'ifconfig_em0_alias1="inet 10.0.0.2/32"', ['warning rc-alias-gap 1:1']],
    ['DHCP', 'ifconfig_em0="DHCP"', ['warning rc-not-modelled 1:15']],
  ])('H20 %s', (_, text, expected) => expect(said(text)).toEqual(expected));
});

describe('what else stands in an rc.conf', () => {
  it('a link-local router with its zone, lists of addresses', () => {
    const { config, diagnostics } = parseRc(
      'ifconfig_vtnet0_ipv6="inet6 2001:db8::2/64"\nipv6_defaultrouter="fe80::1%vtnet0"\nipv4_addrs_em1="10.1.0.1/24 10.1.0.5-7/32"',
    );
    expect(diagnostics).toEqual([]);
    expect(config.routes.map((r) => r.to)).toMatchObject([{ kind: 'gateway', interface: 'vtnet0' }]);
    expect(config.interfaces.get('em1')?.addresses.map((a) => `${formatIp(a.ip)}/${a.length}`)).toEqual([
      '10.1.0.1/24',
      '10.1.0.5/32',
      '10.1.0.6/32',
      '10.1.0.7/32',
    ]);
  });

  it('commands of the shell, and what is not modelled, are flagged where they stand', () =>
    expect(
      parseRc('if [ -f /etc/x ]; then\n. /etc/x\nfi\nvlans_em0="100"\njail_enable="YES"\njail_list="web"\noops').diagnostics.map(
        (d) => `${d.severity} ${d.code} ${d.place.span?.line}`,
      ),
    ).toEqual([
      'warning rc-shell 1',
      'warning rc-shell 2',
      'warning rc-shell 3',
      'error rc-not-an-assignment 7',
      'warning rc-variable-not-modelled 4',
      'warning rc-variable-not-modelled 5',
    ]));
});
