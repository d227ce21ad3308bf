/** For tests: every mistake that the platform's rules know, with what is said of it. */
import { GATEWAYS } from './gateways.ts';
import { NETWORK } from './network.ts';
import { SERVICES } from './services.ts';

export { lab, RIGHT, type Row } from './lab.ts';
export const MISTAKES = [...NETWORK, ...GATEWAYS, ...SERVICES];
