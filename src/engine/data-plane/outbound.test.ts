/** What the ways out of Azure do not take: fragments, ICMP, further addresses of a machine (A185, A189–A191). */
import { describe, expect, it } from 'vitest';
import { formatIp } from '../ip/index.ts';
import { balanced, flowOf, trace } from './test-labs.ts';
import { DUAL, nic, outbound } from './test-outbound.ts';
import { traceFlow } from './trace.ts';

const solution = outbound();
const said = (flow: string, more: { readonly bytes?: number; readonly source?: string } = {}, within = solution) => {
  const { verdict, summary, seenFrom } = traceFlow(within, { ...flowOf(flow), ...more }, { branches: false });
  return verdict === 'delivered' && seenFrom !== undefined ? formatIp(seenFrom) : summary.code;
};

describe('what does not fit its link leaves in fragments', () => {
  it.each([
    ['A189 the NIC’s own public address translates them', 'named', '198.51.100.2'],
    ['A190 a NAT gateway does not', 'behind', 'azure-snat-fragments'],
    ['A189 an outbound rule of a load balancer does not', 'pooled', 'azure-snat-fragments'],
    ['A191 default outbound access does not', 'plain', 'azure-snat-fragments'],
  ])('%s', (_, vm, expected) => {
    expect(said(`udp/53 ${vm} > web`, { bytes: 3000 })).toBe(expected);
    expect(said(`udp/53 ${vm} > web`, { bytes: 1400 })).not.toBe('azure-snat-fragments');
  });

  it('A190 nor fragments that an appliance has masqueraded, though each fits its link', () => {
    const through = outbound({
      virtualNetworks: { v: { subnets: { c: { addressPrefix: '10.1.2.0/24', routeTable: 'rt' } } } },
      routeTables: { rt: { routes: { all: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.1.1.4' } } } },
      virtualMachines: {
        sender: { networkInterfaces: { eth0: nic('c', '10.1.2.4') } },
        behind: {
          networkInterfaces: { eth0: { enableIPForwarding: true } },
          iproute2: { config: 'sysctl -w net.ipv4.ip_forward=1\niptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE' },
        },
      },
    });
    expect([said('udp/53 sender > web', { bytes: 3000 }, through), said('udp/53 sender > web', { bytes: 1400 }, through)]).toEqual([
      'azure-snat-fragments',
      '198.51.100.1',
    ]);
  });

  it('A185, A186 a load-balancing rule takes none, an HA-ports rule hands them on', () => {
    const sent = (rule: string, payload: number) => trace(balanced({ internalRules: [rule] }), 'udp/8443 client > 10.1.0.100', { payload }).summary.code;
    expect([sent('udp/8443', 3000), sent('udp/8443', 1400)]).toEqual(['lb-fragments', 'port-closed']);
    expect(sent('all', 3000)).toBe('port-closed');
  });
});

it('A189 a public address stands in the state table as its machine sent the flow, and its answer adds no row', () => {
  const rows = traceFlow(solution, flowOf('tcp/443 named > web')).states.filter((s) => s.kind === 'public-ip');
  expect(rows.map(({ client, server }) => [formatIp(client.source), formatIp(server.source), formatIp(server.destination)])).toEqual([
    ['10.1.0.5', '198.51.100.2', '192.0.2.80'],
  ]);
});

describe('who is lent no address', () => {
  it('A191 a ping by default outbound access; a public address of the NIC’s own translates it', () => {
    expect([said('icmp plain > web'), said('icmp named > web')]).toEqual(['default-outbound-protocol', '198.51.100.2']);
  });

  it('A189 a ping by an outbound rule of a load balancer, though it is for all protocols', () => {
    expect([said('icmp pooled > web'), said('udp/53 pooled > web')]).toEqual(['lb-outbound-protocol', '198.51.100.3']);
  });

  it('A191 a machine with a public address on another NIC', () => {
    expect([said('tcp/443 two > web'), said('tcp/443 two > web', { source: '10.1.0.9' })]).toEqual(['198.51.100.4', 'default-outbound-withheld']);
  });

  it('A189 a secondary IP configuration behind a load balancer', () => {
    expect([said('tcp/443 pooled > web'), said('tcp/443 pooled > web', { source: '10.1.0.7' })]).toEqual(['198.51.100.3', 'lb-outbound-secondary']);
  });

  it('A189 a machine whose secondary IP configuration alone is behind the load balancer', () => {
    const second = outbound({ loadBalancers: { lb: { backendAddressPools: { pool: { backendIPConfigurations: ['pooled/eth0/second'] } } } } });
    expect(said('tcp/443 pooled > web', {}, second)).toBe('lb-outbound-secondary');
  });

  it('A189 what an appliance forwards as it came, by a NAT gateway as little as without', () => {
    const through = (nextHopIpAddress: string, vm: string) =>
      outbound({
        virtualNetworks: { v: { subnets: { c: { addressPrefix: '10.1.2.0/24', routeTable: 'rt' } } } },
        routeTables: { rt: { routes: { all: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress } } } },
        virtualMachines: {
          sender: { networkInterfaces: { eth0: nic('c', '10.1.2.4') } },
          [vm]: { ipForward: true, networkInterfaces: { eth0: { enableIPForwarding: true } } },
        },
      });
    expect(said('tcp/443 sender > web', {}, through('10.1.1.4', 'behind'))).toBe('azure-source-not-translated');
    expect(said('tcp/443 sender > web', {}, through('10.1.0.5', 'named'))).toBe('azure-source-not-translated');
  });

  it('A201 a public range that a VNet uses is private there: who sends from it needs a way out as anybody', () => {
    const own = outbound({
      virtualNetworks: {
        v: { addressSpace: { addressPrefixes: ['10.1.0.0/16', '203.0.113.0/24'] }, subnets: { d: { addressPrefix: '203.0.113.0/25', natGateway: 'ng' } } },
      },
      virtualMachines: { odd: { networkInterfaces: { eth0: nic('d', '203.0.113.4') } } },
    });
    expect(said('tcp/443 odd > web', {}, own)).toBe('198.51.100.1');
  });
});

describe('A189, A191 the rule of a load balancer that lets a flow out, or keeps it in, is named', () => {
  const lb = (patch: object) => ({ loadBalancers: { lb: patch } });
  const BY_PROTOCOL = lb({
    outboundRules: {
      out: { protocol: 'Tcp', idleTimeoutInMinutes: 30 },
      'z-udp': { frontendIPConfigurations: ['fe'], backendAddressPool: 'pool', protocol: 'Udp' },
    },
  });
  const of = (flow: string, ...patches: object[]) => traceFlow(outbound(...patches), flowOf(flow), { branches: false });
  const snat = (flow: string, ...patches: object[]) =>
    of(flow, ...patches)
      .out.hops[0]?.steps.filter((s) => s.reason.code === 'lb-outbound-snat')
      .map((s) => s.reason.args?.['rule']);

  it('the rule of the flow’s protocol lends the address, and its time-out counts, though another has the same frontend', () => {
    expect([snat('tcp/443 pooled > web', BY_PROTOCOL), snat('udp/53 pooled > web', BY_PROTOCOL)]).toEqual([['out'], ['z-udp']]);
    const row = (flow: string) => of(flow, BY_PROTOCOL).states.map((s) => `${s.kind} ${s.rule} ${s.idleMinutes}`);
    expect([row('tcp/443 pooled > web'), row('udp/53 pooled > web')]).toEqual([['load-balancer-outbound out 30'], ['load-balancer-outbound z-udp 4']]);
  });

  it('UDP behind a rule for TCP alone is lost for that rule', () => {
    const tcp = lb({ outboundRules: { out: { protocol: 'Tcp' } } });
    expect([of('udp/53 pooled > web', tcp).summary, of('tcp/443 pooled > web', tcp).verdict]).toEqual([
      {
        code: 'lb-outbound-protocol',
        rules: ['A189', 'A191'],
        args: { node: 'pooled', source: '10.1.0.6', by: 'lb', rules: 'out (TCP)', protocol: 'UDP' },
      },
      'delivered',
    ]);
  });

  it('a load-balancing rule gives outbound connections of its own protocol; one that withholds them gives none', () => {
    const web = { frontendIPConfiguration: 'fe', backendAddressPool: 'pool', protocol: 'Tcp', frontendPort: 443, backendPort: 443 };
    const implied = lb({ outboundRules: null, loadBalancingRules: { web } });
    const withheld = lb({ outboundRules: null, loadBalancingRules: { web: { ...web, disableOutboundSnat: true } } });
    expect([snat('tcp/443 pooled > web', implied), of('udp/53 pooled > web', implied).summary.code]).toEqual([['web'], 'lb-outbound-protocol']);
    expect(of('tcp/443 pooled > web', withheld).summary.code).toBe('lb-outbound-none');
  });

  it('of frontends of both families the one of the flow’s lends the address', () => {
    const both = { publicIPAddresses: { pip6: { ipAddress: '2001:db8:9::3' } }, ...lb({ frontendIPConfigurations: { f6: { publicIPAddress: 'pip6' } } }) };
    const used = { loadBalancers: { lb: { outboundRules: { out: { frontendIPConfigurations: ['fe', 'f6'] } } } } };
    const seen = (port: number) => {
      const t = traceFlow(outbound(DUAL, both, used), { ...flowOf('tcp/443 pooled > web'), sourcePort: port }, { branches: false });
      return t.seenFrom === undefined ? t.summary.code : formatIp(t.seenFrom);
    };
    expect(new Set(Array.from({ length: 8 }, (_, i) => seen(50000 + i)))).toEqual(new Set(['198.51.100.3']));
    expect(of('tcp/443 pooled > web6', DUAL, both, used).verdict).toBe('delivered');
    expect(of('tcp/443 pooled > web6', DUAL).summary.code).toBe('lb-outbound-family');
  });

  it.each(['tcp/443 pooled > web', 'tcp/443 behind > web', 'tcp/443 plain > web'])('one translation is one row of the state table: %s', (flow) => {
    expect(of(flow).states.filter((s) => s.client.source !== s.server.source)).toHaveLength(1);
  });
});
