/** pf.conf: what is read, what is refused and where, and which rule decides (H30–H36). */
import { describe, expect, it } from 'vitest';
import { formatIp, ip, parseInterfaceAddress } from '../../ip/index.ts';
import { filter, isSkipped, type PfMachine, type PfPacket, scrubOf, translate, translatedAddresses } from './evaluate.ts';
import { parsePf } from './parse.ts';
import { printRules, printTranslations } from './print.ts';

const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  vtnet0: ['198.51.100.10/24', '2001:db8:100::96/64'],
  gif0: ['2a06:9801:1c:ffff::1/128'],
  bastille0: ['10.254.254.1/24'],
};
const GROUPS: Readonly<Record<string, readonly string[]>> = { vtnet0: ['all', 'wan'], gif0: ['all', 'gif'], bastille0: ['all', 'lo'] };
const addressesOf = (name: string) =>
  Object.entries(ADDRESSES)
    .filter(([n]) => n === name || GROUPS[n]?.includes(name))
    .flatMap(([, list]) => list.flatMap((a) => parseInterfaceAddress(a) ?? []));
const MACHINE: PfMachine = {
  addressesOf,
  self: Object.keys(ADDRESSES).flatMap((n) => addressesOf(n).map((a) => a.ip)),
  hasRoute: (address) => formatIp(address).startsWith('10.'),
  urpfPasses: (p) => p.interface === 'vtnet0',
};

/** `in vtnet0 tcp 192.0.2.1:40000 > 198.51.100.10:22 S`; ICMP without ports, its type last. */
function packet(text: string): PfPacket {
  const [direction, name, protocol, from = '', , to = '', rest] = text.split(' ');
  const end = (t: string): [string, number] => {
    const cut = /^(.*?)(?:#(\d+))?$/.exec(t.includes('#') || t.includes('::') || !t.includes(':') ? t : t.replace(/:(\d+)$/, '#$1')) as RegExpExecArray;
    return [cut[1] as string, Number(cut[2] ?? 0)];
  };
  const [source, sourcePort] = end(from);
  const [destination, destinationPort] = end(to);
  return {
    direction: direction as 'in' | 'out',
    interface: name as string,
    groups: GROUPS[name as string] ?? [],
    protocol: protocol as string,
    source: ip(source),
    destination: ip(destination),
    sourcePort,
    destinationPort,
    ...(protocol === 'tcp' && { flags: rest ?? 'S' }),
    ...(protocol?.startsWith('icmp') && { icmpType: rest ?? 'echo-request' }),
  };
}

const read = (text: string) => {
  const { config, diagnostics } = parsePf(text);
  expect(diagnostics.filter((d) => d.severity === 'error').map((d) => d.message)).toEqual([]);
  return config;
};
const decides = (text: string, about: string) => {
  const verdict = filter(read(text), packet(about), MACHINE);
  return `${verdict.action}${verdict.rule ? ` line ${verdict.rule.source.span.line}` : ''}`;
};
const refused = (text: string) =>
  parsePf(text)
    .diagnostics.filter((d) => d.severity === 'error')
    .map((d) => d.message);

const SSH = 'in vtnet0 tcp 192.0.2.1:40000 > 198.51.100.10:22';

describe('which rule decides', () => {
  it.each([
    ['H30 no rule: pass', '', SSH, 'pass'],
    ['H30 the last match wins', 'block in all\npass in proto tcp to port ssh', SSH, 'pass line 2'],
    ['H30 the last match wins, the other way about', 'pass in proto tcp to port ssh\nblock in all', SSH, 'block line 2'],
    ['H30 quick ends the search', 'pass in quick proto tcp to port ssh\nblock in all', SSH, 'pass line 1'],
    ['a rule for out says nothing about in', 'block out all', SSH, 'pass'],
    ['on: another interface', 'block in on gif0', SSH, 'pass'],
    ['on: a group', 'block in on wan', SSH, 'block line 1'],
    ['on: the driver of a network card is no group', 'block in on vtnet', SSH, 'pass'],
    ['on: negated', 'block in on ! gif0 all', SSH, 'block line 1'],
    ['proto: another', 'block in proto udp', SSH, 'pass'],
    ['inet6 is not IPv4', 'block in inet6', SSH, 'pass'],
    ['ports: a range', 'block in proto tcp to port 20:23', SSH, 'block line 1'],
    ['ports: between, without the ends', 'block in proto tcp to port 22 >< 25', SSH, 'pass'],
    ['ports: all but', 'block in proto tcp to port 22 <> 25', SSH, 'pass'],
    ['ports: compared', 'block in proto tcp from port >= 1024', SSH, 'block line 1'],
    ['H31 keep state takes a SYN alone', 'block in all\npass in proto tcp to port 22 keep state', `${SSH} SA`, 'block line 1'],
    ['H31 of the flags those of the mask count', 'block in all\npass in proto tcp to port 22 flags S/S no state', `${SSH} SA`, 'pass line 2'],
    ['H31 all of the mask count', 'block in all\npass in proto tcp to port 22 flags S/SA no state', `${SSH} SA`, 'block line 1'],
    ['H31 flags any takes whatever', 'block in all\npass in proto tcp to port 22 flags any', `${SSH} A`, 'pass line 2'],
    ['H31 without state there are no default flags', 'block in all\npass in proto tcp to port 22 no state', `${SSH} A`, 'pass line 2'],
    ['H35 a list is every one of its items', 'block in proto { udp tcp } to port { 80, 22 }', SSH, 'block line 1'],
    ['H35 (IF) is the addresses of the interface', 'block in to (vtnet0)', SSH, 'block line 1'],
    ['H35 self', 'block in to self', SSH, 'block line 1'],
    ['H35 IF:network', 'block in to vtnet0:network', SSH, 'block line 1'],
    ['H35 an address negated', 'block in from ! 192.0.2.0/24', SSH, 'pass'],
    ['H35 a range of addresses', 'block in from 192.0.2.0 - 192.0.2.9', SSH, 'block line 1'],
    ['H35 no-route', 'block in from no-route', SSH, 'block line 1'],
    ['H35 urpf-failed', 'block in from urpf-failed', SSH, 'pass'],
    [
      'ICMP by type and code',
      'block in inet proto icmp icmp-type unreach code needfrag',
      'in vtnet0 icmp 192.0.2.1 > 198.51.100.10 frag-needed',
      'block line 1',
    ],
    ['ICMP of another code', 'block in inet proto icmp icmp-type 3 code 1', 'in vtnet0 icmp 192.0.2.1 > 198.51.100.10 frag-needed', 'pass'],
    ['ICMP of a type by number', 'block in inet proto icmp icmp-type 3', 'in vtnet0 icmp 192.0.2.1 > 198.51.100.10 host-unreachable', 'block line 1'],
    [
      'ICMPv6 has its own numbers',
      'block in inet6 proto icmp6 icmp6-type unreach code port-unr',
      'in vtnet0 icmp6 2001:db8::1 > 2001:db8::2 port-unreachable',
      'block line 1',
    ],
    ['ICMPv6 too big is no unreachable', 'block in inet6 proto icmp6 icmp6-type unreach', 'in vtnet0 icmp6 2001:db8::1 > 2001:db8::2 frag-needed', 'pass'],
    ['ICMP by its type', 'block in inet proto icmp icmp-type echoreq', 'in vtnet0 icmp 192.0.2.1 > 198.51.100.10', 'block line 1'],
    ['H34 antispoof: the network of IF from elsewhere', 'antispoof quick for vtnet0', 'in gif0 udp 198.51.100.77 > 10.0.0.1', 'block line 1'],
    ['H34 antispoof: its own address from anywhere', 'antispoof for vtnet0', 'in vtnet0 udp 198.51.100.10 > 10.0.0.1', 'block line 1'],
    ['H34 antispoof: its network where it belongs', 'antispoof for vtnet0', 'in vtnet0 udp 198.51.100.77 > 10.0.0.1', 'pass'],
    ['tagged: set by an earlier rule', 'pass in tag SEEN\nblock in tagged SEEN', SSH, 'block line 2'],
  ])('%s', (_, text, about, expected) => expect(decides(text, about)).toBe(expected));

  it('H35 tables: the most specific entry decides', () => {
    const text = 'table <t> { 192.0.2.0/24, !192.0.2.0/28, 192.0.2.1 }\nblock in from <t>';
    const of = (source: string) => decides(text, `in vtnet0 tcp ${source}:1 > 198.51.100.10:22`);
    expect([of('192.0.2.1'), of('192.0.2.2'), of('192.0.2.99'), of('10.0.0.1')]).toEqual(['block line 2', 'pass', 'block line 2', 'pass']);
    const widestLast = 'table <t> { 192.0.2.1, !192.0.2.0/28, 192.0.2.0/24 }\nblock in from <t>';
    expect(['192.0.2.1', '192.0.2.2', '192.0.2.99'].map((s) => decides(widestLast, `in vtnet0 tcp ${s}:1 > 198.51.100.10:22`))).toEqual([
      'block line 2',
      'pass',
      'block line 2',
    ]);
  });

  it('set skip on leaves an interface and a group alone', () => {
    const config = read('set skip on { lo0 gif }');
    expect([['lo0'], ['gif1', 'gif'], ['vtnet0', 'wan']].map(([n = '', ...groups]) => isSkipped(config, n, groups))).toEqual([true, true, false]);
  });
});

describe('translation and normalisation', () => {
  it('H30 the first nat that matches, to the address of an interface', () => {
    const config = read('no nat on vtnet0 from 10.254.254.9 to any\nnat on vtnet0 inet from 10.254.254.0/24 to any -> (vtnet0)');
    const of = (source: string) => {
      const about = packet(`out vtnet0 udp ${source}:1 > 192.0.2.1:53`);
      const { rule } = translate(config, 'nat', about, MACHINE);
      const [address] = rule ? translatedAddresses(rule, about.source, config, MACHINE) : [];
      return address === undefined ? undefined : formatIp(address);
    };
    expect([of('10.254.254.7'), of('10.254.254.9'), of('10.0.0.1')]).toEqual(['198.51.100.10', undefined, undefined]);
  });

  it('rdr to another address and port', () => {
    const config = read('rdr on vtnet0 inet proto tcp to (vtnet0) port 8080 -> 10.254.254.7 port 80');
    const { rule } = translate(config, 'rdr', packet('in vtnet0 tcp 192.0.2.1:1 > 198.51.100.10:8080'), MACHINE);
    expect(rule?.target).toMatchObject({ port: 80 });
    expect(translate(config, 'rdr', packet(SSH), MACHINE)).toEqual({});
  });

  it('H34 scrub: the first that matches says the MSS', () => {
    const config = read('scrub on gif0 all max-mss 1220\nscrub in all no-df');
    expect(scrubOf(config, packet('in gif0 tcp 192.0.2.1:1 > 192.0.2.2:2'), MACHINE)?.maxMss).toBe(1220);
    expect(scrubOf(config, packet(SSH), MACHINE)).toMatchObject({ noDf: true });
    const but = read('no scrub in proto tcp to port 22\nscrub in all no-df');
    expect([scrubOf(but, packet(SSH), MACHINE), scrubOf(but, packet(`${SSH}2`), MACHINE)?.noDf]).toEqual([undefined, true]);
  });
});

describe('what is refused, and where', () => {
  it.each([
    ['a word that is none', 'ext = "vtnet0"\npas in all', ['pf.conf:2: syntax error']],
    ['a macro that is not there', 'pass in on $ext', ["pf.conf:1: macro 'ext' not defined"]],
    ['families that differ', 'pass from 10.0.0.1 to 2001:db8::1', ['pf.conf:1: rule expands to no valid combination']],
    ['a port without a protocol that has ports', 'pass to port 80', ['pf.conf:1: port only applies to tcp/udp/sctp']],
    ['a host that does not resolve', 'pass from nowhere', ['pf.conf:1: no IP address found for nowhere']],
    ['H33 reply-to without state', 'pass in on gif0 reply-to (gif0 10.0.0.1) no state', ['pf.conf:1: keep state is required for reply-to']],
    ['an unknown protocol', 'pass proto tpc', ['pf.conf:1: unknown protocol tpc']],
  ])('H36 %s', (_, text, expected) => expect(refused(text)).toEqual(expected));

  it('H36 reply-to behind the addresses: the message says where it belongs', () => {
    expect(refused('pass in on gif0 inet6 from any to any reply-to (gif0 2001:db8::1)')[0]).toContain('stands after "on IF"');
  });

  it('H30 a translation behind a filter rule', () => {
    expect(refused('pass all\nnat on vtnet0 from 10.0.0.0/8 to any -> (vtnet0)')[0]).toContain('Rules must be in order');
  });

  it('H36 one error, and nothing is loaded: every packet passes', () => {
    const { config, diagnostics } = parsePf('block all\nnonsense');
    expect(config.loaded).toBe(false);
    expect(filter(config, packet(SSH), MACHINE)).toEqual({ action: 'pass' });
    expect(diagnostics[0]).toMatchObject({ code: 'pf-refused', severity: 'error', place: { text: 'pf', span: { line: 2, column: 1, endColumn: 9 } } });
  });

  it('what is not modelled is said, and so is a table that is not there', () => {
    expect(parsePf('load anchor "x" from "/etc/x"\npass from <y>').diagnostics.map((d) => [d.code, d.severity, d.place.span?.line])).toEqual([
      ['pf-not-modelled', 'warning', 1],
      ['pf-unknown-table', 'warning', 2],
    ]);
  });

  it('positions: a word inside a list that runs over lines, a joined line', () => {
    expect(parsePf('pass from {\n 10.0.0.1,\n bad\n}').diagnostics[0]?.place.span).toEqual({ line: 3, column: 2, endLine: 3, endColumn: 5 });
    expect(parsePf('pass \\\n in on\n').diagnostics[0]?.place.span?.line).toBe(2);
  });
});

describe('what pfctl lists', () => {
  it('expanded, with the defaults spelled out', () => {
    const text = [
      'peers = "{ 2001:db8:300::1, 2001:db8:100::ff }"',
      'table <trusted> { 198.51.100.100 }',
      'scrub on gif0 all max-mss 1360',
      'nat on vtnet0 inet from 10.254.254.0/24 to any -> (vtnet0)',
      'block in log all',
      'pass in quick on vtnet0 proto tcp from $peers to (vtnet0) port 179',
      'pass in quick on gif0 reply-to (gif0 2a06:9801:1c:ffff::2) inet6 from any to 2a06:9801:1c::/48 keep state',
      'pass in on bastille0 from <trusted> to any rtable 1',
      'pass out all no state',
    ].join('\n');
    const config = read(text);
    expect(printRules(config)).toEqual([
      'scrub on gif0 all max-mss 1360 fragment reassemble',
      'block drop in log all',
      'pass in quick on vtnet0 inet6 proto tcp from 2001:db8:300::1 to (vtnet0) port = bgp flags S/SA keep state',
      'pass in quick on vtnet0 inet6 proto tcp from 2001:db8:100::ff to (vtnet0) port = bgp flags S/SA keep state',
      'pass in quick on gif0 reply-to (gif0 2a06:9801:1c:ffff::2) inet6 from any to 2a06:9801:1c::/48 flags S/SA keep state',
      'pass in on bastille0 from <trusted> to any flags S/SA keep state rtable 1',
      'pass out all no state',
    ]);
    // What follows an interface may come to have several addresses.
    expect(printTranslations(config)).toEqual(['nat on vtnet0 inet from 10.254.254.0/24 to any -> (vtnet0) round-robin']);
  });
});

describe('files of others', () => {
  it.each([
    ['services by name', 'pass in proto tcp to any port { auth, nntp, rsync, mysql }'],
    ['options that change nothing here', 'pass in on em0 proto tcp to port 22 set prio 5 queue (std, ssh) ridentifier 7 dnpipe 1'],
    ['source ports to take from', 'nat on em0 inet from 10.0.0.0/8 to any -> (em0) port 1024:65535 static-port'],
    ['several gateways', 'pass in route-to { (em0 192.0.2.1), (em1 198.51.100.1) } round-robin all'],
    ['several new addresses', 'nat on em0 from 10.0.0.0/8 to any -> { 192.0.2.1, 192.0.2.2 }'],
    ['limits of states', 'pass in proto tcp to port 22 keep state (max 100, source-track rule, max-src-conn-rate 3/30, overload <bad> flush global)'],
    ['one address of a pool by hash', 'nat on em0 from 10.0.0.0/8 to any -> 192.0.2.1 source-hash 0x1234'],
  ])('%s', (_, text) => expect(parsePf(text).diagnostics).toEqual([]));

  it.each([
    ['port 1024:65535 static-port', 'static-port'],
    ['port 50001:65535', ''],
    ['port 1024:2048', 'port 1024:2048'],
    ['port 1024:1024', 'port 1024'],
    ['endpoint-independent', 'endpoint-independent'],
  ])('H30 source ports as pfctl lists them: %s', (said, listed) =>
    expect(printTranslations(parsePf(`nat on em0 inet from 10.0.0.0/8 to any -> 192.0.2.1 ${said}`).config)).toEqual([
      `nat on em0 inet from 10.0.0.0/8 to any -> 192.0.2.1 ${listed}`.trimEnd(),
    ]),
  );

  it('H30 rtable of a translation is listed', () =>
    expect(printTranslations(parsePf('nat on em0 inet from 10.0.0.0/8 to any rtable 1 -> 192.0.2.1').config)).toEqual([
      'nat on em0 inet from 10.0.0.0/8 to any rtable 1 -> 192.0.2.1',
    ]));

  it('H30 types of ICMP are listed by pfctl’s names of them; a number without a name stays one', () =>
    expect(printRules(parsePf('pass in inet proto icmp icmp-type { 8, 11, 41 }\nblock in inet6 proto icmp6 icmp6-type { 2, 128, 150 }').config)).toEqual([
      'pass in inet proto icmp all icmp-type echoreq keep state',
      'pass in inet proto icmp all icmp-type timex keep state',
      'pass in inet proto icmp all icmp-type 41 keep state',
      'block drop in inet6 proto ipv6-icmp all icmp6-type toobig',
      'block drop in inet6 proto ipv6-icmp all icmp6-type echoreq',
      'block drop in inet6 proto ipv6-icmp all icmp6-type 150',
    ]));

  it('H30 every name of a type and of a code that pfctl has is taken, and listed', () => {
    const four =
      'echorep squench redir althost routeradv routersol timereq timerep inforeq inforep maskreq maskrep trace dataconv mobredir ipv6-where ipv6-here mobregreq mobregrep skip photuris';
    const six = 'paramprob groupqry grouprep groupterm routersol routeradv neighbrsol neighbradv redir routrrenum wrureq wrurep mtraceresp mtrace';
    const coded = [
      ...'net-unr host-unr proto-unr port-unr needfrag srcfail net-unk host-unk isolate net-prohib host-prohib net-tos host-tos filter-prohib host-preced cutoff-preced'
        .split(' ')
        .map((c) => `unreach code ${c}`),
      ...'redir-net redir-host redir-tos-net redir-tos-host'.split(' ').map((c) => `redir code ${c}`),
      'routeradv code normal-adv',
      'routeradv code common-adv',
      'timex code transit',
      'timex code reassemb',

      'paramprob code badhead',
      'paramprob code optmiss',
      'paramprob code badlen',
      'photuris code unknown-ind',
      'photuris code auth-fail',
      'photuris code decrypt-fail',
    ];
    const coded6 = [
      ...['admin-unr', 'noroute-unr', 'notnbr-unr', 'addr-unr', 'port-unr'].map((c) => `unreach code ${c}`),
      'timex code transit',
      'timex code reassemb',
      'paramprob code badhead',
      'paramprob code nxthdr',
      'redir code redironlink',
      'redir code redirrouter',
    ];
    const listed = (family: string, types: readonly string[]) =>
      printRules(parsePf(types.map((t) => `block in ${family}-type ${t}`).join('\n')).config).map((l) => l.replace(/^.*-type /, ''));
    expect(listed('inet proto icmp icmp', [...four.split(' '), ...coded])).toEqual([...four.split(' '), ...coded]);
    expect(listed('inet6 proto icmp6 icmp6', [...six.split(' '), ...coded6])).toEqual([...six.split(' '), ...coded6]);
    // Of several names of one number the first is listed.
    expect(listed('inet6 proto icmp6 icmp6', 'listqry listenrep listendone fqdnreq fqdnrep niqry nirep'.split(' '))).toEqual(
      'groupqry grouprep groupterm wrureq wrurep wrureq wrurep'.split(' '),
    );
    expect(listed('inet6 proto icmp6 icmp6', ['unreach code beyond-unr'])).toEqual(['unreach code notnbr-unr']);
  });

  it('H30 a rule of ICMP names no family of itself', () => {
    expect(parsePf('pass proto icmp').config.rules[0]?.family).toBe(undefined);
    expect(parsePf('pass inet proto icmp icmp-type echoreq').config.loaded).toBe(true);
  });

  it.each([
    ['block return-rst in on em0', 'return-rst can only be applied to TCP rules'],
    ['pass inet proto icmp icmp-type ping', 'unknown icmp-type ping'],
    ['pass inet6 proto icmp6 icmp6-type squench', 'unknown icmp6-type squench'],
    ['pass inet proto icmp icmp-type 256', 'illegal icmp-type 256'],
    ['pass inet proto icmp icmp-type unreach code transit', 'unknown icmp-code transit'],
    ['pass inet6 proto icmp6 icmp6-type unreach code 300', 'illegal icmp6-code 300'],
    ['block return-icmp(nobody)', 'unknown icmp code nobody'],
    ['block return-icmp6(net-unr)', 'unknown icmp code net-unr'],
    ['pass inet proto tcp icmp-type echoreq', 'icmp-type/code only applies to icmp'],
    ['pass proto icmp icmp-type echoreq', 'must indicate address family with icmp-type/code'],
    ['pass inet6 proto icmp', "proto icmp doesn't match address family inet6"],
    ['pass proto icmp6 from 10.0.0.1', "proto icmp6 doesn't match address family inet"],
    ['block in keep state', 'keep state is great, but only for pass rules'],
    ['match in route-to (em0 192.0.2.1)', 'route-to, reply-to, dup-to and fastroute must not be used on match rules'],
    ['pass rtable 65536', 'invalid rtable id'],
    ['no nat pass on em0 from 10.0.0.0/8', '"pass" not valid with "no"'],
    ['rdr on em0 proto tcp to 192.0.2.1 port > 80 -> 10.0.0.1', 'invalid port operator for rdr destination port'],
    ['binat on em0 from (em1) to any -> 192.0.2.1', 'invalid use of interface (em1) as the source address of a binat rule'],
    ['binat on em0 from 10.0.0.1 to any -> (em1)', 'invalid use of interface (em1) as the redirect address of a binat rule'],
    ['table <t> { 10.0.0.1 }\nbinat on em0 from <t> to any -> 192.0.2.1', 'invalid use of table <t> as the source address of a binat rule'],
    ['nat on em0 from 10.0.0.0/8 to any -> 192.0.2.1 port 1024:2048 static-port', "the 'static-port' option can't be used when specifying a port range"],
    ['rdr on em0 proto tcp to 192.0.2.1 port 80 -> 10.0.0.1 static-port', "the 'static-port' option is only valid with nat rules"],
  ])('H30 refused: %s', (text, message) => {
    const { config, diagnostics } = parsePf(text);
    const line = text.split('\n').length;
    expect([config.loaded, diagnostics.map((d) => [d.message, d.place.span?.line])]).toEqual([false, [[`pf.conf:${line}: ${message}`, line]]]);
  });

  it.each([['chance, users', 'pass in probability 50%\npass out proto tcp all user { root, > 1000 }', 2]])(
    '%s: flagged, and the rest of the line counts',
    (_, text, count) => {
      const { config, diagnostics } = parsePf(text);
      expect([config.loaded, diagnostics.map((d) => d.code)]).toEqual([true, Array.from({ length: count }, () => 'pf-part-not-modelled')]);
    },
  );

  it('a rule about fragments counts for no whole packet', () => expect(parsePf('block in all fragment').config.rules).toEqual([]));
});
