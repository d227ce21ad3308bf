/** F112 `ip protocol … route-map`, where the recordings (protocol-map, protocol-map-2) do not look: what the machine sends from, and what is said of it. */
import { describe, expect, it } from 'vitest';
import { compileFrrLab } from '../../compile/frr-lab.ts';
import { converge } from '../../control-plane/index.ts';
import { FRR_8_4_4, parseFrr } from '../../frr/index.ts';
import { parsePrefix, type Prefix } from '../../ip/index.ts';
import { runVtysh } from './commands.ts';
import { type Vtysh, vtyshOf } from './router.ts';

const ROUTES = 'ip route 10.10.0.0/16 10.0.0.2\nip route 10.11.0.0/16 10.0.0.3\n';
const MAP = 'ip prefix-list P permit 10.10.0.0/16\nroute-map M permit 10\n match ip address prefix-list P\n match as-path NOBODYS\n set src 192.0.2.1\nexit\n';

function routerWith(frr: string): Vtysh {
  const interfaces = { lo: { addresses: ['192.0.2.1/32'] }, eth0: { segment: 'a', addresses: ['10.0.0.1/24'] } };
  const { network } = compileFrrLab({ routers: { r1: { interfaces, frr } } });
  return vtyshOf(network, converge(network), 'r1') as Vtysh;
}

/** How each static route starts. */
const statics = (frr: string) =>
  runVtysh(routerWith(frr), 'show ip route static')
    .text.split('\n')
    .filter((l) => l.includes(' via '))
    .map((l) => l.slice(0, 17).trim());

describe('F112 ip protocol … route-map', () => {
  it.each([
    ['without one all are installed', ROUTES, ['S>* 10.10.0.0/16', 'S>* 10.11.0.0/16']],
    [
      'what the map denies is inactive; zebra does not know match as-path',
      `${MAP}ip protocol static route-map M\n${ROUTES}`,
      ['S>* 10.10.0.0/16', 'S   10.11.0.0/16'],
    ],
    ['any holds where the protocol has none', `${MAP}ip protocol any route-map M\n${ROUTES}`, ['S>* 10.10.0.0/16', 'S   10.11.0.0/16']],
    ['its own comes before any', `${MAP}ip protocol any route-map NONE\nip protocol static route-map M\n${ROUTES}`, ['S>* 10.10.0.0/16', 'S   10.11.0.0/16']],
    ['a missing map denies all', `ip protocol static route-map NONE\n${ROUTES}`, ['S   10.10.0.0/16', 'S   10.11.0.0/16']],
    [
      'that of another protocol, or of IPv6, does not count',
      `ip protocol bgp route-map NONE\nipv6 protocol static route-map NONE\n${ROUTES}`,
      ['S>* 10.10.0.0/16', 'S>* 10.11.0.0/16'],
    ],
    ['no takes it back', `ip protocol static route-map NONE\nno ip protocol static\n${ROUTES}`, ['S>* 10.10.0.0/16', 'S>* 10.11.0.0/16']],
  ])('%s', (_title, frr, expected) => {
    expect(statics(frr)).toEqual(expected);
  });

  it('set src is what the machine sends from, and connected routes pass by any map', () => {
    const { rib } = routerWith(`${MAP}ip protocol static route-map M\nip protocol connected route-map NONE\n${ROUTES}`);
    const hop = (text: string) => rib?.get(parsePrefix(text) as Prefix)?.[0]?.nextHops[0];
    expect(hop('10.10.0.0/16')).toMatchObject({ active: true, preferredSource: 0xc0000201 });
    expect(hop('10.11.0.0/16')).toMatchObject({ active: false, inactive: 'protocol-map' });
    expect(hop('10.0.0.0/24')).toMatchObject({ active: true });
  });

  it('a map that does not exist is told', () => {
    const { diagnostics } = parseFrr('ip protocol static route-map NONE\n', { version: FRR_8_4_4 });
    expect(diagnostics.map((d) => d.message)).toEqual(['There is no route-map NONE: no route of this protocol is installed.']);
  });
});
