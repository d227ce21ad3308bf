/** Load balancers: frontends, pools, rules and what they may not share (A185–A189), and public ones beside a route to a firewall (A162). */
import type { LoadBalancer, LoadBalancingRule } from '../../model/index.ts';
import { about, type Finding, patchOf, type Say } from './finding.ts';
import type { LabView } from './view.ts';

export function loadBalancers(view: LabView): Finding[] {
  return Object.entries(view.lab.loadBalancers ?? {}).flatMap(([id, lb]) => {
    const say = about(id, ['loadBalancers', id]);
    return [...frontends(say, id, lb), ...names(say, lb), ...pools(view, say, lb), ...rules(say, id, lb), ...outbound(say, id, lb)];
  });
}

function isPublic(lb: LoadBalancer, frontend: string): boolean {
  return lb.frontendIPConfigurations[frontend]?.publicIPAddress !== undefined;
}

/** A185: a frontend is a public address or one in a subnet, and one balancer has frontends of one sort. */
function frontends(say: Say, id: string, lb: LoadBalancer): Finding[] {
  const all = Object.entries(lb.frontendIPConfigurations);
  const out = all.flatMap(([name, f]) => {
    const at = ['frontendIPConfigurations', name];
    if (f.publicIPAddress !== undefined && f.subnet !== undefined) {
      const fix = { label: 'Take the public address away', patch: patchOf(['loadBalancers', id, ...at, 'publicIPAddress'], null) };
      return [say('lb-frontend-both', 'A185', `${name} has a subnet and a public address; take one away`, { at, args: { frontend: name }, fix })];
    }
    if (f.publicIPAddress === undefined && f.subnet === undefined)
      return [say('lb-frontend-bare', 'A185', `${name} has neither a subnet nor a public address; give it one`, { at, args: { frontend: name } })];
    return [];
  });
  const sorts = new Set(all.filter(([, f]) => (f.publicIPAddress === undefined) !== (f.subnet === undefined)).map(([, f]) => f.subnet === undefined));
  const mixed = say('lb-mixed', 'A185', 'public and internal frontends in one load balancer; make it two', { at: ['frontendIPConfigurations'] });
  return sorts.size === 2 ? [...out, mixed] : out;
}

/** Frontends, pools and probes that rules name. */
function names(say: Say, lb: LoadBalancer): Finding[] {
  const want = (at: readonly string[], map: object | undefined, what: string, name: string | undefined) =>
    name === undefined || name in (map ?? {})
      ? []
      : [
          say('lb-unknown-part', 'A185', `${at[1]} names the ${what} ${name}, which this load balancer does not have`, {
            at,
            args: { rule: at[1] ?? '', what, name },
          }),
        ];
  const { frontendIPConfigurations: fronts, backendAddressPools: pools, probes } = lb;
  return [
    ...Object.entries(lb.loadBalancingRules ?? {}).flatMap(([name, r]) => {
      const at = ['loadBalancingRules', name];
      return [
        ...want([...at, 'frontendIPConfiguration'], fronts, 'frontend', r.frontendIPConfiguration),
        ...want([...at, 'backendAddressPool'], pools, 'backend pool', r.backendAddressPool),
        ...want([...at, 'probe'], probes, 'probe', r.probe),
      ];
    }),
    ...Object.entries(lb.inboundNatRules ?? {}).flatMap(([name, r]) =>
      want(['inboundNatRules', name, 'frontendIPConfiguration'], fronts, 'frontend', r.frontendIPConfiguration),
    ),
    ...Object.entries(lb.outboundRules ?? {}).flatMap(([name, r]) => [
      ...r.frontendIPConfigurations.flatMap((f) => want(['outboundRules', name, 'frontendIPConfigurations'], fronts, 'frontend', f)),
      ...want(['outboundRules', name, 'backendAddressPool'], pools, 'backend pool', r.backendAddressPool),
    ]),
  ];
}

/** A185: backends of one pool are in one network. */
function pools({ lab, subnets }: LabView, say: Say, lb: LoadBalancer): Finding[] {
  return Object.entries(lb.backendAddressPools).flatMap(([pool, { backendIPConfigurations: backends }]) => {
    const at = ['backendAddressPools', pool];
    if (backends.length === 0)
      return [say('lb-pool-empty', 'A185', `${pool} has no backend, so that packets to its rules are dropped`, { severity: 'warning', at, args: { pool } })];
    const vnets = new Set(
      backends.flatMap((ref) => {
        const [vm = '', nic = ''] = ref.split('/');
        return subnets.get(lab.virtualMachines?.[vm]?.networkInterfaces[nic]?.subnet ?? '')?.vnet ?? [];
      }),
    );
    if (vnets.size < 2) return [];
    const args = { pool, vnets: [...vnets].join(', ') };
    return [say('lb-pool-across-networks', 'A185', `${pool} has backends in several networks (${args.vnets}); a pool is of one`, { at, args })];
  });
}

function rules(say: Say, id: string, lb: LoadBalancer): Finding[] {
  const all = Object.entries(lb.loadBalancingRules ?? {});
  return all.flatMap(([name, rule], i) => [...ports(say, id, lb, name, rule), ...shared(say, all.slice(0, i), name, rule), ...unprobed(say, name, rule)]);
}

/** A186: All with both ports 0 is an HA-ports rule, which only internal frontends have. */
function ports(say: Say, id: string, lb: LoadBalancer, name: string, rule: LoadBalancingRule): Finding[] {
  const at = ['loadBalancingRules', name];
  const zeros = rule.frontendPort === 0 && rule.backendPort === 0;
  if (rule.protocol === 'All' && !zeros) {
    const fix = { label: 'Use port 0 for both', patch: patchOf(['loadBalancers', id, ...at], { frontendPort: 0, backendPort: 0 }) };
    return [say('lb-ha-ports', 'A186', `${name} is for all protocols and needs port 0 at both ends (HA ports)`, { at, args: { rule: name }, fix })];
  }
  if (rule.protocol !== 'All' && (rule.frontendPort === 0 || rule.backendPort === 0))
    return [
      say('lb-port-zero', 'A186', `${name} is for ${rule.protocol} and needs a port; 0 goes with All only`, {
        at,
        args: { rule: name, protocol: rule.protocol },
      }),
    ];
  if (rule.protocol === 'All' && isPublic(lb, rule.frontendIPConfiguration))
    return [say('lb-ha-ports-public', 'A186', `${name} has HA ports, which only an internal frontend has`, { at, args: { rule: name } })];
  return [];
}

/** A185, A187: a frontend's port is given once, and a backend's port once unless floating IP keeps the destination. */
function shared(say: Say, before: readonly (readonly [string, LoadBalancingRule])[], name: string, rule: LoadBalancingRule): Finding[] {
  const at = ['loadBalancingRules', name];
  const meets = (o: LoadBalancingRule) => o.protocol === rule.protocol || o.protocol === 'All' || rule.protocol === 'All';
  const front = before.find(
    ([, o]) =>
      meets(o) &&
      o.frontendIPConfiguration === rule.frontendIPConfiguration &&
      (o.frontendPort === rule.frontendPort || o.protocol === 'All' || rule.protocol === 'All'),
  )?.[0];
  if (front !== undefined)
    return [
      say('lb-frontend-port-taken', 'A185', `${name} and ${front} have the same frontend, protocol and port; give one of them another`, {
        at,
        args: { rule: name, other: front },
      }),
    ];
  const back = before.find(
    ([, o]) =>
      meets(o) &&
      o.backendAddressPool === rule.backendAddressPool &&
      o.backendPort === rule.backendPort &&
      o.enableFloatingIP !== true &&
      rule.enableFloatingIP !== true,
  )?.[0];
  if (back === undefined) return [];
  const message = `${name} and ${back} hand packets to the same port of the same pool; give one of them another port, or turn floating IP on`;
  return [say('lb-backend-port-taken', 'A187', message, { at, args: { rule: name, other: back } })];
}

/** A185: without a probe a dead backend goes on getting its share. */
function unprobed(say: Say, name: string, rule: LoadBalancingRule): Finding[] {
  if (rule.probe !== undefined) return [];
  const message = `${name} has no probe, so that a backend which is down still gets its share`;
  return [say('lb-rule-without-probe', 'A185', message, { severity: 'warning', at: ['loadBalancingRules', name], args: { rule: name } })];
}

/** A189: outbound rules are for public frontends, and take the place of a rule's own outbound connections. */
function outbound(say: Say, id: string, lb: LoadBalancer): Finding[] {
  return Object.entries(lb.outboundRules ?? {}).flatMap(([name, rule]) => {
    const at = ['outboundRules', name];
    const internal = rule.frontendIPConfigurations.filter((f) => f in lb.frontendIPConfigurations && !isPublic(lb, f));
    const ports = rule.allocatedOutboundPorts ?? 0;
    const also = Object.entries(lb.loadBalancingRules ?? {}).find(
      ([, r]) =>
        r.backendAddressPool === rule.backendAddressPool && rule.frontendIPConfigurations.includes(r.frontendIPConfiguration) && r.disableOutboundSnat !== true,
    )?.[0];
    return [
      ...internal.map((f) =>
        say('lb-outbound-internal', 'A189', `${name} uses ${f}, which has no public address; an outbound rule needs public frontends`, {
          at,
          args: { rule: name, frontend: f },
        }),
      ),
      ...(ports % 8 === 0
        ? []
        : [
            say('lb-outbound-ports', 'A189', `${name} allocates ${ports} ports; their number is a multiple of 8`, {
              at: [...at, 'allocatedOutboundPorts'],
              args: { rule: name, ports, use: ports - (ports % 8) },
              fix: { label: `Allocate ${ports - (ports % 8)}`, patch: patchOf(['loadBalancers', id, ...at, 'allocatedOutboundPorts'], ports - (ports % 8)) },
            }),
          ]),
      ...(also === undefined
        ? []
        : [
            say('lb-outbound-twice', 'A189', `${name} and ${also} both give outbound connections by the same frontend; set disableOutboundSnat on ${also}`, {
              at,
              args: { rule: name, other: also },
              fix: {
                label: `Set disableOutboundSnat on ${also}`,
                patch: patchOf(['loadBalancers', id, 'loadBalancingRules', also, 'disableOutboundSnat'], true),
              },
            }),
          ]),
    ];
  });
}
