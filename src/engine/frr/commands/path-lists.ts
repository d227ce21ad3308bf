/** As-path lists and the three kinds of community lists. bgpd judges each line by itself. */
import type { LargeCommunity } from '../../policy/attributes.ts';
import { isRegex } from '../../policy/regex.ts';
import type { Action, CommunityList, CommunityListEntry } from '../../policy/types.ts';
import { type Args, type Command, type Context, commands, type Row } from '../command.ts';
import { type Refusal, refuse } from '../verdict.ts';
import { formatCommunity, formatLargeCommunity, largeCommunitySet, parseCommunity } from '../../policy/communities.ts';
import { parseExtendedValue, parseLargeCommunity } from './communities.ts';

const SEQ = '[seq (0-4294967295)$seq]';
const ACTION = '<deny|permit>$action';
const MALFORMED = refuse('% Malformed community-list value');

/** What bgpd accepts in an as-path expression (F99). */
const AS_PATH_CHARACTERS = /^[0-9_^|[,{}() \]$*+.?\\-]*$/;

function asPathEntry({ build, args, ref }: Context): Refusal | undefined {
  const name = args.text('name');
  const regex = args.all('regex').join(' ');
  const action = args.maybe('action') as Action | undefined;
  if (args.no) return build.lists.noAsPathList(name, action, regex);
  if (!AS_PATH_CHARACTERS.test(regex)) return refuse(`Invalid character in as-path access-list ${regex}`, 'F99');
  if (!isRegex(regex)) return refuse(`can't compile regexp ${regex}`, 'F100');
  build.lists.asPathEntry(name, { seq: args.maybeNumber('seq'), action: action as Action, regex, source: ref });
  return undefined;
}

/** The communities of a standard entry, normalised and sorted; undefined when one is malformed. */
function standardValues(kind: CommunityList['kind'], words: readonly string[]): string[] | undefined {
  if (kind === 'community') {
    const values = words.map(parseCommunity);
    if (values.includes(undefined)) return undefined;
    return [...new Set(values as number[])].sort((a, b) => a - b).map(formatCommunity);
  }
  if (kind === 'large-community') {
    const values = words.map(parseLargeCommunity);
    return values.includes(undefined) ? undefined : largeCommunitySet(values as LargeCommunity[]).map(formatLargeCommunity);
  }
  const out: string[] = [];
  let type: string | undefined;
  for (const word of words) {
    if (word === 'rt' || word === 'soo') type = word;
    else {
      const value = parseExtendedValue(word);
      if (type === undefined || value === undefined) return undefined;
      out.push(`${type} ${value}`);
    }
  }
  return out.length ? out.sort() : undefined;
}

function communityEntry(kind: CommunityList['kind'], { build, args, ref }: Context): Refusal | undefined {
  const name = args.text('name');
  const expanded = args.has('expanded') || (/^\d+$/.test(name) && !args.has('standard') && Number(name) >= 100);
  const words = args.all('value');
  if (args.maybe('action') === undefined) return build.lists.noCommunityList(kind, name);
  // Whether the list is there is asked before what the line would take out of it (bgpd/bgp_clist.c community_list_unset).
  if (args.no && !build.lists.communityLists[kind].has(name)) return build.lists.noCommunityList(kind, name);
  if (kind === 'large-community' && /^\d+$/.test(name) && (args.has('standard') || args.has('expanded')))
    return refuse('% Community name cannot have all digits');
  const entry = readEntry(kind, expanded, words, args);
  if (!entry) return MALFORMED;
  if (args.no) return build.lists.noCommunityList(kind, name, { ...entry, source: ref });
  return build.lists.communityEntry(kind, expanded ? 'expanded' : 'standard', name, { ...entry, seq: args.maybeNumber('seq'), source: ref });
}

function readEntry(
  kind: CommunityList['kind'],
  expanded: boolean,
  words: readonly string[],
  args: Args,
): Omit<CommunityListEntry, 'seq' | 'source'> | undefined {
  const action = args.text('action') as Action;
  if (expanded) {
    const regex = words.join(' ');
    return isRegex(regex) ? { action, regex } : undefined;
  }
  const communities = standardValues(kind, words);
  return communities && { action, communities };
}

function communityList(kind: CommunityList['kind'], word: string, label: string, value: string, what: string): Row {
  const which = `<(1-500)$name|<standard|expanded> ${label}$name>`;
  return {
    syntax: `bgp ${word} ${which} ${SEQ} ${ACTION} ${value}...$value`,
    no: `no bgp ${word} ${which} [${SEQ} ${ACTION} ${value}...$value]`,
    help: `An entry of a list of ${what}: standard entries name values that must all be there, expanded ones are expressions.`,
    defines: kind === 'community' ? 'community-list' : kind === 'large-community' ? 'large-community-list' : 'extcommunity-list',
    apply: (c) => communityEntry(kind, c),
  };
}

export const PATH_LIST_COMMANDS: Command[] = commands({ modes: ['config'], manual: 'bgp: AS Path Access Lists' }, [
  {
    syntax: `bgp as-path access-list ASPATH$name ${SEQ} ${ACTION} LINE...$regex`,
    no: `no bgp as-path access-list ASPATH$name [${SEQ} ${ACTION} LINE...$regex]`,
    help: 'An entry of an as-path list: a regular expression over the AS path as text, where _ is any boundary (F100).',
    defines: 'as-path-list',
    apply: asPathEntry,
  },
  { ...communityList('community', 'community-list', 'CLIST', 'AA:NN', 'communities'), manual: 'bgp: Community Lists' },
  { ...communityList('large-community', 'large-community-list', 'LCLIST', 'AA:BB:CC', 'large communities'), manual: 'bgp: Large Community Lists' },
  { ...communityList('extcommunity', 'extcommunity-list', 'XCLIST', 'AA:NN', 'extended communities'), manual: 'bgp: Extended Community Lists' },
  {
    syntax: 'no bgp large-community-list LCLIST$name',
    help: 'Removes a list of large communities.',
    manual: 'bgp: Large Community Lists',
    apply: (c) => communityEntry('large-community', c),
  },
  {
    syntax: 'bgp community alias AA:NN$community NAME$alias',
    no: true,
    help: 'Gives a community a name of your own.',
    manual: 'bgp: BGP Community Alias',
    apply: ({ build, args }) => build.lists.alias(args.text('community'), args.text('alias'), args.no),
  },
]);
