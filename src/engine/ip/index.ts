/** The door of `ip/`: addresses, prefixes and the table that finds the longest match. */
export * from './address.ts';
export * from './prefix.ts';
export * from './prefix-table.ts';
