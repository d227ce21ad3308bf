/** A reason's words: text with `{name}` where a fact goes; of `[via {name}|directly]` what stands before the bar, or behind it where that fact says nothing. */
export interface ReasonText {
  readonly en: string;
  readonly ja: string;
}

export type Locale = 'en' | 'ja';
