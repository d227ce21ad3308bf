/** A flow as options: the same fields as the form on the screen has, each with its bounds. */
import { dscpNamed, type FlowSpec, parseIp } from '../engine/index.ts';
import { BadInput, text } from './input.ts';

type Values = Readonly<Record<string, string | boolean | undefined>>;

const STRING = { type: 'string' } as const;

export const FLOW_OPTIONS = {
  from: STRING,
  to: STRING,
  proto: STRING,
  port: STRING,
  source: STRING,
  'source-port': STRING,
  fib: STRING,
  vrf: STRING,
  bytes: STRING,
  size: STRING,
  ttl: STRING,
  'hop-limit': STRING,
  df: STRING,
  dscp: STRING,
  tos: STRING,
  'icmp-id': STRING,
  'icmp-seq': STRING,
  proxy: STRING,
  'proxy-port': STRING,
} as const;

/** For --help: one option a line. */
export const FLOW_HELP = [
  '  --from DEVICE --to DEVICE|ADDRESS|NAME   who asks, and for what',
  '  --proto icmp|tcp|udp   icmp unless said; tcp and udp need --port N',
  '  --source ADDRESS       one of the sender’s own addresses',
  '  --source-port N        1 to 65535; 49152 unless said',
  '  --bytes N, --size N    data of the packet, or that each side sends over TCP; 56 for icmp, 0 unless said',
  '  --ttl N, --hop-limit N 1 to 255; 64 unless said, 128 of Windows',
  '  --df set|clear         the bit "don’t fragment" of IPv4; set for tcp unless said',
  '  --dscp N|NAME          0 to 63, or EF, AF41, CS6 …; --tos 0x00 to 0xfc says the same as a byte',
  '  --icmp-id N, --icmp-seq N   identifier and sequence number of an echo request, 0 to 65535',
  '  --fib N                FreeBSD: the FIB of the program, as setfib sets it',
  '  --vrf NAME             Linux: the VRF of the program, as ip vrf exec sets it',
  '  --proxy DEVICE         tcp: a machine with squid.conf that fetches it, as curl -x does',
  '  --proxy-port N         the port on which the proxy is asked; its first http_port unless said',
].join('\n');

/** What the options say; throws `BadInput` at what no flow can have. */
export function readFlow(values: Values): FlowSpec {
  const [from, to] = [text(values['from']), text(values['to'])];
  if (from === undefined || to === undefined) throw new BadInput(['hoplab trace: expected --from DEVICE and --to DEVICE_OR_IP']);
  const protocol = protocolOf('trace', text(values['proto']) ?? 'icmp');
  const flow: FlowSpec = {
    from,
    to,
    protocol,
    ...field('port', portOf('trace', protocol, text(values['port']))),
    ...field('source', sourceOf(text(values['source']))),
    ...field('sourcePort', numberOf('source-port', values, 1, 65_535)),
    ...field('fib', numberOf('fib', values, 0, 65_535)),
    ...field('vrf', text(values['vrf'])),
    ...field('bytes', either(numberOf('bytes', values, 0, 10_000_000), numberOf('size', values, 0, 10_000_000), '--bytes and --size')),
    ...field('ttl', either(numberOf('ttl', values, 1, 255), numberOf('hop-limit', values, 1, 255), '--ttl and --hop-limit')),
    ...field('dontFragment', dfOf(text(values['df']))),
    ...field('dscp', either(dscpOf(text(values['dscp'])), tosOf(text(values['tos'])), '--dscp and --tos')),
    ...field('icmpId', numberOf('icmp-id', values, 0, 65_535)),
    ...field('icmpSequence', numberOf('icmp-seq', values, 0, 65_535)),
    ...field('proxy', text(values['proxy'])),
    ...field('proxyPort', numberOf('proxy-port', values, 1, 65_535)),
  };
  mustFit(flow);
  return flow;
}

function field<K extends keyof FlowSpec>(key: K, value: FlowSpec[K] | undefined): Partial<Pick<FlowSpec, K>> {
  return value === undefined ? {} : ({ [key]: value } as unknown as Pick<FlowSpec, K>);
}

/** Fields that only some protocols have: one that would be passed over in silence is refused. */
function mustFit({ protocol, port, sourcePort, icmpId, icmpSequence, proxy, proxyPort }: FlowSpec): void {
  const refuse = (option: string, wanted: string) => {
    throw new BadInput([`hoplab trace: --${option} is for ${wanted}, not --proto ${protocol}`]);
  };
  if (protocol === 'icmp' && port !== undefined) refuse('port', 'tcp and udp');
  if (protocol === 'icmp' && sourcePort !== undefined) refuse('source-port', 'tcp and udp');
  if (protocol !== 'icmp' && icmpId !== undefined) refuse('icmp-id', 'icmp');
  if (protocol !== 'icmp' && icmpSequence !== undefined) refuse('icmp-seq', 'icmp');
  if (protocol !== 'tcp' && proxy !== undefined) refuse('proxy', 'tcp');
  if (proxyPort !== undefined && proxy === undefined) throw new BadInput(['hoplab trace: --proxy-port needs --proxy DEVICE']);
}

function bad(option: string, got: string, expected: string): never {
  throw new BadInput([`hoplab trace: --${option} ${got}: expected ${expected}`]);
}

function numberOf(option: string, values: Values, least: number, most: number): number | undefined {
  const said = text(values[option]);
  if (said === undefined) return undefined;
  const value = /^\d+$/.test(said) ? Number(said) : Number.NaN;
  return value >= least && value <= most ? value : bad(option, said, `${least} to ${most}`);
}

function either<T>(a: T | undefined, b: T | undefined, names: string): T | undefined {
  if (a !== undefined && b !== undefined && a !== b) throw new BadInput([`hoplab trace: ${names} say two things`]);
  return a ?? b;
}

function sourceOf(said: string | undefined): string | undefined {
  return said === undefined || parseIp(said) !== undefined ? said : bad('source', said, 'an IPv4 or IPv6 address');
}

function dfOf(said: string | undefined): boolean | undefined {
  if (said === undefined) return undefined;
  return said === 'set' ? true : said === 'clear' ? false : bad('df', said, 'set or clear');
}

function dscpOf(said: string | undefined): number | undefined {
  if (said === undefined) return undefined;
  const value = /^\d+$/.test(said) ? Number(said) : dscpNamed(said);
  return value !== undefined && value <= 63 ? value : bad('dscp', said, '0 to 63, or a name such as EF, AF41 or CS6');
}

/** The byte that DSCP and ECN share; the lab has no ECN. */
function tosOf(said: string | undefined): number | undefined {
  if (said === undefined) return undefined;
  const value = /^(0x[0-9a-f]{1,2}|\d{1,3})$/i.test(said) ? Number(said) : Number.NaN;
  return value <= 255 && value % 4 === 0 ? value / 4 : bad('tos', said, '0x00 to 0xfc with both ECN bits 0');
}

export function protocolOf(command: string, text: string): FlowSpec['protocol'] {
  if (text !== 'tcp' && text !== 'udp' && text !== 'icmp') throw new BadInput([`hoplab ${command}: --proto ${text}: expected tcp, udp or icmp`]);
  return text;
}

/** The destination port, 1–65535; TCP and UDP need one. */
export function portOf(command: string, protocol: FlowSpec['protocol'], text: string | undefined): number | undefined {
  const port = text === undefined ? undefined : Number(text);
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65535))
    throw new BadInput([`hoplab ${command}: --port ${text}: expected 1 to 65535`]);
  if (protocol !== 'icmp' && port === undefined) throw new BadInput([`hoplab ${command}: ${protocol} needs --port N`]);
  return port;
}
