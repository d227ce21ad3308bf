/** Drivers whose interfaces are made, not found: each of these is in a group of the driver's name (sys/net/if_clone.c). */
const CLONED = new Set(['gif', 'gre', 'vxlan', 'bridge', 'epair', 'tap', 'tun', 'vlan', 'wg', 'ipsec', 'lagg', 'disc', 'stf']);
/** Those that the system makes without being asked. */
const ALWAYS = new Set(['lo', 'enc', 'pflog', 'pfsync', 'carp']);

/** `gif` for gif0, `epair` for epair0a; undefined for a network card. */
export function clonedDriver(name: string): string | undefined {
  const driver = name.replace(/\d+[ab]?$/, '');
  return CLONED.has(driver) || ALWAYS.has(driver) ? driver : undefined;
}

/** Whether `cloned_interfaces` must list it. */
export function mustBeCloned(name: string): boolean {
  return CLONED.has(name.replace(/\d+[ab]?$/, ''));
}
