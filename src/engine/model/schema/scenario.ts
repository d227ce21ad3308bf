/** The scenario file: a lab with its story. `npm run schema` writes scenarios/scenario.schema.json from here. */
import { z } from 'zod';
import { id, localized } from './common.ts';
import { flow, lab } from './lab.ts';

const tableKind = z.enum(['learned', 'advertised', 'effective', 'rib', 'bgp']);
const about = { title: localized, claim: z.string().optional().describe("The article's claim that this shows, such as RFT5.") };
const cell = z.union([z.string(), z.number(), z.null()]);
const match = z.enum(['exactly', 'includes']).optional();

const check = z.discriminatedUnion('kind', [
  z.strictObject({
    ...about,
    kind: z.literal('rows'),
    device: id,
    table: tableKind,
    peer: z.string().optional(),
    where: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    rows: z.array(z.record(z.string(), cell)),
    match,
  }),
  z.strictObject({ ...about, kind: z.literal('console'), device: id, command: z.string(), lines: z.array(z.string()), match }),
  z.strictObject({
    ...about,
    kind: z.literal('flow'),
    flow: z.union([id, flow]),
    expect: z.strictObject({
      verdict: z.enum(['delivered', 'one-way', 'refused', 'dropped', 'looped']),
      via: z.array(id).optional(),
      avoid: z.array(id).optional(),
      returnVia: z.array(id).optional(),
      reason: z.string().optional(),
      at: id.optional(),
      seenFrom: z.string().optional(),
    }),
  }),
  z.strictObject({
    ...about,
    kind: z.literal('policy'),
    device: id,
    routeMap: z.string(),
    route: z.strictObject({ prefix: z.string(), asPath: z.string() }),
    expect: z.enum(['permit', 'deny']),
  }),
  z.strictObject({ ...about, kind: z.literal('diagnostic'), code: z.string(), object: z.string().optional(), present: z.boolean() }),
]);

const view = z.strictObject({
  select: id.optional(),
  tab: z.enum(['settings', 'routes', 'config', 'console', 'why']).optional(),
  table: tableKind.optional(),
  flow: id.optional(),
  line: z.string().optional(),
});

const checks = z.record(id, check).optional();

const step = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens, such as set-next-hop'),
  title: localized,
  text: localized,
  patch: z.unknown().optional().describe('JSON Merge Patch (RFC 7396) of the lab as the step before left it.'),
  checks,
  view: view.optional(),
});

export const scenario = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1).describe('Version of this format.'),
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens'),
  title: localized,
  question: localized.optional().describe('The question it answers, in one sentence, for the gallery.'),
  text: localized.optional(),
  article: z.strictObject({ title: localized, url: z.string().optional() }).optional(),
  lab,
  checks,
  steps: z.array(step).optional(),
});
