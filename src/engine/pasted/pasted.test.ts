/** Pasted output: what the lab prints reads as itself, the published tables agree row by row, and a changed row is found. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { azTable } from '../console/az/print.ts';
import { readScenario, type Scenario, solve, solveStep, stateAt, stepIds } from '../index.ts';
import { candidatesOf, devicesOf, printed } from './candidates.ts';
import { cleanLines, sectionsOf } from './clean.ts';
import { comparePasted, comparePastedWith } from './compare.ts';
import { READERS } from './readers/index.ts';
import type { Pasted } from './types.ts';
import { allAgree, differencesText, nothingReadText, pastedText, verdictText } from './words.ts';

const FOLDER = new URL('../../../scenarios/', import.meta.url);
const open = (id: string) => readScenario(readFileSync(new URL(`${id}.json`, FOLDER), 'utf8')).scenario as Scenario;
const golden = (name: string) => readFileSync(new URL(`golden/${name}`, FOLDER), 'utf8');
const rft = open('reverse-forced-tunneling');
const at = (step: string) => solve(stateAt(rft, step));
const complete = at('set-next-hop');
const HUB = golden('reverse-forced-tunneling/hub-vpn-gateway-learned-routes.txt');

function only(pasted: Pasted) {
  expect(pasted.comparisons).toHaveLength(1);
  return pasted.comparisons[0] as Pasted['comparisons'][number];
}

describe('published tables, row by row', () => {
  it.each([
    ['RFT1', 'receive-only', 'vm-frr', 'nva-show-ip-route.txt', 8, 'show ip route'],
    ['RFT2', 'network-default', 'vm-frr', 'nva-advertised-routes-before-set-next-hop.txt', 3, 'show bgp ipv4 unicast neighbors 10.0.2.4 advertised-routes'],
    ['RFT4', 'set-next-hop', 'er', 'onprem-show-ip-route.txt', 8, 'show ip route'],
    ['RFT5', 'set-next-hop', 'vpngw-clab-hub', 'hub-vpn-gateway-learned-routes.txt', 26, 'az network vnet-gateway list-learned-routes'],
    ['RFT6', 'set-next-hop', 'vpngw-clab-brach-eus', 'branch-vpn-gateway-learned-routes.txt', 22, 'az network vnet-gateway list-learned-routes'],
  ])('%s at step %s on %s: all rows agree, wherever it is pasted', (_claim, step, device, file, rows, command) => {
    for (const on of [device, undefined]) {
      const found = only(comparePasted(at(step), on, golden(`reverse-forced-tunneling/${file}`)));
      expect(found).toMatchObject({ device, theirs: rows, agree: rows, missing: 0, unread: [], notes: [] });
      expect(found.command.startsWith(command)).toBe(true);
    }
  });

  it('B2B2, B2B3: the session of the second article; what the lab does not answer is said', () => {
    const story = open('branch-to-branch-firewall');
    const pasted = comparePasted(solve(stateAt(story, 'through-firewall')), 'pc-onprem', golden('branch-to-branch/onprem-session.txt'));
    expect(pasted.comparisons.map((c) => [c.typed, c.theirs, c.agree, c.missing])).toEqual([
      ['nc -v 10.50.1.4 22', 1, 1, 0],
      ['traceroute 10.50.1.4', 4, 4, 0],
    ]);
    expect(pasted.notCompared.map((n) => n.typed)).toEqual(['ssh AzureAdmin@10.50.1.4']);
  });

  it('B2B1, B2B3 without the route table the firewall is no hop: the row is found', () => {
    const story = open('branch-to-branch-firewall');
    const pasted = comparePasted(solve(stateAt(story, 'plain')), 'pc-onprem', golden('branch-to-branch/onprem-session.txt'));
    expect(pasted.comparisons[1]?.rows.filter((r) => r.verdict !== 'agrees').map((r) => r.theirs?.['addresses'])).toContain('10.0.3.7');
  });
});

describe('one row changed', () => {
  it.each([
    ['a next hop', /(10\.20\.10\.0\/24 {2})10\.0\.0\.4 (.*10\.0\.2\.5)/, '$110.0.0.5 $2', 'differs', ['nextHop']],
    ['a path', '12076-65150', '12076-65151', 'differs', ['asPath']],
    ['a prefix', /10\.50\.0\.5\/32 {3}10\.0\.0\.15/, '10.50.0.6/32   10.0.0.15', 'not-in-lab', []],
    ['an origin', /EBgp {6}10\.50\.0\.4 /, 'IBgp      10.50.0.4 ', 'differs', ['origin']],
  ])('%s', (_what, from, to, verdict, differs) => {
    const text = HUB.replace(from, to);
    expect(text).not.toBe(HUB);
    const found = only(comparePasted(complete, 'vpngw-clab-hub', text));
    expect(found).toMatchObject({ theirs: 26, agree: 25, missing: verdict === 'differs' ? 0 : 1 });
    expect(found.rows.filter((r) => r.theirs && r.verdict !== 'agrees')).toMatchObject([{ verdict, differs }]);
    expect(found.rows.every((r) => r.asks !== undefined)).toBe(true);
  });

  it('a row less in the text, and one less in the lab', () => {
    const less = HUB.split('\n')
      .filter((l, i) => i !== 10)
      .join('\n');
    expect(only(comparePasted(complete, 'vpngw-clab-hub', less))).toMatchObject({ theirs: 25, agree: 25, missing: 1 });
    const before = only(comparePasted(at('receive-only'), 'vpngw-clab-hub', HUB));
    expect(before.rows.filter((r) => r.verdict === 'not-in-lab').map((r) => r.asks)).toEqual(Array.from({ length: 4 }, () => '0.0.0.0/0'));
  });

  it.each([
    ['nva-show-ip-route.txt', 'receive-only', 'vm-frr', 'via 10.0.2.5 (recursive)', 'via 10.0.2.6 (recursive)', ['nextHops']],
    ['nva-show-ip-route.txt', 'receive-only', 'vm-frr', '[1/0] via', '[5/0] via', ['metric']],
    ['onprem-show-ip-route.txt', 'set-next-hop', 'er', 'last resort is 172.16.0.2', 'last resort is 172.16.0.6', ['nextHops']],
    ['onprem-show-ip-route.txt', 'set-next-hop', 'er', 'B        10.50.0.0', 'S        10.50.0.0', ['code']],
    ['nva-advertised-routes-before-set-next-hop.txt', 'network-default', 'vm-frr', '32768 i', '  100 i', ['weight']],
    ['nva-advertised-routes-before-set-next-hop.txt', 'network-default', 'vm-frr', 'local AS 65001', 'local AS 65002', ['nextHop']],
  ])('%s at %s: %s', (file, step, device, from, to, differs) => {
    const text = golden(`reverse-forced-tunneling/${file}`);
    expect(text).toContain(from);
    const found = only(comparePasted(at(step), device, text.replace(from, to)));
    expect(found.rows.filter((r) => r.verdict !== 'agrees')).toMatchObject([{ verdict: 'differs', differs }]);
  });
});

describe('as people paste it', () => {
  const squeeze = (text: string) =>
    text
      .split('\n')
      .map((l) => l.replace(/ +/g, ' ').trim())
      .join('\n');
  const mangled: readonly (readonly [string, (text: string) => string])[] = [
    ['CRLF and blanks at the ends', (t) => t.replaceAll('\n', '   \r\n')],
    ['columns lost, as in a web page', squeeze],
    [
      'tabs of an HTML table',
      (t) =>
        t
          .split('\n')
          .map((l, i) => (i === 0 ? l : l.replace(/ {2,}/g, '\t')))
          .join('\n'),
    ],
    ['no command line', (t) => t.split('\n').slice(1).join('\n')],
    [
      'rows alone',
      (t) =>
        t
          .split('\n')
          .filter((l) => /\d\.\d/.test(l) && !l.includes('$') && !l.includes('#'))
          .join('\n'),
    ],
    [
      'no-break blanks and an indent',
      (t) =>
        t
          .split('\n')
          .map((l) => `    ${l.replaceAll(' ', '\u00a0')}`)
          .join('\n'),
    ],
    ['a Markdown fence and prose around it', (t) => `See 10.9.9.9 below.\n\n\`\`\`console\n${t}\n\`\`\`\n\nThe row 10.0.0.0/16 is the VNet itself.`],
    ['zero-width characters', (t) => t.replaceAll('/', '/\u200b')],
  ];
  it.each(mangled)('%s: every published table still agrees', (_what, mangle) => {
    for (const [file, step, device] of [
      ['nva-show-ip-route.txt', 'receive-only', 'vm-frr'],
      ['onprem-show-ip-route.txt', 'set-next-hop', 'er'],
      ['nva-advertised-routes-before-set-next-hop.txt', 'network-default', 'vm-frr'],
      ['hub-vpn-gateway-learned-routes.txt', 'set-next-hop', 'vpngw-clab-hub'],
      ['branch-vpn-gateway-learned-routes.txt', 'set-next-hop', 'vpngw-clab-brach-eus'],
    ] as const) {
      const found = only(comparePasted(at(step), device, mangle(golden(`reverse-forced-tunneling/${file}`))));
      expect([file, found.agree, found.unread]).toEqual([file, found.theirs, []]);
      expect(found.theirs).toBeGreaterThan(0);
      expect(
        found.rows.filter((r) => r.verdict === 'only-in-lab' && r.ours?.['prefix'] !== 'last resort' && r.ours?.['network']?.startsWith('local ') !== true),
      ).toEqual([]);
    }
  });

  it('a terminal of 60 columns broke the lines', () => {
    const broken = HUB.split('\n')
      .flatMap((l, i) => (i > 0 && l.length > 60 ? [l.slice(0, 60), l.slice(60)] : [l]))
      .join('\n');
    expect(broken.split('\n').length).toBeGreaterThan(HUB.split('\n').length + 20);
    expect(only(comparePasted(complete, 'vpngw-clab-hub', broken))).toMatchObject({ theirs: 26, agree: 26, missing: 0 });
  });

  it.each(['...', '…', '(省略)', '（略）', '<snip>', '--More--'])('rows left out are said so, not counted: %s', (dots) => {
    const lines = HUB.trimEnd().split('\n');
    const found = only(comparePasted(complete, 'vpngw-clab-hub', [...lines.slice(0, 8), dots, ...lines.slice(20)].join('\n')));
    expect(found).toMatchObject({ missing: 0, notes: [{ code: 'gaps' }] });
    expect(found.agree).toBe(found.theirs);
    expect(found.rows.filter((r) => r.verdict === 'left-out')).toHaveLength(26 - found.theirs);
  });

  it('another subscription’s names: compared with the device it was pasted on, and said', () => {
    const found = only(comparePasted(complete, 'vpngw-clab-hub', HUB.replace('vpngw-clab-hub', 'gw-prod-jpe').replace('20231208-cloudlab', 'rg-prod')));
    expect(found).toMatchObject({ device: 'vpngw-clab-hub', agree: 26, notes: [{ code: 'unknown-name', name: 'gw-prod-jpe' }] });
  });

  it('pasted on the wrong device: compared with the one that it names, and said', () => {
    expect(only(comparePasted(complete, 'er', HUB))).toMatchObject({
      device: 'vpngw-clab-hub',
      agree: 26,
      notes: [{ code: 'named-device', device: 'vpngw-clab-hub' }],
    });
  });

  it('effective routes in the portal’s words, a UDR’s name and all', () => {
    const device = 'vm-frr';
    const portal = [
      'Source\tState\tAddress Prefixes\tNext Hop Type\tNext Hop IP Address\tUser Defined Route Name',
      'Default\tActive\t10.0.0.0/16\tVirtual network\t-\t-',
      'Virtual network gateway\tActive\t0.0.0.0/0\tVirtual network gateway\t10.0.3.4\t-',
      'Virtual network gateway\tActive\t10.20.10.0/24\tVirtual network gateway\t10.0.0.4\t-',
      'User\tActive\t10.99.0.0/16\tVirtual appliance\t10.0.3.4\tto-fw',
    ].join('\n');
    const found = only(comparePasted(complete, device, portal));
    expect(found.rows.slice(0, 4).map((r) => [r.asks, r.verdict])).toEqual([
      ['10.0.0.0/16', 'agrees'],
      ['0.0.0.0/0', 'agrees'],
      ['10.20.10.0/24', 'agrees'],
      ['10.99.0.0/16', 'not-in-lab'],
    ]);
  });

  it('JSON cut short by its author, with quotes that a word processor made', () => {
    const whole = printed(complete, { device: 'vpngw-clab-hub', command: 'az network vnet-gateway list-learned-routes -n vpngw-clab-hub -o json' }) as string;
    const cut = `${whole.slice(0, whole.length / 2)}\n...`.replaceAll('"', '”');
    const found = only(comparePasted(complete, 'vpngw-clab-hub', cut));
    expect(found.agree).toBe(found.theirs);
    expect(found.theirs).toBeGreaterThan(5);
    expect(found.notes).toContainEqual({ code: 'gaps' });
  });

  it('sudo vtysh -c, do show, and a command in short', () => {
    const rows = golden('reverse-forced-tunneling/nva-show-ip-route.txt').split('\n').slice(1).join('\n');
    for (const line of ['azureuser@vm-frr:~$ sudo vtysh -c "show ip route"', 'vm-frr(config)# do show ip route', 'vm-frr> sh ip ro'])
      expect(only(comparePasted(at('receive-only'), 'vm-frr', `${line}\n${rows}`))).toMatchObject({
        command: expect.stringMatching(/^sh/) as string,
        agree: 8,
        missing: 0,
      });
  });

  it('what is no output of the lab is answered with what was expected', () => {
    for (const text of ['', 'hello', '10.0.0.1', '{"a": 1}', '{ not json', 'router bgp 65001\n neighbor 10.0.2.4 remote-as 65515', '\u0000\uffff'.repeat(50)]) {
      const { comparisons, expected } = comparePasted(complete, 'vpngw-clab-hub', text);
      expect([text, comparisons]).toEqual([text, []]);
      expect(expected.map((c) => c.command).join('\n')).toContain('list-learned-routes');
    }
    expect(nothingReadText('er', 'ja')).toContain('er');
  });
});

describe('what the lab prints reads as itself', () => {
  const stories = readdirSync(FOLDER).filter((f) => f.endsWith('.json') && !f.endsWith('schema.json') && f !== 'own-as.json');
  it.each(stories)('%s: every table of every device, last step, as text and as JSON', (file) => {
    const story = open(file.replace('.json', ''));
    const solution = solveStep(story, stepIds(story).at(-1));
    for (const device of devicesOf(solution)) {
      for (const candidate of candidatesOf(solution, device)) {
        const forms = candidate.command.startsWith('az ')
          ? [candidate.command, candidate.command.replace('-o json', '-o table')]
          : [candidate.command, ...(candidate.command.startsWith('show ip') || candidate.command.startsWith('show bgp') ? [`${candidate.command} json`] : [])];
        for (const command of forms) {
          const text = printed(solution, { device, command });
          if (text === undefined || text === '') continue;
          const lines = cleanLines(text).filter((l) => l.text.trim() !== '');
          const { comparisons } = comparePasted(solution, device, `${device}# ${command}\n${text}`);
          const found = comparisons[0];
          expect([device, command, found?.unread, found?.missing, found?.rows.filter((r) => r.verdict !== 'agrees')]).toEqual([device, command, [], 0, []]);
          if (candidate.kind.startsWith('az-') && command.endsWith('table')) expect(found?.theirs).toBe(lines.length - 2);
        }
      }
    }
  });

  it('OAS3 a table whose networks and next hops break its lines: as many rows as the table says that it has', () => {
    const solution = solveStep(open('own-as'), 'announce');
    const text = printed(solution, { device: 'router01', command: 'show bgp ipv6 unicast' }) as string;
    const [, total] = /and (\d+) total paths/.exec(text) ?? [];
    const found = only(comparePasted(solution, 'router01', text));
    // Two rows are the router's own id and AS.
    expect(found).toMatchObject({ theirs: Number(total) + 2, agree: Number(total) + 2, missing: 0, unread: [] });
    expect(
      READERS['bgp-table']
        .text(cleanLines(text))
        .rows.filter((r) => r.cells['network'] === '2a06:9801:1c::/48')
        .map((r) => r.cells['path']),
    ).toEqual(['i']);
  });

  it.each(['netstat -rn', 'netstat -rn -F 1'])('H26 FreeBSD’s %s: every row, link-local networks too', (command) => {
    const solution = solveStep(open('own-as'), 'announce');
    const text = printed(solution, { device: 'vps01', command }) as string;
    const found = only(comparePasted(solution, 'vps01', `vps01# ${command}\n${text}`));
    const routes = text.split('\n').filter((l) => / U\w* /.test(l));
    expect(found).toMatchObject({ theirs: routes.length, agree: routes.length, missing: 0, unread: [] });
  });

  it('az tables of any rows: every cell comes back', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    const ip = fc.tuple(octet, octet, octet, octet).map((o) => o.join('.'));
    const row = fc.record({
      network: ip.map((a) => `${a}/32`),
      nextHop: fc.oneof(fc.constant(''), ip),
      origin: fc.constantFrom('Network', 'IBgp', 'EBgp'),
      sourcePeer: ip,
      asPath: fc.oneof(
        fc.constant(''),
        fc.array(fc.integer({ min: 1, max: 4_294_967_295 }), { minLength: 1, maxLength: 6 }).map((p) => p.join('-')),
      ),
      weight: fc.integer({ min: 0, max: 65_535 }).map(String),
    });
    const columns = READERS['az-routes'].columns.filter((c) => c.key !== 'localAddress');
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        const read = READERS['az-routes'].text(cleanLines(azTable(columns, rows)));
        expect(read.rows.map((r) => r.cells)).toEqual(rows);
      }),
      { seed: 6, numRuns: 200 },
    );
  });

  it('hostile text is read without a throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.constantFrom('', '{', '[', '$ ', 'er#show ', '| ', '```\n'), (text, lead) => {
        const pasted = comparePasted(complete, undefined, `${lead}${text}`);
        expect(pasted.comparisons.every((c) => c.agree <= c.theirs)).toBe(true);
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});

describe('the choice among tables, and the words', () => {
  it('without a command line the table that agrees best is taken, others are offered and can be chosen', () => {
    const rows = HUB.split('\n').slice(3).join('\n');
    const found = only(comparePasted(complete, 'vpngw-clab-hub', rows));
    expect(found.notes).toEqual([{ code: 'by-rows' }]);
    const other = found.others.find((o) => o.command.includes('advertised'));
    const chosen = other && comparePastedWith(complete, other, rows, found.line);
    expect(chosen).toMatchObject({ command: other?.command });
    expect(chosen?.agree).toBeLessThan(26);
  });

  it('a command line is told from a row and from configuration', () => {
    const commands = (text: string) => sectionsOf(cleanLines(text)).map((s) => s.command);
    expect(commands('B>  10.0.0.0/16 [20/0] via 10.0.2.4\n ip route 10.0.2.0/24 10.0.1.1\nK>* 0.0.0.0/0')).toEqual([undefined]);
    expect(commands('$ az network nic \\\n  show-effective-route-table -n x')).toEqual([undefined, 'az network nic show-effective-route-table -n x'].slice(1));
    expect(commands('er#show ip route\nC 10.0.0.0/8\nPS C:\\Users\\me> route print\n')).toEqual(['show ip route', 'route print']);
  });

  it('in English and Japanese', () => {
    expect(verdictText({ theirs: 15, agree: 14, missing: 0 }, 'en')).toBe('14 of 15 rows agree.');
    expect(verdictText({ theirs: 26, agree: 26, missing: 1 }, 'en')).toBe('All 26 rows agree; 1 row is in the lab alone.');
    expect(verdictText({ theirs: 15, agree: 14, missing: 2 }, 'ja')).toBe('15 行中 14 行が一致。ラボにだけある行が 2 行。');
    const pasted = comparePasted(complete, 'vpngw-clab-hub', HUB.replace(/(10\.20\.10\.0\/24 {2})10\.0\.0\.4/, '$110.0.0.5'));
    expect(allAgree(pasted)).toBe(false);
    expect(pastedText(pasted, 'en')).toMatch(/25 of 26 rows agree\.\n {2}line 7: differs: .*\[NextHop: 10\.0\.0\.5, in the lab 10\.0\.0\.4\]/);
    const row = pasted.comparisons[0]?.rows.find((r) => r.verdict === 'differs');
    expect(row && differencesText(row, only(pasted), 'ja')).toBe('NextHop: 貼り付け 10.0.0.5、ラボ 10.0.0.4');
  });
});
