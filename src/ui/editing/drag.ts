/** The type under which the palette hands a kind of object to the canvas. */
export const DRAG_KIND = 'application/x-hoplab-kind';
