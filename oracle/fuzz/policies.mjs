// Random policy for one router: lists of every kind and route-maps with every clause, over the few prefixes, AS numbers and communities
// that the lab knows, so that clauses meet routes. Some names are never defined (F70–F77).

import { rareLists, rareMatch, rareSet } from './rarer.mjs';

const COMMUNITIES = ['65001:1', '65001:2', '65002:1', '65002:200', '65000:7', '1:1'];
const WELL_KNOWN = ['no-export', 'no-advertise', 'local-AS', 'blackhole', 'graceful-shutdown', 'internet', 'accept-own', 'no-peer'];
const LARGE = ['65001:1:1', '65001:2:3', '65002:0:9'];
const EXTENDED = ['rt 65001:10', 'rt 65002:20', 'soo 65001:7'];

export class Policies {
  /** With `rare`, with statements that came to the generator later (rarer.mjs). `world` has the lab's prefixes by family, its AS numbers and addresses. */
  constructor(dice, world, { rare = false } = {}) {
    this.dice = dice;
    this.world = world;
    this.rare = rare;
    this.lines = [];
    this.maps = [];
    this.lists = { prefix4: [], prefix6: [], access: [], path: [], community: [], large: [], extended: [] };
    this.makeLists();
    if (rare) this.lines.push(...rareLists(this));
    for (let i = 0; i < dice.between(1, 5); i++) this.makeMap(`M${i}`);
  }

  action() {
    return this.dice.chance(0.7) ? 'permit' : 'deny';
  }

  makeLists() {
    const { dice } = this;
    for (let i = 0; i < dice.between(1, 3); i++) this.prefixList(`PL${i}`, 4);
    if (dice.chance(0.6)) this.prefixList('PX0', 6);
    if (dice.chance(0.6)) this.accessList('AC0');
    for (let i = 0; i < dice.between(1, 2); i++) this.pathList(`AP${i}`);
    for (let i = 0; i < dice.between(1, 2); i++) this.communityList(`CL${i}`);
    if (dice.chance(0.4)) this.largeList('LL0');
    if (dice.chance(0.3)) this.extendedList('EL0');
  }

  prefixList(name, family) {
    const { dice } = this;
    const [word, bits] = family === 4 ? ['ip', 32] : ['ipv6', 128];
    const numbered = dice.chance(0.7);
    for (let i = 0; i < dice.between(1, 3); i++) {
      const seq = numbered ? ` seq ${5 * (i + 1)}` : '';
      this.lines.push(`${word} prefix-list ${name}${seq} ${this.action()} ${this.prefixRange(family, bits)}`);
    }
    if (dice.chance(0.3)) this.lines.push(`${word} prefix-list ${name}${numbered ? ' seq 50' : ''} permit any`);
    this.lists[family === 4 ? 'prefix4' : 'prefix6'].push(name);
  }

  prefixRange(family, bits) {
    const { dice } = this;
    if (dice.chance(0.1)) return 'any';
    const prefix = dice.pick(
      family === 4 ? [...this.world.prefixes4, '172.16.0.0/12', '10.0.0.0/8', '0.0.0.0/0'] : [...this.world.prefixes6, '2001:db8::/32', '::/0'],
    );
    const length = Number(prefix.split('/')[1]);
    if (length === bits) return prefix;
    const ge = dice.chance(0.35) ? dice.between(length + (family === 4 ? 1 : 0), bits) : undefined;
    const le = dice.chance(0.35) ? dice.between(ge ?? length, bits) : undefined;
    return `${prefix}${ge === undefined ? '' : ` ge ${ge}`}${le === undefined ? '' : ` le ${le}`}`;
  }

  accessList(name) {
    const { dice } = this;
    for (let i = 0; i < dice.between(1, 3); i++) {
      const what = dice.chance(0.15) ? 'any' : `${dice.pick([...this.world.prefixes4, '172.16.0.0/12'])}${dice.chance(0.3) ? ' exact-match' : ''}`;
      this.lines.push(`access-list ${name} seq ${5 * (i + 1)} ${this.action()} ${what}`);
    }
    this.lists.access.push(name);
  }

  pathList(name) {
    const { dice } = this;
    const a = () => dice.pick(this.world.asns);
    const forms = [
      () => `_${a()}_`,
      () => `^${a()}_`,
      () => `_${a()}$`,
      () => `^${a()}$`,
      () => '^$',
      () => '.*',
      () => `_(${a()}|${a()})_`,
      () => '^[0-9]+$',
      () => '^[0-9]+_[0-9]+$',
      () => String(a()).slice(0, 3),
      () => `^${a()}.*${a()}$`,
      () => `_${a()}_${a()}_`,
    ];
    for (let i = 0; i < dice.between(1, 3); i++) this.lines.push(`bgp as-path access-list ${name} seq ${5 * (i + 1)} ${this.action()} ${dice.pick(forms)()}`);
    this.lists.path.push(name);
  }

  communityList(name) {
    const { dice } = this;
    const expanded = dice.chance(0.4);
    const forms = ['65001:', ':1$', '_65001:1_', '.*:200', '[0-9]+:1', '^$', 'no-export', '^65001:1 65002:1$'];
    for (let i = 0; i < dice.between(1, 3); i++) {
      const what = expanded ? dice.pick(forms) : dice.chance(0.1) ? dice.pick(['internet', 'no-export']) : dice.some(COMMUNITIES, 1, 2).join(' ');
      this.lines.push(`bgp community-list ${expanded ? 'expanded' : 'standard'} ${name} seq ${5 * (i + 1)} ${this.action()} ${what}`);
    }
    this.lists.community.push(name);
  }

  largeList(name) {
    const { dice } = this;
    const expanded = dice.chance(0.4);
    const what = expanded ? dice.pick(['65001:.*', ':1$', '_65002:0:9_']) : dice.some(LARGE, 1, 2).join(' ');
    this.lines.push(`bgp large-community-list ${expanded ? 'expanded' : 'standard'} ${name} seq 5 ${this.action()} ${what}`);
    this.lists.large.push(name);
  }

  extendedList(name) {
    const { dice } = this;
    const expanded = dice.chance(0.3);
    const what = expanded ? dice.pick(['65001:', ':20$', '.*']) : dice.pick(EXTENDED);
    this.lines.push(`bgp extcommunity-list ${expanded ? 'expanded' : 'standard'} ${name} seq 5 ${this.action()} ${what}`);
    this.lists.extended.push(name);
  }

  /** A name of a kind; now and then one that nobody defines. */
  name(kind) {
    const known = this.lists[kind];
    return known.length === 0 || this.dice.chance(0.04) ? 'MISSING' : this.dice.pick(known);
  }

  makeMap(name) {
    const { dice } = this;
    const entries = dice.between(1, 4);
    for (let i = 1; i <= entries; i++) this.entry(name, 10 * i, i === entries);
    if (dice.chance(0.5)) this.lines.push(`route-map ${name} permit 100`, 'exit');
    this.maps.push(name);
  }

  entry(name, seq, last) {
    const { dice } = this;
    const permit = dice.chance(0.75);
    this.lines.push(`route-map ${name} ${permit ? 'permit' : 'deny'} ${seq}`);
    const body = [
      ...this.once(() => this.match(), dice.pick([0, 1, 1, 1, 2])),
      ...this.once(() => this.set(), permit ? dice.pick([0, 1, 1, 2, 3]) : dice.pick([0, 0, 0, 1])),
    ];
    if (permit && !last && dice.chance(0.25))
      body.push(dice.pick(['on-match next', 'on-match next', `on-match goto ${seq + 10 * dice.between(1, 2)}`, `continue ${seq + 10 * dice.between(1, 2)}`]));
    if (this.maps.length > 0 && dice.chance(0.08)) body.push(`call ${dice.chance(0.1) ? 'MISSING' : dice.pick(this.maps)}`);
    this.lines.push(...body.map((line) => ` ${line}`), 'exit');
  }

  /** Clauses of different kinds: two of one kind make FRR refuse the group (F159). */
  once(make, n) {
    const out = new Map();
    for (let i = 0; i < n; i++) {
      const line = make();
      const kind = line
        .split(' ')
        .slice(0, 3)
        .join(' ')
        .replace(/ [-+0-9A-Z].*/, '');
      if (!out.has(kind)) out.set(kind, line);
    }
    return [...out.values()];
  }

  match() {
    const { dice, world } = this;
    if (this.rare && dice.chance(0.15)) return rareMatch({ dice, name: (kind) => this.name(kind) });
    return dice.pick([
      () => `match ip address prefix-list ${this.name('prefix4')}`,
      () => `match ip address prefix-list ${this.name('prefix4')}`,
      () => `match ipv6 address prefix-list ${this.name('prefix6')}`,
      () => `match ip address ${this.name('access')}`,
      () => `match ip next-hop prefix-list ${this.name('prefix4')}`,
      () => `match ip route-source prefix-list ${this.name('prefix4')}`,
      () => `match ip next-hop address ${dice.pick(world.addresses4)}`,
      () => `match as-path ${this.name('path')}`,
      () => `match as-path ${this.name('path')}`,
      () => `match community ${this.name('community')}${dice.chance(0.25) ? ' exact-match' : ''}`,
      () => `match large-community ${this.name('large')}${dice.chance(0.2) ? ' exact-match' : ''}`,
      () => `match ip next-hop ${this.name('access')}`,
      () => `match ip route-source ${this.name('access')}`,
      () => 'match ip next-hop type blackhole',
      () => `match ip address prefix-len ${dice.pick([16, 24, 32])}`,
      () => `match ipv6 next-hop ${dice.pick(world.addresses6.length > 0 ? world.addresses6 : ['2001:db8::9'])}`,
      () => `match as-path ${this.name('path')}`,
      () => `match extcommunity ${this.name('extended')}`,
      () => `match metric ${dice.pick([5, 10, 50])}`,
      () => `match local-preference ${dice.pick([100, 150, 200, 0])}`,
      () => `match origin ${dice.pick(['igp', 'egp', 'incomplete'])}`,
      () => `match peer ${dice.pick([...world.addresses4, 'local'])}`,
      () => `match tag ${dice.pick([7, 77])}`,
      () => `match interface ${dice.pick(['eth0', 'eth1'])}`,
      () => `match source-protocol ${dice.pick(['static', 'connected', 'bgp'])}`,
    ])();
  }

  set() {
    const { dice, world } = this;
    if (this.rare && dice.chance(0.15)) return rareSet(this);
    const asn = () => dice.pick(world.asns);
    return dice.pick([
      () => `set metric ${dice.pick([5, 10, 50, '+5', '-5', '+100'])}`,
      () => `set local-preference ${dice.pick([50, 150, 200, '+20', '-20'])}`,
      () => `set weight ${dice.pick([10, 100])}`,
      () => `set origin ${dice.pick(['igp', 'egp', 'incomplete'])}`,
      () => `set as-path prepend ${dice.some(world.asns, 1, 2).join(' ')}`,
      () => `set as-path prepend last-as ${dice.between(1, 3)}`,
      () => `set as-path exclude ${asn()}`,
      () => `set as-path replace ${dice.pick(['any', asn()])}`,
      () => `set community ${dice.some(COMMUNITIES, 1, 2).join(' ')}`,
      () => `set community ${dice.some(COMMUNITIES, 1, 2).join(' ')} additive`,
      () => `set community ${dice.pick(WELL_KNOWN)}${dice.chance(0.5) ? ' additive' : ''}`,
      () => 'set community none',
      () => `set comm-list ${this.name('community')} delete`,
      () => `set large-community ${dice.some(LARGE, 1, 2).join(' ')}${dice.chance(0.5) ? ' additive' : ''}`,
      () => `set large-comm-list ${this.name('large')} delete`,
      () => `set extcommunity ${dice.pick(EXTENDED)}`,
      () =>
        dice.pick(['set extcommunity none', 'set extcommunity bandwidth 500', 'set extcommunity bandwidth 1000 non-transitive', 'set large-community none']),
      () => `set as-path exclude ${asn()} ${asn()}`,
      () => `set metric ${dice.pick([0, 4294967295])}`,
      () => `set weight ${dice.pick([0, 65535])}`,
      () => `set ip next-hop ${dice.pick([...world.addresses4, 'peer-address', 'unchanged'])}`,
      () => `set ipv6 next-hop ${dice.pick([`global ${dice.pick(world.addresses6)}`, 'peer-address', 'prefer-global'])}`,
      () => `set tag ${dice.pick([7, 77])}`,
      () => `set distance ${dice.pick([15, 210])}`,
      () => 'set atomic-aggregate',
      () => `set aggregator as ${asn()} ${dice.pick(world.addresses4)}`,
      () => `set originator-id ${dice.pick(world.addresses4)}`,
    ])();
  }

  map() {
    return this.dice.chance(0.04) ? 'MISSING' : this.dice.pick(this.maps);
  }
}
