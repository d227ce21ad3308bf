/**
 * One BGP speaker at work: Adj-RIB-In → Loc-RIB → Adj-RIB-Out. It is handed received routes and what its RIB says of next
 * hops; it says what it sends. Sessions, time and delivery are the control plane's.
 */
import { formatIp, formatPrefix, type Ip, isIpv4, type Prefix, type PrefixKey, prefixFamily, prefixKey } from '../ip/index.ts';
import {
  countAsn,
  evaluateAccessList,
  evaluateAsPathList,
  evaluatePrefixList,
  evaluateRouteMap,
  type PathAttributes,
  type PolicySubject,
  prependAsns,
  type Reason,
} from '../policy/index.ts';
import { type Candidate, selectBest } from './decision.ts';
import type {
  AdvertisedRoute,
  AfiName,
  BgpEntry,
  BgpPath,
  NamedFilter,
  Origination,
  PathSource,
  PeerConfig,
  PeerFamilyConfig,
  ReceivedRoute,
  SpeakerConfig,
} from './types.ts';

/** An established session, as this end sees it. */
export interface Session {
  readonly peer: PeerConfig;
  readonly type: 'external' | 'internal';
  readonly remoteAs: number;
  readonly remoteRouterId: number;
  readonly localAddress: Ip;
  readonly families: readonly AfiName[];
}

/** What the speaker asks of its router. Managed instances have none: everything resolves. */
export interface RouterView {
  /** IGP metric to a next hop; undefined when it does not resolve. */
  resolve(nextHop: Ip, singleHop: boolean): number | undefined;
  /** F47: the RIB holds exactly this prefix from elsewhere than BGP. */
  hasRoute(prefix: Prefix): boolean;
  readonly ownAddresses: ReadonlySet<Ip>;
  redistributable(afi: AfiName, protocol: string): readonly { readonly prefix: Prefix; readonly metric: number; readonly nextHop?: Ip }[];
}

const NO_ATTRIBUTES = { weight: 0, communities: [], largeCommunities: [], extendedCommunities: [], clusterList: [] } as const;

interface Stored {
  readonly path: Omit<BgpPath, 'best' | 'multipath' | 'lostAt'>;
  readonly candidate: Candidate;
}

export class Speaker {
  readonly adjRibIn = new Map<string, Map<PrefixKey, ReceivedRoute>>();
  readonly adjRibOut = new Map<string, Map<PrefixKey, AdvertisedRoute>>();
  readonly withheld = new Map<string, Map<PrefixKey, Reason>>();
  tables: Record<AfiName, Map<PrefixKey, BgpEntry>> = { ipv4: new Map(), ipv6: new Map() };
  sessions: readonly Session[] = [];
  private readonly arrivals = new Map<string, number>();
  private clock = 1;

  constructor(
    readonly config: SpeakerConfig,
    private readonly router: RouterView | undefined,
  ) {}

  /** Takes what a peer sends now: the routes that it has for us, as a whole. */
  receive(peer: string, routes: ReadonlyMap<PrefixKey, AdvertisedRoute>): void {
    const session = this.sessions.find((s) => s.peer.id === peer);
    const table = new Map<PrefixKey, ReceivedRoute>();
    if (session) {
      for (const [key, route] of routes) {
        const arrivalKey = `${peer} ${key}`;
        const before = this.adjRibIn.get(peer)?.get(key);
        if (!before || JSON.stringify(before.attributes, bigints) !== JSON.stringify(route.sent, bigints)) this.arrivals.set(arrivalKey, this.clock++);
        table.set(key, this.import(session, route.prefix, route.sent));
      }
    }
    this.adjRibIn.set(peer, table);
  }

  private import(session: Session, prefix: Prefix, attributes: PathAttributes): ReceivedRoute {
    const reject = (code: string, rules: readonly string[], more: Partial<Reason> = {}): ReceivedRoute => ({
      prefix,
      attributes,
      rejected: { code, rules, args: { prefix: formatPrefix(prefix), peer: session.peer.id, ...more.args }, ...(more.source && { source: more.source }) },
    });
    const family = session.peer.families[afiOf(prefix)] as PeerFamilyConfig;
    const allowed = family.allowasIn && 'count' in family.allowasIn ? family.allowasIn.count : 0;
    if (countAsn(attributes.asPath, this.config.asn) > allowed) return reject('bgp-as-loop', ['F22', 'RFC 4271 §9.1.2'], { args: { asn: this.config.asn } });
    if (session.type === 'internal' && attributes.originatorId === this.config.routerId) return reject('bgp-originator-loop', ['F21', 'RFC 4456 §8']);
    if (session.type === 'internal' && attributes.clusterList.includes(this.config.clusterId ?? this.config.routerId))
      return reject('bgp-cluster-loop', ['F21', 'RFC 4456 §8']);
    const filtered = this.filter(family, 'in', prefix, attributes);
    if (filtered) return reject('bgp-filtered-in', ['F21'], { args: { filter: filtered.name }, ...(filtered.source && { source: filtered.source }) });
    if (session.type === 'external' && this.config.ebgpRequiresPolicy && !hasPolicy(family, 'in')) return reject('bgp-policy-missing', ['F24', 'RFC 8212 §2']);
    let accepted = attributes;
    if (session.type === 'external') {
      const { localPref: _, ...rest } = accepted;
      accepted = rest;
    }
    if (family.weight !== undefined) accepted = { ...accepted, weight: family.weight };
    const verdict = this.config.profile.importRule?.({ prefix, attributes: accepted, learnedFrom: session.peer }, session.peer, this.config);
    if (verdict && !verdict.accept) return { prefix, attributes, rejected: verdict.reason };
    if (verdict?.accept && verdict.attributes) accepted = verdict.attributes;
    if (family.routeMapIn) {
      const result = evaluateRouteMap(family.routeMapIn.name, this.subject(session, prefix, accepted, 'in'), this.config.policy);
      if (result.action === 'deny') {
        const by = result.steps[result.steps.length - 1];
        return reject('bgp-route-map-denied', ['F79'], {
          args: { map: family.routeMapIn.name, seq: by?.matched ? by.entry.seq : 0 },
          ...(by?.matched ? { source: by.entry.source } : family.routeMapIn.source && { source: family.routeMapIn.source }),
        });
      }
      accepted = result.attributes;
    }
    if (this.router?.ownAddresses.has(accepted.nextHop)) return reject('bgp-next-hop-self', ['F26'], { args: { nextHop: formatIp(accepted.nextHop) } });
    return { prefix, attributes, post: accepted };
  }

  private subject(session: Session, prefix: Prefix, attributes: PathAttributes, direction: 'in' | 'out'): PolicySubject {
    return { prefix, attributes, peerAddress: session.peer.address, localAddress: session.localAddress, direction, localAsn: this.config.asn };
  }

  /** F21 step 6, F56: distribute-list, prefix-list, filter-list, in that order; the one that refuses. A missing list refuses all (F71). */
  private filter(family: PeerFamilyConfig, direction: 'in' | 'out', prefix: Prefix, attributes: PathAttributes): NamedFilter | undefined {
    const { policy } = this.config;
    const ipv4 = isIpv4(prefix.ip);
    const distribute = direction === 'in' ? family.distributeListIn : family.distributeListOut;
    const access = distribute && (ipv4 ? policy.accessLists : policy.accessLists6).get(distribute.name);
    if (distribute && (!access || evaluateAccessList(access, prefix) === 'deny')) return distribute;
    const prefixes = direction === 'in' ? family.prefixListIn : family.prefixListOut;
    const prefixList = prefixes && (ipv4 ? policy.prefixLists : policy.prefixLists6).get(prefixes.name);
    if (prefixes && (!prefixList || evaluatePrefixList(prefixList, prefix) === 'deny')) return prefixes;
    const paths = direction === 'in' ? family.filterListIn : family.filterListOut;
    const pathList = paths && policy.asPathLists.get(paths.name);
    if (paths && (!pathList || evaluateAsPathList(pathList, attributes) === 'deny')) return paths;
    return undefined;
  }

  /** Decides every prefix anew. */
  decide(): void {
    const byPrefix = new Map<PrefixKey, Stored[]>();
    const add = (prefix: Prefix, stored: Stored) => {
      const key = prefixKey(prefix);
      const list = byPrefix.get(key);
      if (list) list.push(stored);
      else byPrefix.set(key, [stored]);
    };
    const prefixes = new Map<PrefixKey, Prefix>();
    for (const origination of this.config.originations) {
      for (const { prefix, stored } of this.originate(origination)) {
        prefixes.set(prefixKey(prefix), prefix);
        add(prefix, stored);
      }
    }
    for (const session of this.sessions) {
      for (const [key, route] of this.adjRibIn.get(session.peer.id) ?? []) {
        if (!route.post) continue;
        prefixes.set(key, route.prefix);
        add(route.prefix, this.learned(session, route.prefix, route.post, this.arrivals.get(`${session.peer.id} ${key}`) ?? 0));
      }
    }
    const tables: Record<AfiName, Map<PrefixKey, BgpEntry>> = { ipv4: new Map(), ipv6: new Map() };
    for (const [key, stored] of byPrefix) {
      const prefix = prefixes.get(key) as Prefix;
      tables[afiOf(prefix)].set(key, this.entry(prefix, stored));
    }
    this.tables = tables;
  }

  private entry(prefix: Prefix, stored: readonly Stored[]): BgpEntry {
    const newestFirst = stored.toSorted((a, b) => b.path.arrival - a.path.arrival);
    const valid = newestFirst.filter((s) => s.path.valid);
    const family = this.config[afiOf(prefix)];
    const choice = selectBest(
      valid.map((s) => s.candidate),
      this.config,
      { external: family.maximumPaths, internal: family.maximumPathsIbgp },
    );
    const paths = newestFirst.map((s): BgpPath => {
      const at = valid.indexOf(s);
      const lost = choice?.lost.get(at);
      const best = choice !== undefined && at === choice.best;
      return {
        ...s.path,
        best,
        multipath: choice?.multipath.includes(at) ?? false,
        ...(lost !== undefined && at >= 0 && { lostAt: { code: 'bgp-lost', rules: ['F36', 'RFC 4271 §9.1.2.2'], args: { step: lost } } }),
      };
    });
    return { prefix, paths, advertisedTo: [], ...(choice && { selectionReason: choice.reason }) };
  }

  private learned(session: Session, prefix: Prefix, attributes: PathAttributes, arrival: number): Stored {
    const singleHop =
      session.type === 'external' && session.peer.ttl === 1 && !session.peer.disableConnectedCheck && session.peer.ttlSecurityHops === undefined;
    const metric = this.router ? this.router.resolve(attributes.nextHop, singleHop) : 0;
    const source: PathSource = { kind: 'peer', peer: session.peer.id, type: session.type };
    return {
      path: {
        source,
        attributes,
        valid: metric !== undefined,
        suppressed: false,
        arrival,
        peerRouterId: session.remoteRouterId as never,
        ...(metric === undefined
          ? {
              invalid: {
                code: 'bgp-next-hop-unresolved',
                rules: ['F29', 'F30'],
                args: { prefix: formatPrefix(prefix), nextHop: formatIp(attributes.nextHop) },
              },
            }
          : { igpMetric: metric }),
        ...(session.peer.families[afiOf(prefix)]?.routeReflectorClient && { fromRrClient: true }),
      },
      candidate: {
        attributes,
        local: false,
        type: session.type,
        igpMetric: metric ?? 0,
        routerId: session.remoteRouterId,
        peerAddress: session.peer.address,
        arrival,
      },
    };
  }

  private originate(origination: Origination): { prefix: Prefix; stored: Stored }[] {
    const local = (prefix: Prefix, valid: boolean, over: Partial<PathAttributes> = {}): { prefix: Prefix; stored: Stored } => {
      const attributes: PathAttributes = {
        ...NO_ATTRIBUTES,
        origin: 'igp',
        asPath: [],
        nextHop: isIpv4(prefix.ip) ? (0 as Ip) : (0n as Ip),
        med: 0,
        weight: 32768,
        ...over,
      };
      const invalid: Reason = {
        code: 'bgp-network-not-in-rib',
        rules: ['F47'],
        args: { prefix: formatPrefix(prefix) },
        ...(origination.source && { source: origination.source }),
      };
      return {
        prefix,
        stored: {
          path: { source: { kind: 'local', origination }, attributes, valid, suppressed: false, arrival: 0, ...(!valid && { invalid }) },
          candidate: { attributes, local: true, type: 'local', igpMetric: 0, routerId: this.config.routerId, peerAddress: 0, arrival: 0 },
        },
      };
    };
    switch (origination.kind) {
      case 'network': {
        if (origination.backdoor) return [];
        const made = local(origination.prefix, !this.config.importCheck || (this.router?.hasRoute(origination.prefix) ?? true));
        return this.shaped(made, origination.routeMap);
      }
      case 'fixed':
        return [local(origination.prefix, true)];
      case 'redistribute':
        return (this.router?.redistributable(origination.afi, origination.protocol) ?? []).flatMap((r) =>
          this.shaped(
            local(r.prefix, true, { origin: 'incomplete', med: origination.metric ?? r.metric, ...(r.nextHop !== undefined && { nextHop: r.nextHop }) }),
            origination.routeMap,
          ),
        );
      case 'aggregate':
        return [];
    }
  }

  /** F75: a route-map of an own route may change or refuse it; a missing one refuses. */
  private shaped(made: { prefix: Prefix; stored: Stored }, map: NamedFilter | undefined): { prefix: Prefix; stored: Stored }[] {
    if (!map) return [made];
    const result = evaluateRouteMap(
      map.name,
      { prefix: made.prefix, attributes: made.stored.path.attributes, direction: 'local', localAsn: this.config.asn },
      this.config.policy,
    );
    if (result.action === 'deny') return [];
    const { attributes } = result;
    return [{ prefix: made.prefix, stored: { path: { ...made.stored.path, attributes }, candidate: { ...made.stored.candidate, attributes } } }];
  }

  /** What goes to every peer now; Adj-RIB-Out and the reasons of what stays. */
  advertise(): void {
    const sentTo = new Map<BgpEntry, string[]>();
    for (const session of this.sessions) {
      const out = new Map<PrefixKey, AdvertisedRoute>();
      const withheld = new Map<PrefixKey, Reason>();
      for (const afi of session.families) {
        for (const [key, entry] of this.tables[afi]) {
          const best = entry.paths.find((p) => p.best);
          if (!best) continue;
          const result = this.export(session, entry.prefix, best);
          if ('code' in result) withheld.set(key, result);
          else {
            out.set(key, result);
            const list = sentTo.get(entry);
            if (list) list.push(session.peer.id);
            else sentTo.set(entry, [session.peer.id]);
          }
        }
      }
      this.adjRibOut.set(session.peer.id, out);
      this.withheld.set(session.peer.id, withheld);
    }
    for (const afi of ['ipv4', 'ipv6'] as const)
      for (const [key, entry] of this.tables[afi]) this.tables[afi].set(key, { ...entry, advertisedTo: sentTo.get(entry) ?? [] });
  }

  private export(session: Session, prefix: Prefix, path: BgpPath): AdvertisedRoute | Reason {
    const family = session.peer.families[afiOf(prefix)] as PeerFamilyConfig;
    const no = (code: string, rules: readonly string[], more: Partial<Reason> = {}): Reason => ({
      code,
      rules,
      args: { prefix: formatPrefix(prefix), peer: session.peer.id, ...more.args },
      ...(more.source && { source: more.source }),
    });
    const from = path.source.kind === 'peer' ? this.sessions.find((s) => path.source.kind === 'peer' && s.peer.id === path.source.peer) : undefined;
    if (path.attributes.communities.includes(0xffffff02)) return no('bgp-no-advertise', ['F58', 'RFC 1997']);
    if (path.attributes.communities.includes(0xffffff01) && session.type === 'external') return no('bgp-no-export', ['F58', 'RFC 1997']);
    if (session.peer.solo && from?.peer.id === session.peer.id) return no('bgp-solo', ['F57']);
    const filtered = this.filter(family, 'out', prefix, path.attributes);
    if (filtered) return no('bgp-filtered-out', ['F56'], { args: { filter: filtered.name }, ...(filtered.source && { source: filtered.source }) });
    const reflected = from?.type === 'internal' && session.type === 'internal';
    if (reflected && !from.peer.families[afiOf(prefix)]?.routeReflectorClient && !family.routeReflectorClient)
      return no('bgp-ibgp-split-horizon', ['F59', 'RFC 4271 §9.2']);
    let attributes = path.attributes;
    if (session.type === 'external' && from) {
      const { med: _, ...rest } = attributes;
      attributes = rest;
    }
    const before = attributes.nextHop;
    const learnedFrom = from
      ? from.peer
      : { local: path.source.kind === 'local' && path.source.origination.kind === 'fixed' ? path.source.origination.label : path.source.kind };
    const verdict = this.config.profile.exportRule?.({ prefix, attributes, learnedFrom }, session.peer, this.config);
    if (verdict && !verdict.accept) return verdict.reason;
    if (verdict?.accept && verdict.attributes) attributes = verdict.attributes;
    if (family.routeMapOut) {
      const result = evaluateRouteMap(family.routeMapOut.name, this.subject(session, prefix, attributes, 'out'), this.config.policy);
      if (result.action === 'deny') {
        const by = result.steps[result.steps.length - 1];
        return no('bgp-route-map-denied', ['F79'], {
          args: { map: family.routeMapOut.name, seq: by?.matched ? by.entry.seq : 0 },
          ...(by?.matched ? { source: by.entry.source } : family.routeMapOut.source && { source: family.routeMapOut.source }),
        });
      }
      attributes = result.attributes;
    }
    if (session.type === 'external' && this.config.ebgpRequiresPolicy && !hasPolicy(family, 'out')) return no('bgp-policy-missing', ['F24', 'RFC 8212 §2']);
    return { prefix, ...this.encode(session, family, attributes, attributes.nextHop !== before, reflected === true, from) };
  }

  /** F62, F64, F91–F93: what is stored in Adj-RIB-Out and what the peer receives. */
  private encode(
    session: Session,
    family: PeerFamilyConfig,
    attributes: PathAttributes,
    nextHopSet: boolean,
    reflected: boolean,
    from: Session | undefined,
  ): Omit<AdvertisedRoute, 'prefix'> {
    const unspecified = attributes.nextHop === 0 || attributes.nextHop === 0n;
    const self =
      !nextHopSet &&
      (unspecified ||
        (session.type === 'external' && !family.attributeUnchanged?.nextHop) ||
        family.nextHopSelf === 'force' ||
        (family.nextHopSelf === true && !reflected));
    const zero = (isIpv4(attributes.nextHop) ? 0 : 0n) as Ip;
    const stored: PathAttributes = { ...attributes, nextHop: self ? zero : attributes.nextHop };
    const { localPref, ...rest } = attributes;
    const sent: PathAttributes = {
      ...rest,
      weight: 0,
      nextHop: self ? session.localAddress : attributes.nextHop,
      asPath: session.type === 'external' ? prependAsns(attributes.asPath, [this.config.asn]) : attributes.asPath,
      ...(session.type === 'internal' && { localPref: localPref ?? this.config.defaultLocalPreference }),
      ...(reflected &&
        from && {
          originatorId: attributes.originatorId ?? (from.remoteRouterId as never),
          clusterList: [this.config.clusterId ?? this.config.routerId, ...attributes.clusterList],
        }),
    };
    return { stored, sent };
  }
}

function afiOf(prefix: Prefix): AfiName {
  return prefixFamily(prefix) === 4 ? 'ipv4' : 'ipv6';
}

/** F24: a name is enough. */
function hasPolicy(family: PeerFamilyConfig, direction: 'in' | 'out'): boolean {
  return direction === 'in'
    ? [family.routeMapIn, family.prefixListIn, family.filterListIn, family.distributeListIn].some(Boolean)
    : [family.routeMapOut, family.prefixListOut, family.filterListOut, family.distributeListOut].some(Boolean);
}

function bigints(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
