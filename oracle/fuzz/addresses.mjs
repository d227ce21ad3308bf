// Who has which address in a random lab: told from the numbers of routers and segments, so that a reader can tell them, too.

export function address4(router, segment) {
  return `10.0.${segment.number}.${router.index}`;
}

export function address6(router, segment) {
  return `2001:db8:0:${segment.number}::${router.index}`;
}

export function loopback4(router) {
  return `192.0.2.${router.index}`;
}

export function loopback6(router) {
  return `2001:db8:ffff::${router.index}`;
}
