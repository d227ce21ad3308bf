import { expect, it } from 'vitest';
import { converge } from '../control-plane/index.ts';
import { compileFrrLab } from '../compile/frr-lab.ts';
import { parsePrefix, type Prefix } from '../ip/index.ts';
import { AdjRibIn } from './adj-rib-in.ts';
import type { Heard } from './import-memo.ts';

const prefix = (text: string) => parsePrefix(text) as Prefix;
const HEARD = {} as Heard;

it('counts the routes of each family, once each', () => {
  const table = new AdjRibIn();
  for (const text of ['10.0.0.0/8', '10.0.0.0/8', '10.1.0.0/16', '2001:db8::/32']) table.set(prefix(text), undefined, HEARD);
  table.set(prefix('10.0.0.0/8'), 7, HEARD);
  expect([table.sizeOf('ipv4'), table.sizeOf('ipv6'), table.size]).toEqual([3, 1, 4]);
  expect([
    table.delete(prefix('10.0.0.0/8'), undefined),
    table.delete(prefix('10.0.0.0/8'), undefined),
    table.delete(prefix('2001:db8::/32'), undefined),
  ]).toEqual([true, false, true]);
  expect([table.sizeOf('ipv4'), table.sizeOf('ipv6')]).toEqual([2, 0]);
});

it('F43, RFC 7313 §4: stale is what was in use of the family and has come neither otherwise nor to an end since, once', () => {
  const table = new AdjRibIn();
  const used = () => ({ outcome: { post: {} } }) as Heard;
  const refused = { outcome: { rejected: {} } } as Heard;
  for (const text of ['10.0.0.0/8', '10.1.0.0/16', '10.2.0.0/16', '2001:db8::/32']) table.set(prefix(text), undefined, used());
  table.set(prefix('10.3.0.0/16'), undefined, refused);
  table.set(prefix('10.4.0.0/16'), 7, used());
  table.markStale('ipv4');
  table.set(prefix('10.1.0.0/16'), undefined, used());
  table.delete(prefix('10.2.0.0/16'), undefined);
  expect(table.takeStale('ipv6')).toEqual([]);
  expect(table.takeStale('ipv4')).toEqual([prefix('10.0.0.0/8'), prefix('10.4.0.0/16')]);
  expect(table.takeStale('ipv4')).toEqual([]);
});

/** Whether b's session with a stands: a has four networks, of which b's list takes those of 10.0.0.0/8, and `late` lines go to a. */
function state(limit: string, late: readonly string[] = []): string | undefined {
  const networks = ['10.1.0.0/16', '10.2.0.0/16', '172.16.0.0/16', '172.17.0.0/16'].map((n) => ` network ${n}`);
  const { network, changes, changeInterval } = compileFrrLab({
    routers: {
      a: {
        interfaces: { eth0: { segment: 's', addresses: ['192.0.2.1/30'] } },
        frr: ['router bgp 65001', ' no bgp ebgp-requires-policy', ' no bgp network import-check', ' neighbor 192.0.2.2 remote-as 65002', ...networks].join(
          '\n',
        ),
      },
      b: {
        interfaces: { eth0: { segment: 's', addresses: ['192.0.2.2/30'] } },
        frr: [
          'ip prefix-list TEN permit 10.0.0.0/8 le 24',
          'router bgp 65002',
          ' no bgp ebgp-requires-policy',
          ' neighbor 192.0.2.1 remote-as 65001',
          ' neighbor 192.0.2.1 prefix-list TEN in',
          ` neighbor 192.0.2.1 maximum-prefix ${limit}`,
        ].join('\n'),
      },
    },
    late: { a: [...late] },
  });
  return converge(network, { quiet: 8000, changes, changeInterval }).speakers.get('b')?.sessions[0]?.state;
}

it.each<[string, string, readonly string[], string]>([
  ['what a list refuses does not count', '2', [], 'Established'],
  ['unless it is told to', '2 force', [], 'Idle'],
  ['one more that is taken does not close it, as bgpd asks before it counts', '2', ['router bgp 65001', 'network 10.3.0.0/16'], 'Established'],
  ['the next one does', '2', ['router bgp 65001', 'network 10.3.0.0/16', 'network 10.4.0.0/16'], 'Idle'],
  ['but not where another is withdrawn', '2', ['router bgp 65001', 'no network 10.1.0.0/16', 'network 10.3.0.0/16', 'network 10.4.0.0/16'], 'Established'],
])('F19: maximum-prefix: %s', (_, limit, late, expected) => {
  expect(state(limit, late)).toBe(expected);
});
