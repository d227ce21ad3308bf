/** Of what `curl -sv` prints of a request by a proxy: status lines, Squid's error, where it sends on to, the complaint. */
export function digest(text) {
  return text
    .split('\n')
    .map((l) => l.trimEnd())
    .filter((l) => /^(< HTTP|< X-Squid-Error|< Location|curl:)/.test(l));
}
