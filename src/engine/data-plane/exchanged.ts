/** What is asked of a flow beside its ends, and what is known of it as it is followed. */
import type { Ip } from '../ip/index.ts';
import type { PacketOptions } from './reply.ts';
import type { Trace } from './types.ts';

export interface TraceOptions extends PacketOptions {
  /** Source port, 1–65535; the first of Linux's ephemeral range unless said. */
  readonly sourcePort?: number;
  /** Through a proxy: what the client asks for; CONNECT unless the port is 80. */
  readonly method?: 'CONNECT' | 'GET';
  /** The path that a web server is asked for, `/` unless said. */
  readonly path?: string;
  /** What the client itself takes the name of `to` for (`curl --resolve`); else what the lab's DNS says. */
  readonly address?: Ip;
  /** The proxy's address that is asked, where it has several; else the one that the flow's proxy is found at. */
  readonly proxyAddress?: Ip;
  /** Through a proxy: when the request is made, in ms since 1970; its log says when it was over. */
  readonly at?: number;
  /** Through a proxy: those that it has come through already. */
  readonly via?: readonly string[];
  /** Bytes that each side sends once a TCP connection stands; none unless said. */
  readonly bytes?: number;
  /** The same, one by one. */
  readonly said?: Said;
  /** Through a proxy: where the flow says no bytes, its requests and their answers are sent all the same. */
  readonly talks?: boolean;
  /** The path MTUs that nodes have been told of before, in bytes (H9). */
  readonly told?: readonly { readonly node: string; readonly destination: Ip; readonly mtu: number }[];
  /** Whether MSEEs answer the probes of their customers (A240); by default they do not (A241). */
  readonly mseeAnswers?: boolean;
}

/** Bytes that who opens a connection sends first, and that are answered. */
export interface Said {
  readonly up: number;
  readonly down: number;
}

/** A trace before its branches are known. */
export type Followed = Omit<Trace, 'branches' | 'share'>;
/** A trace before the state tables are read. */
export type Exchanged = Omit<Followed, 'states'>;
