/**
 * A full IPv4 table from each of two upstreams through bogon filters, best paths chosen and installed. `--prefixes N` for another number
 * than 100 000 from each.
 */
import type { Origination } from '../src/engine/bgp/types.ts';
import { compileFrrLab } from '../src/engine/compile/frr-lab.ts';
import { Simulation } from '../src/engine/control-plane/index.ts';
import { cpuOf, inUse, megabytes, tell } from './measure.ts';
import { randomFrom } from './random.ts';
import { internet4 } from './tables.ts';

const option = process.argv.indexOf('--prefixes');
const count = option > 0 ? Number(process.argv[option + 1]) : 100_000;
const BOGONS = ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16', '224.0.0.0/3'];

const filter = [
  ...BOGONS.map((p, i) => `ip prefix-list BOGONS seq ${i + 1} permit ${p} le 32`),
  'ip prefix-list LONG seq 1 permit 0.0.0.0/0 ge 25',
  'bgp as-path access-list PRIVATE permit _(6451[2-9]|645[2-9][0-9]|64[6-9][0-9][0-9]|65[0-9][0-9][0-9])_',
  ...['match ip address prefix-list BOGONS', 'match ip address prefix-list LONG', 'match as-path PRIVATE'].flatMap((m, i) => [
    `route-map IN deny ${i + 1}`,
    ` ${m}`,
  ]),
  'route-map IN permit 10',
  'ip prefix-list NONE deny any',
];
const upstream = (n: number) => ({
  interfaces: { eth0: { segment: `s${n}`, addresses: [`192.0.2.${4 * n + 1}/30`] } },
  frr: `router bgp ${3000 + n}\n bgp router-id 192.0.2.${4 * n + 1}\n no bgp ebgp-requires-policy\n neighbor 192.0.2.${4 * n + 2} remote-as 210000`,
});
const { network } = compileFrrLab({
  routers: {
    own: {
      interfaces: Object.fromEntries([0, 1].map((n) => [`eth${n}`, { segment: `s${n}`, addresses: [`192.0.2.${4 * n + 2}/30`] }])),
      frr: [
        ...filter,
        'router bgp 210000',
        ' bgp router-id 192.0.2.2',
        ...[0, 1].flatMap((n) => [` neighbor 192.0.2.${4 * n + 1} remote-as ${3000 + n}`, ` neighbor 192.0.2.${4 * n + 1} route-map IN in`]),
        ...[0, 1].map((n) => ` neighbor 192.0.2.${4 * n + 1} prefix-list NONE out`),
      ].join('\n'),
    },
    up0: upstream(0),
    up1: upstream(1),
  },
});

/** Networks of some seven prefixes each, three to six AS numbers away. */
function routes(seed: number): Origination[] {
  const random = randomFrom(seed);
  let asns: number[] = [];
  return internet4(count).map((prefix, i) => {
    if (i % 7 === 0) asns = Array.from({ length: 2 + (random() % 4) }, () => 1000 + (random() % 60_000));
    return { kind: 'fixed', prefix, label: 'dfz', asPath: [{ type: 'sequence', asns }] };
  });
}

const speakers = new Map(
  [...network.speakers].map(([id, s]) => [id, { ...s, startsAt: 0, ...(id.startsWith('up') && { originations: routes(id === 'up0' ? 7 : 8) }) }]),
);
const before = inUse();
const simulation = new Simulation({ ...network, speakers }, { logLimit: 0 });
const ms = cpuOf(() => simulation.run());
const own = simulation.speakers.get('own');
const installed = simulation.routers.get('own')?.rib.entries.size ?? 0;
tell(
  `${count} prefixes from each of two upstreams`,
  `${(ms / 1000).toFixed(1)} s, ${megabytes(inUse() - before)}, all three routers`,
  `${own?.table.destinations.size} in the table, ${installed} in the RIB`,
);
