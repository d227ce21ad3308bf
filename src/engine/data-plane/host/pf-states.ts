/**
 * PF's state table for one flow (sys/netpfil/pf/pf.c pf_find_state). A state has a key for either side of the machine: as its
 * packets are on the wire, and as the machine sees them once they are translated. A packet that comes in is looked up by the
 * first, one that goes out by the second, turned round: so a forwarded flow has one state for each interface that it crosses
 * (H32), and the answer that leaves by another interface than the request came by is still known.
 */
import type { PfHop, PfRoute, PfRule } from '../../hosts/index.ts';
import { reverse, sameTuple } from '../packet.ts';
import type { FiveTuple } from '../types.ts';

export type PfDirection = 'in' | 'out';

/** A way that PF has chosen: one of the hops of a rule's `route-to`, `reply-to` or `dup-to`. */
export interface PfWay extends PfHop {
  readonly kind: PfRoute['kind'];
}

/** What the rules that a state was made by do to its packets. */
export interface PfActions {
  readonly rtable?: number;
  readonly maxMss?: number;
  readonly tag?: string;
  readonly route?: PfWay;
}

/** The identifier of an echo, where nat gives it another: before (absent: the flow says none) and after. */
export interface EchoIds {
  readonly before?: number;
  readonly after: number;
}

export interface PfState {
  readonly node: string;
  readonly direction: PfDirection;
  /** The interface on which it was made. */
  readonly interface: string;
  /** Both turned as for a packet that comes in. */
  readonly wire: FiveTuple;
  readonly stack: FiveTuple;
  readonly rule?: PfRule;
  readonly actions: PfActions;
  /** Only packets of the interface on which it was made belong to it. */
  readonly bound: boolean;
  readonly echo?: EchoIds;
}

export interface PfMatch {
  readonly state: PfState;
  /** The packet as it goes on. */
  readonly after: FiveTuple;
  /** It travels against the direction of the packet that made the state. */
  readonly reply: boolean;
}

const turned = (t: FiveTuple, direction: PfDirection): FiveTuple => (direction === 'in' ? t : reverse(t));

export class PfStates {
  private readonly states: PfState[] = [];

  /** `before` and `after`: the packet that makes the state, before and after translation. */
  open(at: Omit<PfState, 'wire' | 'stack'>, before: FiveTuple, after: FiveTuple): void {
    const [from, to] = [turned(before, at.direction), turned(after, at.direction)];
    this.states.push({ ...at, wire: at.direction === 'in' ? from : to, stack: at.direction === 'in' ? to : from });
  }

  /** Whether a packet that comes in like this belongs to a state of the machine, whichever interface that is of. */
  expects(node: string, t: FiveTuple): boolean {
    return this.states.some((s) => s.node === node && sameTuple(s.wire, t));
  }

  find(node: string, name: string, direction: PfDirection, t: FiveTuple): PfMatch | undefined {
    const key = turned(t, direction);
    const state = this.states.find((s) => s.node === node && (!s.bound || s.interface === name) && sameTuple(direction === 'in' ? s.wire : s.stack, key));
    if (!state) return undefined;
    const other = direction === 'in' ? state.stack : state.wire;
    return { state, after: turned(other, direction), reply: state.direction !== direction };
  }
}
