/** What a drag changes, and what it leaves alone: React Flow draws again whatever is another object than before. */
import { beforeAll, beforeEach, expect, it } from 'vitest';
import type { Lab } from '../engine/index.ts';
import { edit, openDocument } from './document.ts';
import { hold, letGo, startLayout, useLayout } from './layout.ts';

const host = (x: number) => ({ site: 's', position: { x, y: 50 }, interfaces: { eth0: { addresses: ['10.0.0.1/24'], segment: 'lan' } } });
const lab: Lab = {
  sites: { s: { position: { x: 100, y: 100 }, size: { width: 800, height: 400 } } },
  segments: { lan: { site: 's', position: { x: 300, y: 300 } } },
  hosts: { a: host(20), b: host(400) },
};
const now = () => useLayout.getState();
const edge = (id: string) => now().points.get(`${id}:eth0`);

beforeAll(startLayout);
beforeEach(() => {
  letGo();
  openDocument({ version: 1, id: 'drag', title: { en: 'Drag' }, lab });
});

it('what is dragged and its lines go along; what React Flow draws stays the same objects', () => {
  const { diagram, standing, stands } = now();
  const line = edge('a');
  hold(new Map([['a', { x: 21, y: 50 }]]));
  const { told } = now();
  hold(new Map([['a', { x: 60, y: 90 }]]));
  expect(now()).toMatchObject({ diagram, standing, stands, told });
  expect(now().told).toBe(told);
  expect(now().boxes.get('a')).toMatchObject({ x: 160, y: 190 });
  // From where React Flow was told at the drag's first move.
  expect([...now().offsets]).toEqual([['a', { x: 39, y: 40 }]]);
  expect(edge('a')).not.toEqual(line);
});

it('a container takes along what stands in it', () => {
  hold(new Map([['s', { x: 100, y: 100 }]]));
  hold(new Map([['s', { x: 150, y: 80 }]]));
  expect(now().offsets.get('b')).toEqual({ x: 50, y: -20 });
  expect(now().boxes.get('b')).toMatchObject({ x: 550, y: 130 });
});

it('far from where it was React Flow is told again, and nothing is offset', () => {
  hold(new Map([['a', { x: 20, y: 50 }]]));
  hold(new Map([['a', { x: 420, y: 50 }]]));
  expect(now().told.get('a')).toEqual({ x: 420, y: 50 });
  expect(now().offsets.size).toBe(0);
  expect(now().boxes.get('a')).toMatchObject({ x: 520, y: 150 });
});

it('let go where it was: all is as before', () => {
  const before = now();
  hold(new Map([['a', { x: 60, y: 90 }]]));
  letGo();
  expect(now()).toEqual(before);
  expect(now().boxes).toBe(before.boxes);
});

it('an edit keeps the objects of all that it does not move, and everything when nothing that is drawn changes', () => {
  const before = now();
  const [, , b] = before.diagram.nodes.filter((n) => n.shape !== 'site');
  edit({ did: 'move', of: 'a' }, { hosts: { a: { position: { x: 30, y: 60 } } } });
  expect(now().diagram.nodes.find((n) => n.id === 'b')).toBe(b);
  expect(now().diagram.nodes.find((n) => n.id === 'a')).not.toBe(before.diagram.nodes.find((n) => n.id === 'a'));
  expect(now().diagram.edges).toBe(before.diagram.edges);
  const { diagram } = now();
  edit({ did: 'set', of: 'a' }, { hosts: { a: { ipForwarding: true } } });
  expect(now().diagram).toBe(diagram);
});
