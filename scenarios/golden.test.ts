/**
 * What the consoles print, against the article's own output: the same rows, columns, header and text, times and table
 * versions aside. `list-learned-routes` is compared as a set of lines, because no rule explains the order of the published ones.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, readScenario, routesTable, runCommand, type Scenario, type Solution, solve, stateAt } from '../src/engine/index.ts';

const ID = 'reverse-forced-tunneling';
const scenario = readScenario(readFileSync(new URL(`./${ID}.json`, import.meta.url), 'utf8')).scenario as Scenario;
const golden = (name: string) => readFileSync(new URL(`./golden/${ID}/${name}`, import.meta.url), 'utf8');

function shown(solution: Solution, device: string, command: string): string {
  const { prompt, text } = runCommand(solution, device, command);
  return `${prompt}${command}\n${text}`;
}

/** Lines without what differs from run to run. */
const lines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((l) =>
      l
        .replace(/\b(\d{2}:\d{2}:\d{2}|\d+d\d{2}h)\b/g, 'TIME')
        .replace(/table version is \d+/, 'table version is N')
        .trimEnd(),
    );

describe('show prints what the article prints', () => {
  it.each([
    ['RFT1', 'receive-only', 'vm-frr', 'nva-show-ip-route.txt'],
    ['RFT2', 'network-default', 'vm-frr', 'nva-advertised-routes-before-set-next-hop.txt'],
    ['RFT4', 'set-next-hop', 'er', 'onprem-show-ip-route.txt'],
  ])('%s, line for line', (_claim, step, device, file) => {
    const want = golden(file);
    const command = (want.split('\n')[0] as string).replace(/^[^#$]*[#$] ?/, '');
    expect(lines(shown(solve(stateAt(scenario, step)), device, command))).toEqual(lines(want));
  });

  it.each([
    ['RFT5', 'vpngw-clab-hub', 'hub-vpn-gateway-learned-routes.txt'],
    ['RFT6', 'vpngw-clab-brach-eus', 'branch-vpn-gateway-learned-routes.txt'],
  ])('%s, header in place and the rows as a set', (_claim, device, file) => {
    const want = lines(golden(file));
    const command = (want[0] as string).replace(/^\$ /, '');
    const have = lines(shown(solve(stateAt(scenario, 'set-next-hop')), device, command));
    expect(have.slice(0, 3)).toEqual(want.slice(0, 3));
    expect(have.slice(3).toSorted()).toEqual(want.slice(3).toSorted());
  });
});

describe('no table is typed in', () => {
  /** The lab with every occurrence of a text replaced, wherever it stands. */
  const renamed = (lab: Lab, ...pairs: [from: string, to: string][]) =>
    JSON.parse(pairs.reduce((text, [from, to]) => text.replaceAll(from, to), JSON.stringify(lab))) as Lab;
  const base = stateAt(scenario, 'set-next-hop');
  const tables = (lab: Lab) => {
    const solution = solve(lab);
    const texts = [
      shown(solution, 'vm-frr', 'show ip route'),
      shown(solution, 'er', 'show ip route'),
      ...['vpngw-clab-hub', 'vpngw-clab-brach-eus'].map((g) => shown(solution, g, `az network vnet-gateway list-learned-routes -g rg -n ${g} -o table`)),
    ];
    return lines(texts.join('\n'));
  };
  const squeezed = (all: string[]) => all.map((l) => l.replaceAll(/-{2,}/g, '-').replaceAll(/ +/g, ' ').trim()).toSorted();

  it('another branch prefix: every table follows', () => {
    expect(squeezed(tables(renamed(base, ['10.50.', '10.60.'])))).toEqual(squeezed(tables(base).map((l) => l.replaceAll('10.50.', '10.60.'))));
  });

  it('another AS on-premises: every table follows', () => {
    expect(squeezed(tables(renamed(base, ['65150', '65222'])))).toEqual(squeezed(tables(base).map((l) => l.replaceAll('65150', '65222'))));
  });

  it('RFT5 by hand from the rules: an active-standby hub gateway at another address and a branch of another AS', () => {
    const lab = mergePatch(renamed(base, ['65020', '65021']), {
      virtualNetworkGateways: {
        'vpngw-clab-hub': { activeActive: false, bgpSettings: { bgpPeeringAddresses: ['10.0.0.30'] }, publicIPAddresses: ['pip-vpngw-hub-1'] },
        'vpngw-clab-brach-eus': { activeActive: false, bgpSettings: { bgpPeeringAddresses: ['10.50.0.30'] }, publicIPAddresses: ['pip-vpngw-branch-1'] },
      },
    }) as Lab;
    const rows = (device: string) =>
      routesTable(solve(lab), device, 'learned').rows.map((r) =>
        ['network', 'nextHop', 'origin', 'sourcePeer', 'asPath'].map((k) => r.cells[k] ?? '').join(' '),
      );
    // A62: one instance, no sibling. A75: own VNet and the one peer's host route. A76: the branch by the tunnel.
    // A81: what Route Server reflects, from both its instances. A82: the branch is not reflected to who supplied it.
    expect(rows('vpngw-clab-hub').toSorted()).toEqual(
      [
        '10.0.0.0/16  Network 10.0.0.30 ',
        '10.50.0.30/32  Network 10.0.0.30 ',
        '10.50.0.0/16 10.50.0.30 EBgp 10.50.0.30 65021',
        '10.20.10.0/24 10.0.0.4 IBgp 10.0.2.4 12076-65150',
        '10.20.10.0/24 10.0.0.4 IBgp 10.0.2.5 12076-65150',
        '0.0.0.0/0 10.0.3.4 IBgp 10.0.2.4 65001',
        '0.0.0.0/0 10.0.3.4 IBgp 10.0.2.5 65001',
      ].toSorted(),
    );
    // A69: no default. A70: the hub's knowledge of the branch itself is dropped.
    expect(rows('vpngw-clab-brach-eus').toSorted()).toEqual(
      [
        '10.50.0.0/16  Network 10.50.0.30 ',
        '10.0.0.30/32  Network 10.50.0.30 ',
        '10.0.0.0/16 10.0.0.30 EBgp 10.0.0.30 65515',
        '10.20.10.0/24 10.0.0.30 EBgp 10.0.0.30 65515-12076-65150',
      ].toSorted(),
    );
  });
});
