/** The door of `ip/`: addresses, prefixes, the table that finds the longest match, the edge where text is judged, subnets. */
export * from './address.ts';
export * from './dscp.ts';
export * from './edge.ts';
export * from './link-local.ts';
export * from './prefix.ts';
export * from './prefix-table.ts';
export * from './subnet.ts';
