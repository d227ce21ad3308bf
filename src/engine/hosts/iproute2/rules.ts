/** `ip rule add` and `del`, in the order in which the kernel asks them (ip-rule(8)). */
import { formatPrefix } from '../../ip/index.ts';
import type { Arguments } from './arguments.ts';
import { readRule, type RuleLine, type TableNames } from './route.ts';
import type { LinuxRule } from './types.ts';

export class Rules {
  private readonly all: LinuxRule[] = [];

  constructor(private readonly tables: TableNames) {}

  /** By priority; of equal ones the first that was added. */
  get list(): readonly LinuxRule[] {
    return this.all.toSorted((x, y) => x.priority - y.priority);
  }

  /** Says what is left out, when something is. */
  line(a: Arguments, family: 4 | 6 | undefined): string | undefined {
    const verb = a.accept('add', 'del', 'delete');
    if (verb === undefined) return a.fail('expected add or del');
    const line = readRule(a, family, this.tables);
    if (verb !== 'add') return this.take(line);
    // Without a priority the kernel takes the one before the lowest that is not 0.
    const rule = { ...line, priority: line.priority ?? Math.min(32766, ...this.all.map((r) => r.priority)) - 1 };
    if (rule.action.kind === 'goto' && rule.action.priority <= rule.priority) return a.fail('RTNETLINK answers: Invalid argument');
    this.all.push(rule);
    return line.oif === undefined ? undefined : 'ip rule oif: no flow of the lab is bound to an interface, so the rule matches nothing';
  }

  private take(line: RuleLine): string | undefined {
    const at = this.all.findIndex((r) => (line.priority === undefined || r.priority === line.priority) && ruleKey(r) === ruleKey(line));
    if (at < 0) return 'ip rule del of a rule that the script did not add';
    this.all.splice(at, 1);
    return undefined;
  }
}

/** What a rule matches and does, whatever its priority and line. */
function ruleKey(line: RuleLine): string {
  const { source: _source, priority: _priority, from, to, ...rest } = line;
  const words = Object.entries(rest).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [from ? formatPrefix(from) : '', to ? formatPrefix(to) : '', ...words.sort((a, b) => (a < b ? -1 : 1))].join(' ');
}
