/**
 * A pasted text as lines: what a browser, a word processor, a terminal or an article's markup put into it is taken out, and
 * it is divided at its command lines. Nothing here knows a format.
 */
import type { Line } from './types.ts';

/** A command line and what stands under it; without one, the text from its start. */
export interface Section {
  readonly command?: string;
  /** The name in the prompt: a host or a router. */
  readonly host?: string;
  readonly line: number;
  readonly lines: readonly Line[];
}

const CODES: readonly (readonly [RegExp, string])[] = [
  // oxlint-disable-next-line no-control-regex
  [/\u001b\[[0-9;?]*[A-Za-z]/g, ''],
  [/[\u200b-\u200f\u2060\ufeff]/g, ''],
  [/[\u00a0\u2000-\u200a\u202f\u3000]/g, ' '],
  [/[\u2018\u2019\u201a\u201b\u2032]/g, "'"],
  [/[\u201c\u201d\u201e\u2033\u300c\u300d]/g, '"'],
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/\u2026/g, '...'],
  [/&gt;/g, '>'],
  [/&lt;/g, '<'],
  [/&nbsp;/g, ' '],
  [/&quot;/g, '"'],
  [/&amp;/g, '&'],
  // Columns of a web page's table come with tabs.
  [/\t/g, '  '],
];

/** One line without what is not its own: markup of tables and code, odd blanks and quotes, a terminal's codes. */
function plain(text: string): string {
  const clean = CODES.reduce((t, [from, to]) => t.replace(from, to), text).trimEnd();
  if (/^\s*\|[\s:|-]+\|$/.test(clean)) return '';
  // A row of a Markdown table.
  return /^\s*\|.*\|$/.test(clean) ? clean.replace(/^\s*\|\s*|\s*\|$/g, '').replace(/\s*\|\s*/g, '  ') : clean;
}

/** The lines, without an indent that all of them have. */
export function cleanLines(text: string): Line[] {
  const lines = text.split(/\r\n|\n|\r/).map(plain);
  const indent = Math.min(...lines.filter((l) => l.trim() !== '').map((l) => l.length - l.trimStart().length));
  return lines.map((line, i) => ({ number: i + 1, text: line.slice(Number.isFinite(indent) ? indent : 0) }));
}

/** Commands whose output is tables, as they begin. */
const COMMAND = String.raw`(?:do\s+)?(?:az\s+network\s.*|sho?w?\s+\S.*|(?:sudo\s+)?vtysh\s+-c\s.*|(?:sudo\s+)?(?:ip|netstat|setfib|traceroute6?|tracert|mtr|ping6?|nc|curl|route\s+print)(?:\s.*)?)`;
/** `er#`, `vm-frr# `, `[me@proxy ~]$ `, `me@host:~$ `, `C:\Users\me>`, `PS C:\>`, `$ `, `% `. */
const PROMPT = String.raw`(?:\[[^\]]*\]\s*[$#]|(?:PS\s+)?[A-Za-z]:\\[^>]*>|[\w.@:~/()-]*[#$>%])`;
const PROMPTED = new RegExp(String.raw`^\s*(?<prompt>${PROMPT})\s*(?<command>${COMMAND})$`, 'i');
/** At a plain prompt anything is a command. */
const SHELL = /^\s*(?<prompt>\$|\[[^\]]*\]\$)\s+(?<command>[a-z].*)$/;
/** Without a prompt only what cannot be a row or a line of configuration. */
const BARE = new RegExp(
  String.raw`^\s*(?<command>az\s+network\s.*|sho?w?\s+(?:ip|ipv6|bgp)\s.*|(?:sudo\s+)?vtysh\s+-c\s.*|ip(?:\s+-[46])?\s+ro?u?t?e?(?:\s+show.*|\s+table\s.*)?|route\s+print.*|netstat\s+-.*)$`,
  'i',
);

/** Where a block of code begins or ends in an article's source. */
const FENCE = /^\s*(?:```|~~~|:::)/;

/** The text divided at its command lines and blocks of code; a command line ended by `\` goes on below. */
export function sectionsOf(lines: readonly Line[]): Section[] {
  const sections: { command?: string; host?: string; line: number; lines: Line[] }[] = [{ line: 1, lines: [] }];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as Line;
    if (FENCE.test(line.text)) {
      sections.push({ line: line.number + 1, lines: [] });
      continue;
    }
    const found = (PROMPTED.exec(line.text) ?? SHELL.exec(line.text) ?? BARE.exec(line.text))?.groups;
    if (!found) {
      sections.at(-1)?.lines.push(line);
      continue;
    }
    let command = (found['command'] ?? '').trim();
    while (/[\\`]$/.test(command) && i + 1 < lines.length) command = `${command.slice(0, -1).trim()} ${(lines[++i] as Line).text.trim()}`;
    const host = hostOf(found['prompt'] ?? '');
    sections.push({ command: unwrapped(command), line: line.number, lines: [], ...(host !== undefined && { host }) });
  }
  return sections.filter((s) => s.command !== undefined || s.lines.some((l) => l.text.trim() !== ''));
}

/** `er` of `er#`, `Proxy` of `[hogehoge@Proxy ~]$`, `web` of `me@web:~$`. */
function hostOf(prompt: string): string | undefined {
  return /@([\w.-]+)/.exec(prompt)?.[1] ?? /^([\w.-]+)(?:\([\w-]*\))?[#>]$/.exec(prompt)?.[1];
}

/** `sudo vtysh -c 'show ip route'` is `show ip route`. */
function unwrapped(command: string): string {
  return (/vtysh\s+-c\s+(?:"([^"]*)"|'([^']*)')/.exec(command)?.slice(1).find(Boolean) ?? command).replace(/^(?:sudo|do)\s+/, '').trim();
}

/** What authors write where they leave rows out. */
const GAP = /^(?:\W*(?:\.{3,}|<?snip+(?:ped)?>?|omitted|abbreviated|truncated|省略|中略|略|以下略|以下省略)\W*|-+\s*more\s*-+)$/i;
const HINT = /\.{3}|snip|omitted|abbreviated|truncated|略|more/i;

export function isGap(text: string): boolean {
  return HINT.test(text) && GAP.test(text.trim());
}
