import { describe, expect, it } from 'vitest';
import { ip, type PrefixKey, prefix, prefixKey } from '../ip/index.ts';
import { type Holder, ReachCache } from './reach-cache.ts';
import type { RouterView } from './router-view.ts';

const BEHIND = ip('10.9.0.1');
const P = prefixKey(prefix('172.16.0.0/24'));
const Q = prefixKey(prefix('172.30.0.0/24'));

/** A router that has BGP's routes to everything, which will not do for who needs an address on the link. */
const ROUTER = { reach: (_ip, connectedOnly) => (connectedOnly ? undefined : { metric: 0, by: prefix('10.9.0.0/24'), blackhole: false }) } as RouterView;

function asking() {
  const cache = new ReachCache(ROUTER);
  const path = (): Holder => ({ tracked: undefined });
  const reaches = (holder: Holder, user: PrefixKey, connectedOnly: boolean) => cache.reach({ nextHop: BEHIND, connectedOnly }, user, holder) !== undefined;
  return { cache, path, reaches };
}

describe('F33 a next hop that one path needs on the link', () => {
  it('is held to that for all paths with it, and those that had it are told', () => {
    const { cache, path, reaches } = asking();
    const [internal, external] = [path(), path()];
    expect(reaches(internal, P, false)).toBe(true);
    expect([...cache.takeDue()]).toEqual([]);
    expect(reaches(external, Q, true)).toBe(false);
    expect([...cache.takeDue()]).toContain(P);
    expect(reaches(internal, P, false)).toBe(false);
  });

  it('stays so while anybody has it, and no longer', () => {
    const { cache, path, reaches } = asking();
    const [internal, external] = [path(), path()];
    reaches(internal, P, false);
    reaches(external, Q, true);
    cache.release(external, Q);
    expect(reaches(internal, P, false)).toBe(false);
    cache.release(internal, P);
    expect(reaches(internal, P, false)).toBe(true);
  });

  it('counts a path once, however often it is judged', () => {
    const { cache, path, reaches } = asking();
    const external = path();
    reaches(external, Q, true);
    reaches(external, Q, true);
    cache.release(external, Q);
    expect(reaches(path(), P, false)).toBe(true);
  });
});

describe('F12, F13, F33 a next hop that is a neighbor', () => {
  it.each([
    ['on the link', true, false],
    ['anywhere', false, true],
  ])('that has to be %s', (_where, connected, expected) => {
    const { cache, path, reaches } = asking();
    cache.setPeers(new Map([[BEHIND, connected]]));
    expect(reaches(path(), P, false)).toBe(expected);
  });

  it('is held on when the neighbor goes while a path has it, and let go with the last', () => {
    const { cache, path, reaches } = asking();
    const internal = path();
    cache.setPeers(new Map([[BEHIND, true]]));
    reaches(internal, P, false);
    cache.setPeers(new Map());
    expect(reaches(internal, P, false)).toBe(false);
    cache.release(internal, P);
    expect(reaches(internal, P, false)).toBe(true);
  });

  it('is held no longer once the neighbor need not be on the link', () => {
    const { cache, path, reaches } = asking();
    const internal = path();
    cache.setPeers(new Map([[BEHIND, true]]));
    reaches(internal, P, false);
    cache.setPeers(new Map([[BEHIND, false]]));
    expect([...cache.takeDue()]).toContain(P);
    expect(reaches(internal, P, false)).toBe(true);
  });
});

describe('F29 a way that is another', () => {
  it('is told to whose path still has the next hop, not to whose path has gone elsewhere (bgpd/bgp_nht.c bgp_unlink_nexthop)', () => {
    const { cache, path, reaches } = asking();
    const [left, stayed] = [path(), path()];
    reaches(left, P, false);
    reaches(stayed, Q, false);
    cache.release(left, P);
    cache.setPeers(new Map([[BEHIND, true]]));
    expect([...cache.takeDue()]).toEqual([Q]);
  });
});
