/** What came of a request of curl's, before it is printed. */
import type { HttpAnswer } from '../../data-plane/index.ts';
import type { Ip } from '../../ip/index.ts';

export interface CurlRun {
  /** Of the connection: to the server, or to the proxy. */
  readonly ends: { readonly local?: Ip; readonly localPort?: number; readonly remote?: Ip };
  /** ms until it stood, or failed. */
  readonly connect: number;
  /** Whether an address was found to try. */
  readonly trying: boolean;
  readonly connected?: boolean;
  readonly refused?: boolean;
  /** curl(1), EXIT CODES. */
  readonly exit: number;
  /** What it complains of. */
  readonly error?: string;
  readonly answer?: HttpAnswer;
  /** What a proxy said to CONNECT. */
  readonly tunnel?: number;
  /** Why it refused: `ERR_DNS_FAIL 0`. */
  readonly squidError?: string;
  /** And where it sends the client instead. */
  readonly location?: string;
  /** It would wait for ever: stopped at the keyboard. */
  readonly stopped?: true;
}

export function failed(base: Omit<CurlRun, 'exit' | 'error'>, exit: number, error: string): CurlRun {
  return { ...base, exit, error };
}
