/**
 * What lasts from the way out to the way back: a firewall's sessions (A160), the flows that NICs know (A173), what load
 * balancers have dealt out (A185), and the translations at the edge of Azure (A189).
 */
import type { Application, Backend } from '../azure/index.ts';
import type { Tunnel } from '../compile/index.ts';
import type { Ip } from '../ip/index.ts';
import { Conntrack } from './host/conntrack.ts';
import { PfStates } from './host/pf-states.ts';
import { reverse, sameTuple, tupleKey } from './packet.ts';
import type { FiveTuple, LegName, SnatKind, StateRow } from './types.ts';
import type { Attachment } from './world.ts';

/** A flow that a firewall has let in. */
export interface FirewallSession {
  readonly device: string;
  /** The instance that holds it. */
  readonly node: string;
  /** As who opened it sent it. */
  readonly client: FiveTuple;
  /** As it leaves towards the server; a proxy's own connection, once it is allowed (A166). */
  server: FiveTuple;
  /** Application rules decide about it: the firewall is a proxy, and this is what it takes the connection for. */
  readonly proxy?: Application;
  /** `collection/rule` that let it in. */
  rule?: string;
  /** TCP: a SYN-ACK has come through. */
  answered: boolean;
  /** A proxy: what became of the request; absent until it has come. */
  request?: ProxyRequest;
}

/** What a firewall makes of the request on a connection that it has taken. */
export interface ProxyRequest {
  readonly allow: boolean;
  /** As the client names it. */
  readonly host?: string;
}

export type Direction = 'forward' | 'reply';
export type Side = 'client' | 'server';

/** A translation of a source address at the edge: the server's answers to `outside` belong to `inside`. */
interface EdgeTranslation {
  readonly kind: SnatKind;
  /** The NAT gateway, the load balancer; the machine itself for default outbound access. */
  readonly by: string;
  /** The rule of a load balancer that lent the address. */
  readonly rule?: string;
  readonly outside: FiveTuple;
  readonly inside: FiveTuple;
  readonly at: Attachment;
}

/** A flow that a load balancer has given to a backend. */
export interface BalancedFlowState {
  readonly device: string;
  readonly node: string;
  readonly rule: string;
  readonly backend: Backend;
  /** As the client sent it, to the frontend. */
  readonly client: FiveTuple;
  /** As the backend gets it. */
  readonly server: FiveTuple;
}

/** A flow that a NIC has let pass, in the direction in which it was opened. */
interface NicFlow {
  readonly node: string;
  readonly nic: string;
  readonly direction: 'in' | 'out';
  readonly tuple: FiveTuple;
}

export class FlowState {
  readonly pf = new PfStates();
  readonly conntrack = new Conntrack();
  private readonly sessions: FirewallSession[] = [];
  private readonly edge: EdgeTranslation[] = [];
  private readonly nics: NicFlow[] = [];
  private readonly balancedFlows: BalancedFlowState[] = [];
  private readonly fronted: FiveTuple[] = [];
  private readonly published: { readonly node: string; readonly address: Ip; readonly inside: FiveTuple }[] = [];
  private readonly backbone: { readonly flow: FiveTuple; readonly at: Attachment }[] = [];
  private readonly asked = new Map<string, Attachment>();
  private readonly heard = new Map<string, Ip>();
  private readonly table: { readonly connection: number; readonly row: () => StateRow }[] = [];
  private moment: StateRow['since'] = { leg: 'out', hop: 0 };
  /** Which connection packets belong to now: 0 is the client's, a proxy's own come after it. */
  private connection = 0;
  private connections = 0;

  private readonly mtus = new Map<string, number>();

  /** The path MTU that a node has been told of towards an address, in bytes (H9). */
  pathMtu(node: string, destination: Ip): number | undefined {
    return this.mtus.get(`${node} ${String(destination)}`);
  }

  /** An ICMP "too big" has reached the node that sent the packet. */
  learnMtu(node: string, destination: Ip, mtu: number): void {
    this.mtus.set(`${node} ${String(destination)}`, Math.min(mtu, this.pathMtu(node, destination) ?? mtu));
  }

  private readonly vteps = new Map<string, Ip[]>();

  /** A VXLAN interface has heard from an outer address. */
  hear(node: string, name: string, from: Ip): void {
    this.vteps.set(`${node} ${name}`, [...this.heardBy(node, name), from]);
  }

  /** The outer addresses that a VXLAN interface has heard from, the last one last. */
  heardBy(node: string, name: string): readonly Ip[] {
    return this.vteps.get(`${node} ${name}`) ?? [];
  }

  /** Where the flow is now: rows that are made until the next call are made here. */
  goOn(leg: LegName, hop: number): void {
    this.moment = { leg, hop };
  }

  /** What `run` does is about a proxy's own connection; its rows come back with what it says. */
  within<T>(run: () => T): { readonly result: T; readonly rows: readonly StateRow[] } {
    const [outside, own] = [this.connection, ++this.connections];
    this.connection = own;
    const result = run();
    this.connection = outside;
    return { result, rows: this.rows(own) };
  }

  /** The state tables of a connection as rows, oldest first. */
  rows(connection = this.connection): StateRow[] {
    return this.table.filter((t) => t.connection === connection).map((t) => t.row());
  }

  private keep(row: () => StateRow): void {
    this.table.push({ connection: this.connection, row });
  }

  open(session: Omit<FirewallSession, 'answered'>): FirewallSession {
    const opened: FirewallSession = { ...session, answered: false };
    const { device, node, client, proxy } = session;
    const since = this.moment;
    this.sessions.push(opened);
    this.keep(() => ({
      kind: proxy ? 'proxy' : 'firewall',
      device,
      node,
      client,
      server: opened.server,
      ...(opened.rule !== undefined && { rule: opened.rule }),
      since,
      ...(client.protocol === 'tcp' && { answered: opened.answered }),
    }));
    return opened;
  }

  /** The session that a packet belongs to, and which side of it. A packet that comes round again translated is still the session's. */
  session(device: string, t: FiveTuple): { readonly session: FirewallSession; readonly direction: Direction; readonly side: Side } | undefined {
    for (const session of this.sessions) {
      if (session.device !== device) continue;
      const { client, server } = session;
      if (sameTuple(t, client)) return { session, direction: 'forward', side: 'client' };
      if (sameTuple(t, server)) return { session, direction: 'forward', side: 'server' };
      if (sameTuple(t, reverse(server))) return { session, direction: 'reply', side: 'server' };
      if (sameTuple(t, reverse(client))) return { session, direction: 'reply', side: 'client' };
    }
    return undefined;
  }

  /** Sessions in which a firewall is a proxy. */
  proxied(): readonly FirewallSession[] {
    return this.sessions.filter((s) => s.proxy);
  }

  /** What the flow's later packets go by is there already. */
  translate(translation: EdgeTranslation): void {
    const { kind, by, rule, at, inside, outside } = translation;
    if (this.edge.some((e) => e.by === by && sameTuple(e.inside, inside) && sameTuple(e.outside, outside))) return;
    this.edge.push(translation);
    this.note({ kind, device: by, node: at.node.id, client: inside, server: outside, ...(rule !== undefined && { rule }) });
  }

  /** A row of a device's state table that does not change any more. */
  note(row: Omit<StateRow, 'since'>): void {
    const noted = { ...row, since: this.moment };
    this.keep(() => noted);
  }

  /** A row of which it may yet be said whether an answer came through. */
  noteTracked(row: Omit<StateRow, 'since' | 'answered'>, answered: () => boolean | undefined): void {
    const since = this.moment;
    this.keep(() => {
      const now = answered();
      return { ...row, since, ...(now !== undefined && { answered: now }) };
    });
  }

  /** A173: a NIC lets a flow pass, by these rules of its groups; the rest of the flow is not judged again. */
  admit(flow: NicFlow & { readonly device: string; readonly rules: readonly string[] }): void {
    const { device, node, tuple, rules } = flow;
    this.nics.push(flow);
    if (rules.length > 0) this.note({ kind: 'security-group', device, node, client: tuple, server: tuple, rule: rules.join(', ') });
  }

  /** Whether a NIC knows the flow that a packet belongs to: opened this way, or the other way about. */
  admitted(node: string, nic: string, direction: 'in' | 'out', t: FiveTuple): boolean {
    return this.nics.some((f) => f.node === node && f.nic === nic && sameTuple(f.tuple, f.direction === direction ? t : reverse(t)));
  }

  balance(flow: BalancedFlowState): void {
    const { device, node, rule, client, server } = flow;
    this.balancedFlows.push(flow);
    this.note({ kind: 'load-balancer', device, node, rule, client, server });
  }

  /** What a load balancer has done with a flow before. */
  balanced(node: string, client: FiveTuple): BalancedFlowState | undefined {
    return this.balancedFlows.find((f) => f.node === node && sameTuple(f.client, client));
  }

  /** The flow that a backend answers with this packet: nobody else sends from its address before that is translated. */
  balancedTo(answer: FiveTuple): BalancedFlowState | undefined {
    return this.balancedFlows.find((f) => sameTuple(f.server, reverse(answer)));
  }

  /** A flow came in by the public address of a NIC: its answers leave by it (A190). */
  publish(node: string, device: string, address: Ip, outside: FiveTuple, inside: FiveTuple): void {
    // The answer to what left by it is no flow of its own.
    if (this.fronted.some((f) => sameTuple(f, reverse(outside)))) return;
    this.published.push({ node, address, inside });
    this.note({ kind: 'public-ip', device, node, client: outside, server: inside });
  }

  /** What a NIC sends leaves under its public address (A189). */
  front(node: string, device: string, inside: FiveTuple, outside: FiveTuple): void {
    if (this.fronted.some((f) => sameTuple(f, outside))) return;
    this.fronted.push(outside);
    this.note({ kind: 'public-ip', device, node, client: inside, server: outside });
  }

  publishedAs(node: string, answer: FiveTuple): Ip | undefined {
    return this.published.find((p) => p.node === node && sameTuple(p.inside, reverse(answer)))?.address;
  }

  /** A flow to a service by its endpoint: over the backbone, untranslated (A13). */
  byEndpoint(flow: FiveTuple, at: Attachment): void {
    this.backbone.push({ flow, at });
  }

  /** Who sent a flow by a service endpoint: found by the flow's own packets. */
  viaEndpoint(flow: FiveTuple): Attachment | undefined {
    return this.backbone.find((b) => sameTuple(b.flow, flow))?.at;
  }

  /** A flow to a private endpoint, and the NIC that sent it there last. */
  askEndpoint(flow: FiveTuple, by: Attachment): void {
    this.asked.set(tupleKey(flow), by);
  }

  askedBy(flow: FiveTuple): Attachment | undefined {
    return this.asked.get(tupleKey(flow));
  }

  /** Where the far end of a tunnel was heard from: its address as the Internet sees it. */
  seenAt(tunnel: string, source: Ip): void {
    this.heard.set(tunnel, source);
  }

  seen(tunnel: string): Ip | undefined {
    return this.heard.get(tunnel);
  }

  /** Lets the client of a tunnel be heard: it has been up since before the flow, through whatever translates on its way. */
  dial: (tunnel: Tunnel) => void = () => undefined;

  /** What `run` does happens now: the flow goes on where it was. */
  aside(run: () => void): void {
    const { moment } = this;
    run();
    this.moment = moment;
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
