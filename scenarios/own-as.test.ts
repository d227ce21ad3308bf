/** Article OAS: its claims hold, and each goes red when its cause is broken. */
import { expect, it } from 'vitest';
import type { Lab } from '../src/engine/index.ts';
import { type Change, openStory, patched, testStory, withoutLines } from './stories.ts';

/** A change of a text that a machine is set up by: every occurrence of one thing becomes another. */
function inText(map: 'routers' | 'hosts', device: string, text: 'rc' | 'pf' | 'frr', from: string, to: string): Change {
  return (lab: Lab) => {
    const machine = lab[map]?.[device] as { readonly [k: string]: { readonly config: string } | undefined } | undefined;
    const before = machine?.[text]?.config ?? '';
    expect(before, 'the text to change is there').toContain(from);
    return patched({ [map]: { [device]: { [text]: { config: before.replaceAll(from, to) } } } })(lab);
  };
}

const ifogDown = patched({ routers: { ifog: { interfaces: { eth0: { shutdown: true } } } } });
const ifogUp = patched({ routers: { ifog: { interfaces: { eth0: { shutdown: false } } } } });
const noBogons = inText('routers', 'router01', 'frr', 'prefix-list PL-BOGONS in', 'route-map ALL in');
const all = inText('routers', 'router01', 'frr', 'ipv6 prefix-list PL-MY-NET seq 5', 'route-map ALL permit 10\nexit\n!\nipv6 prefix-list PL-MY-NET seq 5');
const withoutFilter: Change = (lab) => noBogons(all(lab));

testStory(
  'own-as',
  ['OAS1', 'OAS2', 'OAS3', 'OAS4', 'OAS5', 'OAS6', 'OAS7', 'OAS8', 'OAS9', 'OAS10', 'OAS11'],
  [
    ['OAS1', 'without the network statement', 'announce', 'ifog-accepts', withoutLines('router01', 'network 2a06')],
    ['OAS1', 'when Lagrange does not know its customer’s prefix', 'announce', 'lagrange-accepts', withoutLines('lagrange', 'ipv6 prefix-list CUSTOMERS')],
    [
      'OAS1',
      'with PL-MY-NET open',
      'announce',
      'only-the-48',
      inText('routers', 'router01', 'frr', 'PL-MY-NET seq 5 permit 2a06:9801:1c::/48', 'PL-MY-NET seq 5 permit any'),
    ],
    ['OAS1', 'with both upstreams gone', 'announce', 'world-sees', withoutLines('router01', 'network 2a06')],
    ['OAS2', 'without set community', 'traffic-engineering', 'communities', withoutLines('router01', 'set community')],
    ['OAS2', 'without the prepend', 'traffic-engineering', 'by-ifog', withoutLines('router01', 'set as-path prepend')],
    ['OAS2', 'with iFog gone', 'traffic-engineering', 'visit-by-ifog', ifogDown],
    ['OAS2', 'with iFog there', 'ifog-lost', 'by-lagrange', ifogUp],
    ['OAS2', 'with iFog there', 'ifog-lost', 'visit-by-lagrange', ifogUp],
    ['OAS3', 'without the filter', 'bogons', 'no-documentation', withoutFilter],
    ['OAS3', 'without the filter', 'bogons', 'no-hijack', withoutFilter],
    ['OAS3', 'without entry 5', 'bogons', 'no-default', withoutLines('router01', 'ipv6 prefix-list PL-BOGONS seq 5 ')],
    ['OAS9', 'without soft-reconfiguration', 'bogons', 'received-and-kept', withoutLines('router01', 'neighbor 2001:db8:100::ff soft-reconfiguration')],
    ['OAS9', 'without no bgp default ipv4-unicast', 'bogons', 'no-ipv4', withoutLines('router01', 'no bgp default ipv4-unicast')],
    ['OAS9', 'when Lagrange sends with TTL 1', 'bogons', 'ttl-security', withoutLines('lagrange', 'neighbor 2001:db8:100::96 ttl-security')],
    [
      'OAS4',
      'without the route to nowhere',
      'blackhole',
      'ends',
      (lab) => withoutLines('router01', 'ipv6 route 2a06')(inText('routers', 'router01', 'rc', 'myblock ', '')(lab)),
    ],
    [
      'OAS4',
      'with it',
      'no-blackhole',
      'loops',
      inText(
        'routers',
        'router01',
        'rc',
        'ipv6_static_routes="cloud dc"',
        'ipv6_static_routes="myblock cloud dc"\nipv6_route_myblock="2a06:9801:1c::/48 -reject"',
      ),
    ],
    ['OAS5', 'without GRE', 'tunnels', 'two-stacks', ifogDown],
    [
      'OAS5',
      'with the other end elsewhere',
      'tunnels',
      'data-centre',
      inText('hosts', 'dcgw01', 'rc', 'tunnel 192.0.2.50 198.51.100.10', 'tunnel 192.0.2.50 198.51.100.11'),
    ],
    ['OAS10', 'by another way', 'tunnels', 'traceroute', ifogDown],
    ['OAS10', 'without the translation', 'two-fibs', 'provider-direct', inText('hosts', 'vps01', 'pf', 'nat on vtnet0', '# nat on vtnet0')],
    [
      'OAS6',
      'without table 1',
      'two-fibs',
      'own-by-tunnel',
      inText('hosts', 'vps01', 'rc', 'route_fib1default="-6 default -interface gif0 -fib 1"', 'route_fib1default="-6 default 2001:db8:200::1 -fib 1"'),
    ],
    ['OAS6', 'with tunnelfib 0', 'tunnel-into-itself', 'recursion', inText('hosts', 'vps01', 'rc', 'tunnelfib 1', 'tunnelfib 0')],
    ['OAS7', 'without reply-to', 'reply-to', 'back', inText('hosts', 'vps01', 'pf', 'reply-to ($tun_if $bgp_hub_ip) ', '')],
    ['OAS7', 'without rtable', 'reply-to', 'rtable', inText('hosts', 'vps01', 'pf', ' rtable 1', '')],
    ['OAS7', 'where the provider does not look', 'no-reply-to', 'spoofed', inText('routers', 'carrier', 'pf', 'block in quick', '# block in quick')],
    [
      'OAS8',
      'without any clamp',
      'mss',
      'passes',
      (lab) => inText('routers', 'router01', 'pf', 'scrub on', '# scrub on')(inText('hosts', 'vps01', 'pf', 'scrub on', '# scrub on')(lab)),
    ],
    ['OAS8', 'where “too big” gets through', 'no-mss', 'vanish', inText('hosts', 'reader', 'pf', 'block in quick', '# block in quick')],
    ['OAS11', 'without the filter', 'strangers', 'stranger', inText('routers', 'router01', 'rc', 'pf_enable="YES"', 'pf_enable="NO"')],
    [
      'OAS11',
      'when the peer is not named',
      'strangers',
      'peer',
      inText('routers', 'router01', 'pf', '{ 2001:db8:100::ff, 2001:db8:300::1 }', '{ 2001:db8:300::1 }'),
    ],
  ],
);

it('the zone is no three prefixes: thousands of routes, of which the filter keeps the dirt out', () => {
  const { scenario } = openStory('own-as');
  expect(scenario.lab.routers?.['transit-a']?.defaultFreeZone?.prefixes).toBeGreaterThanOrEqual(2000);
});
