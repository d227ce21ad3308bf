/** tcpdump's lines (recorded of tcpdump 4.99.3 with packets of each kind; H40, H43, section 8). */
import { describe, expect, it } from 'vitest';
import { linuxLine, tunnelled } from '../../data-plane/test-hosts.ts';
import type { FlowSpec, Lab } from '../../model/index.ts';
import { solve } from '../../solve.ts';
import type { Solution } from '../../solution.ts';
import { runCommand } from '../index.ts';

const flow = (to: string, more: Partial<FlowSpec> = {}): FlowSpec => ({ from: 'pc', to, protocol: 'icmp', ...more });
/** What a machine of a lab with these flows captures; without the times. */
const captured = ({ lab }: Solution, words: string, flows: Record<string, FlowSpec>, at = 'r1') =>
  runCommand(solve({ ...lab, flows }), at, `tcpdump -n ${words}`)
    .text.split('\n')
    .slice(2, -4);
const bare = (lines: string[]) => lines.map((l) => l.replace(/^[\d:.]+ /, ''));

describe('tcpdump', () => {
  const line = linuxLine({ r1: 'ip route add unreachable 10.7.0.0/16\nip route add prohibit 10.9.0.0/16', r2: 'ip link set e0 mtu 1400' });

  it('echoes have identifier and number, flows their own second', () => {
    expect(captured(line, '-i e0', { a: flow('10.3.0.10'), b: flow('10.3.0.10', { icmpId: 4660, icmpSequence: 7 }) })).toEqual([
      '00:00:00.001000 IP 10.1.0.10 > 10.3.0.10: ICMP echo request, id 1, seq 1, length 64',
      '00:00:00.005000 IP 10.3.0.10 > 10.1.0.10: ICMP echo reply, id 1, seq 1, length 64',
      '00:00:01.001000 IP 10.1.0.10 > 10.3.0.10: ICMP echo request, id 4660, seq 7, length 64',
      '00:00:01.005000 IP 10.3.0.10 > 10.1.0.10: ICMP echo reply, id 4660, seq 7, length 64',
    ]);
  });

  it('errors name what they are about', () => {
    const flows = {
      a: flow('10.7.0.1'),
      b: flow('10.9.0.1'),
      c: flow('10.3.0.10', { protocol: 'udp', port: 99 }),
      d: flow('10.3.0.10', { bytes: 1400, dontFragment: true }),
      e: flow('10.3.0.10', { ttl: 2 }),
    };
    expect(bare(captured(line, '-i e0 icmp and dst 10.1.0.10', flows))).toEqual([
      'IP 10.1.0.1 > 10.1.0.10: ICMP host 10.7.0.1 unreachable, length 36',
      'IP 10.1.0.1 > 10.1.0.10: ICMP host 10.9.0.1 unreachable - admin prohibited filter, length 36',
      'IP 10.3.0.10 > 10.1.0.10: ICMP 10.3.0.10 udp port 99 unreachable, length 36',
      'IP 10.2.0.2 > 10.1.0.10: ICMP 10.3.0.10 unreachable - need to frag (mtu 1400), length 36',
      'IP 10.2.0.2 > 10.1.0.10: ICMP time exceeded in-transit, length 36',
    ]);
  });

  it('TCP: numbers are counted from the SYN', () => {
    const [syn = '', synAck = '', ...rest] = bare(captured(line, '-i e0 tcp', { a: flow('10.3.0.10', { protocol: 'tcp', port: 443, bytes: 300 }) }));
    const first = Number(/seq (\d+)/.exec(syn)?.[1]);
    expect(syn).toBe(`IP 10.1.0.10.49152 > 10.3.0.10.443: Flags [S], seq ${first}, win 64240, options [mss 1460], length 0`);
    expect(synAck).toContain(`Flags [S.], seq `);
    expect(synAck).toContain(`, ack ${first + 1}, win 64240`);
    expect(rest).toEqual([
      'IP 10.1.0.10.49152 > 10.3.0.10.443: Flags [.], ack 1, win 64240, length 0',
      'IP 10.1.0.10.49152 > 10.3.0.10.443: Flags [P.], seq 1:301, ack 1, win 64240, length 300',
      'IP 10.3.0.10.443 > 10.1.0.10.49152: Flags [P.], seq 1:301, ack 301, win 64240, length 300',
    ]);
    expect(bare(captured(line, '-i e0 tcp', { a: flow('10.3.0.10', { protocol: 'tcp', port: 81 }) }))[1]).toMatch(
      /Flags \[R\.\], seq 0, ack \d+, win 0, length 0$/,
    );
  });

  it('a connection of the same ends is counted from its own SYN', () => {
    const tcp = flow('10.3.0.10', { protocol: 'tcp', port: 443, bytes: 300 });
    const said = bare(captured(line, '-i e0 tcp', { a: tcp, b: tcp }));
    expect([said.length, said.slice(5)]).toEqual([10, said.slice(0, 5)]);
  });

  describe('through a proxy (H62): requests and answers, before it and behind it', () => {
    const lab: Lab = {
      segments: { lan: {}, out: {} },
      hosts: {
        pc: { interfaces: { eth0: { segment: 'lan', addresses: ['10.0.0.10/24'] } } },
        px: {
          interfaces: { eth0: { segment: 'lan', addresses: ['10.0.0.2/24'] }, eth1: { segment: 'out', addresses: ['192.0.2.2/24'] } },
          squid: { config: 'acl lan src 10.0.0.0/24\nacl bad port 8443\nhttp_access deny bad\nhttp_access allow lan\nhttp_port 8080\n' },
        },
        srv: {
          interfaces: { eth0: { segment: 'out', addresses: ['192.0.2.80/24'] } },
          listen: [
            { protocol: 'tcp', port: 80 },
            { protocol: 'tcp', port: 443 },
          ],
        },
      },
    };
    const data = (on: string, port: number, bytes?: number) =>
      bare(captured(solve(lab), `-i ${on} tcp`, { a: flow('192.0.2.80', { protocol: 'tcp', port, proxy: 'px', ...(bytes !== undefined && { bytes }) }) }, 'px'))
        .filter((l) => l.includes('[P.]'))
        .map((l) => l.replace(/^IP (\S+) > (\S+): .* length (\d+)$/, '$1 $2 $3'));

    it('GET', () => {
      expect(data('eth1', 80)).toEqual(['192.0.2.2.49152 192.0.2.80.80 88', '192.0.2.80.80 192.0.2.2.49152 90']);
      expect(data('eth0', 80).map((l) => l.split(' ').slice(0, 2))).toEqual([
        ['10.0.0.10.49152', '10.0.0.2.8080'],
        ['10.0.0.2.8080', '10.0.0.10.49152'],
      ]);
    });

    it('a tunnel: CONNECT and its 39 bytes inside, the hellos outside', () => {
      expect(data('eth0', 443)).toEqual(['10.0.0.10.49152 10.0.0.2.8080 87', '10.0.0.2.8080 10.0.0.10.49152 39']);
      expect(data('eth1', 443)).toEqual(['192.0.2.2.49152 192.0.2.80.443 517', '192.0.2.80.443 192.0.2.2.49152 517']);
    });

    it('what is denied is answered by a page, as much of it as one segment holds; nothing goes outside', () => {
      expect([data('eth0', 8443).at(-1), data('eth1', 8443)]).toEqual(['10.0.0.2.8080 10.0.0.10.49152 1460', []]);
    });

    it('a flow that says bytes sends those', () => {
      for (const on of ['eth0', 'eth1']) expect(data(on, 443, 300).map((l) => l.split(' ')[2])).toEqual(['300', '300']);
    });
  });

  it('VXLAN: the frame inside stands on a line of its own', () => {
    const there = bare(captured(tunnelled('vxlan'), '-i a', { a: flow('10.3.0.10') }))
      .slice(0, 2)
      .join('\n');
    expect(there).toMatch(
      /^IP 10\.2\.0\.1\.\d+ > 10\.2\.0\.2\.4789: VXLAN, flags \[I\] \(0x08\), vni 7\nIP 10\.1\.0\.10 > 10\.3\.0\.10: ICMP echo request, id 1, seq 1, length 64$/,
    );
    expect(captured(tunnelled('vxlan'), '-i a host 10.3.0.10', { a: flow('10.3.0.10') })).toEqual([]);
  });

  it('ESP: nobody on the cable sees more than SPI and number; the tunnel’s interface has what is inside', () => {
    const site = {
      virtualNetworks: {
        hub: {
          location: 'japaneast',
          addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
          subnets: { servers: { addressPrefix: '10.1.0.0/24' }, GatewaySubnet: { addressPrefix: '10.1.255.0/27' } },
        },
      },
      publicIPAddresses: { pip: { ipAddress: '198.51.100.14' } },
      virtualNetworkGateways: { gw: { gatewayType: 'Vpn', subnet: 'hub/GatewaySubnet', publicIPAddresses: ['pip'] } },
      localNetworkGateways: { site: { gatewayIpAddress: '203.0.113.9', localNetworkAddressSpace: { addressPrefixes: ['10.9.0.0/24'] } } },
      connections: { cn: { connectionType: 'IPsec', virtualNetworkGateway1: 'gw', localNetworkGateway2: 'site' } },
      virtualMachines: { vm: { networkInterfaces: { eth0: { subnet: 'hub/servers', privateIPAddress: '10.1.0.4' } } } },
      segments: { lan: {} },
      internet: { hosts: {} },
      routers: {
        cpe: {
          interfaces: {
            lan: { addresses: ['10.9.0.1/24'], segment: 'lan' },
            wan: { addresses: ['203.0.113.9/24'], segment: 'internet' },
            vti0: { addresses: ['169.254.0.1/30'], ipsec: 'cn#0', mtu: 1400 },
          },
          frr: { config: 'ip route 0.0.0.0/0 203.0.113.1\nip route 10.1.0.0/16 vti0\n' },
        },
      },
      hosts: { pc: { interfaces: { eth0: { addresses: ['10.9.0.10/24'], segment: 'lan' } }, gateway: '10.9.0.1' } },
      flows: { a: flow('10.1.0.4'), b: flow('10.1.0.4') },
    } as const satisfies Lab;
    const on = (words: string) => bare(captured(solve(site), words, site.flows, 'cpe'));
    const wan = on('-i wan');
    const spis = wan.map((l) => /^IP (\S+) > (\S+): ESP\(spi=(0x[0-9a-f]{8}),seq=(0x\d)\), length \d+$/.exec(l)?.slice(1));
    expect(spis.map((s) => s && [s[0], s[3]])).toEqual([
      ['203.0.113.9', '0x1'],
      ['198.51.100.14', '0x1'],
      ['203.0.113.9', '0x2'],
      ['198.51.100.14', '0x2'],
    ]);
    expect(new Set(spis.map((s) => s?.[2])).size).toBe(2);
    expect(on('-i wan icmp')).toEqual([]);
    expect(on('-i lan esp')).toEqual([]);
    expect(on('-i lan')).toHaveLength(4);
    expect(on('-i vti0')[0]).toBe('IP 10.9.0.10 > 10.1.0.4: ICMP echo request, id 1, seq 1, length 64');
  });

  it('a filter that cannot be read', () =>
    expect(runCommand(line, 'r1', 'tcpdump -n -i e0 port nope')).toMatchObject({ error: true, text: "tcpdump: unknown port 'nope'" }));
});
