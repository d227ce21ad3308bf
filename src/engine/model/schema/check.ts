/** Checks: statements about routes, consoles, flows and diagnostics that must hold. */
import * as z from 'zod';
import { localized, prefix, reference } from './common.ts';
import { flow } from './lab.ts';

export const tableKind = z.enum(['learned', 'advertised', 'effective', 'rib', 'bgp', 'looking-glass']).describe('A kind of table.');

const about = {
  title: localized,
  claim: z.string().min(1).optional().describe('What it shows of an article, such as RFT5.'),
};
const device = reference('Device id; for effective routes a subnet, vnet/subnet.');
const devices = z.array(reference('Device id.'));
const match = z.enum(['exactly', 'includes']).optional().describe('exactly (unless said): these and no other; includes: these among others.');

const rows = z.strictObject({
  ...about,
  kind: z.literal('rows').describe('Rows of a table.'),
  device,
  table: tableKind,
  peer: z.string().optional().describe('For advertised: to whom.'),
  where: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .optional()
    .describe('Only rows that agree in these columns are looked at; none: the whole table.'),
  rows: z
    .array(z.record(z.string(), z.union([z.string(), z.number(), z.null()])))
    .describe('The rows, as a set with multiplicities; each names the columns it is about. Empty: there must be none.'),
  match,
});

const console = z.strictObject({
  ...about,
  kind: z.literal('console').describe('What a console prints.'),
  device,
  command: z.string().min(1).describe('The command, such as show ip route.'),
  lines: z.array(z.string()).describe('Lines to be found; times are left out of the comparison.'),
  match,
});

const flowCheck = z.strictObject({
  ...about,
  kind: z.literal('flow').describe("A packet's fate."),
  flow: z.union([reference('Id of a flow.'), flow]).describe('A flow of the lab by id, or one of its own.'),
  expect: z
    .strictObject({
      verdict: z.enum(['delivered', 'one-way', 'refused', 'dropped', 'looped']).describe('one-way: it arrives, its answer does not.'),
      via: devices.optional().describe('Devices met on the way out, in this order, others between them allowed.'),
      avoid: devices.optional().describe('Devices not met on the way out.'),
      returnVia: devices.optional().describe('Devices met on the way back, in this order.'),
      reason: z.string().optional().describe('Reason code of the ending.'),
      at: reference('Device where it ended.').optional(),
      headers: z
        .record(reference('Device id.'), z.string().regex(/^[a-z0-9-]+( [a-z0-9-]+)*$/, 'expected kinds of headers, outermost first, such as ip esp ip tcp'))
        .optional()
        .describe('The header stack with which the packet leaves a device on its way out, outermost first: ip esp ip tcp.'),
      seenFrom: z.string().optional().describe('Source address that the destination sees.'),
    })
    .describe('How it must end.'),
});

const policy = z.strictObject({
  ...about,
  kind: z.literal('policy').describe('What a route-map says of a route.'),
  device,
  routeMap: z.string().min(1).describe('Name of the route-map.'),
  route: z
    .strictObject({ prefix: prefix.describe('Its prefix.'), asPath: z.string().describe('AS numbers, the nearest first.') })
    .describe('A route as it might be received.'),
  expect: z.enum(['permit', 'deny']).describe('The verdict.'),
});

const diagnostic = z.strictObject({
  ...about,
  kind: z.literal('diagnostic').describe('A finding about the lab.'),
  code: z.string().min(1).describe('Code of the diagnostic, such as subnet-outside-vnet.'),
  object: z.string().optional().describe('The object it is about.'),
  present: z.boolean().describe('Whether it must be there or must not.'),
});

export const check = z
  .discriminatedUnion('kind', [rows, console, flowCheck, policy, diagnostic])
  .meta({ id: 'Check', description: 'A statement that must hold.' });
