/** `why 10.0.0.0/24`, `why 10.1.2.3`: Hoplab's own command, answered by everything that holds routes, subnets included. */
import { whyText, why } from '../explain/why/index.ts';
import type { ConsoleOutput } from '../explain/types.ts';
import type { Solution } from '../solution.ts';

/** Undefined for any other line. `why` alone says how it is used. */
export function runWhy(solution: Solution, device: string, line: string): ConsoleOutput | undefined {
  const [word, question, ...more] = line.split(/\s+/);
  if (word !== 'why') return undefined;
  if (question === undefined || more.length > 0) return { prompt: '? ', text: 'why PREFIX | ADDRESS, such as why 10.0.0.0/24', error: true };
  const answer = why(solution, device, question);
  return { prompt: '? ', text: whyText(answer, 'en'), error: answer.problem !== undefined };
}
