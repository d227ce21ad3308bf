/** The door of `azure/`: the platform's rules, one set a file. */
export * from './effective-route.ts';
export * from './effective-routes.ts';
export * from './er-gateway.ts';
export * from './firewall-process.ts';
export * from './firewall-types.ts';
export * from './load-balancer.ts';
export * from './nsg.ts';
export * from './numbers.ts';
export * from './route-server.ts';
export * from './snat-ports.ts';
export { validateLab } from './validate/index.ts';
export * from './verdict.ts';
export * from './vpn-gateway.ts';
