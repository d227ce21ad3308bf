/** The door of `data-plane/`: what becomes of a packet, and what a traceroute hears. */
export { type ConnectErrno, connectErrno, LOCAL_ERRNO } from './connect-errno.ts';
export { matchRows } from './effective-lookup.ts';
export { type Reachability, reachability, type ReachabilityCell, type ReachabilityOptions } from './reachability.ts';
export { type HttpAnswer, httpAnswer, msOf, statusPhrase } from './http.ts';
export { DENIED_PAGE } from './intercept.ts';
export { connectionsBehind, connectionsOf, originOf } from './origin.ts';
export { innermost, outer, sizeOf } from './packet.ts';
export { PACKET_RULES, type PacketCode } from './reasons.ts';
export { toldSender } from './told.ts';
export { traceFlow, type TraceOptions } from './trace.ts';
export { traceRoute, type TraceRouteOptions } from './traceroute.ts';
export type * from './types.ts';
export { fibOf, findRoute, pbrHops, resolvePbr } from './host/tables.ts';
export { homeOf, selectAddress, sourceAddress } from './host/source.ts';
export { World } from './world.ts';
