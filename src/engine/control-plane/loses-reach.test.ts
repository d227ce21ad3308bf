import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileFrrLab, type FrrLab } from '../compile/frr-lab.ts';
import { converge } from './index.ts';

interface Recording {
  readonly lab: FrrLab;
  readonly result: { readonly routers: Record<string, { readonly neighbors: { readonly ipv4Unicast: { readonly peers: Record<string, Counted> } } }> };
}

interface Counted {
  readonly connectionsEstablished: number;
  readonly connectionsDropped: number;
}

/** Five routers lose what zebra resolves their neighbor's address by, while a default route leads there still. */
const { lab, result }: Recording = JSON.parse(readFileSync(new URL('../../../oracle/recordings/fast-convergence-1.json', import.meta.url), 'utf8'));

describe('F12 a session whose neighbor goes out of reach', () => {
  const { network, later } = compileFrrLab(lab);
  const { log } = converge(network, later ? { changes: [later] } : {});
  const counted = (id: string) => {
    const times = (kind: string) => log.filter((e) => e.kind === kind && e.speaker === id).length;
    return { up: times('session-up'), down: times('session-down') };
  };

  it.each([
    ['falls under bgp fast-convergence, and comes back as the neighbor calls', 'a', 1],
    ['stands without it', 'c', 0],
    ['falls with ttl-security hops 1', 'd', 1],
    ['stands with ttl-security hops 2', 'f', 0],
    ['stands in another AS', 'g', 0],
  ])('%s (bgp_fsm.c bgp_fsm_nht_update)', (_title, id, dropped) => {
    const by = result.routers[id]!.neighbors.ipv4Unicast.peers['192.0.2.2']!;
    expect(by.connectionsDropped).toBe(dropped);
    expect(counted(id)).toEqual({ up: by.connectionsEstablished, down: by.connectionsDropped });
  });
});
