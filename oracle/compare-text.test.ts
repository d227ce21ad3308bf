/** What the comparison of texts lets pass, and what it does not. */
import { describe, expect, it } from 'vitest';
import { jsonDifference } from './compare-json.ts';
import { textDifference } from './compare-text.ts';

const SUMMARY = [
  'Neighbor        V         AS   MsgRcvd   MsgSent   TblVer  InQ OutQ  Up/Down State/PfxRcd   PfxSnt Desc',
  '10.1.0.2        4      65002         8         7        0    0    0 00:00:06            2        8 N/A',
].join('\n');
const TABLE = [
  '   Network          Next Hop            Metric LocPrf Weight Path',
  '*> 172.17.0.0/24    10.1.0.2                 0             0 65002 i',
  '*                   10.1.0.3                 0             0 65003 65002 i',
  '*> 2001:db8:200::/48',
  '                    fe80::1:2ff:fe03:405',
  '                                             0             0 65002 i',
].join('\n');

describe('texts that are the same but for what nobody can foretell', () => {
  it.each<[what: string, a: string, b: string]>([
    ['times', 'C>* 10.0.0.0/24 is directly connected, eth0, 00:00:08', 'C>* 10.0.0.0/24 is directly connected, eth0, 1d02h03m'],
    ['counters of messages', SUMMARY, SUMMARY.replace('        8         7', '      108        97')],
    [
      'which path came first',
      TABLE,
      [
        TABLE.split('\n')[0],
        '*  172.17.0.0/24    10.1.0.3                 0             0 65003 65002 i',
        '*>                  10.1.0.2                 0             0 65002 i',
        ...TABLE.split('\n').slice(3),
      ].join('\n'),
    ],
    ['an invented link-local address', TABLE, TABLE.replace('fe80::1:2ff:fe03:405', 'fe80::a00:27ff:fe4e:66a1')],
  ])('%s', (_what, a, b) => {
    expect(textDifference(a, b)).toBeUndefined();
  });
});

describe('texts that differ', () => {
  it.each<[what: string, a: string, b: string]>([
    ['a column moved by one', TABLE, TABLE.replace('10.1.0.2        ', '10.1.0.2       ')],
    ['another best path', TABLE, TABLE.replace('*> 172', '*  172')],
    ['a path less', TABLE, TABLE.replace(/\n\*  .*65003 65002 i/, '')],
    ['another number of prefixes', SUMMARY, SUMMARY.replace('            2 ', '            3 ')],
    ['a session that is down', SUMMARY, SUMMARY.replace('00:00:06            2        8', '   never       Active        0')],
    ['another next hop', 'B>* 10.0.0.0/8 [20/0] via 10.1.0.2, eth0, weight 1, 00:00:05', 'B>* 10.0.0.0/8 [20/0] via 10.1.0.3, eth0, weight 1, 00:00:05'],
    ['a line less', 'a\nb', 'a'],
  ])('%s', (_what, a, b) => {
    expect(textDifference(a, b)).toBeDefined();
  });
});

describe('names of machines', () => {
  it.each<[what: string, want: string, got: string, same: boolean]>([
    ['one recorded without a name may be any', 'Hostname: vm', 'Hostname: r2', true],
    ['one recorded with its name must have it', 'Hostname: r2', 'Hostname: r3', false],
  ])('%s', (_what, want, got, same) => {
    expect(textDifference(want, got) === undefined).toBe(same);
    expect(jsonDifference(`{"${want.replace(': ', '":"').toLowerCase()}"}`, `{"${got.replace(': ', '":"').toLowerCase()}"}`) === undefined).toBe(same);
  });
});

describe('JSON', () => {
  const WANT = '{"BGP":{"a":{"pfxRcd":2,"msgRcvd":7,"nexthops":[{"ip":"fe80::1"}]}}}\n{"ZEBRA":{}}';
  it.each<[what: string, got: string, same: boolean]>([
    ['spaces and counters', WANT.replaceAll(',', ' , ').replace('7', '9'), true],
    ['a link-local address', WANT.replace('fe80::1', 'fe80::2'), true],
    ['another number', WANT.replace('"pfxRcd":2', '"pfxRcd":3'), false],
    ['a key less', WANT.replace('"pfxRcd":2,', ''), false],
    ['a key more', WANT.replace('"pfxRcd"', '"more":1,"pfxRcd"'), false],
    ['a document less', WANT.split('\n')[0] as string, false],
  ])('%s', (_what, got, same) => {
    expect(jsonDifference(WANT, got) === undefined).toBe(same);
    expect(jsonDifference(got, WANT) === undefined).toBe(same);
  });
});
