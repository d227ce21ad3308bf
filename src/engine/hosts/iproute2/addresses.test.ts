/** `ip addr del` and `flush` in a machine's script, as a kernel did it: what goes with an address (ip-address(8); H1, H2; recorded). */
import { describe, expect, it } from 'vitest';
import { formatIp, formatPrefix, parseInterfaceAddress, type InterfaceAddress } from '../../ip/index.ts';
import { solve } from '../../solve.ts';
import { parseLinux } from './parse.ts';

const address = (text: string) => parseInterfaceAddress(text) as InterfaceAddress;
const DRAWN = [{ name: 'e0', addresses: [address('10.2.0.2/24')] }];

function read(...lines: string[]) {
  const { config, diagnostics } = parseLinux(lines.join('\n'), DRAWN);
  const link = config.links.get('e0');
  return {
    said: diagnostics.map((d) => d.message.replace(/^line \d+: /, '')),
    own: link?.addresses.map((a) => formatIp(a.ip)) ?? [],
    removed: link?.removed?.map((ip) => formatIp(ip)) ?? [],
    routes: config.routes.map((r) => formatPrefix(r.prefix)),
  };
}

const SECOND = 'ip addr add 10.50.0.1/24 dev e0';

describe('ip addr del', () => {
  it('takes the address and the routes from it; a route by a gateway of its network stays', () => {
    const after = read(
      SECOND,
      'ip route add 10.60.0.0/16 via 10.50.0.2',
      'ip route add 10.61.0.0/16 via 10.2.0.1 src 10.50.0.1',
      'ip addr del 10.50.0.1/24 dev e0',
    );
    expect(after).toEqual({ said: [], own: [], removed: [], routes: ['10.60.0.0/16'] });
  });

  it('with the last one of IPv4 every route by the interface goes', () => {
    const after = read('ip route add 10.60.0.0/16 via 10.2.0.1', 'ip -6 route add 2001:db8::/32 dev e0', 'ip addr del 10.2.0.2/24 dev e0');
    expect(after).toEqual({ said: [], own: [], removed: ['10.2.0.2'], routes: ['2001:db8::/32'] });
    expect(read(SECOND, 'ip route add 10.60.0.0/16 via 10.2.0.1', 'ip addr del 10.2.0.2/24 dev e0').routes).toEqual(['10.60.0.0/16']);
  });

  it('with a primary address those behind it in its network go', () => {
    expect(read('ip addr add 10.2.0.9/24 dev e0', SECOND, 'ip addr del 10.2.0.2/24 dev e0')).toMatchObject({ own: ['10.50.0.1'], removed: ['10.2.0.2'] });
    expect(read('ip addr add 10.2.0.9/24 dev e0', 'ip addr del 10.2.0.9/24 dev e0')).toMatchObject({ own: [], removed: [] });
  });

  it('without a length it is the address alone that counts; flush takes all, or those within', () => {
    expect(read('ip addr del 10.2.0.2 dev e0').removed).toEqual(['10.2.0.2']);
    expect(read(SECOND, 'ip addr flush dev e0')).toMatchObject({ own: [], removed: ['10.2.0.2'] });
    expect(read(SECOND, 'ip addr flush dev e0 to 10.50.0.0/16')).toMatchObject({ own: [], removed: [] });
  });

  it.each([
    ['ip addr del 10.2.0.3/24 dev e0', 'Error: ipv4: Address not found.'],
    ['ip addr del 10.2.0.2/25 dev e0', 'Error: ipv4: Address not found.'],
    ['ip -6 addr del 2001:db8::1/64 dev e0', 'Error: ipv6: address not found.'],
    ['ip addr del 10.2.0.2/24', 'Error: Not enough information: "dev" argument is required.'],
    ['ip addr del 10.2.0.2/24 dev e9', 'Error: Cannot find device "e9"'],
    ['ip addr flush', 'Error: Flush requires arguments.'],
  ])('%s: %s', (line, message) => expect(read(line)).toMatchObject({ said: [message], removed: [] }));
});

it('H2 the machine has not got it any more, nor the network’s own route; what is drawn anew by the script counts', () => {
  const machine = (config: string) =>
    solve({ segments: { a: {} }, hosts: { h: { interfaces: { e0: { segment: 'a', addresses: ['10.2.0.2/24'] } }, iproute2: { config } } } });
  const has = (config: string) =>
    machine(config)
      .network.nodes.get('h')
      ?.interfaces.find((i) => i.name === 'e0')
      ?.addresses.map((a) => formatIp(a.ip));
  expect([has('ip addr del 10.2.0.2/24 dev e0'), has('ip addr del 10.2.0.2/24 dev e0\nip addr add 10.2.0.7/24 dev e0'), has('true')]).toEqual([
    [],
    ['10.2.0.7'],
    ['10.2.0.2'],
  ]);
  expect(machine('ip addr del 10.2.0.2/24 dev e0').controlPlane.fibs.get('h')?.entries().length).toBe(0);
});
