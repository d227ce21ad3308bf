// Labs of zebra's work: routers with static and kernel routes of every kind, recursive upon one another, floating, with several next hops, and just as much BGP as
// carries them to the next router. Then routes come and go, and links fail at either end.
import { address4, address6, loopback4, loopback6 } from './addresses.mjs';
import { Dice } from './dice.mjs';

/** Seeds of such labs, from the first to before the last. */
export const ZEBRA = { first: 7800, end: 7900 };

const NAMES = ['a', 'b', 'c', 'd'];

/** The lab of a seed, always the same. */
export function zebraLab(seed) {
  const dice = new Dice(seed);
  const routers = NAMES.slice(0, dice.between(2, 4)).map((name, i) => ({ name, index: i + 1, asn: 65001 + (dice.chance(0.3) ? 0 : i), links: [] }));
  const segments = cables(routers, dice);
  const lab = { name: `fuzz-${seed}`, routers: {} };
  for (const router of routers) lab.routers[router.name] = describe(router, dice);
  return { ...lab, ...changes(routers, segments, dice) };
}

function cables(routers, dice) {
  const segments = [];
  const join = (members) => {
    const segment = { id: `s${segments.length}`, number: segments.length, members };
    segments.push(segment);
    for (const m of members) m.links.push(segment);
  };
  for (let i = 1; i < routers.length; i++) join([dice.pick(routers.slice(0, i)), routers[i]]);
  for (let i = dice.between(0, 2); i > 0; i--) join(dice.some(routers, 2, 2));
  if (routers.length > 2 && dice.chance(0.4)) join(dice.some(routers, 3, 3));
  return segments;
}

function describe(router, dice) {
  const eth = router.links.map((s, i) => [`eth${i}`, { segment: s.id, addresses: [`${address4(router, s)}/24`, `${address6(router, s)}/64`] }]);
  const lo = { addresses: [`${loopback4(router)}/32`, `${loopback6(router)}/128`] };
  // Linux has one route for a prefix and metric.
  const kernelRoutes = [...new Map(many(dice, 0, 3, () => kernelRoute(router, dice)).map((r) => [/\S+\/\d+|default/.exec(r)[0], r])).values()];
  const block = 15 + router.index;
  const lines = [
    ...(dice.chance(0.2) ? ['ip nht resolve-via-default'] : []),
    ...(dice.chance(0.1) ? ['ipv6 nht resolve-via-default'] : []),
    ...many(dice, 2, 7, () => staticRoute(router, dice)),
    ...many(dice, 0, 3, () => staticRoute6(router, dice)),
    ...chain(router, dice),
  ];
  return {
    interfaces: { lo, ...Object.fromEntries(eth) },
    ...(kernelRoutes.length > 0 && { kernelRoutes }),
    frr: [...lines, ...process(router, block, dice), ''].join('\n'),
  };
}

/** What comes out of so many throws. */
function many(dice, least, most, make) {
  return Array.from({ length: dice.between(least, most) }, make);
}

/** A neighbor on a segment, or somebody who is not there. */
function gateway4(segment, router, dice) {
  const other = segment.members.find((m) => m !== router);
  return other && dice.chance(0.75) ? address4(other, segment) : `10.0.${segment.number}.200`;
}

function gateway6(segment, router, dice) {
  const other = segment.members.find((m) => m !== router);
  return other && dice.chance(0.75) ? address6(other, segment) : address6({ index: 200 }, segment);
}

function kernelRoute(router, dice) {
  const n = dice.below(router.links.length);
  const segment = router.links[n];
  const gateway = gateway4(segment, router, dice);
  const [other] = dice.some(router.links, 1, 1);
  const prefix = `172.3${dice.below(2)}.${dice.below(4)}.0/24`;
  return dice.pick([
    `${prefix} via ${gateway}`,
    `${prefix} via ${gateway} metric ${dice.pick([5, 100, 83886090])}`,
    `${prefix} dev eth${n}`,
    `${prefix} via ${gateway} src ${loopback4(router)}`,
    `${prefix} via ${gateway} mtu 1400`,
    `blackhole ${prefix}`,
    `unreachable ${prefix}`,
    `default via ${gateway}`,
    `${prefix} nexthop via ${gateway} weight 2 nexthop via 10.0.${other.number}.201 weight 1`,
    `2001:db8:${30 + dice.below(3)}::/48 via ${gateway6(segment, router, dice)}`,
  ]);
}

/** Of few blocks, so that routes meet. */
function block4(router, dice) {
  return dice.pick([`172.${15 + router.index}.${dice.below(4)}.0/24`, `172.${15 + router.index}.0.0/16`, `172.3${dice.below(2)}.${dice.below(4)}.0/24`]);
}

function staticRoute(router, dice) {
  const n = dice.below(router.links.length);
  const segment = router.links[n];
  const gateway = gateway4(segment, router, dice);
  const far = () => dice.pick([`172.${16 + dice.below(4)}.${dice.below(4)}.9`, `172.3${dice.below(2)}.${dice.below(4)}.9`, `192.0.2.${1 + dice.below(4)}`]);
  const to = dice.pick([
    gateway,
    gateway,
    gateway,
    far(),
    far(),
    `${gateway} eth${n}`,
    `eth${n}`,
    `${far()} eth${n} onlink`,
    'blackhole',
    'reject',
    'Null0',
    loopback4(router),
    '127.0.0.9',
  ]);
  const more = dice.pick(['', '', '', ` ${dice.pick([1, 10, 20, 200, 255])}`, ' tag 7', ' tag 7 30']);
  return `ip route ${dice.chance(0.07) ? '0.0.0.0/0' : block4(router, dice)} ${to}${more}`;
}

function staticRoute6(router, dice) {
  const n = dice.below(router.links.length);
  const segment = router.links[n];
  const to = dice.pick([
    gateway6(segment, router, dice),
    `${gateway6(segment, router, dice)} eth${n}`,
    `eth${n}`,
    'blackhole',
    `2001:db8:${30 + dice.below(3)}::9`,
    'fe80::99 eth0',
  ]);
  return `ipv6 route ${dice.pick([`2001:db8:${100 + router.index}:${dice.below(3)}::/64`, `2001:db8:${30 + dice.below(3)}::/48`])} ${to}${dice.pick(['', '', ' 20', ' tag 7'])}`;
}

/** Routes that lead through one another, with a second way each. */
function chain(router, dice) {
  if (dice.chance(0.5)) return [];
  const block = 15 + router.index;
  const gateways = router.links.map((s) => gateway4(s, router, dice));
  const host = `192.0.2.${200 + router.index}`;
  return [
    `ip route ${host}/32 ${dice.pick(gateways)}`,
    `ip route 172.${block}.5.0/24 ${host}`,
    ...(dice.chance(0.6) ? [`ip route 172.${block}.5.0/24 ${dice.pick(gateways)}`] : []),
    ...(dice.chance(0.6) ? [`ip route 172.${block}.6.0/24 172.${block}.5.9`] : []),
    ...(dice.chance(0.4) ? [`ip route 172.${block}.6.0/24 blackhole 240`] : []),
  ];
}

function process(router, block, dice) {
  const near = router.links.flatMap((s) => s.members.filter((m) => m !== router).map((m) => ({ m, s })));
  const peers = [...new Map(near.map(({ m, s }) => [m.name, { m, s }])).values()];
  const sources = dice.some(['connected', 'static', 'kernel'], 0, 3);
  return [
    `router bgp ${router.asn}`,
    ` bgp router-id ${loopback4(router)}`,
    ' bgp bestpath compare-routerid',
    ' no bgp ebgp-requires-policy',
    ...peers.flatMap(({ m, s }) => [
      ` neighbor ${address4(m, s)} remote-as ${m.asn}`,
      ...(m.asn !== router.asn && dice.chance(0.2) ? [` neighbor ${address4(m, s)} ebgp-multihop 2`] : []),
    ]),
    ' address-family ipv4 unicast',
    `  network 172.${block}.${dice.below(3)}.0/24`,
    ...sources.map((source) => `  redistribute ${source}${dice.pick(['', '', ' metric 5'])}`),
    ...(dice.chance(0.2) ? [`  distance bgp ${dice.pick([1, 15, 30])} ${dice.pick([1, 200])} 200`] : []),
    ' exit-address-family',
    'exit',
  ];
}

function changes(routers, segments, dice) {
  const late = {};
  for (const router of dice.some(routers, 0, 2)) {
    const gone = dice.pick([undefined, ...router.links.map((s) => `ip route 192.0.2.${200 + router.index}/32 ${gateway4(s, router, dice)}`)]);
    late[router.name] = dice.pick([
      [staticRoute(router, dice)],
      [staticRoute(router, dice), staticRoute6(router, dice)],
      ...(gone ? [[`no ${gone}`], [gone]] : []),
    ]);
  }
  const cut = dice.chance(0.5) ? dice.some(segments, 1, 1).map((s) => dice.pick(s.members.map((m) => `${m.name}:eth${m.links.indexOf(s)}`))) : [];
  return { ...(Object.keys(late).length > 0 && { late }), ...(cut.length > 0 && { down: cut }) };
}
