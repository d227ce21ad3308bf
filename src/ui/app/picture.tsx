/** The canvas as a picture: an SVG that stands by itself, in the colours of the moment, and a PNG of that. */
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { useDocument } from '../../state/document.ts';
import { LabDrawing } from '../canvas/LabDrawing.tsx';
import { download } from './sharing.ts';

/** Pixels of the PNG for one of the drawing. */
const SCALE = 2;

/** The SVG's text; its colours are values, not names of tokens. */
function svgText(): string {
  const host = document.createElement('div');
  const root = createRoot(host);
  flushSync(() => root.render(<LabDrawing lab={useDocument.getState().lab} />));
  const tokens = getComputedStyle(document.documentElement);
  const text = host.innerHTML.replaceAll(/var\((--[\w-]+)\)/g, (_, name: string) => tokens.getPropertyValue(name).trim().replaceAll('"', "'"));
  root.unmount();
  return text;
}

const fileName = (): string => useDocument.getState().scenario?.id ?? 'lab';

export function exportSvg(): void {
  download(new Blob([svgText()], { type: 'image/svg+xml' }), `${fileName()}.svg`);
}

export async function exportPng(): Promise<void> {
  const url = URL.createObjectURL(new Blob([svgText()], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width * SCALE, height: image.height * SCALE });
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
    if (png) download(png, `${fileName()}.png`);
  } finally {
    URL.revokeObjectURL(url);
  }
}
