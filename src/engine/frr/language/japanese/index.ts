/** What an editor says of FRR's language, in both languages. */
import { EFFECTS } from './effects.ts';
import { NEIGHBORS } from './neighbors.ts';
import { POLICY } from './policy.ts';
import { PROCESS } from './process.ts';
import { SYSTEM } from './system.ts';

/** The sentences of the command table in Japanese, by the English ones. */
export const JAPANESE: Readonly<Record<string, string>> = { ...POLICY, ...PROCESS, ...NEIGHBORS, ...SYSTEM };

/** Words in both languages. */
export interface Said {
  readonly en: string;
  readonly ja: string;
}

/** What a statement would do that the lab does not model. */
export function effectSaid(effect: string): Said {
  const ja = EFFECTS[effect] ?? effect;
  return { en: `Not modelled: it would ${effect}.`, ja: `このラボでは再現していません。実機では${/^[!-~]/.test(ja) ? ' ' : ''}${ja}。` };
}

/** A line of a block that the lab does not model, with what such a line does elsewhere, if that is known. */
export function blockSaid(block: string, help?: string): Said {
  const does = help === undefined ? undefined : said(help);
  return {
    en: `Not modelled: a line of ${block}.${does ? ` What it does there: ${does.en}` : ''}`,
    ja: `${block} の中の行は再現していません。${does ? `実機での働き: ${does.ja}` : ''}`,
  };
}

/** A sentence of the command table; what has no Japanese stays English. */
export function said(help: string): Said {
  return { en: help, ja: JAPANESE[help] ?? help };
}
