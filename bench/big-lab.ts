/**
 * Five hundred routers as an FRR lab: ten in the middle, each with a session to each other, and the rest at two of them, all in AS numbers
 * of their own. Every router has two prefixes; those at the edge announce their own alone.
 */
import type { FrrLab, FrrLabInterface, FrrLabRouter } from '../src/engine/compile/frr-lab.ts';

interface Made {
  readonly asn: number;
  readonly interfaces: Record<string, FrrLabInterface>;
  readonly neighbors: string[];
}

export interface LabSize {
  readonly routers: number;
  readonly core: number;
  /** Prefixes of each router. */
  readonly prefixes: number;
}

export function bigLab({ routers, core, prefixes }: LabSize): FrrLab {
  const made: Made[] = Array.from({ length: routers }, (_, i) => ({ asn: 4_200_000_000 + i, interfaces: {}, neighbors: [] }));
  let links = 0;
  const cable = (a: number, b: number) => {
    const net = links++ * 4;
    const segment = `s${links}`;
    for (const [me, other, host] of [
      [a, b, 1],
      [b, a, 2],
    ] as const) {
      const router = made[me] as Made;
      const address = (h: number) => `10.${net >>> 16}.${(net >>> 8) & 255}.${(net & 255) + h}`;
      router.interfaces[`eth${Object.keys(router.interfaces).length}`] = { segment, addresses: [`${address(host)}/30`] };
      router.neighbors.push(` neighbor ${address(3 - host)} remote-as ${(made[other] as Made).asn}`);
      if (me >= core) router.neighbors.push(` neighbor ${address(3 - host)} filter-list OWN out`);
    }
  };
  for (let a = 0; a < core; a++) for (let b = a + 1; b < core; b++) cable(a, b);
  for (let i = core; i < routers; i++) {
    cable(i, i % core);
    cable(i, (i + 1) % core);
  }
  return { name: 'big', routers: Object.fromEntries(made.map((router, i) => [`r${String(i).padStart(3, '0')}`, routerOf(router, i, prefixes)])) };
}

function routerOf({ asn, interfaces, neighbors }: Made, index: number, prefixes: number): FrrLabRouter {
  const networks = Array.from({ length: prefixes }, (_, k) => {
    const n = index * prefixes + k;
    return ` network 172.${16 + (n >>> 8)}.${n & 255}.0/24`;
  });
  const frr = [
    'bgp as-path access-list OWN permit ^$',
    `router bgp ${asn}`,
    ` bgp router-id 192.0.${index >>> 8}.${index & 255}`,
    ' no bgp ebgp-requires-policy',
    ' no bgp network import-check',
    ...neighbors,
    ...networks,
  ];
  return { interfaces, frr: frr.join('\n') };
}
