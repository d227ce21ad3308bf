import { describe, expect, it } from 'vitest';
import { balancerPorts } from './snat-ports.ts';

describe('ports of a load balancer’s outbound connections', () => {
  it.each([
    ['A190 as the rule allocates them, whatever the addresses', 8000, 2, 3, 8000],
    ['A190 by the size of the pool: up to 50 backends', 0, 50, 1, 1024],
    ['A190 one more halves them', 0, 51, 1, 512],
    ['A190 for each address of the frontends', 0, 2, 2, 2048],
    ['A190 up to 1000 backends', 0, 1000, 1, 32],
    ['A190 beyond that none are given', 0, 1001, 1, 0],
  ])('%s', (_, allocated, backends, addresses, ports) => {
    expect(balancerPorts(allocated, backends, addresses)).toBe(ports);
  });
});
