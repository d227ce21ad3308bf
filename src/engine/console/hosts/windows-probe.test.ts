/** Windows' pathping, Test-NetConnection and netstat, and what a client hears out of its tunnel (H70, H72). */
import { describe, expect, it } from 'vitest';
import { openStory } from '../../../../scenarios/stories.ts';
import { traceFlow } from '../../data-plane/index.ts';
import type { FlowSpec, Lab } from '../../model/index.ts';
import { solve, solveStep } from '../../solve.ts';
import { runCommand } from '../index.ts';

const solution = solveStep(openStory('p2s-proxy').scenario, 'through-the-proxy');
const said = (command: string, device = 'client') => runCommand(solution, device, command).text.split('\n');

describe('through a point-to-site tunnel', () => {
  it('H72 tracert ends with the destination, not with the gateway whose envelope the answer came in', () => {
    expect(said('tracert 10.2.0.4').at(-3)).toBe('  3     2 ms     2 ms     2 ms  10.2.0.4');
  });

  it('H44 what Windows sends and answers sets out with 128, its envelope too; with -i as told; the Linux machine answers with 64', () => {
    const ttls = (flow: FlowSpec) => {
      const { out, back } = traceFlow(solution, flow, { branches: false });
      return [out, back].map((leg) => leg?.hops[0]?.before.headers.flatMap((h) => (h.kind === 'ip' ? [h.ttl] : [])));
    };
    const ping = { from: 'client', to: '10.2.0.4', protocol: 'icmp' } as const;
    expect([ttls(ping), ttls({ ...ping, ttl: 9 })]).toEqual([
      [[128], [64]],
      [[9], [64]],
    ]);
    const envelope = traceFlow(solution, ping).out.hops[0]?.after?.headers[0];
    expect(envelope?.kind === 'ip' && envelope.ttl).toBe(128);
  });

  it.each(['icmp', 'tcp', 'udp'] as const)('H44 it answers %s with 128, open or closed, in IPv6 as well; a FreeBSD machine with 64', (protocol) => {
    const on = (os: 'windows' | 'freebsd', n: number) =>
      ({ os, interfaces: { eth0: { addresses: [`10.1.0.${n}/24`, `fd00:1::${n}/64`], segment: 'lan' } }, listen: [{ protocol: 'tcp', port: 80 }] }) as const;
    const pc = { interfaces: { eth0: { addresses: ['10.1.0.10/24', 'fd00:1::10/64'], segment: 'lan' } } };
    const lan = solve({ segments: { lan: {} }, hosts: { pc, win: on('windows', 20), bsd: on('freebsd', 30) } });
    const answer = (to: string, port: number) => {
      const flow: FlowSpec = { from: 'pc', to, protocol, ...(protocol !== 'icmp' && { port }) };
      const ip = traceFlow(lan, flow).back?.hops[0]?.before.headers[0];
      return ip?.kind === 'ip' && ip.ttl;
    };
    for (const port of [80, 81]) expect(['10.1.0.20', 'fd00:1::20', '10.1.0.30', 'fd00:1::30'].map((to) => answer(to, port))).toEqual([128, 128, 64, 64]);
  });

  it('H44 ping prints the TTL of what was in the tunnel', () => {
    expect(said('ping -n 1 10.2.0.4')[1]).toBe('Reply from 10.2.0.4: bytes=32 time=2ms TTL=62');
  });

  it('pathping goes as far as everybody answers, and counts what is lost', () => {
    const reached = said('pathping 10.2.0.4');
    expect(reached.slice(2, 6).map((l) => l.trim())).toEqual(['0  172.16.16.2', '1  10.1.1.6', '2  10.0.1.5', '3  10.2.0.4']);
    expect(reached).toContain('Computing statistics for 75 seconds...');
    expect(reached).toContain('  3    2ms     0/ 100 =  0%     0/ 100 =  0%  10.2.0.4');
    const lost = said('pathping 8.8.8.8');
    expect(lost[5]).toBe('  3     *        *        *     ');
    expect(lost.at(-3)).toMatch(/^ {2}2 .* 10\.0\.1\.\d$/);
    expect(said('pathping nobody.example')).toEqual(['Unable to resolve target system name nobody.example.']);
  });
});

describe('Test-NetConnection', () => {
  it('a port that answers', () => {
    expect(said('Test-NetConnection 10.2.0.4 -Port 3128')).toEqual([
      'ComputerName     : 10.2.0.4',
      'RemoteAddress    : 10.2.0.4',
      'RemotePort       : 3128',
      'InterfaceAlias   : vpn0',
      'SourceAddress    : 172.16.16.2',
      'TcpTestSucceeded : True',
    ]);
  });

  it('one that does not is pinged besides', () => {
    const lines = said('tnc 10.2.0.4 -Port 23');
    expect(lines[0]).toBe('WARNING: TCP connect to (10.2.0.4 : 23) failed');
    expect(lines.slice(-3)).toEqual(['PingSucceeded          : True', 'PingReplyDetails (RTT) : 2 ms', 'TcpTestSucceeded       : False']);
    expect(said('tnc 8.8.8.8')[0]).toBe('WARNING: Ping to 8.8.8.8 failed with status: TimedOut');
  });

  it('what it cannot read it refuses', () => {
    expect(runCommand(solution, 'client', 'tnc 10.2.0.4 -Port x').error).toBe(true);
    expect(runCommand(solution, 'client', 'tnc').error).toBe(true);
    expect(said('tnc nobody.example')).toEqual(['WARNING: Name resolution of nobody.example failed']);
  });
});

it('H70 netstat -rn says what route print says', () => {
  expect(said('netstat -rn')).toEqual(said('route print'));
  expect(runCommand(solution, 'client', 'netstat').error).toBe(true);
});

describe('H72 what is lost at the machine’s own NIC', () => {
  const denied = { securityRules: { d: rule('Outbound') } };
  const lab = {
    networkSecurityGroups: { nsg: denied },
    virtualNetworks: {
      a: {
        location: 'japaneast',
        addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
        subnets: { s: { addressPrefix: '10.1.0.0/24', networkSecurityGroup: 'nsg' }, t: { addressPrefix: '10.1.1.0/24' } },
      },
    },
    virtualMachines: {
      w: { os: 'windows', networkInterfaces: { eth0: { subnet: 'a/s', privateIPAddress: '10.1.0.6' } } },
      d: { networkInterfaces: { eth0: { subnet: 'a/t', privateIPAddress: '10.1.1.4' } } },
    },
  } as unknown as Lab;
  const of = (command: string) => runCommand(solve(lab), 'w', command).text.split('\n');

  it('Azure drops it in silence: it times out, at every TTL', () => {
    expect(of('ping -n 1 10.1.1.4')[1]).toBe('Request timed out.');
    expect(of('tracert -h 3 10.1.1.4').slice(2, 5)).toEqual([1, 2, 3].map((n) => `  ${n}     *        *        *     Request timed out.`));
  });

  it('on a LAN the machine itself says that nobody is there, and counts that as a reply', () => {
    const lan = solve({ segments: { lan: {} }, hosts: { w: { os: 'windows', interfaces: { eth0: { addresses: ['10.1.0.20/24'], segment: 'lan' } } } } });
    const lines = runCommand(lan, 'w', 'ping -n 2 10.1.0.99').text.split('\n');
    expect([lines[1], lines.at(-1)?.trim()]).toEqual([
      'Reply from 10.1.0.20: Destination host unreachable.',
      'Packets: Sent = 2, Received = 2, Lost = 0 (0% loss),',
    ]);
    expect(runCommand(lan, 'w', 'ping -n 1 192.0.2.1').text).toContain('General failure.');
  });
});

function rule(direction: 'Inbound' | 'Outbound') {
  return {
    priority: 100,
    direction,
    access: 'Deny',
    protocol: '*',
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '*',
  };
}
