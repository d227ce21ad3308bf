/**
 * The configuration while it is being read: one Builder a text. Commands change it; `finish` (finish.ts) makes the FrrConfig.
 * Blocks that the lab does not model (a VRF's BGP, other address families) are read into drafts that nobody keeps.
 */
import type { Ip } from '../../ip/index.ts';
import type { OtherFamily } from '../../policy/families.ts';
import type { ConfigRef } from '../../policy/source.ts';
import { type Refusal, refuse, refuseUnheard, type Verdict } from '../verdict.ts';
import type { FrrBgp, FrrConfig, FrrVersion } from '../config.ts';
import { BgpBuilder, type Side } from './bgp.ts';
import type { DebugName } from '../debug-names.ts';
import type { FrrEveryBgp, SettingName } from '../config-quiet.ts';
import { type InterfaceDraft, type Loose, newBgp, type PbrDraft } from './drafts.ts';
import { Journal } from './journal.ts';
import { ListBuilder } from './lists.ts';
import { RouteMapBuilder } from './route-maps.ts';
import { StaticBuilder } from './static.ts';

/** What FRR calls the VRF that is none (lib/vrf.h VRF_DEFAULT_NAME). */
export const DEFAULT_VRF = 'default';

const LONGEST_NAME = 16;

export class Builder {
  /** `version`: the running release; `own`: what addresses the machine has; `longNames`: its interfaces are not Linux’s. */
  constructor(
    readonly version: FrrVersion,
    private readonly own: readonly Ip[] = [],
    private readonly longNames = false,
  ) {}

  hostname: string | undefined;
  statedVersion: FrrVersion | undefined;
  profile: FrrConfig['profile'] = 'traditional';
  allowReservedRanges = false;
  /** Said for every BGP process, outside of any. */
  readonly everyBgp: Loose<FrrEveryBgp> = {};
  /** Lines of the heading (commands/settings.ts). */
  readonly settings = new Map<SettingName, string>();
  /** Lines below the heading (commands/debugging.ts). */
  readonly debugging = new Map<DebugName, readonly string[]>();
  routerId: FrrConfig['routerId'] | undefined;
  readonly resolveViaDefault: { ipv4?: boolean; ipv6?: boolean } = {};
  readonly interfaces = new Map<string, InterfaceDraft>();
  readonly protocolMaps = new Map<string, FrrConfig['protocolMaps'][number]>();
  readonly pbrMaps = new Map<string, Map<number, PbrDraft>>();
  /** What bgpd judges in groups, and what staticd does. */
  readonly journals = { grouped: new Journal(), static: new Journal() };
  readonly lists = new ListBuilder(this.journals.grouped);
  readonly routeMaps = new RouteMapBuilder(this.journals.grouped);
  readonly static = new StaticBuilder(this.journals.static);

  /** Of other VRFs by name: staticd keeps theirs apart. */
  readonly vrfStatic = new Map<string, StaticBuilder>();
  readonly vrfs = new Set<string>();
  /** The VRF of the open block. */
  private currentVrf = DEFAULT_VRF;

  /** The process of the default VRF. */
  bgp: BgpBuilder | undefined;
  /** Those of other VRFs and of views by name: they are not run, but have a say in what may be said of all, and are printed. */
  private readonly vrfBgp = new Map<string, BgpBuilder>();
  /** Where BGP lines go now: `bgp`, or that of another VRF. */
  private currentBgp: BgpBuilder | undefined;
  /** The address family of the block, when it is one that the lab models. */
  side: Side = 'ipv4';
  /** The last other one: that of the block, in one. */
  otherFamily: OtherFamily = 'ipv4Vpn';
  /** Why the lines of the open block have no effect: `vrf RED`, `address-family ipv4 vpn`. */
  unmodelled: string | undefined;
  interface: InterfaceDraft | undefined;
  pbrEntry: PbrDraft | undefined;

  /** Whether the machine has the address by itself: of what lines of this text give it bgpd hears a moment later. */
  hasAddress(ip: Ip): boolean {
    return this.own.includes(ip);
  }

  /** The BGP process being configured. Only lines inside `router bgp` may ask. */
  get process(): BgpBuilder {
    if (!this.currentBgp) throw new Error('expected to be inside router bgp');
    return this.currentBgp;
  }

  /** `router bgp [AS] [vrf NAME]` (F162). */
  enterBgp(asn: number | undefined, of: Pick<NonNullable<FrrBgp['instance']>, 'kind' | 'name'> | undefined, source: ConfigRef): Verdict {
    this.side = 'ipv4';
    if (of) {
      const known = this.vrfBgp.get(of.name) ?? new BgpBuilder({ ...newBgp(asn ?? 0, source), instance: { ...of, isFirst: this.bgp === undefined } });
      this.vrfBgp.set(of.name, known);
      this.currentBgp = known;
      this.unmodelled = `router bgp${asn === undefined ? '' : ` ${asn}`} ${of.kind} ${of.name}`;
      return { notModelled: 'run BGP in another VRF' };
    }
    if (!this.bgp) {
      if (asn === undefined) return refuse('% No BGP process is configured');
      this.bgp = new BgpBuilder(newBgp(asn, source));
    }
    if (asn !== undefined && asn !== this.bgp.draft.asn) return refuse(`BGP is already running; AS is ${this.bgp.draft.asn}`, 'F162');
    this.currentBgp = this.bgp;
    return undefined;
  }

  /** `vrf NAME`. */
  enterVrf(name: string): void {
    this.currentVrf = name;
    this.vrfs.add(name);
    this.staticOf(name);
  }

  /** The VRF of a line: that of the open block where it names none. */
  vrfName(vrf: string | undefined, inBlock: boolean): string {
    return vrf ?? (inBlock ? this.currentVrf : DEFAULT_VRF);
  }

  /** The static routes of a VRF. */
  staticOf(vrf: string | undefined, inBlock = false): StaticBuilder {
    const name = this.vrfName(vrf, inBlock);
    if (name === DEFAULT_VRF) return this.static;
    const known = this.vrfStatic.get(name) ?? new StaticBuilder(this.journals.static);
    this.vrfStatic.set(name, known);
    return known;
  }

  /** Every process with the name of its VRF. */
  bgpByVrf(): readonly (readonly [vrf: string, process: BgpBuilder])[] {
    return [...(this.bgp ? [[DEFAULT_VRF, this.bgp] as const] : []), ...this.vrfBgp];
  }

  leaveVrfBgp(vrf: string): void {
    this.vrfBgp.delete(vrf);
  }

  leaveBgp(asn: number | undefined): Refusal | undefined {
    if (!this.bgp || (asn !== undefined && asn !== this.bgp.draft.asn)) return refuse("% Can't find BGP instance");
    this.bgp = undefined;
    this.currentBgp = undefined;
    return undefined;
  }

  /** lib/if.c lib_interface_create: zebra refuses by itself, at once, before bgpd hears of the line. */
  enterInterface(name: string, source: ConfigRef): Refusal | undefined {
    if (name.length > LONGEST_NAME && !this.longNames) return refuseUnheard('Maximum interface name length is 16 characters');
    let found = this.interfaces.get(name);
    if (!found) {
      found = { name, addresses: new Map(), shutdown: false, source };
      this.interfaces.set(name, found);
    }
    this.interface = found;
    return undefined;
  }

  enterPbr(name: string, seq: number, source: ConfigRef): void {
    let map = this.pbrMaps.get(name);
    if (!map) {
      map = new Map();
      this.pbrMaps.set(name, map);
    }
    let entry = map.get(seq);
    if (!entry) {
      entry = { seq, match: {}, source };
      map.set(seq, entry);
    }
    this.pbrEntry = entry;
  }
}
