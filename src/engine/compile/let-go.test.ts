import { describe, expect, it } from 'vitest';
import { checkLab, type Lab, mergePatch } from '../model/index.ts';
import { compileLab } from './compile.ts';

const router = (n: number, ...maps: string[]) => ({
  interfaces: { eth0: { segment: 's', addresses: [`10.0.0.${n}/24`] } },
  frr: { config: [`router bgp ${65000 + n}`, ...maps].join('\n') },
});

/** One router without route-maps, and one with. */
const LAB: Lab = { segments: { s: {} }, routers: { plain: router(1), mapped: router(2, 'route-map OUT permit 10') } };

const holds = (patch: unknown = {}) => {
  const lab = mergePatch(LAB, patch) as Lab;
  expect(checkLab(lab).filter((d) => d.severity === 'error')).toEqual([]);
  return Object.fromEntries([...compileLab(lab).speakers].map(([id, s]) => [id, s.holdsSessions]));
};

describe('F5: when sessions may come up, in ms', () => {
  it('among bgpds alone each has its own start', () => {
    expect(holds()).toEqual({ plain: 1000, mapped: 4000 });
  });

  it('beside a speaker that is no bgpd all let go with the last', () => {
    expect(holds({ routers: { cisco: { ...router(3), platform: 'ios' } } })).toEqual({ plain: 4000, mapped: 4000, cisco: 4000 });
  });

  it('a timer for route-maps that is off holds nobody back for longer than a second', () => {
    const off = 'bgp route-map delay-timer 0';
    expect(holds({ routers: { mapped: router(2, 'route-map OUT permit 10', off) } })).toEqual({ plain: 1000, mapped: 1000 });
  });
});
