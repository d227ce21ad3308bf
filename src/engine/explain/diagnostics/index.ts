/** The words for diagnostics in the reader's language, and where what they rest on can be read. */
import type { Diagnostic } from '../../model/index.ts';
import { REASONS, wordReason } from '../reasons/index.ts';
import { AZURE_GATEWAYS } from './azure-gateways.ts';
import { AZURE_NETWORK } from './azure-network.ts';
import { AZURE_SERVICES } from './azure-services.ts';
import { COMPUTED } from './computed.ts';
import { FRR } from './frr.ts';
import { HOSTS } from './hosts.ts';
import { LAB_FILE } from './lab-file.ts';
import { OUTSIDE } from './outside.ts';
import { type DiagnosticText, fill } from './text.ts';

export { type Citation, citationsOf } from './citations.ts';

export const DIAGNOSTICS: Readonly<Record<string, DiagnosticText>> = {
  ...AZURE_NETWORK,
  ...AZURE_GATEWAYS,
  ...AZURE_SERVICES,
  ...COMPUTED,
  ...LAB_FILE,
  ...FRR,
  ...HOSTS,
  ...OUTSIDE,
};

/** A diagnostic in words. What the control plane finds has a reason's words. Without Japanese words it is told in English, so that nothing is lost. */
export function wordDiagnostic(d: Diagnostic, locale: 'en' | 'ja'): string {
  const words = locale === 'ja' ? wordsOf(d) : undefined;
  if (words === undefined) return d.message;
  const { object } = d.args ?? {};
  const said = `${object === undefined || d.code in LAB_FILE ? '' : `${object}: `}${words}`;
  // Reading a scenario, a problem of a later step is told with the step.
  return d.place.step !== undefined && d.message.startsWith('step ') ? `手順 ${d.place.step}: ${said}` : said;
}

/** In Japanese. What is found of a network at rest is worded as reasons are. */
function wordsOf({ code, args = {} }: Diagnostic): string | undefined {
  const words = DIAGNOSTICS[code]?.ja;
  if (words !== undefined) return fill(words, args);
  return code in REASONS ? wordReason({ code, args }, 'ja') : undefined;
}

/** What a diagnostic's mend does; undefined when it has none. */
export function wordFix(d: Diagnostic, locale: 'en' | 'ja'): string | undefined {
  const words = locale === 'ja' ? DIAGNOSTICS[d.code]?.fix : undefined;
  return d.fix && (words === undefined ? d.fix.label : fill(words, d.args ?? {}));
}
