/** What programs say of every kind of "unreachable" that a filter answers with (H52; recorded: oracle/kernel/reject-types-forward and -ipv6). */
import { describe, expect, it } from 'vitest';
import { runCommand } from '../run.ts';
import { linuxLine } from '../../data-plane/test-hosts.ts';

const said = (type: string, command: string) => runCommand(linuxLine({ r1: `iptables -A FORWARD -j REJECT --reject-with ${type}` }), 'pc', command).text;

describe('H52 REJECT of IPv4', () => {
  it.each([
    ['icmp-net-unreachable', 'Destination Net Unreachable', ' !N', 'Network is unreachable'],
    ['icmp-host-unreachable', 'Destination Host Unreachable', ' !H', 'No route to host'],
    ['icmp-proto-unreachable', 'Destination Protocol Unreachable', ' !P', 'Protocol not available'],
    ['icmp-port-unreachable', 'Destination Port Unreachable', '', 'Connection refused'],
    ['icmp-net-prohibited', 'Destination Net Prohibited', ' !X', 'Network is unreachable'],
    ['icmp-host-prohibited', 'Destination Host Prohibited', ' !X', 'No route to host'],
    ['icmp-admin-prohibited', 'Packet filtered', ' !X', 'No route to host'],
  ])('%s', (type, ping, mark, connect) => {
    expect(said(type, 'ping -c 1 10.3.0.10')).toContain(`From 10.1.0.1 icmp_seq=1 ${ping}`);
    expect(
      said(type, 'traceroute -n -q 1 10.3.0.10')
        .split('\n')
        .at(-1)
        ?.replace(/ [\d.]+ ms/, ''),
    ).toBe(` 2  10.1.0.1 ${mark}`);
    expect(said(type, 'nc -vz 10.3.0.10 443')).toContain(`failed: ${connect}`);
  });

  it.each([
    ['icmp-proto-unreachable', '10.3.0.10 protocol 17 unreachable'],
    ['icmp-net-prohibited', 'net 10.3.0.10 unreachable - admin prohibited'],
    ['icmp-host-prohibited', 'host 10.3.0.10 unreachable - admin prohibited'],
    ['icmp-admin-prohibited', 'host 10.3.0.10 unreachable - admin prohibited filter'],
  ])('%s as tcpdump words it (print-icmp.c)', (type, text) => {
    const solution = linuxLine({ r1: `iptables -A FORWARD -j REJECT --reject-with ${type}` });
    const lab = { ...solution.lab, flows: { f: { from: 'pc', to: 'server', protocol: 'udp' as const, port: 53 } } };
    expect(runCommand({ ...solution, lab }, 'pc', 'tcpdump -n -i eth0').text).toContain(`ICMP ${text}, length`);
  });
});
