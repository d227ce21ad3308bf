/**
 * rc.conf read: variables in sh's way (the last assignment counts, `${x}` stands for an earlier one), then the network of
 * rc.d/netif and rc.d/routing made of them. Services, jails and the rest of the file change nothing here.
 */
import { defaultPrefix, type InterfaceAddress, offsetIp, parseInterfaceAddress, parseIp } from '../../ip/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ConfigRef } from '../../policy/source.ts';
import { Report } from '../report.ts';
import { type Word, wordsOf } from '../words.ts';
import { clonedDriver, mustBeCloned } from './driver.ts';
import { type InterfaceDraft, newDraft, readIfconfig } from './ifconfig.ts';
import { readRoute } from './route.ts';
import type { RcConfig, RcInterface, RcRoute, RcTunnel } from './types.ts';

export interface RcRead {
  readonly config: RcConfig;
  readonly diagnostics: readonly Diagnostic[];
}

/** A variable: its value, the value's words, where it stands. */
interface Variable {
  readonly name: string;
  readonly value: string;
  readonly words: readonly Word[];
  readonly ref: ConfigRef;
}

export function parseRc(text: string): RcRead {
  const report = new Report('rc');
  const variables = readVariables(text, report);
  return { config: new Builder(variables, report).build(), diagnostics: report.diagnostics };
}

const ASSIGNMENT = /^\s*([A-Za-z_][A-Za-z0-9_]*)=(?:"([^"]*)"|'([^']*)'|([^\s#;"']*))\s*(?:[#;].*)?$/;

/** rc.conf is a script of sh: what else may stand in it. */
const SHELL = /^(?:if|then|elif|else|fi|for|while|do|done|case|esac|\.|:|export|unset|return|test|eval|\[)(?:\s|$)|^[^=\s]*\)$|^;;$/;

function readVariables(text: string, report: Report): Map<string, Variable> {
  const out = new Map<string, Variable>();
  for (const [i, line] of text.split(/\r\n|\r|\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const found = ASSIGNMENT.exec(line);
    const start = line.length - line.trimStart().length + 1;
    const span = { line: i + 1, column: start, endLine: i + 1, endColumn: start + trimmed.length };
    if (!found && SHELL.test(trimmed)) {
      report.add('warning', 'rc-shell', span, `rc.conf:${i + 1}: commands of the shell are not run here; the line has no effect`, { line: i + 1 });
      continue;
    }
    if (!found) {
      report.add('error', 'rc-not-an-assignment', span, `rc.conf:${i + 1}: expected name="value"`, { line: i + 1 }, ['H20']);
      continue;
    }
    const name = found[1] as string;
    const raw = found[2] ?? found[3] ?? found[4] ?? '';
    const value = found[3] === undefined ? substitute(raw, out) : raw;
    const column = line.indexOf('=') + (found[4] === undefined ? 1 : 0) + 1;
    // Where a variable was put in, columns no longer fit: every word then has the place of the whole value.
    const words = value === raw ? wordsOf(value, i + 1, column) : wordsOf(value, i + 1).map((w) => ({ ...w, span }));
    out.set(name, { name, value, words, ref: { span, text: trimmed } });
  }
  return out;
}

function substitute(text: string, known: ReadonlyMap<string, Variable>): string {
  return text
    .replace(/\$(?:\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))/g, (_, braced?: string, bare?: string) => known.get(braced ?? bare ?? '')?.value ?? '')
    .slice(0, 65536);
}

const TUNNELS: Readonly<Record<string, RcTunnel['kind']>> = { gif: 'gif', gre: 'gre', vxlan: 'vxlan' };

class Builder {
  private readonly drafts = new Map<string, { readonly draft: InterfaceDraft; readonly source: ConfigRef }>();

  constructor(
    private readonly variables: ReadonlyMap<string, Variable>,
    private readonly report: Report,
  ) {}

  build(): RcConfig {
    this.readInterfaces();
    const hostname = this.variables.get('hostname')?.value;
    const pf = this.variables.get('pf_enable');
    return {
      ...(hostname && { hostname }),
      interfaces: new Map([...this.drafts].map(([name, d]) => [name, this.interfaceOf(name, d)])),
      routes: this.routes(),
      forwarding: { ipv4: this.yes('gateway_enable'), ipv6: this.yes('ipv6_gateway_enable') },
      ...(pf && { pf: this.yes('pf_enable') }),
      ...this.squidFib(),
    };
  }

  private yes(name: string): boolean {
    return ['YES', 'TRUE', 'ON', '1'].includes(this.variables.get(name)?.value.toUpperCase() ?? '');
  }

  private readInterfaces(): void {
    const cloned = this.cloned();
    for (const [name, source] of cloned) this.drafts.set(name, { draft: newDraft(), source });
    const missing = new Set<string>();
    this.readAddressLists();
    for (const variable of this.variables.values()) {
      const found = /^(?:ifconfig|create_args)_([a-z]+\d+(?:[ab])?)(?:_(ipv6|descr|name|aliases|alias(\d+)|ipv6_alias(\d+)))?$/.exec(variable.name);
      if (found?.[1] === undefined) continue;
      const name = this.renamed(found[1]);
      if (mustBeCloned(name) && !cloned.has(name) && !name.startsWith('epair')) {
        if (!missing.has(name)) this.notCloned(name, variable);
        missing.add(name);
        continue;
      }
      const known = this.drafts.get(name) ?? { draft: newDraft(), source: variable.ref };
      // An interface that is cloned stands where its own line is.
      this.drafts.set(name, found[2] === undefined ? { ...known, source: variable.ref } : known);
      if (found[2] === 'descr') known.draft.description = variable.value;
      else if (found[2] !== 'name' && !this.behindGap(found[3], found[1], variable)) readIfconfig(variable.words, known.draft, this.report);
    }
  }

  /** `ipv4_addrs_em0="10.0.0.1/24 10.0.0.2-5/32"`: addresses and ranges of them. */
  private readAddressLists(): void {
    for (const variable of this.variables.values()) {
      const name = /^ipv4_addrs_([a-z]+\d+)$/.exec(variable.name)?.[1];
      if (/^(?:vlans|wlans)_|^ifconfig_DEFAULT$|^(?:rtsold|jail)_enable$/.test(variable.name) && variable.value.toUpperCase() !== 'NO' && variable.value !== '')
        this.report.add(
          'warning',
          'rc-variable-not-modelled',
          variable.ref.span,
          `rc.conf:${variable.ref.span.line}: ${variable.name} is not modelled; it has no effect here`,
          { variable: variable.name },
        );
      if (name === undefined) continue;
      const known = this.drafts.get(this.renamed(name)) ?? { draft: newDraft(), source: variable.ref };
      this.drafts.set(this.renamed(name), known);
      for (const word of variable.words) {
        const addresses = addressList(word.text);
        if (addresses) known.draft.addresses.push(...addresses);
        else
          this.report.add('error', 'rc-bad-address', word.span, `rc.conf:${word.span.line}: ${variable.name}: bad address: ${word.text}`, { word: word.text }, [
            'H20',
          ]);
      }
    }
  }

  private cloned(): Map<string, ConfigRef> {
    const variable = this.variables.get('cloned_interfaces');
    return new Map((variable?.words ?? []).map((w) => [this.renamed(w.text), { span: w.span, text: (variable as Variable).ref.text }]));
  }

  /** `ifconfig_bridge0_name="bastille0"`. */
  private renamed(name: string): string {
    return this.variables.get(`ifconfig_${name}_name`)?.value || name;
  }

  /** The name that it was made by, whatever it is called now. */
  private made(name: string): string {
    return this.variables.get('cloned_interfaces')?.words.find((w) => this.renamed(w.text) === name)?.text ?? name;
  }

  private notCloned(name: string, { ref }: Variable): void {
    const message = `rc.conf:${ref.span.line}: ${name} is not in cloned_interfaces, so there is no such interface`;
    this.report.add('warning', 'rc-not-cloned', ref.span, message, { interface: name }, ['H20']);
  }

  /** rc.d/netif counts aliases up from 0 and stops at the first number that is missing. */
  private behindGap(number: string | undefined, name: string, { ref, name: variable }: Variable): boolean {
    for (let n = 0; n < Math.min(Number(number ?? 0), 256); n++) {
      if (this.variables.has(`ifconfig_${name}_alias${n}`)) continue;
      const message = `rc.conf:${ref.span.line}: ${variable} is not read, because ifconfig_${name}_alias${n} is missing`;
      this.report.add('warning', 'rc-alias-gap', ref.span, message, { variable, missing: `ifconfig_${name}_alias${n}` }, ['H20']);
      return true;
    }
    return false;
  }

  private interfaceOf(name: string, { draft, source }: { readonly draft: InterfaceDraft; readonly source: ConfigRef }): RcInterface {
    const { local, remote, key, groups, ...same } = draft;
    const driver = clonedDriver(this.made(name));
    const kind = TUNNELS[name.replace(/\d+$/, '')];
    if (kind && (local === undefined || remote === undefined))
      this.report.add('warning', 'rc-tunnel-without-ends', source.span, `rc.conf:${source.span.line}: ${name} has no tunnel addresses, so it carries nothing`, {
        interface: name,
      });
    const tunnel = kind && local !== undefined && remote !== undefined ? { kind, local, remote, ...(key !== undefined && { key }) } : undefined;
    return { name, ...same, groups: [...(driver === undefined ? [] : [driver]), ...groups], ...(tunnel && { tunnel }), source };
  }

  /** rc.subr(8): `NAME_fib` starts a service by setfib(1); NONE is what its script begins with. */
  private squidFib(): { readonly squidFib?: number } {
    const fib = this.variables.get('squid_fib');
    if (!fib || fib.value === '' || fib.value === 'NONE') return {};
    if (/^\d{1,5}$/.test(fib.value)) return { squidFib: Number(fib.value) };
    const message = `rc.conf:${fib.ref.span.line}: squid_fib: expected the number of a FIB or NONE`;
    this.report.add('error', 'rc-bad-fib', fib.ref.span, message, { word: fib.value }, ['H24']);
    return {};
  }

  private routes(): RcRoute[] {
    return [...this.defaults(), ...this.statics('static_routes', 'route_', false), ...this.statics('ipv6_static_routes', 'ipv6_route_', true)];
  }

  private defaults(): RcRoute[] {
    return [...this.variables.values()].flatMap((v): RcRoute[] => {
      const found = /^(ipv6_)?defaultrouter(?:_fib(\d{1,5}))?$/.exec(v.name);
      if (!found || v.value.toUpperCase() === 'NO' || v.value === '') return [];
      // fe80::1%vtnet0: a link-local router and the interface that it is on.
      const [address = '', zone] = v.value.split('%');
      const ip = parseIp(address);
      if (ip === undefined) {
        this.report.add('error', 'rc-bad-address', v.ref.span, `rc.conf:${v.ref.span.line}: ${v.name}: expected the address of a router`, { word: v.value }, [
          'H20',
        ]);
        return [];
      }
      return [
        {
          name: 'default',
          prefix: defaultPrefix(found[1] ? 6 : 4),
          to: { kind: 'gateway', ip, ...(zone && { interface: zone }) },
          fib: Number(found[2] ?? 0),
          source: v.ref,
        },
      ];
    });
  }

  private statics(list: string, prefix: string, six: boolean): RcRoute[] {
    const listed = this.variables.get(list);
    const out = (listed?.words ?? []).flatMap((word): RcRoute[] => {
      const name = word.text.split(':')[0] as string;
      const variable = this.variables.get(`${prefix}${name}`);
      if (variable) return readRoute(variable.words, six, this.report).map((r) => ({ name, ...r, source: variable.ref }));
      this.report.add('warning', 'rc-route-missing', word.span, `rc.conf:${word.span.line}: ${prefix}${name} is not set, so ${list} has no such route`, {
        variable: `${prefix}${name}`,
        list,
      });
      return [];
    });
    const names = new Set(listed?.words.map((w) => w.text.split(':')[0]));
    for (const v of this.variables.values()) {
      if (!v.name.startsWith(prefix) || names.has(v.name.slice(prefix.length))) continue;
      const message = `rc.conf:${v.ref.span.line}: ${v.name} has no effect, because ${list} does not list ${v.name.slice(prefix.length)}`;
      this.report.add('warning', 'rc-route-not-listed', v.ref.span, message, { variable: v.name, list }, ['H20']);
    }
    return out;
  }
}

/** `10.0.0.2-5/32` is four addresses. */
function addressList(text: string): InterfaceAddress[] | undefined {
  const [, start, last, length] = /^([\d.]+?)(?:-(\d{1,3}))?(?:\/(\d{1,2}))?$/.exec(text) ?? [];
  const first = start === undefined ? undefined : parseInterfaceAddress(`${start}/${length ?? 24}`);
  if (!first) return undefined;
  const count = last === undefined ? 1 : Number(last) - (Number(first.ip) % 256) + 1;
  return count < 1 || count > 256 ? undefined : Array.from({ length: count }, (_, i) => ({ ip: offsetIp(first.ip, i), length: first.length }));
}
