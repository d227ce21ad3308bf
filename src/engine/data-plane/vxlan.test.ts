/** VXLAN between NVAs in Azure: the fabric sees UDP 4789, each way a flow of its own (RFC 7348 §5; H40, H45). */
import { describe, expect, it } from 'vitest';
import { runCommand } from '../console/index.ts';
import { formatIp } from '../ip/index.ts';
import type { Lab, VirtualMachine } from '../model/index.ts';
import { solve } from '../solve.ts';
import { innermost } from './packet.ts';
import { linuxLine } from './test-hosts.ts';
import { flowOf } from './test-labs.ts';
import { toldSender } from './told.ts';
import { traceFlow } from './trace.ts';

const rule = (priority: number, access: 'Allow' | 'Deny', words: object) => ({
  priority,
  direction: 'Inbound' as const,
  access,
  protocol: 'Udp' as const,
  sourceAddressPrefix: '*',
  sourcePortRange: '*',
  destinationAddressPrefix: '*',
  destinationPortRange: '*',
  ...words,
});

/** Two NVAs of one VNet, each with a network of its own at the end of a VXLAN; `guarded`: the rules before the second one's NIC. */
function labOf(guarded: Record<string, ReturnType<typeof rule>> = {}): Lab {
  const nva = (n: 4 | 5): VirtualMachine => ({
    networkInterfaces: {
      eth0: { subnet: 'hub/nvas', privateIPAddress: `10.0.0.${n}`, enableIPForwarding: true, ...(n === 5 && { networkSecurityGroup: 'guard' }) },
    },
    iproute2: {
      config: `ip link add vx0 type vxlan id 42 remote 10.0.0.${9 - n} dstport 4789 dev eth0\nip link set vx0 up\nip addr add 192.168.9.${n}/24 dev vx0`,
    },
  });
  return {
    virtualNetworks: {
      hub: { location: 'japaneast', addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, subnets: { nvas: { addressPrefix: '10.0.0.0/24' } } },
    },
    networkSecurityGroups: { guard: { securityRules: guarded } },
    virtualMachines: { one: nva(4), two: nva(5) },
  };
}

const ping = (lab: Lab) => traceFlow(solve(lab), flowOf('icmp one > 192.168.9.5'), { branches: false });
const outside = (lab: Lab) => {
  const { out, back } = ping(lab);
  const udp = [out.hops[0]?.after?.headers[1], back?.hops[0]?.after?.headers[1]];
  return udp.map((h) => (h?.kind === 'udp' ? { from: h.sourcePort, to: h.destinationPort } : undefined));
};

describe('VXLAN in Azure', () => {
  it('H40 passes the fabric as UDP to 4789, from a port made of the flow inside', () => {
    const lab = labOf();
    expect(ping(lab).verdict).toBe('delivered');
    const [there, back] = outside(lab);
    expect([there?.to, back?.to]).toEqual([4789, 4789]);
    for (const { from = 0 } of [there ?? {}, back ?? {}]) expect(from >= 32_768 && from <= 60_999).toBe(true);
  });

  it('H45 the security group of an NVA sees UDP 4789 alone', () => {
    const deny = { vxlan: rule(100, 'Deny', { destinationPortRange: '4789' }) };
    expect(ping(labOf(deny)).verdict).toBe('dropped');
    // What is inside it does not see.
    expect(ping(labOf({ icmp: rule(100, 'Deny', { sourceAddressPrefix: '192.168.9.0/24' }) })).verdict).toBe('delivered');
  });

  it('A173 the answer is a flow of its own: it is not known by the first packet’s', () => {
    // Only one NVA lets 4789 in, and what it sends itself comes back to the other's default rules.
    const strict = {
      vxlan: rule(100, 'Allow', { destinationPortRange: '4789', sourceAddressPrefix: '10.0.0.4' }),
      rest: rule(200, 'Deny', { protocol: '*' as 'Udp' }),
    };
    expect(ping(labOf(strict)).verdict).toBe('delivered');
    const { back, verdict } = traceFlow(solve(labOf({ rest: rule(200, 'Deny', { protocol: '*' as 'Udp' }) })), flowOf('icmp two > 192.168.9.4'), {
      branches: false,
    });
    expect([verdict, back?.at.device]).toEqual(['one-way', 'two']);
  });
});

describe('H43 what only the tunnel’s end is told', () => {
  const end = (n: 1 | 2) =>
    `ip link add t0 type vxlan id 7 remote 10.2.0.${3 - n} dstport 4789 df set\nip link set t0 up\nip addr add 10.9.0.${n}/30 dev t0\nip route add 10.${n === 1 ? 3 : 1}.0.0/25 via 10.9.0.${3 - n}`;
  const filtered = linuxLine({ r1: end(1), r2: `${end(2)}\niptables -A INPUT -p udp --dport 4789 -j REJECT` });

  it('is not what the sender hears, and its ping is silent', () => {
    const { out } = traceFlow(filtered, flowOf('icmp pc > server'), { branches: false });
    expect([out.at.node, out.error?.type, out.error?.leg.at.node, toldSender(out)]).toEqual(['r2', 'port-unreachable', 'r1', undefined]);
    expect(runCommand(filtered, 'pc', 'ping -c 1 10.3.0.10').text).toContain('1 packets transmitted, 0 received, 100% packet loss');
  });

  it('the sender’s own packet is another matter', () => {
    const refused = linuxLine({ r2: 'iptables -A FORWARD -p icmp -j REJECT' });
    expect(runCommand(refused, 'pc', 'ping -c 1 10.3.0.10').text).toContain('From 10.2.0.2 icmp_seq=1 Destination Port Unreachable');
  });
});

it('A185 an answer that leaves its backend in a tunnel is none of the fabric’s to translate: its asker does not know it', () => {
  const lab = labOf();
  const behind = (route: string): Lab => ({
    ...lab,
    loadBalancers: {
      lb: {
        frontendIPConfigurations: { fe: { subnet: 'hub/nvas', privateIPAddress: '10.0.0.100' } },
        backendAddressPools: { pool: { backendIPConfigurations: ['two/eth0'] } },
        loadBalancingRules: { ssh: { frontendIPConfiguration: 'fe', backendAddressPool: 'pool', protocol: 'Tcp', frontendPort: 22, backendPort: 22 } },
      },
    },
    virtualMachines: {
      ...lab.virtualMachines,
      two: {
        ...(lab.virtualMachines?.['two'] as VirtualMachine),
        listen: [{ protocol: 'tcp', port: 22 }],
        iproute2: { config: `${lab.virtualMachines?.['two']?.iproute2?.config ?? ''}\n${route}` },
      },
    },
    networkSecurityGroups: {},
  });
  const asked = (route: string) => traceFlow(solve(behind(route)), flowOf('tcp/22 one > 10.0.0.100'), { branches: false });
  const { verdict, back } = asked('ip route add 10.0.0.4/32 via 192.168.9.4 dev vx0');
  const source = back && innermost(back.hops.at(-1)?.before ?? (undefined as never)).source;
  expect([verdict, source && formatIp(source)]).toEqual(['one-way', '10.0.0.5']);
  expect(asked('').verdict).toBe('delivered');
});
