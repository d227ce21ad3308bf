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

/** Whose part of the configuration can be asked for, as a pattern's choice. */
export const DAEMONS = 'zebra|bgpd|ripd|ripngd|ospfd|ospf6d|isisd|fabricd|nhrpd|ldpd|babeld|eigrpd|pimd|pim6d|pbrd|staticd|bfdd|vrrpd|pathd';

const release = ({ major, minor, patch }: Vtysh['version']): string => `${major}.${minor}.${patch}`;
const COPYRIGHT = 'Copyright 1996-2005 Kunihiro Ishiguro, et al.';

/** The release that the router runs; how it was built is nobody's business in a lab. */
export function showVersion({ node, version }: Vtysh): string {
  return [`FRRouting ${release(version)} (${node.id}).`, COPYRIGHT].join('\n');
}

/** What vtysh says before its first prompt. */
export function greeting({ version }: Vtysh): string {
  return ['', `Hello, this is FRRouting (version ${release(version)}).`, COPYRIGHT].join('\n');
}
