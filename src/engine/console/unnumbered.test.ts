import { describe, expect, it } from 'vitest';
import { compileFrrLab, type FrrLab } from '../compile/frr-lab.ts';
import { converge } from '../control-plane/index.ts';
import { traceFlow } from '../data-plane/index.ts';
import { formatIp, prefix, prefixKey } from '../ip/index.ts';
import { runVtysh } from './vtysh/commands.ts';
import { vtyshOf } from './vtysh/router.ts';

interface Router {
  readonly link?: string;
  readonly addresses?: readonly string[];
  readonly neighbor?: string;
}

/** Routers on one link, `r1` with AS 65001 and so on, each announcing 10.N.0.0/16 from its loopback 10.N.0.1. */
function run(routers: readonly Router[]) {
  const lab: FrrLab = {
    routers: Object.fromEntries(
      routers.map(({ link = 'link', addresses = [], neighbor = 'neighbor eth0 interface remote-as external' }, i) => [
        `r${i + 1}`,
        {
          interfaces: { lo: { addresses: [`10.${i + 1}.0.1/32`] }, eth0: { segment: link, addresses } },
          frr: `ip route 10.${i + 1}.0.0/16 blackhole\nrouter bgp ${65001 + i}\n no bgp ebgp-requires-policy\n ${neighbor}\n address-family ipv4 unicast\n  network 10.${i + 1}.0.0/16\n`,
        },
      ]),
    ),
  };
  const { network } = compileFrrLab(lab);
  const controlPlane = converge(network);
  const show = (router: string, command: string) => {
    const vtysh = vtyshOf(network, controlPlane, router);
    return vtysh ? runVtysh(vtysh, command).text : '';
  };
  return { network, controlPlane, show };
}

function session({ controlPlane }: ReturnType<typeof run>, router: string): string {
  const s = controlPlane.speakers.get(router)?.sessions[0];
  return `${s?.peer.id} ${s?.state} ${s?.reason?.code ?? ''}`.trim();
}

describe('F156: a neighbor by its interface', () => {
  it('is whoever has one at the other end; IPv4 routes have its link-local address as next hop (RFC 8950)', () => {
    const lab = run([{}, {}]);
    expect(session(lab, 'r1')).toBe('eth0 Established');
    const [path] = lab.controlPlane.speakers.get('r1')?.tables.ipv4.get(prefixKey(prefix('10.2.0.0/16')))?.paths ?? [];
    expect(path?.valid).toBe(true);
    expect(formatIp(path?.attributes.nextHopIpv6 ?? (0 as never))).toMatch(/^fe80::/);
    expect(lab.show('r1', 'show bgp ipv4 unicast')).toMatch(/^\*> 10\.2\.0\.0\/16 {6}eth0 /m);
    expect(lab.show('r1', 'show ip route')).toMatch(/^B>\* 10\.2\.0\.0\/16 \[20\/0\] via fe80::\S+, eth0, weight 1/m);
    expect(lab.show('r1', 'show bgp neighbors eth0')).toMatch(/^BGP neighbor on eth0: fe80::\S+, remote AS 65002/);
  });

  it.each<[string, readonly Router[], string]>([
    ['nobody there asks for one: there is no neighbor', [{}, { neighbor: 'neighbor 10.9.9.9 remote-as 65001' }], 'eth0 Idle session-nobody-on-link'],
    ['on another link there is none', [{}, { link: 'other' }], 'eth0 Idle session-nobody-on-link'],
    ['with two on the link there is no other end', [{}, {}, {}], 'eth0 Idle session-nobody-on-link'],
    ['its AS is judged as of any other', [{ neighbor: 'neighbor eth0 interface remote-as internal' }, {}], 'eth0 Idle session-wrong-as'],
  ])('%s', (_title, routers, wanted) => {
    expect(session(run(routers), 'r1')).toBe(wanted);
  });

  it.each<[string, string, string, RegExp]>([
    ['of a /31 it is the other IPv4 address', '10.0.0.0/31', '10.0.0.1/31', /via 10\.0\.0\.1, eth0/],
    ['of a /30 as well', '10.0.0.1/30', '10.0.0.2/30', /via 10\.0\.0\.2, eth0/],
    ['of a /29 it is the link-local one', '10.0.0.1/29', '10.0.0.2/29', /via fe80::\S+, eth0/],
  ])('%s', (_title, a, b, wanted) => {
    expect(run([{ addresses: [a] }, { addresses: [b] }]).show('r1', 'show ip route 10.2.0.0/16 json')).not.toBe('');
    expect(run([{ addresses: [a] }, { addresses: [b] }]).show('r1', 'show ip route')).toMatch(wanted);
  });

  it('v6only keeps to the link-local address', () => {
    const v6only = { neighbor: 'neighbor eth0 interface v6only remote-as external' };
    const lab = run([
      { addresses: ['10.0.0.0/31'], ...v6only },
      { addresses: ['10.0.0.1/31'], ...v6only },
    ]);
    expect(lab.show('r1', 'show ip route')).toMatch(/10\.2\.0\.0\/16 \[20\/0\] via fe80::\S+, eth0/);
    expect(lab.show('r1', 'show running-config')).toContain(' neighbor eth0 interface v6only remote-as external\n');
  });

  it('a packet of IPv4 finds its way over the IPv6 next hop', () => {
    const { network, controlPlane } = run([{}, {}]);
    const trace = traceFlow({ lab: {}, network, controlPlane } as never, { from: 'r1', to: '10.2.0.1', protocol: 'icmp' });
    expect({ verdict: trace.verdict, out: trace.out.hops.map((h) => h.device) }).toEqual({ verdict: 'delivered', out: ['r1', 'r2'] });
  });
});
