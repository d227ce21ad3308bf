import { describe, expect, it } from 'vitest';
import { compileFrrLab, type FrrLab } from '../compile/frr-lab.ts';
import { converge } from '../control-plane/index.ts';
import { formatPrefix } from '../ip/index.ts';

const NETWORKS = ['172.16.1.0/24', '172.17.1.0/24'];
const LIST = 'ip prefix-list P permit 172.16.0.0/16 le 24\n';

/** `a` announces both networks to `b`; what each says of outbound route filters, and b's inbound list. */
function run(a: string, b: string, { inbound = '  neighbor 10.0.0.1 prefix-list P in\n', list = LIST }: { inbound?: string; list?: string } = {}) {
  const orf = (peer: string, what: string) => (what ? `  neighbor ${peer} capability orf prefix-list ${what}\n` : '');
  const lab: FrrLab = {
    routers: {
      a: {
        interfaces: { eth0: { segment: 's', addresses: ['10.0.0.1/24'] } },
        frr: `${NETWORKS.map((n) => `ip route ${n} blackhole\n`).join('')}router bgp 65001\n no bgp ebgp-requires-policy\n neighbor 10.0.0.2 remote-as 65002\n address-family ipv4 unicast\n${NETWORKS.map((n) => `  network ${n}\n`).join('')}${orf('10.0.0.2', a)}`,
      },
      b: {
        interfaces: { eth0: { segment: 's', addresses: ['10.0.0.2/24'] } },
        frr: `router bgp 65002\n no bgp ebgp-requires-policy\n neighbor 10.0.0.1 remote-as 65001\n address-family ipv4 unicast\n${inbound}${orf('10.0.0.1', b)} exit-address-family\nexit\n${list}`,
      },
    },
  };
  const { speakers } = converge(compileFrrLab(lab).network);
  const sent = [...(speakers.get('a')?.adjRibOut.get('10.0.0.2')?.values() ?? [])].map((r) => formatPrefix(r.prefix));
  const withheld = [...(speakers.get('a')?.withheld.get('10.0.0.2')?.values() ?? [])].map((r) => r.code);
  return { sent, withheld };
}

describe('RFC 5292: outbound route filters', () => {
  it.each<[string, ReturnType<typeof run>, boolean]>([
    ['the sender goes by the list that it was told', run('receive', 'send'), true],
    ['both at both ends do as well', run('both', 'both'), true],
    ['not where the receiver does not tell', run('receive', ''), false],
    ['nor where the sender does not take', run('', 'send'), false],
    ['nor where both would tell', run('send', 'send'), false],
    ['nor without an inbound list', run('receive', 'send', { inbound: '' }), false],
    ['nor by a list that does not exist', run('receive', 'send', { list: '' }), false],
  ])('%s', (_title, { sent, withheld }, filtered) => {
    expect(sent).toEqual(filtered ? ['172.16.1.0/24'] : NETWORKS);
    expect(withheld).toEqual(filtered ? ['bgp-orf-denied'] : []);
  });
});
