/** Windows' table and adapters, as `route print` and PowerShell print them (H70; widths and metrics as published outputs have them). */
import { describe, expect, it } from 'vitest';
import { World } from '../../data-plane/index.ts';
import type { Lab } from '../../model/index.ts';
import { solve } from '../../solve.ts';
import { commandsOf, runCommand } from '../index.ts';
import { automaticMetric, windowsRoutes } from './windows-routes.ts';

const LAB: Lab = {
  virtualNetworks: {
    v: {
      location: 'japaneast',
      addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
      subnets: { s: { addressPrefix: '10.1.0.0/24' }, GatewaySubnet: { addressPrefix: '10.1.2.0/24' } },
    },
  },
  publicIPAddresses: { pip: { ipAddress: '198.51.100.9' } },
  virtualNetworkGateways: {
    gw: {
      gatewayType: 'Vpn',
      subnet: 'v/GatewaySubnet',
      publicIPAddresses: ['pip'],
      vpnClientConfiguration: { vpnClientAddressPool: { addressPrefixes: ['172.16.16.0/24'] } },
    },
  },
  virtualMachines: { vm: { os: 'windows', networkInterfaces: { Ethernet: { subnet: 'v/s', privateIPAddress: '10.1.0.4' } } } },
  segments: { lan: {} },
  hosts: {
    pc: { os: 'windows', interfaces: { Ethernet: { addresses: ['192.168.1.5/24', '2001:db8::5/64'], segment: 'lan' } }, gateway: '192.168.1.1' },
    lone: { os: 'windows', interfaces: { Ethernet: { addresses: ['192.168.1.6/24'], segment: 'lan' } } },
    client: {
      os: 'windows',
      interfaces: { Ethernet: { addresses: ['203.0.113.77/24'], segment: 'internet' } },
      gateway: '203.0.113.1',
      vpnClient: { virtualNetworkGateway: 'gw' },
    },
  },
};
const lab = solve(LAB);
const run = (device: string, line: string) => runCommand(lab, device, line);
const said = (device: string, line: string) => run(device, line).text.split('\n');
/** Rows of a table, cells apart by one space. */
const rows = (device: string, line: string) =>
  said(device, line)
    .slice(2)
    .map((l) => l.replace(/ +/g, ' '));

describe('H70 the automatic metric', () => {
  it.each([
    [100e9, 5],
    [50e9, 10],
    [10e9, 15],
    [2.5e9, 20],
    [1e9, 25],
    [100e6, 35],
    [54e6, 45],
    [10e6, 55],
    [1e6, 65],
    [0, 75],
  ])('%d bit/s: %d', (speed, metric) => expect(automaticMetric(speed)).toBe(metric));
});

describe('H70 the interface list', () => {
  const names = (device: string) =>
    said(device, 'route print -4')
      .slice(2, 5)
      .map((l) => l.replace(/^ *(\d+)\.{3}.*\.{6}/, '$1 '));

  it('a card of Azure’s, a VPN without hardware address, the loopback last', () => {
    expect(names('vm').slice(0, 2)).toEqual(['2 Microsoft Hyper-V Network Adapter', '1 Software Loopback Interface 1']);
    expect(
      said('client', 'route print -4')
        .slice(2, 5)
        .map((l) => l.slice(0, 7)),
    ).toEqual([expect.stringMatching(/^ {2}2\.\.\.[0-9a-f]/), '  3....', '  1....']);
    expect(said('client', 'route print -4')[3]).toMatch(/^ {2}3\.{27}[^.]+$/);
  });

  it('a card that is down is not in it', () => {
    const second = {
      ...LAB.hosts?.['pc'],
      interfaces: { Ethernet: { addresses: ['192.168.1.5/24'], segment: 'lan' }, 'Ethernet 2': { addresses: ['10.0.0.5/24'], segment: 'lan', shutdown: true } },
    };
    const text = (lab: Lab) => runCommand(solve(lab), 'pc', 'route print -4').text;
    const down = text({ segments: { lan: {} }, hosts: { pc: second } });
    expect([down.includes('Connection #2'), down.includes('10.0.0.5')]).toEqual([false, false]);
  });
});

describe('H70 route print', () => {
  it('on the link: 256 and the adapter’s; the default by DHCP the adapter’s alone; the columns of Windows', () => {
    const list = [
      '='.repeat(75),
      'Interface List',
      expect.stringMatching(/^ {2}2\.\.\.(?:[0-9a-f]{2} ){6}\.{6}Intel\(R\) 82574L Gigabit Network Connection$/),
      `  1${'.'.repeat(27)}Software Loopback Interface 1`,
      '='.repeat(75),
      '',
    ];
    expect(said('pc', 'route print -4')).toEqual([
      ...list,
      'IPv4 Route Table',
      '='.repeat(75),
      'Active Routes:',
      'Network Destination        Netmask          Gateway       Interface  Metric',
      '          0.0.0.0          0.0.0.0      192.168.1.1      192.168.1.5     25',
      '        127.0.0.0        255.0.0.0         On-link         127.0.0.1    331',
      '        127.0.0.1  255.255.255.255         On-link         127.0.0.1    331',
      '  127.255.255.255  255.255.255.255         On-link         127.0.0.1    331',
      '      192.168.1.0    255.255.255.0         On-link       192.168.1.5    281',
      '      192.168.1.5  255.255.255.255         On-link       192.168.1.5    281',
      '    192.168.1.255  255.255.255.255         On-link       192.168.1.5    281',
      '        224.0.0.0        240.0.0.0         On-link         127.0.0.1    331',
      '        224.0.0.0        240.0.0.0         On-link       192.168.1.5    281',
      '  255.255.255.255  255.255.255.255         On-link         127.0.0.1    331',
      '  255.255.255.255  255.255.255.255         On-link       192.168.1.5    281',
      '='.repeat(75),
      'Persistent Routes:',
      '  None',
    ]);
    expect(said('pc', 'ROUTE PRINT -6')).toEqual([
      ...list,
      'IPv6 Route Table',
      '='.repeat(75),
      'Active Routes:',
      ' If Metric Network Destination      Gateway',
      '  1    331 ::1/128                  On-link',
      '  2    281 2001:db8::/64            On-link',
      '  2    281 2001:db8::5/128          On-link',
      '  1    331 ff00::/8                 On-link',
      '  2    281 ff00::/8                 On-link',
      '='.repeat(75),
      'Persistent Routes:',
      '  None',
    ]);
    const both = said('pc', 'route print');
    expect([both.filter((l) => l === 'Interface List'), both.filter((l) => l.endsWith(' Route Table')), both.filter((l) => l === '  None')]).toEqual([
      ['Interface List'],
      ['IPv4 Route Table', 'IPv6 Route Table'],
      ['  None', '  None'],
    ]);
    const long = solve({
      segments: { lan: {} },
      hosts: { pc: { os: 'windows', interfaces: { Ethernet: { addresses: ['2001:db8:1234:5678::9abc/64'], segment: 'lan' } } } },
    });
    expect(runCommand(long, 'pc', 'route print -6').text).toContain(`  2    281 2001:db8:1234:5678::9abc/128\n${' '.repeat(36)}On-link\n`);
  });

  it('an Azure VM: 10 by the speed of its NIC, 11 for the platform’s addresses', () => {
    const table = said('vm', 'route print -4');
    expect(table).toContain('          0.0.0.0          0.0.0.0         10.1.0.1         10.1.0.4     10');
    expect(table).toContain('    168.63.129.16  255.255.255.255         10.1.0.1         10.1.0.4     11');
    expect(table).toContain('         10.1.0.0    255.255.255.0         On-link          10.1.0.4    266');
  });

  it('a VPN: its routes at 311, the gateway’s own address by the old default', () => {
    const table = said('client', 'route print -4');
    expect(table).toContain('         10.1.0.0      255.255.0.0         On-link       172.16.16.2    311');
    expect(table).toContain('     198.51.100.9  255.255.255.255      203.0.113.1     203.0.113.77     26');
  });
});

describe('H70 Get-NetRoute', () => {
  it('the table, from the highest destination down', () => {
    expect(said('pc', 'Get-NetRoute -AddressFamily IPv4').slice(0, 4)).toEqual([
      'ifIndex DestinationPrefix                              NextHop                                  RouteMetric ifMetric PolicyStore',
      '------- -----------------                              -------                                  ----------- -------- -----------',
      '2       255.255.255.255/32                             0.0.0.0                                          256 25       ActiveStore',
      '1       255.255.255.255/32                             0.0.0.0                                          256 75       ActiveStore',
    ]);
    expect(said('pc', 'Get-NetRoute').at(-1)).toMatch(/^1 {7}::1\/128 /);
    expect(rows('pc', 'Get-NetRoute -AddressFamily ipv6').every((r) => r.split(' ')[2] === '::')).toBe(true);
  });

  it('by prefix: whole, in part, several, in a name’s beginning, in any case', () => {
    const one = ['2 0.0.0.0/0 192.168.1.1 0 25 ActiveStore'];
    for (const line of [
      'Get-NetRoute -DestinationPrefix 0.0.0.0/0',
      'get-netroute "0.0.0.0/0"',
      'Get-NetRoute -dest:0.0.0.0/0',
      'Get-NetRoute -NextHop 192.168.1.1',
    ])
      expect(rows('pc', line)).toEqual(one);
    expect(rows('pc', 'Get-NetRoute 192.168.*').map((r) => r.split(' ')[1])).toEqual(['192.168.1.255/32', '192.168.1.5/32', '192.168.1.0/24']);
    expect(rows('pc', 'Get-NetRoute 0.0.0.0/0, 192.168.1.0/24')).toHaveLength(2);
  });

  it('what is not there and what it does not know are errors', () => {
    expect(run('lone', 'Get-NetRoute -DestinationPrefix 0.0.0.0/0')).toMatchObject({
      text: "Get-NetRoute : No MSFT_NetRoute objects found with property 'DestinationPrefix' equal to '0.0.0.0/0'.  Verify the value of the property and retry.",
      error: true,
    });
    expect(run('pc', 'Get-NetRoute -Colour red').text).toBe("Get-NetRoute : A parameter cannot be found that matches parameter name 'Colour'.");
    expect(run('pc', 'Get-NetRoute -Interface 2').text).toContain('is ambiguous. Possible matches include: -InterfaceAlias -InterfaceIndex -InterfaceMetric.');
    expect(run('pc', 'Get-NetRoute -AddressFamily IPX').error).toBe(true);
    expect(run('pc', 'Get-NetRoute -DestinationPrefix').text).toContain("Missing an argument for parameter 'DestinationPrefix'.");
  });
});

describe('H70 Find-NetRoute', () => {
  const field = (device: string, to: string, ...names: string[]) => {
    const lines = said(device, `Find-NetRoute -RemoteIPAddress ${to}`);
    return names.map((n) => lines.findLast((l) => l.startsWith(`${n} `))?.split(' : ')[1]);
  };
  it('the address that it sends from, then the route', () => {
    const lines = said('pc', 'Find-NetRoute -RemoteIPAddress "8.8.8.8"');
    expect(lines.slice(0, 4)).toEqual(['IPAddress         : 192.168.1.5', 'InterfaceIndex    : 2', 'InterfaceAlias    : Ethernet', 'AddressFamily     : IPv4']);
    expect(lines.slice(13, 16)).toEqual(['', '', 'Caption            :']);
    expect(lines).toContain('DestinationPrefix  : 0.0.0.0/0');
    expect(lines).toContain('NextHop            : 192.168.1.1');
  });

  it('the longest prefix; itself; the loopback; the VPN or beside it', () => {
    const ask = (device: string, to: string) => field(device, to, 'IPAddress', 'DestinationPrefix', 'NextHop');
    expect(ask('pc', '192.168.1.9')).toEqual(['192.168.1.5', '192.168.1.0/24', '0.0.0.0']);
    expect(ask('pc', '192.168.1.5')).toEqual(['192.168.1.5', '192.168.1.5/32', '0.0.0.0']);
    expect(ask('pc', '127.0.0.2')).toEqual(['127.0.0.1', '127.0.0.0/8', '0.0.0.0']);
    expect(ask('client', '10.1.0.4')).toEqual(['172.16.16.2', '10.1.0.0/16', '0.0.0.0']);
    expect(ask('client', '8.8.8.8')).toEqual(['203.0.113.77', '0.0.0.0/0', '203.0.113.1']);
  });

  it('no way there, no address, no parameter', () => {
    expect(run('lone', 'Find-NetRoute -RemoteIPAddress 8.8.8.8')).toMatchObject({ text: expect.stringContaining('cannot be reached'), error: true });
    expect(run('pc', 'Find-NetRoute -RemoteIPAddress example').text).toBe('Find-NetRoute : The parameter is incorrect.');
    expect(run('pc', 'Find-NetRoute 8.8.8.8').text).toContain("positional parameter cannot be found that accepts argument '8.8.8.8'");
    expect(run('pc', 'Find-NetRoute').text).toContain('RemoteIPAddress:');
  });
});

describe('H70 Get-NetIPInterface', () => {
  it('the table; DHCP where a gateway was leased', () => {
    expect(said('pc', 'Get-NetIPInterface')).toEqual([
      'ifIndex InterfaceAlias                  AddressFamily NlMtu(Bytes) InterfaceMetric Dhcp     ConnectionState PolicyStore',
      '------- --------------                  ------------- ------------ --------------- ----     --------------- -----------',
      '2       Ethernet                        IPv6                  1500              25 Enabled  Connected       ActiveStore',
      '1       Loopback Pseudo-Interface 1     IPv6            4294967295              75 Disabled Connected       ActiveStore',
      '2       Ethernet                        IPv4                  1500              25 Enabled  Connected       ActiveStore',
      '1       Loopback Pseudo-Interface 1     IPv4            4294967295              75 Disabled Connected       ActiveStore',
    ]);
    expect(rows('lone', 'Get-NetIPInterface Ethernet -AddressFamily IPv4')).toEqual(['2 Ethernet IPv4 1500 25 Disabled Connected ActiveStore']);
    expect(rows('client', 'Get-NetIPInterface vpn*')).toEqual([expect.stringMatching(/^3 vpn0 IPv4 \d+ 55 Disabled Connected ActiveStore$/)]);
  });

  it('a cable that is out: its routes are gone, the adapter stays', () => {
    const out = solve({
      ...LAB,
      hosts: { lone: { os: 'windows', interfaces: { Ethernet: { addresses: ['192.168.1.6/24'], segment: 'lan', shutdown: true } } } },
    });
    expect(runCommand(out, 'lone', 'Get-NetIPInterface').text).toContain('Disconnected');
    expect(runCommand(out, 'lone', 'Get-NetRoute').text).not.toContain('192.168.1');
  });
});

it('H70 the commands are Windows’ alone, and offered there', () => {
  expect(commandsOf(lab, 'pc')).toContain('Get-NetRoute');
  const linux = solve({ segments: { lan: {} }, hosts: { tux: { interfaces: { e: { addresses: ['10.0.0.1/24'], segment: 'lan' } } } } });
  expect(runCommand(linux, 'tux', 'Get-NetRoute').error).toBe(true);
});

it('H70 the cmdlets and route print show the same rows', () => {
  const node = lab.network.nodes.get('client');
  if (node?.kind !== 'router') throw new Error('no client');
  const all = windowsRoutes(new World(lab), node);
  expect(rows('client', 'Get-NetRoute')).toHaveLength(all.length);
  const printed = said('client', 'route print');
  expect(printed.slice(printed.indexOf('IPv4 Route Table')).filter((l) => /\d+$|On-link$/.test(l))).toHaveLength(all.length);
});
