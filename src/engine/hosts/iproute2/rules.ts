/** `ip rule add` and `del`, in the order in which the kernel asks them (ip-rule(8)), with the rule that a machine's first VRF brings. */
import { formatPrefix, type Prefix } from '../../ip/index.ts';
import type { Arguments } from './arguments.ts';
import { readRule, type RuleLine, type TableNames } from './route.ts';
import { DEFAULT_TABLE, type LinuxRule, LOCAL_TABLE, MAIN_TABLE } from './types.ts';

/** Where the kernel puts the rule that asks for the table of a packet's VRF (drivers/net/vrf.c FIB_RULE_PREF). */
const L3MDEV_PRIORITY = 1000;

const FAMILIES = [4, 6] as const;

export class Rules {
  private readonly all: LinuxRule[] = [];
  private vrfs = false;
  /** The families whose rule of priority 0 is gone. */
  readonly withoutLocal = new Set<4 | 6>();

  /** `isVrf`: whether an interface is a VRF device at this point of the script. */
  constructor(
    private readonly tables: TableNames,
    private readonly isVrf: (name: string) => boolean = () => false,
  ) {}

  /** By priority; of equal ones the first that was added. */
  get list(): readonly LinuxRule[] {
    return this.all.toSorted((x, y) => x.priority - y.priority);
  }

  /** The first VRF brings a rule for both families, once: who takes it away does so for good (drivers/net/vrf.c vrf_newlink). */
  firstVrf(): void {
    if (this.vrfs) return;
    this.vrfs = true;
    for (const family of FAMILIES) this.all.push({ priority: L3MDEV_PRIORITY, family, negated: false, action: { kind: 'l3mdev' } });
  }

  /** Says what is left out, when something is. */
  line(a: Arguments, family: 4 | 6 | undefined): string | undefined {
    const verb = a.accept('add', 'del', 'delete');
    if (verb === undefined) return a.fail('expected add or del');
    const line = readRule(a, family, this.tables);
    if (verb !== 'add') return this.take(a, line);
    const { action } = line;
    if (!action) return a.fail('expected lookup TABLE');
    const rule = { ...line, action, priority: line.priority ?? this.freePriority(line.family) };
    if (action.kind === 'goto' && action.priority <= rule.priority) return a.fail('RTNETLINK answers: Invalid argument');
    this.all.push(rule);
    return line.oif === undefined || this.isVrf(line.oif) ? undefined : 'ip rule oif: no flow of the lab is bound to an interface, so the rule matches nothing';
  }

  /** The one before the second rule's, whatever stands first (net/core/fib_rules.c fib_default_rule_pref). */
  private freePriority(family: 4 | 6): number {
    const own = [...(this.withoutLocal.has(family) ? [] : [0]), 32766, 32767];
    const second = [...own, ...this.all.filter((r) => r.family === family).map((r) => r.priority)].sort((x, y) => x - y)[1] ?? 0;
    return Math.max(0, second - 1);
  }

  private take(a: Arguments, line: RuleLine): string | undefined {
    const { family } = line;
    const local = { priority: 0, family, negated: false, action: { kind: 'table', table: LOCAL_TABLE } } as const;
    const at = this.all.findIndex((r) => fits(line, r));
    // The kernel's own comes first in the list.
    if (!this.withoutLocal.has(family) && fits(line, local)) {
      this.withoutLocal.add(family);
      return undefined;
    }
    if (at < 0) return this.isKernels(line) ? "ip rule del of the kernel's own rule" : a.fail('RTNETLINK answers: No such file or directory');
    this.all.splice(at, 1);
    return undefined;
  }

  private isKernels(line: RuleLine): boolean {
    return [MAIN_TABLE, DEFAULT_TABLE].some((table, i) =>
      fits(line, { priority: 32766 + i, family: line.family, negated: false, action: { kind: 'table', table } }),
    );
  }
}

/** Whether a rule has all that a `del` says; what it does not say matches any (net/core/fib_rules.c rule_find). */
function fits(line: RuleLine, rule: LinuxRule): boolean {
  const { source: _source, ...said } = line;
  return Object.entries(said).every(([name, value]) => isAny(name, value) || sameWord(value, rule[name as keyof LinuxRule]));
}

/** `from all`, and a `not` that is not there. */
function isAny(name: string, value: unknown): boolean {
  return (name === 'negated' && value === false) || ((name === 'from' || name === 'to') && (value as Prefix).length === 0);
}

function sameWord(a: unknown, b: unknown): boolean {
  return a === b || wordOf(a) === wordOf(b);
}

function wordOf(value: unknown): string {
  const isPrefix = typeof value === 'object' && value !== null && 'ip' in value && 'length' in value;
  // A prefix of IPv6 is a bigint, which JSON has no word for.
  return isPrefix ? formatPrefix(value as Prefix) : JSON.stringify(value);
}
