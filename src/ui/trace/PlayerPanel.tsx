/** The player's panel: the hops of the open flow. */
import { Hops } from './Hops.tsx';

export function PlayerPanel() {
  return <Hops />;
}
