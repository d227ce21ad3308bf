/** A firewall's log, asked as in Log Analytics (Azure Monitor's table reference, AZFWNetworkRule and its kin). */
import { describe, expect, it } from 'vitest';
import { openStory } from '../../../../scenarios/stories.ts';
import { solveStep } from '../../solve.ts';
import type { Solution } from '../../solution.ts';
import { commandsOf, runCommand } from '../index.ts';
import { isoOf } from './moment.ts';
import { runQuery, type Table } from './query.ts';

const at = (scenario: string, step: string) => solveStep(openStory(scenario).scenario, step);
const oneWay = at('firewall-return-path', 'onprem-one-way');
const cells = (text: string) => text.split('\n').map((line) => line.trim().split(/ {2,}/));
const ask = (query: string, solution: Solution = oneWay, device = 'azfw') => runCommand(solution, device, query);

describe('the tables of a firewall', () => {
  it('A151 an entry has the columns of AZFWNetworkRule; what no rule lets pass says Default Action', () => {
    const [head, rule, ...rows] = cells(ask('AZFWNetworkRule | project Protocol, SourceIp, DestinationIp, DestinationPort, Action, ActionReason, Rule').text);
    expect(head).toEqual(['Protocol', 'SourceIp', 'DestinationIp', 'DestinationPort', 'Action', 'ActionReason', 'Rule']);
    expect(rule?.every((c) => /^-+$/.test(c))).toBe(true);
    expect(rows).toContainEqual(['TCP', '10.20.10.50', '10.1.0.4', '22', 'Allow', 'allow']);
    expect(rows).toContainEqual(['TCP', '10.2.0.4', '10.1.0.4', '22', 'Deny', 'Default Action']);
  });

  it('A160 what belongs to no state is INVALID, with its flags', () => {
    expect(cells(ask('AZFWFlowTrace | project SourceIp, Action, Flag').text).slice(2)).toEqual([['10.20.10.50', 'INVALID', 'ACK']]);
  });

  it('A156 a DNAT rule is logged with both destinations', () => {
    const query = 'AZFWNatRule | project DestinationIp, DestinationPort, TranslatedIp, TranslatedPort, RuleCollection, Rule';
    expect(cells(ask(query, at('firewall-return-path', 'dnat')).text)[2]).toEqual(['198.51.100.10', '3389', '10.0.1.4', '3389', 'inbound', 'rdp']);
  });

  it('A153, A155 an application rule is logged with the name and port that were asked for', () => {
    const solution = at('reverse-forced-tunneling', 'complete');
    const [device = ''] = Object.keys(solution.lab.azureFirewalls ?? {});
    const rows = cells(ask('AZFWApplicationRule | where Action == "Allow" | distinct Protocol, Fqdn', solution, device).text).slice(2);
    expect(rows).toContainEqual(['HTTPS', 'www.example.com:443']);
  });

  it('other devices have none, and the firewall offers its own', () => {
    expect(commandsOf(oneWay, 'azfw')).toContain('AZFWNetworkRule');
    expect(ask('AZFWNetworkRule', oneWay, 'vm-spoke1').error).toBe(true);
  });

  it.each([
    ['AZFWNetworkRule | where Action == "Reset"', 'No results found from the specified time range', false],
    ['AZFWDnsQueries', /^Failed to resolve table or column expression named 'AZFWDnsQueries'/, true],
    ['AZFWNetworkRule | where SourceIP == "10.1.0.4"', /^'where' operator: Failed to resolve column or scalar expression named 'SourceIP'/, true],
    ['AZFWNetworkRule | project Fqdn', /^Failed to resolve column or scalar expression named 'Fqdn'/, true],
    ['AZFWNetworkRule | render timechart', /^Query could not be parsed at 'render'/, true],
    ['AZFWNetworkRule | where Action ==', /^Query could not be parsed/, true],
    ['AZFWNetworkRule | take', /^Query could not be parsed/, true],
    ['AZFWNetworkRule | where Action == "Deny', /^Query could not be parsed at/, true],
  ])('%s: %s', (query, text, error) => {
    const answer = ask(query);
    expect(answer).toMatchObject({ error });
    if (typeof text === 'string') expect(answer.text).toBe(text);
    else expect(answer.text).toMatch(text);
  });
});

describe('queries', () => {
  const rows = [
    { Source: '10.1.0.4', Port: 443, Name: 'www.Example.com' },
    { Source: '10.1.0.4', Port: 22, Name: '' },
    { Source: '10.2.0.4', Port: 443, Name: 'example.com' },
  ].map((row, i) => ({ ...row, TimeGenerated: `2026-01-01T00:00:0${i}.000Z` }));
  const T: Table = { columns: ['Source', 'Port', 'Name', 'TimeGenerated'], rows };
  const ports = (query: string) => runQuery(`T ${query}`, { T }, 1_767_225_603_000).rows.map((r) => Object.values(r).slice(0, 2).join(' '));

  it.each([
    ['', 3],
    ['| where Port == 443', 2],
    ['| where Port != 443', 1],
    ['| where Port >= 22 and Port < 443', 1],
    ['| where Name contains "EXAMPLE"', 2],
    ['| where Name !contains "example"', 1],
    ['| where Name =~ "EXAMPLE.com"', 1],
    ['| where Name startswith "www" or Port == 22', 2],
    ['| where Name has "exam"', 0],
    ['| where Name has "example"', 2],
    ['| where Port in (22, 80)', 1],
    ['| where Source !in ("10.1.0.4")', 1],
    ['| where not(Port == 22)', 2],
    ['| where (Port == 22 or Port == 443) and Source == "10.2.0.4"', 1],
    ['| where ipv4_is_in_range(Source, "10.1.0.0/16")', 2],
    ['| where TimeGenerated > ago(1h)', 3],
    ['| where TimeGenerated > ago(2s)', 1],
    ["| where Name == 'example.com' // the short one", 1],
    ['| take 2', 2],
    ['| distinct Source', 2],
    ['| top 1 by Port', 1],
  ])('T %s has %i rows', (query, count) => expect(ports(query)).toHaveLength(count));

  it('sort goes down unless it says asc; summarize counts what is alike', () => {
    expect(ports('| project Source, Port, Name | sort by Port, Source asc')).toEqual(['10.1.0.4 443', '10.2.0.4 443', '10.1.0.4 22']);
    expect(ports('| summarize count() by Port')).toEqual(['443 2', '22 1']);
    expect(runQuery('T | summarize Flows = count() by Source | where Flows > 1', { T }, 0)).toEqual({
      columns: ['Source', 'Flows'],
      rows: [{ Source: '10.1.0.4', Flows: 2 }],
    });
    expect(runQuery('T | where Port == 443 | count', { T }, 0).rows).toEqual([{ Count: 2 }]);
    expect(runQuery('T | project-away Port, TimeGenerated', { T }, 0).columns).toEqual(['Source', 'Name']);
  });
});

it.each([
  [0, '1970-01-01T00:00:00.000Z'],
  [951_782_400_000, '2000-02-29T00:00:00.000Z'],
  [1_767_225_599_999, '2025-12-31T23:59:59.999Z'],
  [1_772_323_261_042, '2026-03-01T00:01:01.042Z'],
])('%i ms since 1970 is %s', (ms, text) => expect(isoOf(ms)).toBe(text));
