/** `set` statements: those that change what becomes of a packet, and the others by name (pf.conf(5) OPTIONS). */
import type { Cursor } from './cursor.ts';
import { readInterfaces } from './match.ts';

export class Options {
  readonly skip: string[] = [];
  blockPolicy: 'drop' | 'return' = 'drop';
  statePolicy: 'floating' | 'if-bound' = 'floating';
  /** `set require-order`, on by default. */
  ordered = true;

  read(c: Cursor): void {
    const name = c.value('an option');
    switch (name.text) {
      case 'skip':
        c.expect('on');
        this.skip.push(...readInterfaces(c).map((i) => i.name));
        break;
      case 'block-policy':
        this.blockPolicy = choice(c, ['drop', 'return']);
        break;
      case 'state-policy':
        this.statePolicy = choice(c, ['floating', 'if-bound']);
        break;
      case 'require-order':
        this.ordered = choice(c, ['yes', 'no']) === 'yes';
        break;
      default:
        if (!WITHOUT_EFFECT.has(name.text)) c.fail('expected an option such as skip, block-policy or state-policy', name);
        while (!c.done) c.next();
    }
    if (!c.done) c.fail();
  }
}

function choice<T extends string>(c: Cursor, words: readonly T[]): T {
  const word = c.accept(...words);
  return word ? (word.text as T) : c.fail(`expected ${words.join(' or ')}`);
}

/** Options that change no verdict. */
const WITHOUT_EFFECT = new Set([
  'loginterface',
  'limit',
  'timeout',
  'optimization',
  'ruleset-optimization',
  'fingerprints',
  'debug',
  'hostid',
  'keepcounters',
  'fail-policy',
  'reassemble',
  'state-defaults',
  'syncookies',
]);
