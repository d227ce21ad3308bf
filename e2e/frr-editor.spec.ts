/** Monaco and FRR: completion in context, hover, go to definition, folding, diagnostics as one types, and the lines and their routes. */
import { expect, type Locator, type Page, test } from './test.ts';
import { editorOf, frames, intoEditor, lineOf, openStep, openTab, select, settled, toTheEnd } from './lab.ts';

const offered = (page: Page) => page.locator('.suggest-widget .monaco-list-row');
const hovered = (page: Page) => page.locator('.monaco-hover:visible');
const foldingMarks = (editor: Locator) => editor.locator('.codicon-folding-expanded');

async function openConfig(page: Page, step = 'complete'): Promise<Locator> {
  await openStep(page, step);
  await select(page, 'vm-frr');
  await openTab(page, 'Config');
  return editorOf(page, 'FRR configuration of vm-frr');
}

/** Types lines behind the last one; the lab has answered then, and what is offered for the last word is on the screen. */
async function typeAtEnd(page: Page, editor: Locator, text: string): Promise<void> {
  await toTheEnd(editor);
  await page.keyboard.press('Enter');
  await page.keyboard.type(text);
  await settled(page);
}

/** The middle of a word of a line, once it stands still: the editor scrolls to the cursor. */
async function placeOf(page: Page, line: Locator, word: string): Promise<{ readonly x: number; readonly y: number }> {
  let last = '';
  let still = 0;
  let place = { x: 0, y: 0 };
  await expect
    .poll(
      async () => {
        place = await middleOf(line, word);
        const now = `${place.x} ${place.y}`;
        still = now === last ? still + 1 : 0;
        last = now;
        await frames(page, 2);
        return still;
      },
      { intervals: [0] },
    )
    .toBeGreaterThan(8);
  return place;
}

/** Throws where the line is being drawn anew and has no such word. */
async function middleOf(line: Locator, word: string): Promise<{ x: number; y: number }> {
  return line.evaluate((element, wanted) => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const at = (node.nodeValue ?? '').indexOf(wanted);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      const box = range.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }
    throw new Error(`no ${wanted} in ${element.textContent}`);
  }, word);
}

async function hoverWord(page: Page, line: Locator, word: string): Promise<void> {
  const { x, y } = await placeOf(page, line, word);
  await page.mouse.move(x - 2, y);
  await page.mouse.move(x, y);
}

async function clickWord(page: Page, line: Locator, word: string): Promise<void> {
  const { x, y } = await placeOf(page, line, word);
  await page.mouse.click(x, y);
}

test('completion › on-match goto: the map’s later entries; call: not the map itself; update-source: own addresses (F80, F81, F157)', async ({ page }) => {
  const editor = await openConfig(page);
  await typeAtEnd(page, editor, 'route-map rmap-bogon-asns permit 7\non-match goto ');
  await page.keyboard.press('Control+Space');
  await expect(offered(page).filter({ hasText: /^10/ })).toHaveCount(1);
  await expect(offered(page).filter({ hasText: /^5/ })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await typeAtEnd(page, editor, 'call ');
  await page.keyboard.press('Control+Space');
  await expect(offered(page).filter({ hasText: 'rmap-azure-asns' })).toHaveCount(1);
  await expect(offered(page).filter({ hasText: 'rmap-bogon-asns' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await typeAtEnd(page, editor, 'router bgp 65001\nneighbor 10.0.2.4 update-source ');
  await page.keyboard.press('Control+Space');
  await expect(offered(page).filter({ hasText: '10.0.1.6' })).toContainText('eth0');
  await expect(offered(page).filter({ hasText: /^eth0/ })).toHaveCount(1);
});

test('colours › a keyword whole, a name that holds keywords not at all, a description as text', async ({ page }) => {
  const editor = await openConfig(page);
  const colourOf = (text: string, word: string) =>
    lineOf(editor, text).evaluate(
      (line, wanted) => [...line.querySelectorAll('span span')].find((s) => (s.textContent ?? '').trim() === wanted)?.className ?? '',
      word,
    );
  await expect.poll(() => colourOf('soft-reconfiguration', 'soft-reconfiguration')).toMatch(/mtk/);
  const keyword = await colourOf('soft-reconfiguration', 'soft-reconfiguration');
  expect(await colourOf('ebgp-multihop', 'ebgp-multihop')).toBe(keyword);
  await typeAtEnd(page, editor, 'route-map permit-in permit 10\ndescription neighbor in\nrouter bgp 65001\nneighbor 10.0.2.4 route-map in-set in');
  await page.keyboard.press('Escape');
  await expect.poll(() => colourOf('10.0.2.4 route-map in-set', 'route-map')).toBe(keyword);
  expect(await colourOf('10.0.2.4 route-map in-set', 'in')).toBe(keyword);
  expect(await colourOf('10.0.2.4 route-map in-set', 'in-set')).not.toBe(keyword);
  expect(await colourOf('description neighbor in', 'neighbor in')).not.toBe(keyword);
});

test('hover › a sentence, the manual’s heading, what a name is; what an unmodelled line would have done', async ({ page }) => {
  const editor = await openConfig(page);
  await hoverWord(page, lineOf(editor, 'neighbor 10.0.2.4 route-map rmap-azure-asns out'), 'rmap-azure-asns');
  await expect(hovered(page)).toContainText(/Runs this route-map .*rmap-azure-asns: defined in lines .*FRR: bgp: Peer Filtering/);
  await typeAtEnd(page, editor, 'rpki ');
  await page.keyboard.press('Escape');
  await hoverWord(page, lineOf(editor, 'rpki'), 'rpki');
  await expect(hovered(page)).toContainText('Not modelled: it would validate origins with RPKI.');
});

test('F12 › from a match to the list that it asks, from a goto to the entry that follows (F80)', async ({ page }) => {
  const editor = await openConfig(page);
  const active = editor.locator('.active-line-number');
  await toTheEnd(editor);
  await clickWord(page, lineOf(editor, 'match as-path azure-asns'), 'azure-asns');
  await expect(active).toHaveText('35');
  await page.keyboard.press('F12');
  await expect(active).toHaveText('20');
  await expect(lineOf(editor, 'bgp as-path access-list azure-asns seq 5 permit _65515_')).toBeVisible();
  await typeAtEnd(page, editor, 'route-map NEW permit 10\non-match goto 15\nroute-map NEW permit 20');
  await page.keyboard.press('Escape');
  const last = Number(await active.textContent());
  await clickWord(page, lineOf(editor, 'on-match goto 15'), '15');
  await expect(active).toHaveText(String(last - 1));
  await page.keyboard.press('F12');
  await expect(active).toHaveText(String(last));
});

test('F2 › a list is renamed where it is made and where it is asked, and one undo brings the old name back; Shift+F12 lists the places', async ({ page }) => {
  const editor = await openConfig(page);
  await toTheEnd(editor);
  await clickWord(page, lineOf(editor, 'match as-path azure-asns'), 'azure-asns');
  await page.keyboard.press('Shift+F12');
  await expect(page.locator('.peekview-widget')).toContainText('References (');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F2');
  await expect(page.locator('.rename-box input')).toHaveValue('azure-asns');
  await page.locator('.rename-box input').fill('asns-of-azure');
  await page.keyboard.press('Enter');
  await expect(lineOf(editor, 'match as-path asns-of-azure')).toBeVisible();
  await expect(lineOf(editor, 'bgp as-path access-list asns-of-azure seq 5 permit _65515_')).toBeVisible();
  await expect(lineOf(editor, 'access-list azure-asns')).toHaveCount(0);
  await page.keyboard.press('Control+Z');
  await expect(lineOf(editor, 'match as-path azure-asns')).toBeVisible();
  await expect(lineOf(editor, 'access-list azure-asns')).not.toHaveCount(0);
});

test('Ctrl+Shift+O › the blocks, lists and neighbors of the text; one chosen, the cursor is there', async ({ page }) => {
  const editor = await openConfig(page);
  await intoEditor(editor);
  await page.keyboard.press('Control+Shift+O');
  const rows = page.locator('.quick-input-list .monaco-list-row');
  await expect(rows.filter({ hasText: 'neighbor 10.0.2.4' })).toHaveCount(1);
  await page.keyboard.type('rmap-azure-asns deny 5');
  await expect(rows.first()).toContainText('route-map rmap-azure-asns deny 5');
  await page.keyboard.press('Enter');
  await expect(lineOf(editor, 'route-map rmap-azure-asns deny 5')).toBeVisible();
  await page.keyboard.press('End');
  await page.keyboard.type('0');
  await expect(lineOf(editor, 'route-map rmap-azure-asns deny 50')).toBeVisible();
});

test('folding › a block closes and opens, by keyboard and by its mark; a block that is typed can be closed', async ({ page }) => {
  const editor = await openConfig(page);
  await intoEditor(editor);
  await page.keyboard.press('Control+Home');
  const neighbor = lineOf(editor, 'neighbor 10.0.2.4 remote-as 65515');
  await clickWord(page, lineOf(editor, 'router bgp 65001'), 'bgp');
  await expect(neighbor).toBeVisible();
  await page.keyboard.press('Control+Shift+BracketLeft');
  await expect(neighbor).toHaveCount(0);
  await expect(lineOf(editor, 'ip route 10.0.2.0/24')).toBeVisible();
  await page.keyboard.press('Control+Shift+BracketRight');
  await expect(neighbor).toBeVisible();
  await editor.hover();
  await foldingMarks(editor).first().click();
  await expect(neighbor).toHaveCount(0);
  await typeAtEnd(page, editor, 'route-map TYPED permit 10\nset metric 5\nset weight 7\nroute-map TYPED permit 20');
  await page.keyboard.press('Escape');
  await clickWord(page, lineOf(editor, 'route-map TYPED permit 10'), 'TYPED');
  await page.keyboard.press('Control+Shift+BracketLeft');
  await expect(lineOf(editor, 'set weight 7')).toHaveCount(0);
  await expect(lineOf(editor, 'route-map TYPED permit 20')).toBeVisible();
});

test('diagnostics › as one types: a map that is missing, an entry that is never reached; mended, it goes', async ({ page }) => {
  const editor = await openConfig(page);
  const warnings = editor.locator('.squiggly-warning, .squiggly-error');
  const before = await warnings.count();
  const says = async (word: string, text: string | RegExp) => {
    await hoverWord(page, lineOf(editor, word), word.split(' ').at(-1) as string);
    await expect(hovered(page).filter({ hasText: text }).first()).toBeVisible();
  };
  await typeAtEnd(page, editor, 'router bgp 65001\nneighbor 10.0.2.4 route-map NOWHERE in');
  await page.keyboard.press('Escape');
  await expect(warnings).not.toHaveCount(before);
  await says('route-map NOWHERE', 'There is no route-map NOWHERE');
  await toTheEnd(editor);
  for (const _ of 'router bgp 65001\nneighbor 10.0.2.4 route-map NOWHERE in\n') await page.keyboard.press('Backspace');
  await expect(warnings).toHaveCount(before);
  await typeAtEnd(page, editor, 'route-map NEW permit 10\nroute-map NEW permit 20');
  await page.keyboard.press('Escape');
  await says('route-map NEW permit 20', 'Entry 20 of NEW is never reached');
});

test('the mouse rests on a line › the routes that it touched; on another › that one’s; on a comment › none', async ({ page }) => {
  const editor = await openConfig(page);
  const touched = page.getByRole('region', { name: 'touched by the line at the cursor' });
  const shown = () => touched.getByRole('listitem').allTextContents();
  await hoverWord(page, lineOf(editor, 'bgp as-path access-list bogon-asns seq 20 deny _65515_'), 'bogon-asns');
  await expect(touched.getByRole('button', { name: /10\.20\.10\.0\/24 from 10\.0\.2\.4/ })).toBeVisible();
  const denied = await shown();
  expect(denied.every((row) => row.includes('from 10.0.2.'))).toBe(true);
  await hoverWord(page, lineOf(editor, 'bgp as-path access-list bogon-asns seq 25 permit ^65'), 'bogon-asns');
  await expect(touched).toContainText('touched no route');
  await hoverWord(page, lineOf(editor, 'network 0.0.0.0/0'), '0.0.0.0/0');
  await expect.poll(shown).toEqual(['0.0.0.0/0 own originates']);
  expect(denied.length).toBeGreaterThan(3);
});

test('the mouse rests on a line that is no policy › what hangs on it: routes, a session, or nothing', async ({ page }) => {
  const editor = await openConfig(page);
  const touched = page.getByRole('region', { name: 'touched by the line at the cursor' });
  await hoverWord(page, lineOf(editor, 'neighbor 10.0.2.4 soft-reconfiguration inbound'), 'soft-reconfiguration');
  await expect(touched).toContainText('touched no route: without it every route and session would be as it is');
  await typeAtEnd(page, editor, 'router bgp 65001\nneighbor 10.0.2.5 shutdown\naddress-family ipv4 unicast\nneighbor 10.0.2.4 weight 7');
  await page.keyboard.press('Escape');
  await hoverWord(page, lineOf(editor, 'neighbor 10.0.2.5 shutdown'), 'shutdown');
  await expect(touched).toContainText('Without it the session with 10.0.2.5 would be up.');
  await hoverWord(page, lineOf(editor, 'neighbor 10.0.2.4 weight 7'), 'weight');
  await expect(touched.getByRole('button', { name: '10.20.10.0/24 from 10.0.2.4 sets' })).toBeVisible();
});

test('the mouse rests on a line › the routes that it touched appear, and no word moves from under the mouse', async ({ page }) => {
  const editor = await openConfig(page);
  const line = lineOf(editor, 'bgp as-path access-list bogon-asns seq 20 deny _65515_');
  const before = await placeOf(page, line, 'bogon-asns');
  await hoverWord(page, line, 'bogon-asns');
  await expect(page.getByRole('region', { name: 'touched by the line at the cursor' }).getByRole('listitem').first()).toBeVisible();
  expect(await placeOf(page, line, 'bogon-asns')).toEqual(before);
});
