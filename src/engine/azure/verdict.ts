/** What one of Azure's rules says of one route. */
import type { PathAttributes } from '../policy/attributes.ts';
import type { Reason } from '../policy/reason.ts';

export type Verdict = { readonly accept: true; readonly attributes?: PathAttributes } | { readonly accept: false; readonly reason: Reason };

export const accept: Verdict = { accept: true };

/** The route goes on with other attributes. */
export function rewrite(attributes: PathAttributes): Verdict {
  return { accept: true, attributes };
}

export function refuse(code: string, rules: readonly string[], args?: Reason['args']): Verdict {
  return { accept: false, reason: { code, rules, ...(args && { args }) } };
}
