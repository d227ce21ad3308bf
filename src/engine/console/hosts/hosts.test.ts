/** Shells of Linux, FreeBSD and Windows, to the letter (H26, H44, H64, H72, section 8; claims OAS10, P2S5). */
import { describe, expect, it } from 'vitest';
import { linuxLine, proxied, SQUID, tunnelled } from '../../data-plane/test-hosts.ts';
import { JAIL, oas, oasLab, PROVIDED } from '../../data-plane/test-oas.ts';
import { solve } from '../../solve.ts';
import type { Solution } from '../../solution.ts';
import { commandsOf, runCommand } from '../index.ts';

const said = (solution: Solution, device: string, line: string) => runCommand(solution, device, line).text.split('\n');
const article = oas();
const line = linuxLine({
  r1: 'ip rule add from 10.1.1.0/24 to 10.3.0.0/24 lookup 100\nip route add default via 10.2.1.2 table 100\nip route add prohibit 10.9.0.0/16',
});

describe('Linux', () => {
  it('ip route and ip route get', () => {
    expect(said(line, 'pc', 'ip route')).toEqual([
      'default via 10.1.0.1 dev eth0',
      '10.1.0.0/24 dev eth0 proto kernel scope link src 10.1.0.10',
      '10.1.1.0/24 dev eth0 proto kernel scope link src 10.1.1.10',
    ]);
    expect(said(line, 'pc', 'ip route get 10.3.0.10')).toEqual(['10.3.0.10 via 10.1.0.1 dev eth0 src 10.1.0.10 uid 0', '    cache']);
    expect(said(line, 'pc', 'ip r g 10.3.0.10')[0]).toContain('via 10.1.0.1');
    expect(said(line, 'pc', 'ip r g')).toEqual(['need at least a destination address']);
    expect(said(line, 'pc', 'ip r s')[0]).toContain('default');
    expect(said(line, 'r1', 'ip route get 10.3.0.10 from 10.1.1.10 iif e0')).toEqual([
      '10.3.0.10 from 10.1.1.10 via 10.2.1.2 dev b table 100',
      '    cache iif e0',
    ]);
    expect(said(line, 'r1', 'ip route get 10.9.0.1')).toEqual(['RTNETLINK answers: Permission denied']);
    expect(said(line, 'r1', 'ip route get 127.0.0.1')).toEqual(['local 127.0.0.1 dev lo table local src 127.0.0.1 uid 0', '    cache <local>']);
    expect(said(line, 'r1', 'ip route show 10.9.0.0/16')).toEqual(['prohibit 10.9.0.0/16']);
    expect(said(line, 'pc', 'ip route show default')).toEqual(['default via 10.1.0.1 dev eth0']);
    expect(said(line, 'pc', 'ip route show dev eth0')[0]).toBe('default via 10.1.0.1');
    expect(said(line, 'r1', 'ip route show table all')[0]).toBe('default via 10.2.1.2 dev b table 100');
    expect(said(line, 'r1', 'ip route show table 100')).toEqual(['default via 10.2.1.2 dev b']);
  });

  it('H1 ip rule', () => {
    expect(said(line, 'pc', 'ip rule')).toEqual(['0:\tfrom all lookup local', '32766:\tfrom all lookup main', '32767:\tfrom all lookup default']);
    expect(said(line, 'r1', 'ip rule')[1]).toBe('32765:\tfrom 10.1.1.0/24 to 10.3.0.0/24 lookup 100');
  });

  it('mtr: a silent hop is ???', () => {
    const [, head, first, second] = said(article, 'world', `mtr -rwn -c 2 ${JAIL}`);
    expect([head, first]).toEqual([
      'HOST: world                 Loss%   Snt   Last   Avg  Best  Wrst StDev',
      '  1.|-- 2001:db8:400::1        0.0%     2    2.0   2.0   2.0   2.0   0.0',
    ]);
    expect(second).toContain('2001:db8:300::2');
    // An error about a flow with a state passes PF: silence needs a filter without one.
    const silent = oas({
      router01Pf: (t) =>
        t
          .replace('to $my_network_v6 keep state', 'to $my_network_v6 no state')
          .replace('pass out', 'block out quick inet6 proto icmp6 icmp6-type timex\npass out'),
    });
    expect(said(silent, 'world', `mtr -rwnu -c 2 ${JAIL}`)[3]).toBe('  2.|-- ???                   100.0     2    0.0   0.0   0.0   0.0   0.0');
  });

  it('nc: closed, filtered, unreachable', () => {
    expect(said(line, 'pc', 'nc -v 10.3.0.10 443')).toEqual(['Connection to 10.3.0.10 443 port [tcp/https] succeeded!']);
    expect(said(line, 'pc', 'nc -v 10.3.0.10 22')).toEqual(['nc: connect to 10.3.0.10 port 22 (tcp) failed: Connection refused']);
    expect(said(line, 'pc', 'nc -v 10.9.0.1 22')).toEqual(['nc: connect to 10.9.0.1 port 22 (tcp) failed: No route to host']);
  });
});

describe('OAS10 FreeBSD', () => {
  it('H44 mtr from outside shows the tunnel hop before the jail’s address', () => {
    expect(
      said(article, 'world', `mtr -rwn ${JAIL}`)
        .slice(-2)
        .map((l) => l.split(' ').filter(Boolean)[1]),
    ).toEqual(['2a06:9801:1c:ffff::2', JAIL]);
  });

  it('curl --interface from the jail shows each source address outside', () => {
    const curl = (source: string) => said(article, 'jail', `curl --interface ${source} https://[2001:db8:400::10]/`).at(-1);
    expect([curl(PROVIDED), curl(JAIL)]).toEqual(['Your address is 2001:db8:200::2', `Your address is ${JAIL}`]);
    expect(said(article, 'jail', 'curl --interface 192.0.2.1 https://[2001:db8:400::10]/')[0]).toContain('bind failed');
  });

  it('H24 H26 netstat -rn, in FIB 0 and in FIB 1', () => {
    const zero = said(article, 'vps01', 'netstat -rn');
    expect(zero.slice(0, 4).map((l) => l.replace(/ +/g, ' '))).toEqual(['Routing tables', '', 'Internet:', 'Destination Gateway Flags Netif Expire']);
    expect(zero.map((l) => l.replace(/ +/g, ' '))).toContain('default 203.0.113.1 UGS vtnet0');
    const one = said(article, 'vps01', 'setfib 1 netstat -rn').map((l) => l.replace(/ +/g, ' '));
    expect(one).toEqual(said(article, 'vps01', 'netstat -rnF 1').map((l) => l.replace(/ +/g, ' ')));
    expect(one).toContain('default link#4 US gif0');
    // usr.bin/netstat/route.c: %*.*s of eight.
    expect(one.filter((l) => l.endsWith('bastille')).length).toBeGreaterThan(0);
    const router = said(article, 'router01', 'netstat -rn').map((l) => l.replace(/ +/g, ' '));
    expect(router).toContain('2a06:9801:1c::/48 ::1 UGRS lo0');
    // Link-local networks have their zone, a daemon's router or not.
    expect(router.filter((l) => l.startsWith('fe80::/64'))).toEqual([]);
    expect(router.filter((l) => /^fe80::%\w+\/64 /.test(l)).length).toBeGreaterThan(1);
  });

  it('setfib chooses the table of a ping', () => {
    expect(said(article, 'vps01', 'setfib 1 ping -c 1 2001:db8:400::10').at(-2)).toBe('1 packets transmitted, 1 packets received, 0.0% packet loss');
  });

  it('ifconfig: a tunnel, its peer, its FIB', () => {
    expect(said(article, 'vps01', 'ifconfig gif0')).toEqual([
      'gif0: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> metric 0 mtu 1280',
      '\toptions=80000<LINKSTATE>',
      '\ttunnel inet 203.0.113.10 --> 198.51.100.10',
      expect.stringMatching(/^\tinet6 fe80::[0-9a-f:]+%gif0 prefixlen 64 scopeid 0x4$/),
      '\tinet6 2a06:9801:1c:ffff::2 --> 2a06:9801:1c:ffff::1 prefixlen 128',
      '\tgroups: gif',
      '\tfib: 1',
      '\tnd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>',
    ]);
  });

  it('pfctl: anchors, a table, what is not there', () => {
    const pf = (t: string) => t.replace('pass out quick all', 'anchor "inner" out {\n block return proto tcp to port 25\n}\npass out quick all');
    const lab = solve(oasLab({ vps01Pf: (t) => `table <bad> persist { 192.0.2.0/24, !192.0.2.9, 10.0.0.1 }\n${pf(t)}` }));
    expect(said(lab, 'vps01', 'pfctl -s Anchors')).toEqual(['  inner']);
    expect(said(lab, 'vps01', 'pfctl -a inner -sr')).toEqual(['block return proto tcp from any to any port = smtp']);
    expect(said(lab, 'vps01', 'pfctl -t bad -T show')).toEqual(['   10.0.0.1', '   192.0.2.0/24', '  !192.0.2.9']);
    expect(said(lab, 'vps01', 'pfctl -t bad -T test 192.0.2.1 192.0.2.9 10.0.0.1 10.0.0.2')).toEqual(['2/4 addresses match.']);
    expect(['none -T test 10.0.0.1', 'bad -T test nowhere'].map((w) => said(lab, 'vps01', `pfctl -t ${w}`)[0])).toEqual([
      'pfctl: Table does not exist.',
      'no IP address found for nowhere',
    ]);
    expect([said(lab, 'vps01', 'pfctl -a none -sr'), said(lab, 'vps01', 'pfctl -t none -T show')]).toEqual([
      ['pfctl: Anchor does not exist.'],
      ['pfctl: Table does not exist.'],
    ]);
  });

  it('pfctl: rules, translations, the states of the lab’s flows', () => {
    expect(said(article, 'vps01', 'pfctl -sr')[1]).toBe(
      'pass in on bastille0 inet6 from 2a06:9801:1c:1000::/64 to any flags S/SA keep state rtable 1'.replace('pass in on', 'pass in quick on'),
    );
    expect(said(article, 'vps01', 'pfctl -sn')).toEqual(['nat on vtnet0 inet6 from 2001:db8:200:0:1000::/68 to any -> 2001:db8:200::2']);
    const flows = { a: { from: 'jail', to: '2001:db8:400::10', protocol: 'tcp', port: 443, source: PROVIDED } } as const;
    const states = said(solve({ ...oasLab(), flows }), 'vps01', 'pfctl -ss');
    expect(states).toEqual([`all tcp 2001:db8:200::2[60846] (${PROVIDED}[49152]) -> 2001:db8:400::10[443]       ESTABLISHED:ESTABLISHED`]);
    const echo = { a: { from: 'jail', to: '2001:db8:400::10', protocol: 'icmp', source: PROVIDED, icmpId: 9 } } as const;
    expect(said(solve({ ...oasLab(), flows: echo }), 'vps01', 'pfctl -ss')).toEqual([
      `all ipv6-icmp 2001:db8:200::2[9] (${PROVIDED}[9]) -> 2001:db8:400::10[9]       0:0`,
      // An echo's answer that no state of the jail's side knows makes one (pf.c: only ICMP errors do not).
      `all ipv6-icmp 2001:db8:400::10[9] -> ${PROVIDED}[9]       0:0`,
    ]);
  });

  it('a system has its own commands', () => {
    expect(said(article, 'vps01', 'ip route')).toEqual(['bash: ip: command not found']);
    expect(said(line, 'pc', 'ifconfig')).toEqual(['bash: ifconfig: command not found']);
    expect(commandsOf(article, 'vps01')).toContain('pfctl -ss');
    expect(commandsOf(line, 'pc')).not.toContain('pfctl -ss');
  });
});

describe('Windows', () => {
  const windows = solve({
    segments: { lan: {}, far: {} },
    hosts: { pc: { os: 'windows', interfaces: { Ethernet: { addresses: ['10.1.0.10/24'], segment: 'lan' } }, gateway: '10.1.0.1' } },
    routers: {
      r: { interfaces: { e0: { addresses: ['10.1.0.1/24'], segment: 'lan' }, e1: { addresses: ['10.2.0.1/24'], segment: 'far' } }, frr: { config: '' } },
    },
  });

  it('H72 tracert and ping', () => {
    expect(said(windows, 'pc', 'tracert 10.2.0.1')).toEqual([
      'Tracing route to 10.2.0.1 over a maximum of 30 hops',
      '',
      '  1     2 ms     2 ms     2 ms  10.2.0.1',
      '',
      'Trace complete.',
    ]);
    expect(said(windows, 'pc', 'tracert -d 10.2.0.1')).toEqual(said(windows, 'pc', 'tracert 10.2.0.1'));
    expect(said(windows, 'pc', 'ping -n 1 10.2.0.1').slice(0, 2)).toEqual([
      'Pinging 10.2.0.1 with 32 bytes of data:',
      'Reply from 10.2.0.1: bytes=32 time=2ms TTL=64',
    ]);
    expect(said(windows, 'pc', 'ping -n 1 10.9.0.1')[1]).toBe('Reply from 10.1.0.1: Destination net unreachable.');
  });

  it('H70 route print', () => {
    expect(said(windows, 'pc', 'route print -4')).toContain('          0.0.0.0          0.0.0.0         10.1.0.1        10.1.0.10     25');
    expect(said(windows, 'pc', 'route print')).toContain('         10.1.0.0    255.255.255.0         On-link         10.1.0.10    281');
  });
});

describe('a proxy', () => {
  const lab = proxied();
  it('H64 curl -x', () => {
    const curl = (url: string) => said(lab, 'client', `curl -x http://10.2.0.4:3128 ${url}`).at(-1);
    expect([curl('https://www.netflix.com/'), curl('https://www.netflix.com:8443/'), curl('https://nowhere.example/')]).toEqual([
      'Your address is 198.51.100.20',
      'curl: (56) CONNECT tunnel failed, response 403',
      'curl: (56) CONNECT tunnel failed, response 500',
    ]);
  });

  it('P2S5 its access.log has the lab’s flows', () => {
    const flows = { web: { from: 'client', to: 'www.netflix.com', protocol: 'tcp', port: 443, proxy: 'proxy', bytes: 1000 } } as const;
    const [logged, ...others] = said(solve({ ...lab.lab, flows }), 'proxy', 'cat /var/log/squid/access.log');
    expect([logged, others]).toEqual([
      expect.stringMatching(/10\.2\.0\.9 TCP_TUNNEL\/200 1039 CONNECT www\.netflix\.com:443 - HIER_DIRECT\/192\.0\.2\.80 -$/),
      [],
    ]);
  });

  it('H63 the access.log of a parent has what its child asks it for, and the child’s has both ends', () => {
    const by = proxied(`${SQUID}\nnever_direct allow all\ncache_peer 10.2.0.5 parent 3128 0`, 'http_port 3128\nhttp_access allow all').lab;
    const flows = { web: { from: 'client', to: 'www.netflix.com', protocol: 'tcp', port: 443, proxy: 'proxy', bytes: 1000 } } as const;
    const solution = solve({ ...by, flows });
    const log = (device: string) => said(solution, device, 'cat /var/log/squid/access.log').map((l) => l.replace(/^.*?(?=10\.2)/, ''));
    expect(log('parent')).toEqual(['10.2.0.4 TCP_TUNNEL/200 1039 CONNECT www.netflix.com:443 - HIER_DIRECT/192.0.2.80 -']);
    expect(log('proxy')).toEqual(['10.2.0.9 TCP_TUNNEL/200 1039 CONNECT www.netflix.com:443 - FIRSTUP_PARENT/10.2.0.5 -']);
    const alone = solve({ ...proxied(SQUID, 'http_port 3128\nhttp_access allow all').lab, flows });
    expect(said(alone, 'parent', 'cat /var/log/squid/access.log')).toEqual(['']);
  });
});

describe('tcpdump', () => {
  const gre = tunnelled('gre');
  const at = (name: string) =>
    said(solve({ ...gre.lab, flows: { p: { from: 'pc', to: 'server', protocol: 'icmp' } } }), 'r1', `tcpdump -n -i ${name}`).map((l) =>
      l.replace(/^[\d:.]+ /, ''),
    );

  const packets = (name: string) => at(name).slice(2, -4);

  it('H40 the cable has the envelope, the tunnel’s interface what is inside', () => {
    expect(packets('a')).toEqual([
      'IP 10.2.0.1 > 10.2.0.2: GREv0, length 88: IP 10.1.0.10 > 10.3.0.10: ICMP echo request, id 1, seq 1, length 64',
      'IP 10.2.0.2 > 10.2.0.1: GREv0, length 88: IP 10.3.0.10 > 10.1.0.10: ICMP echo reply, id 1, seq 1, length 64',
    ]);
    expect(packets('t0')).toEqual([
      'IP 10.1.0.10 > 10.3.0.10: ICMP echo request, id 1, seq 1, length 64',
      'IP 10.3.0.10 > 10.1.0.10: ICMP echo reply, id 1, seq 1, length 64',
    ]);
    expect(packets('b')).toEqual([]);
    expect(at('b').slice(-3)).toEqual(['packets captured', 'packets received by filter', 'packets dropped by kernel']);
  });

  it('any: each packet with its interface and way, the envelope on the cable’s side', () => {
    const seen = packets('any');
    expect(seen.map((l) => l.split(/ +/).slice(0, 2).join(' '))).toEqual(['e0 In', 't0 Out', 'a Out', 'a In', 't0 In', 'e0 Out']);
    expect(seen[2]).toContain('GREv0');
    expect(at('nope')).toEqual(['tcpdump: nope: No such device exists', '(No such device exists)']);
  });
});
