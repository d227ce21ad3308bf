/** `ip` of iproute2: which of its objects is asked (ip(8); ip.c do_cmd), each in a file of its own (H8, section 8). */
import { addresses } from './addresses.ts';
import { route } from './ip-route.ts';
import { rule } from './ip-rule.ts';
import { ipOptions } from './ip-options.ts';
import { links } from './links.ts';
import { neighbors } from './neighbors.ts';
import { type Command, refuses } from './options.ts';
import { tunnels } from './tunnels.ts';

/** As `ip` has them, with the order in which an abbreviation is looked up (ip.c cmds). */
const OBJECTS = [
  'address',
  'addrlabel',
  'maddress',
  'route',
  'rule',
  'neighbor',
  'neighbour',
  'ntable',
  'ntbl',
  'link',
  'l2tp',
  'fou',
  'ila',
  'macsec',
  'tunnel',
  'tunl',
  'tuntap',
  'tap',
  'token',
  'tcpmetrics',
  'monitor',
  'xfrm',
  'mroute',
  'mrule',
  'netns',
  'netconf',
  'vrf',
  'sr',
  'nexthop',
  'mptcp',
  'ioam',
] as const;

export const ip: Command = (shell, words) => {
  const asked = ipOptions(words);
  if (typeof asked === 'string') return refuses(asked);
  const { options, rest } = asked;
  const [said = '', ...more] = rest;
  const { node } = shell;
  if (!node) return refuses('bash: ip: command not found');
  const object = said === '' ? undefined : OBJECTS.find((o) => o.startsWith(said));
  switch (object) {
    case 'route':
      return route(shell, node, more, options.family);
    case 'rule':
      return rule(shell, node, more, options.family ?? 4);
    case 'link':
      return links(node, more, options);
    case 'address':
      return addresses(node, more, options);
    case 'neighbor':
    case 'neighbour':
      return neighbors(shell, node, more, options.family);
    case 'tunnel':
    case 'tunl':
      return tunnels(node, more, options.family ?? 4);
    case undefined:
      return refuses(`Object "${said}" is unknown, try "ip help".`);
    default:
      return refuses(`ip ${object}: not modelled; the lab answers ip address, link, neighbor, route, rule, tunnel and vrf`);
  }
};
