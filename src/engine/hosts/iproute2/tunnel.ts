/** The words of a tunnel: `ip link add NAME type KIND …`, `ip tunnel add NAME mode KIND …` (ip-link(8), ip-tunnel(8)). */
import { isIpv4 } from '../../ip/index.ts';
import type { Arguments } from './arguments.ts';
import type { LinuxTunnel } from './types.ts';

export const TUNNEL_KINDS: Readonly<Record<string, LinuxTunnel['kind']>> = { gre: 'gre', ipip: 'ipip', sit: 'sit', vxlan: 'vxlan' };

export function readTunnel(a: Arguments, kind: LinuxTunnel['kind']): LinuxTunnel {
  const t: { -readonly [K in keyof LinuxTunnel]?: LinuxTunnel[K] } = {};
  while (!a.done) {
    if (a.accept('local')) t.local = a.ip('an address');
    else if (a.accept('remote', 'group')) t.remote = a.ip('an address');
    else if (a.accept('key', 'id', 'vni')) t.key = a.number('a key', 4294967295);
    else if (a.accept('dstport')) t.port = a.number('a port', 65535);
    else if (a.accept('ttl', 'hoplimit')) {
      if (!a.accept('inherit')) t.ttl = a.number('ttl', 255);
    } else if (a.accept('dev')) t.device = a.word('a device');
    else if (a.accept('tos', 'ikey', 'okey', 'srcport')) a.word('a value');
    else if (a.accept('nopmtudisc')) t.pmtudisc = false;
    else if (!a.accept('pmtudisc', 'nolearning', 'learning')) return a.fail(`${kind}: unknown option "${a.peek}"?`);
  }
  if (t.local === undefined || t.remote === undefined) return a.fail('the lab needs local and remote of a tunnel');
  if (isIpv4(t.local) !== isIpv4(t.remote)) return a.fail('local and remote of a tunnel are of two families');
  if (kind === 'vxlan' && t.key === undefined) return a.fail('vxlan: VNI not specified');
  return {
    kind,
    local: t.local,
    remote: t.remote,
    pmtudisc: t.pmtudisc ?? kind !== 'vxlan',
    ...(t.key !== undefined && { key: t.key }),
    ...(t.ttl !== undefined && { ttl: t.ttl }),
    ...(t.port !== undefined && { port: t.port }),
    ...(t.device !== undefined && { device: t.device }),
  };
}
