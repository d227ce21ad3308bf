/** What everything drawn may have. */

/** Canvas coordinates in px; of the top left corner, relative to the container the object is in. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Drawn {
  readonly position?: Position;
  /** A label other than the id. */
  readonly displayName?: string;
}
