/** Consoles by rule: what is typed, abbreviated or not, and what a device of the first article prints. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readScenario, runCommand, type Scenario, solve, stateAt } from '../index.ts';
import { prefix } from '../ip/index.ts';
import { matchCommand } from './commands.ts';
import { trieNodes } from './trie-nodes.ts';

const file = new URL('../../../scenarios/reverse-forced-tunneling.json', import.meta.url);
const solution = solve(stateAt(readScenario(readFileSync(file, 'utf8')).scenario as Scenario, 'set-next-hop'));
const ask = (device: string, command: string) => runCommand(solution, device, command);

describe('a typed line', () => {
  const commands = ['show ip route', 'show ip bgp summary', 'show ip bgp <prefix>', 'show bgp ipv4|ipv6'].map((pattern) => ({
    pattern,
    run: (a: Readonly<Record<string, string>>) => [pattern, ...Object.values(a)].join(' '),
  }));
  it.each([
    ['sh ip ro', 'show ip route'],
    ['sh ip bgp sum', 'show ip bgp summary'],
    ['show ip bgp 10.0.0.0/16', 'show ip bgp <prefix> 10.0.0.0/16'],
    ['show ip bgp 10.0.0.1', 'show ip bgp <prefix> 10.0.0.1'],
    ['sh b ipv6', 'show bgp ipv4|ipv6 ipv6'],
  ])('%s is %s', (line, means) => {
    const found = matchCommand(line, commands);
    expect(found.kind === 'found' && found.run()).toBe(means);
  });
  it.each(['show ip bgp 10.0.0.0/33', 'show bgp ip', 'show', 'show ip route route'])('%s is no command', (line) => {
    expect(matchCommand(line, commands).kind).toBe('unknown');
  });
});

describe('vtysh', () => {
  it('F128 a summary names its family unless the command does', () => {
    expect(ask('vm-frr', 'sh ip bgp sum').text).toMatch(
      /^\nIPv4 Unicast Summary \(VRF default\):\nBGP router identifier 10\.0\.1\.6, local AS number 65001 vrf-id 0\n/,
    );
    expect(ask('vm-frr', 'show bgp ipv4 unicast summary').text).toMatch(/^BGP router identifier/);
    expect(ask('vm-frr', 'show bgp summary').text).not.toContain('IPv6 Unicast');
  });

  it('vtysh -c from the shell, with sudo and for several lines up to the first that is refused; do at the prompt', () => {
    const summary = ask('vm-frr', 'show ip bgp summary').text;
    expect(ask('vm-frr', 'sudo vtysh -c "show ip bgp summary"')).toEqual({ prompt: '$ ', text: summary, error: false });
    expect(ask('vm-frr', "vtysh -c 'sh ip bgp sum' -c 'show foo' -c 'show version'").text).toBe(`${summary}\n% Unknown command: show foo`);
    expect(ask('vm-frr', 'vtysh').text).toMatch(/Hello, this is FRRouting \(version \d+\.\d+\.\d+\)\.\nCopyright/);
    expect(ask('vm-frr', 'vtysh -x').error).toBe(true);
    expect(ask('vm-frr', 'do sh ip bgp sum').text).toBe(summary);
    expect(ask('vm-frr', 'sudo ip route').text).toBe(ask('vm-frr', 'ip route').text);
    expect(ask('vm-frr', 'sudo show ip bgp').text).toBe('sudo: show: command not found');
    expect(ask('er', 'vtysh -c "show ip bgp"').error).toBe(true);
  });

  it('vtysh’s other words are vtysh’s, however short; what is on the machine is the shell’s', () => {
    expect(ask('vm-frr', 'wr t').text).toBe(ask('vm-frr', 'show running-config').text);
    expect(ask('vm-frr', 'write terminal bgpd no-header').text).toBe(ask('vm-frr', 'show running-config bgpd no-header').text);
    expect(ask('vm-frr', 'conf t')).toEqual({
      prompt: 'vm-frr# ',
      text: '% Not answered in this lab: configure [terminal]\n% The configuration is changed where it stands; routes follow as one types.',
      error: true,
    });
    expect(ask('vm-frr', 'clear ip bgp *').text).toMatch(/^% Not answered in this lab: clear …\n/);
    expect(ask('vm-frr', 'wr foo').text).toBe('% Unknown command: wr foo');
    expect(ask('vm-frr', '?').text).toMatch(/^ {2}show *\n {2}write$/);
    for (const line of ['cat /etc/frr/frr.conf', 'curl', 'conntrack -L', 'ip route']) expect(ask('vm-frr', line).prompt).toBe('$ ');
    expect(ask('vm-frr', 'router bgp 65001').text).toBe('bash: router: command not found');
  });

  it.each<[what: string, prefixes: string[], nodes: number]>([
    ['three /24s inside one /13 and a far one', ['10.0.0.0/24', '10.1.0.0/24', '10.4.0.0/24', '192.0.2.0/24'], 7],
    ['a prefix within a prefix', ['10.0.0.0/8', '10.1.0.0/16'], 2],
    ['nothing', [], 0],
  ])('F204 nodes of the trie: %s', (_what, prefixes, nodes) => {
    expect(trieNodes(prefixes.map(prefix))).toBe(nodes);
  });

  it('F140 show ip route json: the entries of the table by prefix', () => {
    const routes = JSON.parse(ask('vm-frr', 'show ip route json').text) as Record<string, { protocol: string; distance: number }[]>;
    expect(routes['10.50.0.0/16']).toEqual([expect.objectContaining({ protocol: 'bgp', distance: 20, selected: true })]);
  });

  it('F138 advertised-routes json: the next hop that the route-map set', () => {
    const sent = JSON.parse(ask('vm-frr', 'show bgp ipv4 unicast neighbors 10.0.2.4 advertised-routes json').text) as object;
    expect(sent).toMatchObject({ advertisedRoutes: { '0.0.0.0/0': { nextHop: '10.0.3.4' } }, totalPrefixCounter: 1 });
  });

  it('show route-map: zebra’s copy without the clauses that only bgpd knows, then each entry with its clauses', () => {
    const lines = ask('vm-frr', 'show route-map rmap-azure-asns').text.split('\n');
    const bgpd = lines.indexOf('BGP:');
    expect(lines[0]).toBe('ZEBRA:');
    expect(lines.slice(0, bgpd)).not.toContain('    as-path azure-asns');
    expect(lines.slice(bgpd)).toEqual([
      'BGP:',
      'route-map: rmap-azure-asns Invoked: 0 Optimization: enabled Processed Change: false',
      ' deny, sequence 5 Invoked 0',
      '  Match clauses:',
      '    as-path azure-asns',
      '  Set clauses:',
      '  Call clause:',
      '  Action:',
      '    Exit routemap',
      ' permit, sequence 10 Invoked 0',
      '  Match clauses:',
      '  Set clauses:',
      '    ip next-hop 10.0.3.4',
      '  Call clause:',
      '  Action:',
      '    Exit routemap',
    ]);
  });

  it('F134 a prefix that is not there is an answer, a command that is not there is an error', () => {
    expect(ask('vm-frr', 'show ip route 192.0.2.0/24')).toMatchObject({ text: '% Network not in table', error: false });
    expect(ask('vm-frr', 'show ip rout 192.0.2.0/33')).toMatchObject({ error: true });
  });
});

describe('IOS', () => {
  it('A235, A104 show ip bgp: five status characters, the default without a mask, no private AS behind the MSEE', () => {
    const { prompt, text } = ask('er', 'sh ip bgp');
    expect(prompt).toBe('er#');
    expect(text).toContain('\n     Network          Next Hop            Metric LocPrf Weight Path\n');
    expect(text).toMatch(/^ \*> {2}0\.0\.0\.0 {10}172\.16\.0\.2 {29}0 12076 i$/m);
    expect(text).toMatch(/^ \*> {2}10\.50\.0\.0\/16 {5}172\.16\.0\.2 /m);
  });
});

describe('az', () => {
  it('a command of another kind of device says what this one answers', () => {
    const { text, error } = ask('vpngw-clab-hub', 'az network routeserver peering list-learned-routes');
    expect(error).toBe(true);
    expect(text).toContain('az network vnet-gateway list-learned-routes');
  });
  it('another gateway’s name is refused; options stand in any order', () => {
    expect(ask('vpngw-clab-hub', 'az network vnet-gateway list-learned-routes -n other -g rg').error).toBe(true);
    const one = ask('vpngw-clab-hub', 'az network vnet-gateway list-learned-routes -o table -n vpngw-clab-hub -g a').text;
    expect(ask('vpngw-clab-hub', 'az network vnet-gateway list-learned-routes -g b --name vpngw-clab-hub --output table').text).toBe(one);
  });
});

describe('a host', () => {
  it('H8 ip route get: one way, with the source', () => {
    expect(ask('pc-onprem', 'ip route get 10.50.1.4').text).toMatch(/^10\.50\.1\.4 via 10\.20\.10\.1 dev eth0 src 10\.20\.10\.\d+ uid 0\n {4}cache$/);
    expect(ask('pc-onprem', 'ip route get nowhere').error).toBe(true);
  });
  it('ip route lists IPv4 alone', () => {
    expect(ask('vm-frr', 'ip route').text).not.toContain('fe80');
  });
  it('a connection that fails is an answer, not a bad command', () => {
    expect(ask('pc-onprem', 'nc -v 10.99.0.1 22')).toMatchObject({ text: expect.stringContaining('timed out') as string, error: false });
  });
});
