/**
 * What a web server of the lab answers: the status that its listener states for a path, a line of text with the address that it sees as
 * who asks, and the sizes of both. Times of a flow are counted by its links.
 */
import { formatIp, type Ip } from '../ip/index.ts';
import type { Listener } from '../model/index.ts';
import type { NetNode } from '../compile/index.ts';
import { innermost, tupleOf } from './packet.ts';
import { decapsulate, isWrapped } from './envelope.ts';
import { originOf } from './origin.ts';
import { listenersOf } from './reply.ts';
import type { Leg, Packet, Trace } from './types.ts';
import type { World } from './world.ts';

/** ms that a packet takes from one machine to the next. */
export const MS_A_HOP = 1;

/** ms that packets take on these ways, one after another. */
export function msOf(...legs: readonly (Leg | undefined)[]): number {
  return MS_A_HOP * legs.reduce((n, leg) => n + Math.max(0, (leg?.hops.length ?? 0) - 1), 0);
}

/** Bytes of a usual ClientHello, and of a GET beside its host name. */
export const HELLO = 517;
export const GET = 78;

export interface HttpAnswer {
  readonly status: number;
  /** Status line and fields, without the empty line behind them. */
  readonly head: readonly string[];
  readonly body: string;
  /** On the wire, in bytes. */
  readonly bytes: { readonly head: number; readonly body: number };
}

/** RFC 9110 §15 and the registry of status codes, as far as servers use them every day. */
const PHRASES: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  418: "I'm a teapot",
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export function statusPhrase(status: number): string {
  return PHRASES[status] ?? '';
}

/** What the server at the end of a flow that was delivered says to GET of a path. */
export function httpAnswer(world: World, trace: Trace, path: string): HttpAnswer {
  let last = trace;
  for (let behind = originOf(last); behind; behind = originOf(last)) last = behind;
  const asked = last.out.hops.at(-1)?.before;
  const node = world.input.network.nodes.get(last.out.at.node);
  const status = asked && node ? statusOf(world, node, asked, path) : 200;
  const seen = trace.seenFrom ?? (asked && innermost(asked).source);
  return answerOf(status, seen);
}

function answerOf(status: number, seen: Ip | undefined): HttpAnswer {
  const phrase = statusPhrase(status);
  const bare = status === 204 || status === 304;
  const body = bare ? '' : status === 200 ? `Your address is ${seen === undefined ? '' : formatIp(seen)}\n` : `${status} ${phrase}\n`;
  const head = [`HTTP/1.1 ${status} ${phrase}`, ...(bare ? [] : ['Content-Type: text/html', `Content-Length: ${body.length}`])];
  return { status, head, body, bytes: { head: bytesOf(head), body: body.length } };
}

/** With a line end each, and an empty line. */
export function bytesOf(head: readonly string[]): number {
  return head.reduce((n, line) => n + line.length + 2, 2);
}

function statusOf(world: World, node: NetNode, asked: Packet, path: string): number {
  let packet = asked;
  while (isWrapped(packet)) packet = decapsulate(packet);
  const { destination, destinationPort } = tupleOf(packet);
  return httpStatus(listenersOf(world, node, destination), destinationPort, path);
}

/** What a listener answers to GET; a service of which nothing is said answers 200 (A185). */
export function httpStatus(listeners: readonly Listener[] | undefined, port: number, path: string): number {
  const listener = listeners?.find((l) => l.protocol === 'tcp' && l.port === port);
  if (listener?.http === undefined) return 200;
  return listener.http[path] ?? listener.http[path.replace(/[?#].*$/, '')] ?? 404;
}
