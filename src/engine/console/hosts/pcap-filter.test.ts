/** tcpdump's filters: which of a dozen packets each lets through, and what is refused (recorded of tcpdump 4.99.3, libpcap 1.10.3). */
import { describe, expect, it } from 'vitest';
import type { Header, Packet } from '../../data-plane/index.ts';
import { ip } from '../../ip/index.ts';
import { parseFilter } from './pcap-filter.ts';

type Ip4 = Extract<Header, { kind: 'ip' }>;
const head = (source: string, destination: string, protocol: Ip4['protocol']): Header => ({
  kind: 'ip',
  source: ip(source),
  destination: ip(destination),
  ttl: 64,
  protocol,
  dontFragment: false,
});
const ports = (sourcePort: number, destinationPort: number) => ({ sourcePort, destinationPort });
const tcp = (from: number, to: number): Header => ({ kind: 'tcp', ...ports(from, to), flags: ['SYN'] });
const packet = (payload: number, ...headers: Header[]): Packet => ({ headers, payload });
const [PC, SERVER, LEFT, RIGHT, PC6, SERVER6] = ['10.1.0.10', '10.3.0.10', '192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2'] as const;
const echo = packet(56, head(PC, SERVER, 'icmp'), { kind: 'icmp', type: 'echo-request' });
const echo6 = packet(56, head(PC6, SERVER6, 'icmp'), { kind: 'icmp', type: 'echo-request' });

const PACKETS: readonly Packet[] = [
  echo,
  packet(56, head(SERVER, PC, 'icmp'), { kind: 'icmp', type: 'echo-reply' }),
  packet(0, head(PC, SERVER, 'tcp'), tcp(49152, 443)),
  packet(0, head(SERVER, PC, 'tcp'), tcp(443, 49152)),
  packet(12, head(PC, SERVER, 'udp'), { kind: 'udp', ...ports(49152, 53) }),
  packet(64, head(LEFT, RIGHT, 'esp'), { kind: 'esp', tunnel: 'cn' }, head(PC, SERVER, 'udp'), { kind: 'udp', ...ports(1, 443) }),
  packet(56, head(LEFT, RIGHT, 'ipv6'), ...echo6.headers),
  packet(56, head(LEFT, RIGHT, 'gre'), { kind: 'gre' }, ...echo.headers),
  packet(56, head(LEFT, RIGHT, 'udp'), { kind: 'udp', ...ports(40000, 4789) }, { kind: 'vxlan', vni: 7 }, ...echo.headers),
  echo6,
  packet(0, head(PC6, SERVER6, 'tcp'), tcp(49152, 443)),
  packet(1000, head(PC, SERVER, 'tcp'), tcp(49152, 443)),
];

describe('which packets', () => {
  it.each([
    ['', '0 1 2 3 4 5 6 7 8 9 10 11'],
    ['icmp', '0 1'],
    ['icmp6', '9'],
    ['tcp', '2 3 10 11'],
    ['tcp port 443', '2 3 10 11'],
    ['port https', '2 3 10 11'],
    ['src port 443', '3'],
    ['dst port 443', '2 10 11'],
    ['tcp dst port 443', '2 10 11'],
    // What is in an envelope is not looked at.
    ['udp port 4789', '8'],
    ['esp', '5'],
    ['proto 41', '6'],
    ['ip proto 47', '7'],
    ['ip6 proto 58', '9'],
    ['proto \\icmp', '0 1'],
    ['host 10.3.0.10', '0 1 2 3 4 11'],
    ['src host 10.3.0.10', '1 3'],
    ['src 10.1.0.10 and dst port 443', '2 11'],
    ['host 10.1.0.10 and not tcp', '0 1 4'],
    ['not (tcp or udp or icmp)', '5 6 7 9'],
    ['net 192.0.2.0/24', '5 6 7 8'],
    ['net 10.3', '0 1 2 3 4 11'],
    ['src net 10.0.0.0 mask 255.255.0.0', ''],
    ['dst net 2001:db8::/32', '9 10'],
    ['ip', '0 1 2 3 4 5 6 7 8 11'],
    ['ip6', '9 10'],
    ['ip6 host 2001:db8::1', '9 10'],
    ['portrange 50-60', '4'],
    ['port 53 or 443', '2 3 4 10 11'],
    ['host 10.9.9.9 or 192.0.2.1', '5 6 7 8'],
    ['icmp or esp and host 10.1.0.10', '0 1'],
    ['tcp or icmp and src 10.3.0.10', '1 3'],
    ['src or dst host 10.3.0.10', '0 1 2 3 4 11'],
    ['src and dst net 10.0.0.0/8', '0 1 2 3 4 11'],
    ['greater 1000', '11'],
    ['less 60', '2 3 4'],
    ['! icmp && ip', '2 3 4 5 6 7 8 11'],
  ])('%s', (text, wanted) => {
    const filter = parseFilter(text);
    expect(typeof filter === 'string' ? filter : PACKETS.flatMap((p, i) => (filter(p) ? [i] : [])).join(' ')).toBe(wanted);
  });
});

describe('what is refused', () => {
  it.each([
    ['foo', "can't parse filter expression: syntax error"],
    ['host', "can't parse filter expression: syntax error"],
    ['icmp or', "can't parse filter expression: syntax error"],
    ['(icmp', "can't parse filter expression: syntax error"],
    ['port nope', "unknown port 'nope'"],
    ['net 10.1.0.10/24', 'non-network bits set in "10.1.0.10/24"'],
    ['proto bogus', "unknown ip proto 'bogus'"],
    ['host nowhere', "unknown host 'nowhere'"],
    ['tcp[13]', "tcp[13]: not modelled in the lab's filters"],
    ['vlan 5', "vlan: not modelled in the lab's filters"],
  ])('%s', (text, said) => expect(parseFilter(text)).toBe(said));
});
