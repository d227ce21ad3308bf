import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { type Lab, mergePatch, readScenario, type Scenario, stateAt } from '../../model/index.ts';
import { solve } from '../../solve.ts';
import { commandsOf, runCommand } from '../index.ts';

const text = readFileSync(new URL('../../../../scenarios/reverse-forced-tunneling.json', import.meta.url), 'utf8');
const scenario = readScenario(text).scenario as Scenario;
const lab = stateAt(scenario, 'set-next-hop');
const solution = solve(lab);
const ask = (device: string, line: string) => runCommand(solution, device, line);
const lines = (device: string, line: string) => ask(device, line).text.split('\n');
const json = (device: string, line: string) => JSON.parse(ask(device, line).text) as unknown;

describe('every device', () => {
  it.each(['vpngw-clab-hub', 'ergw-clab-hub', 'vpngw-clab-brach-eus', 'ars-clab-hub', 'erc-clab', 'vm-frr', 'vm-branch'])(
    '%s answers what it offers',
    (device) => {
      const offered = commandsOf(solution, device).filter((c) => c.startsWith('az '));
      expect(offered.length).toBeGreaterThan(0);
      for (const line of offered) {
        const filled = line
          .replace('--source-ip <ip>', device === 'vm-frr' ? '--source-ip 10.0.1.6' : '--source-ip 10.50.1.4')
          .replace('--dest-ip <ip>', '--dest-ip 8.8.8.8');
        expect(ask(device, filled), filled).toMatchObject({ error: false });
        expect(ask(device, filled.replace('-o table', '-o json')).text, filled).toMatch(/^[[{]/);
      }
    },
  );
});

describe('gateways', () => {
  it('A224 JSON: keys in order, empty texts where a table shows blanks', () => {
    const { value } = json('vpngw-clab-hub', 'az network vnet-gateway list-learned-routes -g rg -n vpngw-clab-hub') as { value: Record<string, unknown>[] };
    expect(Object.keys(value[0]!)).toEqual(['asPath', 'localAddress', 'network', 'nextHop', 'origin', 'sourcePeer', 'weight']);
    expect(value.find((r) => r['network'] === '10.0.0.0/16')).toEqual({
      asPath: '',
      localAddress: '10.0.0.14',
      network: '10.0.0.0/16',
      nextHop: '',
      origin: 'Network',
      sourcePeer: '10.0.0.14',
      weight: 32768,
    });
    expect(value).toHaveLength(26);
  });

  it('A84, A225 advertised routes of both instances, one after the other', () => {
    const rows = lines('vpngw-clab-hub', 'az network vnet-gateway list-advertised-routes -g rg -n vpngw-clab-hub --peer 10.50.0.4 -o table');
    expect(rows[0]).toMatch(/^Network {8,}NextHop {4}Origin {4}SourcePeer {4}AsPath +Weight$/);
    expect(rows.filter((r) => r.startsWith('10.20.10.0/24')).map((r) => r.replace(/ +/g, ' '))).toEqual(
      ['14', '15'].map((i) => `10.20.10.0/24 10.0.0.${i} Igp 65515-12076-65150 0`),
    );
    expect(ask('vpngw-clab-hub', 'az network vnet-gateway list-advertised-routes -g rg -n vpngw-clab-hub').text).toBe(
      'the following arguments are required: --peer\n--peer: one of 10.50.0.4, 10.50.0.5, 10.0.0.15, 10.0.2.4, 10.0.2.5, 10.0.0.14',
    );
  });

  it('A226 peers: ASN, state, duration, routes and messages', () => {
    const rows = lines('vpngw-clab-hub', 'az network vnet-gateway list-bgp-peer-status -g rg -n vpngw-clab-hub -o table');
    expect(rows[0]).toMatch(/^Neighbor +ASN +State +ConnectedDuration +RoutesReceived +MessagesSent +MessagesReceived$/);
    expect(rows.slice(2).map((r) => r.split(/ +/).slice(0, 3).join(' '))).toEqual([
      '10.50.0.4 65020 Connected',
      '10.50.0.5 65020 Connected',
      '10.0.0.14 65515 Unknown',
      '10.0.0.15 65515 Connected',
      '10.0.2.4 65515 Connected',
      '10.0.2.5 65515 Connected',
      '10.50.0.4 65020 Connected',
      '10.50.0.5 65020 Connected',
      '10.0.0.14 65515 Connected',
      '10.0.0.15 65515 Unknown',
      '10.0.2.4 65515 Connected',
      '10.0.2.5 65515 Connected',
    ]);
    expect(rows[2]).toMatch(/ \d\d:\d\d:\d\d\.0000000 +1 +\d+ +\d+$/);
  });

  it('A227 an ExpressRoute gateway’s peers: MSEEs, then Route Server', () => {
    const rows = lines('ergw-clab-hub', 'az network vnet-gateway list-bgp-peer-status -g rg -n ergw-clab-hub -o table').slice(2);
    expect(rows.map((r) => r.split(/ +/).slice(0, 2).join(' '))).toEqual(['10.0.0.4 12076', '10.0.0.5 12076', '10.0.2.4 65515', '10.0.2.5 65515']);
  });

  it('A85 a peer that is down is Connecting, without counts', () => {
    const down = solve(mergePatch(lab, { outages: { o: { of: 'vpngw-clab-brach-eus#0' } } }) as Lab);
    const row = runCommand(down, 'vpngw-clab-hub', 'az network vnet-gateway list-bgp-peer-status -g rg -n vpngw-clab-hub -o table').text.split('\n')[2];
    expect(row?.split(/ +/)).toEqual(['10.50.0.4', '65020', 'Connecting', '0', '0', '0']);
  });
});

describe('Route Server', () => {
  const command = (kind: string, tail: string) => `az network routeserver peering list-${kind}-routes -g rg -n vm-frr --routeserver ars-clab-hub ${tail}`;

  it('A228 learned routes by instance; as a table only when one is asked for', () => {
    const roles = json('ars-clab-hub', command('learned', '-o json')) as Record<string, unknown>;
    expect(Object.keys(roles)).toEqual(['RouteServiceRole_IN_0', 'RouteServiceRole_IN_1', 'value']);
    expect(roles['RouteServiceRole_IN_1']).toEqual([
      { asPath: '65001', localAddress: '10.0.2.5', network: '0.0.0.0/0', nextHop: '10.0.3.4', origin: 'EBgp', sourcePeer: '10.0.1.6', weight: 32768 },
    ]);
    expect(ask('ars-clab-hub', command('learned', '-o table')).text).toBe('');
    expect(lines('ars-clab-hub', command('learned', '--query RouteServiceRole_IN_0 -o table'))).toEqual([
      'LocalAddress    Network    NextHop    SourcePeer    Origin    AsPath    Weight',
      '--------------  ---------  ---------  ------------  --------  --------  --------',
      '10.0.2.4        0.0.0.0/0  10.0.3.4   10.0.1.6      EBgp      65001     32768',
    ]);
  });

  it('A229 advertised routes: no source peer, the instance as next hop, its AS in front', () => {
    expect(lines('ars-clab-hub', command('advertised', '--query RouteServiceRole_IN_1 -o table')).map((l) => l.replace(/ +/g, ' '))).toEqual([
      'LocalAddress Network NextHop Origin AsPath Weight',
      expect.stringMatching(/^-+ /),
      '10.0.2.5 10.0.0.0/16 10.0.2.5 Igp 65515 0',
      '10.0.2.5 10.20.10.0/24 10.0.2.5 Igp 65515-12076-65150 0',
      '10.0.2.5 10.50.0.0/16 10.0.2.5 Igp 65515-65020 0',
    ]);
  });

  it('A230 its peerings and addresses', () => {
    expect(lines('ars-clab-hub', 'az network routeserver peering list --routeserver ars-clab-hub -g rg -o table').map((l) => l.replace(/ +/g, ' '))).toEqual([
      'Name PeerAsn PeerIp ProvisioningState ResourceGroup',
      expect.stringMatching(/^-+ /),
      'vm-frr 65001 10.0.1.6 Succeeded rg',
    ]);
    expect(json('ars-clab-hub', 'az network routeserver show -n ars-clab-hub -g rg --query virtualRouterIps')).toEqual(['10.0.2.4', '10.0.2.5']);
    expect(json('ars-clab-hub', 'az network routeserver show -n ars-clab-hub -g rg --query virtualRouterIps[1]')).toBe('10.0.2.5');
    expect(ask('ars-clab-hub', 'az network routeserver peering list-learned-routes -n other -g g').text).toMatch(
      /^\(ResourceNotFound\) The Resource 'Microsoft\.Network\/virtualHubs\/ars-clab-hub\/bgpConnections\/other' under resource group 'g' was not found\. .*\nCode: ResourceNotFound\nMessage: The Resource .*\nThere is vm-frr$/,
    );
  });
});

describe('circuits', () => {
  it('A231 routes of one MSEE, the best of several marked', () => {
    const rows = lines('erc-clab', 'az network express-route list-route-tables -g rg -n erc-clab --path primary --peering-name AzurePrivatePeering -o table');
    expect(rows[0]).toMatch(/^LocPrf {4}Network {8,}NextHop +Path +Weight$/);
    expect(rows.filter((r) => r.includes('10.0.0.0/16')).map((r) => r.trim().replace(/ +/g, ' ').replace('*', ''))).toEqual(
      expect.arrayContaining(['10.0.0.0/16 10.0.0.12 65515 0', '10.0.0.0/16 10.0.0.13 65515 0']),
    );
    expect(rows.filter((r) => r.includes('10.0.0.0/16') && r.includes('*'))).toHaveLength(1);
  });

  it('A231 the summary: a line for each neighbor', () => {
    const rows = lines(
      'erc-clab',
      'az network express-route list-route-tables-summary -g rg -n erc-clab --path primary --peering-name AzurePrivatePeering --query value -o table',
    );
    expect(rows[0]?.split(/ +/)).toEqual(['As', 'Neighbor', 'StatePfxRcd', 'UpDown', 'V']);
    expect(rows.slice(2).map((r) => r.split(/ +/).slice(0, 2).join(' '))).toEqual(['65150 172.16.0.1', '65515 10.0.0.12', '65515 10.0.0.13']);
  });

  it('A231 what it wants to know', () => {
    expect(ask('erc-clab', 'az network express-route list-route-tables -g rg -n erc-clab -o table').text).toBe(
      'the following arguments are required: --path\n--path: one of primary, secondary',
    );
    expect(ask('erc-clab', 'az network express-route list-route-tables -g rg -n erc-clab --path third').text).toBe(
      "'third' is not a valid value for '--path'. Allowed values: primary, secondary.",
    );
    expect(ask('erc-clab', 'az network express-route list-route-tables -g rg -n ERC-clab --path Primary')).toMatchObject({ error: false });
    expect(ask('erc-clab', 'az network express-route list-route-tables --path primary --peering-name MicrosoftPeering').text).toContain(
      'AzurePrivatePeering only',
    );
  });
});

describe('NICs', () => {
  it('A220 the table’s columns', () => {
    const rows = lines('vm-branch', 'az network nic show-effective-route-table -g rg -n vm-branch-eth0 -o table');
    expect(rows[0]).toMatch(/^Source +State +Address Prefix +Next Hop Type +Next Hop IP$/);
    expect(rows.map((r) => r.replace(/ +/g, ' '))).toContain('VirtualNetworkGateway Active 10.0.0.0/16 VirtualNetworkGateway 10.50.0.4');
  });

  it('A221 an element of its JSON', () => {
    const { value } = json('vm-branch', 'az network nic show-effective-route-table -g rg -n eth0') as { value: Record<string, unknown>[] };
    expect(value.find((r) => (r['addressPrefix'] as string[])[0] === '0.0.0.0/0')).toEqual({
      addressPrefix: ['0.0.0.0/0'],
      disableBgpRoutePropagation: false,
      name: null,
      nextHopIpAddress: [],
      nextHopType: 'Internet',
      source: 'Default',
      state: 'Active',
    });
  });

  it('A25 not of a machine that is down, nor of a NIC that it has not', () => {
    const down = solve(mergePatch(lab, { outages: { o: { of: 'vm-branch' } } }) as Lab);
    const refusal = (what: string) =>
      `A network interface must be attached to a running virtual machine ${what}. The network interface /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net/providers/Microsoft.Network/networkInterfaces/vm-branch-eth0 is not attached to a running virtual machine.`;
    const code = 'NicMustBeAttachedToRunningVmToGetEffectiveRoutes';
    const text = [`(${code}) `, `\nCode: ${code}\nMessage: `].map((before) => before + refusal('to get effective routes')).join('');
    for (const line of [
      'nic show-effective-route-table -g net -n eth0 -o table',
      'watcher show-next-hop -g net --vm vm-branch --source-ip 10.50.1.4 --dest-ip 8.8.8.8',
    ]) {
      expect(runCommand(down, 'vm-branch', `az network ${line}`)).toMatchObject({ error: true, text });
    }
    expect(ask('vm-branch', 'az network nic show-effective-route-table -g rg -n eth7 -o table').text).toMatch(
      /^\(ResourceNotFound\) The Resource 'Microsoft\.Network\/networkInterfaces\/eth7' under .*\nThere is vm-branch-eth0$/s,
    );
  });

  it('A232 the next hop, and the table that it is from', () => {
    const next = (to: string) => json('vm-branch', `az network watcher show-next-hop -g rg --vm vm-branch --source-ip 10.50.1.4 --dest-ip ${to}`);
    expect(next('10.50.0.9')).toEqual({ nextHopIpAddress: null, nextHopType: 'VnetLocal', routeTableId: 'System Route' });
    expect(next('8.8.8.8')).toEqual({ nextHopIpAddress: null, nextHopType: 'Internet', routeTableId: 'System Route' });
    expect(next('10.20.10.1')).toMatchObject({ nextHopType: 'VirtualNetworkGateway', nextHopIpAddress: expect.stringMatching(/^10\.50\.0\.[45]$/) as string });
    const udr = solve(
      mergePatch(lab, {
        routeTables: { 'rt-x': { routes: { d: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.50.1.9' } } } },
        virtualNetworks: { 'vnet-clab-branch-eus': { subnets: { 'subnet-001': { routeTable: 'rt-x' } } } },
      }) as Lab,
    );
    const { text: answer } = runCommand(udr, 'vm-branch', 'az network watcher show-next-hop -g net --vm vm-branch --source-ip 10.50.1.4 --dest-ip 8.8.8.8');
    expect(JSON.parse(answer)).toEqual({
      nextHopIpAddress: '10.50.1.9',
      nextHopType: 'VirtualAppliance',
      routeTableId: expect.stringMatching(/\/resourceGroups\/net\/providers\/Microsoft\.Network\/routeTables\/rt-x$/) as string,
    });
    expect(ask('vm-branch', 'az network watcher show-next-hop --vm vm-branch --source-ip 10.9.9.9 --dest-ip 8.8.8.8').text).toContain(
      'vm-branch has 10.50.1.4',
    );
  });

  it('quotes and = are read as a shell reads them; a query of another shape is refused', () => {
    const plain = ask('vm-branch', 'az network nic show-effective-route-table -g rg -n eth0 -o table').text;
    expect(ask('vm-branch', `az network nic show-effective-route-table --resource-group="my rg" --name 'eth0' --output=table`).text).toBe(plain);
    expect(ask('vm-branch', `az network nic show-effective-route-table -n eth0 --query "value[?state=='Active']"`).text).toContain('expected a path');
  });
});

describe('what the CLI prints is laid out as the CLI lays it out', () => {
  it.each([
    ['A225', 'ergw-clab-hub', 'network vnet-gateway list-advertised-routes -g rg -n ergw-clab-hub --peer 10.0.0.4'],
    ['A226', 'vpngw-clab-brach-eus', 'network vnet-gateway list-bgp-peer-status -g rg -n vpngw-clab-brach-eus'],
    ['A227', 'ergw-clab-hub', 'network vnet-gateway list-bgp-peer-status -g rg -n ergw-clab-hub'],
    ['A228', 'ars-clab-hub', 'network routeserver peering list-learned-routes -g rg -n vm-frr --routeserver ars-clab-hub --query RouteServiceRole_IN_1'],
    ['A229', 'ars-clab-hub', 'network routeserver peering list-advertised-routes -g rg -n vm-frr --routeserver ars-clab-hub --query RouteServiceRole_IN_0'],
    ['A230', 'ars-clab-hub', 'network routeserver peering list -g rg --routeserver ars-clab-hub'],
    ['A230', 'ars-clab-hub', 'network routeserver show -g rg -n ars-clab-hub'],
    ['A231', 'erc-clab', 'network express-route list-route-tables -g rg -n erc-clab --path secondary --peering-name AzurePrivatePeering'],
    ['A231', 'erc-clab', 'network express-route list-route-tables-summary -g rg -n erc-clab --path secondary --peering-name AzurePrivatePeering'],
    ['A232', 'vm-branch', 'network watcher show-next-hop -g rg --vm vm-branch --source-ip 10.50.1.4 --dest-ip 8.8.8.8'],
    ['A220', 'vm-frr', 'network nic show-effective-route-table -g rg -n vm-frr-eth0'],
  ])('%s %s: %s', (_claim, device, line) => {
    const [head, dashes, ...rows] = lines(device, `az ${line} -o table`);
    const widths = (dashes as string).split('  ').map((d) => d.length);
    expect(dashes).toMatch(/^-+(?: {2}-+)*$/);
    const cells = (text: string) => widths.map((w, i) => text.slice(widths.slice(0, i).reduce((sum, n) => sum + n + 2, 0)).slice(0, w + 2));
    const columns = [head as string, ...rows].map(cells);
    expect(rows.length).toBeGreaterThan(0);
    // Two blanks between columns, nothing behind the last, and none wider than its longest cell or its heading and two (tabulate).
    for (const text of [head as string, ...rows]) expect(text).toBe(text.trimEnd());
    for (const [i, w] of widths.entries()) {
      for (const row of columns) expect(row[i]?.slice(w).trim()).toBe('');
      expect(w).toBe(Math.max((columns[0]?.[i]?.trim().length ?? 0) + 2, ...columns.slice(1).map((r) => r[i]?.trim().length ?? 0)));
    }
    // Without `-o` it is JSON, and the same rows.
    const plain = ask(device, `az ${line}`).text;
    expect(ask(device, `az ${line} -o json`).text).toBe(plain);
    const { value = JSON.parse(plain) as unknown } = JSON.parse(plain) as { value?: unknown };
    const objects = [value].flat() as Record<string, unknown>[];
    expect(objects).toHaveLength(rows.length);
    for (const o of objects) expect(Object.keys(o)).toEqual(Object.keys(o).toSorted());
  });

  it('A226, A231 the keys of a peer, a route of a circuit, and a neighbor of one', () => {
    const keys = (device: string, line: string) => Object.keys((json(device, line) as { value: object[] }).value[0] ?? {});
    expect(keys('ergw-clab-hub', 'az network vnet-gateway list-bgp-peer-status -g rg -n ergw-clab-hub')).toEqual([
      'asn',
      'connectedDuration',
      'localAddress',
      'messagesReceived',
      'messagesSent',
      'neighbor',
      'routesReceived',
      'state',
    ]);
    const circuit = 'az network express-route list-route-tables -g rg -n erc-clab --path primary --peering-name AzurePrivatePeering';
    expect(keys('erc-clab', circuit)).toEqual(['locPrf', 'network', 'nextHop', 'path', 'weight']);
    expect(keys('erc-clab', circuit.replace('tables', 'tables-summary'))).toEqual(['as', 'neighbor', 'statePfxRcd', 'upDown', 'v']);
  });
});

describe('what it cannot do it says as the CLI does', () => {
  it.each([
    ['vm-branch', 'network nic show-effective-route-tabel -g rg', "'show-effective-route-tabel' is misspelled or not recognized by the system."],
    ['vm-branch', 'vm list', "'vm' is misspelled or not recognized by the system."],
    ['ars-clab-hub', 'network routeserver peering', "'peering' is misspelled or not recognized by the system."],
    ['vm-branch', 'network nic show-effective-route-table -g rg -n eth0 --peer 10.0.0.4', 'unrecognized arguments: --peer 10.0.0.4'],
    ['vm-branch', 'network nic show-effective-route-table eth0 -g rg', 'unrecognized arguments: eth0'],
    ['vm-branch', 'network nic show-effective-route-table -n eth0 -x y', 'unrecognized arguments: -x y'],
    ['vm-branch', 'network nic show-effective-route-table -n eth0 -o tvs', "'tvs' is not a valid value for '--output'. Allowed values: json, jsonc, table."],
    ['vm-branch', 'network watcher show-next-hop -g rg --vm vm-branch --dest-ip 8.8.8.8', 'the following arguments are required: --source-ip'],
    [
      'vm-branch',
      'network vnet-gateway list-learned-routes -n vm-branch',
      "'az network vnet-gateway list-learned-routes' asks another sort of resource than vm-branch.",
    ],
    [
      'vpngw-clab-hub',
      'network vnet-gateway list-learned-routes -n vpngw-clab-brach-eus',
      'this is vpngw-clab-hub, not vpngw-clab-brach-eus: ask vpngw-clab-brach-eus itself',
    ],
    [
      'vpngw-clab-hub',
      'network vnet-gateway list-learned-routes -g net -n vpngw',
      "(ResourceNotFound) The Resource 'Microsoft.Network/virtualNetworkGateways/vpngw' under resource group 'net' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    ],
  ])('%s: az %s', (device, line, first) => {
    const { text: answer, error } = ask(device, `az ${line}`);
    expect([answer.split('\n')[0], error]).toEqual([first, true]);
  });

  it('names in any case, the options that every command has, and --out', () => {
    const plain = ask('vpngw-clab-hub', 'az network vnet-gateway list-learned-routes -n vpngw-clab-hub -o table').text;
    expect(
      ask('vpngw-clab-hub', 'az network vnet-gateway list-learned-routes --only-show-errors -g RG --subscription s --name VPNGW-CLAB-HUB --out table').text,
    ).toBe(plain);
    expect(ask('ars-clab-hub', 'az network routeserver peering list-learned-routes --name VM-FRR --routeserver ars-clab-hub -o jsonc').error).toBe(false);
  });
});
