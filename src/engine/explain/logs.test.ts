/** What firewalls and proxies log of a lab's flows. */
import { describe, expect, it } from 'vitest';
import { openStory } from '../../../scenarios/stories.ts';
import { flowLogs, formatIp, type LogEntry, mergePatch, solve, solveStep, stateAt, type Lab } from '../index.ts';

const lineOf = (e: LogEntry) =>
  `${e.name ?? '-'} ${e.device} ${e.log} ${e.action} ${formatIp(e.packet.source)} > ${formatIp(e.packet.destination)} ${e.rule ?? '-'}`;
const logs = (scenario: string, step: string) => flowLogs(solveStep(openStory(scenario).scenario, step)).map(lineOf);

describe('Azure Firewall', () => {
  it('A151, A156: a DNAT rule is logged with the address that was asked, a security group behind it with what the firewall made of it', () => {
    expect(logs('firewall-return-path', 'dnat').filter((l) => l.startsWith('rdp '))).toEqual([
      expect.stringMatching(/^rdp azfw AZFWNatRule DNAT 192\.0\.2\.10 > 198\.51\.100\.10 \S+\/\S+$/),
      'rdp vm-hub NSGFlowLogs Allow 10.0.3.6 > 10.0.1.4 nsg-servers/AllowVnetInBound',
    ]);
  });

  it('A160: what belongs to no state is INVALID; with both directions through the firewall nothing is', () => {
    const ssh = (step: string) => logs('firewall-return-path', step).filter((l) => l.startsWith('ssh '));
    expect(ssh('onprem-one-way').map((l) => l.split(' ').slice(2, 4).join(' '))).toEqual(['AZFWNetworkRule Allow', 'AZFWFlowTrace INVALID']);
    expect(ssh('onprem-both-ways').map((l) => l.split(' ').slice(2, 4).join(' '))).toEqual(['AZFWNetworkRule Allow']);
  });
});

describe('Azure Firewall as a proxy', () => {
  it('A166 HTTP that is asked of an address is logged with the address as its host; TLS without a name has none', () => {
    const lab = stateAt(openStory('reverse-forced-tunneling').scenario, 'complete');
    const by = (port: number) => ({ from: 'pc-onprem', to: '192.0.2.80', protocol: 'tcp', port });
    const entries = flowLogs(solve(mergePatch(lab, { flows: { plain: by(80), tls: by(443) } }) as Lab)).filter((e) => e.log === 'AZFWApplicationRule');
    const hosts = (name: string) => [...new Set(entries.filter((e) => e.name === name).map((e) => e.host))];
    expect([hosts('plain'), hosts('tls')]).toEqual([['192.0.2.80'], [undefined]]);
  });
});

describe('a proxy and a packet filter', () => {
  it('H65: the line of access.log stands with the line of squid.conf that decided', () => {
    const [entry] = flowLogs(solveStep(openStory('p2s-proxy').scenario, 'through-the-proxy')).filter((e) => e.log === 'access.log');
    expect([entry?.device, entry?.action, entry?.rule]).toEqual(['proxy', 'Allow', 'http_access allow localnet']);
    expect(entry?.text).toContain('TCP_TUNNEL/200');
  });

  it('H30: PF logs by rules that say so, and by no others', () => {
    const lab = stateAt(openStory('own-as').scenario, 'strangers');
    const config = lab.routers?.['router01']?.pf?.config ?? '';
    const pflog = (text: string) =>
      flowLogs(solve(mergePatch(lab, { flows: { visit: null, download: null, dc: null }, routers: { router01: { pf: { config: text } } } }) as Lab))
        .filter((e) => e.log === 'pflog')
        .map(lineOf);
    expect(pflog(config)).toEqual([]);
    expect(pflog(config.replace('block in quick proto tcp to self', 'block in log quick proto tcp to self'))).toEqual([
      expect.stringMatching(/^stranger router01 pflog Deny 31ff:a::10 > 2001:db8:100::96 block/),
    ]);
  });
});
