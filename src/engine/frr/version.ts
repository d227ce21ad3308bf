/** FRR releases as values: read, written, compared. */
import type { FrrVersion } from './config.ts';

/** Reads `8.4.4`, `9.1`, `10.0-dev`, `8.4_git`; undefined when the text does not start with a number. */
export function parseVersion(text: string): FrrVersion | undefined {
  const match = /^(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?/.exec(text);
  if (!match) return undefined;
  return { major: Number(match[1]), minor: Number(match[2] ?? 0), patch: Number(match[3] ?? 0) };
}

export function formatVersion(version: FrrVersion): string {
  return `${version.major}.${version.minor}${version.patch ? `.${version.patch}` : ''}`;
}

/** Negative when `a` is the older one. */
export function compareVersion(a: FrrVersion, b: FrrVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

/** The release whose recordings the lab is proven against. */
export const FRR_8_4_4: FrrVersion = { major: 8, minor: 4, patch: 4 };
