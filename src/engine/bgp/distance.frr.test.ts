import { describe, expect, it } from 'vitest';
import { compileFrrLab } from '../compile/frr-lab.ts';
import { converge } from '../control-plane/index.ts';
import { parsePrefix, type Prefix, prefixKey } from '../ip/index.ts';

/** The distance of 172.16.0.0/24 at `b`, which has it of 2001:db8::1, and what it was sent with the default route beside it. */
function run(rule: string) {
  const speaker = (asn: number, far: string, farAs: number, family: string) =>
    `router bgp ${asn}\n no bgp ebgp-requires-policy\n no bgp network import-check\n neighbor ${far} remote-as ${farAs}\n neighbor ${far} capability extended-nexthop\n address-family ipv4 unicast\n${family}`;
  const eth0 = (n: number) => ({ segment: 's', addresses: [`10.0.0.${n}/24`, `2001:db8::${n}/64`] });
  const a = speaker(65001, '2001:db8::2', 65002, '  network 172.16.0.0/24\n  neighbor 2001:db8::2 default-originate\n');
  const cp = converge(
    compileFrrLab({
      routers: { a: { interfaces: { eth0: eth0(1) }, frr: a }, b: { interfaces: { eth0: eth0(2) }, frr: speaker(65002, '2001:db8::1', 65001, rule) } },
    }).network,
  );
  const key = (text: string) => prefixKey(parsePrefix(text) as Prefix);
  return {
    distance: cp.ribs
      .get('b')
      ?.get(parsePrefix('172.16.0.0/24') as Prefix)
      ?.find((e) => e.bgp)?.distance,
    linkLocal: cp.speakers.get('a')?.adjRibOut.get('2001:db8::2')?.get(key('0.0.0.0/0'))?.sent.linkLocalNextHop,
  };
}

describe('F108: distance of routes by a neighbor of the other family', () => {
  it.each<[string, string, number]>([
    ['a rule for every neighbor is for it, too', '  distance 30 0.0.0.0/0\n', 30],
    ['its first bits are looked up', '  distance 40 32.1.13.184/32\n', 40],
    ['other bits are not its', '  distance 40 32.1.13.185/32\n', 20],
    ['without a rule it has that of its kind', '', 20],
  ])('%s', (_title, rule, distance) => {
    expect(run(rule).distance).toBe(distance);
  });
});

describe('F108: `distance bgp` typed into a running router has its routes announced at once', () => {
  const BGP = 'distance bgp 30 40 50';
  const RULE = 'distance 99 10.0.0.1/32';
  const distance = (...typed: string[]) => {
    const speaker = (asn: number, far: string, farAs: number, family: string) =>
      `router bgp ${asn}\n no bgp ebgp-requires-policy\n no bgp network import-check\n neighbor ${far} remote-as ${farAs}\n address-family ipv4 unicast\n${family}`;
    const eth0 = (n: number) => ({ segment: 's', addresses: [`10.0.0.${n}/24`] });
    const { network, later } = compileFrrLab({
      routers: {
        a: { interfaces: { eth0: eth0(1) }, frr: speaker(65001, '10.0.0.2', 65002, '  network 172.16.0.0/24\n') },
        b: { interfaces: { eth0: eth0(2) }, frr: speaker(65002, '10.0.0.1', 65001, '') },
      },
      late: { b: ['router bgp 65002', ' address-family ipv4 unicast', ...typed] },
    });
    const cp = converge(network, later ? { changes: [later] } : {});
    const entries = cp.ribs.get('b')?.get(parsePrefix('172.16.0.0/24') as Prefix);
    return entries?.find((e) => e.bgp)?.distance;
  };

  it.each<[string, string[], number]>([
    ['with a distance by prefix that stands by then', [RULE, BGP], 99],
    ['without one that comes behind it', [BGP, RULE], 30],
    ['but not when it says what it has said', [BGP, RULE, BGP], 30],
    ['nor by a distance by prefix alone', [RULE], 20],
  ])('%s', (_title, typed, wanted) => {
    expect(distance(...typed)).toBe(wanted);
  });
});

describe('F54, RFC 8950: default-originate', () => {
  it('has the link-local next hop where the neighbor takes IPv6 next hops', () => {
    expect(run('').linkLocal).toBeDefined();
  });
});
