/** A request as a forward proxy has it (H62), and who walks the connections that it needs. */
import { type SquidRequest } from '../../hosts/index.ts';
import { type Ip, parseIp } from '../../ip/index.ts';
import type { FlowSpec } from '../../model/index.ts';
import { HASH } from '../choose.ts';
import { addressNamed } from '../endpoints.ts';
import type { Said, TraceOptions } from '../exchanged.ts';
import { bytesOf } from '../http.ts';
import type { Proxied, Trace } from '../types.ts';
import type { World } from '../world.ts';

export type ProxiedFlow = FlowSpec & { readonly proxy: string };

export interface Request {
  readonly method: Proxied['method'];
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly client: Ip;
  readonly clientPort: number;
  readonly address: Ip | undefined;
}

/** Traces a flow; `via`: the proxies that it has come through; `said`: what is sent over it. */
export type Walk = (flow: FlowSpec, via: readonly string[], said?: Said) => Trace;

/** 2026-01-01T00:00:00Z: the lab has no clock. */
export const NOW = 1_767_225_600_000;

/** CONNECT for what is not plain HTTP; the port of the target then stands in the URL (H62). */
export function requestOf(world: World, flow: ProxiedFlow, options: TraceOptions): Request {
  const port = flow.port ?? 443;
  const method = options.method ?? (port === 80 ? 'GET' : 'CONNECT');
  const ip = parseIp(flow.to);
  const host = ip !== undefined && typeof ip === 'bigint' ? `[${flow.to}]` : flow.to;
  const url = method === 'CONNECT' ? `${host}:${port}` : `http://${host}${port === 80 ? '' : `:${port}`}${options.path ?? '/'}`;
  return { method, url, host: flow.to, port, client: 0 as Ip, clientPort: options.sourcePort ?? 49152, address: addressNamed(world, flow.proxy, flow.to) };
}

/** The request as ACLs see it. */
export function askingOf(request: Request, local: SquidRequest['local'], at: number | undefined): SquidRequest {
  return { ...request, addresses: request.address === undefined ? [] : [request.address], local, at: at ?? NOW, chance: chanceOf(request) };
}

/** What `random` throws for a request: a number of its own, the same each time it is asked about. */
function chanceOf({ url, client, clientPort }: Request): number {
  const flow = { protocol: 'tcp', source: client, destination: client, sourcePort: clientPort, destinationPort: 0 } as const;
  return HASH.choose(`random ${url}`, flow, 1 << 16) / (1 << 16);
}

/** The request as a client of no great words sends it to its proxy. */
export function requestBytes({ method, url, host, port }: Request): number {
  const named = method === 'CONNECT' ? url : port === 80 ? host : `${host}:${port}`;
  return bytesOf([`${method} ${url} HTTP/1.1`, `Host: ${named}`, 'Proxy-Connection: Keep-Alive']);
}

export function talks({ bytes }: FlowSpec, options: TraceOptions): boolean {
  return options.talks === true && (options.bytes ?? bytes ?? 0) === 0;
}
