/** PF, FreeBSD's packet filter: pf.conf read, held against packets, and listed as pfctl does. */
export { type FilterVerdict, filter, isSkipped, type PfMachine, type PfPacket, scrubOf, translate, translatedAddress } from './evaluate.ts';
export { parsePf, type PfRead } from './parse.ts';
export { printRule, printRules, printTranslations } from './print.ts';
export type * from './types.ts';
