/** The command line as a script sees it: output, exit codes, and nothing on standard output when the input is bad. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { widthOf } from './language.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ID = 'reverse-forced-tunneling';

function hoplab(...args: string[]) {
  return hoplabWith(undefined, ...args);
}

/** With a text on standard input. */
function hoplabWith(input: string | undefined, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/hoplab.mjs', ...args], { cwd: root, encoding: 'utf8', input });
  return { status, stdout, stderr };
}

/** A copy of the scenario with one text replaced, as a file of its own. */
function spoilt(from: string, to: string): string {
  const text = readFileSync(join(root, 'scenarios', `${ID}.json`), 'utf8');
  expect(text).toContain(from);
  const file = join(mkdtempSync(join(tmpdir(), 'hoplab-')), 'lab.json');
  writeFileSync(file, text.replace(from, to));
  return file;
}

describe('hoplab', () => {
  it('check passes the first article, one line a check', () => {
    const { status, stdout } = hoplab('check', ID);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ok {3}reverse-forced-tunneling set-next-hop RFT5 /m);
    expect(stdout).toMatch(/22 passed, 0 failed\n$/);
  });

  it('check exits 1 and says what was found when a check fails', () => {
    const { status, stdout } = hoplab('check', spoilt('"allowBranchToBranchTraffic": true', '"allowBranchToBranchTraffic": false'));
    expect(status).toBe(1);
    expect(stdout).toMatch(/^FAIL .* RFT5 /m);
    expect(stdout).toMatch(/^ {7}missing: network 10\.20\.10\.0\/24/m);
  });

  it('show, routes, solve and trace answer', () => {
    expect(hoplab('show', ID, 'vm-frr', 'sh ip ro', '--step', 'receive-only').stdout).toMatch(/^vm-frr# sh ip ro\nCodes: K - kernel route/);
    const rows = JSON.parse(hoplab('routes', ID, 'vpngw-clab-hub', '--kind', 'learned', '--step', 'set-next-hop', '--json').stdout) as unknown[];
    expect(rows).toHaveLength(26);
    expect(rows).toContainEqual(
      expect.objectContaining({ network: '0.0.0.0/0', nextHop: '10.0.3.4', origin: 'IBgp', sourcePeer: '10.0.2.4', asPath: '65001', weight: 32768 }),
    );
    const solved = JSON.parse(hoplab('solve', ID, '--json').stdout) as { devices: { id: string }[] };
    expect(solved.devices.map((d) => d.id)).toContain('erc-clab');
    const trace = JSON.parse(hoplab('trace', ID, '--from', 'pc-onprem', '--to', 'www.example.com', '--proto', 'tcp', '--port', '443', '--json').stdout) as {
      verdict: string;
      seenFrom: string;
    };
    expect(trace).toMatchObject({ verdict: 'delivered', seenFrom: '198.51.100.10' });
  });

  it('F169: frr tells of a lab that never settles on standard error, with its cycle', () => {
    // What two prefers leads through what it replaces.
    const router = (n: number, frr: string) => ({ interfaces: { eth0: { segment: 'lan', addresses: [`10.0.1.${n}/24`] } }, frr });
    const origin = 'ip route 10.9.0.0/24 blackhole\nrouter bgp 65001\n network 10.9.0.0/24\n neighbor 10.0.1.3 remote-as 65001';
    const routers = {
      one: router(1, origin),
      two: router(
        2,
        `${origin}\n neighbor 10.0.1.3 route-map BEHIND out\nexit\nroute-map BEHIND permit 10\n set ip next-hop 10.9.0.1\n set local-preference 200`,
      ),
      x: router(3, 'router bgp 65001\n neighbor 10.0.1.1 remote-as 65001\n neighbor 10.0.1.2 remote-as 65001'),
    };
    const file = join(mkdtempSync(join(tmpdir(), 'hoplab-')), 'lab.json');
    writeFileSync(file, JSON.stringify({ routers }));
    const { stdout, stderr } = hoplab('frr', file);
    expect(JSON.parse(stdout)).toMatchObject({ settled: false, oscillations: [{ prefix: '10.9.0.0/24', speakers: ['x'] }] });
    expect(stderr.startsWith(`${file}: x: warning: 10.9.0.0/24 never settles at x: x via `)).toBe(true);
    expect(stderr).toMatch(/x via 10\.0\.1\.1 path local → .*x via 10\.9\.0\.1 path local/);
    expect(hoplab('frr', file, '--lang', 'ja').stderr).toMatch(/: x: 警告: 10\.9\.0\.0\/24 の経路は収束しません。/);
  });

  it('reach shows who reaches whom; trace what devices remember', () => {
    const { stdout } = hoplab('reach', 'firewall-return-path');
    expect(stdout.split('\n')[0]).toMatch(/8\.8\.8\.8$/);
    expect(stdout).toMatch(/^vm-hub +· /m);
    const cells = JSON.parse(hoplab('reach', ID, '--proto', 'tcp', '--port', '443', '--json').stdout) as { from: string; to: string; verdict: string }[];
    expect(cells).toContainEqual(expect.objectContaining({ from: 'pc-onprem', to: '8.8.8.8', verdict: expect.any(String), words: expect.any(String) }));
    expect(hoplab('reach', ID, '--proto', 'tcp').stderr).toMatch(/hoplab reach: tcp needs --port N/);
    const sent = hoplab('trace', ID, '--from', 'pc-onprem', '--to', 'www.example.com', '--proto', 'tcp', '--port', '443', '--bytes', '5000').stdout;
    expect(sent).toMatch(/^data: MSS 1460 bytes there, 1460 back\n {2}there: 1460 bytes, delivered at \S+\n {2}back: 1460 bytes, delivered at pc-onprem$/m);
    const traced = hoplab('trace', ID, '--from', 'pc-onprem', '--to', 'www.example.com', '--proto', 'tcp', '--port', '443').stdout;
    expect(traced).toMatch(/^state tables:\n {2}azfw-clab-hub#\d proxy: tcp 10\.20\.10\.50:49152 > 192\.0\.2\.80:443 .*\[allow-web\/onprem-web\]/m);
  });

  it('--lang ja words verdicts, reasons and problems; what is neither en nor ja is bad input', () => {
    const traced = hoplab('trace', ID, '--from', 'pc-onprem', '--to', 'www.example.com', '--proto', 'tcp', '--port', '443', '--lang', 'ja').stdout;
    expect(traced).toMatch(/^往路:\n/);
    expect(traced).toMatch(/^状態テーブル:$/m);
    expect(traced).toMatch(/^到達: .*。$/m);
    expect(traced).not.toMatch(/^\s*=> (delivered|dropped)/m);
    const [head, ...rows] = hoplab('reach', 'branch-to-branch-firewall', '--lang', 'ja').stdout.trimEnd().split('\n');
    // Letters of Japanese take two columns.
    expect(widthOf(head?.replace(/\S+$/, '') ?? '')).toBe(widthOf(rows[0]?.replace(/\S+$/, '') ?? ''));
    expect(rows[0]).toMatch(/^vm-branch {2}· {10}片方向のみ {2}/);
    expect(hoplab('check', 'anycast', '--lang', 'ja').stdout).toMatch(/成功 \d+ 件、失敗 0 件\n$/);
    expect(hoplab('check', spoilt('"addressPrefix": "10.0.1.0/24"', '"addressPrefix": "10.0.1.0"'), '--lang', 'ja').stderr).toMatch(
      /lab\.json:\d+:\d+: .*[ぁ-ん]/,
    );
    for (const command of ['show', 'trace', 'reach', 'check', 'compare', 'solve', 'routes', 'link', 'open'])
      expect(hoplab(command, ID, 'er', 'why 10.0.0.0/8', '--lang', 'fr').stderr).toBe(`hoplab ${command}: --lang fr: expected en or ja\n`);
  });

  it('a diagnostic of a device’s text says where that stands in the file', () => {
    const file = spoilt('"  neighbor 10.0.2.4 soft-reconfiguration inbound"', '"  neighbor 10.0.2.4 description a\\\\b", "  neighbour 10.0.2.4 weight 5"');
    const { stderr } = hoplab('solve', file, '--step', 'receive-only');
    const [line, column] = /lab\.json:(\d+):(\d+): [^\n]*neighbour/.exec(stderr)?.slice(1).map(Number) ?? [];
    const text = readFileSync(file, 'utf8').split('\n');
    expect(text[(line ?? 0) - 1]?.slice((column ?? 0) - 1)).toMatch(/^neighbour 10\.0\.2\.4 weight 5"/);
    expect(stderr).not.toContain('frr.config');
  });

  it('F157 an FRR lab’s texts are told of on standard error, at their lines in the file: what FRR refuses, and what the lab does not do', () => {
    const frr = 'router bgp 65001\n neighbor 192.0.2.2 remote-as 65002\n neighbor 192.0.2.2 update-source eth7\n bgp dampening\n nonsense\n';
    const file = join(mkdtempSync(join(tmpdir(), 'hoplab-')), 'lab.json');
    writeFileSync(file, JSON.stringify({ routers: { r: { frr } } }));
    const { status, stdout, stderr } = hoplab('frr', file);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ settled: true });
    const at = (word: string) => `${file}:1:${JSON.stringify({ routers: { r: { frr } } }).indexOf(word) + 1}: `;
    expect(stderr).toContain(`${at('nonsense')}warning: % Unknown command`);
    expect(stderr).toContain(`${at('neighbor 192.0.2.2 update')}warning: `);
    expect(stderr).toContain(`${at('bgp dampening')}info: Not modelled: `);
    expect(hoplab('frr', file, '--lang', 'ja').stderr).toMatch(/警告: .*[ぁ-ん]/);
  });

  it('A22 routes --portal: effective routes in the portal’s words', () => {
    expect(hoplab('routes', ID, 'vm-branch', '--portal').stdout).toMatch(
      /^Source +State +Address Prefixes +Next Hop Type +Next Hop IP Address +User Defined Route Name$/m,
    );
    expect(hoplab('routes', ID, 'vm-branch', '--portal', '--kind', 'rib').status).toBe(2);
  });

  it('show takes an FRR lab, too: its consoles, and why', () => {
    const file = 'oracle/recordings/rr-1.json';
    expect(hoplab('show', file, 'rr1', 'sh ip bgp sum').stdout).toMatch(/^rr1# sh ip bgp sum\n\nIPv4 Unicast Summary/);
    expect(hoplab('show', file, 'rr1', 'why 203.0.113.128/25').stdout).toMatch(/^rr1 {2}203\.0\.113\.128\/25 {2}\[absent\]/);
    expect(hoplab('show', file, 'rr1', 'why 10.0.0.0/8', '--step', 's').stderr).toContain('an FRR lab has no steps');
    expect(hoplab('show', file, 'nobody', 'why 10.0.0.0/8').stderr).toContain('expected one of');
  });

  it('show answers why, as text in either language and as data', () => {
    const en = hoplab('show', ID, 'vpngw-clab-brach-eus', 'why 0.0.0.0/0');
    expect(en.status).toBe(0);
    expect(en.stdout).toMatch(/^vpngw-clab-brach-eus#0 {2}0\.0\.0\.0\/0 {2}\[absent\]\n/);
    expect(en.stdout).toContain('A VPN gateway never announces 0.0.0.0/0 to its BGP peers.  [A69]');
    expect(hoplab('show', ID, 'vpngw-clab-brach-eus', 'why 0.0.0.0/0', '--lang', 'ja').stdout).toContain(
      'VPN ゲートウェイは BGP ピアに 0.0.0.0/0 を広報しません。',
    );
    const data = JSON.parse(hoplab('show', ID, 'vnet-clab-hub/AzureFirewallSubnet', 'why 192.0.2.80', '--json').stdout) as { places: unknown[] };
    expect(data.places).toEqual([expect.objectContaining({ kind: 'subnet', prefix: '0.0.0.0/0', verdict: 'used' })]);
  });

  it('show answers what a line touched: routes, sessions without it, in either language and as data; of an FRR lab, too', () => {
    const of = (...args: string[]) => hoplab('show', ID, 'vm-frr', ...args);
    const text = of('line 34').stdout;
    expect(text).toMatch(/^vm-frr 34: route-map rmap-azure-asns deny 5\nroutes: \d+\n/);
    expect(text).toMatch(/^ {2}10\.50\.0\.0\/16 +to 10\.0\.2\.4 +denies$/m);
    expect(of('line 34', '--lang', 'ja').stdout).toMatch(/^ {2}10\.50\.0\.0\/16 +10\.0\.2\.4 へ +拒否$/m);
    expect(of('line 4').stdout).toContain('Without it the session with 10.0.2.4 would be down.');
    expect(of('line 2').stdout).toBe('vm-frr 2: –\ntouched no route\n');
    expect(JSON.parse(of('line 34', '--json').stdout)).toMatchObject({ touches: expect.any(Array) as unknown, total: expect.any(Number) as unknown });
    expect(of('line x').stderr).toContain('expected the number of a line');
    expect(hoplab('show', ID, 'pc-onprem', 'line 1').stderr).toContain('has no configuration of FRR');
    const lab = 'oracle/recordings/rr-1.json';
    const rows =
      (JSON.parse(readFileSync(join(root, lab), 'utf8')) as { lab: { routers: Record<string, { frr: string }> } }).lab.routers['rr1']?.frr.split('\n') ?? [];
    const at = rows.findIndex((row) => / remote-as /.test(row));
    const peer = rows[at]?.trim().split(' ')[1];
    expect(hoplab('show', lab, 'rr1', `line ${at + 1}`).stdout).toContain(`Without it the session with ${peer} would be down.`);
  });

  it('compare holds pasted output against the lab: 0 all rows agree, 1 a row differs, 2 no table', () => {
    const text = readFileSync(join(root, 'scenarios/golden', ID, 'hub-vpn-gateway-learned-routes.txt'), 'utf8');
    const args = ['compare', ID, 'vpngw-clab-hub', '--step', 'set-next-hop'];
    expect(hoplabWith(text, ...args)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^ {2}All 26 rows agree\.$/m) as string });
    const changed = hoplabWith(text.replace('10.0.3.4   IBgp      10.0.2.5', '10.0.3.9   IBgp      10.0.2.5'), ...args, '--lang', 'ja');
    expect(changed.status).toBe(1);
    expect(changed.stdout).toContain('26 行中 25 行が一致。');
    expect(changed.stdout).toContain('NextHop: 貼り付け 10.0.3.9、ラボ 10.0.3.4');
    const data = JSON.parse(hoplabWith(text, ...args, '--json').stdout) as { comparisons: { agree: number }[] };
    expect(data.comparisons.map((c) => c.agree)).toEqual([26]);
    const garbage = hoplabWith('hello', ...args);
    expect(garbage).toMatchObject({ status: 2, stdout: '' });
    expect(garbage.stderr).toMatch(/^Nothing in this text reads as a table that vpngw-clab-hub prints\..*\n {2}az network vnet-gateway list-learned-routes/m);
  });

  it('link and open are each other’s inverse, and the link is short', () => {
    const link = hoplab('link', ID, '--step', 'complete').stdout.trim();
    expect(link.length).toBeLessThanOrEqual(2000);
    const opened = hoplab('open', link);
    expect(opened.status).toBe(0);
    const file = join(mkdtempSync(join(tmpdir(), 'hoplab-')), 'opened.json');
    writeFileSync(file, opened.stdout);
    const args = ['vpngw-clab-hub', '--kind', 'learned', '--json'];
    expect(hoplab('routes', file, ...args).stdout).toBe(hoplab('routes', ID, ...args, '--step', 'complete').stdout);
  });

  it.each<[what: string, args: () => string[], message: RegExp]>([
    ['a missing file', () => ['check', 'nowhere.json'], /^nowhere\.json: no such file/],
    ['text that is not JSON', () => ['check', spoilt('"version": 1,', '"version": 1')], /lab\.json:\d+:\d+: /],
    [
      'a bad CIDR',
      () => ['check', spoilt('"addressPrefix": "10.0.1.0/24"', '"addressPrefix": "10.0.1.0"')],
      /lab\.json:\d+:\d+: .*lab\.virtualNetworks\.vnet-clab-hub\.subnets\.subnet-001\.addressPrefix.*expected a prefix/,
    ],
    ['overlapping VNets', () => ['solve', spoilt('"10.50.0.0/16"\n', '"10.0.0.0/15"\n'), '--json'], /lab\.json:?.*overlaps/],
    [
      'a subnet outside its VNet',
      () => ['solve', spoilt('"addressPrefix": "10.0.1.0/24"', '"addressPrefix": "10.9.1.0/24"'), '--json'],
      /lab\.json:?.*10\.9\.1\.0\/24 is not within/,
    ],
    [
      'a dangling reference',
      () => ['solve', spoilt('"subnet": "vnet-clab-hub/subnet-001"', '"subnet": "vnet-clab-hub/subnet-002"'), '--json'],
      /lab\.json:\d+:\d+: .*did you mean "vnet-clab-hub\/subnet-001"/,
    ],
    ['a broken share link', () => ['open', '#lab=1.AAAAAAAAAAAAAAAAAAAAAAAA'], /damaged/],
    ['an unknown step', () => ['solve', ID, '--step', 'nine', '--json'], /no step "nine"; expected one of receive-only/],
    ['an unknown device', () => ['show', ID, 'vm-frrr', 'show ip route'], /no device "vm-frrr"; expected one of/],
    ['why of something that is no prefix', () => ['show', ID, 'er', 'why ten'], /“ten” is neither a prefix/],
    ['an unknown option', () => ['check', ID, '--jsn'], /--jsn/],
    ['an unknown command', () => ['chekc', ID], /no command "chekc"/],
    ['a port that is none', () => ['trace', ID, '--from', 'pc-onprem', '--to', 'vm-branch', '--proto', 'tcp', '--port', '70000'], /expected 1 to 65535/],
  ])('%s: exit 2, the place on standard error, nothing on standard output', (_what, args, message) => {
    const { status, stdout, stderr } = hoplab(...args());
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});
