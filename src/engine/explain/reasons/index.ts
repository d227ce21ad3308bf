/** The words for reasons: a closed list of codes, in English and Japanese. The rest of the engine has only the codes. */
import type { Reason } from '../../policy/index.ts';
import { BGP } from './bgp.ts';
import { AZURE } from './azure.ts';
import { PACKET } from './packet.ts';
import type { Locale, ReasonText } from './text.ts';
import { WHY } from './why.ts';

export type { Locale } from './text.ts';

export const REASONS: Readonly<Record<string, ReasonText>> = { ...BGP, ...AZURE, ...PACKET, ...WHY };

/** `[via {name}|directly]` of a text. */
const CHOICE = /\[([^[\]|]*\{[^[\]|]*)\|([^[\]|]*)\]/g;

/** A reason in words. A code that is not listed is shown as it is, with its facts, so that nothing is lost. */
export function wordReason(reason: Reason, locale: Locale): string {
  const text = REASONS[reason.code]?.[locale];
  if (text === undefined)
    return `${reason.code}${
      reason.args
        ? ` (${Object.entries(reason.args)
            .map(([k, v]) => `${k} ${v}`)
            .join(', ')})`
        : ''
    }`;
  const fact = (name: string) => String(reason.args?.[name] ?? '');
  const filled = (part: string) => part.replace(/\{(\w+)\}/g, (_, name: string) => fact(name));
  const chosen = text.replace(CHOICE, (_, said: string, other: string) =>
    [...said.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => fact(name) !== '') ? said : other,
  );
  return filled(chosen);
}
