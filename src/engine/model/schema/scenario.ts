/** The scenario file: a lab with its story. `npm run schema` writes scenarios/scenario.schema.json from here. */
import * as z from 'zod';
import { isObject } from '../json/own.ts';
import { check, tableKind } from './check.ts';
import { id, localized, reference } from './common.ts';
import { lab } from './lab.ts';

const kebab = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens, such as set-next-hop');
const checks = z.record(id, check).optional();

const view = z
  .strictObject({
    select: reference('Device selected, its inspector open.').optional(),
    tab: z.enum(['settings', 'routes', 'config', 'console', 'why']).optional().describe("The inspector's tab."),
    table: tableKind.optional().describe('The table shown in the routes tab.'),
    flow: reference('A flow of the lab by id, opened in the player.').optional(),
    line: z.string().min(1).optional().describe('A line of the configuration to bring into view, by text.'),
  })
  .describe('What the step wants open.');

const step = z
  .strictObject({
    id: kebab.describe('Unique in the scenario.'),
    title: localized,
    text: localized.describe('Paragraphs, with `code` in backquotes.'),
    patch: z
      .unknown()
      .refine((patch): boolean => isObject(patch), 'expected an object')
      .optional()
      .describe('JSON Merge Patch (RFC 7396) of the lab as the step before left it.'),
    onRunningNetwork: z
      .boolean()
      .optional()
      .describe(
        'True: the change is made to the network as the step before left it running, so that what was chosen before counts. Otherwise the network starts cold.',
      ),
    checks: checks.describe('Checks that hold at this step, by id.'),
    view: view.optional(),
  })
  .describe('A step of the story.');

export const scenario = z.strictObject({
  version: z.literal(1).describe('Version of this format.'),
  id: kebab.describe('As in the file name.'),
  title: localized,
  question: localized.optional().describe('The question it answers, in one sentence, for the gallery.'),
  text: localized.optional().describe('What it is about.'),
  article: z
    .strictObject({
      title: localized,
      url: z
        .url({ protocol: /^https?$/, error: 'expected a web address such as https://example.com/' })
        .optional()
        .describe('Where it stands.'),
    })
    .optional()
    .describe('The article that it retells.'),
  lab: lab.describe("The state before the first step's patch."),
  checks: checks.describe('Checks that hold at every step, by id.'),
  steps: z.array(step).optional().describe('In order of telling; each is a patch on what the step before left.'),
});

/** The file: a scenario that may name its schema. */
export const scenarioFile = z.strictObject({ $schema: z.string().optional().describe('./scenario.schema.json, for editors.'), ...scenario.shape });
