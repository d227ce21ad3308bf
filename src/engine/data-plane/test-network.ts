/**
 * Small networks for the tests of this room, written by hand: no compile, no BGP. Text is short for what it says:
 * `10.1.0.1/24 @lan` an interface on a segment, `169.254.21.5/30 ~cn` one of a tunnel, `10.2.0.0/16 via 10.1.0.2` a route of a FIB, `10.50.0.0/16 10.0.0.14 vpngw#0`
 * a route that a gateway programs, `0.0.0.0/0 VirtualAppliance 10.0.3.4` a user-defined one.
 */
import {
  type Backend,
  type BalancingRule,
  effectiveRoutes,
  type FirewallRules,
  type ProgrammedRoute,
  RESERVED_RANGES,
  type SecurityGroup,
  securityGroup,
  type SecurityRuleData,
  type UserRoute,
} from '../azure/index.ts';
import type { BgpEntry, SpeakerState } from '../bgp/index.ts';
import type { NetInterface, NetNode, NetVnet, Network, Segment, ServiceNode, Tunnel } from '../compile/index.ts';
import { formatPrefix, type Ip, ip, type Ipv4, networkOf, parseInterfaceAddress, prefix, prefixKey, PrefixTable } from '../ip/index.ts';
import type { InternetHost, Lab, Listener } from '../model/index.ts';
import type { FibEntry, FibNextHop } from '../rib/index.ts';
import type { TraceInput } from './world.ts';

const v4 = (text: string) => ip(text) as Ipv4;

interface MachineOptions {
  readonly routes?: readonly string[];
  readonly forwarding?: boolean;
  readonly listen?: readonly Listener[];
  readonly mtu?: number;
  /** Azure: IP forwarding of its NICs (A3). */
  readonly ipForwarding?: boolean;
  readonly publicIp?: string;
  /** Id of the NICs' own network security group. */
  readonly securityGroup?: string;
  readonly down?: readonly string[];
  readonly speaker?: string;
}

/** What may change about a subnet. */
interface SubnetOptions {
  readonly programmed?: readonly string[];
  readonly user?: readonly string[];
  /** A private subnet. */
  readonly closed?: boolean;
  readonly securityGroup?: string;
  readonly natGateway?: string;
}

interface VnetOptions {
  readonly prefixes: readonly string[];
  readonly subnets: Readonly<Record<string, { readonly prefix: string } & SubnetOptions>>;
  /** Remote VNet → its flags. */
  readonly peerings?: Readonly<Record<string, { readonly forwarded?: boolean; readonly remoteGateways?: boolean; readonly access?: boolean }>>;
}

export const NO_RULES: FirewallRules = { nat: [], network: [], application: [], privateRanges: RESERVED_RANGES };
export const ALLOW_ALL: FirewallRules = {
  ...NO_RULES,
  network: [
    {
      name: 'all',
      priority: 100,
      action: 'Allow',
      rules: [{ name: 'any', sources: [{ kind: 'any' }], destinations: [{ kind: 'any' }], protocols: ['Any'], ports: [{ from: 0, to: 65535 }] }],
    },
  ],
};

export class TestNetwork {
  private readonly nodes = new Map<string, NetNode>();
  private readonly segments = new Map<string, Segment>();
  private readonly vnets = new Map<string, NetVnet>();
  private readonly vnetOptions = new Map<string, VnetOptions>();
  private readonly tunnels: Tunnel[] = [];
  private readonly fibs = new Map<string, PrefixTable<FibEntry>>();
  private readonly speakers = new Map<string, SpeakerState>();
  private readonly securityGroups = new Map<string, SecurityGroup>();
  private readonly natGateways = new Map<string, readonly Ip[]>();
  private readonly listeners: Record<string, { listen: readonly Listener[] }> = {};
  private readonly hosts: Record<string, InternetHost> = {};

  /** A host or router; `interfaces` by name, several addresses separated by blanks. */
  machine(id: string, interfaces: Readonly<Record<string, string>>, options: MachineOptions = {}): this {
    const made = Object.entries(interfaces).map(([name, text]) => this.interface(name, text, options));
    this.nodes.set(id, {
      kind: 'router',
      id,
      device: id,
      interfaces: made,
      forwarding: options.forwarding ?? false,
      kernelRoutes: [],
      staticRoutes: [],
      resolveViaDefault: { ipv4: true, ipv6: true },
      platform: 'linux',
      ...(options.speaker !== undefined && { speaker: options.speaker }),
    });
    this.listeners[id] = { listen: options.listen ?? [] };
    const fib = new PrefixTable<FibEntry>();
    for (const i of made) for (const a of i.addresses) addRoute(fib, `${formatPrefix(networkOf(a))} dev ${i.name}`);
    for (const route of options.routes ?? []) addRoute(fib, route);
    this.fibs.set(id, fib);
    return this;
  }

  private interface(name: string, text: string, options: MachineOptions): NetInterface {
    const words = text.split(' ');
    const segment = words.find((w) => w.startsWith('@'))?.slice(1);
    const tunnel = words.find((w) => w.startsWith('~'))?.slice(1);
    if (segment !== undefined && !this.segments.has(segment) && !segment.includes('/')) this.segments.set(segment, { kind: 'ethernet', id: segment });
    const addresses = words.flatMap((w) => parseInterfaceAddress(w) ?? []);
    return {
      name,
      addresses,
      ...(segment !== undefined && { segment }),
      ...(tunnel !== undefined && { tunnel }),
      up: !options.down?.includes(name),
      mtu: options.mtu ?? 1500,
      ipForwarding: options.ipForwarding ?? false,
      ...(options.publicIp !== undefined && { publicIps: [{ publicIp: ip(options.publicIp), address: addresses[0]?.ip as Ip }] }),
      ...(options.securityGroup !== undefined && { securityGroup: options.securityGroup }),
    };
  }

  /** An Ethernet whose name has a slash: a circuit's leg. */
  leg(id: string): this {
    this.segments.set(id, { kind: 'ethernet', id });
    return this;
  }

  vnet(id: string, options: VnetOptions): this {
    this.vnetOptions.set(id, options);
    this.vnets.set(id, {
      id,
      location: 'japaneast',
      prefixes: options.prefixes.map(prefix),
      endpoints: [],
      summaries: [],
      peerings: Object.entries(options.peerings ?? {}).map(([remote, flags]) => ({
        name: remote,
        remote,
        global: false,
        prefixes: [],
        allowVirtualNetworkAccess: flags.access ?? true,
        allowForwardedTraffic: flags.forwarded ?? false,
        useRemoteGateways: flags.remoteGateways ?? false,
        allowGatewayTransit: true,
      })),
    });
    for (const [subnet, s] of Object.entries(options.subnets)) {
      const ref = `${id}/${subnet}`;
      this.segments.set(ref, this.azureSubnet(ref, s));
    }
    return this;
  }

  /** Another flavour of the same VNet's subnet. */
  subnet(ref: string, change: SubnetOptions): this {
    const [vnet = '', subnet = ''] = ref.split('/');
    const options = this.vnetOptions.get(vnet) as VnetOptions;
    const changed = { ...(options.subnets[subnet] as VnetOptions['subnets'][string]), ...change };
    this.vnetOptions.set(vnet, { ...options, subnets: { ...options.subnets, [subnet]: changed } });
    this.segments.set(ref, this.azureSubnet(ref, changed));
    return this;
  }

  private azureSubnet(ref: string, s: VnetOptions['subnets'][string]): Segment {
    const [vnet = '', subnet = ''] = ref.split('/');
    return {
      kind: 'azure-subnet',
      id: ref,
      vnet,
      subnet,
      prefixes: [prefix(s.prefix)],
      defaultOutboundAccess: s.closed !== true,
      ...(s.securityGroup !== undefined && { securityGroup: s.securityGroup }),
      ...(s.natGateway !== undefined && { natGateway: s.natGateway }),
    };
  }

  /** A network security group; its rules as `Allow Inbound 100 tcp 10.1.0.0/16 > VirtualNetwork :22`. */
  securityGroup(id: string, ...rules: readonly string[]): this {
    this.securityGroups.set(id, securityGroup(id, rules.map(securityRule)));
    return this;
  }

  natGateway(id: string, ...addresses: readonly string[]): this {
    this.natGateways.set(id, addresses.map(ip));
    return this;
  }

  /**
   * A load balancer with one frontend, `10.1.0.100 @v/a` or a public `198.51.100.5`, and backends `vm 10.1.0.4` behind their
   * `eth0`. Each rule is `tcp/443>8443`, or `all` for HA ports.
   */
  balancer(
    id: string,
    frontend: string,
    backends: readonly string[],
    rules: readonly string[],
    change: Partial<BalancingRule> & { readonly outbound?: boolean } = {},
  ): this {
    const { outbound, ...rest } = change;
    const members = backends.map((text): Backend => {
      const [node = '', address = ''] = text.split(' ');
      return { node, interface: 'eth0', ip: ip(address) };
    });
    const [address = '', at] = frontend.split(' ');
    this.nodes.set(id, {
      kind: 'load-balancer',
      id,
      device: id,
      interfaces: [
        { ...this.interface('fe', `${address}/32${at === undefined ? '' : ` ${at}`}`, { ipForwarding: true, ...(at === undefined && { publicIp: address }) }) },
      ],
      rules: rules.map((text) => ({ ...balancingRuleOf(text), backends: members, ...rest })),
      outbound: outbound ? [{ rule: 'outbound', protocol: 'all', publicIps: [ip(address)], backends: members }] : [],
      members,
    });
    return this;
  }

  firewall(device: string, subnet: string, vip: string, instances: readonly string[], publicIps: readonly string[], rules: FirewallRules): this {
    for (const [instance, address] of instances.entries())
      this.nodes.set(`${device}#${instance}`, {
        kind: 'azure-firewall',
        id: `${device}#${instance}`,
        device,
        instance,
        vip: v4(vip),
        publicIps: publicIps.map(v4),
        rules,
        interfaces: [{ ...this.interface('eth0', `${address}/32 @${subnet}`, { ipForwarding: true }) }],
      });
    return this;
  }

  /** A private endpoint or Bastion: `10.1.0.9 @v/a`. */
  service(
    kind: ServiceNode['kind'],
    id: string,
    at: string,
    change: { readonly guarded?: boolean; readonly server?: string; readonly publicIp?: string } = {},
  ): this {
    const { guarded = kind === 'bastion', server, publicIp } = change;
    const [address, segment] = at.split(' ');
    const nic = this.interface('eth0', `${address}/32 ${segment}`, publicIp === undefined ? {} : { publicIp });
    this.nodes.set(id, { kind, id, device: id, interfaces: [nic], guarded, ...(server !== undefined && { server }) });
    return this;
  }

  /** A managed instance with its best paths: `10.50.0.0/16 via 10.50.0.4 vpn-peer`, `10.0.0.0/16 own vnet`; equal next hops separated by commas. */
  managed(kind: 'vpn-gateway' | 'er-gateway' | 'route-server', id: string, at: string, paths: readonly string[] = [], publicIp?: string): this {
    this.nodes.set(id, {
      kind,
      id,
      device: id.split('#')[0] as string,
      interfaces: [this.interface('eth0', at, { ipForwarding: true })],
      speaker: id,
      ...(publicIp !== undefined && { publicIp: v4(publicIp) }),
    });
    return this.bgp(id, paths);
  }

  /** Its interfaces by name; `customer` is the circuit's leg, the others connections. */
  msee(id: string, interfaces: Readonly<Record<string, string>>, paths: readonly string[]): this {
    this.nodes.set(id, {
      kind: 'msee',
      id,
      device: id.split('#')[0] as string,
      customerInterface: 'customer',
      fastPath: [],
      speaker: id,
      interfaces: Object.entries(interfaces).map(([name, text]) => this.interface(name, text, { ipForwarding: true })),
    });
    return this.bgp(id, paths);
  }

  /** `via` peers are peers of that role, reached from the address after `from`, if said. */
  private bgp(id: string, paths: readonly string[]): this {
    const peers = new Map<string, { id: string; role: string; localAddress?: ReturnType<typeof ip> }>();
    const table = new Map<number | bigint, BgpEntry>();
    for (const text of paths) {
      const [to = '', word = '', hops = '', role = '', , local] = text.split(' ');
      const own = word === 'own';
      for (const hop of own ? [] : hops.split(',')) peers.set(hop, { id: hop, role, ...(local !== undefined && { localAddress: ip(local) }) });
      const made = (own ? ['0.0.0.0'] : hops.split(',')).map((hop, i) => ({
        source: own ? { kind: 'local', origination: { kind: 'fixed', prefix: prefix(to), label: hops } } : { kind: 'peer', peer: hop, type: 'external' },
        attributes: { nextHop: ip(hop) },
        best: i === 0,
        multipath: !own,
      }));
      table.set(prefixKey(prefix(to)), { prefix: prefix(to), paths: made, advertisedTo: [] } as unknown as BgpEntry);
    }
    const state = { id, config: { peers: [...peers.values()] }, tables: { ipv4: table, ipv6: new Map() } };
    this.speakers.set(id, state as unknown as SpeakerState);
    return this;
  }

  /** IPsec between two instances: node, outer address, BGP address or prefixes that lie behind it. */
  tunnel(connection: string, a: readonly [string, string, string], b: readonly [string, string, string]): this {
    const fixed = a[2].includes('/');
    const end = ([node, outer, inner]: readonly [string, string, string]) => ({ node, outer: ip(outer), ...(!fixed && { bgpAddress: ip(inner) }) });
    this.tunnels.push({
      id: `${connection}:${a[0]}:${b[0]}`,
      kind: 'ipsec',
      connection,
      ends: [end(a), end(b)],
      ...(fixed && { staticPrefixes: [[prefix(a[2])], [prefix(b[2])]] as const }),
    });
    return this;
  }

  /** The Internet with its named hosts: `web` → `192.0.2.80 www.example.com tcp/443`. */
  internet(hosts: Readonly<Record<string, string>> = {}): this {
    this.segments.set('internet', { kind: 'internet', id: 'internet' });
    this.nodes.set('internet', {
      kind: 'internet',
      id: 'internet',
      device: 'internet',
      interfaces: [{ name: 'internet', addresses: [], segment: 'internet', up: true, mtu: 1500 }],
    });
    for (const [id, text] of Object.entries(hosts)) {
      const [ipAddress = '', ...words] = text.split(' ');
      const listen = words.flatMap((w) => {
        const [protocol, port] = w.split('/');
        return port === undefined ? [] : [{ protocol: protocol as 'tcp' | 'udp', port: Number(port) }];
      });
      this.hosts[id] = { ipAddress, names: words.filter((w) => !w.includes('/')), listen };
    }
    return this;
  }

  /** What a trace asks for. `order` rearranges the nodes. */
  build(order: <T>(list: T[]) => T[] = (list) => list): TraceInput {
    const vnets: Record<string, { subnets: Record<string, unknown> }> = {};
    const rows = new Map<string, ReturnType<typeof effectiveRoutes>>();
    for (const [id, options] of this.vnetOptions) {
      const subnets: Record<string, unknown> = {};
      vnets[id] = { subnets };
      for (const [name, s] of Object.entries(options.subnets)) {
        subnets[name] = { addressPrefix: s.prefix };
        rows.set(
          `${id}/${name}`,
          effectiveRoutes({
            vnetPrefixes: options.prefixes.map(prefix),
            peered: Object.keys(options.peerings ?? {}).flatMap((vnet) =>
              (this.vnets.get(vnet)?.prefixes ?? []).map((p) => ({ prefix: p, global: false, vnet })),
            ),
            programmed: (s.programmed ?? []).map(programmed),
            user: (s.user ?? []).map(userRoute),
          }),
        );
      }
    }
    const network: Network = {
      nodes: new Map(order([...this.nodes])),
      segments: new Map(order([...this.segments])),
      speakers: new Map(),
      tunnels: order([...this.tunnels]),
      vnets: new Map(
        order(
          [...this.vnets].map(([id, v]) => [id, { ...v, peerings: v.peerings.map((p) => ({ ...p, prefixes: this.vnets.get(p.remote)?.prefixes ?? [] })) }]),
        ),
      ),
      routeServers: new Map(),
      subnetRoutes: new Map(),
      securityGroups: this.securityGroups,
      natGateways: this.natGateways,
      diagnostics: [],
    };
    const lab = { virtualNetworks: vnets, hosts: this.listeners, internet: { hosts: this.hosts } } as unknown as Lab;
    return {
      lab,
      network,
      effectiveRoutes: new Map(order([...rows])),
      controlPlane: { speakers: this.speakers, ribs: new Map(), fibs: this.fibs, log: [], settledAt: 0 },
    };
  }
}

function securityRule(text: string): SecurityRuleData {
  const [access, direction, priority, protocol = '*', from = '*', , to = '*', port] = text.split(' ');
  const every = [{ from: 0, to: 65535 }];
  const term = (t: string) =>
    t === '*' ? { kind: 'any' as const } : /[/]/.test(t) ? { kind: 'prefix' as const, prefix: prefix(t) } : { kind: 'tag' as const, tag: t };
  const [low = 0, high = low] = port?.slice(1).split('-').map(Number) ?? [];
  return {
    name: `r${priority}`,
    priority: Number(priority),
    direction: direction as SecurityRuleData['direction'],
    access: access as SecurityRuleData['access'],
    protocol,
    sources: [term(from)],
    sourcePorts: every,
    destinations: [term(to)],
    destinationPorts: port === undefined ? every : [{ from: low, to: high }],
  };
}

function balancingRuleOf(text: string): Omit<BalancingRule, 'backends'> {
  const [protocol = 'all', ports = '0>0'] = text.split('/');
  const [frontendPort = 0, backendPort = frontendPort] = ports.split('>').map(Number);
  return { name: text, frontend: 'fe', protocol: protocol as BalancingRule['protocol'], frontendPort, backendPort, floating: false, distribution: 'Default' };
}

/** `P via A,B dev I`, `P dev I`, `P blackhole`, `P reject`. */
function addRoute(fib: PrefixTable<FibEntry>, text: string): void {
  const [to = '', ...words] = text.split(' ');
  const after = (word: string) => (words.includes(word) ? words[words.indexOf(word) + 1] : undefined);
  const dev = after('dev');
  const out = dev === undefined ? {} : { interface: dev };
  const blackhole = words.find((w): w is 'blackhole' | 'reject' => w === 'blackhole' || w === 'reject');
  const nextHops: FibNextHop[] = blackhole
    ? [{ blackhole }]
    : (after('via')?.split(',') ?? ['']).map((via) => ({ ...out, ...(via !== '' && { gateway: ip(via) }) }));
  const source = after('src');
  const entry = { prefix: prefix(to), nextHops: source === undefined ? [] : [{ source: ip(source), resolved: [] }] };
  fib.set(prefix(to), { prefix: prefix(to), nextHops, entry } as unknown as FibEntry);
}

function programmed(text: string): ProgrammedRoute {
  const [to = '', nextHop, node] = text.split(' ');
  return {
    prefix: prefix(to),
    ...(nextHop !== undefined && { nextHopIp: ip(nextHop) }),
    ...(node !== undefined && { nodes: [node] }),
    reason: { code: 'azure-gateway-programs', rules: [] },
  };
}

function userRoute(text: string): UserRoute {
  const [to = '', nextHopType = '', nextHop] = text.split(' ');
  return {
    name: text,
    routeTable: 'rt',
    prefix: prefix(to),
    nextHopType: nextHopType as UserRoute['nextHopType'],
    ...(nextHop !== undefined && { nextHopIp: ip(nextHop) }),
  };
}
