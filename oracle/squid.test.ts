/**
 * Requests that a real Squid was sent (oracle/squid/), replayed: the client is told the same, in curl's words, and every proxy logs the same line
 * (H60–H66). Recorded with `npm run oracle -- oracle/squid/FILE.json`, as root.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Lab, runCommand, type Solution, solve, traceFlow, traceLogs } from '../src/engine/index.ts';
import { parseSquid } from '../src/engine/hosts/index.ts';
import { digest } from './squid-digest.mjs';

interface Recording {
  readonly squid: string;
  readonly lab: Lab;
  readonly client: string;
  readonly proxy: { readonly host: string; readonly url: string };
  /** Lines of every proxy. */
  readonly common: readonly string[];
  readonly cases: readonly {
    readonly title: string;
    readonly texts: Readonly<Record<string, readonly string[]>>;
    readonly asks: readonly { readonly url: string; readonly said: readonly string[]; readonly logs: readonly string[] }[];
  }[];
}

const read = <T>(file: string) => JSON.parse(readFileSync(new URL(`./squid/${file}`, import.meta.url), 'utf8')) as T;

/** The format that the recorder adds to each file. */
const RECORDED = ['logformat recorded %>a %Ss/%03>Hs %rm %ru %Sh/%<a %mt', 'access_log stdio:/var/log/squid/recorded recorded'];

/** The lab with each proxy's squid.conf. */
function labOf({ lab, common }: Recording, texts: Readonly<Record<string, readonly string[]>>): Lab {
  const hosts = Object.entries(lab.hosts ?? {}).map(([id, host]) => {
    const text = texts[id];
    return [id, text ? { ...host, squid: { config: [...common, ...text, ...RECORDED].join('\n') } } : host];
  });
  return { ...lab, hosts: Object.fromEntries(hosts) };
}

/** What the proxies log of a request, each line with its proxy's name. */
function logged(solution: Solution, { client, proxy }: Recording, url: string): string[] {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const https = protocol === 'https:';
  const flow = { from: client, to: hostname, protocol: 'tcp', port: Number(port || (https ? 443 : 80)), proxy: proxy.host } as const;
  const trace = traceFlow(solution, flow, { method: https ? 'CONNECT' : 'GET', path: pathname + search, branches: false });
  return traceLogs(trace, flow).flatMap((e) => (e.log === 'access.log' ? `${e.device}: ${e.text}` : []));
}

/**
 * What a lab cannot have, with its reason. A probe by which a parent is found alive now and then ends in the parent's log, and netdb's memory of the
 * hosts that were asked for before is a state that a lab of single requests has not (docs/rules.md, H63).
 */
const OF_ITS_OWN = /error:transaction-end-before-headers|squid-internal/;
const FIRST_ONLY = 'the second request for a host, as netdb is by default';

describe.each(['direct.json', 'peers.json', 'policies.json'])('Squid’s own answers: %s', (file) => {
  const recording = read<Recording>(file);
  it.each(recording.cases)('H63 H66 $title', ({ title, texts, asks }) => {
    const solution = solve(labOf(recording, texts));
    const told = (title === FIRST_ONLY ? asks.slice(0, 1) : asks).map(({ url, said, logs }) => ({
      url,
      said,
      logs: logs.filter((l) => !OF_ITS_OWN.test(l)).toSorted(),
    }));
    const ours = told.map(({ url }) => ({
      url,
      said: digest(runCommand(solution, recording.client, `curl -sv -S -k -m 130 -x ${recording.proxy.url} ${url}`).text),
      logs: logged(solution, recording, url).toSorted(),
    }));
    expect(ours).toEqual(told);
  });
});

describe('squid -k parse', () => {
  const { configs } = read<{ readonly configs: readonly { readonly text: string; readonly starts: boolean; readonly said: readonly string[] }[] }>(
    'parse.json',
  );
  /** Where the lab says otherwise, and why. */
  const OTHERWISE: Readonly<Record<string, string>> = {
    'acl a at_step SslBump1': 'Debian’s squid-openssl has it, its squid has not',
    'acl a ssl::server_name .example.com': 'Debian’s squid-openssl has it, its squid has not',
    'acl a dst www.example.com': 'the name is resolved as Squid starts: it is flagged, and matches nothing',
    'include /nonexistent.conf': 'a machine of the lab has no other files: it is flagged, and includes nothing',
  };
  it.each(configs.filter(({ text }) => !(text in OTHERWISE)))('H60 $text', ({ text, starts }) => expect(parseSquid(text).config.starts).toBe(starts));

  it('what is said to differ does, and stands in the recording', () =>
    expect(
      configs
        .filter(({ text, starts }) => text in OTHERWISE && parseSquid(text).config.starts !== starts)
        .map((c) => c.text)
        .toSorted(),
    ).toEqual(Object.keys(OTHERWISE).toSorted()));

  it('what Squid complains of and goes on with is said', () => {
    const silent = configs.filter(
      ({ text, starts, said }) =>
        starts && said.some((l) => /ERROR|Ignoring|skipping|expecting|missing|Bad Day/.test(l)) && parseSquid(text).diagnostics.length === 0,
    );
    expect(silent.map((c) => c.text)).toEqual([]);
  });
});
