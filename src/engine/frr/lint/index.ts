/** The second pass: what FRR accepts without a word although it does not do what it seems to. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import { checkLists } from './lists.ts';
import { checkNeighbors } from './neighbors.ts';
import { checkPbr } from './pbr.ts';
import { checkReferences } from './references.ts';
import { type LintInput, Report } from './report.ts';
import { checkRouteMaps } from './route-maps.ts';
import { checkRoutes } from './routes.ts';
import { checkSurprises } from './surprises.ts';

export function lintFrr(input: LintInput): Diagnostic[] {
  const report = new Report(input);
  for (const check of [checkReferences, checkLists, checkRouteMaps, checkNeighbors, checkRoutes, checkPbr, checkSurprises]) check(report);
  return report.diagnostics;
}
