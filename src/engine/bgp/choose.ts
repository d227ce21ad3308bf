/** The choice between the paths of a prefix, written down where the paths stand (F39–F45). */
import { afiOf, contenderOf, type Destination, type Path } from './path.ts';
import { type Contender, type Selection, selectOnly, selectPath } from './selection.ts';
import { shareBandwidth } from './shares.ts';
import type { SpeakerConfig } from './types.ts';

/** The best path, if there is one that is valid. */
export function choose(destination: Destination, config: SpeakerConfig): Path | undefined {
  const [only, second] = destination.paths;
  const contenders: Contender<Path>[] = [];
  const choice = only?.valid && !second ? selectOnly(only, only.attributes, config) : compare(destination, contenders, config);
  for (const path of destination.paths) {
    path.selected = path === choice?.best;
    path.multipath = choice !== undefined && choice.multipath.length > 0 && choice.multipath.includes(path);
    path.lost = undefined;
    path.bestFromAs = choice?.groupWinners.get(path);
  }
  for (let i = 0; i < contenders.length; i++) (contenders[i] as Contender<Path>).path.lost = choice?.lost[i];
  destination.best = choice?.best;
  shareBandwidth(destination, choice?.multipath ?? []);
  destination.reason = choice?.reason;
  return choice?.best;
}

/** `contenders` is given the paths that take part. */
function compare({ prefix, paths }: Destination, contenders: Contender<Path>[], config: SpeakerConfig): Selection<Path> | undefined {
  const family = config[afiOf(prefix)];
  for (const path of paths) if (path.valid) contenders.push(contenderOf(path, config.routerId, family.equalClusterLength === true));
  return selectPath(contenders, config, { external: family.maximumPaths, internal: family.maximumPathsIbgp });
}
