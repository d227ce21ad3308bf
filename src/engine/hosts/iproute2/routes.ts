/**
 * The kernel's tables as a script fills them: what `ip route` adds, replaces and takes away, the routes among it that the kernel
 * made of the addresses itself, and next hops that routes name by number (ip-route(8), ip-nexthop(8)).
 */
import { containsIp, type InterfaceAddress, type Ip, isIpv4, networkOf, type Prefix, samePrefix } from '../../ip/index.ts';
import type { Arguments } from './arguments.ts';
import { type NexthopLine, readNexthop } from './nexthop.ts';
import { readDestination, readRoute, type TableNames, tableOf, vrfOf, type VrfTables } from './route.ts';
import { type LinuxRoute, type LinuxRouteHop, MAIN_TABLE, type Withdrawn } from './types.ts';

/** An interface with the addresses that it has at this point of the script. */
export interface Addressed {
  readonly name: string;
  readonly addresses: readonly InterfaceAddress[];
  /** The table of its own networks: that of the VRF that it is in; the main one unless said. */
  readonly table?: number;
}

const tableOfInterface = ({ table = MAIN_TABLE }: Addressed): number => table;

export class Routes {
  readonly withdrawn: Withdrawn[] = [];
  private readonly all: LinuxRoute[] = [];
  private readonly nexthops = new Map<number, NexthopLine>();

  /** `connected`: the interfaces as they are now. */
  constructor(
    private readonly tables: TableNames,
    private readonly connected: () => readonly Addressed[],
    private readonly vrfs: VrfTables = () => undefined,
  ) {}

  get list(): readonly LinuxRoute[] {
    return this.all;
  }

  /** Says what is left out, when something is. */
  line(a: Arguments, family: 4 | 6 | undefined): string | undefined {
    const verb = a.accept('add', 'replace', 'append', 'change', 'del', 'delete');
    if (verb === undefined) return a.fail('expected add, replace, append, change or del');
    if (verb === 'del' || verb === 'delete') return this.take(a, family);
    const route = readRoute(a, family, this.tables, (id) => this.nexthops.get(id), this.vrfs);
    const same = this.all.findIndex((r) => sameSlot(r, route));
    const own = same < 0 ? this.ownSlot(route) : undefined;
    if (same < 0 && !own && verb === 'change') return a.fail('RTNETLINK answers: No such file or directory');
    if ((same >= 0 || own) && verb === 'add') return a.fail('RTNETLINK answers: File exists');
    if (same >= 0 && verb === 'append') return this.append(same, route);
    if (own && verb === 'append') return undefined;
    if (own) this.withdrawn.push(own);
    if (same >= 0) this.all.splice(same, 1);
    this.all.push(route);
    return undefined;
  }

  /** Of equal IPv4 routes the first counts; IPv6 makes equal ones with gateways the ways of one route (net/ipv6/ip6_fib.c). */
  private append(at: number, route: LinuxRoute): undefined {
    const known = this.all[at] as LinuxRoute;
    if (isIpv4(route.prefix.ip) || route.kind !== 'unicast' || known.kind !== 'unicast') return;
    const { gateway: _, interface: __, ...rest } = known;
    this.all[at] = { ...rest, hops: [...waysOf(known), ...waysOf(route)] };
  }

  private take(a: Arguments, family: 4 | 6 | undefined): string | undefined {
    let to: Prefix | undefined;
    let table = MAIN_TABLE;
    let metric: number | undefined;
    let device: string | undefined;
    while (!a.done)
      if (a.accept('table')) table = tableOf(a, this.tables);
      else if (a.accept('vrf')) table = vrfOf(a, this.vrfs);
      else if (a.accept('metric', 'preference')) metric = a.number('metric', 4294967295);
      else if (a.accept('dev')) device = a.word('a device');
      else if (to || a.accept('via', 'proto', 'protocol', 'scope', 'src')) a.word('an option');
      else to = readDestination(a, family).prefix;
    const prefix = to ?? a.fail('Command line is not complete: expected a prefix');
    const at = this.all.findIndex((r) => r.table === table && samePrefix(r.prefix, prefix) && (metric === undefined || r.metric === metric));
    if (at >= 0) {
      this.all.splice(at, 1);
      return undefined;
    }
    const own = this.ownRoute(prefix, device, table);
    if (own) this.withdrawn.push(own);
    return own ? undefined : 'ip route del of a route that is not there';
  }

  /** The route that the kernel made of an address and that another would replace: of the same metric, which is 256 in IPv6. */
  private ownSlot({ table, prefix, metric }: LinuxRoute): Withdrawn | undefined {
    return metric === (isIpv4(prefix.ip) ? 0 : 256) ? this.ownRoute(prefix, undefined, table) : undefined;
  }

  private ownRoute(prefix: Prefix, device: string | undefined, table: number): Withdrawn | undefined {
    const found = this.connected().find(
      (i) =>
        tableOfInterface(i) === table &&
        (device === undefined || i.name === device) &&
        i.addresses.some((x) => samePrefix(networkOf(x), prefix)) &&
        !this.withdrawn.some((w) => w.interface === i.name && samePrefix(w.prefix, prefix)),
    );
    return found && { interface: found.name, prefix };
  }

  /**
   * An interface goes down and up again: the routes by it are gone, those of its own addresses come back (Documentation/networking/vrf.rst,
   * "Setup" 4). Says which.
   */
  flush(device: string): readonly LinuxRoute[] {
    const gone = this.by(device);
    for (const route of gone) this.all.splice(this.all.indexOf(route), 1);
    return gone;
  }

  /** The routes all of whose ways are by an interface. */
  by(device: string): readonly LinuxRoute[] {
    return this.all.filter((r) => r.kind === 'unicast' && (r.hops ?? [r]).every((h) => (h.interface ?? this.towards(h.gateway, r.table)) === device));
  }

  /**
   * Addresses of an interface are gone: with them the routes from them and, with its last one of IPv4, every route of that family by it, which is `by`
   * (net/ipv4/fib_semantics.c fib_sync_down_addr, fib_frontend.c fib_disable_ip; recorded).
   */
  addressesLost(gone: readonly Ip[], left: readonly InterfaceAddress[], by: readonly LinuxRoute[]): void {
    const last = gone.some(isIpv4) && !left.some((x) => isIpv4(x.ip));
    const lost = this.all.filter((r) => (r.src !== undefined && gone.includes(r.src)) || (last && isIpv4(r.prefix.ip) && by.includes(r)));
    for (const route of lost) this.all.splice(this.all.indexOf(route), 1);
  }

  private towards(gateway: Ip | undefined, table: number): string | undefined {
    if (gateway === undefined) return undefined;
    const on = this.connected().filter((i) => i.addresses.some((x) => containsIp(networkOf(x), gateway)));
    return (on.find((i) => tableOfInterface(i) === table) ?? on.find((i) => tableOfInterface(i) === MAIN_TABLE))?.name;
  }

  /** `ip nexthop add|replace|del`. */
  nexthop(a: Arguments): void {
    const verb = a.accept('add', 'replace', 'append', 'del', 'delete');
    if (verb === undefined) return a.fail('expected add, replace or del');
    if (verb !== 'del' && verb !== 'delete') {
      const line = readNexthop(a, (id) => this.nexthops.get(id));
      if (this.nexthops.has(line.id) && verb !== 'replace') return a.fail('RTNETLINK answers: File exists');
      this.nexthops.set(line.id, line);
      return undefined;
    }
    a.accept('id');
    const id = a.number('the number of a next hop', 4294967295);
    if (!this.nexthops.delete(id)) return a.fail('RTNETLINK answers: No such file or directory');
    // Its routes go with it (net/ipv4/nexthop.c __remove_nexthop_fib).
    for (let i = this.all.length - 1; i >= 0; i--) if (this.all[i]?.nexthop === id) this.all.splice(i, 1);
    return undefined;
  }
}

/** Two routes that the kernel takes for one. */
function sameSlot(a: LinuxRoute, b: LinuxRoute): boolean {
  return a.table === b.table && a.metric === b.metric && samePrefix(a.prefix, b.prefix);
}

function waysOf({ hops, gateway, interface: out, onlink }: LinuxRoute): readonly LinuxRouteHop[] {
  return hops ?? [{ ...(gateway !== undefined && { gateway }), ...(out !== undefined && { interface: out }), weight: 1, ...(onlink && { onlink }) }];
}
