/** Interfaces and PBR maps (zebra.rst "Interface Commands", pbr.rst). */
import { type InterfaceAddress, type Ip, parseInterfaceAddress } from '../../ip/index.ts';
import type { Builder } from '../build/builder.ts';
import { type Command, type Context, commands, type Row } from '../command.ts';
import type { FrrPbrEntry } from '../config.ts';
import { type Refusal, refuse } from '../verdict.ts';

const INTERFACE = 'zebra: Interface Commands';

function address({ build, args, ref }: Context): Refusal | undefined {
  if (!args.no && isMartian(build, parseInterfaceAddress(args.text('address'))?.ip)) return refuse('% Invalid address');
  const text = args.text('address');
  const peer = args.maybePrefix('peer');
  const iface = build.interface;
  const key = `${text} ${args.maybe('peer') ?? ''}`;
  if (args.no) iface?.addresses.delete(key);
  else iface?.addresses.set(key, { address: parseInterfaceAddress(peer ? `${text}/32` : text) as InterfaceAddress, ...(peer ? { peer } : {}), source: ref });
  return undefined;
}

/** lib/prefix.h ipv4_martian, ipv6_martian: of 0/8, 127/8, multicast and class E, unless `allow-reserved-ranges`; of IPv6 the loopback. */
function isMartian(build: Builder, ip: Ip | undefined): boolean {
  if (ip === undefined || typeof ip === 'bigint') return ip === 1n;
  const first = ip >>> 24;
  return first === 0 || first === 127 || (first >= 224 && (first < 240 || !build.allowReservedRanges));
}

const IN_INTERFACE: Command[] = commands({ modes: ['interface'], manual: INTERFACE, transaction: 'elsewhere' }, [
  {
    syntax: 'ip address A.B.C.D/M$address [label LINE]',
    no: true,
    help: 'Gives the interface this IPv4 address; its subnet becomes connected.',
    apply: address,
  },
  {
    syntax: 'ip address A.B.C.D$address peer A.B.C.D/M$peer',
    no: true,
    help: 'Gives a point-to-point interface its address and that of the other end; the latter becomes connected (F144).',
    apply: address,
  },
  {
    syntax: 'ipv6 address X:X::X:X/M$address',
    no: true,
    help: 'Gives the interface this IPv6 address; its subnet becomes connected.',
    apply: address,
  },
  {
    syntax: 'shutdown',
    no: true,
    help: 'Takes the interface down, and with it what is connected.',
    apply: ({ build, args }) => {
      if (build.interface) build.interface.shutdown = !args.no;
    },
  },
  {
    syntax: 'description LINE...$text',
    no: 'no description',
    help: 'A comment kept with the interface.',
    transaction: 'grouped',
    apply: ({ build, args }) => {
      if (build.interface) build.interface.description = args.no ? undefined : args.all('text').join(' ');
    },
  },
  {
    syntax: 'pbr-policy PBRMAP$map',
    no: true,
    help: 'Routes packets that come in here by this pbr-map (F141).',
    manual: 'pbr: PBR Policy',
    apply: ({ build, args }) => {
      if (build.interface) build.interface.pbrPolicy = args.no ? undefined : args.text('map');
    },
  },
  {
    syntax: 'link-detect',
    no: true,
    help: 'Takes an interface without a carrier for down.',
    apply: ({ build, args }) => {
      if (build.interface) build.interface.noLinkDetect = args.no || undefined;
    },
  },
  {
    syntax: 'multicast',
    no: true,
    help: 'A setting of the interface that changes no route of the lab.',
    apply: ({ build, args }) => {
      if (build.interface) build.interface.multicast = !args.no;
    },
  },
  {
    syntax: 'bandwidth (1-100000)$rate',
    no: 'no bandwidth [(1-100000)]',
    help: 'A figure that other routing protocols use.',
    apply: ({ build, args }) => {
      if (build.interface) build.interface.bandwidth = args.no ? undefined : args.number('rate');
    },
  },
  { syntax: 'delay (1-16777215)', no: 'no delay [(1-16777215)]', help: 'A figure that other routing protocols use.' },
  {
    syntax: 'ipv6 nd WORD...',
    no: true,
    help: 'Router advertisements towards hosts.',
    effect: 'shape the router advertisements that hosts configure themselves from',
  },
  { syntax: 'vrrp WORD...', no: true, help: 'A virtual router shared with others.', effect: 'share a virtual address with other routers (VRRP)' },
  { syntax: 'mpls WORD...', no: true, help: 'MPLS on this interface.', effect: 'forward MPLS here' },
  { syntax: 'evpn WORD...', no: true, help: 'Sets up EVPN multihoming.', effect: 'take part in EVPN multihoming' },
  { syntax: 'link-params', help: 'Opens the traffic-engineering parameters.', effect: 'announce traffic-engineering parameters', enters: 'other' },
  { syntax: 'tunnel WORD...', no: true, help: 'NHRP tunnel settings.', effect: 'shape an NHRP tunnel' },
  {
    syntax:
      '<ip|ipv6> <ospf|ospf6|rip|ripng|router|pim|igmp|mld|mroute|multicast|nhrp|eigrp|irdp|split-horizon|bandwidth-percent|hello-interval|hold-time|summary-address|authentication> [WORD...]',
    no: true,
    help: 'A routing protocol that the lab does not model.',
    effect: 'take part in a routing protocol that the lab does not model',
  },
  {
    syntax: '<isis|openfabric|babel|ospf|eigrp> WORD...',
    no: true,
    help: 'A routing protocol that the lab does not model.',
    effect: 'take part in a routing protocol that the lab does not model',
  },
]);

type Match = FrrPbrEntry['match'];

/** A match clause of a pbr-map entry. */
function pbrMatch<K extends keyof Match>(syntax: string, key: K, help: string, read: (c: Context) => Match[K]): Row {
  return {
    syntax,
    no: true,
    help,
    apply: (c) => {
      if (c.build.pbrEntry) c.build.pbrEntry.match[key] = c.args.no ? undefined : read(c);
    },
  };
}

function pbrSet(syntax: string, no: string, help: string, read: (c: Context) => FrrPbrEntry['set']): Row {
  return {
    syntax,
    no,
    help,
    apply: (c) => {
      if (c.build.pbrEntry) c.build.pbrEntry.set = c.args.no ? undefined : read(c);
    },
  };
}

const HOP = '<<A.B.C.D|X:X::X:X>$ip [IFNAME$interface]|IFNAME$interface> [nexthop-vrf VRF$vrf]';

const IN_PBR: Command[] = commands({ modes: ['pbr-map'], manual: 'pbr: PBR Maps', transaction: 'elsewhere' }, [
  pbrMatch('match src-ip <A.B.C.D/M|X:X::X:X/M>$prefix', 'srcIp', 'Packets from this prefix.', ({ args }) => args.prefix('prefix')),
  pbrMatch('match dst-ip <A.B.C.D/M|X:X::X:X/M>$prefix', 'dstIp', 'Packets to this prefix.', ({ args }) => args.prefix('prefix')),
  pbrMatch('match src-port (1-65535)$port', 'srcPort', 'Packets from this TCP or UDP port.', ({ args }) => args.number('port')),
  pbrMatch('match dst-port (1-65535)$port', 'dstPort', 'Packets to this TCP or UDP port.', ({ args }) => args.number('port')),
  pbrMatch('match ip-protocol <tcp|udp>$protocol', 'ipProtocol', 'Packets of this protocol.', ({ args }) => args.text('protocol')),
  { ...pbrMatch('match dscp DSCP$value', 'dscp', 'Packets with this DSCP.', ({ args }) => args.text('value')), effect: 'match packets by their DSCP' },
  {
    ...pbrMatch('match ecn (0-3)$value', 'ecn', 'Packets with these ECN bits.', ({ args }) => args.number('value')),
    effect: 'match packets by their ECN bits',
  },
  pbrMatch('match mark (1-4294967295)$value', 'mark', 'Packets with this firewall mark.', ({ args }) => args.number('value')),
  pbrSet(`set nexthop ${HOP}`, `no set nexthop [${HOP}]`, 'Sends matching packets to this next hop.', ({ args }) => {
    const ip = args.maybeIp('ip');
    const iface = args.maybe('interface');
    if (ip === undefined) return iface === undefined ? undefined : { kind: 'interface', interface: iface };
    return { kind: 'nexthop', ip, ...(iface === undefined ? {} : { interface: iface }) };
  }),
  {
    ...pbrSet('set nexthop-group NHGNAME$name', 'no set nexthop-group [NHGNAME]', 'Sends matching packets to the next hops of a group.', ({ args }) => ({
      kind: 'nexthop-group',
      name: args.text('name'),
    })),
    effect: 'send matching packets to a group of next hops',
  },
  {
    ...pbrSet('set vrf <unchanged|VRF>$name', 'no set vrf [<unchanged|VRF>]', 'Looks matching packets up in this VRF.', ({ args }) => ({
      kind: 'vrf',
      name: args.text('name'),
    })),
    effect: 'look matching packets up in a VRF',
  },
  {
    syntax: '<set <pcp (0-7)|queue-id (1-65535)|vlan (1-4094)>|strip vlan>',
    no: true,
    help: 'Rewrites the Ethernet header.',
    effect: 'rewrite the VLAN tag or queue of matching packets',
  },
]);

export const INTERFACE_COMMANDS: Command[] = [
  ...commands({ modes: ['config'], manual: INTERFACE, transaction: 'grouped' }, [
    {
      syntax: 'interface IFNAME$name [vrf VRF]',
      enters: 'interface',
      defines: 'interface',
      help: 'Opens the settings of an interface.',
      apply: ({ build, args, ref }) => build.enterInterface(args.text('name'), ref),
    },
    {
      syntax: 'no interface IFNAME$name [vrf VRF]',
      help: 'Forgets the settings of an interface that is gone.',
      apply: ({ build, args }) => void build.interfaces.delete(args.text('name')),
    },
  ]),
  ...IN_INTERFACE,
  ...commands({ modes: ['config'], manual: 'pbr: PBR Maps', transaction: 'elsewhere' }, [
    {
      syntax: 'pbr-map PBRMAP$name seq (1-700)$seq',
      enters: 'pbr-map',
      defines: 'pbr-map',
      help: 'Opens an entry of a map for policy-based routing; the lowest number that matches wins (F141).',
      apply: ({ build, args, ref }) => build.enterPbr(args.text('name'), args.number('seq'), ref),
    },
    {
      syntax: 'no pbr-map PBRMAP$name [seq (1-700)$seq]',
      help: 'Removes an entry, or the whole pbr-map.',
      apply: ({ build, args }) => {
        const seq = args.maybeNumber('seq');
        if (seq !== undefined) build.pbrMaps.get(args.text('name'))?.delete(seq);
        if (seq === undefined || build.pbrMaps.get(args.text('name'))?.size === 0) build.pbrMaps.delete(args.text('name'));
      },
    },
    { syntax: 'pbr WORD...', no: true, help: 'Settings of the PBR daemon.' },
  ]),
  ...IN_PBR,
];
