/** The door of `bgp/`. */
export { suppresses } from './aggregate.ts';
export { knownPrefixList } from './filters.ts';
export * from './ask.ts';
export { comparePaths, decisionSteps, type StepCompared, type Candidate, type Comparison, type SelectionReason } from './decision.ts';
export { prefixListsChange } from './lists-in.ts';
export { heldBack, namesMaps, samePolicy } from './held-maps.ts';
export { isTakenForWithdraw, isUnicastPrefix, receivedView } from './inbound.ts';
export { routesOf } from './originate.ts';
export type { Destination, Path } from './path.ts';
export { allRoutes, usesAddPath } from './path-ids.ts';
export type { MapUse, PolicyEvent } from './policy-trace.ts';
export { mappedState, speakerState } from './result.ts';
export type { Reach, RedistributedRoute, RouterView } from './router-view.ts';
export { coalesceTime } from './subgroups.ts';
export { calledOutside, expectedType, isIbgp, isSingleHop, localAsTowards, peerType, type Session, updateGroupKey } from './session.ts';
export { afiOf, type Asked, type Install, Speaker, type WorkDone } from './speaker.ts';
export * from './types.ts';
export type { Update } from './update-groups.ts';
