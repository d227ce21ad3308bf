/** Where things stand that the lab gives no place. */
import { expect, test } from 'vitest';
import { diagramOf } from './index.ts';

const router = (x: number, ...segments: string[]) => ({
  position: { x, y: 0 },
  interfaces: Object.fromEntries(segments.map((segment, i) => [`eth${i}`, { addresses: [], segment }])),
  frr: { config: '' },
});

test('a LAN without a place stands between its machines, two of them not on each other', () => {
  const { nodes } = diagramOf({ routers: { a: router(0, 'one', 'two'), b: router(600, 'one', 'two') }, segments: { one: {}, two: {} } });
  const at = (id: string) => nodes.find((n) => n.id === id)?.position;
  expect(at('one')).toEqual({ x: 327, y: 19 });
  expect(at('two')?.x).toBe(327);
  expect(Math.abs((at('two')?.y ?? 0) - 19)).toBeGreaterThanOrEqual(22);
});

test('networks and sites without a place stand in rows of four, none on another however tall or wide it is', () => {
  const subnets = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`s${i}`, { addressPrefix: `10.0.${i}.0/24` }]));
  const vnet = (n: number, size?: { width: number; height: number }) => ({
    location: 'x',
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
    subnets: subnets(n),
    ...(size && { size }),
  });
  const { nodes } = diagramOf({
    virtualNetworks: { tall: vnet(5), wide: vnet(1, { width: 700, height: 200 }), c: vnet(0), d: vnet(1), e: vnet(2), f: vnet(4) },
    sites: { a: {}, b: {}, c1: {}, d1: {} },
    internet: { hosts: {} },
  });
  const boxes = nodes.filter((n) => n.parent === undefined).map((n) => ({ id: n.id, ...n.position, ...n.size }));
  expect(boxes.length).toBe(11);
  const touching = boxes.flatMap((a, i) =>
    boxes
      .slice(i + 1)
      .filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)
      .map((b) => `${a.id} ${b.id}`),
  );
  expect(touching).toEqual([]);
  expect(boxes.slice(0, 4).map((b) => b.y)).toEqual([160, 160, 160, 160]);
  expect(boxes[0]?.x).toBe(40);
});

test('a cable between machines that stand close lies below them, not under them', () => {
  const { nodes } = diagramOf({ routers: { a: router(0, 'one'), b: router(170, 'one') }, segments: { one: {} } });
  expect(nodes.find((n) => n.id === 'one')?.position.y).toBeGreaterThan(64);
});

test('a LAN with a place, or in a site, stays there', () => {
  const { nodes } = diagramOf({ sites: { s: {} }, segments: { one: { position: { x: 5, y: 6 } }, two: { site: 's' } } });
  expect(nodes.find((n) => n.id === 'one')?.position).toEqual({ x: 5, y: 6 });
  expect(nodes.find((n) => n.id === 'two')?.parent).toBe('s');
});

test('a gateway that is reached across the Internet has its line there; one that meets another VNet’s has none', () => {
  const gateway = { gatewayType: 'Vpn', subnet: 'v/GatewaySubnet', publicIPAddresses: ['pip'] } as const;
  const { edges } = diagramOf({
    internet: { hosts: {} },
    publicIPAddresses: { pip: { ipAddress: '198.51.100.9' } },
    virtualNetworkGateways: {
      dialled: { ...gateway, vpnClientConfiguration: { vpnClientAddressPool: { addressPrefixes: ['172.16.0.0/24'] } } },
      toSite: gateway,
      toVnet: gateway,
    },
    localNetworkGateways: { lgw: { gatewayIpAddress: '203.0.113.1' } },
    connections: {
      site: { connectionType: 'IPsec', virtualNetworkGateway1: 'toSite', localNetworkGateway2: 'lgw' },
      vnet: { connectionType: 'Vnet2Vnet', virtualNetworkGateway1: 'toVnet', virtualNetworkGateway2: 'dialled' },
    },
  });
  const lines = edges.filter((e) => e.kind === 'internet');
  expect(lines.map((e) => [e.source, e.label])).toEqual([
    ['dialled', '198.51.100.9'],
    ['toSite', '198.51.100.9'],
  ]);
});
