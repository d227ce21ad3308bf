/** A check about a packet's fate: what it asks for holds, and each thing that does not is said. */
import { describe, expect, it } from 'vitest';
import type { Hop, Leg, Trace } from '../data-plane/index.ts';
import { ip } from '../ip/index.ts';
import { flowDifferences } from './flow-check.ts';

function leg(path: string, ending: Leg['ending'] = 'delivered', code: string = ending): Leg {
  const hops = path
    .split(' ')
    .map((device): Hop => ({ node: `${device}#0`, device, over: [], before: { headers: [], payload: 0 }, steps: [], decrementsTtl: true }));
  const last = hops.at(-1) as Hop;
  return { hops, ending, reason: { code }, at: { node: last.node, device: last.device } };
}

const flow = { from: 'a', to: 'd', protocol: 'tcp', port: 22 } as const;
const there: Trace = {
  flow,
  verdict: 'delivered',
  out: leg('a b c d'),
  back: leg('d c a'),
  branches: [],
  states: [],
  seenFrom: ip('10.0.0.1'),
  summary: { code: 'delivered-both-ways' },
};
const barred: Trace = {
  flow,
  verdict: 'dropped',
  out: leg('a b', 'dropped', 'firewall-default-deny'),
  branches: [],
  states: [],
  summary: { code: 'firewall-default-deny' },
};
const halfOpen: Trace = { ...there, verdict: 'dropped', ack: leg('a b', 'dropped', 'firewall-no-syn-ack'), summary: { code: 'firewall-no-syn-ack' } };

const header = (kind: string) => ({ kind }) as Hop['before']['headers'][number];
const sealed: Trace = {
  ...there,
  out: {
    ...there.out,
    hops: there.out.hops.map((h) => (h.device === 'b' ? { ...h, after: { headers: ['ip', 'esp', 'ip', 'tcp'].map(header), payload: 0 } } : h)),
  },
};

describe('a flow check', () => {
  it.each<[string, Trace, Parameters<typeof flowDifferences>[1]]>([
    ['verdict', there, { verdict: 'delivered' }],
    ['devices in order, others between', there, { verdict: 'delivered', via: ['a', 'c'] }],
    ['devices avoided', there, { verdict: 'delivered', avoid: ['x'] }],
    ['the way back', there, { verdict: 'delivered', returnVia: ['d', 'a'] }],
    ['the source that the destination sees', there, { verdict: 'delivered', seenFrom: '10.0.0.1' }],
    ['headers', sealed, { verdict: 'delivered', headers: { b: 'ip esp ip tcp', a: '' } }],
    ['where and why it ended', barred, { verdict: 'dropped', at: 'b', reason: 'firewall-default-deny' }],
    ['the third packet of a handshake', halfOpen, { verdict: 'dropped', at: 'b', reason: 'firewall-no-syn-ack' }],
  ])('%s', (_, trace, expected) => expect(flowDifferences(trace, expected)).toEqual([]));

  it.each<[string, Trace, Parameters<typeof flowDifferences>[1], RegExp]>([
    ['verdict', barred, { verdict: 'delivered' }, /verdict delivered, found dropped \(firewall-default-deny\) at b/],
    ['verdict, at the third packet', halfOpen, { verdict: 'delivered' }, /found dropped \(firewall-no-syn-ack\) at b/],
    ['order', there, { verdict: 'delivered', via: ['c', 'b'] }, /pass c → b, found a → b → c → d/],
    ['avoid', there, { verdict: 'delivered', avoid: ['c'] }, /avoid c/],
    ['no way back', barred, { verdict: 'dropped', returnVia: ['a'] }, /a way back, found none/],
    ['another way back', there, { verdict: 'delivered', returnVia: ['b'] }, /way back to pass b, found d → c → a/],
    ['seen by nobody', barred, { verdict: 'dropped', seenFrom: '10.0.0.1' }, /see 10.0.0.1, found nobody/],
    ['headers', sealed, { verdict: 'delivered', headers: { b: 'ip tcp' } }, /leave b as ip tcp, found ip esp ip tcp/],
    ['headers of a device not met', sealed, { verdict: 'delivered', headers: { x: 'ip tcp' } }, /pass x, found a → b/],
    ['place', barred, { verdict: 'dropped', at: 'c' }, /end at c, found b/],
    ['reason', barred, { verdict: 'dropped', reason: 'no-route' }, /reason no-route, found firewall-default-deny/],
  ])('says what is otherwise: %s', (_, trace, expected, said) => {
    const found = flowDifferences(trace, expected);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(said);
  });
});
