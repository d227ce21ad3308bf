// A random lab: routers on cables and a LAN, in a few ASes, with sessions on links and between loopbacks, and everything that a router can be
// told of them. `bestpath compare-routerid` everywhere: otherwise the order of arrival would decide (F41, F212).
import { address4, address6, loopback4, loopback6 } from './addresses.mjs';
import { Dice } from './dice.mjs';
import { changes } from './changes.mjs';
import { neighborLines, processLines } from './router.mjs';
import { rareNeighbor, rareProcess, SINCE } from './rarer.mjs';
import { Policies } from './policies.mjs';
import { ZEBRA, zebraLab } from './zebra.mjs';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** The lab of a seed, always the same. */
export function fuzzLab(seed) {
  if (seed >= ZEBRA.first && seed < ZEBRA.end) return zebraLab(seed);
  const dice = new Dice(seed);
  const plan = { ...topology(dice), rare: seed >= SINCE };
  const world = worldOf(plan);
  const routers = {};
  for (const router of plan.routers)
    routers[router.name] = { interfaces: interfacesOf(router), ...kernelOf(router, dice), frr: configOf(router, plan, world, dice) };
  return { name: `fuzz-${seed}`, routers, ...changes(dice, plan, world) };
}

/** Segments with who stands on them, routers with their AS, and sessions. */
function topology(dice) {
  const size = dice.between(3, 7);
  const v6 = dice.chance(0.45);
  const confederation = size >= 4 && dice.chance(0.2) ? 65100 : undefined;
  const asCount = dice.between(confederation ? 2 : 1, Math.min(size, 5));
  const routers = Array.from({ length: size }, (_, i) => {
    const asn = dice.chance(0.15) && !confederation ? dice.pick([3000, 4200000001, 200, 64512]) : 65001 + (i < asCount ? i : dice.below(asCount));
    return { name: NAMES[i], index: i + 1, asn, links: [], sessions: [], v6 };
  });
  const segments = [];
  const join = (members) => {
    const segment = { id: `s${segments.length}`, number: segments.length, members };
    segments.push(segment);
    for (const m of members) m.links.push(segment);
  };
  for (let i = 1; i < size; i++) join([dice.pick(routers.slice(0, i)), routers[i]]);
  for (let i = 0; i < dice.between(0, 3); i++) join(dice.some(routers, 2, 2));
  if (dice.chance(0.4)) join(dice.some(routers, 3, Math.min(size, 5)));
  // Outsiders of a confederation keep their own AS to everybody.
  const members = confederation ? [...new Set(routers.filter((_, i) => i < Math.max(3, size - 1)).map((r) => r.asn))] : [];
  const plan = { routers, segments, confederation, members, v6 };
  sessions(plan, dice);
  return plan;
}

function sessions(plan, dice) {
  const done = new Set();
  for (const segment of plan.segments) {
    for (const [i, a] of segment.members.entries()) {
      for (const b of segment.members.slice(i + 1)) {
        const pair = `${a.name}${b.name}`;
        if (!done.has(pair) || dice.chance(0.25)) linkSessions(plan, a, b, segment, dice);
        done.add(pair);
      }
    }
  }
  // Inside an AS those without a link meet by their loopbacks.
  for (const [i, a] of plan.routers.entries())
    for (const b of plan.routers.slice(i + 1)) if (a.asn === b.asn && !done.has(`${a.name}${b.name}`) && dice.chance(0.8)) loopbackSession(a, b, plan, dice);
}

function linkSessions(plan, a, b, segment, dice) {
  if (dice.chance(0.05)) return;
  const [family4, family6] = dice.pick(
    plan.v6
      ? [
          ['4', ''],
          ['4', '6'],
          ['46', ''],
          ['', '6'],
          ['4', '6'],
          ['', '46'],
        ]
      : [['4', '']],
  );
  if (family4) pairUp(a, b, { own: address4(a, segment), other: address4(b, segment), families: family4, kind: 'link' }, dice);
  if (family6) pairUp(a, b, { own: address6(a, segment), other: address6(b, segment), families: family6, kind: 'link' }, dice);
}

function loopbackSession(a, b, plan, dice) {
  if (plan.v6 && dice.chance(0.3)) pairUp(a, b, { own: loopback6(a), other: loopback6(b), families: '6', kind: 'loopback' }, dice);
  pairUp(a, b, { own: loopback4(a), other: loopback4(b), families: '4', kind: 'loopback' }, dice);
}

/** A session has two ends; what both must agree on is thrown once. */
function pairUp(a, b, { own, other, families, kind }, dice) {
  const external = a.asn !== b.asn;
  const shared = {
    families,
    kind,
    external,
    ttl: external && dice.chance(0.15) ? dice.pick(['multihop', 'security', 'unchecked']) : undefined,
    // RFC 8950; without it IPv4 over IPv6 has no next hop of its own.
    enhanced: families.includes('4') && own.includes(':') && dice.chance(0.8),
    password: dice.chance(0.04) ? 'secret' : undefined,
  };
  const localAs = external && dice.chance(0.07) ? dice.pick([65501, 3001]) : undefined;
  const one = { ...shared, router: a, far: b, address: other, own, localAs };
  const two = { ...shared, router: b, far: a, address: own, own: other, seesAs: localAs };
  one.twin = two;
  two.twin = one;
  // A client on one side only; both ends as clients of each other is no design, but FRR lets one.
  if (!external && dice.chance(0.3)) (dice.chance(0.5) ? one : two).client = true;
  a.sessions.push(one);
  b.sessions.push(two);
}

function worldOf(plan) {
  const own4 = plan.routers.flatMap((r) => [`172.${15 + r.index}.0.0/24`, `172.${15 + r.index}.1.0/24`, `172.${15 + r.index}.0.0/16`]);
  return {
    prefixes4: [...own4, '172.16.0.0/20', ...plan.segments.slice(0, 2).map((s) => `10.0.${s.number}.0/24`)],
    prefixes6: plan.routers.flatMap((r) => [`2001:db8:${100 + r.index}::/48`, `2001:db8:${100 + r.index}:1::/64`]),
    asns: [...new Set([...plan.routers.map((r) => r.asn), 65000, 64999, 300])],
    addresses4: plan.routers.flatMap((r) => [...r.links.slice(0, 1).map((s) => address4(r, s)), loopback4(r)]),
    addresses6: plan.routers.flatMap((r) => r.links.slice(0, 1).map((s) => address6(r, s))),
  };
}

function interfacesOf(router) {
  const lo = { addresses: [`${loopback4(router)}/32`, ...(router.v6 ? [`${loopback6(router)}/128`] : [])] };
  return {
    lo,
    ...Object.fromEntries(
      router.links.map((s, i) => [`eth${i}`, { segment: s.id, addresses: [`${address4(router, s)}/24`, ...(router.v6 ? [`${address6(router, s)}/64`] : [])] }]),
    ),
  };
}

function kernelOf(router, dice) {
  const [first] = router.links;
  if (!first || dice.chance(0.9)) return {};
  return { kernelRoutes: [`${dice.pick(['default', '172.30.0.0/16'])} via 10.0.${first.number}.200`] };
}

function configOf(router, plan, world, dice) {
  const policies = new Policies(dice, world, plan);
  const statics = staticLines(router, plan, world, dice);
  const process = processLines(router, plan, policies, dice);
  const neighbors = neighborLines(router, plan, policies, dice);
  const rare = plan.rare ? [rareProcess(router, policies, dice), ...router.sessions.map((s) => rareNeighbor(s, policies, dice))] : [];
  const families = ['ipv4', ...(plan.v6 ? ['ipv6'] : [])].flatMap((f) => [
    ` address-family ${f} unicast`,
    ...process[f],
    ...neighbors[f],
    ...rare.flatMap((r) => r[f]),
    ' exit-address-family',
  ]);
  const blocks = [policies.lines, [`router bgp ${router.asn}`, ...process.top, ...neighbors.top, ...rare.flatMap((r) => r.top), ...families, 'exit']];
  // A table-map that stands before its route-map passes over aggregates (docs/rules.md, F152).
  const ordered = process.ipv4.some((line) => line.includes('table-map')) ? blocks : dice.shuffle(blocks);
  return [...statics, ...ordered.flat(), ''].join('\n');
}

/** Ways to loopbacks inside the AS, own blocks for `network`, and others. */
function staticLines(router, plan, world, dice) {
  const lines = [];
  for (const far of plan.routers) {
    if (far === router) continue;
    const hop = firstHop(router, far);
    if (!hop || !(far.asn === router.asn || dice.chance(0.3))) continue;
    lines.push(`ip route ${loopback4(far)}/32 ${address4(hop.router, hop.segment)}`);
    if (plan.v6) lines.push(`ipv6 route ${loopback6(far)}/128 ${address6(hop.router, hop.segment)}`);
  }
  const block = 15 + router.index;
  lines.push(`ip route 172.${block}.0.0/24 ${dice.pick(['blackhole', 'blackhole', 'Null0', 'reject', 'blackhole tag 77'])}`);
  if (dice.chance(0.7)) lines.push(`ip route 172.${block}.1.0/24 ${dice.pick(['blackhole', 'blackhole 30', 'blackhole tag 7'])}`);
  if (dice.chance(0.2)) lines.push(`ip route 172.${block}.2.0/24 ${dice.pick([...world.addresses4, 'eth0'])}`);
  if (plan.v6) lines.push(`ipv6 route 2001:db8:${100 + router.index}::/48 blackhole`, `ipv6 route 2001:db8:${100 + router.index}:1::/64 blackhole`);
  if (dice.chance(0.1)) lines.push('ip nht resolve-via-default');
  if (plan.v6 && dice.chance(0.05)) lines.push('ipv6 nht resolve-via-default');
  lines.push(...rareStatics(router, world, dice));
  return lines;
}

/** Static routes of the kinds that few have: floating, by interface, by gateway and interface, several gateways, recursive, of IPv6. */
function rareStatics(router, world, dice) {
  const block = `172.${15 + router.index}`;
  const [segment] = router.links;
  if (!segment) return [];
  const near = segment.members.find((m) => m !== router) ?? router;
  const gateway = address4(near, segment);
  const forms = [
    () => [`ip route ${block}.3.0/24 ${gateway} ${dice.pick(['10', '200', 'tag 7', 'eth0', 'eth0 onlink'])}`],
    () => [`ip route ${block}.3.0/24 ${gateway}`, `ip route ${block}.3.0/24 ${dice.pick(world.addresses4)}`],
    () => [`ip route ${block}.3.0/24 ${gateway}`, `ip route ${block}.3.0/24 blackhole 240`],
    () => [`ip route ${block}.4.0/24 ${gateway}`, `ip route ${block}.3.0/24 ${block}.4.9`],
    () => [`ip route ${block}.3.0/24 ${dice.pick(world.prefixes4).split('/')[0].replace(/0$/, '9')}`],
    () => [`ip route 0.0.0.0/0 ${gateway}`],
    () => [`ip route ${dice.pick(world.prefixes4)} ${gateway} ${dice.pick([10, 150, 255])}`],
    ...(router.v6
      ? [
          () => [`ipv6 route 2001:db8:${100 + router.index}:3::/64 ${address6(near, segment)}`],
          () => [`ipv6 route 2001:db8:${100 + router.index}:3::/64 ${address6(near, segment)} ${dice.pick(['eth0', '200', 'tag 7'])}`],
          () => [`ipv6 route ::/0 ${address6(near, segment)}`],
        ]
      : []),
  ];
  return dice.chance(0.25) ? dice.pick(forms)() : [];
}

/** The neighbor that is next on the shortest way. */
function firstHop(from, to) {
  const queue = from.links.flatMap((segment) => segment.members.filter((m) => m !== from).map((router) => ({ router, hop: { router, segment } })));
  const seen = new Set([from]);
  for (const { router, hop } of queue) {
    if (router === to) return hop;
    if (seen.has(router)) continue;
    seen.add(router);
    for (const segment of router.links) for (const next of segment.members) queue.push({ router: next, hop });
  }
  return undefined;
}
