/** The entries of a route-map and where it goes on after a match (F78–F81). */
import type { Action } from '../../policy/types.ts';
import { type Command, type Context, commands } from '../command.ts';

const ENTRY = 'routemap: Route Map Command';
const EXIT = 'routemap: Route Map Exit Action Command';

export const ROUTE_MAP_COMMANDS: Command[] = [
  ...commands({ modes: ['config'], manual: ENTRY, transaction: 'grouped' }, [
    {
      syntax: 'route-map RMAP$name <deny|permit>$action (1-65535)$seq',
      enters: 'route-map',
      defines: 'route-map',
      help: 'Opens an entry of a route-map; entries are tried by number, and no entry means deny.',
      apply: ({ build, args, ref }: Context) => build.routeMaps.open(args.text('name'), args.text('action') as Action, args.number('seq'), ref),
    },
    {
      syntax: 'no route-map RMAP$name [<deny|permit> (1-65535)$seq]',
      help: 'Removes an entry, or the whole route-map.',
      apply: ({ build, args }: Context) => build.routeMaps.remove(args.text('name'), args.maybeNumber('seq')),
    },
    { syntax: 'route-map RMAP optimization', no: true, help: 'Switches the prefix index of a route-map, which never changes its answer (F90).' },
  ]),
  ...commands({ modes: ['route-map'], manual: EXIT, transaction: 'grouped' }, [
    {
      syntax: 'on-match next',
      no: true,
      help: 'After a match, goes on with the next entry, which then decides (F80).',
      apply: ({ build, args, ref }: Context) => build.routeMaps.onMatch(args.no ? undefined : { next: true, source: ref }),
    },
    {
      syntax: 'on-match goto (1-65535)$goto',
      no: 'no on-match goto',
      help: 'After a match, goes on at this entry or the first one behind it (F80).',
      apply: ({ build, args, ref }: Context) => build.routeMaps.onMatch(args.no ? undefined : { goto: args.number('goto'), source: ref }),
    },
    {
      syntax: 'continue (1-65535)$goto',
      no: 'no continue [(1-65535)$goto]',
      help: 'The older spelling of on-match goto.',
      apply: ({ build, args, ref }: Context) => build.routeMaps.onMatch(args.no ? undefined : { goto: args.number('goto'), source: ref }),
    },
    {
      syntax: 'call RMAP$name',
      no: 'no call [RMAP]',
      help: 'Runs another route-map after the set clauses; if it denies, this map denies (F81).',
      manual: 'routemap: Route Map Call Command',
      apply: ({ build, args, ref }: Context) => {
        const map = args.maybe('name');
        if (map !== undefined && map === build.routeMaps.entry?.name && !args.no) build.routeMaps.blame('call: a route-map cannot call itself.');
        build.routeMaps.amend('call', args.no || map === undefined ? undefined : { map, source: ref });
      },
    },
    {
      syntax: 'description LINE...$text',
      no: 'no description',
      help: 'A comment kept with the entry.',
      apply: ({ build, args }: Context) => build.routeMaps.amend('description', args.no ? undefined : args.all('text').join(' ')),
    },
  ]),
];
