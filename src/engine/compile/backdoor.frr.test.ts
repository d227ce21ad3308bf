/** F46: which `backdoor` networks are originated all the same (bgpd/bgp_route.c bgp_static_redo_import_check; recording backdoor-1). */
import { describe, expect, it } from 'vitest';
import { formatPrefix } from '../ip/index.ts';
import { converge } from '../control-plane/index.ts';
import { compileFrrLab } from './frr-lab.ts';

const BACKDOOR = ['address-family ipv4 unicast', 'network 10.1.0.0/16 backdoor', 'exit-address-family'];

function originated(lines: readonly string[], late: readonly string[] = []): string[] {
  const frr = ['ip route 10.1.0.0/16 blackhole', 'router bgp 65001', 'bgp router-id 1.1.1.1', ...lines, ''].join('\n');
  const { network, later } = compileFrrLab({ routers: { a: { frr } }, ...(late.length > 0 && { late: { a: ['router bgp 65001', ...late] } }) });
  const table = converge(network, later ? { changes: [later] } : {}).speakers.get('a')?.tables.ipv4;
  return [...(table?.values() ?? [])].map((entry) => formatPrefix(entry.prefix));
}

describe('F46: a backdoor network', () => {
  it.each<[string, readonly string[], readonly string[], boolean]>([
    ['is not originated', BACKDOOR, [], false],
    ['is where graceful-shutdown stands below it', [...BACKDOOR, 'bgp graceful-shutdown'], [], true],
    ['is where the import check is turned off below it', [...BACKDOOR, 'no bgp network import-check'], [], true],
    ['is not where they stand above it', ['bgp graceful-shutdown', 'no bgp network import-check', ...BACKDOOR], [], false],
    ['is not where the line below says what held before', [...BACKDOOR, 'bgp network import-check', 'no bgp graceful-shutdown'], [], false],
    ['is where graceful-shutdown comes while it runs, and stays when it goes', BACKDOOR, ['bgp graceful-shutdown', 'no bgp graceful-shutdown'], true],
  ])('%s', (_title, lines, late, wanted) => {
    expect(originated(lines, late)).toEqual(wanted ? ['10.1.0.0/16'] : []);
  });
});
