/** Pieces that every schema uses: localised text, positions, addresses and prefixes. */
import { z } from 'zod';
import { bitsOf, formatPrefix, makePrefix, parseInterfaceAddress, parseIp } from '../../ip/index.ts';

export const localized = z.strictObject({ en: z.string(), ja: z.string().optional() }).describe('Text by language; English is always there.');

export const drawn = {
  position: z.strictObject({ x: z.number(), y: z.number() }).optional().describe('Top left corner on the canvas in px, relative to the container.'),
  displayName: z.string().optional().describe('A label other than the id.'),
};

export const size = z.strictObject({ width: z.number().positive(), height: z.number().positive() }).optional().describe('Size on the canvas in px.');

export const asn = z.number().int().min(1).max(4294967295);
export const port = z.number().int().min(1).max(65535);
export const id = z.string().min(1);

/** An address; the message shows what one looks like. */
export const ipAddress = z
  .string()
  .refine((text) => parseIp(text) !== undefined, { error: (issue) => `expected an IP address such as 10.0.0.4, got ${JSON.stringify(issue.input)}` });

/** A prefix without host bits; the message names the one that was probably meant. */
export const prefix = z.string().superRefine((text, ctx) => {
  const address = parseInterfaceAddress(text);
  if (!address) {
    ctx.addIssue({ code: 'custom', message: `expected a prefix such as 10.0.0.0/24, got ${JSON.stringify(text)}` });
    return;
  }
  const masked = makePrefix(address.ip, address.length);
  if (masked.ip !== address.ip)
    ctx.addIssue({ code: 'custom', message: `expected ${formatPrefix(masked)}: ${JSON.stringify(text)} has bits beyond its length` });
});

/** An interface's address with its subnet's length. */
export const interfaceAddress = z.string().refine(
  (text) => {
    const a = parseInterfaceAddress(text);
    return a !== undefined && a.length <= bitsOf(a.ip);
  },
  { error: (issue) => `expected an address with its length such as 10.20.10.1/24, got ${JSON.stringify(issue.input)}` },
);

/** Long text: one string, or its lines. */
export const longText = z.union([z.string(), z.array(z.string())]).transform((text) => (Array.isArray(text) ? text.join('\n') : text));

export const frr = z.strictObject({
  version: z
    .string()
    .regex(/^\d+\.\d+(\.\d+)?$/, 'expected a release such as 8.4.4')
    .optional()
    .describe('FRR release; 8.4.4 unless said.'),
  config: longText.describe('frr.conf, as one string or as lines.'),
});

export const listeners = z
  .array(z.strictObject({ protocol: z.enum(['tcp', 'udp']), port }))
  .optional()
  .describe('Ports that answer; others are closed.');
