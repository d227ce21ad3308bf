/** For tests: mistakes outside Azure, and with the addresses of the Internet. */
import { and, type Mistakes } from './lab.ts';

const FRR = { config: 'frr defaults traditional' };
const router = (id: string, interfaces: unknown) => ({ segments: { lan: {} }, routers: { [id]: { interfaces, frr: FRR } } });
const host = (id: string, address: string, more: object = {}) => ({
  segments: { lan: {} },
  hosts: { [id]: { interfaces: { eth0: { addresses: [address], segment: 'lan' } }, ...more } },
});
const card = (change: object) => ({ hosts: { pc: { interfaces: { eth0: change } } } });
const PUBLIC = (ipAddress: string) => ({ publicIPAddresses: { 'pip-ars': { ipAddress } } });
const local = (id: string, gatewayIpAddress: string) => ({
  localNetworkGateways: { [id]: { gatewayIpAddress, localNetworkAddressSpace: { addressPrefixes: ['192.168.7.0/24'] } } },
  connections: { [`cn-${id}`]: { connectionType: 'IPsec', virtualNetworkGateway1: 'vpngw', localNetworkGateway2: id } },
});

export const OUTSIDE: Mistakes = {
  title: 'outside Azure',
  rows: [
    [
      'an address that two have on one segment',
      and(router('r', { e0: { addresses: ['192.168.0.1/24'], segment: 'lan' } }), host('pc', '192.168.0.1/24')),
      'warning outside-address-taken [RFC 5227] pc: 192.168.0.1 is already that of r on lan: which of them is heard is chance; give it another address',
    ],
    [
      'on two segments',
      and(
        router('r', { e0: { addresses: ['192.168.0.1/24'], segment: 'lan' } }),
        { segments: { far: {} } },
        host('pc', '192.168.0.1/24'),
        card({ segment: 'far' }),
      ),
    ],
    [
      'one of them shut down',
      and(router('r', { e0: { addresses: ['192.168.0.1/24'], segment: 'lan' } }), host('pc', '192.168.0.1/24'), card({ shutdown: true })),
    ],
    [
      'the address of a network',
      host('pc', '192.168.0.0/24'),
      'warning outside-address-unusable [RFC 1122 RFC 3021] pc: 192.168.0.0 is the network’s own address of 192.168.0.0/24, not one for a machine; take one between',
    ],
    [
      'the broadcast address',
      host('pc', '192.168.0.3/30'),
      'warning outside-address-unusable [RFC 1122 RFC 3021] pc: 192.168.0.3 is the broadcast address of 192.168.0.0/30, not one for a machine; take one between',
    ],
    ['either of a link of two', and(router('r', { e0: { addresses: ['192.168.0.0/31'], segment: 'lan' } }), host('pc', '192.168.0.1/31'))],
    ['a network of IPv6, whose first address is any router’s', host('pc', '2001:db8:7::/64')],
    [
      'a tunnel with two interfaces',
      router('r', { v0: { addresses: ['192.168.0.1/32'], ipsec: 'cn-s2s#0' }, v1: { addresses: [], ipsec: 'cn-s2s#0' } }),
      'warning tunnel-end-taken [A62] r: v1 is of the tunnel cn-s2s#0, as r v0 is already: a tunnel has one interface; name another tunnel',
    ],
    ['an interface for each instance’s', router('r', { v0: { addresses: ['192.168.0.1/32'], ipsec: 'cn-s2s#0' }, v1: { addresses: [], ipsec: 'cn-s2s#1' } })],
    [
      'H4 a gateway off the link',
      host('pc', '192.168.0.9/24', { gateway: '172.31.9.1' }),
      'warning host-gateway-off-link [H4 RFC 1122] pc: the gateway 172.31.9.1 is on none of its links (192.168.0.0/24), so it has no default route; give one of a link',
    ],
    ['H4 a gateway on the link', host('pc', '192.168.0.9/24', { gateway: '192.168.0.1' })],
    ['H4 a link that a script makes', host('pc', '192.168.0.9/24', { gateway: '172.31.9.1', iproute2: { config: 'ip addr add 172.31.9.9/24 dev eth0' } })],
    [
      'H91 a public IP address that is private',
      PUBLIC('172.31.0.9'),
      'warning address-not-public [H91 RFC 6890] pip-ars: 172.31.0.9 is no public address: the Internet carries nothing to it; give it one that is',
    ],
    [
      'H91 a host of the Internet that is not on it',
      { internet: { hosts: { web: { ipAddress: '100.64.1.1' } } } },
      'warning address-not-public [H91 RFC 6890] web: 100.64.1.1 is no public address: the Internet carries nothing to it; give it one that is',
    ],
    ['H91 an address of documentation', PUBLIC('192.0.2.9')],
    [
      'A62 two connections to one address',
      local('other', '203.0.113.1'),
      'warning connection-address-taken [A62] cn-other: it leads from vpngw to 203.0.113.1, as cn-s2s does already; each needs an address of its own',
    ],
    ['A62 two connections to two addresses', local('other', '203.0.113.2')],
    [
      'A62 a connection to the gateway’s own address',
      local('other', '198.51.100.2'),
      'warning connection-to-own-address [A62] cn-other: other has the address of vpngw itself (198.51.100.2); give it that of the device at the other end',
    ],
  ],
};
