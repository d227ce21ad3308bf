// What happens to a random lab once it is at rest: lines typed into routers, and cables cut.

/** `late` and `down` of a lab; most labs have neither. */
export function changes(dice, plan, world) {
  if (dice.chance(0.6)) return {};
  const late = {};
  for (const router of dice.some(plan.routers, 0, 2)) {
    const lines = lateLines(router, world, dice);
    if (lines.length > 0) late[router.name] = lines;
  }
  const cut = dice.chance(0.35) ? dice.some(plan.routers, 1, 1).flatMap((r) => (r.links.length > 1 ? [`${r.name}:eth${dice.below(r.links.length)}`] : [])) : [];
  return { ...(Object.keys(late).length > 0 && { late }), ...(cut.length > 0 && { down: cut }) };
}

function lateLines(router, world, dice) {
  const own = 15 + router.index;
  const bgp = (...lines) => [`router bgp ${router.asn}`, ...lines];
  const family = (...lines) => bgp(' address-family ipv4 unicast', ...lines.map((l) => `  ${l}`));
  const peer = router.sessions.length > 0 ? dice.pick(router.sessions).address : undefined;
  const four = router.sessions.filter((s) => s.families.includes('4')).map((s) => s.address);
  const forms = [
    () => family(`no network 172.${own}.0.0/24`),
    () => [`ip route 172.${own}.9.0/24 blackhole`, ...family(`network 172.${own}.9.0/24`)],
    () => [`no ip route 172.${own}.0.0/24 blackhole`],
    () => [`ip route ${dice.pick(world.prefixes4)} blackhole`],
    () => family(`aggregate-address 172.${own}.0.0/16 ${dice.pick(['', 'summary-only', 'as-set'])}`.trimEnd()),
    () => family('redistribute connected'),
    ...(peer ? [() => bgp(` neighbor ${peer} shutdown`)] : []),
    ...(four.length > 0
      ? [
          () => family(`neighbor ${dice.pick(four)} route-map M0 ${dice.pick(['in', 'out'])}`),
          () => family(`no neighbor ${dice.pick(four)} route-map M0 ${dice.pick(['in', 'out'])}`),
          () => family(`neighbor ${dice.pick(four)} default-originate`),
          () => family(`neighbor ${dice.pick(four)} next-hop-self`),
          () => family(`neighbor ${dice.pick(four)} weight 300`),
          () => family(`no neighbor ${dice.pick(four)} activate`),
          () => family(`neighbor ${dice.pick(four)} prefix-list PL0 ${dice.pick(['in', 'out'])}`),
          () => family(`neighbor ${dice.pick(four)} filter-list AP0 ${dice.pick(['in', 'out'])}`),
          () =>
            family(
              `neighbor ${dice.pick(four)} ${dice.pick(['as-override', 'remove-private-AS', 'allowas-in', 'attribute-unchanged med', 'route-reflector-client'])}`,
            ),
          () => bgp(` no neighbor ${dice.pick(four)}`),
          () => bgp(` neighbor ${dice.pick(four)} timers 5 15`),
        ]
      : []),
    () => ['route-map M0 permit 5', ' set metric 77'],
    () => ['no route-map M0'],
    () => ['ip prefix-list PL0 seq 1 permit any'],
    () => bgp(' bgp default local-preference 130'),
    () => bgp(' bgp bestpath as-path ignore'),
    () => bgp(' bgp bestpath med missing-as-worst'),
    () => bgp(' bgp graceful-shutdown'),
    () => bgp(` bgp cluster-id 9.9.9.${router.index}`),
    () => bgp(' no bgp client-to-client reflection'),
    () => family(`network 172.${own}.0.0/24 route-map M0`),
    () => family('redistribute static route-map M0'),
    () => family('no redistribute connected', 'no redistribute static'),
    () => family(`no aggregate-address 172.${own}.0.0/16`),
    () => family('maximum-paths 4'),
    () => family(`distance bgp 30 210 210`),
    () => ['no ip prefix-list PL0'],
    () => ['no bgp as-path access-list AP0'],
    () => ['bgp community-list standard CL0 seq 1 permit 65001:1'],
    () => ['route-map M0 deny 1', ' match ip address prefix-list PL0'],
    () => ['route-map M0 permit 5', ' set as-path prepend 65000', ' on-match next'],
    () => ['route-map M0 permit 5', ' set community 65001:2 additive'],
  ];
  return dice.some(forms, 1, 2).flatMap((form) => form());
}
