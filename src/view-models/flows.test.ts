/** Drafts of flows. */
import { expect, test } from 'vitest';
import { endpointsOf, flowOf, proxiesOf } from './flows.ts';

const draft = { name: 'f', from: 'pc', to: ' web ', protocol: 'tcp', port: '443', proxy: '' } as const;

test.each([
  [draft, { from: 'pc', to: 'web', protocol: 'tcp', port: 443 }],
  [
    { ...draft, proxy: 'squid' },
    { from: 'pc', to: 'web', protocol: 'tcp', port: 443, proxy: 'squid' },
  ],
  [
    { ...draft, protocol: 'udp' as const, proxy: 'squid' },
    { from: 'pc', to: 'web', protocol: 'udp', port: 443 },
  ],
  [
    { ...draft, protocol: 'icmp' as const, port: '' },
    { from: 'pc', to: 'web', protocol: 'icmp' },
  ],
  [{ ...draft, port: '70000' }, undefined],
  [{ ...draft, port: '' }, undefined],
  [{ ...draft, to: ' ' }, undefined],
])('%j', (d, flow) => {
  expect(flowOf(d)).toEqual(flow);
});

test('who can send, to what, and by whom', () => {
  const lab = {
    hosts: { pc: { interfaces: {}, squid: { config: 'http_port 3128' } } },
    internet: { hosts: { web: { ipAddress: '192.0.2.80', names: ['www.example.com'] }, ntp: { ipAddress: '192.0.2.1' } } },
  };
  expect(endpointsOf(lab)).toEqual({ from: ['pc', 'web', 'ntp'], to: ['pc', 'www.example.com', 'ntp'] });
  expect(proxiesOf(lab)).toEqual(['pc']);
  expect(proxiesOf({ hosts: { pc: { interfaces: {} } } })).toEqual([]);
});
