/** Every visible string, English and Japanese, a file an area of the screen. A key missing in one language does not compile. */
import * as canvas from './messages/canvas.ts';
import * as drawer from './messages/drawer.ts';
import * as editing from './messages/editing.ts';
import * as edits from './messages/edits.ts';
import * as frame from './messages/frame.ts';
import * as gallery from './messages/gallery.ts';
import * as inspector from './messages/inspector.ts';
import * as kinds from './messages/kinds.ts';
import * as pasted from './messages/pasted.ts';
import * as settings from './messages/settings.ts';
import * as story from './messages/story.ts';
import * as trace from './messages/trace.ts';
import * as why from './messages/why.ts';

const en = {
  ...canvas.en,
  ...drawer.en,
  ...editing.en,
  ...edits.en,
  ...frame.en,
  ...gallery.en,
  ...inspector.en,
  ...kinds.en,
  ...pasted.en,
  ...settings.en,
  ...story.en,
  ...trace.en,
  ...why.en,
};

export type MessageKey = keyof typeof en;

const ja: Readonly<Record<MessageKey, string>> = {
  ...canvas.ja,
  ...drawer.ja,
  ...editing.ja,
  ...edits.ja,
  ...frame.ja,
  ...gallery.ja,
  ...inspector.ja,
  ...kinds.ja,
  ...pasted.ja,
  ...settings.ja,
  ...story.ja,
  ...trace.ja,
  ...why.ja,
};

export const MESSAGES = { en, ja } as const;
