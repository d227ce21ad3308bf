/** `received prefix-filter json` (RFC 5292): recordings have it with addresses of bgpd's memory as keys, so it is held against what its source says. */
import { describe, expect, it } from 'vitest';
import { runFrrLab } from '../frr-lab-result.ts';

const COMMANDS = ['show bgp ipv4 neighbors 10.0.0.2 received prefix-filter json', 'show bgp ipv6 neighbors 10.0.0.2 received prefix-filter json'];

const { routers } = runFrrLab({
  routers: {
    r1: {
      interfaces: { eth0: { segment: 'a', addresses: ['10.0.0.1/24'] } },
      frr: 'router bgp 65001\n no bgp ebgp-requires-policy\n neighbor 10.0.0.2 remote-as 65002\n address-family ipv4 unicast\n  neighbor 10.0.0.2 capability orf prefix-list receive\n',
    },
    r2: {
      interfaces: { eth0: { segment: 'a', addresses: ['10.0.0.2/24'] } },
      frr: 'router bgp 65002\n no bgp ebgp-requires-policy\n neighbor 10.0.0.1 remote-as 65001\n address-family ipv4 unicast\n  neighbor 10.0.0.1 capability orf prefix-list send\n  neighbor 10.0.0.1 prefix-list P in\nexit\nip prefix-list P seq 7 permit 172.16.0.0/16 ge 20 le 24\nip prefix-list P seq 9 deny 10.0.0.0/8\n',
    },
  },
  show: { r1: COMMANDS },
});
const said = routers['r1']?.['show'] as Readonly<Record<string, string>>;

describe('lib/plist.c prefix_bgp_show_prefix_list as JSON', () => {
  it('every entry is said by the same object, which keeps what the last ones put into it', () => {
    const same = { seq: 9, seqPrefixListType: 'deny', ge: 20, le: 24 };
    expect(JSON.parse(said[COMMANDS[0] as string] as string)).toEqual({
      ipPrefixList: { prefixListCounter: 2, prefixListName: '10.0.0.2.1.1', '172.16.0.0/16': same, '10.0.0.0/8': same },
    });
  });

  it('nothing was received', () => {
    expect(said[COMMANDS[1] as string]?.trim()).toBe('{}');
  });
});
