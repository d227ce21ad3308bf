// What a random router's BGP process is told: of itself, and of each neighbor, alone or as a member of a group.
import { loopback4 } from './addresses.mjs';

/** Lines of the process: at its top, and in each family. */
export function processLines(router, plan, policies, dice) {
  const top = [` bgp router-id ${loopback4(router)}`, ' bgp bestpath compare-routerid'];
  const rarely = (share, ...lines) => {
    if (dice.chance(share)) top.push(...lines);
  };
  if (!dice.chance(0.08)) top.push(' no bgp ebgp-requires-policy');
  // Otherwise which of three paths wins can hang on their order (F39).
  top.push(dice.chance(0.7) ? ' bgp deterministic-med' : ' bgp always-compare-med');
  if (plan.members.includes(router.asn)) {
    top.push(` bgp confederation identifier ${plan.confederation}`);
    const others = plan.members.filter((m) => m !== router.asn);
    if (others.length > 0) top.push(` bgp confederation peers ${others.join(' ')}`);
  }
  rarely(0.1, ' bgp bestpath as-path multipath-relax');
  rarely(0.05, ' bgp bestpath as-path ignore');
  rarely(0.05, ' bgp bestpath as-path confed');
  rarely(0.05, ' bgp bestpath med missing-as-worst');
  rarely(0.05, ' bgp bestpath med confed');
  rarely(0.05, ' bgp bestpath peer-type multipath-relax');
  rarely(0.05, ' no bgp client-to-client reflection');
  rarely(0.05, ' bgp route-reflector allow-outbound-policy');
  rarely(0.08, ` bgp cluster-id ${dice.pick(['1.1.1.1', '2.2.2.2'])}`);
  rarely(0.05, ' bgp default local-preference 120');
  rarely(0.03, ' bgp graceful-shutdown');
  rarely(0.03, ' bgp reject-as-sets');
  rarely(0.03, ' bgp max-med administrative 70');
  rarely(0.08, ' no bgp network import-check');
  rarely(0.02, ' bgp disable-ebgp-connected-route-check');
  rarely(0.02, ' bgp suppress-fib-pending');
  rarely(0.03, ` bgp bestpath bandwidth ${dice.pick(['ignore', 'skip-missing', 'default-weight-for-missing'])}`);
  rarely(0.02, ' no bgp fast-external-failover');
  rarely(0.02, ' bgp bestpath med confed missing-as-worst');
  return { top, ipv4: family4(router, policies, dice), ipv6: family6(router, policies, dice) };
}

function family4(router, policies, dice) {
  const block = 15 + router.index;
  const mapped = (share) => (dice.chance(share) ? ` route-map ${policies.map()}` : '');
  const lines = [`  network 172.${block}.0.0/24${mapped(0.25)}`];
  if (dice.chance(0.7)) lines.push(`  network 172.${block}.1.0/24${mapped(0.25)}`);
  if (dice.chance(0.05)) lines.push(`  network ${dice.pick(policies.world.prefixes4)} backdoor`);
  if (dice.chance(0.15)) lines.push(`  network ${dice.pick(policies.world.prefixes4)}`);
  if (dice.chance(0.25)) lines.push(`  redistribute ${dice.pick(['connected', 'static', 'kernel'])}${dice.chance(0.3) ? ' metric 50' : ''}${mapped(0.4)}`);
  if (dice.chance(0.25))
    lines.push(`  aggregate-address ${dice.pick([`172.${block}.0.0/16`, '172.16.0.0/12', `172.${block}.0.0/20`])}${aggregateOptions(policies, dice)}`);
  if (dice.chance(0.12)) lines.push(`  maximum-paths ${dice.between(1, 2)}`);
  if (dice.chance(0.12)) lines.push(`  maximum-paths ibgp ${dice.between(1, 2)}`);
  if (dice.chance(0.1)) lines.push(`  aggregate-address ${dice.pick(['172.16.0.0/14', '172.20.0.0/14', '10.0.0.0/8'])}${aggregateOptions(policies, dice)}`);
  if (dice.chance(0.06)) lines.push(`  redistribute ${dice.pick(['connected', 'static'])} metric ${dice.pick([0, 7])}${mapped(0.4)}`);
  if (dice.chance(0.05)) lines.push(`  distance ${dice.pick([30, 220])} ${dice.pick(['0.0.0.0/0', '10.0.0.0/8', '192.0.2.0/24'])}`);
  if (dice.chance(0.06)) lines.push(`  distance bgp ${dice.pick([20, 200, 90])} ${dice.pick([200, 90])} ${dice.pick([200, 110])}`);
  if (dice.chance(0.05)) lines.push(`  table-map ${policies.map()}`);
  return lines;
}

function aggregateOptions(policies, dice) {
  const words = [];
  if (dice.chance(0.25)) words.push('as-set');
  if (dice.chance(0.35)) words.push('summary-only');
  else if (dice.chance(0.2)) words.push(`suppress-map ${policies.map()}`);
  if (dice.chance(0.15)) words.push('matching-MED-only');
  if (dice.chance(0.15)) words.push(`route-map ${policies.map()}`);
  if (dice.chance(0.1)) words.push(`origin ${dice.pick(['igp', 'egp', 'incomplete'])}`);
  return words.map((w) => ` ${w}`).join('');
}

function family6(router, policies, dice) {
  const own = `2001:db8:${100 + router.index}`;
  const lines = [`  network ${own}::/48`];
  if (dice.chance(0.5)) lines.push(`  network ${own}:1::/64${dice.chance(0.2) ? ` route-map ${policies.map()}` : ''}`);
  if (dice.chance(0.15)) lines.push(`  redistribute ${dice.pick(['connected', 'static'])}`);
  if (dice.chance(0.15)) lines.push(`  aggregate-address ${dice.pick([`${own}::/40`, '2001:db8::/32'])}${dice.chance(0.4) ? ' summary-only' : ''}`);
  return lines;
}

/** Lines of the neighbors: at the top of the process, and in each family. */
export function neighborLines(router, plan, policies, dice) {
  const out = { top: [], ipv4: [], ipv6: [] };
  const grouped = dice.chance(0.3)
    ? router.sessions.filter((s) => s.external === router.sessions[0].external && s.localAs === undefined && dice.chance(0.7))
    : [];
  if (grouped.length > 0) group(router, plan, grouped, policies, dice, out);
  for (const session of router.sessions) if (!grouped.includes(session)) alone(session, router, plan, policies, dice, out);
  if (router.sessions.some((s) => s.address.includes(':'))) {
    out.top.unshift(' no bgp default ipv4-unicast');
    for (const s of router.sessions) if (s.families.includes('4')) out.ipv4.push(`  neighbor ${s.address} activate`);
  }
  for (const s of router.sessions) if (s.families.includes('6')) out.ipv6.unshift(`  neighbor ${s.address} activate`);
  return out;
}

/** The AS that the other end says it is. */
function remoteAs({ seesAs, far, router }, plan) {
  if (seesAs !== undefined) return seesAs;
  const inside = (r) => plan.members.includes(r.asn);
  return plan.confederation !== undefined && inside(far) && !inside(router) ? plan.confederation : far.asn;
}

function alone(session, router, plan, policies, dice, out) {
  const as = remoteAs(session, plan);
  const worded =
    session.localAs === undefined && session.seesAs === undefined && !plan.confederation && dice.chance(0.1)
      ? session.external
        ? 'external'
        : 'internal'
      : as;
  const say = (text) => out.top.push(` neighbor ${session.address} ${text}`);
  say(`remote-as ${worded}`);
  ends(session, say, dice);
  families(session, session.address, policies, dice, out);
}

/** What concerns the session, whoever states it. */
function ends(session, say, dice) {
  if (session.kind === 'loopback') say(dice.chance(0.5) ? 'update-source lo' : `update-source ${session.own}`);
  if (session.ttl === 'multihop') say(`ebgp-multihop${dice.chance(0.5) ? ` ${dice.between(2, 5)}` : ''}`);
  if (session.ttl === 'security') say(`ttl-security hops ${dice.between(1, 2)}`);
  if (session.ttl === 'unchecked') say('disable-connected-check');
  if (session.password) say(`password ${session.password}`);
  if (session.localAs !== undefined) say(`local-as ${session.localAs}${dice.pick(['', ' no-prepend', ' no-prepend replace-as'])}`);
  if (dice.chance(0.05)) say('solo');
  if (dice.chance(0.03)) say('enforce-first-as');
  if (dice.chance(0.03)) say('timers 10 30');
  if (session.enhanced) say('capability extended-nexthop');
  if (session.external && dice.chance(0.02)) say(`local-role ${dice.pick(['customer', 'provider', 'peer', 'rs-client'])}`);
  if (dice.chance(0.03)) say('sender-as-path-loop-detection');
  if (dice.chance(0.02)) say('dont-capability-negotiate');
  if (dice.chance(0.02)) say('passive');
  if (dice.chance(0.02)) say('shutdown');
}

function families(session, name, policies, dice, out) {
  if (session.families.includes('4')) out.ipv4.push(...options(session, name, '4', policies, dice));
  if (session.families.includes('6')) out.ipv6.push(...options(session, name, '6', policies, dice));
}

/** Settings of one family for a neighbor or a group. */
function options(session, name, family, policies, dice) {
  const lines = [];
  const rarely = (share, ...texts) => {
    if (dice.chance(share)) lines.push(`  neighbor ${name} ${dice.pick(texts)}`);
  };
  if (session.client) lines.push(`  neighbor ${name} route-reflector-client`);
  rarely(0.4, `route-map ${policies.map()} in`);
  rarely(0.4, `route-map ${policies.map()} out`);
  const list = family === '4' ? policies.name('prefix4') : policies.name('prefix6');
  rarely(0.08, `prefix-list ${list} in`, `prefix-list ${list} out`);
  rarely(0.08, `filter-list ${policies.name('path')} in`, `filter-list ${policies.name('path')} out`);
  if (family === '4' && !lines.some((l) => l.includes('prefix-list')))
    rarely(0.06, `distribute-list ${policies.name('access')} in`, `distribute-list ${policies.name('access')} out`);
  rarely(session.external ? 0.05 : 0.5, 'next-hop-self', 'next-hop-self', 'next-hop-self force');
  rarely(0.06, 'allowas-in', 'allowas-in 1', 'allowas-in 2', 'allowas-in origin');
  if (session.external) rarely(0.06, 'as-override');
  if (session.external) rarely(0.08, 'remove-private-AS', 'remove-private-AS all', 'remove-private-AS replace-AS', 'remove-private-AS all replace-AS');
  rarely(0.07, 'default-originate', `default-originate route-map ${policies.map()}`);
  rarely(
    0.06,
    'attribute-unchanged',
    'attribute-unchanged med',
    'attribute-unchanged next-hop',
    'attribute-unchanged as-path',
    'attribute-unchanged as-path med',
  );
  rarely(0.06, 'soft-reconfiguration inbound');
  rarely(0.05, 'weight 200', 'weight 5');
  rarely(0.04, 'route-server-client');
  rarely(0.04, `unsuppress-map ${policies.map()}`);
  rarely(0.03, 'soo 65001:7');
  rarely(0.05, 'maximum-prefix 1 warning-only', 'maximum-prefix 100', 'maximum-prefix 2 50 warning-only', 'maximum-prefix-out 3', 'maximum-prefix-out 50');
  rarely(0.04, 'addpath-tx-all-paths', 'addpath-tx-bestpath-per-AS', 'disable-addpath-rx');
  rarely(0.02, 'capability orf prefix-list both', 'capability orf prefix-list send', 'capability orf prefix-list receive');
  rarely(0.05, 'send-community', 'send-community both');
  if (dice.chance(0.05)) lines.push(`  no neighbor ${name} send-community ${dice.pick(['', 'large', 'both', 'all', 'extended'])}`.trimEnd());
  return lines;
}

/** One group for several neighbors, with its own settings; a member may have more. */
function group(router, plan, members, policies, dice, out) {
  const all = new Set(members.map((m) => remoteAs(m, plan)));
  const shared = all.size === 1 && dice.chance(0.5);
  out.top.push(' neighbor G peer-group');
  if (shared) out.top.push(` neighbor G remote-as ${[...all][0]}`);
  const say = (text) => out.top.push(` neighbor G ${text}`);
  const model = { ...members[0], client: !members[0].external && members.some((m) => m.client), password: undefined, ttl: undefined, kind: 'link' };
  ends(model, say, dice);
  for (const m of members) {
    if (!shared) out.top.push(` neighbor ${m.address} remote-as ${remoteAs(m, plan)}`);
    out.top.push(` neighbor ${m.address} peer-group G`);
    ends({ ...m, localAs: undefined }, (text) => out.top.push(` neighbor ${m.address} ${text}`), dice);
  }
  out.ipv4.push(...options(model, 'G', '4', policies, dice));
  if (members.some((m) => m.families.includes('6'))) out.ipv6.push(...options(model, 'G', '6', policies, dice));
  for (const m of members) if (dice.chance(0.3)) families({ ...m, client: false }, m.address, policies, dice, out);
}
