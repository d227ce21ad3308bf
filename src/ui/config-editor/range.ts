/** The engine's spans are Monaco's ranges under other names. */
import type { Span } from '../../engine/index.ts';
import type { monaco } from './monaco.ts';

export const range = (s: Span): monaco.IRange => ({ startLineNumber: s.line, startColumn: s.column, endLineNumber: s.endLine, endColumn: s.endColumn });
