/** A field of a form as data: its type, what its input's text stands for, and the constructors that forms are written with. */
import { parseIp, parsePrefix } from '../engine/index.ts';

export type FieldError =
  | { readonly key: 'expectedPrefix' | 'expectedAddress' | 'expectedProtocols' | 'expectedListeners' }
  | { readonly key: 'expectedOneOf'; readonly choices: string }
  | { readonly key: 'expectedNumber'; readonly min: number; readonly max: number };

export interface Field {
  /** Property names from the object down. */
  readonly path: readonly string[];
  /** ARM's property name, shown as it is. */
  readonly label: string;
  readonly type: 'prefix' | 'prefixes' | 'address' | 'addresses' | 'number' | 'boolean' | 'choice' | 'text' | 'list' | 'protocols' | 'listeners';
  readonly choices?: readonly string[];
  /** Prefixes: a word that may stand among them. */
  readonly word?: string;
  readonly min?: number;
  readonly max?: number;
  /** An empty input takes the property away. */
  readonly optional?: boolean;
  /** List: each name stands in an object, as the value of this property. */
  readonly wrap?: string;
  /** Boolean: what holds when nothing is said; false unless said here. */
  readonly unless?: boolean;
}

export const ASN = { min: 1, max: 4294967295 } as const;

type More = Partial<Omit<Field, 'path' | 'type'>>;

/** `a.b` is property `b` of `a`; the label is the last property's name. */
function field(at: string | readonly string[], type: Field['type'], more: More = {}): Field {
  const path = typeof at === 'string' ? at.split('.') : at;
  return { path, label: path.at(-1) ?? '', type, ...more };
}

export const text = (at: string | readonly string[], more?: More): Field => field(at, 'text', more);
export const choice = (at: string | readonly string[], choices: readonly string[], more?: More): Field => field(at, 'choice', { choices, ...more });
/** `unless`: what holds when nothing is said. */
export const flag = (at: string | readonly string[], unless = false): Field => field(at, 'boolean', unless ? { unless } : {});
export const number = (at: string | readonly string[], min: number, max: number, more?: More): Field => field(at, 'number', { min, max, ...more });
export const prefix = (at: string | readonly string[], more?: More): Field => field(at, 'prefix', more);
export const prefixes = (at: string | readonly string[], more?: More): Field => field(at, 'prefixes', more);
export const address = (at: string | readonly string[], more?: More): Field => field(at, 'address', more);
export const addresses = (at: string | readonly string[], more?: More): Field => field(at, 'addresses', more);
export const list = (at: string | readonly string[], more?: More): Field => field(at, 'list', more);
export const protocols = (at: string | readonly string[], more?: More): Field => field(at, 'protocols', more);
export const listeners = (at: string | readonly string[], more?: More): Field => field(at, 'listeners', more);

/** The value at a path of property names; undefined where it leads nowhere. */
export function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((v, key) => (typeof v === 'object' && v !== null ? (v as Record<string, unknown>)[key] : undefined), value);
}

/** A field's value as the text of its input. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(itemText).join(', ');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** One of a list: `Https:443`, `tcp/443`, or the one property that it is wrapped in. */
function itemText(item: unknown): unknown {
  if (typeof item !== 'object' || item === null) return item;
  const { protocolType, protocol, port } = item as { readonly protocolType?: string; readonly protocol?: string; readonly port?: number };
  if (protocolType !== undefined) return `${protocolType}:${port}`;
  return protocol === undefined ? Object.values(item).join(' ') : `${protocol}/${port}`;
}

/** `Https:443`, as application rules state protocols. */
function protocolOf(text: string): { readonly protocolType: string; readonly port: number } | undefined {
  const [, type = '', port] = /^(http|https|mssql):(\d{1,5})$/i.exec(text) ?? [];
  if (port === undefined || Number(port) < 1 || Number(port) > 65535) return undefined;
  return { protocolType: `${type[0]?.toUpperCase()}${type.slice(1).toLowerCase()}`, port: Number(port) };
}

/** `tcp/443`. */
function listenerOf(text: string): { readonly protocol: string; readonly port: number } | undefined {
  const [, protocol, port] = /^(tcp|udp)\/(\d{1,5})$/i.exec(text) ?? [];
  return protocol === undefined || Number(port) < 1 || Number(port) > 65535 ? undefined : { protocol: protocol.toLowerCase(), port: Number(port) };
}

function wrapped({ wrap }: Field, list: readonly string[]): readonly unknown[] {
  return wrap === undefined ? list : list.map((item) => ({ [wrap]: item }));
}

/** Whether a list names something that is no choice. */
function unknownIn(field: Field, list: readonly string[]): boolean {
  return field.choices !== undefined && list.some((item) => !field.choices?.includes(item));
}

/** The text of an input as a value for the lab, or what was expected. */
export function valueOf(field: Field, text: string): { readonly value: unknown } | { readonly error: FieldError } {
  const list = text
    .split(/[\s,]+/)
    .map((x) => x.trim())
    .filter(Boolean);
  if (field.optional && text.trim() === '') return { value: null };
  switch (field.type) {
    case 'prefix':
      return parsePrefix(text.trim()) ? { value: text.trim() } : { error: { key: 'expectedPrefix' } };
    case 'prefixes':
      return list.length > 0 && list.every((p) => p === field.word || parsePrefix(p)) ? { value: list } : { error: { key: 'expectedPrefix' } };
    case 'address':
      return parseIp(text.trim()) !== undefined ? { value: text.trim() } : { error: { key: 'expectedAddress' } };
    case 'addresses':
      return list.length > 0 && list.every((a) => parseIp(a) !== undefined) ? { value: list } : { error: { key: 'expectedAddress' } };
    case 'number': {
      const n = Number(text);
      const [min, max] = [field.min ?? 0, field.max ?? Number.MAX_SAFE_INTEGER];
      return text.trim() !== '' && Number.isInteger(n) && n >= min && n <= max ? { value: n } : { error: { key: 'expectedNumber', min, max } };
    }
    case 'choice':
      return { value: text === '' ? null : text };
    case 'boolean':
      return { value: text === 'true' };
    case 'list':
      return unknownIn(field, list) ? { error: { key: 'expectedOneOf', choices: (field.choices ?? []).join(', ') } } : { value: wrapped(field, list) };
    case 'protocols': {
      const read = list.flatMap((item) => protocolOf(item) ?? []);
      return read.length > 0 && read.length === list.length ? { value: read } : { error: { key: 'expectedProtocols' } };
    }
    case 'listeners': {
      const read = list.flatMap((item) => listenerOf(item) ?? []);
      return read.length === list.length ? { value: read } : { error: { key: 'expectedListeners' } };
    }
    case 'text':
      return { value: field.path.at(-1) === 'addresses' ? list : text };
  }
}
