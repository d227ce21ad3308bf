/**
 * F155: what a member of a peer-group says for itself, what it takes from the group, and what is left when either takes it back: the sequences of FRR's
 * own tests/bgpd/test_peer_attr.c, judged by `show running-config` and by what the session then has.
 */
import { describe, expect, it } from 'vitest';
import { updateGroupKey } from '../bgp/index.ts';
import { FRR_8_4_4, parseFrr, printFrr } from '../frr/index.ts';
import { compileFrrLab } from './frr-lab.ts';

interface Setting {
  readonly peer: string;
  readonly group: string;
  readonly inFamily: boolean;
  /** It is on until it is taken away. */
  readonly inverted: boolean;
  /** Neighbor and group are of our own AS. */
  readonly internal: boolean;
  /** F149: what it does to next hops is the member's own from the moment it joins; the rest of the setting is inherited. */
  readonly keptByMember: boolean;
}

type Form = Partial<Omit<Setting, 'peer' | 'group'>>;

const both = (text: string, form: Form = {}): Setting => ({
  peer: text,
  group: text,
  inFamily: false,
  inverted: false,
  internal: false,
  keptByMember: false,
  ...form,
});
const each = (peer: string, group: string, form: Form = {}): Setting => ({ ...both(peer, form), group });

const SESSION: readonly Setting[] = [
  each('advertisement-interval 10', 'advertisement-interval 20'),
  both('capability extended-nexthop'),
  both('disable-connected-check'),
  both('dont-capability-negotiate'),
  both('enforce-first-as'),
  each('local-as 1', 'local-as 2'),
  both('local-as 1 no-prepend'),
  both('local-as 1 no-prepend replace-as'),
  both('override-capability'),
  both('passive'),
  each('password FRR-Peer', 'password FRR-Group'),
  both('shutdown'),
  both('strict-capability-match'),
  each('timers 10 30', 'timers 20 60'),
  each('timers connect 10', 'timers connect 20'),
  each('update-source 255.255.255.1', 'update-source 255.255.255.2'),
  each('update-source IF-PEER', 'update-source IF-GROUP'),
];

const FAMILY: readonly Setting[] = [
  ...[
    'allowas-in origin',
    'as-override',
    'attribute-unchanged as-path',
    'attribute-unchanged next-hop',
    'attribute-unchanged med',
    'attribute-unchanged as-path next-hop',
    'attribute-unchanged as-path med',
    'attribute-unchanged as-path next-hop med',
    'capability orf prefix-list send',
    'capability orf prefix-list receive',
    'capability orf prefix-list both',
    'default-originate',
    'next-hop-self',
    'next-hop-self force',
    'remove-private-AS',
    'remove-private-AS all',
    'remove-private-AS replace-AS',
    'remove-private-AS all replace-AS',
    'soft-reconfiguration inbound',
  ].map((text) => both(text, { inFamily: true })),
  ...[
    ['addpath-tx-all-paths', 'addpath-tx-bestpath-per-AS'],
    ['allowas-in 1', 'allowas-in 2'],
    ['default-originate route-map RM-PEER', 'default-originate route-map RM-GROUP'],
    ['distribute-list DL-PEER in', 'distribute-list DL-GROUP in'],
    ['distribute-list DL-PEER out', 'distribute-list DL-GROUP out'],
    ['filter-list FL-PEER in', 'filter-list FL-GROUP in'],
    ['filter-list FL-PEER out', 'filter-list FL-GROUP out'],
    ['maximum-prefix 10', 'maximum-prefix 20'],
    ['maximum-prefix 10 restart 100', 'maximum-prefix 20 restart 200'],
    ['maximum-prefix 10 1 restart 100', 'maximum-prefix 20 2 restart 200'],
    ['maximum-prefix 10 warning-only', 'maximum-prefix 20 warning-only'],
    ['maximum-prefix 10 1 warning-only', 'maximum-prefix 20 2 warning-only'],
    ['prefix-list PL-PEER in', 'prefix-list PL-GROUP in'],
    ['prefix-list PL-PEER out', 'prefix-list PL-GROUP out'],
    ['route-map RM-PEER in', 'route-map RM-GROUP in'],
    ['route-map RM-PEER out', 'route-map RM-GROUP out'],
    ['unsuppress-map UM-PEER', 'unsuppress-map UM-GROUP'],
    ['weight 100', 'weight 200'],
  ].map(([peer = '', group = '']) => each(peer, group, { inFamily: true })),
  ...['send-community', 'send-community extended', 'send-community large'].map((text) => both(text, { inFamily: true, inverted: true })),
  both('route-reflector-client', { inFamily: true, internal: true }),
  both('route-server-client', { inFamily: true, keptByMember: true }),
];

const PEER = '192.0.2.1';
const OTHER = '192.0.2.2';

type Step = 'set peer' | 'unset peer' | 'set group' | 'unset group' | 'join';

function lineOf(step: Step, s: Setting): string {
  if (step === 'join') return `neighbor ${PEER} peer-group PG`;
  const [how, who] = step.split(' ');
  const no = (how === 'unset') === s.inverted ? '' : 'no ';
  return who === 'peer' ? `${no}neighbor ${PEER} ${s.peer}` : `${no}neighbor PG ${s.group}`;
}

/** The router after these steps; a second neighbor has the setting that is expected of the first, said of itself. */
function textOf(steps: readonly Step[], s: Setting, expected: 'peer' | 'group' | undefined): string {
  const as = s.internal ? 100 : 200;
  const lines = steps.map((step) => lineOf(step, s));
  if (expected) lines.push(`${s.inverted ? 'no ' : ''}neighbor ${OTHER} ${expected === 'peer' ? s.peer : s.group}`);
  const body = s.inFamily ? [' address-family ipv4 unicast', ...lines.map((l) => `  ${l}`), ' exit-address-family'] : lines.map((l) => ` ${l}`);
  const heads = [` neighbor PG peer-group`, ` neighbor PG remote-as ${as}`, ` neighbor ${PEER} remote-as ${as}`, ` neighbor ${OTHER} remote-as ${as}`];
  return ['router bgp 100', ' bgp router-id 192.0.2.9', ...heads, ...body, 'exit', ''].join('\n');
}

const SEQUENCES: readonly (readonly [title: string, steps: readonly Step[], peerSays: boolean, groupSays: boolean])[] = [
  ['said of the peer', ['set peer'], true, false],
  ['said of both, apart', ['set peer', 'set group'], true, true],
  ['kept by a peer that joins', ['set peer', 'set group', 'join'], true, true],
  ['kept when the group takes its own back', ['set peer', 'set group', 'join', 'unset group'], true, false],
  ['taken from the group by a peer that joins', ['set group', 'join'], false, true],
  ['said by a peer that has joined, and again', ['set peer', 'join', 'join'], true, false],
  ['said of the group behind the member’s', ['set peer', 'join', 'set group'], true, true],
  ['gone from the group, not from the member', ['set peer', 'join', 'set group', 'unset group'], true, false],
  ['said of the member once more', ['set peer', 'join', 'set group', 'set peer'], true, true],
  ['taken back by the member, who has the group’s', ['set peer', 'join', 'set group', 'unset peer'], false, true],
  ['taken back by both', ['set peer', 'join', 'set group', 'unset peer', 'unset group'], false, false],
  ['said of the member again', ['set peer', 'join', 'set group', 'unset peer', 'unset group', 'set peer'], true, false],
];

function configured(text: string): string[] {
  return printFrr(parseFrr(text, { version: FRR_8_4_4 }).config, { version: FRR_8_4_4 })
    .split('\n')
    .map((line) => line.trim());
}

/** Who it is and who said it, and what was on the way: how often lines have ended the session. */
const WHO = new Set(['id', 'address', 'peerGroup', 'source', 'line', 'resets', 'ofGroup']);

/** What a session has, without who it is with, where that is said, and how it came to be. */
function effective(text: string, peer: string): string {
  const { network } = compileFrrLab({ routers: { a: { interfaces: {}, frr: text } } });
  const config = network.speakers.get('a')?.peers.find((p) => p.id === peer);
  return JSON.stringify(config, (key, value: unknown) => (WHO.has(key) ? undefined : value));
}

describe.each([...SESSION, ...FAMILY])('F155: neighbor … $peer', (setting) => {
  it.each(SEQUENCES)('%s', (_title, steps, peerSays, groupSays) => {
    const expected = peerSays ? 'peer' : groupSays && steps.includes('join') ? 'group' : undefined;
    const text = textOf(steps, setting, expected);
    const printed = configured(text);
    const no = setting.inverted ? 'no ' : '';
    expect(printed.includes(`${no}neighbor ${PEER} ${setting.peer}`)).toBe(peerSays);
    expect(printed.includes(`${no}neighbor PG ${setting.group}`)).toBe(groupSays);
    if (!setting.keptByMember) expect(effective(text, PEER)).toBe(effective(text, OTHER));
  });
});

describe('F149, F155: the next hop that route-server-client keeps', () => {
  const KEPT = ['neighbor PG route-server-client'];
  const OWN = [`neighbor ${PEER} route-server-client`];
  const ON = [`neighbor ${PEER} activate`];
  const text = (lines: readonly string[]) =>
    [
      'router bgp 100',
      ' no bgp default ipv4-unicast',
      ' neighbor PG peer-group',
      ` neighbor ${PEER} remote-as 200`,
      ` neighbor ${PEER} peer-group PG`,
      ' address-family ipv4 unicast',
      ...lines.map((l) => `  ${l}`),
    ].join('\n');

  it.each<[string, readonly string[], boolean]>([
    ['is lost by a member that is activated after it', [...OWN, ...ON], false],
    ['is kept where it is said of an active member', [...ON, ...OWN], true],
    ['is lost, too, when the group is activated', [...OWN, 'neighbor PG activate'], false],
    ['is kept where it is said of an active member, then activated once more', [...ON, ...OWN, ...ON], true],
    ['is kept where attribute-unchanged has said it as well', [`neighbor ${PEER} attribute-unchanged next-hop`, ...OWN, ...ON], true],
    ['reaches who is activated after the group’s line', [...KEPT, ...ON], true],
    ['does not reach who was active before', [...ON, ...KEPT], false],
  ])('%s', (_title, lines, kept) => {
    expect(JSON.parse(effective(text(lines), PEER)).families.ipv4.attributeUnchanged?.nextHop ?? false).toBe(kept);
  });
});

it.each<[string, string, boolean]>([
  ['the group’s and a member’s own are of one update group where they are alike', 'local-as 1', true],
  ['and of two where they are not', 'local-as 1 no-prepend', false],
])('F92, F155: local-as: %s', (_title, own, alike) => {
  const lines = [
    ' neighbor PG peer-group',
    ' neighbor PG remote-as 200',
    ' neighbor PG local-as 1',
    ...[PEER, OTHER].map((p) => ` neighbor ${p} peer-group PG`),
  ];
  const text = ['router bgp 100', ...lines, ` neighbor ${OTHER} ${own}`, ''].join('\n');
  const peers = compileFrrLab({ routers: { a: { interfaces: {}, frr: text } } }).network.speakers.get('a')?.peers ?? [];
  const keys = peers.map((peer) => peer.families.ipv4 && updateGroupKey({ peer, type: 'external', remoteAs: 200 }, 'ipv4', peer.families.ipv4));
  expect(peers).toHaveLength(2);
  expect(new Set(keys).size === 1).toBe(alike);
});
