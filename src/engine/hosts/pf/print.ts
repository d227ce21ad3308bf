/** Rules as `pfctl -s rules` and `pfctl -s nat` list them (sbin/pfctl/pfctl_parser.c print_rule): expanded, defaults spelled out. */
import { formatIp, formatPrefix, bitsOf, isIpv4 } from '../../ip/index.ts';
import { SERVICES } from './names.ts';
import type { PfAddress, PfConfig, PfHost, PfMatch, PfPorts, PfRule, PfScrub, PfTranslation } from './types.ts';

/** `pfctl -sr`: normalisation, then filter rules. */
export function printRules(config: PfConfig): string[] {
  return [...config.scrubs.map(printScrub), ...config.rules.map(printRule)];
}

/** `pfctl -sn`. */
export function printTranslations(config: PfConfig): string[] {
  return config.translations.map(printTranslation);
}

export function printRule(rule: PfRule): string {
  const words: string[] = [rule.action === 'pass' ? 'pass' : `block ${rule.answer}`];
  words.push(...head(rule));
  if (rule.log) words.splice(rule.direction ? 2 : 1, 0, 'log');
  if (rule.quick) words.splice(1 + (rule.direction ? 1 : 0) + (rule.log ? 1 : 0), 0, 'quick');
  if (rule.route) words.push(`${rule.route.kind} (${rule.route.interface}${rule.route.gateway === undefined ? '' : ` ${formatIp(rule.route.gateway)}`})`);
  words.push(...tail(rule));
  if (rule.flags) words.push(`flags ${rule.flags.set}/${rule.flags.mask}`);
  else if (rule.keepState && rule.action === 'pass' && (rule.protocol === undefined || rule.protocol === 'tcp')) words.push('flags any');
  if (rule.icmpType !== undefined) words.push(`${rule.family === 6 ? 'icmp6-type' : 'icmp-type'} ${rule.icmpType}`);
  if (rule.keepState) words.push('keep state');
  else if (rule.action === 'pass') words.push('no state');
  if (rule.maxMss !== undefined) words.push(`scrub (max-mss ${rule.maxMss})`);
  if (rule.label !== undefined) words.push(`label ${JSON.stringify(rule.label)}`);
  if (rule.tag !== undefined) words.push(`tag ${rule.tag}`);
  if (rule.tagged !== undefined) words.push(`tagged ${rule.tagged}`);
  if (rule.rtable !== undefined) words.push(`rtable ${rule.rtable}`);
  return words.join(' ');
}

function printScrub(scrub: PfScrub): string {
  const options = [...(scrub.noDf ? ['no-df'] : []), ...(scrub.maxMss === undefined ? [] : [`max-mss ${scrub.maxMss}`])];
  return ['scrub', ...head(scrub), ...tail(scrub), ...options, 'fragment reassemble'].join(' ');
}

function printTranslation(t: PfTranslation): string {
  const words = [...(t.exempt ? ['no'] : []), t.kind, ...(t.pass ? ['pass'] : [])];
  const { direction: _, ...about } = t;
  words.push(...head(about), ...tail(about));
  if (t.target) words.push('->', printHost(t.target.host), ...(t.target.port === undefined ? [] : [`port ${t.target.port}`]));
  return words.join(' ');
}

function head(m: PfMatch): string[] {
  return [...(m.direction ? [m.direction] : []), ...(m.interface ? [`on ${m.interface.negated ? '! ' : ''}${m.interface.name}`] : [])];
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

const NAMES = new Map(Object.entries(SERVICES).map(([name, port]) => [port, name]));

function printPorts({ from, to, outside }: PfPorts): string[] {
  if (from === to) return [outside ? '!=' : '=', NAMES.get(from) ?? String(from)];
  return [outside ? `${from} <> ${to}` : `${from}:${to}`];
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
      return `(${host.name}${host.part === 'address' ? '' : `:${host.part}`})`;
    case 'any':
    case 'self':
    case 'no-route':
    case 'urpf-failed':
      return host.kind;
  }
}

function anyOf(host: Extract<PfHost, { kind: 'prefix' }>): string {
  return isIpv4(host.prefix.ip) ? '0.0.0.0/0' : '::/0';
}
