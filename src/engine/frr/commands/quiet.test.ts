/** Statements that move no route of a network at rest: kept, printed and refused as bgpd 8.4.4 does (recordings topo-quiet, topo-noforms, topo-every-process). */
import { describe, expect, it } from 'vitest';
import { parseIp } from '../../ip/index.ts';
import { parseFrr, printFrr } from '../index.ts';
import { FRR_8_4_4 } from '../version.ts';

const read = (lines: readonly string[], own: readonly string[] = []) =>
  parseFrr(lines.join('\n'), { version: FRR_8_4_4, own: own.flatMap((a) => parseIp(a) ?? []) });
const refused = (lines: readonly string[], own?: readonly string[]) =>
  read(lines, own)
    .diagnostics.filter((d) => d.code === 'frr-refused')
    .map((d) => `${d.place.span?.line} ${d.message}`);

describe('F154: graceful restart', () => {
  const NEIGHBOR = ['router bgp 65001', ' neighbor 10.0.0.2 remote-as 65002'];

  it('`no` takes back what is set, and is refused where something else is', () => {
    const lines = [
      ...NEIGHBOR,
      ' neighbor 10.0.0.2 graceful-restart-helper',
      ' no neighbor 10.0.0.2 graceful-restart',
      ' no neighbor 10.0.0.2 graceful-restart-helper',
    ];
    expect(refused(lines)).toEqual(['4 % The Graceful Restart command used is not valid at this moment.']);
    expect(read(lines).config.bgp?.neighbors.get('10.0.0.2')?.restartMode).toBeUndefined();
  });

  it('of the process as well', () => {
    expect(refused(['router bgp 65001', ' no bgp graceful-restart', ' bgp graceful-restart', ' no bgp graceful-restart'])).toHaveLength(1);
  });
});

describe('F11: ourselves as a neighbor', () => {
  it('is refused, by AS and by group, and no other address is', () => {
    const lines = [
      'router bgp 65001',
      ' neighbor G peer-group',
      ' neighbor 10.0.0.1 remote-as 2',
      ' neighbor 10.0.0.1 peer-group G',
      ' neighbor 10.0.0.2 remote-as 2',
    ];
    expect(refused(lines, ['10.0.0.1'])).toEqual(['3 % Can not configure the local system as neighbor', '4 % Can not configure the local system as neighbor']);
    expect(refused(lines)).toEqual([]);
  });
});

describe('F68: what is said for every process', () => {
  it('holds beside none of the process’s own', () => {
    expect(refused(['bgp graceful-shutdown', 'router bgp 65001', ' bgp graceful-shutdown', ' no bgp graceful-shutdown'])).toHaveLength(2);
    expect(refused(['router bgp 65001', ' bgp graceful-shutdown', 'exit', 'bgp graceful-shutdown', 'no bgp graceful-shutdown'])).toHaveLength(1);
  });

  it('`no bgp update-delay` takes back that of the process, too', () => {
    expect(printFrr(read(['router bgp 65001', ' update-delay 4', 'exit', 'no bgp update-delay']).config, { version: FRR_8_4_4 })).not.toContain('update-delay');
  });
});

describe('F18: bgp default shutdown', () => {
  it('shuts neighbors that come after it, and no groups', () => {
    const { bgp } = read([
      'router bgp 1',
      ' neighbor 10.0.0.2 remote-as 2',
      ' bgp default shutdown',
      ' neighbor 10.0.0.3 remote-as 3',
      ' neighbor G peer-group',
    ]).config;
    expect([...(bgp?.neighbors.values() ?? []), ...(bgp?.peerGroups.values() ?? [])].map((n) => n.shutdown ?? false)).toEqual([false, true, false]);
  });
});
