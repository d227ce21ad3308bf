/** A reason's words: text with `{name}` where a fact goes. */
export interface ReasonText {
  readonly en: string;
  readonly ja: string;
}

export type Locale = 'en' | 'ja';
