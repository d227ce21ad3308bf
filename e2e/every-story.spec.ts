/** Every built-in story from its first step to its last, in both languages: it opens, its checks hold, nothing complains. */
import { readdirSync, readFileSync } from 'node:fs';
import { settled } from './lab.ts';
import { expect, type Page, test } from './test.ts';

interface Told {
  readonly id: string;
  readonly checks?: object;
  readonly steps: readonly {
    readonly id: string;
    readonly title: { readonly en: string; readonly ja: string };
    readonly checks?: object;
    readonly view?: { readonly flow?: string };
  }[];
}

const folder = new URL('../scenarios/', import.meta.url);
const stories = readdirSync(folder)
  .filter((f) => f.endsWith('.json') && !f.endsWith('.schema.json'))
  .map((f) => JSON.parse(readFileSync(new URL(f, folder), 'utf8')) as Told)
  .filter((s) => s.steps?.length > 0);

/** `holds`: what a check that holds says; one that does not says 不成立 in Japanese, which has the same word in it. */
const WORDS = {
  en: { locale: 'en-GB', player: 'Packet player', holds: 'holds' },
  ja: { locale: 'ja-JP', player: 'パケット プレーヤー', holds: /(?<!不)成立/ },
} as const;

async function walk(page: Page, story: Told, language: keyof typeof WORDS): Promise<void> {
  const { player, holds } = WORDS[language];
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(`/#/s/${story.id}`);
  for (const [i, step] of story.steps.entries()) {
    if (i > 0) await page.keyboard.press(']');
    await expect(page.getByRole('heading', { name: `${i + 1} · ${step.title[language]}` })).toBeVisible();
    await settled(page);
    const stated = Object.keys({ ...story.checks, ...step.checks }).length;
    await expect(
      page
        .getByRole('tabpanel', { name: /^(Story|手順)$/ })
        .getByRole('button')
        .filter({ hasText: holds }),
    ).toHaveCount(stated);
    if (step.view?.flow !== undefined) await expect(page.getByRole('region', { name: player }).getByRole('status')).not.toBeEmpty();
  }
  expect(complaints).toEqual([]);
}

for (const language of ['en', 'ja'] as const) {
  test.describe(language, () => {
    test.use({ locale: WORDS[language].locale });
    for (const story of stories) test(`${story.id} › every step opens, and all its checks hold`, ({ page }) => walk(page, story, language));
  });
}
