/** Entries of pbr-maps that match by less than they say (F141). */
import type { FrrPbrEntry } from '../config.ts';
import { isPbrMatchEmpty } from '../pbr.ts';
import type { Report } from './report.ts';

export function checkPbr(report: Report): void {
  ports(report);
  for (const [map, entries] of report.input.config.pbrMaps) for (const entry of entries) matchesNothing(report, map, entry);
}

/** zebra/rule_netlink.c netlink_rule_msg_encode: protocol and addresses reach the kernel, ports do not (seen up to 10.1, FRR issue 18477). */
function ports(report: Report): void {
  const { config, statements } = report.input;
  let entry: FrrPbrEntry | undefined;
  for (const { command, line, ref, negated, outcome } of statements) {
    const [, name = '', , seq = ''] = line.words.map((w) => w.text);
    if (command?.syntax.startsWith('pbr-map ')) entry = config.pbrMaps.get(name)?.find((e) => e.seq === Number(seq));
    const which = /^match (src|dst)-port /.exec(command?.syntax ?? '')?.[1];
    if (which === undefined || negated || outcome !== 'applied' || entry?.match[which === 'src' ? 'srcPort' : 'dstPort'] === undefined) continue;
    const message = 'FRR shows the port and does not give it to the Linux kernel (8.4, and still 10.1): the rule matches packets of every port.';
    report.add('frr-pbr-port', 'warning', ref.span, message, {}, 'F141');
  }
}

/** Such an entry is "Invalid Src or Dst", and its map not valid. */
function matchesNothing(report: Report, map: string, { seq, match, source }: FrrPbrEntry): void {
  if (!isPbrMatchEmpty(match)) return;
  const message = `Entry ${seq} of pbr-map ${map} matches by no address and no mark ("Invalid Src or Dst"): FRR makes no rule of it.`;
  report.add('frr-pbr-no-match', 'warning', source.span, message, { map, seq }, 'F141');
}
