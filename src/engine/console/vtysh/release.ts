/** What a release of FRR already does. */
import type { FrrVersion } from '../../frr/index.ts';

export function isSince(version: FrrVersion, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}
