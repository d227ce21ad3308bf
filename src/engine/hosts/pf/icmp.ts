/** ICMP types and codes as pf.conf names them (sbin/pfctl/pfctl_parser.c icmp_type, icmp6_type, icmp_code, icmp6_code), and which packets of the lab have them. */

/** What `icmp-type T code C` asks for. */
export interface PfIcmp {
  /** 0–255. */
  readonly type: number;
  /** 0–255; absent: any. */
  readonly code?: number;
}

interface Names {
  readonly types: Readonly<Record<string, number>>;
  /** By type. */
  readonly codes: Readonly<Record<number, Readonly<Record<string, number>>>>;
}

/** Of several names of one number the first is the one that pfctl lists. */
const IPV4: Names = {
  types: {
    echoreq: 8,
    echorep: 0,
    unreach: 3,
    squench: 4,
    redir: 5,
    althost: 6,
    routeradv: 9,
    routersol: 10,
    timex: 11,
    paramprob: 12,
    timereq: 13,
    timerep: 14,
    inforeq: 15,
    inforep: 16,
    maskreq: 17,
    maskrep: 18,
    trace: 30,
    dataconv: 31,
    mobredir: 32,
    'ipv6-where': 33,
    'ipv6-here': 34,
    mobregreq: 35,
    mobregrep: 36,
    skip: 39,
    photuris: 40,
  },
  codes: {
    3: numbered(
      'net-unr host-unr proto-unr port-unr needfrag srcfail net-unk host-unk isolate net-prohib host-prohib net-tos host-tos filter-prohib host-preced cutoff-preced',
    ),
    5: numbered('redir-net redir-host redir-tos-net redir-tos-host'),
    9: { 'normal-adv': 0, 'common-adv': 16 },
    11: numbered('transit reassemb'),
    12: numbered('badhead optmiss badlen'),
    40: { 'unknown-ind': 1, 'auth-fail': 2, 'decrypt-fail': 3 },
  },
};

const IPV6: Names = {
  types: {
    unreach: 1,
    toobig: 2,
    timex: 3,
    paramprob: 4,
    echoreq: 128,
    echorep: 129,
    groupqry: 130,
    listqry: 130,
    grouprep: 131,
    listenrep: 131,
    groupterm: 132,
    listendone: 132,
    routersol: 133,
    routeradv: 134,
    neighbrsol: 135,
    neighbradv: 136,
    redir: 137,
    routrrenum: 138,
    wrureq: 139,
    wrurep: 140,
    fqdnreq: 139,
    fqdnrep: 140,
    niqry: 139,
    nirep: 140,
    mtraceresp: 200,
    mtrace: 201,
  },
  codes: {
    1: { 'admin-unr': 1, 'noroute-unr': 0, 'notnbr-unr': 2, 'beyond-unr': 2, 'addr-unr': 3, 'port-unr': 4 },
    3: numbered('transit reassemb'),
    4: numbered('badhead nxthdr'),
    137: numbered('redironlink redirrouter'),
  },
};

function numbered(names: string): Record<string, number> {
  return Object.fromEntries(names.split(' ').map((name, n) => [name, n]));
}

export type PfFamily = 4 | 6;
const namesOf = (family: PfFamily): Names => (family === 6 ? IPV6 : IPV4);

/** A type by name or number; `illegal` is a number beyond 255, undefined an unknown name. */
export function icmpTypeNamed(text: string, family: PfFamily): number | 'illegal' | undefined {
  return numberOr(text, namesOf(family).types);
}

/** A code of a type, likewise. */
export function icmpCodeNamed(text: string, type: number, family: PfFamily): number | 'illegal' | undefined {
  return numberOr(text, namesOf(family).codes[type] ?? {});
}

/** The type of "unreachable", whose codes `return-icmp` names. */
export const unreachableType = (family: PfFamily): number => (family === 6 ? 1 : 3);

function numberOr(text: string, names: Readonly<Record<string, number>>): number | 'illegal' | undefined {
  if (/^\d+$/.test(text)) return Number(text) <= 255 ? Number(text) : 'illegal';
  return Object.hasOwn(names, text) ? names[text] : undefined;
}

/** As pfctl lists it: what has a name by that. */
export function icmpText({ type, code }: PfIcmp, family: PfFamily): string {
  const { types, codes } = namesOf(family);
  const named = (names: Readonly<Record<string, number>>, value: number) => Object.keys(names).find((name) => names[name] === value) ?? String(value);
  return `${family === 6 ? 'icmp6-type' : 'icmp-type'} ${named(types, type)}${code === undefined ? '' : ` code ${named(codes[type] ?? {}, code)}`}`;
}

/** Type and code of the lab's packets on the wire (RFC 792, RFC 1812 §5.2.7.1, RFC 4443). */
const WIRE: Readonly<Record<PfFamily, Readonly<Record<string, readonly [number, number]>>>> = {
  4: {
    'echo-request': [8, 0],
    'echo-reply': [0, 0],
    'net-unreachable': [3, 0],
    'host-unreachable': [3, 1],
    'port-unreachable': [3, 3],
    'frag-needed': [3, 4],
    'proto-unreachable': [3, 2],
    'net-prohibited': [3, 9],
    'host-prohibited': [3, 10],
    prohibited: [3, 13],
    'time-exceeded': [11, 0],
  },
  6: {
    'echo-request': [128, 0],
    'echo-reply': [129, 0],
    'net-unreachable': [1, 0],
    prohibited: [1, 1],
    'host-unreachable': [1, 3],
    'port-unreachable': [1, 4],
    'policy-fail': [1, 5],
    'reject-route': [1, 6],
    'frag-needed': [2, 0],
    'time-exceeded': [3, 0],
  },
};

/** Whether a packet is of the type, and of the code where one is asked for. */
export function isIcmp({ type, code }: PfIcmp, said: string | undefined, family: PfFamily): boolean {
  const wire = said === undefined ? undefined : WIRE[family][said];
  return wire !== undefined && wire[0] === type && (code === undefined || wire[1] === code);
}
