import { describe, expect, it } from 'vitest';
import { compileFrrLab } from '../compile/frr-lab.ts';
import { formatPrefix } from '../ip/index.ts';
import { converge, type ConvergeOptions } from './converge.ts';
import { Pace } from './pace.ts';

/** a tells x, which tells c; a may have a network of its own. */
function network(own: boolean) {
  const router = (addresses: readonly string[], lines: readonly string[]) => ({
    interfaces: Object.fromEntries(addresses.map((address, i) => [`eth${i}`, { segment: address.slice(0, 6), addresses: [`${address}/24`] }])),
    frr: lines.join('\n'),
  });
  const bgp = (asn: number) => [`router bgp ${asn}`, ' no bgp ebgp-requires-policy', ' no bgp network import-check'];
  return compileFrrLab({
    routers: {
      a: router(['10.0.1.1'], [...bgp(65001), ' neighbor 10.0.1.3 remote-as 65003', ...(own ? [' network 172.16.1.0/24'] : [])]),
      c: router(['10.0.2.2'], [...bgp(65002), ' neighbor 10.0.2.3 remote-as 65003']),
      x: router(['10.0.1.3', '10.0.2.3'], [...bgp(65003), ' neighbor 10.0.1.1 remote-as 65001', ' neighbor 10.0.2.2 remote-as 65002']),
    },
  }).network;
}

function events(own: boolean, options: ConvergeOptions) {
  const { log } = converge(network(own), options);
  return log.flatMap(({ at, kind, speaker, prefix }) => (prefix && formatPrefix(prefix) === '172.16.1.0/24' ? [{ at, what: `${speaker} ${kind}` }] : []));
}

describe('F39 the queue of decisions', () => {
  it('has what is heard passed on 50 ms later', () => {
    const told = events(false, { changes: [network(true)] });
    const at = (what: string) => told.find((e) => e.what === what)?.at ?? Number.NaN;
    expect(at('x best-changed') - at('x update-received')).toBe(50);
    expect(at('x update-sent')).toBe(at('x best-changed'));
  });

  const standing = (changeInterval: number) => events(false, { changes: [network(true), network(false)], changeInterval }).map((e) => e.what);

  it('passes on nothing of a network that stands for 20 ms', () => {
    expect(standing(20)).toEqual([]);
  });

  it('passes on all of one that stands for 80 ms', () => {
    expect(standing(80)).toEqual(expect.arrayContaining(['x best-changed', 'c update-received', 'c withdraw-received']));
  });
});

describe('F169 the pace of a network that goes round', () => {
  it('is shaken for a while and uneven from then on, and nothing that was sent is overtaken', () => {
    const pace = new Pace(undefined);
    expect(pace.message('a', 'b', 0)).toBe(1);
    pace.shake(0);
    let last = 0;
    for (let now = 0; now < 1500; now++) {
      const arrives = now + pace.message('a', 'b', now);
      expect(arrives).toBeGreaterThanOrEqual(last);
      last = arrives;
      expect(pace.decision(now)).toBe(0);
    }
    expect(pace.decision(1500)).toBe(50);
    expect(new Set(['b', 'c', 'd', 'e'].map((to) => pace.message('f', to, 2000))).size).toBeGreaterThan(1);
    pace.calm();
    expect(pace.message('a', 'c', 3000)).toBe(1);
  });
});
