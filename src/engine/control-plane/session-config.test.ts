import { expect, it } from 'vitest';
import { compileFrrLab } from '../compile/frr-lab.ts';
import { sessionConfigKey } from './session-config.ts';

const PEER = '10.0.0.2';

/** What a session stands on, with lines in the process and in its IPv4 family. */
function keyWith(process: string, family: string): string {
  const frr = ['router bgp 65001', ` neighbor ${PEER} remote-as 65002`, process, ' address-family ipv4 unicast', family].join('\n');
  const { network } = compileFrrLab({ routers: { a: { interfaces: { eth0: { segment: 's', addresses: ['10.0.0.1/24'] } }, frr } } });
  const speaker = network.speakers.get('a');
  const peer = speaker?.peers[0];
  if (!speaker || !peer) throw new Error('no peer');
  return sessionConfigKey(speaker, peer);
}

const RESETS = [
  ['process', 'passive'],
  ['process', 'shutdown'],
  ['process', 'disable-connected-check'],
  ['process', 'capability extended-nexthop'],
  ['process', 'local-role customer'],
  ['family', 'route-server-client'],
  ['family', 'capability orf prefix-list send'],
  ['family', 'disable-addpath-rx'],
  ['family', 'addpath-tx-all-paths'],
  ['family', 'soo 65000:1'],
] as const;

const LEAVES = [
  ['process', 'description words'],
  ['process', 'enforce-first-as'],
  ['process', 'advertisement-interval 5'],
  ['family', 'weight 100'],
  ['family', 'soft-reconfiguration inbound'],
  ['family', 'allowas-in 2'],
  ['family', 'next-hop-self force'],
  ['family', 'maximum-prefix 10'],
  ['family', 'remove-private-AS all'],
] as const;

it.each([...RESETS.map(([where, words]) => ['resets', where, words] as const), ...LEAVES.map(([where, words]) => ['leaves', where, words] as const)])(
  'bgpd.c peer_flag_action_list, peer_af_flag_action_list: %s the session: in the %s, %s',
  (does, where, words) => {
    const line = `  neighbor ${PEER} ${words}`;
    const is = where === 'process' ? keyWith(line, '') : keyWith('', line);
    expect(is === keyWith('', '')).toBe(does === 'leaves');
  },
);

it.each([
  ['with other flags leaves the sessions of its members', 'neighbor G local-as 65100 no-prepend replace-as', 'neighbor G local-as 65100', true],
  ['with another AS resets them', 'neighbor G local-as 65200', 'neighbor G local-as 65100', false],
  ['that is new resets them', 'neighbor G local-as 65100', '', false],
  ['of the member itself resets it for its flags', 'neighbor 10.0.0.2 local-as 65100 no-prepend', 'neighbor G local-as 65100', false],
] as const)('F148 local-as of a peer-group %s (bgpd.c peer_local_as_set; recordings local-as-group-1 and -2)', (_title, late, before, stays) => {
  const key = (line: string) => keyWith(` neighbor G peer-group\n ${before}\n neighbor ${PEER} peer-group G\n ${line}`, '');
  expect(key(late) === key('')).toBe(stays);
});
