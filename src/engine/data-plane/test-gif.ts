/** A lab for gif(4): a FreeBSD machine with two uplinks and a tunnel that begins at the second one's address. */
import { solve } from '../solve.ts';

const router = (interfaces: Record<string, { readonly addresses: readonly string[]; readonly segment: string }>) => ({
  interfaces,
  iproute2: { config: 'sysctl -w net.ipv4.ip_forward=1' },
});

/**
 * `fb` has its default by `isp1` in FIB 0 and by `isp2` in FIB 1; what `far` answers comes by `isp2`. `gif`: further words of `fb`'s tunnel to
 * 203.0.113.10; `remote`: another end of it.
 */
export function twoUplinks(gif = '', remote = '203.0.113.10') {
  const fb = [
    'ifconfig_em0="inet 192.0.2.2/30"',
    'ifconfig_em1="inet 198.51.100.2/30 fib 1"',
    'defaultrouter="192.0.2.1"',
    'defaultrouter_fib1="198.51.100.1"',
    'cloned_interfaces="gif0"',
    `ifconfig_gif0="inet 172.31.0.1 172.31.0.2 netmask 255.255.255.255 tunnel 198.51.100.2 ${remote} ${gif}"`,
  ];
  const far = [
    'ifconfig_em0="inet 203.0.113.10/24"',
    'defaultrouter="203.0.113.1"',
    'static_routes="back"',
    'route_back="-net 198.51.100.0/30 203.0.113.2"',
    'cloned_interfaces="gif0"',
    'ifconfig_gif0="inet 172.31.0.2 172.31.0.1 netmask 255.255.255.255 tunnel 203.0.113.10 198.51.100.2"',
  ];
  const freebsd = (interfaces: Record<string, { readonly addresses: readonly string[]; readonly segment: string }>, rc: readonly string[]) => ({
    os: 'freebsd' as const,
    interfaces,
    rc: { config: rc.join('\n') },
  });
  return solve({
    segments: { first: {}, second: {}, world: {} },
    hosts: {
      fb: freebsd({ em0: { addresses: [], segment: 'first' }, em1: { addresses: [], segment: 'second' } }, fb),
      far: freebsd({ em0: { addresses: [], segment: 'world' } }, far),
      isp1: router({ eth0: { addresses: ['192.0.2.1/30'], segment: 'first' }, eth1: { addresses: ['203.0.113.1/24'], segment: 'world' } }),
      isp2: router({ eth0: { addresses: ['198.51.100.1/30'], segment: 'second' }, eth1: { addresses: ['203.0.113.2/24'], segment: 'world' } }),
    },
  });
}
