/**
 * The names that a host's text makes and uses: macros and tables of pf.conf, ACLs and log formats of squid.conf, routes and
 * interfaces of rc.conf, links and tables of a script of `ip` commands. Read from the words alone, so that a text with an error
 * in it still has its names.
 */
import type { Span } from '../../policy/source.ts';
import type { HostText } from '../report.ts';

export type HostNameSpace = 'macro' | 'table' | 'acl' | 'logformat' | 'route' | 'interface' | 'routing-table';

/** One mention of a name. */
export interface HostName {
  readonly space: HostNameSpace;
  readonly name: string;
  /** As it is written where it is used: `$ext_if`, `<peers>`. */
  readonly written: string;
  readonly defines: boolean;
  readonly span: Span;
}

interface Rule {
  readonly space: HostNameSpace;
  readonly defines: boolean;
  /** Group 1 is what holds the names. */
  readonly in: RegExp;
  /** A name in that part; group 1 is the name where the match is more. */
  readonly each: RegExp;
  readonly write?: (name: string) => string;
}

const WORD = /(\S+)/g;
const IN_QUOTES = /([^\s"']+)/g;

const dollar = (name: string): string => `$${name}`;
const angle = (name: string): string => `<${name}>`;

/** What makes a name and what uses it, a line at a time; comments are cut off before. */
const RULES: Readonly<Record<HostText, readonly Rule[]>> = {
  pf: [
    { space: 'macro', defines: true, in: /^\s*([A-Za-z_]\w*)\s*=/d, each: WORD, write: dollar },
    { space: 'macro', defines: false, in: /^(.*)$/d, each: /\$([A-Za-z_]\w*)/g, write: dollar },
    { space: 'table', defines: true, in: /^\s*table\s*(<[^>\s]+>)/d, each: /<([^>\s]+)>/g, write: angle },
    { space: 'table', defines: false, in: /^(?!\s*table\b)(.*)$/d, each: /<([^>\s]+)>/g, write: angle },
  ],
  squid: [
    { space: 'acl', defines: true, in: /^\s*acl\s+(\S+)/d, each: WORD },
    { space: 'acl', defines: false, in: /^\s*http_access\s+(?:allow|deny)\s+(.*)$/d, each: /!?([^\s!]+)/g },
    { space: 'logformat', defines: true, in: /^\s*logformat\s+(\S+)/d, each: WORD },
    { space: 'logformat', defines: false, in: /^\s*access_log\s+\S+\s+(.*)$/d, each: /(?:logformat=)?([^\s=]+)(?=\s|$)/g },
  ],
  rc: [
    { space: 'route', defines: true, in: /^\s*(?:ipv6_)?route_(\w+)\s*=/d, each: WORD },
    { space: 'route', defines: false, in: /^\s*(?:ipv6_)?static_routes\s*\+?=\s*(.*)$/d, each: IN_QUOTES },
    { space: 'interface', defines: true, in: /^\s*ifconfig_([a-z]+\d+)(?:_\w+)?\s*=/d, each: WORD },
    { space: 'interface', defines: false, in: /^\s*cloned_interfaces\s*\+?=\s*(.*)$/d, each: IN_QUOTES },
    { space: 'interface', defines: false, in: /-interface\s+([a-z]+\d+)/d, each: IN_QUOTES },
  ],
  iproute2: [
    { space: 'interface', defines: true, in: /^\s*ip\s+(?:-\S+\s+)*(?:link|tunnel)\s+add\s+(?:dev\s+|name\s+)?(\S+)/d, each: WORD },
    { space: 'interface', defines: false, in: /^\s*ip\s+(?:-\S+\s+)*link\s+set\s+(?:dev\s+)?(\S+)/d, each: WORD },
    { space: 'interface', defines: false, in: /\b(?:dev|iif|oif)\s+(\S+)/d, each: WORD },
    { space: 'routing-table', defines: true, in: /^\s*ip\s+(?:-\S+\s+)*route\s+(?:add|replace|append)\b.*\btable\s+(\S+)/d, each: WORD },
    { space: 'routing-table', defines: false, in: /^\s*ip\s+(?:-\S+\s+)*rule\s+.*\b(?:lookup|table)\s+(\S+)/d, each: WORD },
  ],
};

/** Every mention of a name in a text, in the order of its lines. Lines and columns count from 1. */
export function hostNames(kind: HostText, text: string): HostName[] {
  return text.split(/\r\n|\r|\n/).flatMap((line, i) => namesOfLine(kind, line.replace(/#.*$/, ''), i + 1));
}

function namesOfLine(kind: HostText, line: string, number: number): HostName[] {
  return RULES[kind].flatMap((rule) => {
    const found = rule.in.exec(line);
    const start = found?.indices?.[1]?.[0];
    if (!found || start === undefined) return [];
    return [...(found[1] ?? '').matchAll(rule.each)].map((m): HostName => {
      const name = m[1] ?? m[0];
      const column = start + m.index + 1;
      return {
        space: rule.space,
        name,
        written: rule.write?.(name) ?? name,
        defines: rule.defines,
        span: { line: number, column, endLine: number, endColumn: column + m[0].length },
      };
    });
  });
}

/** The name under a position; undefined between names. */
export function hostNameAt(names: readonly HostName[], line: number, column: number): HostName | undefined {
  return names.find(({ span }) => span.line === line && span.column <= column && column <= span.endColumn);
}

/** The mentions that make the object of a name. */
export function definitionsOfName(names: readonly HostName[], { space, name }: HostName): HostName[] {
  return names.filter((n) => n.defines && n.space === space && n.name === name);
}
