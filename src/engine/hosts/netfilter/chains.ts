/** `iptables` and `ip6tables`, line by line: tables and chains as the commands leave them (iptables(8)). */
import type { Arguments } from '../iproute2/arguments.ts';
import { NotModelled, type Place } from './place.ts';
import { readRule } from './rule.ts';
import { NF_CHAINS, NF_TABLES, type NfChain, type NfConfig, type NfRule, type NfTable, type NfTables } from './types.ts';

interface Draft {
  policy?: 'ACCEPT' | 'DROP';
  rules: NfRule[];
}

type Family = Record<NfTable, Map<string, Draft>>;

const fresh = (): Family => ({ raw: chainsOf('raw'), mangle: chainsOf('mangle'), nat: chainsOf('nat'), filter: chainsOf('filter') });

function chainsOf(table: NfTable): Map<string, Draft> {
  return new Map(NF_CHAINS[table].map((name) => [name, { policy: 'ACCEPT' as const, rules: [] }]));
}

const COMMANDS: Readonly<Record<string, string>> = {
  '--append': '-A',
  '--insert': '-I',
  '--delete': '-D',
  '--replace': '-R',
  '--policy': '-P',
  '--new-chain': '-N',
  '--flush': '-F',
  '--delete-chain': '-X',
  '--zero': '-Z',
  '--list': '-L',
  '--list-rules': '-S',
  '--check': '-C',
};

export class Filters {
  private readonly families: Record<4 | 6, Family> = { 4: fresh(), 6: fresh() };

  /** Takes one line in; what the lab does not model of it, where it is left out for that. */
  line(a: Arguments, family: 4 | 6): string | undefined {
    let table: NfTable = 'filter';
    let command: string | undefined;
    while (command === undefined) {
      const word = a.word('a command');
      if (word === '-t' || word === '--table') {
        const name = a.word('a table');
        if (name === 'security') return 'iptables -t security';
        table = NF_TABLES.find((t) => t === name) ?? a.fail(`can't initialize iptables table \`${name}': Table does not exist`, true);
      } else if (word === '-w' || word === '--wait') {
        if (/^\d+$/.test(a.peek ?? '')) a.word('seconds');
      } else if (word !== '-4' && word !== '-6' && word !== '-n' && word !== '-v') command = COMMANDS[word] ?? word;
    }
    try {
      this.command(command, a, { family, table });
    } catch (left) {
      if (!(left instanceof NotModelled)) throw left;
      return left.message;
    }
    return undefined;
  }

  private command(command: string, a: Arguments, at: Omit<Place, 'chain'>): void {
    const chains = this.families[at.family][at.table];
    switch (command) {
      case '-A':
      case '-I':
      case '-D':
      case '-R':
        return this.edit(command, a, at);
      case '-P':
        return policy(a, chains);
      case '-N': {
        const name = a.word('a chain');
        if (chains.has(name)) return a.fail('iptables: Chain already exists.', true);
        chains.set(name, { rules: [] });
        return;
      }
      case '-F':
        if (a.done) for (const chain of chains.values()) chain.rules = [];
        else chainOf(a, chains).rules = [];
        return;
      case '-X':
        return this.remove(a, chains);
      case '-Z':
      case '-L':
      case '-S':
      case '-C':
        return;
      default:
        return a.fail(`unknown option "${command}"`, true);
    }
  }

  /** The user's chains, all of them or one that nothing is in and nothing leads to. */
  private remove(a: Arguments, chains: Map<string, Draft>): void {
    const made = [...chains].filter(([, chain]) => chain.policy === undefined).map(([name]) => name);
    if (a.done) for (const name of made) chains.delete(name);
    else {
      const name = a.peek ?? '';
      const chain = chainOf(a, chains);
      if (chain.policy !== undefined || chain.rules.length > 0) return a.fail('iptables: Directory not empty.', true);
      chains.delete(name);
    }
  }

  private edit(command: '-A' | '-I' | '-D' | '-R', a: Arguments, at: Omit<Place, 'chain'>): void {
    const chains = this.families[at.family][at.table];
    const name = a.peek ?? '';
    const chain = chainOf(a, chains);
    const numbered = command !== '-A' && /^\d+$/.test(a.peek ?? '');
    const index = numbered ? a.number('rule number', 65535) - 1 : 0;
    if (numbered && (index < 0 || index > chain.rules.length - (command === '-I' ? 0 : 1))) return a.fail('iptables: Index of insertion too big.', true);
    if (command === '-D' && numbered) return void chain.rules.splice(index, 1);
    const rule = readRule(a, { ...at, chain: name });
    const { target } = rule;
    if ((target.kind === 'jump' || target.kind === 'goto') && (!chains.has(target.chain) || chains.get(target.chain)?.policy !== undefined))
      return a.fail('iptables: No chain/target/match by that name.', true);
    if (command === '-A') chain.rules.push(rule);
    else if (command === '-I') chain.rules.splice(index, 0, rule);
    else if (command === '-R') chain.rules.splice(index, 1, rule);
    else {
      const found = chain.rules.findIndex((r) => r.text === rule.text);
      if (found < 0) return a.fail('iptables: Bad rule (does a matching rule exist in that chain?).');
      chain.rules.splice(found, 1);
    }
  }

  finish(): NfConfig {
    return { ipv4: tablesOf(this.families[4]), ipv6: tablesOf(this.families[6]) };
  }
}

function chainOf(a: Arguments, chains: Map<string, Draft>): Draft {
  return chains.get(a.word('a chain')) ?? a.fail('iptables: No chain/target/match by that name.', true);
}

function policy(a: Arguments, chains: Map<string, Draft>): void {
  const chain = chainOf(a, chains);
  const word = a.word('a policy');
  if (chain.policy === undefined || (word !== 'ACCEPT' && word !== 'DROP')) return a.fail("iptables: Bad policy name. Run `dmesg' for more information.", true);
  chain.policy = word;
}

function tablesOf(family: Family): NfTables {
  const table = (name: NfTable): ReadonlyMap<string, NfChain> => new Map([...family[name]].map(([chain, draft]) => [chain, { name: chain, ...draft }]));
  return { raw: table('raw'), mangle: table('mangle'), nat: table('nat'), filter: table('filter') };
}

/** `iptables -t TABLE -S`: policies, the user's chains, rules chain by chain; with `only`, of one chain. Undefined: no such chain. */
export function printTable(tables: NfTables, table: NfTable, only?: string): string[] | undefined {
  const chains = [...tables[table].values()].filter((c) => only === undefined || c.name === only);
  if (only !== undefined && chains.length === 0) return undefined;
  const own = chains.filter((c) => c.policy !== undefined);
  const made = chains.filter((c) => c.policy === undefined).toSorted((x, y) => (x.name < y.name ? -1 : 1));
  return [
    ...own.map((c) => `-P ${c.name} ${c.policy}`),
    ...made.map((c) => `-N ${c.name}`),
    ...[...own, ...made].flatMap((c) => c.rules.map((r) => `-A ${c.name}${r.text === '' ? '' : ` ${r.text}`}`)),
  ];
}

/** Whether any packet could notice it. */
export function filtersAnything({ ipv4, ipv6 }: NfConfig): boolean {
  return [ipv4, ipv6].some((tables) => NF_TABLES.some((t) => [...tables[t].values()].some((c) => c.rules.length > 0 || c.policy === 'DROP')));
}

/** Whether connection tracking runs: only where a rule asks it (net/netfilter/nf_conntrack_proto.c nf_ct_netns_get). */
export function tracks(tables: NfTables): boolean {
  const rules = NF_TABLES.flatMap((table) => [...tables[table].values()].flatMap((c) => c.rules));
  const asks = new Set(['connmark', 'save-mark', 'restore-mark']);
  return (
    [...tables.nat.values()].some((c) => c.rules.length > 0) ||
    rules.some((r) => asks.has(r.target.kind) || r.matches.some((m) => m.kind === 'state' || m.kind === 'connmark'))
  );
}

/** Whether a rule of a table looks at the state of connections, so that the state is part of why a packet fares as it does. */
export function looksAtState(tables: NfTables, table: NfTable): boolean {
  return [...tables[table].values()].some((c) => c.rules.some((r) => r.matches.some((m) => m.kind === 'state')));
}
