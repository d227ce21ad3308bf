/** `iptables -t mangle -A FORWARD -o gre1 -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1360` (iptables-extensions(8)). */
import type { Arguments } from './arguments.ts';
import type { LinuxMssClamp } from './types.ts';

/** The clamp that a line sets up; undefined when it is a rule of another sort. */
export function readClamp(a: Arguments, family: 4 | 6): LinuxMssClamp | undefined {
  let target: string | undefined;
  let mss: LinuxMssClamp['mss'] | undefined;
  let input: string | undefined;
  let output: string | undefined;
  while (!a.done) {
    const word = a.word('an option');
    switch (word) {
      case '-j':
      case '--jump':
        target = a.word('a target');
        break;
      case '--set-mss':
        mss = a.number('bytes', 65535);
        break;
      case '--clamp-mss-to-pmtu':
        mss = 'pmtu';
        break;
      case '-i':
      case '--in-interface':
        input = a.word('an interface');
        break;
      case '-o':
      case '--out-interface':
        output = a.word('an interface');
        break;
      default:
        break;
    }
  }
  if (target !== 'TCPMSS' || mss === undefined) return undefined;
  return { family, ...(input !== undefined && { in: input }), ...(output !== undefined && { out: output }), mss, source: a.ref };
}
