/** For tests: every mistake that the platform's rules know, with what is said of it. */
import { DUAL_STACK } from './dual-stack.ts';
import { ENDPOINTS } from './endpoints.ts';
import { FIREWALLS } from './firewalls.ts';
import { GATEWAYS } from './gateways.ts';
import { LIMITS } from './limits.ts';
import { LOAD_BALANCERS } from './load-balancers.ts';
import { NETWORK } from './network.ts';
import { OUTSIDE } from './outside.ts';
import { POINT_TO_SITE } from './point-to-site.ts';
import { REMARKS } from './remarks.ts';
import { ROUTES } from './routes.ts';
import { SECURITY_GROUPS } from './security-groups.ts';
import { SURPRISES } from './surprises.ts';
import { VPN_LIMITS } from './vpn-limits.ts';
import { WAYS_OUT } from './ways-out.ts';

export { lab, RIGHT, type Row } from './lab.ts';
export const MISTAKES = [
  ...NETWORK,
  ...ROUTES,
  ...GATEWAYS,
  REMARKS,
  SECURITY_GROUPS,
  LOAD_BALANCERS,
  DUAL_STACK,
  WAYS_OUT,
  ENDPOINTS,
  FIREWALLS,
  POINT_TO_SITE,
  VPN_LIMITS,
  LIMITS,
  SURPRISES,
  OUTSIDE,
];
