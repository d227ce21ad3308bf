/** Static routes that FRR reads otherwise than they look. */
import type { Report } from './report.ts';

export function checkRoutes(report: Report): void {
  for (const { to, source } of report.input.config.staticRoutes) {
    if (to.kind !== 'interface' || !/^[\d.]+$|:/.test(to.interface)) continue;
    const span = report.spanOfName(source, 'interface', to.interface);
    report.add('frr-address-as-interface', 'warning', span, `${to.interface} is no address, so FRR takes it for the name of an interface.`, {
      word: to.interface,
    });
  }
}
