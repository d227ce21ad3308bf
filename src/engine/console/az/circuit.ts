/** `az network express-route …`: the routes and neighbors of one of a circuit's MSEEs (A231). */
import type { SpeakerState } from '../../bgp/index.ts';
import { formatIp, formatPrefix } from '../../ip/index.ts';
import type { Solution } from '../../solution.ts';
import { ageOf } from '../time.ts';
import { answer, type AzAnswer, type AzOptions, columnsOf, fail, invalidChoice, required } from './print.ts';

const PATHS: readonly string[] = ['primary', 'secondary'];

/** The MSEE that `--path` names; the private peering is the only one there is. */
function mseeOf(solution: Solution, device: string, options: AzOptions): SpeakerState | AzAnswer {
  const { path } = options.of;
  if (path === undefined) return required('--path', PATHS);
  const speaker = PATHS.includes(path.toLowerCase()) ? solution.controlPlane.speakers.get(`${device}#${path.toLowerCase()}`) : undefined;
  if (!speaker) return fail(invalidChoice('--path', path, PATHS));
  const peering = options.of['peering-name'] ?? 'AzurePrivatePeering';
  return peering === 'AzurePrivatePeering' ? speaker : fail(`--peering-name ${peering}: ${device} has AzurePrivatePeering only`);
}

/** Every candidate, the best of several marked `*`; `?` behind a path of incomplete origin. */
export function circuitRoutes(solution: Solution, device: string, options: AzOptions): AzAnswer {
  const speaker = mseeOf(solution, device, options);
  if ('text' in speaker) return speaker;
  const value = [...speaker.tables.ipv4.values()].flatMap((e) =>
    e.paths.map((p) => ({
      locPrf: '',
      network: formatPrefix(e.prefix),
      nextHop: `${formatIp(p.attributes.nextHop)}${e.paths.length > 1 && p.best ? '*' : ''}`,
      path: [...p.attributes.asPath.flatMap((s) => s.asns), ...(p.attributes.origin === 'incomplete' ? ['?'] : [])].join(' '),
      weight: 0,
    })),
  );
  return answer({ nextLink: null, value }, options, columnsOf('locPrf', 'network', 'nextHop', 'path', 'weight'));
}

/** A line for each neighbor; the state stands in place of the count where the session is down. */
export function circuitSummary(solution: Solution, device: string, options: AzOptions): AzAnswer {
  const speaker = mseeOf(solution, device, options);
  if ('text' in speaker) return speaker;
  const value = speaker.sessions.map((s) => ({
    as: s.state === 'Established' ? s.remoteAs : typeof s.peer.remoteAs === 'number' ? s.peer.remoteAs : 0,
    neighbor: s.peer.id,
    statePfxRcd: s.state === 'Established' ? String(s.families.ipv4?.received ?? 0) : s.state,
    upDown: s.state === 'Established' ? upDown(ageOf(s.establishedAt, solution.controlPlane.settledAt)) : 'never',
    v: 4,
  }));
  return answer({ nextLink: null, value }, options, columnsOf('as', 'neighbor', 'statePfxRcd', 'upDown', 'v'));
}

/** As the routers print it: `8w4d`, `1d02h`, `00:02:03`. */
function upDown(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  if (days >= 7) return `${Math.floor(days / 7)}w${days % 7}d`;
  if (days > 0) return `${days}d${two(Math.floor(seconds / 3600) % 24)}h`;
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
}
