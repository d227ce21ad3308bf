import { expect, it } from 'vitest';
import { compileFrrLab } from './frr-lab.ts';
import { formatIp } from '../ip/index.ts';
import { readFrrLab } from './read-frr-lab.ts';

const lab = (...addresses: readonly string[]) => JSON.stringify({ routers: { r: { interfaces: { eth0: { segment: 's', addresses } } } } });

it('takes an address without a length as `ip address add` does, as itself alone (ip-address(8); recording topo-address-alone)', () => {
  const read = readFrrLab(lab('10.0.0.1/24', '10.0.0.2', '2001:db8::1'));
  expect('lab' in read).toBe(true);
  const interfaces = 'lab' in read ? compileFrrLab(read.lab).network.nodes.get('r')?.interfaces : [];
  expect(interfaces?.flatMap((i) => i.addresses.map((a) => `${formatIp(a.ip)}/${a.length}`))).toEqual(['10.0.0.1/24', '10.0.0.2/32', '2001:db8::1/128']);
});

it.each(['10.0.0', '10.0.0.1/33', '10.0.0.1/', 'eth0', ''])('says where an address is none: %j', (address) => {
  expect(readFrrLab(lab('10.0.0.1/24', address))).toEqual({
    problems: [`At routers.r.interfaces.eth0.addresses.1: expected an address such as 10.0.0.1/24, got ${JSON.stringify(address)}`],
  });
});
