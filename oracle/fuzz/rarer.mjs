// Statements that came to the generator later. They are thrown for seeds from SINCE on alone, so that the labs of earlier seeds stay what they were.

export const SINCE = 6000;

/** Lists of IPv6. */
export function rareLists(policies) {
  const { dice, world } = policies;
  const lines = [];
  for (let i = 0; i < dice.between(1, 2); i++) {
    const what = dice.chance(0.2) || world.prefixes6.length === 0 ? 'any' : `${dice.pick(world.prefixes6)}${dice.chance(0.3) ? ' exact-match' : ''}`;
    lines.push(`ipv6 access-list AC6 seq ${5 * (i + 1)} ${policies.action()} ${what}`);
  }
  return lines;
}

/** Clauses of a route-map that hold in few labs. */
export function rareMatch({ dice, name }) {
  return dice.pick([
    'match ipv6 address AC6',
    `match ipv6 next-hop prefix-list ${name('prefix6')}`,
    `match ipv6 route-source prefix-list ${name('prefix6')}`,
    `match ip next-hop prefix-len ${dice.pick([24, 32])}`,
    `match ipv6 address prefix-len ${dice.pick([48, 64])}`,
    'match ipv6 next-hop type blackhole',
    `match probability ${dice.pick([0, 100])}`,
    `match community ${name('community')} exact-match`,
    `match source-instance ${dice.pick([0, 3])}`,
  ]);
}

export function rareSet({ dice, world }) {
  return dice.pick([
    'set extcommunity rt 65001:10 65002:20',
    'set extcommunity soo 65001:7',
    'set extcommunity bandwidth cumulative',
    'set extcommunity bandwidth num-multipaths',
    'set as-path exclude all',
    `set as-path prepend ${dice.pick(world.asns)} ${dice.pick(world.asns)} ${dice.pick(world.asns)}`,
    'set ipv6 next-hop local fe80::99',
    `set aggregator as ${dice.pick(world.asns)} 192.0.2.77`,
    'set community 65001:1 no-export additive',
    'set community internet',
    'set large-community 65001:1:1 65001:1:1',
    'set local-preference 0',
    'set metric -1000',
    `set distance ${dice.pick([1, 255])}`,
    'set weight 4294967295',
  ]);
}

/** Lines of the process, at its top and in each family. */
export function rareProcess(router, policies, dice) {
  const out = { top: [], ipv4: [], ipv6: [] };
  const rarely = (where, share, ...texts) => {
    if (dice.chance(share)) where.push(dice.pick(texts));
  };
  const map = () => policies.map();
  const own = `2001:db8:${100 + router.index}`;
  rarely(out.top, 0.1, ' bgp allow-martian-nexthop');
  rarely(out.top, 0.1, ' no bgp suppress-duplicates');
  rarely(out.top, 0.05, ' bgp default show-hostname');
  rarely(out.ipv4, 0.15, `  network 172.${15 + router.index}.1.0/24 label-index 5`, `  network 172.${15 + router.index}.5.0/24 backdoor`);
  rarely(out.ipv4, 0.1, '  maximum-paths ibgp 2 equal-cluster-length');
  rarely(out.ipv4, 0.1, `  redistribute bgp route-map ${map()}`, `  redistribute kernel metric 4 route-map ${map()}`);
  rarely(
    out.ipv6,
    0.2,
    `  aggregate-address ${own}::/40 as-set`,
    '  aggregate-address 2001:db8::/32 as-set summary-only',
    `  aggregate-address ${own}::/40 suppress-map ${map()}`,
  );
  rarely(
    out.ipv6,
    0.2,
    `  aggregate-address 2001:db8::/33 route-map ${map()}`,
    '  aggregate-address 2001:db8::/33 matching-MED-only',
    '  aggregate-address 2001:db8::/33 origin egp',
  );
  rarely(out.ipv6, 0.15, '  maximum-paths 2', '  maximum-paths ibgp 1', '  maximum-paths 1');
  rarely(out.ipv6, 0.1, `  redistribute static metric 50 route-map ${map()}`, `  redistribute connected route-map ${map()}`, '  redistribute kernel');
  rarely(out.ipv6, 0.1, '  distance bgp 30 210 220', '  distance 30 ::/0', '  distance 99 2001:db8::/32');
  rarely(out.ipv6, 0.05, `  network ${own}:5::/64 backdoor`);
  return out;
}

/** Lines of a neighbor, at the top and in each family. */
export function rareNeighbor({ address, families }, policies, dice) {
  const out = { top: [], ipv4: [], ipv6: [] };
  const rarely = (path, share, ...texts) => {
    if (dice.chance(share)) out[path].push(`${path === 'top' ? ' ' : '  '}neighbor ${address} ${dice.pick(texts)}`);
  };
  rarely('top', 0.06, 'advertisement-interval 1', 'description the other end', 'strict-capability-match', 'override-capability', 'capability dynamic');
  rarely('top', 0.04, 'extended-optional-parameters', 'disable-connected-check', 'enforce-first-as', 'timers delayopen 2');
  for (const [family, list, path] of [
    ['4', 'AC0', 'ipv4'],
    ['6', 'AC6', 'ipv6'],
  ]) {
    if (!families.includes(family)) continue;
    rarely(path, 0.06, `distribute-list ${list} in`, `distribute-list ${list} out`);
    rarely(path, 0.06, `default-originate route-map ${policies.map()}`);
    rarely(path, 0.05, 'nexthop-local unchanged', 'send-community extended', 'send-community large', 'send-community all');
    rarely(path, 0.05, 'remove-private-AS all replace-AS', 'as-override', 'next-hop-self force', 'allowas-in 10');
    rarely(path, 0.05, 'attribute-unchanged next-hop med', 'attribute-unchanged as-path next-hop', 'attribute-unchanged as-path next-hop med');
    rarely(path, 0.04, 'maximum-prefix 2 force warning-only', 'maximum-prefix 50 75', 'maximum-prefix-out 2');
    rarely(path, 0.05, `advertise-map ${policies.map()} exist-map ${policies.map()}`, `advertise-map ${policies.map()} non-exist-map ${policies.map()}`);
  }
  if ([...out.ipv4, ...out.ipv6].some((line) => line.includes('advertise-map'))) out.top.push(' bgp conditional-advertisement timer 5');
  return out;
}
