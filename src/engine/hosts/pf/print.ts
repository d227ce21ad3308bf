/** Rules as `pfctl -s rules` and `pfctl -s nat` list them (sbin/pfctl/pfctl_parser.c print_rule): expanded, defaults spelled out. */
import { formatIp, formatPrefix, bitsOf, isIpv4 } from '../../ip/index.ts';
import { icmpText } from './icmp.ts';
import { SERVICES } from './names.ts';
import { NAT_PORTS } from './ports.ts';
import type { PfAddress, PfAnchor, PfConfig, PfEntry, PfHost, PfMatch, PfPorts, PfRoute, PfRule, PfScrub, PfTarget, PfTranslation } from './types.ts';

/** `pfctl -sr`: normalisation, then filter rules; the rules of inline anchors without a name stand in them. */
export function printRules(config: PfConfig): string[] {
  return [...config.scrubs.map(printScrub), ...printEntries(config, config.rules, '', 0)];
}

/** `pfctl -a ANCHOR -sr`; undefined when there is no such anchor. */
export function printAnchor(config: PfConfig, path: string): string[] | undefined {
  const entries = config.anchors.get(path);
  return entries && printEntries(config, entries, path, 0);
}

/** `pfctl -s Anchors`: those right beneath the main ruleset. */
export function printAnchors(config: PfConfig): string[] {
  const named = config.rules.flatMap((r) => (r.action === 'anchor' && r.name !== undefined && !r.wildcard ? [r.path.split('/')[0] as string] : []));
  return [...new Set([...config.anchors.keys(), ...named])].filter((p) => p !== '' && !p.includes('/') && !p.startsWith('_')).sort((x, y) => (x < y ? -1 : 1));
}

/** pfctl.c pfctl_show_rules. */
function printEntries(config: PfConfig, entries: readonly PfEntry[], path: string, depth: number): string[] {
  const indent = '  '.repeat(depth);
  return entries.flatMap((entry) => {
    const line = `${indent}${printRule(entry)}`;
    if (entry.action !== 'anchor' || entry.name !== undefined) return [line];
    return [`${line} {`, ...printEntries(config, config.anchors.get(entry.path) ?? [], entry.path, depth + 1), `${indent}}`];
  });
}

/** `pfctl -sn`: all of nat, then rdr, then binat, each behind the anchors of its kind. */
export function printTranslations(config: PfConfig): string[] {
  return (['nat', 'rdr', 'binat'] as const).flatMap((kind) => [
    ...config.translationAnchors.filter((a) => a.kind === kind).map((a) => [`${kind}-anchor ${JSON.stringify(a.anchor)}`, ...head(a), ...tail(a)].join(' ')),
    ...config.translations.filter((t) => t.kind === kind).map(printTranslation),
  ]);
}

export function printRule(rule: PfEntry): string {
  const words = [...(rule.action === 'anchor' ? ['anchor', ...(rule.name === undefined ? [] : [JSON.stringify(rule.name)])] : actionOf(rule))];
  if (rule.direction) words.push(rule.direction);
  if (rule.action !== 'anchor' && rule.log) words.push('log');
  if (rule.quick) words.push('quick');
  words.push(...on(rule));
  if (rule.action !== 'anchor' && rule.route) words.push(...routeOf(rule.route));
  words.push(...tail(rule), ...(rule.action === 'anchor' ? aboutAnchor(rule) : optionsOf(rule)));
  return words.join(' ');
}

function actionOf({ action, answer, family }: PfRule): string[] {
  if (action !== 'block') return [action];
  if (answer.kind !== 'return-icmp') return ['block', answer.kind];
  const { ipv4, ipv6 } = answer;
  return ['block', family === 4 ? `return-icmp(${ipv4})` : family === 6 ? `return-icmp6(${ipv6})` : `return-icmp(${ipv4}, ${ipv6})`];
}

function routeOf({ kind, hops, pool, sticky }: PfRoute): string[] {
  const each = hops.map((h) => (h.gateway === undefined ? h.interface : `(${h.interface} ${formatIp(h.gateway)})`));
  const words = [kind, each.length > 1 ? `{ ${each.join(', ')} }` : (each[0] ?? '')];
  return [...words, ...(pool ? [pool] : []), ...(sticky ? ['sticky-address'] : [])];
}

function aboutAnchor(anchor: PfAnchor): string[] {
  const { flags, icmpType, family } = anchor;
  return [...(flags ? [`flags ${flags.set}/${flags.mask}`] : []), ...(icmpType === undefined ? [] : [icmpText(icmpType, family ?? 4)]), ...tagsOf(anchor)];
}

/** In the order of pfctl_parser.c print_rule. */
function optionsOf(rule: PfRule): string[] {
  const words: string[] = [];
  if (rule.flags) words.push(`flags ${rule.flags.set}/${rule.flags.mask}`);
  else if (rule.keepState && rule.action === 'pass' && (rule.protocol === undefined || rule.protocol === 'tcp')) words.push('flags any');
  if (rule.icmpType !== undefined) words.push(icmpText(rule.icmpType, rule.family ?? 4));
  if (rule.tos) words.push(`tos 0x${rule.tos.toString(16).padStart(2, '0')}`);
  if (rule.keepState) words.push(`${rule.stateKind ?? 'keep'} state`);
  else if (rule.action === 'pass') words.push('no state');
  if (rule.probability !== undefined) words.push(`probability ${rule.probability}`);
  const options = [...(rule.stateOptions ?? []), ...(rule.bound === undefined ? [] : [rule.bound ? 'if-bound' : 'floating'])];
  if (rule.keepState && options.length > 0) words.push(`(${options.join(', ')})`);
  if (rule.maxMss !== undefined) words.push(`scrub (max-mss ${rule.maxMss})`);
  if (rule.label !== undefined) words.push(`label ${JSON.stringify(rule.label)}`);
  words.push(...tagsOf(rule));
  if (rule.rtable !== undefined) words.push(`rtable ${rule.rtable}`);
  return words;
}

function tagsOf({ tag, tagged }: Pick<PfRule, 'tag' | 'tagged'>): string[] {
  return [...(tag === undefined ? [] : [`tag ${tag}`]), ...(tagged ? [`${tagged.negated ? '! ' : ''}tagged ${tagged.name}`] : [])];
}

function printScrub(scrub: PfScrub): string {
  const options = [...(scrub.noDf ? ['no-df'] : []), ...(scrub.maxMss === undefined ? [] : [`max-mss ${scrub.maxMss}`])];
  return [scrub.exempt ? 'no scrub' : 'scrub', ...head(scrub), ...tail(scrub), ...options, ...(scrub.exempt ? [] : ['fragment reassemble'])].join(' ');
}

function printTranslation(t: PfTranslation): string {
  const words = [...(t.exempt ? ['no'] : []), t.kind, ...(t.pass ? ['pass'] : [])];
  words.push(...on(t), ...tail(t), ...tagsOf(t), ...(t.rtable === undefined ? [] : [`rtable ${t.rtable}`]));
  if (t.target) words.push('->', ...printTarget(t.kind, t.target));
  return words.join(' ');
}

/** pfctl_parser.c print_pool. */
function printTarget(kind: PfTranslation['kind'], { hosts, port, lastPort, pool, sticky, staticPort, endpointIndependent }: PfTarget): string[] {
  const each = hosts.map(printHost);
  const unsaid = port === undefined || (kind === 'nat' && port === NAT_PORTS.from && lastPort === NAT_PORTS.to);
  const ports = unsaid ? [] : [`port ${port}${lastPort === undefined || lastPort === port ? '' : `:${lastPort}`}`];
  return [
    each.length > 1 ? `{ ${each.join(', ')} }` : (each[0] ?? ''),
    ...(kind === 'binat' ? [] : ports),
    ...(pool ? [pool] : []),
    ...(sticky ? ['sticky-address'] : []),
    ...(staticPort ? ['static-port'] : []),
    ...(endpointIndependent ? ['endpoint-independent'] : []),
  ];
}

function on(m: PfMatch): string[] {
  return m.interface ? [`on ${m.interface.negated ? '! ' : ''}${m.interface.name}`] : [];
}

function head(m: PfMatch): string[] {
  return [...(m.direction ? [m.direction] : []), ...on(m)];
}

function tail(m: PfMatch): string[] {
  const words: string[] = [];
  if (m.family) words.push(m.family === 4 ? 'inet' : 'inet6');
  if (m.protocol !== undefined) words.push('proto', m.protocol === 'icmp6' ? 'ipv6-icmp' : m.protocol);
  if (!m.from && !m.to && !m.fromPort && !m.toPort) return [...words, 'all'];
  return [...words, 'from', ...end(m.from, m.fromPort), 'to', ...end(m.to, m.toPort)];
}

function end(address: PfAddress | undefined, ports: PfPorts | undefined): string[] {
  const host = address ? `${address.negated ? '! ' : ''}${printHost(address.host)}` : 'any';
  return [host, ...(ports ? ['port', ...printPorts(ports)] : [])];
}

/** Of several names the first is the service's own, the others are aliases (getservbyport(3)). */
const NAMES = new Map(
  Object.entries(SERVICES)
    .reverse()
    .map(([name, port]) => [port, name]),
);

function printPorts({ from, to, operator }: PfPorts): string[] {
  switch (operator) {
    case '><':
      return [`${from - 1} >< ${to + 1}`];
    case '<>':
      return [`${from} <> ${to}`];
    case '<':
      return ['<', String(to + 1)];
    case '<=':
      return ['<=', String(to)];
    case '>':
      return ['>', String(from - 1)];
    case '>=':
      return ['>=', String(from)];
    default:
      return from === to || operator ? [operator ?? '=', NAMES.get(from) ?? String(from)] : [`${from}:${to}`];
  }
}

function printHost(host: PfHost): string {
  switch (host.kind) {
    case 'prefix':
      return host.prefix.length === bitsOf(host.prefix.ip) ? formatIp(host.prefix.ip) : host.prefix.length === 0 ? anyOf(host) : formatPrefix(host.prefix);
    case 'range':
      return `${formatIp(host.from)} - ${formatIp(host.to)}`;
    case 'table':
      return `<${host.name}>`;
    case 'interface':
      return host.dynamic ? `(${interfaceWord(host)})` : interfaceWord(host);
    case 'any':
    case 'self':
    case 'no-route':
    case 'urpf-failed':
      return host.kind;
  }
}

function interfaceWord({ name, part, first }: Extract<PfHost, { kind: 'interface' }>): string {
  return `${name}${part === 'address' ? '' : `:${part}`}${first ? ':0' : ''}`;
}

function anyOf(host: Extract<PfHost, { kind: 'prefix' }>): string {
  return isIpv4(host.prefix.ip) ? '0.0.0.0/0' : '::/0';
}
