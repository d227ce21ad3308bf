/** Pieces that every schema uses: localised text, places on the canvas, ids, addresses and prefixes. */
import * as z from 'zod';
import { validateInterfaceAddress, validateIp, validatePrefix } from '../../ip/index.ts';
import { IANA_PRIVATE_RANGES } from '../snat-ranges.ts';

// Under a content security policy without unsafe-eval zod's compiled parsers would fail.
z.config({ jitless: true });

export const localized = z
  .strictObject({ en: z.string().describe('English.'), ja: z.string().optional().describe('Japanese.') })
  .meta({ id: 'Localized', description: 'Text by language; English is always there.' });

const position = z
  .strictObject({ x: z.number().describe('px to the right.'), y: z.number().describe('px down.') })
  .meta({ id: 'Position', description: 'Top left corner on the canvas in px, relative to the container that the object is in.' });

const extent = z
  .strictObject({ width: z.number().positive().describe('px.'), height: z.number().positive().describe('px.') })
  .meta({ id: 'Size', description: 'Size on the canvas in px.' });

/** What everything drawn may have. */
export const drawn = {
  position: position.optional(),
  displayName: z.string().optional().describe('A label other than the id.'),
};

export const size = extent.optional();

/** Of what a network or a subnet refers to: where it is said, the two must be in one region (A209). */
export const location = z.string().min(1).optional().describe('Azure region; that of the networks it serves unless said.');

/** Maps of the lab are plain objects: an id such as `constructor` would find what every object inherits. */
const inherited = (text: string) => text.split('/').some((part) => part in Object.prototype);

/** Ids of objects: they stand in references (`vnet/subnet`, `circuit/primary`), on command lines and in links. */
export const id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'expected an id of letters, digits, hyphens, dots and underscores, such as vnet-hub')
  .refine((text) => !inherited(text), 'expected another id, because JavaScript has this name for itself');

/** Names of parts of an object: routes, rules, interfaces. */
export const name = z
  .string()
  .regex(/^\S(.*\S)?$/, 'expected a name without spaces around it')
  .refine((text) => !inherited(text), 'expected another name, because JavaScript has this one for itself');

/** What names another object: an id, `vnet/subnet`, or for a flow's end an address or a host name. */
export const reference = (what: string) =>
  z
    .string()
    .min(1)
    .refine((text) => !inherited(text), 'expected the id of an object')
    .describe(what);

export const asn = z.number().int().min(1).max(4294967295);
export const port = z.number().int().min(1).max(65535);

/** An IPv4 or IPv6 address, as ip-num has it. */
export const ipAddress = z
  .string()
  .superRefine((text, ctx) => refuse(ctx, validateIp(text)))
  .meta({ examples: ['10.0.0.4'] });

/** A prefix without host bits; the message names the one that was probably meant. */
export const prefix = z
  .string()
  .superRefine((text, ctx) => refuse(ctx, validatePrefix(text)))
  .meta({ examples: ['10.0.0.0/24'] });

/** A prefix, or the name of a service tag (A35): what begins with a letter and has no colon is taken for a name. */
export const prefixOrTag = z
  .string()
  .superRefine((text, ctx) => {
    if (!isTagName(text)) refuse(ctx, validatePrefix(text));
  })
  .meta({ examples: ['10.0.0.0/24', 'Storage.japaneast'] });

/** A range that Azure Firewall leaves sources alone for: a prefix, or the name of the usual ones. */
export const snatRange = z
  .string()
  .superRefine((text, ctx) => {
    if (text !== IANA_PRIVATE_RANGES) refuse(ctx, validatePrefix(text));
  })
  .meta({ examples: [IANA_PRIVATE_RANGES, '192.0.2.0/24'] });

/** `Storage`, `AzureCloud.japaneast`. */
function isTagName(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*$/.test(text);
}

/** An interface's address with its subnet's length. */
export const interfaceAddress = z
  .string()
  .superRefine((text, ctx) => refuse(ctx, validateInterfaceAddress(text)))
  .meta({ examples: ['10.20.10.1/24'] });

type Judged = ReturnType<typeof validateIp> | ReturnType<typeof validatePrefix> | ReturnType<typeof validateInterfaceAddress>;

function refuse(ctx: z.RefinementCtx, entry: Judged): void {
  if (!entry.ok)
    ctx.addIssue({
      code: 'custom',
      message: `expected ${entry.expected}`,
      params: { refusal: entry.refusal, ...(entry.meant !== undefined && { meant: entry.meant }) },
    });
}

/** Long text: one string, or its lines, which become one string on reading. */
export const longText = z.union([z.string(), z.array(z.string())]).transform((text) => (Array.isArray(text) ? text.join('\n') : text));

export const listen = z
  .array(
    z.strictObject({
      protocol: z.enum(['tcp', 'udp']).describe('tcp or udp.'),
      port: port.describe('Destination port.'),
      vrf: z.string().optional().describe('Linux: the VRF that it is bound to, as ip vrf exec does; without one it is in none.'),
      http: z
        .record(z.string().startsWith('/'), z.number().int().min(100).max(599))
        .optional()
        .describe('What GET is answered, status by path: others are 404, and without any every path is 200.'),
    }),
  )
  .optional()
  .describe('TCP and UDP ports that answer; a port not listed is closed.');

const text = (file: string) => z.strictObject({ config: longText.describe(`${file}, as one string or as an array of lines.`) }).optional();

/** The texts that a machine may be set up by besides frr.conf. */
export const machineTexts = {
  rc: text('rc.conf').describe('FreeBSD: addresses, tunnels, FIBs and static routes.'),
  pf: text('pf.conf').describe('FreeBSD: the packet filter.'),
  iproute2: text('A script of ip, sysctl, iptables and ip6tables commands').describe('Linux: links, addresses, routes, rules, filters.'),
  squid: text('squid.conf').describe('A forward proxy on this machine.'),
};
