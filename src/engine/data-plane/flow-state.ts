/** What lasts from the way out to the way back: a firewall's sessions, and the translations at the edge of Azure (A160, A189). */
import type { Ip } from '../ip/index.ts';
import { reverse, sameTuple } from './packet.ts';
import type { FiveTuple, LegName, StateRow } from './types.ts';
import type { Attachment } from './world.ts';

/** A flow that a firewall has let in. */
export interface FirewallSession {
  readonly device: string;
  /** The instance that holds it. */
  readonly node: string;
  /** As who opened it sent it. */
  readonly client: FiveTuple;
  /** As it leaves towards the server. */
  readonly server: FiveTuple;
  /** An application rule let it in: the firewall is a proxy. */
  readonly proxy: boolean;
  /** `collection/rule` that let it in. */
  readonly rule: string;
  /** TCP: a SYN-ACK has come through. */
  answered: boolean;
}

export type Direction = 'forward' | 'reply';

/** A translation of a source address at the edge: the server's answers to `outside` belong to `inside`. */
interface EdgeTranslation {
  readonly outside: FiveTuple;
  readonly inside: FiveTuple;
  readonly at: Attachment;
}

export class FlowState {
  private readonly sessions: FirewallSession[] = [];
  private readonly edge: EdgeTranslation[] = [];
  private readonly table: (() => StateRow)[] = [];
  private moment: StateRow['since'] = { leg: 'out', hop: 0 };

  /** Where the flow is now: rows that are made until the next call are made here. */
  goOn(leg: LegName, hop: number): void {
    this.moment = { leg, hop };
  }

  /** The state tables as rows, oldest first. */
  rows(): StateRow[] {
    return this.table.map((row) => row());
  }

  open(session: Omit<FirewallSession, 'answered'>): FirewallSession {
    const opened = { ...session, answered: false };
    const { device, node, client, server, rule, proxy } = session;
    const since = this.moment;
    this.sessions.push(opened);
    this.table.push(() => ({
      kind: proxy ? 'proxy' : 'firewall',
      device,
      node,
      client,
      server,
      rule,
      since,
      ...(client.protocol === 'tcp' && { answered: opened.answered }),
    }));
    return opened;
  }

  /** The session that a packet belongs to. A packet that comes round again translated is still the session's. */
  session(device: string, t: FiveTuple): { readonly session: FirewallSession; readonly direction: Direction } | undefined {
    for (const session of this.sessions) {
      if (session.device !== device) continue;
      if (sameTuple(t, session.client) || sameTuple(t, session.server)) return { session, direction: 'forward' };
      if (sameTuple(t, reverse(session.server)) || sameTuple(t, reverse(session.client))) return { session, direction: 'reply' };
    }
    return undefined;
  }

  /** Whether a session at this firewall is a proxy's. */
  proxied(): readonly FirewallSession[] {
    return this.sessions.filter((s) => s.proxy);
  }

  translate(translation: EdgeTranslation): void {
    const { at, inside, outside } = translation;
    const row: StateRow = { kind: 'default-outbound', device: at.node.device, node: at.node.id, client: inside, server: outside, since: this.moment };
    this.edge.push(translation);
    this.table.push(() => row);
  }

  /** Who is behind the outside source of a flow. */
  behind(outside: FiveTuple): EdgeTranslation | undefined {
    return this.edge.find((e) => sameTuple(e.outside, outside));
  }

  /** True for an address that only translations of this flow have. */
  lent(ip: Ip): boolean {
    return this.edge.some((e) => e.outside.source === ip);
  }
}
