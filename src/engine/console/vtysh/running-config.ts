/** `show running-config`, the configuration as FRR has it, not as somebody wrote it (vtysh/vtysh.c), and `show version`. */
import { printFrr } from '../../frr/index.ts';
import type { Vtysh } from './router.ts';

/** `bare`: without the lines above it. */
export function showRunningConfig({ config, node, version }: Vtysh, { bare = false } = {}): string {
  // A machine always has a name, said in its configuration or not.
  const text = printFrr({ ...config, hostname: config.hostname ?? node.id }, { version }).trimEnd();
  return bare ? text : ['Building configuration...', '', 'Current configuration:', '!', text].join('\n');
}

/** The release that the router runs; how it was built is nobody's business in a lab. */
export function showVersion({ config, node, version }: Vtysh): string {
  const name = config.hostname ?? node.id;
  return [`FRRouting ${version.major}.${version.minor}.${version.patch} (${name}).`, 'Copyright 1996-2005 Kunihiro Ishiguro, et al.'].join('\n');
}
