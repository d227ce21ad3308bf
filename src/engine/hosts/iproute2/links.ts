/** `ip link`: the interfaces that a script makes and sets up, and the VRFs that it puts them into (ip-link(8), Documentation/networking/vrf.rst). */
import { type InterfaceAddress, type Ip, isIpv4, networkOf, samePrefix } from '../../ip/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Arguments } from './arguments.ts';
import type { TableNames } from './route.ts';
import type { Addressed } from './routes.ts';
import type { Settings } from './sysctl.ts';
import { readTunnel, TUNNEL_KINDS } from './tunnel.ts';
import type { LinuxLink, LinuxTunnel } from './types.ts';
import { readVlan } from './vlan.ts';
import { readVrf } from './vrf.ts';

/** Links that Linux has and the lab has not (ip-link(8)). */
const OTHER_KINDS: ReadonlySet<string> = new Set(
  'bond gretap erspan ip6gre ip6gretap ip6tnl ipvlan ipvtap lowpan macsec macvlan macvtap ifb geneve nlmon rmnet team tun vcan veth vti vti6 wireguard xfrm'.split(
    ' ',
  ),
);

/** Words of `ip link set` that have a value behind them, and those that have none. */
const SETTINGS = { valued: ['mtu', 'master', 'vrf', 'address', 'txqueuelen', 'type'], bare: ['up', 'down', 'nomaster'] } as const;

/** What else changes with a link. */
export interface LinkEvents {
  readonly settings: Settings;
  /** Every time that a VRF is made. */
  readonly firstVrf: () => void;
  /** The interface has gone down and up again. */
  readonly cycled: (device: string, a: Arguments) => void;
  readonly warn: (a: Arguments, code: string, message: string, args: Diagnostic['args']) => void;
}

export class Links {
  readonly all = new Map<string, LinuxLink>();
  readonly cycled = new Set<string>();
  /** Links of kinds that the lab has not, which may be named all the same. */
  private readonly others = new Set<string>();

  constructor(
    private readonly drawn: readonly Addressed[],
    private readonly tables: TableNames,
    private readonly events: LinkEvents,
  ) {
    for (const { name, addresses } of drawn) if (hasIpv4(addresses)) events.settings.addressed(name);
  }

  /** Every interface with what is drawn and what the script has given it so far. */
  addressed(): readonly Addressed[] {
    const scripted = [...this.all.values()].filter((l) => !this.drawn.some((d) => d.name === l.name));
    const drawn = this.drawn.map((d) => {
      const { addresses = [], removed = [] } = this.all.get(d.name) ?? {};
      return { name: d.name, addresses: [...d.addresses.filter((x) => !removed.includes(x.ip)), ...addresses] };
    });
    return [...drawn, ...scripted].map(({ name, addresses }) => {
      const table = this.vrfTable(this.vrfOf(name) ?? name);
      return { name, addresses, ...(table !== undefined && { table }) };
    });
  }

  /** The table behind a VRF device; undefined for what is none. */
  vrfTable(name: string): number | undefined {
    return this.all.get(name)?.vrfTable;
  }

  /** The VRF that an interface is in. */
  vrfOf(name: string): string | undefined {
    return this.all.get(name)?.vrf;
  }

  vrfsDown(): readonly LinuxLink[] {
    return [...this.all.values()].filter((l) => l.vrfTable !== undefined && !l.up);
  }

  put(name: string, change: Partial<LinuxLink>, a: Arguments): void {
    const known = this.all.get(name) ?? { name, addresses: [], up: true, source: a.ref };
    if (!this.exists(name)) this.events.settings.made(name);
    if (hasIpv4(change.addresses ?? [])) this.events.settings.addressed(name);
    this.all.set(name, { ...known, ...change });
  }

  /**
   * `ip addr del` and `flush`: takes addresses of an interface for which `wanted` holds; with a primary IPv4 address go those behind it in its network
   * (net/ipv4/devinet.c __inet_del_ifa, promote_secondaries 0; recorded). Returns what is gone and what is left.
   */
  takeAddresses(
    a: Arguments,
    name: string,
    wanted: (address: InterfaceAddress) => boolean,
  ): { readonly gone: readonly Ip[]; readonly left: readonly InterfaceAddress[] } {
    if (!this.exists(name)) return a.fail(`Cannot find device "${name}"`);
    const now = this.addressed().find((i) => i.name === name)?.addresses ?? [];
    const chosen = now.filter(wanted);
    const behind = (x: InterfaceAddress) =>
      isIpv4(x.ip) && chosen.some((c) => isIpv4(c.ip) && c.length === x.length && samePrefix(networkOf(c), networkOf(x)) && now.indexOf(c) < now.indexOf(x));
    const gone = now.filter((x) => chosen.includes(x) || behind(x)).map((x) => x.ip);
    const { addresses = [], removed = [] } = this.all.get(name) ?? {};
    const drawn = this.drawn.find((d) => d.name === name)?.addresses ?? [];
    const taken = [...removed, ...gone.filter((ip) => drawn.some((d) => d.ip === ip))];
    if (gone.length > 0) this.put(name, { addresses: addresses.filter((x) => !gone.includes(x.ip)), ...(taken.length > 0 && { removed: taken }) }, a);
    return { gone, left: now.filter((x) => !gone.includes(x.ip)) };
  }

  /** Says what is left out, when something is. */
  line(a: Arguments): string | undefined {
    const verb = a.accept('add', 'set', 'change', 'del', 'delete');
    if (!verb) return a.fail('expected add, set or del');
    if (verb === 'add') return this.add(a);
    const name = a.named('dev', SETTINGS) ?? a.fail('Not enough information: "dev" argument is required.');
    if (verb === 'del' || verb === 'delete') return this.remove(a, name);
    while (!a.done) this.set(a, name);
    return undefined;
  }

  private add(a: Arguments): string | undefined {
    const parent = a.accept('link') ? a.word('a device') : undefined;
    a.accept('dev', 'name');
    const name = a.word('a name');
    const mtu = mtuBefore(a);
    if (!a.accept('type')) return a.fail('Not enough information: "type" argument is required');
    const type = a.word('a type');
    if (OTHER_KINDS.has(type)) {
      this.others.add(name);
      return `ip link add type ${type}`;
    }
    if (type === 'vrf') return this.addVrf(a, name);
    const tunnel = TUNNEL_KINDS[type];
    if (tunnel) return this.addTunnel(name, tunnel, a, 'link', mtu);
    if (type !== 'vlan' && type !== 'dummy' && type !== 'bridge') return a.fail(`Unknown device type "${type}"`, true);
    this.put(name, { ...(type === 'vlan' && { vlan: readVlan(a, parent) }), ...mtu, up: false }, a);
    return undefined;
  }

  /** `ip link add … type gre` or `ip tunnel add`; says what is left out, when something is. */
  addTunnel(name: string, kind: LinuxTunnel['kind'], a: Arguments, by: 'link' | 'tunnel', mtu: { readonly mtu?: number } = {}): string | undefined {
    const tunnel = readTunnel(a, kind, by);
    if (typeof tunnel === 'string') return tunnel;
    const deviceMtu = tunnel.device === undefined ? undefined : this.all.get(tunnel.device)?.mtu;
    this.put(name, { tunnel: { ...tunnel, ...(deviceMtu !== undefined && { deviceMtu }) }, ...mtu, up: false }, a);
    return undefined;
  }

  private addVrf(a: Arguments, name: string): undefined {
    const vrfTable = readVrf(a, this.tables);
    if (this.exists(name)) return a.fail('RTNETLINK answers: File exists');
    const other = [...this.all.values()].find((l) => l.vrfTable === vrfTable);
    if (other && this.events.settings.strictVrfs) return a.fail('Table is used by another VRF.');
    this.put(name, { vrfTable, up: false }, a);
    this.events.firstVrf();
    if (other) {
      const args = { vrf: name, other: other.name, table: vrfTable };
      this.events.warn(a, 'linux-vrf-table-shared', `table ${vrfTable} stands behind ${other.name} already: both are one VRF to every lookup`, args);
    }
    return undefined;
  }

  private exists(name: string): boolean {
    return this.all.has(name) || this.others.has(name) || this.drawn.some((d) => d.name === name);
  }

  /** Who was in the VRF is in none; every address of the link is gone with it. */
  private remove(a: Arguments, name: string): string | undefined {
    while (!a.done) a.word('a type');
    if (!this.all.has(name) || this.drawn.some((d) => d.name === name)) return 'ip link del of a link that the script did not add';
    for (const { name: member } of [...this.all.values()].filter((l) => l.vrf === name)) this.move(a, member, undefined);
    this.events.cycled(name, a);
    this.all.delete(name);
    return undefined;
  }

  private set(a: Arguments, name: string): void {
    if (a.accept('up')) this.put(name, { up: true }, a);
    else if (a.accept('down')) this.put(name, { up: false }, a);
    else if (a.accept('mtu')) this.put(name, { mtu: a.number('mtu', 65535) }, a);
    else if (a.accept('master')) this.enslave(a, name, this.masterOf(a));
    else if (a.accept('vrf')) this.enslave(a, name, this.namedVrf(a));
    else if (a.accept('nomaster')) this.enslave(a, name, undefined);
    else if (a.accept('address', 'txqueuelen')) a.word('a value');
    else return a.fail(`either "dev" is duplicate, or "${a.peek}" is a garbage.`);
  }

  /** A bridge or a bond may be a master as well: that changes nothing here. */
  private masterOf(a: Arguments): string | undefined {
    const master = a.word('a device');
    if (!this.exists(master)) return a.fail(`Cannot find device "${master}"`, true);
    return this.vrfTable(master) === undefined ? undefined : master;
  }

  private namedVrf(a: Arguments): string {
    const vrf = a.word('a VRF');
    return this.vrfTable(vrf) === undefined ? a.fail(`argument "${vrf}" is wrong: Not a valid VRF name`, true) : vrf;
  }

  /** An interface has one master: a new one takes it from the old one (net/core/rtnetlink.c do_set_master). */
  private enslave(a: Arguments, name: string, vrf: string | undefined): void {
    const before = this.vrfOf(name);
    if (before === vrf) return;
    if (vrf !== undefined && name === 'lo') return a.fail('Can not enslave loopback device to a VRF.');
    if (vrf !== undefined && this.vrfTable(name) !== undefined) return a.fail('Can not enslave an L3 master device to a VRF.');
    if (before !== undefined && vrf !== undefined)
      this.events.warn(a, 'linux-vrf-moved', `${name} leaves ${before} for ${vrf}: an interface is in one VRF`, { interface: name, before, vrf });
    this.move(a, name, vrf);
  }

  /** Into a VRF or out of it: an interface that is up goes down and up again (drivers/net/vrf.c cycle_netdev). */
  private move(a: Arguments, name: string, vrf: string | undefined): void {
    const { up = true } = this.all.get(name) ?? {};
    if (up) {
      this.events.cycled(name, a);
      this.cycled.add(name);
      this.loseIpv6(a, name);
    }
    const { vrf: _, ...rest } = this.all.get(name) ?? { name, addresses: [], up: true, source: a.ref };
    this.all.set(name, { ...rest, ...(vrf !== undefined && { vrf }) });
  }

  /** What goes down keeps no IPv6 address but by keep_addr_on_down (net/ipv6/addrconf.c addrconf_ifdown). What is drawn is given again. */
  private loseIpv6(a: Arguments, name: string): void {
    const { keepsAddresses } = this.events.settings;
    const link = this.all.get(name);
    if (!link || keepsAddresses.has('all') || keepsAddresses.has(name)) return;
    const kept = link.addresses.filter((x) => isIpv4(x.ip));
    if (kept.length === link.addresses.length) return;
    this.all.set(name, { ...link, addresses: kept });
    const message = `${name} loses its IPv6 addresses: give them behind this line, or set net.ipv6.conf.all.keep_addr_on_down`;
    this.events.warn(a, 'linux-vrf-addresses-lost', message, { interface: name });
  }
}

/** What may stand between the name and `type` (ip-link(8)). */
function mtuBefore(a: Arguments): { readonly mtu?: number } {
  const next = () => a.accept('mtu', 'txqueuelen', 'txqlen', 'address', 'numtxqueues');
  let mtu: number | undefined;
  for (let word = next(); word; word = next())
    if (word === 'mtu') mtu = a.number('mtu', 65535);
    else a.word('a value');
  return mtu === undefined ? {} : { mtu };
}

function hasIpv4(addresses: readonly InterfaceAddress[]): boolean {
  return addresses.some((a) => isIpv4(a.ip));
}
