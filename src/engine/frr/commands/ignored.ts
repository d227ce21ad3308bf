/**
 * Statements that change no route: logging, debugging, access to the router itself (F163); and the blocks of other daemons,
 * whose lines are taken as they come and flagged.
 */
import { type Command, commands, type Row } from '../command.ts';

/** With the `no` form where it is not simply `no` in front. */
const SILENT: readonly (readonly [syntax: string, help: string, no?: string])[] = [
  ['log immediate-mode', 'Writes logs at once.'],
  ['log filter-text WORD', 'Logs only lines with this text.'],
  ['clear log filter-text', 'Logs all lines again.'],
  ['service <integrated-vtysh-config|password-encryption|cputime-stats|advanced-vty>', 'How the configuration is kept and the shell behaves.'],
  [
    'service <cputime-warning|walltime-warning> (1-4294967295)',
    'When a slow task is worth a warning.',
    'no service <cputime-warning|walltime-warning> [(1-4294967295)]',
  ],
  ['<password|enable password> [(8-8)] LINE', 'A password of the telnet shell.', 'no <password|enable password>'],
  ['domainname WORD', 'The domain of the router.', 'no domainname [WORD]'],
  ['username WORD nopassword', 'A user of vtysh.'],
  ['banner motd <default|file FILE|line LINE...>', 'The text that greets whoever logs in.', 'no banner motd'],
  ['zebra nexthop kernel enable', 'Internal settings of zebra.'],
  ['fpm <use-next-hop-groups|address <A.B.C.D|X:X::X:X> [port (1-65535)]|connection ip A.B.C.D port (1-65535)>', 'Sends routes to a forwarding-plane manager.'],
  ['agentx', 'Turns the SNMP agent on.'],
  [
    'dump bgp <all|all-et|updates|updates-et|routes-mrt> PATH [INTERVAL]',
    'Writes BGP messages to a file.',
    'no dump bgp <all|all-et|updates|updates-et|routes-mrt> [PATH [INTERVAL]]',
  ],
  ['ip table range (1-4294967295) (1-4294967295)', 'Kernel tables for VRFs.'],
  ['terminal paginate', 'Paging in the shell.'],
];

const BLOCKS: readonly (readonly [syntax: string, effect: string, manual: string])[] = [
  ['router ospf [(1-65535)] [vrf NAME]', 'run OSPF', 'ospfd: Routers'],
  ['router ospf6 [(1-65535)] [vrf NAME]', 'run OSPFv3', 'ospf6d: OSPF6 router'],
  ['router rip [vrf NAME]', 'run RIP', 'ripd: RIP Configuration'],
  ['router ripng [vrf NAME]', 'run RIPng', 'ripngd: ripngd Configuration'],
  ['router isis WORD [vrf NAME]', 'run IS-IS', 'isisd: ISIS router'],
  ['router eigrp (1-65535) [vrf NAME]', 'run EIGRP', 'eigrpd: EIGRP Configuration'],
  ['router babel', 'run Babel', 'babeld: Babel configuration'],
  ['router openfabric WORD', 'run OpenFabric', 'fabricd: OpenFabric router'],
  ['router pim [vrf NAME]', 'run PIM', 'pim: PIM'],
  ['bfd', 'run BFD sessions', 'bfd: BFDd Commands'],
  ['rpki', 'validate origins with RPKI', 'bgp: Enabling RPKI'],
  ['mpls ldp', 'run LDP', 'ldpd: LDP Configuration'],
  ['segment-routing', 'set up segment routing', 'pathd: Configuration Commands'],
  ['l2vpn WORD type vpls', 'set up a VPLS', 'ldpd: LDP Configuration'],
  ['pseudowire IFNAME', 'set up a pseudowire', 'ldpd: LDP Configuration'],
];

const OTHER: readonly (readonly [syntax: string, effect: string, manual: string])[] = [
  ['mpls WORD...', 'set up MPLS', 'zebra: MPLS Commands'],
  ['evpn WORD...', 'set up EVPN multihoming', 'bgp: Ethernet Virtual Network - EVPN'],
  ['vni WORD...', 'set up EVPN', 'bgp: Ethernet Virtual Network - EVPN'],
  ['nhrp WORD...', 'set up NHRP', 'nhrpd: Configuring NHRP'],
  ['mac access-list WORD...', 'filter MAC addresses', 'filter: Filtering'],
  ['<ip|ipv6> <pim|igmp|mld|msdp|mroute|multicast|ssmpingd> WORD...', 'set up multicast routing', 'pim: PIM'],
  ['ip import-table (1-252) [distance (1-255)] [route-map RMAP]', 'import another kernel table', 'zebra: Zebra'],
  ['vrrp WORD...', 'set defaults for VRRP', 'vrrp: Configuring VRRP'],
];

const row = (syntax: string, help: string, no: string | true = true): Row => ({ syntax, no, help });

export const IGNORED_COMMANDS: Command[] = [
  ...commands(
    { modes: ['config'], manual: 'basic: Basic Config Commands', transaction: 'everyone' },
    SILENT.map(([syntax, help, no]) => row(syntax, help, no)),
  ),
  ...commands({ modes: ['config'], manual: 'basic: Basic Config Commands' }, [
    { syntax: 'line vty', enters: 'line', transaction: 'everyone', help: 'Settings of the telnet shell.' },
    { syntax: 'key chain WORD', no: true, enters: 'key-chain', help: 'Keys for routing protocols other than BGP.' },
    {
      syntax: 'nexthop-group NHGNAME$name',
      no: true,
      enters: 'nexthop-group',
      defines: 'nexthop-group',
      help: 'Next hops under one name, for PBR.',
      manual: 'pbr: Nexthop Groups',
      transaction: 'elsewhere',
      effect: 'name a group of next hops',
    },
    {
      syntax: 'vrf VRF$name',
      no: true,
      enters: 'vrf',
      defines: 'vrf',
      help: 'A VRF: its static routes stand in the table of the device of its name.',
      manual: 'zebra: Virtual Routing and Forwarding',
      transaction: 'grouped',
      apply: ({ build, args }) => {
        if (args.no) {
          build.vrfStatic.delete(args.text('name'));
          build.vrfs.delete(args.text('name'));
        } else build.enterVrf(args.text('name'));
      },
    },
  ]),
  ...commands(
    { modes: ['config'], manual: 'routing protocols', transaction: 'elsewhere', enters: 'other' },
    BLOCKS.map(([syntax, effect, manual]) => ({ syntax, manual, help: 'A part of FRR that the lab does not model.', effect })),
  ),
  ...commands(
    { modes: ['config'], manual: 'routing protocols', transaction: 'elsewhere' },
    BLOCKS.map(([syntax, , manual]) => ({ syntax: `no ${syntax}`, manual, help: 'Ends a part of FRR that the lab does not model.' })),
  ),
  ...commands(
    { modes: ['config', 'vrf'], manual: 'routing protocols', transaction: 'elsewhere' },
    OTHER.map(([syntax, effect, manual]) => ({ ...row(syntax, 'A part of FRR that the lab does not model.'), effect, manual })),
  ),
  ...commands({ modes: ['vrf'], manual: 'zebra: Virtual Routing and Forwarding' }, [
    { syntax: 'netns NAME', no: 'no netns [NAME]', help: 'Ties the VRF to a network namespace.', effect: 'tie the VRF to a network namespace' },
  ]),
  ...commands({ modes: ['line'], manual: 'basic: Terminal Mode Commands' }, [
    {
      syntax: '<login|exec-timeout WORD...|access-class WORD|ipv6 access-class WORD>',
      no: '<no> <login|exec-timeout|access-class [WORD]|ipv6 access-class [WORD]>',
      help: 'A setting of the telnet shell.',
    },
  ]),
  ...commands({ modes: ['key-chain', 'key'], manual: 'ripd: RIP Authentication' }, [
    { syntax: 'key (0-2147483647)', no: true, enters: 'key', help: 'A key of the chain.' },
  ]),
  ...commands({ modes: ['key'], manual: 'ripd: RIP Authentication' }, [
    {
      syntax: '<key-string|accept-lifetime|send-lifetime|cryptographic-algorithm> WORD...',
      no: '<no> <key-string|accept-lifetime|send-lifetime|cryptographic-algorithm> [WORD...]',
      help: 'A key and when it holds.',
    },
  ]),
  ...commands({ modes: ['nexthop-group'], manual: 'pbr: Nexthop Groups', transaction: 'elsewhere' }, [
    { syntax: 'nexthop WORD...', no: true, help: 'A next hop of the group.', effect: 'add a next hop to the group' },
    {
      syntax: '<backup-group WORD|resilient WORD...>',
      no: '<no> <backup-group [WORD]|resilient>',
      help: 'How the group fails over.',
      effect: 'shape the group',
    },
  ]),
];
