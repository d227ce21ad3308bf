/** Kernel settings that change what becomes of packets (ip-sysctl; H3, H7, H8). */
import type { HashPolicy, LinuxConfig } from './types.ts';

export class Settings {
  readonly rpFilter = new Map<string, 0 | 1 | 2>();
  readonly sourceValidMark = new Set<string>();
  /** Interfaces, with `all` and `default`, on which the machine answers ARP for what it would forward elsewhere. */
  readonly proxyArp = new Set<string>();
  /** The same for neighbor discovery, of addresses that `ip neigh add proxy` names. */
  readonly proxyNdp = new Set<string>();
  /** Interfaces, with `all` and `default`, on which ARP is answered for their own addresses alone. */
  readonly arpIgnore = new Set<string>();
  errorsFromInbound = false;
  /** Sockets without a VRF take what comes in by any (Documentation/networking/vrf.rst). */
  l3mdevAccept: LinuxConfig['l3mdevAccept'] = { tcp: false, udp: false };
  /** net.vrf.strict_mode: a table stands behind one VRF alone (drivers/net/vrf.c vrf_map_register_dev). */
  strictVrfs = false;
  /** Interfaces, with `all`, that keep IPv6 addresses while they go down and up. */
  readonly keepsAddresses = new Set<string>();
  hashPolicy: LinuxConfig['hashPolicy'] = {};
  forwarding: LinuxConfig['forwarding'] = {};

  /** Interfaces that keep their rp_filter, whatever `default` becomes. */
  private readonly settled = new Set<string>();

  /** An interface that has been given an IPv4 address keeps it for good (net/ipv4/devinet.c ipv4_devconf_setall; recorded). */
  addressed(name: string): void {
    this.settled.add(name);
  }

  /** So does one that is made once `default` has been written to, for it comes with that one's mark (inetdev_init copies ipv4_devconf whole; recorded). */
  made(name: string): void {
    if (this.rpFilter.has('default')) this.settled.add(name);
  }

  private settle(): void {
    for (const name of this.settled) this.rpFilter.set(name, this.rpFilter.get(name) ?? this.rpFilter.get('default') ?? 0);
  }

  /** `key` with dots. `refused`: there is no such setting, or it does not take the value. */
  set(key: string, value: string): 'taken' | 'not modelled' | 'refused' {
    const policy = /^net\.(ipv4|ipv6)\.fib_multipath_hash_policy$/.exec(key)?.[1] as 'ipv4' | 'ipv6' | undefined;
    const marked = /^net\.ipv4\.conf\.([^.]+)\.src_valid_mark$/.exec(key)?.[1];
    const ignore = /^net\.ipv4\.conf\.([^.]+)\.arp_ignore$/.exec(key);
    const proxy = /^net\.(ipv4|ipv6)\.conf\.([^.]+)\.proxy_(?:arp|ndp)$/.exec(key);
    const accept = /^net\.ipv4\.(tcp|udp)_l3mdev_accept$/.exec(key)?.[1] as 'tcp' | 'udp' | undefined;
    const keep = /^net\.ipv6\.conf\.([^.]+)\.keep_addr_on_down$/.exec(key)?.[1];
    const filter = /^net\.ipv4\.conf\.([^.]+)\.rp_filter$/.exec(key)?.[1];
    if (key === 'net.ipv4.ip_forward' || key === 'net.ipv4.conf.all.forwarding') this.forwarding = { ...this.forwarding, ipv4: value === '1' };
    else if (key === 'net.ipv6.conf.all.forwarding') this.forwarding = { ...this.forwarding, ipv6: value === '1' };
    else if (key === 'net.ipv4.icmp_errors_use_inbound_ifaddr') this.errorsFromInbound = value === '1';
    else if (accept) this.l3mdevAccept = { ...this.l3mdevAccept, [accept]: value === '1' };
    else if (key === 'net.vrf.strict_mode') this.strictVrfs = value === '1';
    else if (keep !== undefined) switched(this.keepsAddresses, keep, value === '1');
    else if (policy && /^[012]$/.test(value)) this.hashPolicy = { ...this.hashPolicy, [policy]: Number(value) as HashPolicy };
    else if (ignore?.[1] !== undefined && /^[0128]$/.test(value)) switched(this.arpIgnore, ignore[1], value !== '0');
    else if (proxy?.[2] !== undefined) switched(proxy[1] === 'ipv4' ? this.proxyArp : this.proxyNdp, proxy[2], value === '1');
    else if (marked !== undefined && value === '0') this.sourceValidMark.delete(marked);
    else if (marked !== undefined) this.sourceValidMark.add(marked);
    else if (filter === undefined) return key.startsWith('net.') ? 'not modelled' : 'refused';
    else if (/^[012]$/.test(value)) {
      if (filter === 'default') this.settle();
      this.rpFilter.set(filter, Number(value) as 0 | 1 | 2);
    } else return 'refused';
    return 'taken';
  }
}

function switched(set: Set<string>, name: string, on: boolean): void {
  if (on) set.add(name);
  else set.delete(name);
}
