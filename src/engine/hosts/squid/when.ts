/** ACLs of type `time` and `random`: days and hours, and a chance (squid.conf acl; src/acl/TimeData.cc, src/acl/Random.cc). */

export interface SquidTimes {
  /** Of the week, Sunday first. */
  readonly days: readonly boolean[];
  /** Minutes of the day; both ends count. */
  readonly from: number;
  readonly to: number;
}

const DAYS: Readonly<Record<string, readonly number[]>> = { S: [0], M: [1], T: [2], W: [3], H: [4], F: [5], A: [6], D: [1, 2, 3, 4, 5] };
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

/** `MTWHF 08:00-18:00 A 10:00-12:00`: days hold for the hours behind them. Indexes of words: with letters that are no days, or the one that Squid does not start with. */
export function timesOf(
  words: readonly string[],
): { readonly times: readonly SquidTimes[]; readonly unknownDays: readonly number[] } | { readonly wrong: number } {
  const out: SquidTimes[] = [];
  const unknownDays: number[] = [];
  let days: number[] = [];
  const put = (from: number, to: number): void => {
    const named = days.length > 0 ? days : EVERY_DAY;
    out.push({ days: EVERY_DAY.map((d) => named.includes(d)), from, to });
    days = [];
  };
  for (const [i, word] of words.entries()) {
    if (!/^\d/.test(word)) {
      for (const letter of word.replaceAll('-', '')) {
        const named = DAYS[letter];
        if (named) days.push(...named);
        else if (!unknownDays.includes(i)) unknownDays.push(i);
      }
      continue;
    }
    const [from, to] = rangeOf(word);
    if (from === undefined || to === undefined || from > to) return { wrong: i };
    put(from, to);
  }
  if (days.length > 0) put(0, 23 * 60 + 59);
  return { times: out, unknownDays };
}

/** `08:00-18:00` in minutes. */
function rangeOf(word: string): [number | undefined, number | undefined] {
  const [, h1, m1, h2, m2] = /^(\d{1,2}):(\d{1,2})-(\d{1,2}):(\d{1,2})$/.exec(word) ?? [];
  const minutes = (h: string | undefined, m: string | undefined): number | undefined => {
    const at = Number(h) * 60 + Number(m);
    return h === undefined || Number(m) > 59 || at > 24 * 60 ? undefined : at;
  };
  return [minutes(h1, m1), minutes(h2, m2)];
}

/** Whether a moment, in ms since 1970, lies within; the lab's machines keep UTC. */
export function isWithin({ days, from, to }: SquidTimes, at: number): boolean {
  const minute = Math.floor(at / 60_000);
  // 1970-01-01 was a Thursday.
  const day = (Math.floor(minute / 1440) + 4) % 7;
  const ofDay = minute % 1440;
  return days[day] === true && ofDay >= from && ofDay <= to;
}

/** `0.25`, `1/4`, `1:3` (one of four): a chance from 0 to 1; undefined for what is none. */
export function chanceOf(word: string): number | undefined {
  const [, a, sign, b] = /^(\d+(?:\.\d+)?)(?:([/:])(\d+))?$/.exec(word) ?? [];
  if (a === undefined) return undefined;
  const value = sign === '/' ? Number(a) / Number(b) : sign === ':' ? Number(a) / (Number(a) + Number(b)) : Number(a);
  return value > 0 && value < 1 ? value : undefined;
}
