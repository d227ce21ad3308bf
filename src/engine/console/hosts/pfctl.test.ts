/** `pfctl` beyond rules and states: what else is asked of it, what it reads again, and what it is refused (pfctl(8), sbin/pfctl; H30, H35, H36). */
import { describe, expect, it } from 'vitest';
import type { Lab } from '../../model/index.ts';
import { solve } from '../../solve.ts';
import { runCommand } from '../run.ts';

const PF = [
  'table <bad> persist { 192.0.2.0/24, !192.0.2.7 }',
  'set skip on lo0',
  'scrub in on em0 max-mss 1400',
  'nat on em0 inet from 10.0.0.0/24 to any -> 198.51.100.1',
  'block in',
  'anchor "guests" {',
  '  pass in proto tcp to port 80',
  '  pass in proto tcp to port 443',
  '}',
  'pass out',
].join('\n');

function lab(pf: string, flows: Lab['flows'] = {}): Lab {
  return {
    segments: { out: {}, in: {} },
    hosts: {
      gate: {
        os: 'freebsd',
        interfaces: { em0: { segment: 'out', addresses: [] }, em1: { segment: 'in', addresses: [] } },
        rc: { config: 'ifconfig_em0="inet 198.51.100.1/24"\nifconfig_em1="inet 10.0.0.1/24"\ngateway_enable="YES"\npf_enable="YES"' },
        pf: { config: pf },
      },
      far: { interfaces: { eth0: { segment: 'out', addresses: ['198.51.100.9/24'] } }, listen: [{ protocol: 'tcp', port: 80 }] },
    },
    flows,
  };
}

const quiet = solve(lab(PF));
const busy = solve(lab(PF, { web: { from: 'gate', to: 'far', protocol: 'tcp', port: 80 } }));
const run = (line: string, solution = quiet) => runCommand(solution, 'gate', line);
const said = (line: string, solution = quiet) => run(line, solution).text.split('\n');

describe('pfctl -s', () => {
  it('H31 -ss prints nothing where there is no state, and each state once there is', () => {
    expect(run('pfctl -ss')).toMatchObject({ text: '', error: false });
    expect(said('pfctl -ss', busy)).toEqual(['all tcp 198.51.100.1:49152 -> 198.51.100.9:80       ESTABLISHED:ESTABLISHED']);
  });

  it('-vv numbers rules, each kind and each anchor from 0; once is not enough', () => {
    const rules = ['scrub in on em0 all max-mss 1400 fragment reassemble', 'block drop in all'];
    expect(said('pfctl -vvsr').slice(0, 2)).toEqual(rules.map((r) => `@0 ${r}`));
    expect(said('pfctl -vvsr').at(-1)).toBe('@2 pass out all flags S/SA keep state');
    expect(said('pfctl -vv -a guests -sr').map((l) => l.slice(0, 7))).toEqual(['@0 pass', '@1 pass']);
    expect(said('pfctl -vvsn')[0]).toMatch(/^@0 nat on em0/);
    expect(said('pfctl -vsr')).toEqual(said('pfctl -sr'));
  });

  it('-sI lists interfaces and groups, -v what PF leaves alone', () => {
    expect(said('pfctl -sI')).toEqual(['all', 'em0', 'em1', 'lo', 'lo0']);
    expect(said('pfctl -v -s Interfaces').filter((l) => l.includes('skip'))).toEqual(['lo0 (skip)']);
  });

  it('-si counts states, -sa has a title for each part that there is', () => {
    expect(said('pfctl -si', busy).at(-1)).toBe('  current entries                        1');
    expect(said('pfctl -sa', busy).filter((l) => /^[A-Z ]+:$/.test(l))).toEqual(['TRANSLATION RULES:', 'FILTER RULES:', 'STATES:', 'INFO:', 'TABLES:']);
    expect(said('pfctl -sa').filter((l) => l === 'STATES:')).toEqual([]);
  });

  it.each([
    ['pfctl -sm', 'pfctl -s memory: not modelled'],
    ['pfctl -s nonsense', "pfctl: Unknown show modifier 'nonsense'"],
    ['pfctl -e', 'pfctl: pf already enabled'],
    ['pfctl -F states', 'pfctl -F: PF is set in pf.conf and rc.conf; the console only shows it'],
    ['pfctl -t bad -T add 10.0.0.1', 'pfctl -T add: tables are set in pf.conf; the console only shows them'],
  ])('%s is refused', (line, text) => expect(run(line)).toMatchObject({ error: true, text }));
});

describe('H35 a table of pf.conf', () => {
  const has = (more: string) => said('pfctl -sT', solve(lab(`table <bad> { 192.0.2.7 }\n${more}`)));
  it.each([
    ['pass in', ['']],
    ['block in from <bad>', ['bad']],
    ['pass in proto tcp keep state (max-src-conn 5, overload <bad>)', ['bad']],
  ])('is there when a rule names it: %s', (rule, tables) => expect(has(rule)).toEqual(tables));

  it('that nobody names is none: nothing to show', () =>
    expect(said('pfctl -t bad -T show', solve(lab('table <bad> { 192.0.2.7 }\npass in')))).toEqual(['pfctl: Table does not exist.']));
});

describe('pfctl -f', () => {
  it('H30 -nvf prints what is parsed, -nf nothing', () => {
    expect(said('pfctl -nvf /etc/pf.conf')).toEqual([
      'set skip on { lo0 }',
      'table <bad> persist { 192.0.2.0/24 ! 192.0.2.7 }',
      ...said('pfctl -sn'),
      ...said('pfctl -sr'),
    ]);
    expect([run('pfctl -nf /etc/pf.conf').text, run('pfctl -f /etc/pf.conf').text]).toEqual(['', '']);
  });

  it('H36 what the file has wrong is said with its line, and nothing is loaded', () => {
    const broken = solve(lab('pass in\nblock nonsense'));
    expect(said('pfctl -nf /etc/pf.conf', broken)).toEqual([
      expect.stringMatching(/^\/etc\/pf\.conf:2: syntax error/),
      'pfctl: Syntax error in config file: pf rules not loaded',
    ]);
    expect(run('pfctl -f /tmp/other.conf')).toMatchObject({ error: true, text: expect.stringContaining('No such file or directory') as string });
  });
});
