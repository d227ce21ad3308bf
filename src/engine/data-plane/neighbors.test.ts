/** Who a packet is handed to on a link, and what a machine takes that comes back to it (H4, H7). */
import { describe, expect, it } from 'vitest';
import { formatIp, linkLocalAddress } from '../ip/index.ts';
import type { Host, Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow } from './trace.ts';

const FORWARDING = 'sysctl -w net.ipv4.ip_forward=1\nsysctl -w net.ipv6.conf.all.forwarding=1\n';

/** r1 — m — r2 — b, both families; r2 has 10.2.0.1 and fd00:2::1 on b. */
function pair(r1: string, r2 = ''): Lab {
  const host = (interfaces: Host['interfaces'], config: string): Host => ({ interfaces, iproute2: { config: `${FORWARDING}${config}` } });
  return {
    segments: { a: {}, m: {}, b: {} },
    hosts: {
      r1: host({ eth0: { segment: 'a', addresses: ['10.1.0.1/24'] }, eth1: { segment: 'm', addresses: ['10.0.0.1/24', 'fd00::1/64'] } }, r1),
      r2: host({ eth0: { segment: 'm', addresses: ['10.0.0.2/24', 'fd00::2/64'] }, eth1: { segment: 'b', addresses: ['10.2.0.1/24', 'fd00:2::1/64'] } }, r2),
    },
  };
}
const out = (lab: Lab, flow: string) => traceFlow(solve(lab), flowOf(flow), { branches: false }).out;

describe('H4 a next hop of the link alone', () => {
  it.each([
    ['eth0', 'delivered'],
    ['eth1', 'no-neighbor'],
  ])('r2’s link-local address of %s: %s', (name, code) => {
    const via = formatIp(linkLocalAddress('r2', name));
    expect(out(pair(`ip -6 route add fd00:2::/64 via ${via} dev eth1`), 'icmp r1 > fd00:2::1').reason.code).toBe(code);
  });
});

it('H4 nobody answers his own question: a machine that proxies ARP for others finds no neighbor by that', () => {
  const proxies = 'sysctl -w net.ipv4.conf.eth0.proxy_arp=1\nip rule add iif eth0 lookup 100\nip route add default via 10.0.0.2 table 100';
  const { reason, hops } = out(pair(proxies), 'icmp r1 > 10.1.0.77');
  expect([reason.code, hops.length]).toEqual(['no-neighbor', 1]);
});

describe('H7 what comes back to who sent it', () => {
  const back = pair(
    'ip route add 10.9.0.0/24 via 10.0.0.2\nip -6 route add fd00:9::/64 via fd00::2',
    'ip route add 10.9.0.0/24 via 10.0.0.1\nip -6 route add fd00:9::/64 via fd00::1',
  );

  it.each([
    ['IPv4 is a martian, with a source of the machine’s own', 'icmp r1 > 10.9.0.1', 'martian-own-source'],
    ['IPv6 knows none: it goes round until its hop limit ends', 'icmp r1 > fd00:9::1', 'loop'],
  ])('%s', (_, flow, code) => expect(out(back, flow).reason.code).toBe(code));
});
