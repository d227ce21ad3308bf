/** For tests: mistakes with security groups, load balancers, NAT gateways, firewalls and endpoints. */
import type { Mistakes } from './lab.ts';

export const SERVICES: readonly Mistakes[] = [];
