/** What an input's text stands for: prefixes, and the one word that may stand among them. */
import { expect, it } from 'vitest';
import { prefixes, valueOf } from './field.ts';

const ranges = prefixes('privateRanges', { optional: true, word: 'IANAPrivateRanges' });

it.each([
  ['A154 the name of the usual ranges, and others', ranges, 'IANAPrivateRanges, 192.0.2.0/24', { value: ['IANAPrivateRanges', '192.0.2.0/24'] }],
  ['nothing takes the property away', ranges, ' ', { value: null }],
  ['another word is none', ranges, 'PrivateRanges', { error: { key: 'expectedPrefix' } }],
  ['nor is that one where it has no meaning', prefixes('addressPrefixes'), 'IANAPrivateRanges', { error: { key: 'expectedPrefix' } }],
])('%s', (_, field, text, expected) => expect(valueOf(field, text)).toEqual(expected));
