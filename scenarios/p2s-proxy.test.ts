/** Article P2S: its claims hold, and each goes red when its cause is broken. */
import { describe, expect, it } from 'vitest';
import { solve, stateAt, traceFlow } from '../src/engine/index.ts';
import { type Change, openStory, patched, testStory } from './stories.ts';

const ID = 'p2s-proxy';
const row = (table: string, name: string) => patched({ routeTables: { [table]: { routes: { [name]: null } } } });
const split = patched({ virtualNetworkGateways: { 'vpngw-a': { customRoutes: null } } });
const squid =
  (from: string, to: string): Change =>
  (lab) => {
    const config = lab.virtualMachines?.['proxy']?.squid?.config ?? '';
    expect(config, 'the line to change is there').toContain(from);
    return patched({ virtualMachines: { proxy: { squid: { config: config.replace(from, to) } } } })(lab);
  };

testStory(
  ID,
  ['P2S1', 'P2S2', 'P2S3', 'P2S4', 'P2S5', 'P2S6', 'P2S7'],
  [
    ['P2S1', 'without the custom routes', 'everything-in-the-tunnel', 'halves', split],
    ['P2S1', 'without the custom routes', 'everything-in-the-tunnel', 'route-print', split],
    ['P2S2', 'without the custom routes', 'everything-in-the-tunnel', 'ping-fails', split],
    ['P2S3', 'without the hub’s row for the pool', 'through-the-proxy', 'browse', row('rt-hub-firewall', 'pool')],
    ['P2S3', 'without the proxy’s row for the pool', 'through-the-proxy', 'browse', row('rt-b', 'pool')],
    ['P2S3', 'without the default of a’s firewall', 'through-the-proxy', 'browse', row('rt-a-firewall', 'default')],
    ['P2S3', 'without the default of a’s gateway', 'through-the-proxy', 'browse', row('rt-a-gateway', 'default')],
    ['P2S3', 'without the row for Spoke-Vnet-b', 'platform-today', 'browse', row('rt-a-gateway', 'to-b')],
    [
      'P2S4',
      'with its default by the hub’s firewall',
      'the-proxy-itself',
      'ping',
      patched({ routeTables: { 'rt-b': { routes: { internet: { nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } } } } }),
    ],
    ['P2S4', 'with its default to nowhere', 'the-proxy-itself', 'web', patched({ routeTables: { 'rt-b': { routes: { internet: { nextHopType: 'None' } } } } })],
    ['P2S5', 'when Squid denies localnet', 'through-the-proxy', 'log', squid('http_access allow localnet', 'http_access deny localnet')],
    ['P2S5', 'when 8443 is an SSL port', 'acl', 'denied', squid('acl SSL_ports port 443', 'acl SSL_ports port 443 8443')],
    [
      'P2S6',
      'with the custom routes',
      'split-tunnel',
      'direct',
      patched({ virtualNetworkGateways: { 'vpngw-a': { customRoutes: { addressPrefixes: ['0.0.0.0/1', '128.0.0.0/1'] } } } }),
    ],
    ['P2S6', 'when the client does not dial', 'split-tunnel', 'vnet-in-tunnel', patched({ hosts: { client: { vpnClient: null } } })],
    [
      'P2S7',
      'with the row',
      'a-row-less',
      'answer-lost',
      patched({
        routeTables: {
          'rt-hub-firewall': { routes: { pool: { addressPrefix: '172.16.16.0/24', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.1.1.4' } } },
        },
      }),
    ],
  ],
);

describe('what the story asks the reader to try', () => {
  const { scenario } = openStory(ID);

  it.each([
    ['rt-hub-firewall', 'pool', 'fw-hub'],
    ['rt-a-firewall', 'default', 'fw-a'],
    ['rt-a-gateway', 'to-b', 'vpngw-a'],
    ['rt-b', 'pool', 'proxy'],
  ])('P2S7 without %s/%s the way to the proxy breaks at %s', (table, name, at) => {
    const trace = traceFlow(solve(row(table, name)(stateAt(scenario, 'platform-today'))), { from: 'client', to: '10.2.0.4', protocol: 'tcp', port: 3128 });
    const leg = trace.out.ending === 'delivered' ? trace.back : trace.out;
    expect([trace.verdict === 'delivered', leg?.at.device]).toEqual([false, at]);
  });
});
