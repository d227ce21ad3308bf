/** What FRR 8.4.4 printed with live neighbors: a configuration typed into vtysh in this order, interfaces first (F141). */
import { describe, expect, it } from 'vitest';
import { solve } from '../../solve.ts';
import { runCommand } from '../index.ts';

const CONFIG = `ip route 10.2.0.0/24 10.3.0.2
interface eth0
 pbr-policy M
exit
interface eth2
 pbr-policy N
exit
pbr-map M seq 10
 match src-ip 10.1.0.0/24
 match dst-ip 10.2.0.0/24
 match dst-port 22
 match ip-protocol tcp
 set nexthop 10.4.0.9
exit
pbr-map M seq 20
 match dst-ip 10.2.0.0/24
 match src-port 7777
 match ip-protocol udp
 set nexthop 10.4.0.2 eth2
exit
pbr-map M seq 30
 match mark 5
 set nexthop eth2
exit
pbr-map M seq 70
 match src-ip 2001:db8::/64
 set nexthop 10.4.0.2
exit
pbr-map N seq 5
 match src-ip 10.77.0.0/24
 set nexthop 10.99.0.1
exit
pbr-map N seq 6
 match ip-protocol tcp
 set nexthop 10.4.0.2
exit
pbr-map N seq 7
 match src-ip 10.78.0.0/24
 set nexthop 10.4.0.2 eth1
exit
pbr-map N seq 8
 match src-ip 10.79.0.0/24
 set nexthop 10.4.0.9
exit
pbr-map N seq 9
 match src-ip 10.79.0.0/24
exit
`;

const MAP = `  pbr-map M valid: yes
    Seq: 10 rule: 309
        Installed: yes Reason: Valid
        IP Protocol Match: tcp
        SRC IP Match: 10.1.0.0/24
        DST IP Match: 10.2.0.0/24
        DST Port Match: 22
        nexthop 10.4.0.9
          Installed: yes Tableid: 10000
    Seq: 20 rule: 319
        Installed: yes Reason: Valid
        IP Protocol Match: udp
        DST IP Match: 10.2.0.0/24
        SRC Port Match: 7777
        nexthop 10.4.0.2 eth2
          Installed: yes Tableid: 10001
    Seq: 30 rule: 329
        Installed: yes Reason: Valid
        MARK Match: 5
        nexthop eth2
          Installed: yes Tableid: 10002
    Seq: 70 rule: 369
        Installed: yes Reason: Valid
        SRC IP Match: 2001:db8::/64
        nexthop 10.4.0.2
          Installed: yes Tableid: 10003
  pbr-map N valid: no
    Seq: 5 rule: 304
        Installed: no Reason: Invalid NH
        SRC IP Match: 10.77.0.0/24
        nexthop 10.99.0.1
          Installed: no Tableid: 10004
    Seq: 6 rule: 305
        Installed: no Reason: Invalid Src or Dst
        IP Protocol Match: tcp
        nexthop 10.4.0.2
          Installed: yes Tableid: 10005
    Seq: 7 rule: 306
        Installed: no Reason: Invalid NH
        SRC IP Match: 10.78.0.0/24
        nexthop 10.4.0.2 eth1
          Installed: no Tableid: 10006
    Seq: 8 rule: 307
        Installed: yes Reason: Valid
        SRC IP Match: 10.79.0.0/24
        nexthop 10.4.0.9
          Installed: yes Tableid: 10007
    Seq: 9 rule: 308
        Installed: no Reason: No Nexthops
        SRC IP Match: 10.79.0.0/24
        Nexthop-Group: Unknown Installed: no`;

const GROUPS = `Nexthop-Group: M10 Table: 10000 Valid: 1 Installed: 1
	Valid: 1 nexthop 10.4.0.9
Nexthop-Group: M20 Table: 10001 Valid: 1 Installed: 1
	Valid: 1 nexthop 10.4.0.2 eth2
Nexthop-Group: M30 Table: 10002 Valid: 1 Installed: 1
	Valid: 1 nexthop eth2`;

const RULES = `0:	from all lookup local
307:	from 10.79.0.0/24 iif eth2 lookup 10007 proto zebra
309:	from 10.1.0.0/24 to 10.2.0.0/24 iif eth0 ipproto tcp lookup 10000 proto zebra
319:	from all to 10.2.0.0/24 iif eth0 ipproto udp lookup 10001 proto zebra
329:	from all fwmark 0x5 iif eth0 lookup 10002 proto zebra
32766:	from all lookup main
32767:	from all lookup default`;

const wire = (segment: string, ...addresses: string[]) => ({ segment, addresses });
const solution = solve({
  segments: { a: {}, c: {}, d: {} },
  routers: {
    r: { interfaces: { eth0: wire('a', '10.1.0.1/24'), eth1: wire('c', '10.3.0.1/24'), eth2: wire('d', '10.4.0.1/24') }, frr: { config: CONFIG } },
  },
});
const said = (line: string) =>
  runCommand(solution, 'r', line)
    .text.split('\n')
    .map((l) => l.trimEnd())
    .join('\n');

describe('F141 show pbr', () => {
  it('map: numbers of rules and tables, and why an entry is not valid', () => {
    expect(said('show pbr map')).toBe(MAP);
    expect(said('show pbr map N')).toBe(MAP.slice(MAP.indexOf('  pbr-map N')));
    expect(said('show pbr map NOPE')).toBe('');
    expect(
      said('show pbr map M detail')
        .split('\n')
        .filter((l) => l.includes('Installed')),
    ).toEqual([1, 2, 3, 4].flatMap((n, i) => [`        Installed: 1(${n}) Reason: Valid`, `          Installed: 1(1) Tableid: ${10_000 + i}`]));
  });

  it('map json: without ports and protocol', () => {
    const [m] = JSON.parse(said('show pbr map json')) as { policies: Record<string, unknown>[] }[];
    expect(m?.policies[0]).toEqual({
      id: 1,
      sequenceNumber: 10,
      ruleNumber: 309,
      vrfUnchanged: false,
      installed: true,
      installedReason: 'Valid',
      nexthopGroup: { tableId: 10000, name: 'M10', installed: true, installedInternally: 1 },
      matchSrc: '10.1.0.0/24',
      matchDst: '10.2.0.0/24',
    });
    expect(said('show pbr map NOPE json')).toBe('[\n]');
  });

  it('interface', () => {
    expect(said('show pbr interface')).toBe('  eth0(2) with pbr-policy M\n  eth2(4) with pbr-policy N');
    expect(JSON.parse(said('show pbr interface eth0 json'))).toEqual([{ name: 'eth0', index: 2, policy: 'M', valid: true }]);
  });

  it('nexthop-groups, and next hops that zebra tracks', () => {
    expect(said('show pbr nexthop-groups').startsWith(GROUPS)).toBe(true);
    expect(said('show pbr nexthop-groups N5')).toBe('Nexthop-Group: N5 Table: 10004 Valid: 0 Installed: 0\n\tValid: 0 nexthop 10.99.0.1');
    expect(JSON.parse(said('show pbr nexthop-groups M20 json'))).toEqual([
      { id: 10_001, name: 'M20', valid: true, installed: true, nexthops: [{ nexthop: '10.4.0.2', vrfId: 'eth2', valid: true }] },
    ]);
    expect(said('show ip nht')).toContain('10.99.0.1\n unresolved\n Client list: pbr(fd ');
  });
});

describe('F141 the kernel behind it', () => {
  it('ip rule: an entry that is not valid has none, and ports are in none', () => {
    expect(said('ip rule')).toBe(RULES);
    expect(said('ip -6 rule')).toContain('\n369:\tfrom 2001:db8::/64 iif eth0 lookup 10003 proto zebra\n');
  });

  it('a default route in each table; a bare interface has one of both families', () => {
    expect(said('ip route show table 10000')).toBe('default via 10.4.0.9 dev eth2 proto pbr metric 20');
    expect(said('ip route show table 10002')).toBe('default dev eth2 proto pbr metric 20');
    expect(said('ip -6 route show table 10002')).toBe('default dev eth2 proto pbr metric 20 pref medium');
    expect(said('ip -6 route').split('\n')).toEqual(['eth0', 'eth1', 'eth2'].map((i) => `fe80::/64 dev ${i} proto kernel metric 256 pref medium`));
    expect(said('ip -6 route show table 10003')).toContain('FIB table does not exist');
    expect(said('ip route show table 10004')).toContain('FIB table does not exist');
    expect(said('ip route get 10.2.0.10 from 10.1.0.10 iif eth0 ipproto tcp dport 80')).toBe(
      '10.2.0.10 from 10.1.0.10 via 10.4.0.9 dev eth2 table 10000\n    cache iif eth0',
    );
  });
});
