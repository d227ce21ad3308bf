/** What an editor is told of pf.conf, rc.conf, squid.conf and scripts of ip commands. */
import { describe, expect, it } from 'vitest';
import type { HostText } from '../report.ts';
import { hostCompleteAt, hostDiagnostics, hostHoverAt } from './index.ts';
import { WORDS } from './words.ts';

const labels = (kind: HostText, text: string) => {
  const lines = text.split('\n');
  return hostCompleteAt(kind, text, lines.length, (lines.at(-1)?.length ?? 0) + 1).map((c) => c.label);
};

describe('candidates', () => {
  it('at the start of a line its first words, elsewhere what may follow them', () => {
    expect(labels('pf', 'pa')).toEqual(['pass']);
    expect(labels('pf', 'pass in qu')).toEqual(['quick']);
    expect(labels('pf', 'scrub max')).toEqual(['max-mss']);
    expect(labels('squid', 'http_access al')).toEqual(['allow']);
    expect(labels('rc', 'gate')).toEqual(['gateway_enable']);
    expect(labels('iproute2', 'ip ru')).toEqual([]);
    expect(labels('pf', '# pa')).toEqual([]);
  });

  it('names that the text makes, as they are used', () => {
    expect(labels('pf', 'ext_if = "vtnet0"\ntable <peers> { 10.0.0.1 }\npass in on $e')).toEqual(['$ext_if']);
    expect(labels('pf', 'table <peers> { 10.0.0.1 }\npass in from <')).toEqual(['<peers>']);
    expect(labels('squid', 'acl localnet src 10.0.0.0/8\nhttp_access allow loc')).toEqual(['localnet']);
  });

  it('replaces what was typed of the word', () => {
    expect(hostCompleteAt('pf', 'pass in qu', 1, 11)[0]?.replace).toEqual({ line: 1, column: 9, endLine: 1, endColumn: 11 });
  });
});

describe('hover', () => {
  it.each([
    ['pf', 'pass in quick on gif0', 10, 'quick'],
    ['rc', 'ifconfig_gif0="tunnel 10.0.0.1 10.0.0.2"', 4, 'ifconfig_IF="inet ADDRESS/LENGTH"'],
    ['squid', 'http_access deny all', 14, 'deny [!]ACL …'],
    ['iproute2', 'ip route add default via 10.0.0.1', 22, 'via VALUE'],
  ] as const)('%s: %s', (kind, text, column, syntax) => expect(hostHoverAt(kind, text, 1, column)?.syntax).toBe(syntax));

  it('nothing in a comment, on a value, past the end', () => {
    expect(hostHoverAt('pf', '# pass', 1, 4)).toBeUndefined();
    expect(hostHoverAt('pf', 'pass on gif0', 1, 10)).toBeUndefined();
    expect(hostHoverAt('pf', 'pass', 9, 1)).toBeUndefined();
  });
});

describe('the words', () => {
  it('every first word is one that the reader knows', () => {
    const lines: Readonly<Record<HostText, (word: string) => string>> = {
      pf: (w) =>
        ({
          nat: 'nat on em0 from any to any -> 10.0.0.1',
          rdr: 'rdr on em0 from any to any -> 10.0.0.1',
          table: 'table <t>',
          set: 'set skip on lo0',
          antispoof: 'antispoof for em0',
        })[w] ?? w,
      rc: (w) => `${w}=""`,
      squid: (w) =>
        ({ acl: 'acl a port 80', http_access: 'http_access allow all', http_port: 'http_port 80', logformat: 'logformat f %a', access_log: 'access_log none' })[
          w
        ] ?? `${w} x`,
      iproute2: (w) =>
        ({
          'ip route add': 'ip route add blackhole 10.0.0.0/8',
          'ip rule add': 'ip rule add lookup 5',
          'ip addr add': 'ip addr add 10.0.0.1/8 dev a',
          'ip link add': 'ip link add a type dummy',
          'ip link set': 'ip link set a up',
          'sysctl -w': 'sysctl -w net.ipv4.ip_forward=1',
          'iptables -t mangle': 'iptables -t mangle -A FORWARD -j TCPMSS --set-mss 1300',
        })[w] ?? w,
    };
    for (const kind of Object.keys(WORDS) as HostText[])
      for (const { word, after } of WORDS[kind])
        if (after === undefined)
          expect(
            hostDiagnostics(kind, lines[kind](word)).filter((d) => d.severity === 'error' || d.code.includes('unrecognized')),
            word,
          ).toEqual([]);
  });

  it('each has how it is written', () => {
    for (const words of Object.values(WORDS)) for (const w of words) expect(w.syntax, w.word).not.toBe('');
  });
});
