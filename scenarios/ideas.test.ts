/** The small scenarios beyond the articles: each shows its one idea, and the idea fails when its cause is taken away. */
import { expect, it } from 'vitest';
import { openStory, patched, testStory, withoutLines } from './stories.ts';

const shut = (device: string, name: string, shutdown: boolean) => patched({ routers: { [device]: { interfaces: { [name]: { shutdown } } } } });

testStory(
  'hub-and-spoke',
  [],
  [
    [
      '',
      'with the spokes peered with each other',
      'not-transitive',
      'no-route',
      patched({
        virtualNetworks: {
          spoke1: { virtualNetworkPeerings: { direct: { remoteVirtualNetwork: 'spoke2' } } },
          spoke2: { virtualNetworkPeerings: { direct: { remoteVirtualNetwork: 'spoke1' } } },
        },
      }),
    ],
    [
      '',
      'with IP forwarding on',
      'route-tables',
      'barred',
      patched({ virtualMachines: { nva: { networkInterfaces: { eth0: { enableIPForwarding: true } } } } }),
    ],
    ['', 'without forwarding in the guest', 'forwarding', 'joined', patched({ virtualMachines: { nva: { ipForward: false } } })],
    [
      '',
      'with forwarded traffic allowed',
      'forwarded-barred',
      'barred',
      patched({ virtualNetworks: { spoke2: { virtualNetworkPeerings: { 'to-hub': { allowForwardedTraffic: true } } } } }),
    ],
  ],
);

testStory(
  'ars-dual-homed-nva',
  [],
  [
    ['', 'with a longer path of nva2', 'both', 'ecmp', withoutLines('nva2', 'network 172.31.0.0/16')],
    ['', 'with both there', 'one-lost', 'left', patched({ outages: null })],
    ['', 'without the prepend', 'active-standby', 'active', withoutLines('nva2', 'set as-path prepend')],
  ],
);

testStory(
  'bgp-wedgie',
  [],
  [
    ['', 'with the backup link first', 'primary', 'up', (lab) => shut('customer', 'eth0', true)(shut('customer', 'eth1', false)(lab))],
    ['', 'without the community', 'intended', 'backup', withoutLines('customer', 'set community')],
    ['', 'with the backup link down', 'wedged', 'up', shut('customer', 'eth1', true)],
    ['', 'with the backup link down', 'wedged', 'named', shut('customer', 'eth1', true)],
    ['', 'with the primary link down', 'mended', 'up', shut('customer', 'eth0', true)],
  ],
);

it('RFC 4264: the two ends of the story have the same configuration and another outcome', () => {
  const { scenario, results } = openStory('bgp-wedgie');
  const routers = (step: string) => JSON.stringify(scenario.steps?.find((s) => s.id === step)?.patch);
  expect(routers('mended')).toContain('eth1');
  const wedged = results('wedged').map((r) => r.pass);
  expect(wedged).toEqual([true, true]);
});

testStory(
  'route-leak',
  [],
  [
    ['', 'with a filter', 'leak', 'leaked', withoutLines('customer', 'neighbor 10.1.2.20')],
    ['', 'without it', 'filter', 'straight', withoutLines('customer', 'neighbor 10.1.2.20 prefix-list')],
    [
      '',
      'with nobody to mark what a customer gets',
      'roles',
      'straight',
      (lab) => withoutLines('customer', 'neighbor 10.1.0.10 local-role')(withoutLines('provider-a', 'neighbor 10.1.0.30 local-role')(lab)),
    ],
    [
      '',
      'without the role at provider B, which refuses, nor at the customer, which does not pass on',
      'roles',
      'straight',
      (lab) =>
        withoutLines(
          'customer',
          'neighbor 10.1.0.10 local-role',
          'neighbor 10.1.2.20 local-role',
        )(withoutLines('provider-b', 'neighbor 10.1.2.30 local-role')(lab)),
    ],
  ],
);

testStory(
  'med-oscillation',
  [],
  [
    ['', 'with the same MED on both', 'oscillation', 'named', withoutLines('six', 'neighbor 10.0.5.3 route-map MED1')],
    ['', 'without it', 'always-compare', 'quiet', (lab) => withoutLines('d', 'bgp always-compare-med')(withoutLines('a', 'bgp always-compare-med')(lab))],
    ['', 'without the origin', 'always-compare', 'settled', withoutLines('origin', 'network')],
  ],
);

testStory(
  'anycast',
  [],
  [
    ['', 'without the eastern announcement', 'two-sites', 'east', withoutLines('dns-east', 'network')],
    ['', 'with the western one gone, too', 'withdrawn', 'east', withoutLines('dns-west', 'network')],
    ['', 'without the prepend', 'drained', 'east', withoutLines('dns-east', 'set as-path prepend')],
  ],
);

testStory(
  'er-vpn-failover',
  [],
  [
    ['', 'without the circuit', 'both', 'by-er', patched({ outages: { circuit: { of: 'erc' } } })],
    ['', 'with the circuit there', 'circuit-down', 'by-vpn', patched({ outages: null })],
    ['', 'with both instances gone', 'one-instance', 'still', patched({ outages: { other: { of: 'vpngw#1' } } })],
    ['', 'with both instances there', 'one-instance', 'one-session', patched({ outages: { instance: null } })],
  ],
);
