/** Small labs of Linux machines and of a proxy, for tests: compiled as any lab is. */
import type { Host, Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import type { Solution } from '../solution.ts';

const on = (segment: string, ...addresses: string[]) => ({ segment, addresses });
const gate = (gateway: string, script = ''): string => `ip route add default via ${gateway}\n${script}`;

/** What of the machines' scripts a test changes. */
export interface LinuxTexts {
  readonly pc?: string;
  readonly r1?: string;
  readonly r2?: string;
  readonly server?: string;
}

/**
 * pc 10.1.0.10 and 10.1.1.10 — r1 — r2 — server 10.3.0.10 (TCP 443, UDP 53). Two cables between r1 and r2: `a` (10.2.0.0/24), by
 * which both route to each other, and `b` (10.2.1.0/24).
 */
export function linuxLine(texts: LinuxTexts = {}): Solution {
  const forwarding = 'sysctl -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1';
  const hosts: Record<string, Host> = {
    pc: { interfaces: { eth0: on('left', '10.1.0.10/24', '10.1.1.10/24') }, iproute2: { config: gate('10.1.0.1', texts.pc) } },
    r1: {
      interfaces: { e0: on('left', '10.1.0.1/24', '10.1.1.1/24'), a: on('a', '10.2.0.1/24'), b: on('b', '10.2.1.1/24') },
      iproute2: { config: `${forwarding}\nip route add 10.3.0.0/24 via 10.2.0.2\n${texts.r1 ?? ''}` },
    },
    r2: {
      interfaces: { a: on('a', '10.2.0.2/24'), b: on('b', '10.2.1.2/24'), e0: on('right', '10.3.0.1/24') },
      iproute2: { config: `${forwarding}\nip route add 10.1.0.0/16 via 10.2.0.1\n${texts.r2 ?? ''}` },
    },
    server: {
      interfaces: { eth0: on('right', '10.3.0.10/24') },
      iproute2: { config: gate('10.3.0.1', texts.server) },
      listen: [
        { protocol: 'tcp', port: 443 },
        { protocol: 'udp', port: 53 },
      ],
    },
  };
  return solve({ segments: { left: {}, right: {}, a: {}, b: {} }, hosts });
}

/** pc 10.1.0.10 leaves by r1, server 10.3.0.10 (TCP 443) answers by r2: both stand between the same two links. */
export function twoGates(r1 = '', r2 = ''): Solution {
  const gateway = (n: number, script: string): Host => ({
    interfaces: { e0: on('left', `10.1.0.${n}/24`), e1: on('right', `10.3.0.${n}/24`) },
    iproute2: { config: `sysctl -w net.ipv4.ip_forward=1\n${script}` },
  });
  const hosts: Record<string, Host> = {
    pc: { interfaces: { eth0: on('left', '10.1.0.10/24') }, iproute2: { config: gate('10.1.0.1') } },
    r1: gateway(1, r1),
    r2: gateway(2, r2),
    server: { interfaces: { eth0: on('right', '10.3.0.10/24') }, iproute2: { config: gate('10.3.0.2') }, listen: [{ protocol: 'tcp', port: 443 }] },
  };
  return solve({ segments: { left: {}, right: {} }, hosts });
}

/** A tunnel between r1 and r2 over cable `a`, and what goes through it: packets for the server and back. */
export function tunnelled(
  kind: 'gre' | 'ipip' | 'vxlan',
  options: { readonly add?: string; readonly mtu?: number; readonly r1?: string; readonly r2?: string } = {},
): Solution {
  const id = kind === 'vxlan' ? ' id 7 dstport 4789' : '';
  const mtu = options.mtu === undefined ? '' : `\nip link set t0 mtu ${options.mtu}`;
  const end = (local: string, remote: string, mine: string, peer: string, to: string) =>
    `ip link add t0 type ${kind} local ${local} remote ${remote}${id} ${options.add ?? ''}\nip link set t0 up${mtu}\nip addr add ${mine} peer ${peer}/32 dev t0\nip route add ${to} via ${peer} dev t0`;
  return linuxLine({
    r1: `${end('10.2.0.1', '10.2.0.2', '10.9.0.1', '10.9.0.2', '10.3.0.0/25')}\nip route add blackhole 10.3.0.0/16\n${options.r1 ?? ''}`,
    r2: options.r2 ?? end('10.2.0.2', '10.2.0.1', '10.9.0.2', '10.9.0.1', '10.1.0.0/17'),
  });
}

export const SQUID = `acl localnet src 10.0.0.0/8
acl localnet src 172.16.0.0/12
acl SSL_ports port 443
acl Safe_ports port 80
acl Safe_ports port 443
acl Safe_ports port 1025-65535
acl CONNECT method CONNECT
http_access deny !Safe_ports
http_access deny CONNECT !SSL_ports
http_access allow localnet
http_access deny all
http_port 3128
logformat timefm %{%Y/%m/%d %H:%M:%S}tl %ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt
access_log daemon:/var/log/squid/access.log timefm`;

/** Article P2S's Subnet-b: `client` (the pool's address, behind a router here) and `proxy`, an Azure VM that leaves to the Internet; with another squid.conf, `parent` beside it. */
export function proxied(squid = SQUID, parent?: string): Solution {
  const lab: Lab = {
    virtualNetworks: {
      b: { location: 'japaneast', addressSpace: { addressPrefixes: ['10.2.0.0/16'] }, subnets: { 'subnet-b': { addressPrefix: '10.2.0.0/24' } } },
    },
    publicIPAddresses: { 'pip-proxy': { ipAddress: '198.51.100.20' }, ...(parent !== undefined && { 'pip-parent': { ipAddress: '198.51.100.21' } }) },
    virtualMachines: {
      tunneller: {
        networkInterfaces: { eth0: { subnet: 'b/subnet-b', privateIPAddress: '10.2.0.10' } },
        iproute2: { config: 'ip link add t0 type gre local 10.2.0.10 remote 10.2.0.9\nip link set t0 up\nip addr add 10.99.0.1/24 dev t0' },
      },
      client: { networkInterfaces: { eth0: { subnet: 'b/subnet-b', privateIPAddress: '10.2.0.9' } } },
      proxy: { networkInterfaces: { eth0: { subnet: 'b/subnet-b', privateIPAddress: '10.2.0.4', publicIPAddress: 'pip-proxy' } }, squid: { config: squid } },
      ...(parent !== undefined && {
        parent: {
          networkInterfaces: { eth0: { subnet: 'b/subnet-b', privateIPAddress: '10.2.0.5', publicIPAddress: 'pip-parent' } },
          squid: { config: parent },
        },
      }),
    },
    internet: {
      hosts: {
        netflix: {
          ipAddress: '192.0.2.80',
          names: ['www.netflix.com'],
          listen: [
            { protocol: 'tcp', port: 443 },
            { protocol: 'tcp', port: 80 },
          ],
        },
      },
    },
  };
  return solve(lab);
}
