/** Routes of a speaker's own, asked for again and again as its RIB changes. */
import { describe, expect, it } from 'vitest';
import { compileFrrLab } from '../compile/frr-lab.ts';
import { formatPrefix, type Ip, parseIp, parsePrefix, type Prefix } from '../ip/index.ts';
import { AttributeStore, UNSHARED } from '../policy/index.ts';
import { routesOf } from './originate.ts';
import { OwnRoutes } from './own-routes.ts';
import type { RedistributedRoute, RouterView } from './router-view.ts';
import type { SpeakerConfig } from './types.ts';

function speaker(...lines: readonly string[]): SpeakerConfig {
  const frr = ['route-map TEN permit 10', ' match metric 10', ' set community 65001:10', 'exit', 'router bgp 65001', ...lines.map((l) => ` ${l}`)];
  const [config] = compileFrrLab({ routers: { r: { frr: frr.join('\n') } } }).network.speakers.values();
  return config as SpeakerConfig;
}

/** With a line more below the map's only entry, typed later. */
function speakerWith(line: string, lines: readonly string[]): SpeakerConfig {
  const frr = ['route-map TEN permit 10', ' match metric 10', ' set community 65001:10', 'exit', 'router bgp 65001', ...lines.map((l) => ` ${l}`)];
  const lab = compileFrrLab({ routers: { r: { frr: frr.join('\n') } }, late: { r: ['route-map TEN permit 10', line] } });
  return lab.later?.speakers.values().next().value as SpeakerConfig;
}

const prefix = (text: string) => parsePrefix(text) as Prefix;
const ip = (text: string) => parseIp(text) as Ip;
const [A, B] = [prefix('10.1.0.0/16'), prefix('10.2.0.0/16')];

/** A RIB with these metrics, from elsewhere than BGP, all offered as static routes. */
function rib(metrics: ReadonlyMap<Prefix, number>, gateway = '10.0.0.1'): RouterView {
  const routes = [...metrics].map(([p, metric]): RedistributedRoute => ({ prefix: p, metric, nextHop: ip(gateway) }));
  const view = { metricOf: (p: Prefix) => metrics.get(p), redistributable: (_afi: string, protocol: string) => (protocol === 'static' ? routes : []) };
  return view as unknown as RouterView;
}

const config = speaker('bgp network import-check', 'network 10.1.0.0/16', 'network 10.2.0.0/16 route-map TEN', 'redistribute static route-map TEN');
const told = (own: OwnRoutes, router: RouterView, of = config) =>
  own.now(of, router).map(({ prefix: p, attributes, valid, igpMetric }) => [formatPrefix(p), valid, igpMetric, attributes.med, attributes.communities.length]);

describe('F47, F49 routes of one’s own', () => {
  it('are those that the statements make, whatever was asked before', () => {
    const network = config.originations.find((o) => o.kind === 'network')?.prefix as Prefix;
    const other = config.originations.findLast((o) => o.kind === 'network')?.prefix as Prefix;
    const asked = [config, speaker('redistribute static'), speaker('no bgp network import-check', 'network 10.1.0.0/16')];
    for (const sharing of [UNSHARED, new AttributeStore()]) {
      const own = new OwnRoutes(sharing);
      let die = 7;
      for (let i = 0; i < 300; i++) {
        die = (Math.imul(die, 1664525) + 1013904223) >>> 0;
        const metrics = new Map<Prefix, number>();
        if (die & 0x10000) metrics.set(network, die & 0x20000 ? 10 : 20);
        if (die & 0x40000) metrics.set(other, die & 0x80000 ? 10 : 20);
        const router = rib(metrics, die & 0x100000 ? '10.0.0.1' : '10.0.0.2');
        const of = asked[(die >>> 24) % 8] ?? config;
        expect(own.now(of, router)).toEqual(of.originations.flatMap((o) => routesOf(o, of, router)));
      }
    }
  });

  it('are made anew only where what they are made of is another', () => {
    const own = new OwnRoutes(new AttributeStore());
    const statics = speaker('redistribute static');
    const [a, b] = own.now(
      statics,
      rib(
        new Map([
          [A, 1],
          [B, 2],
        ]),
      ),
    );
    const [again, other] = own.now(
      statics,
      rib(
        new Map([
          [A, 1],
          [B, 3],
        ]),
      ),
    );
    expect(again).toBe(a);
    expect(other).not.toBe(b);
    expect(other?.attributes.med).toBe(3);
    expect(own.now(speaker('bgp default local-preference 99', 'redistribute static'), rib(new Map([[A, 1]])))[0]).not.toBe(a);
  });

  it('pass their route-map again when the metric is another', () => {
    const own = new OwnRoutes(UNSHARED);
    expect(told(own, rib(new Map([[A, 10]])), speaker('redistribute static route-map TEN'))).toEqual([['10.1.0.0/16', true, undefined, 10, 1]]);
    expect(told(own, rib(new Map([[A, 20]])), speaker('redistribute static route-map TEN'))).toEqual([]);
  });

  it('F5 stay as they were made where a map goes on elsewhere, until their route is another (recordings on-match-late-1, -2)', () => {
    const lines = ['network 10.2.0.0/16 route-map TEN', 'redistribute static route-map TEN'];
    const [before, now, heard] = [speaker(...lines), speakerWith(' on-match next', lines), speakerWith(' set local-preference 7', lines)];
    const view = rib(new Map([[B, 10]]));
    const own = new OwnRoutes(UNSHARED);
    const made = own.now(before, view);
    expect(own.now(now, view)).toEqual(made);
    expect(own.now(now, rib(new Map([[B, 10]]), '10.0.0.9'))).not.toEqual(made);
    expect(own.now(heard, view)).not.toEqual(made);
  });
});
