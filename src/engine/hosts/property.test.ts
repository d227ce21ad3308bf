/** Whatever bytes a text has, its reader comes to an end without throwing, and every position lies within the text (seeded, so the same each run). */
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../model/diagnostic.ts';
import { parseLinux } from './iproute2/parse.ts';
import { parsePf } from './pf/parse.ts';
import { printRules, printTranslations } from './pf/print.ts';
import { parseRc } from './rc/parse.ts';
import { parseSquid } from './squid/parse.ts';

/** mulberry32: a number from 0 to 1, the same row for the same seed. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const WORDS: Readonly<Record<string, string>> = {
  pf: 'pass block match anchor nat-anchor "a" "a/*" {\n }\n tagged tag T probability 5% tos in out log quick on vtnet0 gif0 ! { } ( ) < > , = " \\\n \n # $a $b a = "10.0.0.1" b = "{ $a, $b }" inet inet6 proto tcp udp icmp icmp6 from to any all self port 80 80:90 >< <> >= ssh flags S/SA any keep state no rtable 1 reply-to route-to scrub max-mss 1360 nat rdr binat -> table <t> persist set skip antispoof for urpf-failed 10.0.0.0/8 2001:db8::/32 10.0.0.1-10.0.0.9 : \\ -',
  rc: 'ifconfig_gif0= ifconfig_vtnet0_alias0= cloned_interfaces= " \' gif0 gre0 inet inet6 10.0.0.1/24 10.0.0.1 netmask 0xffffff00 prefixlen 128 tunnel tunnelfib fib 1 mtu up static_routes= route_a= a -net -fib 1-9 -reject default -interface defaultrouter= ipv6_defaultrouter_fib1= 2001:db8::1 ${a} $a \n # =',
  squid:
    'acl a b src dst port method dstdomain url_regex 10.0.0.0/8 1-2 443 CONNECT http_access allow deny ! !a all \n # http_port 3128 [::1]:80 logformat f %>a %03tu %{%Y}tl access_log none ( [ * " \'',
  linux:
    'ip -6 link add set dev gre1 type gre local remote 10.0.0.1 10.0.0.2 addr peer 10.0.0.0/8 route default via table 100 rule from to lookup main priority sysctl -w net.ipv4.ip_forward=1 iptables -j TCPMSS --set-mss 9999999999 \n # up mtu "',
};

function mumble(words: string, next: () => number): string {
  const list = words.split(' ');
  return Array.from({ length: 1 + Math.floor(next() * 60) }, () => {
    const word = next() < 0.05 ? String.fromCharCode(Math.floor(next() * 0x500)) : (list[Math.floor(next() * list.length)] as string);
    return next() < 0.2 ? word : `${word} `;
  }).join('');
}

function within(text: string, diagnostics: readonly Diagnostic[]): void {
  const lines = text.split(/\r\n|\r|\n/);
  for (const d of diagnostics) {
    const span = d.place.span;
    expect(
      span && span.line >= 1 && span.endLine <= lines.length && span.column >= 1 && span.endColumn <= (lines[span.endLine - 1]?.length ?? 0) + 1,
      `${d.message} in ${JSON.stringify(text)}`,
    ).toBe(true);
  }
}

describe('any text', () => {
  const readers = { pf: parsePf, rc: parseRc, squid: parseSquid, linux: parseLinux };
  it.each(Object.keys(readers) as (keyof typeof readers)[])('%s is read to its end', (name) => {
    const next = random(name.length * 7919);
    for (let run = 0; run < 1500; run++) {
      const text = mumble(WORDS[name] as string, next);
      within(text, readers[name](text).diagnostics);
    }
  });

  it('H35 macros that stand for each other, and lists of lists, come to an end', () => {
    expect(parsePf('a = "$b $b"\nb = "$a $a"\npass from $a').config.loaded).toBe(false);
    const deep = Array.from({ length: 20 }, (_, i) => `m${i + 1} = "$m${i} $m${i}"`).join('\n');
    expect(parsePf(`m0 = "10.0.0.1"\n${deep}\npass from { $m20 }`).config.loaded).toBe(false);
    const hundred = `{ ${Array.from({ length: 100 }, (_, i) => `10.0.0.${i}`).join(' ')} }`;
    expect(parsePf(`pass from ${hundred} to ${hundred}`).diagnostics[0]?.message).toContain('rule expands to 10000 rules');
  });
});

describe('what pfctl lists', () => {
  it('read again, lists the same', () => {
    const next = random(42);
    const pick = (...list: readonly string[]) => list[Math.floor(next() * list.length)] as string;
    for (let run = 0; run < 800; run++) {
      const rule = [
        pick('pass', 'block', 'block return', 'block return-icmp(net-unr)', 'match'),
        pick('in', 'out'),
        pick('log', ''),
        pick('quick', ''),
        pick('on vtnet0', 'on ! gif0', ''),
        pick('reply-to (gif0 2001:db8::1)', 'route-to (vtnet0 10.0.0.1)', 'dup-to { (vtnet0 10.0.0.1), (vtnet1 10.1.0.1) }', '', ''),
        pick('inet', 'inet6', ''),
        pick('proto tcp', 'proto { tcp udp }', 'proto icmp', 'proto gre', ''),
        pick(
          'all',
          'from any to (vtnet0)',
          'from ! 10.0.0.0/8 to any',
          'from <t> to self',
          'from any to any port 22',
          'from any port 1000:2000 to any',
          'to 2001:db8::/32',
        ),
        pick('flags any', '', 'flags any'),
        pick('keep state', 'no state', 'keep state (max 3, if-bound)', ''),
        pick('rtable 1', 'label "x"', 'tag A', '! tagged B', 'scrub (max-mss 1300)', ''),
      ].join(' ');
      const once = parsePf(`table <t> { 10.0.0.1 }\n${rule}`).config;
      const listed = printRules(once);
      expect(printRules(parsePf(['table <t> { 10.0.0.1 }', ...listed].join('\n')).config), rule).toEqual(listed);
    }
    const nat = 'nat on vtnet0 inet proto tcp from 10.0.0.0/8 to ! 10.9.0.0/16 port 80 -> (vtnet0)';
    expect(printTranslations(parsePf(printTranslations(parsePf(nat).config).join('\n')).config)).toEqual(printTranslations(parsePf(nat).config));
  });
});
