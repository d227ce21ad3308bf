/** `2026-01-01T00:00:00.000Z` for ms since 1970, without the clock of the machine that it runs on. */
export function isoOf(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  const rest = ms - days * 86_400_000;
  // Years that begin in March, in eras of 400 of them: the leap day is the last of its year.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const inEra = shifted - era * 146_097;
  const year = Math.floor((inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) / 365);
  const inYear = inEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const month = Math.floor((5 * inYear + 2) / 153);
  const date = [era * 400 + year + (month >= 10 ? 1 : 0), ((month + 2) % 12) + 1, inYear - Math.floor((153 * month + 2) / 5) + 1];
  const time = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60, Math.floor(rest / 1000) % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.map(two).join('-')}T${time.map(two).join(':')}.${String(rest % 1000).padStart(3, '0')}Z`;
}
