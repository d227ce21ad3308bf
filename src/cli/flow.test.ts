/** Flows as options: every field of the form on the screen, and what no flow can have is refused. */
import { describe, expect, it } from 'vitest';
import { hasDetails } from '../view-models/flows.ts';
import { FLOW_HELP, FLOW_OPTIONS, readFlow } from './flow.ts';
import { BadInput } from './input.ts';

const ends = { from: 'pc', to: '2001:db8::1' };

function refusal(values: Record<string, string>): string {
  try {
    readFlow({ ...ends, ...values });
    return '';
  } catch (error) {
    if (error instanceof BadInput) return error.lines.join('\n');
    throw error;
  }
}

describe('a flow as options', () => {
  it('says what the form says', () => {
    const tcp = readFlow({
      ...ends,
      proto: 'tcp',
      port: '443',
      source: '2001:db8::2',
      'source-port': '1234',
      'hop-limit': '9',
      df: 'clear',
      size: '1400',
      dscp: 'ef',
      proxy: 'squid',
      'proxy-port': '8080',
    });
    expect(tcp).toEqual({
      ...ends,
      protocol: 'tcp',
      port: 443,
      source: '2001:db8::2',
      sourcePort: 1234,
      ttl: 9,
      dontFragment: false,
      bytes: 1400,
      dscp: 46,
      proxy: 'squid',
      proxyPort: 8080,
    });
    expect(readFlow({ ...ends, 'icmp-id': '7', 'icmp-seq': '0', tos: '0xb8', fib: '1', vrf: 'blue', ttl: '9' })).toEqual({
      ...ends,
      protocol: 'icmp',
      icmpId: 7,
      icmpSequence: 0,
      dscp: 46,
      fib: 1,
      vrf: 'blue',
      ttl: 9,
    });
    expect(hasDetails(readFlow(ends))).toBe(false);
  });

  it.each([
    [{ ttl: '0' }, '--ttl 0: expected 1 to 255'],
    [{ 'hop-limit': '256' }, '--hop-limit 256: expected 1 to 255'],
    [{ ttl: '1', 'hop-limit': '2' }, '--ttl and --hop-limit say two things'],
    [{ df: 'yes' }, '--df yes: expected set or clear'],
    [{ dscp: '64' }, '--dscp 64: expected 0 to 63'],
    [{ dscp: 'AF44' }, '--dscp AF44: expected 0 to 63, or a name'],
    [{ tos: '0xb9' }, '--tos 0xb9: expected 0x00 to 0xfc with both ECN bits 0'],
    [{ bytes: '-1' }, '--bytes -1: expected 0 to 10000000'],
    [{ source: 'here' }, '--source here: expected an IPv4 or IPv6 address'],
    [{ proto: 'sctp' }, '--proto sctp: expected tcp, udp or icmp'],
    [{ proto: 'tcp' }, 'tcp needs --port N'],
    [{ proto: 'udp', port: '70000' }, '--port 70000: expected 1 to 65535'],
    [{ port: '80' }, '--port is for tcp and udp, not --proto icmp'],
    [{ 'source-port': '80' }, '--source-port is for tcp and udp, not --proto icmp'],
    [{ 'source-port': '0', proto: 'udp', port: '53' }, '--source-port 0: expected 1 to 65535'],
    [{ proto: 'udp', port: '53', 'icmp-id': '1' }, '--icmp-id is for icmp, not --proto udp'],
    [{ proto: 'tcp', port: '80', 'proxy-port': '8080' }, '--proxy-port needs --proxy DEVICE'],
    [{ proto: 'tcp', port: '80', proxy: 'p', 'proxy-port': '0' }, '--proxy-port 0: expected 1 to 65535'],
    [{ proto: 'udp', port: '53', proxy: 'p' }, '--proxy is for tcp, not --proto udp'],
  ])('%j is refused: %s', (values, message) => {
    expect(refusal(values as unknown as Record<string, string>)).toContain(`hoplab trace: ${message}`);
  });

  it('the help names every option', () => {
    for (const name of Object.keys(FLOW_OPTIONS)) expect(FLOW_HELP).toContain(`--${name}`);
  });
});
