/** Who refuses on the Internet is named by what was asked for, not by the network that carries it (H52). */
import { expect, it } from 'vitest';
import { flowOf } from './test-labs.ts';
import { TestNetwork } from './test-network.ts';
import { traceFlow } from './trace.ts';

it('H52 a closed port of a listed host is that host’s; of a machine it is the machine’s', () => {
  const input = new TestNetwork()
    .internet({ web: '192.0.2.80 www.example.com tcp/443' })
    .machine('cpe', { lan: '10.9.0.1/24 @lan', wan: '203.0.113.9/24 @internet' }, { forwarding: true, routes: ['0.0.0.0/0 via 203.0.113.1 dev wan'] })
    .machine('pc', { lan: '10.9.0.2/24 @lan' }, { routes: ['0.0.0.0/0 via 10.9.0.1 dev lan'] })
    .build();
  const refused = (flow: string) => {
    const { verdict, summary } = traceFlow(input, flowOf(flow));
    return [verdict, summary.code, summary.args];
  };
  expect(refused('tcp/444 cpe > web')).toEqual(['refused', 'port-closed', { device: 'web', port: 444 }]);
  expect(refused('tcp/444 cpe > 192.0.2.80')).toEqual(['refused', 'port-closed', { device: '192.0.2.80', port: 444 }]);
  expect(refused('tcp/444 pc > 10.9.0.1')).toEqual(['refused', 'port-closed', { device: 'cpe', port: 444 }]);
  expect(refused('tcp/443 cpe > web')[0]).toBe('delivered');
});
