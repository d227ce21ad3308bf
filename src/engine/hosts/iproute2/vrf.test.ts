/** VRFs in a script (H11): drivers/net/vrf.c, net/core/fib_rules.c and iproute2's words for what they refuse. */
import { describe, expect, it } from 'vitest';
import { formatPrefix, parseInterfaceAddress } from '../../ip/index.ts';
import { parseLinux } from './parse.ts';

const DRAWN = ['eth0', 'eth1', 'lo'].map((name, i) => ({
  name,
  addresses: [`10.${i}.0.1/24`, `2001:db8:${i}::1/64`].flatMap((a) => parseInterfaceAddress(a) ?? []),
}));
const read = (...lines: string[]) => parseLinux(lines.join('\n'), DRAWN);
const said = (...lines: string[]) => read(...lines).diagnostics.map((d) => `${d.code} ${d.place.span?.line}: ${d.args?.['said'] ?? ''}`.trim());
const BLUE = ['ip link add blue type vrf table 10', 'ip link set blue up'];
const routes = (...lines: string[]) =>
  read(...lines).config.routes.map((r) => `${formatPrefix(r.prefix)} ${r.kind} ${r.interface ?? ''} ${r.table} ${r.metric}`);

describe('H11 VRFs and their members', () => {
  it('a VRF has its table, and members by master or vrf', () => {
    const { config, diagnostics } = read(...BLUE, 'ip link set eth0 master blue', 'ip link set dev eth1 vrf blue');
    expect([...config.links.values()].map((l) => [l.name, l.vrfTable, l.vrf, l.up])).toEqual([
      ['blue', 10, undefined, true],
      ['eth0', undefined, 'blue', true],
      ['eth1', undefined, 'blue', true],
    ]);
    expect([diagnostics, [...config.cycled]]).toEqual([[], ['eth0', 'eth1']]);
  });

  it('names of tables count, words come in any order, nomaster and ip link del let members go', () => {
    const { config } = read(
      'echo "10 tenants" >> /etc/iproute2/rt_tables',
      'ip link add blue type vrf table tenants',
      'ip link set vrf blue mtu 1400 dev eth0',
    );
    expect([config.links.get('blue')?.vrfTable, config.links.get('eth0')]).toMatchObject([10, { vrf: 'blue', mtu: 1400 }]);
    expect(read(...BLUE, 'ip link set eth0 master blue', 'ip link set eth0 nomaster').config.links.get('eth0')?.vrf).toBeUndefined();
    const gone = read(...BLUE, 'ip link set eth0 master blue', 'ip link del blue').config.links;
    expect([gone.has('blue'), gone.get('eth0')?.vrf]).toEqual([false, undefined]);
  });

  it.each([
    ['a VRF without a table', ['ip link add blue type vrf'], 'linux-refused 1: VRF table id is missing.'],
    ['a VRF with other words', ['ip link add blue type vrf id 10'], 'linux-refused 1: vrf: unknown option "id"?'],
    ['a VRF that is not there', ['ip link set eth0 vrf blue'], 'linux-refused 1: argument "blue" is wrong: Not a valid VRF name'],
    ['a master that is not there', ['ip link set eth0 master blue'], 'linux-refused 1: Cannot find device "blue"'],
    ['vrf of what is none', ['ip link set eth0 vrf eth1'], 'linux-refused 1: argument "eth1" is wrong: Not a valid VRF name'],
    ['the loopback', [...BLUE, 'ip link set lo master blue'], 'linux-refused 3: Can not enslave loopback device to a VRF.'],
    [
      'a VRF in a VRF',
      [...BLUE, 'ip link add red type vrf table 11', 'ip link set red up master blue'],
      'linux-refused 4: Can not enslave an L3 master device to a VRF.',
    ],
    ['a name twice', [...BLUE, 'ip link add blue type vrf table 11'], 'linux-refused 3: RTNETLINK answers: File exists'],
    ['a table twice', [...BLUE, 'ip link add red type vrf table 10', 'ip link set red up'], 'linux-vrf-table-shared 3:'],
    [
      'a table twice, strictly',
      ['sysctl -w net.vrf.strict_mode=1', ...BLUE, 'ip link add red type vrf table 10'],
      'linux-refused 4: Table is used by another VRF.',
    ],
    [
      'an interface in two VRFs',
      [...BLUE, 'ip link add red type vrf table 11', 'ip link set red up', 'ip link set eth0 master blue', 'ip link set eth0 master red'],
      'linux-vrf-moved 6:',
    ],
    ['a VRF that is never up', ['ip link add blue type vrf table 10'], 'linux-vrf-down 1:'],
    ['a route in a VRF that is not there', ['ip route add 10.9.0.0/16 via 10.0.0.2 vrf blue'], 'linux-refused 1: argument "blue" is wrong: Invalid VRF'],
    [
      'a route by a member, outside its table',
      [...BLUE, 'ip link set eth0 master blue', 'ip route add 10.9.0.0/16 via 10.0.0.2 dev eth0'],
      'linux-vrf-route-outside 4:',
    ],
    ['a route that the move takes away', [...BLUE, 'ip route add 10.9.0.0/16 via 10.0.0.2', 'ip link set eth0 master blue'], 'linux-vrf-route-lost 4:'],
    ['addresses that the move takes away', [...BLUE, 'ip addr add 2001:db8:7::1/64 dev eth0', 'ip link set eth0 master blue'], 'linux-vrf-addresses-lost 4:'],
  ])('%s', (_, lines, expected) => expect(said(...lines)).toEqual([expected]));

  it('counter-examples: the same where nothing is wrong with it', () => {
    expect(said(...BLUE, 'ip link set eth0 master blue', 'ip link set eth0 master blue')).toEqual([]);
    expect(said(...BLUE, 'ip link set eth0 master blue', 'ip route add 10.9.0.0/16 via 10.0.0.2 dev eth0 vrf blue')).toEqual([]);
    expect(said(...BLUE, 'ip link set eth0 master blue', 'ip route add 10.9.0.0/16 via 10.1.0.2')).toEqual([]);
    expect(said('sysctl -w net.ipv6.conf.all.keep_addr_on_down=1', ...BLUE, 'ip addr add 2001:db8:7::1/64 dev eth0', 'ip link set eth0 master blue')).toEqual(
      [],
    );
    expect(said(...BLUE, 'ip link set eth0 down', 'ip addr add 2001:db8:7::1/64 dev eth0', 'ip link set eth0 master blue')).toEqual([]);
    // A bridge may be a master, which changes nothing here.
    expect(said('ip link add br0 type bridge', 'ip link set eth0 master br0')).toEqual([]);
  });
});

describe('H11 routes and rules of VRFs', () => {
  it('vrf stands for the table, wherever it stands', () => {
    const lines = [
      ...BLUE,
      'ip link set eth0 vrf blue',
      'ip route add unreachable default vrf blue metric 4278198272',
      'ip route add vrf blue 10.9.0.0/16 via 10.0.0.2 dev eth0',
    ];
    expect(routes(...lines)).toEqual(['0.0.0.0/0 unreachable  10 4278198272', '10.9.0.0/16 unicast eth0 10 0']);
    expect(routes(...lines, 'ip route del vrf blue 10.9.0.0/16')).toHaveLength(1);
    expect(said(...lines, 'ip route add 10.9.0.0/16 via 10.0.0.3 table 10')).toEqual(['linux-refused 6: RTNETLINK answers: File exists']);
  });

  it('the network of a member stands in the VRF’s table, where a route of its own prefix meets it', () => {
    const member = [...BLUE, 'ip link set eth0 vrf blue'];
    expect(said(...member, 'ip route add 10.0.0.0/24 via 10.1.0.9 vrf blue')).toEqual(['linux-refused 4: RTNETLINK answers: File exists']);
    expect(said(...member, 'ip route add 10.0.0.0/24 via 10.1.0.9')).toEqual([]);
    expect(read(...member, 'ip route del 10.0.0.0/24 vrf blue').config.withdrawn).toHaveLength(1);
  });

  const rules = (...lines: string[]) =>
    read(...lines).config.rules.map((r) => `${r.priority} ${r.family} ${r.action.kind}${r.action.kind === 'table' ? ` ${r.action.table}` : ''}`);

  it('the first VRF brings the l3mdev rule of both families, once', () => {
    expect(rules(...BLUE, 'ip link add red type vrf table 11')).toEqual(['1000 4 l3mdev', '1000 6 l3mdev']);
    expect(rules(...BLUE, 'ip rule del pref 1000', 'ip link add red type vrf table 11')).toEqual(['1000 6 l3mdev']);
    expect(rules(...BLUE, 'ip rule del l3mdev', 'ip rule add l3mdev pref 2000', 'ip -6 rule del pref 1000')).toEqual(['2000 4 l3mdev']);
  });

  it('a rule without a priority goes before the second one (fib_default_rule_pref)', () => {
    expect(rules(...BLUE, 'ip rule add from 10.0.0.0/8 lookup 7')[0]).toBe('999 4 table 7');
    expect(rules('ip rule add from 10.0.0.0/8 lookup 7')[0]).toBe('32765 4 table 7');
    expect(rules('ip rule del pref 0', 'ip rule add pref 5 lookup 8', 'ip rule add from 10.0.0.0/8 lookup 7')).toEqual(['5 4 table 8', '32765 4 table 7']);
  });

  it('the rule for local addresses moves, family by family', () => {
    const { config, diagnostics } = read('ip rule add pref 32765 from all lookup local', 'ip rule del pref 0');
    expect([diagnostics, [...config.withoutLocalRule], config.rules.map((r) => r.priority)]).toEqual([[], [4], [32765]]);
    expect([...read('ip -6 rule del pref 0 from all lookup local').config.withoutLocalRule]).toEqual([6]);
  });

  it.each([
    ['l3mdev with a table', 'ip rule add l3mdev lookup 7', 'linux-refused 1: l3mdev and table are mutually exclusive.'],
    ['a rule that is not there', 'ip rule del pref 1000', 'linux-refused 1: RTNETLINK answers: No such file or directory'],
    ['the main table’s rule', 'ip rule del pref 32766', 'linux-not-modelled 1:'],
    ['oif of no VRF', 'ip rule add oif eth0 lookup 7', 'linux-not-modelled 1:'],
  ])('%s', (_, line, expected) => expect(said(line)).toEqual([expected]));

  it('oif of a VRF is one that programs are bound to', () => expect(said(...BLUE, 'ip rule add oif blue lookup 10')).toEqual([]));

  it('sockets of no VRF take what comes in by any, if told to', () => {
    expect(read('sysctl -w net.ipv4.tcp_l3mdev_accept=1').config.l3mdevAccept).toEqual({ tcp: true, udp: false });
  });
});
