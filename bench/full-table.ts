/**
 * A full IPv4 table from each of two upstreams through bogon filters, best paths chosen and installed. `--prefixes N` for another number
 * than 100 000 from each. Where BIRD 2 is installed (`apt-get install bird2`), it does the same in the same run.
 */
import type { Origination } from '../src/engine/bgp/types.ts';
import { compileFrrLab } from '../src/engine/compile/frr-lab.ts';
import { Simulation } from '../src/engine/control-plane/index.ts';
import { birdTakes } from './bird.ts';
import { cpuOf, inUse, megabytes, ratio, tell } from './measure.ts';
import { announced, BOGONS, UPSTREAMS } from './upstreams.ts';

const option = process.argv.indexOf('--prefixes');
const count = option > 0 ? Number(process.argv[option + 1]) : 100_000;

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

function routes(seed: number): Origination[] {
  return announced(seed, count).map(({ prefix, asns }) => ({ kind: 'fixed', prefix, label: 'dfz', asPath: [{ type: 'sequence', asns }] }));
}

const speakers = new Map(
  [...network.speakers].map(([id, s]) => [
    id,
    { ...s, startsAt: 0, ...(id.startsWith('up') && { originations: routes(UPSTREAMS[id === 'up0' ? 0 : 1].seed) }) },
  ]),
);
const before = inUse();
const simulation = new Simulation({ ...network, speakers }, { logLimit: 0 });
const ms = cpuOf(() => simulation.run());
const bytes = inUse() - before;
const own = simulation.speakers.get('own');
const installed = simulation.routers.get('own')?.rib.entries.size ?? 0;
tell(
  `${count} prefixes from each of two upstreams`,
  `${(ms / 1000).toFixed(1)} s, ${megabytes(bytes)}, all three routers`,
  `${own?.table.destinations.size} in the table, ${installed} in the RIB`,
);

const bird = await birdTakes(count, `${process.env['HOPLAB_ROOT'] ?? '.'}/.cache/hoplab/bench/bird`);
if (!bird) tell('  BIRD', 'is not installed');
else {
  const { own: alone, all } = bird;
  tell(`  ${bird.version}, all three routers`, `${(all.ms / 1000).toFixed(1)} s, ${megabytes(all.bytes)}`, `${bird.prefixes} networks in the table`);
  tell('  its router in the middle alone', `${(alone.ms / 1000).toFixed(1)} s, ${megabytes(alone.bytes)}`);
  tell('  ours to BIRD, all three routers', `${ratio(ms, all.ms)} the time, ${ratio(bytes, all.bytes)} the memory`, 'goal: less of both');
}
