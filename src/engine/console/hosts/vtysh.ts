/** `vtysh -c COMMAND`: FRR's console asked from the shell, as one does on a virtual machine (vtysh(1)). */
import { runVtysh } from '../vtysh/commands.ts';
import { vtyshOf } from '../vtysh/router.ts';
import { greeting } from '../vtysh/running-config.ts';
import { type Command, refuses, says } from './options.ts';

const NOT_HERE = 'bash: vtysh: command not found';

/** One answer below another, up to the first line that is refused. Without a command vtysh greets and gives a prompt, which the console is already. */
export const vtysh: Command = ({ solution, device, node }, words) => {
  const router = node?.platform === 'frr' ? vtyshOf(solution.network, solution.controlPlane, device) : undefined;
  if (!router) return refuses(NOT_HERE);
  if (words.length === 0) return says(greeting(router));
  const texts: string[] = [];
  for (let i = 0; i < words.length; i += 2) {
    const line = words[i + 1];
    if ((words[i] !== '-c' && words[i] !== '--command') || line === undefined) return refuses("usage: vtysh [-c 'COMMAND']...");
    const answer = runVtysh(router, line.trim());
    if (answer.text !== '') texts.push(answer.text);
    if (answer.error) return refuses(texts.join('\n'));
  }
  return says(texts.join('\n'));
};
