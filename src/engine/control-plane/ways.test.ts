/** What is known still of a router's ways once routes have changed. */
import { describe, expect, it } from 'vitest';
import { ip, prefix } from '../ip/index.ts';
import { Ways } from './ways.ts';

describe('the ways of a router', () => {
  const moved = (change: (ways: Ways) => void) => {
    const ways = new Ways();
    const asked = ['10.0.0.1', '10.0.1.1', '2001:db8::1', '0.0.0.1'];
    const before = asked.map((a) => ways.to(ip(a)).version);
    change(ways);
    return asked.filter((a, i) => ways.to(ip(a)).version !== before[i]);
  };

  it('are other ones to the addresses that a changed prefix holds, and to no others', () => {
    expect(moved((ways) => ways.changed([prefix('10.0.0.0/24')]))).toEqual(['10.0.0.1']);
    expect(moved((ways) => ways.changed([prefix('10.0.0.0/23'), prefix('2001:db8::/64')]))).toEqual(['10.0.0.1', '10.0.1.1', '2001:db8::1']);
  });

  it('a default route holds the addresses of its family', () => {
    expect(moved((ways) => ways.changed([prefix('::/0')]))).toEqual(['2001:db8::1']);
    expect(moved((ways) => ways.changed([prefix('0.0.0.0/0')]))).toEqual(['10.0.0.1', '10.0.1.1', '0.0.0.1']);
  });

  it('are all others where the router is', () => {
    expect(moved((ways) => ways.changedAll())).toHaveLength(4);
  });
});
