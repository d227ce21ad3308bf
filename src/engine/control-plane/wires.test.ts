/** Which routes sessions stand on. */
import { describe, expect, it } from 'vitest';
import { compileFrrLab } from '../compile/frr-lab.ts';
import { prefix } from '../ip/index.ts';
import { Wires } from './wires.ts';

const { network } = compileFrrLab({
  routers: {
    a: {
      interfaces: { eth0: { segment: 's', addresses: ['10.0.0.1/30', '2001:db8::1/64'] } },
      frr: 'router bgp 65001\n neighbor 10.0.0.2 remote-as 65002\n neighbor 198.51.100.7 remote-as 65003',
    },
    b: { interfaces: { eth0: { segment: 's', addresses: ['10.0.0.2/30'] } }, frr: 'router bgp 65002\n neighbor 10.0.0.1 remote-as 65001' },
  },
});

describe('a route', () => {
  const wires = new Wires(network, new Map());

  it.each([
    ['10.0.0.0/30', true, 'holds addresses of both'],
    ['10.0.0.2/32', true, 'is one of them'],
    ['10.0.0.3/32', false, 'lies behind the last of the subnet'],
    ['0.0.0.0/0', true, 'holds everything'],
    ['198.51.100.0/24', true, 'holds a neighbor whom nobody is'],
    ['198.51.101.0/24', false, 'lies above all IPv4 addresses'],
    ['172.16.1.0/24', false, 'lies between them'],
    ['2001:db8::/48', true, 'holds an IPv6 address'],
    ['2001:db9::/32', false, 'holds none'],
    ['::/0', true, 'holds every one'],
  ])('%s concerns sessions: %s, as it %s', (text, concerns) => {
    expect(wires.concerns(prefix(text))).toBe(concerns);
  });
});
