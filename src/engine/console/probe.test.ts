/** `ping` and `traceroute` to the letter (H section 8), over the built-in scenario and a lab whose routers have little to say. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readScenario, type Scenario, stateAt } from '../model/index.ts';
import { solve } from '../solve.ts';
import { ping } from './ping.ts';
import { traceroute } from './probe.ts';

const text = readFileSync(new URL('../../../scenarios/reverse-forced-tunneling.json', import.meta.url), 'utf8');
const hub = solve(stateAt(readScenario(text).scenario as Scenario, 'complete'));
const router = (id: string, interfaces: Record<string, { addresses: string[]; segment: string; mtu?: number }>, ...config: string[]) => ({
  [id]: { interfaces, frr: { config: config.join('\n') } },
});
const small = solve({
  segments: { a: {}, b: {} },
  hosts: { pc: { interfaces: { eth0: { addresses: ['10.1.0.10/24'], segment: 'a' } }, gateway: '10.1.0.1' } },
  routers: {
    ...router(
      'r1',
      { e0: { addresses: ['10.1.0.1/24'], segment: 'a' }, e1: { addresses: ['10.2.0.1/24'], segment: 'b', mtu: 1400 } },
      'ip route 10.9.0.0/16 10.2.0.2',
    ),
    ...router('r2', { e0: { addresses: ['10.2.0.2/24'], segment: 'b' } }, 'ip route 10.1.0.0/24 10.2.0.1', 'ip route 10.9.1.0/24 10.2.0.1'),
  },
});

const lines = (answer: { readonly text: string }) => answer.text.split('\n');
const from = (command: (solution: typeof small, device: string, words: string[]) => { readonly text: string }, line: string, solution = small, device = 'pc') =>
  lines(command(solution, device, line.split(' ')));

describe('ping', () => {
  it('-I says where it sends from, by an interface or an address; -q leaves the answers out (recorded)', () => {
    expect(from(ping, '-c 1 -I eth0 10.2.0.1')[0]).toBe('PING 10.2.0.1 (10.2.0.1) from 10.1.0.10 eth0: 56(84) bytes of data.');
    expect(from(ping, '-c 1 -I 10.1.0.10 10.2.0.1')[0]).toBe('PING 10.2.0.1 (10.2.0.1) from 10.1.0.10 : 56(84) bytes of data.');
    expect(from(ping, '-q -c 1 10.2.0.1')).toEqual(from(ping, '-c 1 10.2.0.1').filter((l) => !l.startsWith('64 bytes')));
    expect(from(ping, '-q -c 1 -t 1 10.9.0.1').slice(0, 4)).toEqual([
      'PING 10.9.0.1 (10.9.0.1) 56(84) bytes of data.',
      '',
      '--- 10.9.0.1 ping statistics ---',
      '1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms',
    ]);
  });

  it('is answered', () => {
    expect(from(ping, '-c 2 10.50.1.4', hub, 'pc-onprem')).toEqual([
      'PING 10.50.1.4 (10.50.1.4) 56(84) bytes of data.',
      '64 bytes from 10.50.1.4: icmp_seq=1 ttl=62 time=2.00 ms',
      '64 bytes from 10.50.1.4: icmp_seq=2 ttl=62 time=2.00 ms',
      '',
      '--- 10.50.1.4 ping statistics ---',
      '2 packets transmitted, 2 received, 0% packet loss, time 1001ms',
      'rtt min/avg/max/mdev = 2.000/2.000/2.000/0.000 ms',
    ]);
  });

  it.each([
    ['-c 1 10.9.9.9', 'From 10.2.0.2 icmp_seq=1 Destination Net Unreachable'],
    ['-c 1 -t 1 10.2.0.2', 'From 10.1.0.1 icmp_seq=1 Time to live exceeded'],
    ['-c 1 10.2.0.77', 'From 10.1.0.1 icmp_seq=1 Destination Host Unreachable'],
    ['-c 1 -s 1400 -M do 10.2.0.2', 'From 10.1.0.1 icmp_seq=1 Frag needed and DF set (mtu = 1400)'],
    ['-c 1 -s 1473 -M do 10.2.0.2', 'ping: local error: message too long, mtu=1500'],
  ])('%s: %s', (words, answer) => {
    expect(from(ping, words).slice(1)).toEqual([
      answer,
      '',
      expect.stringContaining('ping statistics'),
      '1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms',
    ]);
  });

  it.each([
    [
      '-c 3 -s 1400 10.2.0.2',
      ['From 10.1.0.1 icmp_seq=1 Frag needed and DF set (mtu = 1400)', '1408 bytes 2', '1408 bytes 3'],
      '2 received, +1 errors, 33.3333%',
    ],
    [
      '-c 2 -s 1400 -M do 10.2.0.2',
      ['From 10.1.0.1 icmp_seq=1 Frag needed and DF set (mtu = 1400)', 'ping: local error: message too long, mtu=1400'],
      '0 received, +2 errors, 100%',
    ],
    ['-c 1 -s 1400 -M dont 10.2.0.2', ['1408 bytes 1'], '1 received, 0%'],
    ['-c 1 -s 3000 10.1.0.1', ['3008 bytes 1'], '1 received, 0%'],
  ])('H9 a sender that is told of a path MTU cuts what is larger from then on, unless it may not (recorded): %s', (words, answers, summary) => {
    const said = from(ping, words).slice(1);
    const short = (text: string) => text.replace(/^(\d+ bytes) from \S+ icmp_seq=(\d+) .*$/, '$1 $2');
    expect(said.slice(0, answers.length).map(short)).toEqual(answers);
    expect(said.find((l) => l.includes('packets transmitted'))).toContain(`${summary} packet loss`);
  });

  it('silence is silence', () => {
    expect(from(ping, '-c 1 10.99.0.1', hub, 'pc-onprem').slice(1)).toEqual([
      '',
      '--- 10.99.0.1 ping statistics ---',
      '1 packets transmitted, 0 received, 100% packet loss, time 0ms',
    ]);
  });

  it('names that nobody has, and ways that are not there', () => {
    expect(from(ping, 'nobody')).toEqual(['ping: nobody: Name or service not known']);
    expect(from(ping, '192.0.2.1', small, 'r2')).toEqual(['ping: connect: Network is unreachable']);
  });
});

describe('traceroute', () => {
  it('prints an address once, and stars for silence', () => {
    expect(from(traceroute, '10.50.1.4', hub, 'pc-onprem')).toEqual([
      'traceroute to 10.50.1.4 (10.50.1.4), 30 hops max, 60 byte packets',
      ' 1  10.20.10.1 (10.20.10.1)  2.000 ms  2.000 ms  2.000 ms',
      ' 2  * * *',
      ' 3  10.50.1.4 (10.50.1.4)  2.000 ms  2.000 ms  2.000 ms',
    ]);
  });

  it('A166 -T -p ends at a firewall that takes the connection, under the server’s address', () => {
    expect(from(traceroute, '-n -T -p 443 -q 1 www.example.com', hub, 'pc-onprem').slice(1)).toEqual([
      ' 1  10.20.10.1  2.000 ms',
      ' 2  *',
      ' 3  192.0.2.80  2.000 ms',
    ]);
  });

  it.each([
    ['-n -F 10.2.0.2 1440', ['1440 byte packets', ' 1  10.1.0.1  2.000 ms', ' 2  10.1.0.1  2.000 ms !F-1400']],
    ['-n -F 10.2.0.2 1600', ['1600 byte packets', 'send: Message too long']],
    ['-n 10.1.0.77', ['60 byte packets', ' 1  10.1.0.10  2.000 ms !H']],
    ['-n 127.0.0.1', ['60 byte packets', ' 1  127.0.0.1  2.000 ms']],
  ])('sizes, nobody on the link, the machine itself: %s', (words, expected) => {
    const [head = '', ...rest] = from(traceroute, `-q 1 ${words}`);
    expect([head.replace(/^.*max, /, ''), ...rest]).toEqual(expected);
  });

  it('ends with a mark where a router refuses', () => {
    expect(from(traceroute, '-n -q 1 10.9.9.9').slice(1)).toEqual([' 1  10.1.0.1  2.000 ms', ' 2  10.2.0.2  2.000 ms !N']);
  });

  it('a loop shows the same two addresses to the end', () => {
    expect(from(traceroute, '-n -q 1 -m 4 10.9.1.1').slice(1)).toEqual([
      ' 1  10.1.0.1  2.000 ms',
      ' 2  10.2.0.2  2.000 ms',
      ' 3  10.1.0.1  2.000 ms',
      ' 4  10.2.0.2  2.000 ms',
    ]);
  });
});
