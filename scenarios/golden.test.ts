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
    ['A124, A234, RFT1 show ip route of the appliance', 'receive-only', 'vm-frr', 'nva-show-ip-route.txt'],
    ['RFT2', 'network-default', 'vm-frr', 'nva-advertised-routes-before-set-next-hop.txt'],
    ['A233, RFT4 show ip route of the customer’s router', 'set-next-hop', 'er', 'onprem-show-ip-route.txt'],
  ])('%s, line for line', (_claim, step, device, file) => {
    const want = golden(file);
    const command = (want.split('\n')[0] as string).replace(/^[^#$]*[#$] ?/, '');
    expect(lines(shown(solve(stateAt(scenario, step)), device, command))).toEqual(lines(want));
  });

  it.each([
    ['A222, RFT5 list-learned-routes of the hub', 'vpngw-clab-hub', 'hub-vpn-gateway-learned-routes.txt'],
    ['A223, RFT6 list-learned-routes of the branch', 'vpngw-clab-brach-eus', 'branch-vpn-gateway-learned-routes.txt'],
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

  /** The two gateways at other addresses and in other ASes; the rest of the article's lab as it is. */
  const moved = (hub: readonly string[], hubAsn: number, branch: readonly string[], branchAsn: number) => {
    const gateway = (addresses: readonly string[], asn: number, ips: string) => ({
      activeActive: addresses.length > 1,
      bgpSettings: { asn, bgpPeeringAddresses: addresses },
      publicIPAddresses: addresses.map((_, i) => `${ips}-${i + 1}`),
    });
    return mergePatch(base, {
      virtualNetworkGateways: {
        'vpngw-clab-hub': gateway(hub, hubAsn, 'pip-vpngw-hub'),
        'vpngw-clab-brach-eus': gateway(branch, branchAsn, 'pip-vpngw-branch'),
      },
    }) as Lab;
  };
  const rowsOf = (lab: Lab, device: string) =>
    routesTable(solve(lab), device, 'learned')
      .rows.map((r) =>
        ['network', 'nextHop', 'origin', 'sourcePeer', 'asPath', 'weight']
          .map((k) => r.cells[k] ?? '-')
          .join(' ')
          .replace(/ {2,}/, ' - '),
      )
      .toSorted();
  const spaced = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((l) => l.trim().replace(/ +/g, ' '))
      .toSorted();

  it('RFT5, RFT6 by hand: both active-active at other addresses, the branch in another AS', () => {
    const lab = moved(['10.0.0.24', '10.0.0.25'], 65515, ['10.50.0.70', '10.50.0.71'], 64999);
    // A75: own VNet and peers' host routes. A76: the branch over each tunnel. A77: the sibling's copies. A81: ExpressRoute's and the
    // NVA's routes by both Route Server instances, next hop unchanged. A82: the branch is reflected to the instance that did not supply it.
    const instance = (own: string, sibling: string, reflected: string) =>
      `
      10.0.0.0/16   -          Network ${own}       - 32768
      10.50.0.70/32 -          Network ${own}       - 32768
      10.50.0.71/32 -          Network ${own}       - 32768
      10.50.0.70/32 ${sibling} IBgp    ${sibling}   - 32768
      10.50.0.71/32 ${sibling} IBgp    ${sibling}   - 32768
      10.50.0.0/16  10.50.0.70 EBgp    10.50.0.70   64999 32768
      10.50.0.0/16  10.50.0.71 EBgp    10.50.0.71   64999 32768
      10.50.0.0/16  ${sibling} IBgp    ${sibling}   64999 32768
      ${reflected}
      10.20.10.0/24 10.0.0.4   IBgp    10.0.2.4     12076-65150 32768
      10.20.10.0/24 10.0.0.4   IBgp    10.0.2.5     12076-65150 32768
      0.0.0.0/0     10.0.3.4   IBgp    10.0.2.4     65001 32768
      0.0.0.0/0     10.0.3.4   IBgp    10.0.2.5     65001 32768`.trim();
    const reflected = ['10.0.2.4', '10.0.2.5'].map((rs) => `10.50.0.0/16 10.0.0.25 IBgp ${rs} 64999 32768`).join('\n');
    const hub = `${instance('10.0.0.24', '10.0.0.25', reflected)}\n${instance('10.0.0.25', '10.0.0.24', '')}`.replaceAll(/\n\s*\n/g, '\n');
    expect(rowsOf(lab, 'vpngw-clab-hub').map((r) => r.replace(' - 32768', ' - 32768'))).toEqual(spaced(hub));
    // A69: no default. A70: nothing of the branch's own comes back.
    const branch = (own: string, sibling: string) =>
      `
      10.50.0.0/16  -          Network ${own}     - 32768
      10.0.0.24/32  -          Network ${own}     - 32768
      10.0.0.25/32  -          Network ${own}     - 32768
      10.0.0.24/32  ${sibling} IBgp    ${sibling} - 32768
      10.0.0.25/32  ${sibling} IBgp    ${sibling} - 32768
      10.0.0.0/16   10.0.0.24  EBgp    10.0.0.24  65515 32768
      10.0.0.0/16   10.0.0.25  EBgp    10.0.0.25  65515 32768
      10.0.0.0/16   ${sibling} IBgp    ${sibling} 65515 32768
      10.20.10.0/24 10.0.0.24  EBgp    10.0.0.24  65515-12076-65150 32768
      10.20.10.0/24 10.0.0.25  EBgp    10.0.0.25  65515-12076-65150 32768
      10.20.10.0/24 ${sibling} IBgp    ${sibling} 65515-12076-65150 32768`.trim();
    expect(rowsOf(lab, 'vpngw-clab-brach-eus')).toEqual(spaced(`${branch('10.50.0.70', '10.50.0.71')}\n${branch('10.50.0.71', '10.50.0.70')}`));
  });

  it('RFT5, RFT6 by hand: both active-standby, and the hub’s gateway in an AS of its own (A130: deployed with a warning)', () => {
    const lab = moved(['10.0.0.254'], 65010, ['10.50.0.254'], 64999);
    // A62: one instance each, no sibling. A130: Route Server is an eBGP peer then, 65515 in front of what it tells and itself the next
    // hop (A76); the branch that it would reflect holds the gateway's own AS and is dropped.
    expect(rowsOf(lab, 'vpngw-clab-hub')).toEqual(
      spaced(`
      10.0.0.0/16    -           Network 10.0.0.254  - 32768
      10.50.0.254/32 -           Network 10.0.0.254  - 32768
      10.50.0.0/16   10.50.0.254 EBgp    10.50.0.254 64999 32768
      10.20.10.0/24  10.0.2.4    EBgp    10.0.2.4    65515-12076-65150 32768
      10.20.10.0/24  10.0.2.5    EBgp    10.0.2.5    65515-12076-65150 32768
      0.0.0.0/0      10.0.2.4    EBgp    10.0.2.4    65515-65001 32768
      0.0.0.0/0      10.0.2.5    EBgp    10.0.2.5    65515-65001 32768`),
    );
    expect(rowsOf(lab, 'vpngw-clab-brach-eus')).toEqual(
      spaced(`
      10.50.0.0/16   -           Network 10.50.0.254 - 32768
      10.0.0.254/32  -           Network 10.50.0.254 - 32768
      10.0.0.0/16    10.0.0.254  EBgp    10.0.0.254  65010 32768
      10.20.10.0/24  10.0.0.254  EBgp    10.0.0.254  65010-65515-12076-65150 32768`),
    );
  });

  it('A77, A130 active-active in an AS of its own: what Route Server tells goes to the sibling too', () => {
    const lab = moved(['10.0.0.14', '10.0.0.15'], 65010, ['10.50.0.4', '10.50.0.5'], 65020);
    expect(rowsOf(lab, 'vpngw-clab-hub').filter((r) => r.startsWith('10.20.10.0/24'))).toEqual(
      ['14', '15']
        .flatMap((own) => {
          const sibling = `10.0.0.${own === '14' ? 15 : 14}`;
          const path = '65515-12076-65150 32768';
          return [`10.20.10.0/24 ${sibling} IBgp ${sibling} ${path}`, ...['4', '5'].map((n) => `10.20.10.0/24 10.0.2.${n} EBgp 10.0.2.${n} ${path}`)];
        })
        .toSorted(),
    );
  });

  it('RFT5, RFT6 by hand: both active-standby in other networks, and every AS that may be another one is', () => {
    const other = renamed(
      base,
      ['10.50.', '172.31.'],
      ['10.0.', '192.0.'],
      ['10.20.', '203.0.'],
      ['65020', '4200000100'],
      ['65001', '131072'],
      ['65150', '3320'],
    );
    const lab = mergePatch(other, {
      virtualNetworkGateways: {
        'vpngw-clab-hub': { activeActive: false, bgpSettings: { bgpPeeringAddresses: ['192.0.0.9'] }, publicIPAddresses: ['pip-vpngw-hub-1'] },
        'vpngw-clab-brach-eus': { activeActive: false, bgpSettings: { bgpPeeringAddresses: ['172.31.0.9'] }, publicIPAddresses: ['pip-vpngw-branch-1'] },
      },
    }) as Lab;
    // A62, A75, A76, A81, A82 as above: one instance, the peer's host route, the branch by its tunnel alone, and from Route Server what
    // ExpressRoute (A114) and the appliance told, the next hop as they told it. A number above 65535 stands in a path as it is (RFC 6793).
    expect(rowsOf(lab, 'vpngw-clab-hub')).toEqual(
      spaced(`
      192.0.0.0/16  -          Network 192.0.0.9  - 32768
      172.31.0.9/32 -          Network 192.0.0.9  - 32768
      172.31.0.0/16 172.31.0.9 EBgp    172.31.0.9 4200000100 32768
      203.0.10.0/24 192.0.0.4  IBgp    192.0.2.4  12076-3320 32768
      203.0.10.0/24 192.0.0.4  IBgp    192.0.2.5  12076-3320 32768
      0.0.0.0/0     192.0.3.4  IBgp    192.0.2.4  131072 32768
      0.0.0.0/0     192.0.3.4  IBgp    192.0.2.5  131072 32768`),
    );
    // A69, A70: no default, nothing of its own.
    expect(rowsOf(lab, 'vpngw-clab-brach-eus')).toEqual(
      spaced(`
      172.31.0.0/16 -         Network 172.31.0.9 - 32768
      192.0.0.9/32  -         Network 172.31.0.9 - 32768
      192.0.0.0/16  192.0.0.9 EBgp    192.0.0.9  65515 32768
      203.0.10.0/24 192.0.0.9 EBgp    192.0.0.9  65515-12076-3320 32768`),
    );
  });

  it('RFT6 by hand: one active-active, the other active-standby', () => {
    const lab = moved(['10.0.0.14', '10.0.0.15'], 65515, ['10.50.0.30'], 64600);
    // A62: a tunnel from each instance of the hub to the one of the branch. A77: one instance has no sibling to tell it again.
    expect(rowsOf(lab, 'vpngw-clab-brach-eus')).toEqual(
      spaced(`
      10.50.0.0/16  -         Network 10.50.0.30 - 32768
      10.0.0.14/32  -         Network 10.50.0.30 - 32768
      10.0.0.15/32  -         Network 10.50.0.30 - 32768
      10.0.0.0/16   10.0.0.14 EBgp    10.0.0.14  65515 32768
      10.0.0.0/16   10.0.0.15 EBgp    10.0.0.15  65515 32768
      10.20.10.0/24 10.0.0.14 EBgp    10.0.0.14  65515-12076-65150 32768
      10.20.10.0/24 10.0.0.15 EBgp    10.0.0.15  65515-12076-65150 32768`),
    );
    // A75, A77 of the hub: the branch's one host route and prefix at each instance, and again by the sibling.
    const branch = rowsOf(lab, 'vpngw-clab-hub').filter((r) => r.startsWith('10.50.') && !/ 10\.0\.2\.[45] /.test(r));
    expect(branch).toEqual(
      ['14', '15']
        .flatMap((own) => {
          const sibling = `10.0.0.${own === '14' ? 15 : 14}`;
          return [
            `10.50.0.30/32 - Network 10.0.0.${own} - 32768`,
            `10.50.0.30/32 ${sibling} IBgp ${sibling} - 32768`,
            '10.50.0.0/16 10.50.0.30 EBgp 10.50.0.30 64600 32768',
            `10.50.0.0/16 ${sibling} IBgp ${sibling} 64600 32768`,
          ];
        })
        .toSorted(),
    );
  });

  it('the order of the objects and their names do not matter: the same rows at the same places', () => {
    const turned = (value: unknown): unknown =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .toReversed()
              .map(([k, v]) => [k, turned(v)]),
          );
    const names = Object.entries(base)
      .filter(([map]) => !['internet', 'flows', 'outages'].includes(map))
      .flatMap(([, map]) => Object.keys(map as object))
      .toSorted((a, b) => b.length - a.length);
    const renamedTo = new Map(names.map((name, i) => [name, `x${names.length - i}-${name.length}`]));
    const rename = (value: unknown): unknown => {
      if (typeof value === 'string') return value.replaceAll(/[^/#\s,]+/g, (word) => renamedTo.get(word) ?? word);
      if (Array.isArray(value)) return value.map(rename);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [renamedTo.get(k) ?? k, rename(v)]));
    };
    for (const step of ['receive-only', 'set-next-hop', 'complete']) {
      const lab = stateAt(scenario, step);
      for (const gateway of ['vpngw-clab-hub', 'vpngw-clab-brach-eus', 'ergw-clab-hub', 'ars-clab-hub']) {
        const rows = rowsOf(lab, gateway);
        expect(rows.length).toBeGreaterThan(0);
        expect(rowsOf(turned(lab) as Lab, gateway)).toEqual(rows);
        expect(rowsOf(rename(lab) as Lab, renamedTo.get(gateway) as string)).toEqual(rows);
      }
    }
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
