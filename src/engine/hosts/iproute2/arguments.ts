/** The words behind a command, taken one by one; a word that cannot be read is refused in the tool's own words. */
import { hostPrefix, type InterfaceAddress, type Ip, isIpv4, defaultPrefix, makePrefix, parseInterfaceAddress, parseIp, type Prefix } from '../../ip/index.ts';
import type { ConfigRef, Span } from '../../policy/source.ts';
import type { Word } from '../words.ts';

/** Caught where lines are told apart. */
export class Refused extends Error {
  constructor(
    readonly span: Span,
    readonly said: string,
  ) {
    super(said);
  }
}

export class Arguments {
  private at = 0;

  constructor(
    private words: readonly Word[],
    readonly ref: ConfigRef,
  ) {}

  get done(): boolean {
    return this.at >= this.words.length;
  }

  /** The next word, not taken. */
  get peek(): string | undefined {
    return this.words[this.at]?.text;
  }

  get span(): Span {
    return (this.words[Math.min(this.at, this.words.length - 1)] ?? { span: this.ref.span }).span;
  }

  accept(...texts: readonly string[]): string | undefined {
    const now = this.peek;
    if (now === undefined || !texts.includes(now)) return undefined;
    this.at++;
    return now;
  }

  /**
   * Takes the name that may stand anywhere among the words: behind `keyword`, else the first word that is none of the others. `valued` are followed
   * by a word of their own. Undefined when there is none.
   */
  named(keyword: string, { valued, bare }: { readonly valued: readonly string[]; readonly bare: readonly string[] }): string | undefined {
    for (let i = this.at; i < this.words.length; i++) {
      const { text } = this.words[i] as Word;
      if (valued.includes(text)) i++;
      else if (!bare.includes(text)) return this.drop(i, text === keyword ? 2 : 1);
    }
    return undefined;
  }

  /** Takes words out of the middle; says the last of them. */
  private drop(from: number, count: number): string | undefined {
    const taken = this.words.slice(from, from + count);
    this.words = [...this.words.slice(0, from), ...this.words.slice(from + count)];
    return taken.length === count ? taken.at(-1)?.text : undefined;
  }

  word(what: string): string {
    const word = this.words[this.at];
    if (!word) return this.fail(`Command line is not complete: expected ${what}`);
    this.at++;
    return word.text;
  }

  /** Refuses the word that was taken last, or the one that is missing. */
  fail(said: string, back = false): never {
    if (back) this.at = Math.max(0, this.at - 1);
    throw new Refused(this.span, said);
  }

  number(what: string, most: number): number {
    const text = this.word(what);
    return /^\d{1,10}$/.test(text) && Number(text) <= most ? Number(text) : this.fail(`argument "${text}" is wrong: expected ${what} up to ${most}`, true);
  }

  ip(what: string): Ip {
    const text = this.word(what);
    return parseIp(text) ?? this.fail(`any valid prefix is expected rather than "${text}".`, true);
  }

  address(): InterfaceAddress {
    const text = this.word('an address');
    const ip = parseIp(text);
    return (
      parseInterfaceAddress(text) ??
      (ip === undefined ? this.fail(`any valid prefix is expected rather than "${text}".`, true) : { ip, length: hostPrefix(ip).length })
    );
  }

  /** `default`, an address or a prefix; the kernel refuses host bits in a route. */
  prefix(family: 4 | 6): Prefix {
    const text = this.word('a prefix');
    if (text === 'default' || text === 'all' || text === 'any') return defaultPrefix(family);
    const ip = parseIp(text);
    if (ip !== undefined) return hostPrefix(ip);
    const whole = parseInterfaceAddress(text);
    if (!whole) return this.fail(`any valid prefix is expected rather than "${text}".`, true);
    const masked = makePrefix(whole.ip, whole.length);
    return masked.ip === whole.ip ? masked : this.fail('Invalid prefix for given prefix length.', true);
  }
}

export const familyOfPrefix = (p: Prefix): 4 | 6 => (isIpv4(p.ip) ? 4 : 6);
