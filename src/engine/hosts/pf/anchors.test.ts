/** Anchors, `match` and tags across them: in what order rules decide, and what pfctl says and lists (H30, H36; pf.conf(5) ANCHORS). */
import { describe, expect, it } from 'vitest';
import { ip } from '../../ip/index.ts';
import { filter, type PfMachine, type PfPacket } from './evaluate.ts';
import { parsePf } from './parse.ts';
import { printAnchor, printAnchors, printRules, printTranslations } from './print.ts';

const MACHINE: PfMachine = { addressesOf: () => [], self: [], hasRoute: () => true, urpfPasses: () => true };
const SSH: PfPacket = {
  direction: 'in',
  interface: 'em0',
  groups: ['all'],
  protocol: 'tcp',
  source: ip('192.0.2.1'),
  destination: ip('10.0.0.1'),
  sourcePort: 40_000,
  destinationPort: 22,
  flags: 'S',
};
const of = (text: string) => {
  const { config, diagnostics } = parsePf(text);
  expect(diagnostics.filter((d) => d.severity === 'error').map((d) => d.message)).toEqual([]);
  return config;
};
const decides = (text: string, packet: Partial<PfPacket> = {}) => {
  const { action, rule } = filter(of(text), { ...SSH, ...packet }, MACHINE);
  return `${action}${rule ? ` line ${rule.source.span.line}` : ''}`;
};
const refused = (text: string) => parsePf(text).diagnostics.flatMap((d) => (d.severity === 'error' ? [d.message] : []));

describe('H30 anchors', () => {
  it.each([
    ['rules inside count where the anchor stands', 'block all\nanchor {\n pass proto tcp to port 22\n}', 'pass line 3'],
    ['the last match wins across its end', 'anchor "a" {\n pass proto tcp to port 22\n}\nblock all', 'block line 4'],
    ['quick inside ends everything', 'anchor "a" {\n pass quick proto tcp to port 22\n}\nblock all', 'pass line 2'],
    ['quick of the anchor ends everything when a rule inside matched', 'anchor "a" quick {\n pass proto tcp to port 22\n}\nblock all', 'pass line 2'],
    ['quick of the anchor says nothing when none did', 'anchor "a" quick {\n pass proto tcp to port 80\n}\nblock all', 'block line 4'],
    ['what the anchor is not about does not enter it', 'anchor "a" proto udp {\n block all\n}', 'pass'],
    ['interface and direction of the anchor', 'anchor out on em0 {\n block all\n}\nanchor in on em1 {\n block all\n}', 'pass'],
    ['inside each other', 'anchor "a" {\n anchor "b" in {\n  block proto tcp to port 22\n }\n}', 'block line 3'],
    ['a list is the product: one call each', 'anchor "a" proto { udp, tcp } {\n block all\n}', 'block line 2'],
    ['by name, defined further down', 'anchor "/a"\nanchor "a" out {\n block all\n}', 'block line 3'],
    ['by name from inside another, relative to it', 'anchor "a" {\n anchor "b" out {\n  block all\n }\n anchor "b"\n}', 'block line 3'],
    [
      'all beneath one, in the order of their names',
      'anchor "a" out {\n anchor "z" {\n  block all\n }\n anchor "b" {\n  pass all\n }\n}\nanchor "a/*"',
      'block line 3',
    ],
    ['none of another’s are beneath it', 'anchor "a" out {\n block all\n}\nanchor "b/*"', 'pass'],
    ['one that leads back to itself ends', 'anchor "a" {\n block all\n anchor "/a"\n}', 'block line 2'],
    ['a tag of the anchor is known inside', 'anchor in tag T {\n block tagged T\n}', 'block line 2'],
  ])('%s', (_, text, expected) => expect(decides(text)).toBe(expected));

  it.each([
    ['without name and rules', 'anchor in on em0', 'pf.conf:1: anchors without explicit rules must specify a name'],
    ['a reserved name', 'anchor "_x" {\n}', "pf.conf:1: anchor names beginning with '_' are reserved for internal use"],
    ['a path with rules', 'anchor "a/b" {\n}', "pf.conf:1: anchor paths containing '/' cannot be used for inline anchors."],
    ['the same twice', 'anchor "a" {\n}\nanchor "a" {\n}', "pf.conf:3: inline anchor 'a' already exists"],
    ['states', 'anchor "a" keep state', 'pf.conf:1: cannot specify state handling on anchors'],
    ['not closed', 'anchor "a" {\n pass all', 'pf.conf:1: syntax error (the anchor is not closed)'],
    ['translation inside', 'anchor "a" {\n nat on em0 all -> 192.0.2.1\n}', 'pf.conf:2: syntax error (inside an anchor there are rules and anchors)'],
    ['an error inside, at its own line', 'anchor "a" {\n pass all\n pas all\n}', 'pf.conf:3: syntax error'],
    ['a brace that closes nothing', 'pass all\n}', 'pf.conf:2: syntax error'],
  ])('H36 refused: %s', (_, text, message) => expect(refused(text)[0]).toContain(message));

  it('an anchor that nothing fills is said to be empty, and has no effect', () => {
    const { config, diagnostics } = parsePf('nat-anchor "ftp-proxy/*"\nrdr-anchor "relayd/*" on em0\nanchor "ftp-proxy/*"\nblock all');
    expect(diagnostics.map((d) => [d.code, d.severity, d.place.span?.line])).toEqual([
      ['pf-anchor-empty', 'info', 1],
      ['pf-anchor-empty', 'info', 2],
      ['pf-anchor-empty', 'info', 3],
    ]);
    expect(filter(config, SSH, MACHINE).action).toBe('block');
  });

  it('anchors that lead to ever more rules are refused before they are walked', () => {
    const chain = Array.from({ length: 40 }, (_, i) => `anchor "a${i}" {\n anchor "/a${i + 1}"\n anchor "/a${i + 1}"\n}`).join('\n');
    expect(refused(`${chain}\nanchor "a40" {\n pass all\n}`)[0]).toContain('more than the lab reads');
  });

  it('pfctl lists: unnamed ones with what is in them, the others by name', () => {
    const config = of(
      'anchor in on em0 {\n pass proto tcp to port 22\n anchor {\n  block all\n }\n}\nanchor "b" quick inet {\n block return all\n}\nanchor "b"',
    );
    expect(printRules(config)).toEqual([
      'anchor in on em0 all {',
      '  pass proto tcp from any to any port = ssh flags S/SA keep state',
      '  anchor all {',
      '    block drop all',
      '  }',
      '}',
      'anchor "b" quick inet all',
      'anchor "b" all',
    ]);
    expect([printAnchor(config, 'b'), printAnchor(config, 'none'), printAnchors(config)]).toEqual([['block return all'], undefined, ['b']]);
  });
});

describe('match', () => {
  const said = (text: string) => {
    const { action, rule, ...rest } = filter(of(text), SSH, MACHINE);
    return { action, line: rule?.source.span.line, ...rest };
  };

  it('H30 decides nothing, and what it says holds whoever decides', () =>
    expect(said('match in proto tcp scrub (max-mss 1300) rtable 1\nblock all\npass proto tcp to port 22')).toEqual({
      action: 'pass',
      line: 3,
      maxMss: 1300,
      rtable: 1,
    }));

  it('the last one that says something counts, and the rule that decides above it', () =>
    expect(said('match scrub (max-mss 1300) rtable 1\nmatch scrub (max-mss 1200)\npass rtable 2')).toEqual({
      action: 'pass',
      line: 3,
      maxMss: 1200,
      rtable: 2,
    }));

  it('its tag is seen by the rules behind it', () =>
    expect(said('match in tag T\nblock tagged T\npass ! tagged T')).toEqual({ action: 'block', line: 2, tag: 'T' }));

  it('without another rule the packet passes', () => expect(said('match in all')).toEqual({ action: 'pass', line: undefined }));
});

describe('pfctl lists what a line comes to', () => {
  it.each([
    ['match', 'match in on em0 scrub (max-mss 1360)', 'match in on em0 all scrub (max-mss 1360)'],
    [
      'states',
      'pass in proto tcp to port 22 keep state (max 10, if-bound)',
      'pass in proto tcp from any to any port = ssh flags S/SA keep state (max 10, if-bound)',
    ],
    ['modulate', 'pass out proto tcp modulate state', 'pass out proto tcp all flags S/SA modulate state'],
    ['not tagged', 'block in ! tagged GOOD', 'block drop in all ! tagged GOOD'],
    ['comparisons of ports', 'pass in proto udp from port > 1023 to port 10 >< 20', 'pass in proto udp from any port > 1023 to any port 10 >< 20 keep state'],
    ['return codes', 'block return-icmp(host-unr) in inet proto udp', 'block return-icmp(host-unr) in inet proto udp all'],
    [
      'a pool of gateways',
      'pass in route-to { (em0 192.0.2.1) (em1 198.51.100.1) } inet',
      'pass in route-to { (em0 192.0.2.1), (em1 198.51.100.1) } round-robin inet all flags S/SA keep state',
    ],
    [
      'a service by its own name, not an alias',
      'block in proto tcp to port { 80, 25 }',
      'block drop in proto tcp from any to any port = http',
      'block drop in proto tcp from any to any port = smtp',
    ],
    ['TOS by name', 'block in tos af21', 'block drop in all tos 0x48'],
    ['chance', 'block in probability 25%', 'block drop in all probability 25%'],
    ['the family of a gateway', 'pass in route-to (em0 2001:db8::1)', 'pass in route-to (em0 2001:db8::1) inet6 all flags S/SA keep state'],
  ])('%s', (_, text, ...listed) => expect(printRules(of(text))).toEqual(listed));

  it('translations by kind, whatever their order in the file', () => {
    const config = of(
      [
        'binat on em0 from 10.0.0.0/30 to any -> 192.0.2.0/30',
        'rdr pass on em0 proto tcp to 192.0.2.9 port 8000:8009 -> 10.0.0.9 port 80:*',
        'nat on em0 from 10.0.0.0/8 to any -> (em0:0) static-port',
        'nat on em0 from 10.0.0.0/8 to any -> { 192.0.2.1, 192.0.2.2 } sticky-address',
        'rdr-anchor "relayd/*" on em0 proto tcp',
      ].join('\n'),
    );
    expect(printTranslations(config)).toEqual([
      'nat on em0 inet from 10.0.0.0/8 to any -> (em0:0) static-port',
      'nat on em0 inet from 10.0.0.0/8 to any -> { 192.0.2.1, 192.0.2.2 } round-robin sticky-address',
      'rdr-anchor "relayd/*" on em0 proto tcp all',
      'rdr pass on em0 inet proto tcp from any to 192.0.2.9 port 8000:8009 -> 10.0.0.9 port 80:89',
      'binat on em0 inet from 10.0.0.0/30 to any -> 192.0.2.0/30',
    ]);
  });

  it('H35 a name without parentheses is the addresses at the moment of loading, one with them follows', () => {
    const machine = {
      addressesOf: (n: string) =>
        n === 'em0'
          ? [
              { ip: ip('192.0.2.1'), length: 24 },
              { ip: ip('192.0.2.20'), length: 32 },
            ]
          : undefined,
    };
    const listed = (text: string) => printRules(parsePf(text, machine).config);
    expect(listed('block to em0')).toEqual(['block drop inet from any to 192.0.2.1', 'block drop inet from any to 192.0.2.20']);
    expect(listed('block to em0:0')).toEqual(['block drop inet from any to 192.0.2.1']);
    expect(listed('block to (em0)')).toEqual(['block drop from any to (em0)']);
    expect(listed('antispoof for em0')).toEqual([
      'block drop in on ! em0 inet from 192.0.2.0/24 to any',
      'block drop in on ! em0 inet from 192.0.2.20 to any',
      'block drop in inet from 192.0.2.1 to any',
      'block drop in inet from 192.0.2.20 to any',
    ]);
    expect(parsePf('block to em7', machine).diagnostics[0]?.message).toBe('pf.conf:1: no IP address found for em7');
  });
});

describe('H36 what pfctl refuses', () => {
  it.each([
    ['a way without a direction', 'pass route-to (em0 192.0.2.1)', 'direction must be explicit with rules that specify routing'],
    ['flags of what is not TCP', 'pass proto udp flags S/SA', 'flags only apply to tcp'],
    ['flags that can never be', 'pass proto tcp flags SA/S', 'flags always false'],
    ['quick scrub', 'scrub in quick all', "scrub rules do not support 'quick'"],
    ['binat of two lengths', 'binat on em0 from 10.0.0.0/24 to any -> 192.0.2.0/25', 'binat source mask and redirect mask must be the same'],
    ['a new address of another family', 'nat on em0 inet from 10.0.0.0/8 to any -> 2001:db8::1', 'no translation address with matching address family found.'],
    ['a TOS that is none', 'pass in tos highest', 'illegal tos value highest'],
    ['chance above one', 'pass in probability 200%', 'illegal probability'],
    ["OpenBSD's translation", 'match out on em0 nat-to (em0)', "OpenBSD's nat-to is a line of its own here"],
    ['queues behind rules', 'pass all\naltq on em0 cbq queue { a }', 'Rules must be in order'],
  ])('%s', (_, text, message) => expect(refused(text)[0]).toContain(message));
});
