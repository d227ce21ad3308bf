/** The door of `compile/`: stage 1, Lab → Network. */
export { privateAnswer } from './private-dns.ts';
export * from './compile.ts';
export * from './network.ts';
export { policyChain } from './firewall-rules.ts';
export { clientAddress } from './point-to-site.ts';
