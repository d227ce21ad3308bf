/** What an editor is told of pf.conf, rc.conf, squid.conf and scripts of ip commands. */
import { describe, expect, it } from 'vitest';
import type { HostText } from '../report.ts';
import { hostCompleteAt, hostDefinitionAt, hostDiagnostics, hostFolding, hostHoverAt } from './index.ts';
import { WORDS } from './words.ts';
import { JAPANESE } from './words-ja.ts';

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

describe('a name', () => {
  const at = (kind: HostText, text: string, word: string): readonly [HostText, string, number, number] => {
    const lines = text.split('\n');
    const line = lines.findLastIndex((l) => l.includes(word));
    return [kind, text, line + 1, (lines[line]?.lastIndexOf(word) ?? 0) + 2];
  };
  const lines = (...where: readonly [HostText, string, number, number]) => hostDefinitionAt(...where).map((s) => s.line);
  it.each([
    ['pf', 'ext_if = "vtnet0"\ntable <peers> { 10.0.0.1 }\npass in on $ext_if from any', '$ext_if', [1]],
    ['pf', 'ext_if = "vtnet0"\ntable <peers> { 10.0.0.1 }\npass in from <peers> to any', '<peers>', [2]],
    ['squid', 'acl lan src 10.0.0.0/8\nacl lan src 192.168.0.0/16\nhttp_access deny !lan', 'lan', [1, 2]],
    ['squid', 'logformat mine %>a\naccess_log daemon:/var/log/a mine', 'mine', [1]],
    ['rc', 'static_routes="a b"\nroute_a="-net 10.0.0.0/8 10.0.0.1"\nipv6_static_routes="c a"', ' a"', [2]],
    ['rc', 'ifconfig_gif0="tunnel 10.0.0.1 10.0.0.2"\nifconfig_gif0_ipv6="inet6 fe80::1"\ncloned_interfaces="gif0"', 'gif0', [1, 2]],
    ['iproute2', 'ip link add gre1 type gre\nip addr add 10.0.0.1/24 dev gre1', 'gre1', [1]],
    ['iproute2', 'ip route add default via 10.0.0.1 table 5\nip rule add from 10.1.0.0/16 lookup 5', ' 5', [1]],
  ] as const)('%s: leads to the lines that make it', (kind, text, word, found) => expect(lines(...at(kind, text, word))).toEqual(found));

  it('that nothing makes, a word that is none and one in a comment lead nowhere', () => {
    expect(hostDefinitionAt('pf', 'pass in on $nowhere', 1, 14)).toEqual([]);
    expect(hostDefinitionAt('pf', 'a = "b"\npass in', 2, 2)).toEqual([]);
    expect(hostDefinitionAt('pf', 'a = "b"\n# $a', 2, 4)).toEqual([]);
    expect(hostDefinitionAt('squid', 'acl a port 80\nhttp_access allow b', 2, 19)).toEqual([]);
  });

  it('shows under the pointer what it stands for', () => {
    expect(hostHoverAt('pf', 'ext_if = "vtnet0"\npass in on $ext_if', 2, 14)?.syntax).toBe('ext_if = "vtnet0"');
    expect(hostHoverAt('squid', 'acl lan src 10.0.0.0/8\nhttp_access deny !lan', 2, 20)?.syntax).toBe('acl lan src 10.0.0.0/8');
  });
});

describe('folding', () => {
  it('a section reaches from its comment to the last line before the next one', () => {
    expect(hostFolding('# A\nx\n\ny\n\n# B\nz\n')).toEqual([
      { start: 1, end: 4 },
      { start: 6, end: 7 },
    ]);
  });

  it('a table in braces and a carried line', () => {
    expect(hostFolding('table <t> {\n 10.0.0.1\n}\npass in \\\n on em0\npass')).toEqual([
      { start: 1, end: 3 },
      { start: 4, end: 5 },
    ]);
  });

  it('nothing where there is one line', () => expect(hostFolding('# only\n\n# this { }')).toEqual([]));
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
        ({
          acl: 'acl a port 80',
          http_port: 'http_port 80',
          logformat: 'logformat f %>a',
          access_log: 'access_log none',
          visible_hostname: 'visible_hostname x',
          cache_peer: 'never_direct allow all\ncache_peer 10.0.0.1 parent 3128 0',
          cache_peer_access: 'never_direct allow all\ncache_peer 10.0.0.1 parent 3128 0 name=p\ncache_peer_access p allow all',
          connect_timeout: 'connect_timeout 1 minute',
        })[w] ?? (/access$|_direct$/.test(w) && !/^(prefer|nonhierarchical)/.test(w) ? `${w} allow all` : `${w} on`),
      iproute2: (w) =>
        ({
          'ip route add': 'ip route add blackhole 10.0.0.0/8',
          'ip rule add': 'ip rule add lookup 5',
          'ip addr add': 'ip addr add 10.0.0.1/8 dev a',
          'ip link add': 'ip link add a type dummy',
          'ip link set': 'ip link set a up',
          'sysctl -w': 'sysctl -w net.ipv4.ip_forward=1',
          'iptables -A': 'iptables -A INPUT -j DROP',
          'ip6tables -A': 'ip6tables -A INPUT -j DROP',
          'iptables -t nat': 'iptables -t nat -A POSTROUTING -j MASQUERADE',
          'iptables -P': 'iptables -P FORWARD DROP',
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

it('what an editor says of a word it says in Japanese too', () => {
  const sentences = new Set(Object.values(WORDS).flatMap((words) => words.flatMap((w) => (w.help === '' ? [] : [w.help]))));
  expect([...sentences].filter((s) => !/[ぁ-んァ-ヶ一-龠]/.test(JAPANESE[s] ?? ''))).toEqual([]);
  expect(Object.keys(JAPANESE).filter((s) => !sentences.has(s))).toEqual([]);
  expect(hostHoverAt('pf', 'pass quick', 1, 7)?.help).toEqual({
    en: 'Ends the search: no later rule is looked at.',
    ja: 'ここで照合を終えます。以降のルールは見ません。',
  });
});
