/** FRR's console by rule, where no recording reaches: other releases, what is not answered, JSON; the texts of 8.4.4 are in oracle/. */
import { describe, expect, it } from 'vitest';
import { compileFrrLab, type FrrLab } from '../../compile/frr-lab.ts';
import { converge } from '../../control-plane/index.ts';
import { parseVersion } from '../../frr/index.ts';
import type { FrrVersion } from '../../frr/index.ts';
import { runVtysh } from './commands.ts';
import { OFFERED_COMMANDS } from './offered.ts';
import { type Vtysh, vtyshOf } from './router.ts';

const router = (asn: number, peer: string, remote: number, prefix: string) =>
  `ip route ${prefix} blackhole\nrouter bgp ${asn}\n no bgp ebgp-requires-policy\n neighbor ${peer} remote-as ${remote}\n address-family ipv4 unicast\n  network ${prefix}\n`;
const LAB: FrrLab = {
  routers: {
    r1: { interfaces: { eth0: { segment: 's', addresses: ['10.0.0.1/24'] } }, frr: router(65001, '10.0.0.2', 65002, '172.16.0.0/24') },
    r2: { interfaces: { eth0: { segment: 's', addresses: ['10.0.0.2/24'] } }, frr: router(65002, '10.0.0.1', 65001, '172.17.0.0/24') },
  },
};

const COMPILED = compileFrrLab(LAB);
const SETTLED = converge(COMPILED.network);

function consoleOf(version: string): (line: string) => string {
  const release = parseVersion(version) as FrrVersion;
  const { network } = compileFrrLab(LAB, release);
  const console = vtyshOf(network, converge(network), 'r1') as Vtysh;
  return (line) => runVtysh(console, line).text;
}

const ask = consoleOf('8.4.4');

function answer(line: string): { readonly text: string; readonly error: boolean } {
  const { network } = COMPILED;
  return runVtysh(vtyshOf(network, SETTLED, 'r1') as Vtysh, line);
}

const SAMPLE: Readonly<Record<string, string>> = { PREFIX: '172.17.0.0/24', PREFIX6: '2001:db8::/48', PEER: '10.0.0.2', NAME: 'N' };

/** Every way to write an offered command, with something in each blank. */
function spellings(command: string): string[] {
  const optional = /\[([^\]]*)\]/.exec(command);
  if (optional) {
    const [before, after] = [command.slice(0, optional.index), command.slice(optional.index + optional[0].length)];
    return [...(optional[1] as string).split('|').flatMap((one) => spellings(before + one + after)), ...spellings(before + after)];
  }
  const choices = command
    .trim()
    .split(/\s+/)
    .map((word) => word.split('|').map((w) => SAMPLE[w] ?? w));
  return choices.reduce<string[]>((lines, words) => lines.flatMap((l) => words.map((w) => `${l} ${w}`.trim())), ['']);
}

describe('F182 the BGP table by release', () => {
  it.each([
    ['8.4.4', '   Network', '*> 172.16.0.0/24    0.0.0.0'],
    ['8.5.2', '    Network', ' *> 172.16.0.0/24    0.0.0.0'],
    ['10.1', '     Network', ' *>  172.16.0.0/24    0.0.0.0'],
  ])('%s', (version, header, row) => {
    const lines = consoleOf(version)('show ip bgp').split('\n');
    expect(lines.find((l) => l.includes('Network '))).toMatch(new RegExp(`^${header} `));
    expect(lines.find((l) => l.includes('172.16.0.0/24'))?.startsWith(row)).toBe(true);
  });
});

describe('F183, F185 what later releases print besides', () => {
  it.each([
    ['8.4.4', 'Displayed  2 routes', 'h history, * valid'],
    ['8.5.2', 'Displayed  2 routes', 'h history, * valid'],
    ['10.0', 'Displayed 2 routes', 'h history, * valid'],
    ['10.2.1', 'Displayed 2 routes', 'h history, u unsorted, * valid'],
  ])('%s: the BGP table', (version, footer, legend) => {
    const text = consoleOf(version)('show ip bgp');
    expect(text).toContain(`\n${footer} and 2 total paths`);
    expect(text).toContain(legend);
  });

  it('8.5 breaks the IPv6 legend elsewhere', () => {
    expect(consoleOf('8.4.4')('show ipv6 route')).toContain('S - static, R - RIPng,\n');
    expect(consoleOf('8.5.2')('show ipv6 route')).toContain('S - static,\n       R - RIPng,');
  });

  it('local routes from 10.0 on; the VRF and every weight from 10.2 on', () => {
    const rows = (version: string) =>
      consoleOf(version)('show ip route')
        .split('\n')
        .filter((l) => / 10\.0\.0|VRF/.test(l))
        .map((l) => l.replace(/\d\d:\d\d:\d\d/, 'T'));
    const connected = 'C>* 10.0.0.0/24 is directly connected, eth0';
    const local = 'L>* 10.0.0.1/32 is directly connected, eth0';
    const learned = 'B>* 172.17.0.0/24 [20/0] via 10.0.0.2, eth0, weight 1, T';
    expect(rows('9.1')).toEqual([`${connected}, T`, learned]);
    expect(rows('10.1')).toEqual([`${connected}, T`, `${local}, T`, learned]);
    expect(rows('10.2.1')).toEqual(['IPv4 unicast VRF default:', `${connected}, weight 1, T`, `${local}, weight 1, T`, learned]);
  });
});

describe('a line', () => {
  it.each([
    ['show bgp memory', '% Not answered in this lab: show [ip] bgp'],
    ['show work-queues', '% Not answered in this lab: show work-queues'],
    ['show ip ospg', '% Unknown command: show ip ospg'],
    ['sh ip b', 'BGP table version'],
  ])('%s', (line, start) => {
    expect(ask(line).startsWith(start)).toBe(true);
  });

  it('F118: BGP of another VRF, or of a view, is not answered for, nor passed over where all are asked for', () => {
    const named = { ...LAB.routers.r1, frr: `${LAB.routers.r1?.frr}router bgp 65001 vrf RED\nrouter bgp 65009 view V\n` } as FrrLab['routers'][string];
    const { network } = compileFrrLab({ routers: { ...LAB.routers, r1: named } });
    const console = vtyshOf(network, converge(network), 'r1') as Vtysh;
    const said = (line: string) => runVtysh(console, line).text;
    expect(said('show bgp vrf RED summary')).toBe('% Not answered in this lab: BGP of vrf RED');
    expect(said('show bgp view V')).toBe('% Not answered in this lab: BGP of view V');
    expect(said('show bgp vrf all summary')).toBe('% Not answered in this lab: BGP of vrf RED');
    expect(said('show bgp vrf NOPE summary')).toBe('% BGP instance not found');
    expect(said('show bgp summary')).toBe(ask('show bgp summary'));
    expect(said('show ip route vrf RED')).toBe(ask('show ip route vrf RED'));
    expect(ask('show bgp vrf RED summary')).toBe('% BGP instance not found');
  });

  it.each(OFFERED_COMMANDS.flatMap(spellings))('%s is offered and answered', (line) => {
    const { text, error } = answer(line);
    expect({ line, text, error }).toMatchObject({ error: false });
  });
});

describe('? behind a line', () => {
  const words = (line: string) =>
    answer(line)
      .text.split('\n')
      .map((l) => l.trim().split('  ')[0]);

  it('lists what may follow, and says where it may end', () => {
    expect(words('show ip bgp ?')).toEqual(expect.arrayContaining(['<cr>', 'A.B.C.D', 'json', 'neighbors', 'summary']));
    expect(words('sh ip ro ?')).toEqual(expect.arrayContaining(['<cr>', 'json', 'summary']));
    expect(words('show ?')).toContain('running-config');
    expect(words('show ?')).not.toContain('<cr>');
    expect(answer('show ip bgp ?').text).toMatch(/^ {2}A\.B\.C\.D +an IPv4 address$/m);
  });

  it('goes on with the word that is begun', () => {
    expect(words('show ip bgp su?')).toEqual(['summary']);
    expect(words('show ip bgp neighbors 10.0.0.2 adv?')).toEqual(['advertised-routes']);
    expect(words('show ru?')).toEqual(['running-config']);
  });

  it('says where nothing can follow; a regular expression keeps its question mark', () => {
    expect(answer('show nonsense ?')).toEqual({ text: '% There is no matched command.', error: true });
    expect(answer('show ip bgp regexp 65?').text).not.toContain('<cr>');
    expect(answer('show ip bgp regexp 65?').error).toBe(false);
  });
});

describe('JSON', () => {
  const json = (line: string): unknown => JSON.parse(ask(line));

  it('F136 is written as json-c writes it', () => {
    expect(ask('show bgp neighbors 10.0.0.2 json')).toMatch(/^\{\n {2}"10\.0\.0\.2":\{\n {4}"remoteAs":65002,\n/);
    expect(ask('show ip route 192.0.2.0/24 json')).toBe('{}');
  });

  it('show bgp neighbors json: session, families and messages', () => {
    expect(json('show bgp neighbors json')).toMatchObject({
      '10.0.0.2': {
        bgpState: 'Established',
        hostname: 'r2',
        addressFamilyInfo: { ipv4Unicast: { acceptedPrefixCounter: 1, sentPrefixCounter: 2 } },
        messageStats: { opensSent: 1, updatesSent: 3 },
      },
    });
    expect(json('show bgp neighbors 192.0.2.9 json')).toEqual({ bgpNoSuchNeighbor: true });
  });

  it('F140 one prefix, and what a filter leaves', () => {
    expect(Object.keys(json('show ip route 172.17.0.5 json') as object)).toEqual(['172.17.0.0/24']);
    expect(Object.keys(json('show ip route bgp json') as object)).toEqual(['172.17.0.0/24']);
  });

  it('F138 received-routes without soft reconfiguration', () => {
    expect(json('show bgp ipv4 unicast neighbors 10.0.0.2 received-routes json')).toEqual({ warning: 'Inbound soft reconfiguration not enabled' });
  });
});

it('F139 the summary counts messages: OPEN, UPDATEs with End-of-RIB, KEEPALIVEs since', () => {
  const row = ask('show bgp ipv4 unicast summary')
    .split('\n')
    .find((l) => l.startsWith('10.0.0.2'));
  const [, , , received, sent] = row?.split(/ +/) ?? [];
  // OPEN, three KEEPALIVEs in two minutes, its own route, ours back to us, End-of-RIB.
  expect([Number(received), Number(sent)]).toEqual([7, 7]);
});

it('F123, F128 the table counts each change of a best path, and a prefix names its last', () => {
  const versions = ['172.16.0.0/24', '172.17.0.0/24'].map((p) => /version (\d+)/.exec(ask(`show ip bgp ${p}`))?.[1]);
  expect(versions).toEqual(['1', '2']);
  expect(ask('show ip bgp')).toMatch(/^BGP table version is 2,/);
});
