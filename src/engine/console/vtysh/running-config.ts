/** `show running-config`, the configuration as FRR has it, not as somebody wrote it (vtysh/vtysh.c), and `show version`. */
import { printFrr } from '../../frr/index.ts';
import type { Vtysh } from './router.ts';

interface Wanted {
  /** Without the lines above it. */
  readonly bare?: boolean;
  /** What this daemon has alone. */
  readonly daemon?: string | undefined;
}

export function showRunningConfig({ config, node, version }: Vtysh, { bare = false, daemon }: Wanted = {}): string {
  // vtysh takes `hostname` of a file for itself alone: the daemons have the machine's name, and so has who is asked here.
  const text = printFrr({ ...config, hostname: node.id }, { version, ...(daemon !== undefined && { daemon }) }).trimEnd();
  return bare ? text : ['Building configuration...', '', 'Current configuration:', '!', text].join('\n');
}

/** The release that the router runs; how it was built is nobody's business in a lab. */
export function showVersion({ node, version }: Vtysh): string {
  return [`FRRouting ${version.major}.${version.minor}.${version.patch} (${node.id}).`, 'Copyright 1996-2005 Kunihiro Ishiguro, et al.'].join('\n');
}
