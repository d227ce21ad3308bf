/** Flows as one types them. */
import { describe, expect, it, test } from 'vitest';
import type { FlowSpec } from '../engine/index.ts';
import {
  applicationOf,
  endpointsOf,
  flowPatch,
  flowText,
  hasDetails,
  isComplete,
  proxiesOf,
  sameFlow,
  withApplication,
  withNumber,
  withText,
} from './flows.ts';

const tcp: FlowSpec = { from: 'pc', to: 'web', protocol: 'tcp', port: 22, sourcePort: 1024, proxy: 'squid' };

describe('what is sent', () => {
  it.each([
    [{ protocol: 'tcp', port: 80 }, 'http'],
    [{ protocol: 'tcp', port: 443 }, 'https'],
    [{ protocol: 'tcp', port: 8080 }, 'tcp'],
    [{ protocol: 'udp', port: 443 }, 'udp'],
    [{ protocol: 'icmp' }, 'icmp'],
  ] as const)('%j is %s', (flow, name) => expect(applicationOf(flow)).toBe(name));

  it('another one takes its port along and leaves out what it has not got', () => {
    expect(withApplication(tcp, 'https')).toEqual({ ...tcp, port: 443 });
    expect(withApplication(tcp, 'tcp')).toEqual(tcp);
    expect(withApplication(tcp, 'udp')).toEqual({ from: 'pc', to: 'web', protocol: 'udp', port: 53, sourcePort: 1024 });
    expect(withApplication(tcp, 'icmp')).toEqual({ from: 'pc', to: 'web', protocol: 'icmp' });
    const ping: FlowSpec = { from: 'pc', to: 'web', protocol: 'icmp', icmpId: 7, icmpSequence: 2 };
    expect(withApplication(ping, 'icmp')).toEqual(ping);
    expect(withApplication(ping, 'https')).toEqual({ from: 'pc', to: 'web', protocol: 'tcp', port: 443 });
  });
});

describe('fields', () => {
  it('a number is kept within its bounds; none takes the field out', () => {
    expect(withNumber(tcp, 'port', '70000').port).toBe(65535);
    expect(withNumber(tcp, 'ttl', '0').ttl).toBe(1);
    expect(withNumber(tcp, 'bytes', '0').bytes).toBe(0);
    expect([withNumber(tcp, 'dscp', '99').dscp, withNumber(tcp, 'icmpId', '0').icmpId]).toEqual([63, 0]);
    expect('sourcePort' in withNumber(tcp, 'sourcePort', 'x')).toBe(false);
  });

  it('an empty text takes the field out', () => {
    const asked: FlowSpec = { ...tcp, proxyPort: 8080 };
    expect([withText(asked, 'source', '10.0.0.1').proxyPort, withText(asked, 'proxy', 'other').proxyPort, withText(asked, 'proxy', '').proxyPort]).toEqual([
      8080,
      undefined,
      undefined,
    ]);
    expect([withApplication(asked, 'https').proxyPort, withApplication(asked, 'udp').proxyPort]).toEqual([8080, undefined]);
    expect(flowText(asked)).toContain('[squid:8080]');
    expect('proxy' in withText(tcp, 'proxy', ' ')).toBe(false);
    expect(withText(tcp, 'source', ' 10.0.0.1 ').source).toBe('10.0.0.1');
  });

  it('whether it can be sent, and whether it says more than most', () => {
    expect([isComplete(tcp), isComplete({ ...tcp, to: ' ' }), isComplete({ from: 'pc', to: 'web', protocol: 'tcp' })]).toEqual([true, false, false]);
    expect([hasDetails(tcp), hasDetails({ from: 'pc', to: 'web', protocol: 'icmp' })]).toEqual([true, false]);
  });

  it('two flows are the same when every field is; a patch takes out what is not said', () => {
    expect(sameFlow(tcp, { ...tcp })).toBe(true);
    expect(sameFlow(tcp, { ...tcp, ttl: 3 })).toBe(false);
    expect(sameFlow({ ...tcp, vrf: 'red' }, { ...tcp, vrf: 'blue' })).toBe(false);
    expect(flowText({ ...tcp, vrf: 'blue' })).toContain('pc vrf blue');
    expect(flowPatch({ from: 'pc', to: 'web', protocol: 'icmp' })).toMatchObject({ protocol: 'icmp', port: null, proxy: null, ttl: null, vrf: null });
  });
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
