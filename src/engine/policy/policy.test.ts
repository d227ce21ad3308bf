import { describe, expect, it } from 'vitest';
import { parseFrr, parseVersion } from '../frr/index.ts';
import { formatIp, ip, prefix } from '../ip/index.ts';
import {
  effectiveNextHop,
  evaluateRouteMap,
  formatAsPath,
  formatCommunities,
  formatLargeCommunities,
  parseAsPath,
  type PathAttributes,
  type PolicySubject,
} from './index.ts';

const ROUTE: PathAttributes = {
  origin: 'igp',
  asPath: parseAsPath('65001 65002') ?? [],
  nextHop: ip('10.0.0.1'),
  weight: 0,
  communities: [65001 * 65536 + 1, 65001 * 65536 + 2],
  largeCommunities: [{ global: 65001, local1: 1, local2: 1 }],
  extendedCommunities: [],
  clusterList: [],
};

/** `deny`, or what the map M changed: `lp=150 path=… med=…`. */
function run(config: string, over: Partial<PathAttributes> = {}, subject: Partial<PolicySubject> = {}, release = '8.4.4'): string {
  const { policy } = parseFrr(config, { version: parseVersion(release)! }).config;
  const attributes = { ...ROUTE, ...over };
  const at: PolicySubject = { prefix: prefix('172.16.1.0/24'), attributes, direction: 'in', localAsn: 65000, peerAddress: ip('10.0.0.1'), ...subject };
  const result = evaluateRouteMap('M', at, policy);
  if (result.action === 'deny') return 'deny';
  const a = result.attributes;
  const says: Record<string, string | number | undefined> = {
    lp: a.localPref === attributes.localPref ? undefined : a.localPref,
    med: a.med === attributes.med ? undefined : a.med,
    path: formatAsPath(a.asPath) === formatAsPath(attributes.asPath) ? undefined : `[${formatAsPath(a.asPath)}]`,
    com: formatCommunities(a.communities) === formatCommunities(attributes.communities) ? undefined : `[${formatCommunities(a.communities)}]`,
    lcom:
      formatLargeCommunities(a.largeCommunities) === formatLargeCommunities(attributes.largeCommunities)
        ? undefined
        : `[${formatLargeCommunities(a.largeCommunities)}]`,
    nh: a.nextHop === attributes.nextHop ? undefined : formatIp(a.nextHop),
    w: a.weight === attributes.weight ? undefined : a.weight,
    o: a.origin === attributes.origin ? undefined : a.origin,
  };
  return ['permit', ...Object.entries(says).flatMap(([k, v]) => (v === undefined ? [] : `${k}=${v}`))].join(' ');
}

const lines = (...text: string[]) => text.join('\n');
const PL = 'ip prefix-list P permit 172.16.0.0/16 le 24';

describe('clauses of FRR 9 and 10', () => {
  const LISTS = [
    'bgp community-list standard S permit 65001:9 65001:2',
    'bgp community-list standard D deny 65001:1',
    'bgp community-list standard D permit 65001:2',
  ];
  it.each([
    // bgp_aspath.c aspath_replace_regex_asn: AS by AS, whatever the entry says of them.
    ['set as-path replace any 7', '9.1', 'permit path=[7 7]'],
    ['set as-path replace 65002 7', '9.1', 'permit path=[65001 7]'],
    ['set as-path replace as-path-access-list TWO', '10.1', 'permit path=[65001 65000]'],
    ['set as-path replace as-path-access-list TWO 7', '10.1', 'permit path=[65001 7]'],
    ['set as-path replace as-path-access-list NOT 7', '10.1', 'permit path=[7 65002]'],
    ['set as-path replace as-path-access-list NONE 7', '10.1', 'permit'],
    // bgp_clist.c community_list_any_match: one of an entry is enough, and the first that an entry names decides.
    ['match community S', '10.0', 'deny'],
    ['match community S any', '10.0', 'permit'],
    ['match community D any', '10.0', 'deny'],
    ['match large-community L', '10.0', 'deny'],
    ['match large-community L any', '10.0', 'permit'],
    ['match community-limit 2', '10.4', 'permit'],
    ['match community-limit 1', '10.4', 'deny'],
    ['match extcommunity-limit 0', '10.4', 'permit'],
  ])('%s (%s): %s', (clause, release, expected) => {
    const config = lines(
      ...LISTS,
      'bgp large-community-list standard L permit 65001:1:1 65001:9:9',
      'bgp as-path access-list TWO permit 2$',
      'bgp as-path access-list NOT deny 1$',
      'route-map M permit 10',
      ` ${clause}`,
    );
    expect(run(config, {}, { external: true }, release)).toBe(expected);
  });
});

describe('route-maps', () => {
  it.each([
    ['F70 a missing map denies', '', 'deny'],
    ['F78 an entry without match matches', 'route-map M permit 10\n set weight 7', 'permit w=7'],
    ['F78 all matches of an entry must hold', lines(PL, 'route-map M permit 10', ' match ip address prefix-list P', ' match metric 5'), 'deny'],
    ['F79 end of map denies', 'route-map M permit 10\n match metric 5', 'deny'],
    ['F73 a missing list does not match, so a deny is skipped', 'route-map M deny 10\n match as-path NONE\nroute-map M permit 20', 'permit'],
    [
      'F80 a later entry that does not match takes back on-match next',
      'route-map M permit 10\n set weight 1\n on-match next\nroute-map M permit 20\n match metric 5',
      'deny',
    ],
    ['F80 on-match next at the end permits', 'route-map M permit 10\n set weight 1\n on-match next', 'permit w=1'],
    [
      'F80 sets stay in force for later matches',
      'route-map M permit 10\n set metric 5\n on-match next\nroute-map M permit 20\n match metric 5\n set weight 2',
      'permit med=5 w=2',
    ],
    [
      'F80 on-match goto skips what lies between',
      'route-map M permit 10\n on-match goto 30\nroute-map M deny 20\nroute-map M permit 30\n set weight 3',
      'permit w=3',
    ],
    ['F80 goto beyond the end permits', 'route-map M permit 10\n on-match goto 99\nroute-map M deny 20', 'permit'],
    ['F81 a called map that denies, denies', 'route-map M permit 10\n call S\nroute-map S deny 10', 'deny'],
    ['F81 a called map keeps its sets', 'route-map M permit 10\n call S\nroute-map S permit 10\n set weight 4', 'permit w=4'],
    ['F74 a call to a missing map is ignored', 'route-map M permit 10\n call NONE\n set weight 5', 'permit w=5'],
    [
      'F83 a deny of an as-path list fails the clause only',
      'bgp as-path access-list A deny _65002_\nroute-map M deny 10\n match as-path A\nroute-map M permit 20',
      'permit',
    ],
    ['F85 relative preference starts at 0 where there is none', 'route-map M permit 10\n set local-preference +20', 'permit lp=20'],
    ['F85 a relative metric stops at 0', 'route-map M permit 10\n set metric -20', 'permit med=0'],
    ['F86 prepend', 'route-map M permit 10\n set as-path prepend 7 7', 'permit path=[7 7 65001 65002]'],
    ['F86 prepend last-as', 'route-map M permit 10\n set as-path prepend last-as 2', 'permit path=[65001 65001 65001 65002]'],
    ['F86 exclude', 'route-map M permit 10\n set as-path exclude 65001', 'permit path=[65002]'],
    ['F87 set community replaces', 'route-map M permit 10\n set community 65001:9', 'permit com=[65001:9]'],
    ['F87 additive merges in order', 'route-map M permit 10\n set community 65000:1 additive', 'permit com=[65000:1 65001:1 65001:2]'],
    ['F87 none removes all', 'route-map M permit 10\n set community none', 'permit com=[]'],
    [
      'F87 comm-list delete takes those that the list permits alone',
      'bgp community-list standard D permit 65001:2\nroute-map M permit 10\n set comm-list D delete',
      'permit com=[65001:1]',
    ],
    [
      'F87 an entry of several takes each of them',
      'bgp community-list standard D permit 65001:2 65009:9\nroute-map M permit 10\n set comm-list D delete',
      'permit com=[65001:1]',
    ],
    [
      'F104 internet is in every set, exact or not',
      'bgp community-list standard C permit internet\nroute-map M permit 10\n match community C exact-match',
      'permit',
    ],
    [
      'F104 a standard entry wants all of its communities',
      'bgp community-list standard C permit 65001:1 65001:3\nroute-map M permit 10\n match community C',
      'deny',
    ],
    ['F104 more than they is no matter', 'bgp community-list standard C permit 65001:1\nroute-map M permit 10\n match community C', 'permit'],
    ['F105 exact-match: nothing else', 'bgp community-list standard C permit 65001:1\nroute-map M permit 10\n match community C exact-match', 'deny'],
    ['F105 expanded: over the whole text', 'bgp community-list expanded C permit 65001:1 65001:2$\nroute-map M permit 10\n match community C', 'permit'],
    ['F105 large lists behave the same', 'bgp large-community-list standard L permit 65001:1:1\nroute-map M permit 10\n match large-community L', 'permit'],
    ['F89 next hop', 'route-map M permit 10\n set ip next-hop 10.9.9.9', 'permit nh=10.9.9.9'],
    ['F89 peer-address inbound is the peer', 'route-map M permit 10\n set ip next-hop peer-address', 'permit'],
    ['F89 an IPv6 next hop leaves the IPv4 one alone', 'route-map M permit 10\n set ipv6 next-hop global 2001:db8::1', 'permit'],
    [
      'F72 F90 an empty prefix-list holds only behind on-match',
      'ip prefix-list P description none\nroute-map M permit 10\n match ip address prefix-list P\n set weight 1\nroute-map M permit 20\n on-match next\nroute-map M permit 30\n match ip address prefix-list P\n set weight 3',
      'permit w=3',
    ],
    ['F82 a list of the other family does not match', 'ipv6 prefix-list P permit any\nroute-map M permit 10\n match ipv6 address prefix-list P', 'deny'],
  ])('%s', (_title, config, expected) => expect(run(config)).toBe(expected));

  it.each<[string, string, Partial<PolicySubject>, string]>([
    ['F78 clauses of zebra are not looked at', 'match source-protocol static\n match ip address prefix-len 9', {}, 'permit'],
    ['F186 outbound, no match peer holds', 'match peer 10.0.0.1', { direction: 'out' }, 'deny'],
    ['F186 inbound it does', 'match peer 10.0.0.1', {}, 'permit'],
    ['F186 outbound, no route-source holds', 'match ip route-source prefix-list ALL', { direction: 'out' }, 'deny'],
    ['a learned path is none of our own', 'match peer local', { direction: 'local' }, 'deny'],
    ['F78 no route of IPv4 is one of EVPN', 'match evpn default-route', {}, 'deny'],
    ['no VRF leaks into this one', 'match source-vrf default', {}, 'deny'],
    ['F86 replace needs an eBGP neighbor', 'set as-path replace any', { external: false }, 'permit'],
    ['F86 replace puts our AS in', 'set as-path replace 65002', { external: true }, 'permit path=[65001 65000]'],
  ])('%s', (_title, clause, subject, expected) =>
    expect(run(lines('ip prefix-list ALL permit any', 'route-map M permit 10', ` ${clause}`), {}, subject)).toBe(expected),
  );

  it('F86 last-as repeats nothing behind a segment of the confederation', () => {
    expect(run('route-map M permit 10\n set as-path prepend last-as 2', { asPath: parseAsPath('(65001) 65002') ?? [] })).toBe('permit');
  });

  it('F89 an IPv4 route keeps what set ipv6 next-hop put beside its next hop', () => {
    const { policy } = parseFrr('route-map M permit 10\n set ipv6 next-hop global 2001:db8::1', { version: parseVersion('8.4.4')! }).config;
    const subject: PolicySubject = { prefix: prefix('172.16.1.0/24'), attributes: ROUTE, direction: 'in', localAsn: 65000 };
    const { attributes, foreignNextHop } = evaluateRouteMap('M', subject, policy);
    expect([foreignNextHop, formatIp(attributes.nextHop), formatIp(effectiveNextHop(attributes))]).toEqual(['set', '10.0.0.1', '2001:db8::1']);
  });

  it('F55 sets may go to another route than the one that is matched', () => {
    const { policy } = parseFrr('route-map M permit 10\n set metric 5\n on-match next\nroute-map M permit 20\n match metric 5\nroute-map M permit 30', {
      version: parseVersion('8.4.4')!,
    }).config;
    const onto = { ...ROUTE, asPath: [] };
    const result = evaluateRouteMap('M', { prefix: prefix('172.16.1.0/24'), attributes: ROUTE, onto, direction: 'local', localAsn: 65000 }, policy);
    expect([result.action, result.attributes.med, result.attributes.asPath.length, result.endedBy?.seq]).toEqual(['permit', 5, 0, 30]);
  });

  it('F84 a local path without a preference compares as the default', () => {
    const config = 'route-map M permit 10\n match local-preference 100';
    expect(run(config)).toBe('deny');
    expect(run(config, {}, { direction: 'local', defaultLocalPreference: 100 })).toBe('permit');
  });

  it.each([
    ['F97 no ge and no le: the same length', 'permit 172.16.0.0/16', 'deny'],
    ['F97 le: up to it', 'permit 172.16.0.0/16 le 24', 'permit'],
    ['F97 le: not beyond', 'permit 172.16.0.0/16 le 23', 'deny'],
    ['F97 ge: at least, without bound', 'permit 172.16.0.0/16 ge 20', 'permit'],
    ['F97 any', 'permit any', 'permit'],
  ])('%s', (_title, entry, expected) =>
    expect(run(lines(`ip prefix-list P ${entry}`, 'route-map M permit 10', ' match ip address prefix-list P'))).toBe(expected),
  );

  it('records every entry met, and why it did not match', () => {
    const { policy } = parseFrr('route-map M permit 10\n match metric 5\nroute-map M permit 20\n set weight 1', { version: parseVersion('8.4.4')! }).config;
    const subject: PolicySubject = { prefix: prefix('172.16.1.0/24'), attributes: ROUTE, direction: 'in', localAsn: 65000 };
    const { steps, decidedBy } = evaluateRouteMap('M', subject, policy, true);
    expect(steps.map((s) => [s.entry.seq, s.matched, s.failed?.kind, s.sets.length])).toEqual([
      [10, false, 'metric', 0],
      [20, true, undefined, 1],
    ]);
    expect(decidedBy?.source.span.line).toBe(3);
  });
});
