/**
 * What Azure does not take where IPv4 and IPv6 meet: Microsoft Learn, "Overview of IPv6 for Azure Virtual Network" (limitations), for NICs, rules
 * of security groups and load balancers; that a route's next hop is of its prefix's family is derived (A28).
 */
import { isIpv4, parseIp, parsePrefix } from '../../ip/index.ts';
import type { LoadBalancer, LoadBalancingRule } from '../../model/index.ts';
import { about, type Finding, type Say } from './finding.ts';
import type { LabView } from './view.ts';

type Family = 'IPv4' | 'IPv6';

export function dualStack(view: LabView): Finding[] {
  return [...nics(view), ...securityRules(view), ...nextHops(view), ...balancers(view)];
}

/** Of an address or a prefix; undefined for `*`, tags and names. */
function familyOf(text: string | undefined): Family | undefined {
  const ip = text === undefined ? undefined : (parseIp(text) ?? parsePrefix(text)?.ip);
  return ip === undefined ? undefined : isIpv4(ip) ? 'IPv4' : 'IPv6';
}

/** The primary configuration is of IPv4. */
function nics({ lab }: LabView): Finding[] {
  return Object.entries(lab.virtualMachines ?? {}).flatMap(([id, vm]) =>
    Object.entries(vm.networkInterfaces).flatMap(([nic, { privateIPAddress: address }]) => {
      if (familyOf(address) !== 'IPv6') return [];
      const message = `${nic} has ${address} as its primary address, which is IPv4 on every NIC; give it one, and ${address} to a further configuration`;
      return [
        about(id, ['virtualMachines', id, 'networkInterfaces', nic])('nic-without-ipv4', 'A200', message, { at: ['privateIPAddress'], args: { nic, address } }),
      ];
    }),
  );
}

/** One rule is about one family. */
function securityRules({ lab }: LabView): Finding[] {
  return Object.entries(lab.networkSecurityGroups ?? {}).flatMap(([id, group]) =>
    Object.entries(group.securityRules).flatMap(([rule, r]) => {
      const texts = [r.sourceAddressPrefix, r.sourceAddressPrefixes, r.destinationAddressPrefix, r.destinationAddressPrefixes].flat();
      const first = (family: Family) => texts.find((text) => familyOf(text) === family);
      const [four, six] = [first('IPv4'), first('IPv6')];
      if (four === undefined || six === undefined) return [];
      const message = `${rule} names ${four} and ${six}, and a rule is about IPv4 or IPv6; make it two`;
      return [about(id, ['networkSecurityGroups', id, 'securityRules', rule])('nsg-families-mixed', 'A172', message, { args: { rule, four, six } })];
    }),
  );
}

function nextHops({ lab }: LabView): Finding[] {
  return Object.entries(lab.routeTables ?? {}).flatMap(([id, table]) =>
    Object.entries(table.routes).flatMap(([route, { addressPrefix: prefix, nextHopIpAddress: nextHop }]) => {
      const [to, by] = [familyOf(prefix), familyOf(nextHop)];
      if (to === undefined || by === undefined || to === by) return [];
      const message = `${route} sends ${prefix} to ${nextHop}: a next hop is of its prefix's family; name the appliance's ${to} address`;
      const args = { route, prefix, nextHop: nextHop ?? '', family: to };
      return [about(id, ['routeTables', id, 'routes', route])('udr-next-hop-family', 'A28', message, { at: ['nextHopIpAddress'], args })];
    }),
  );
}

function balancers(view: LabView): Finding[] {
  return Object.entries(view.lab.loadBalancers ?? {}).flatMap(([id, lb]) => {
    const say = about(id, ['loadBalancers', id]);
    return Object.entries(lb.loadBalancingRules ?? {}).flatMap(([name, rule]) => ofRule(view, say, lb, name, rule));
  });
}

/** Floating IP is for public frontends; nothing is translated into the other family; probes of IPv6 need a security group. */
function ofRule(view: LabView, say: Say, lb: LoadBalancer, name: string, rule: LoadBalancingRule): Finding[] {
  const frontend = lb.frontendIPConfigurations[rule.frontendIPConfiguration];
  const pip = frontend?.publicIPAddress;
  const family = familyOf(pip === undefined ? frontend?.privateIPAddress : view.lab.publicIPAddresses?.[pip]?.ipAddress);
  if (family === undefined) return [];
  const at = ['loadBalancingRules', name];
  const message = `${name} has floating IP, which an internal IPv6 frontend cannot have`;
  const floating = family === 'IPv6' && pip === undefined && rule.enableFloatingIP === true;
  return [
    ...(floating ? [say('lb-floating-ipv6', 'A187', message, { at: [...at, 'enableFloatingIP'], args: { rule: name } })] : []),
    ...(lb.backendAddressPools[rule.backendAddressPool]?.backendIPConfigurations ?? []).flatMap((backend) => ofBackend(view, say, name, rule, family, backend)),
  ];
}

function ofBackend({ lab, subnets }: LabView, say: Say, name: string, rule: LoadBalancingRule, family: Family, backend: string): Finding[] {
  const [vm = '', nic = '', further] = backend.split('/');
  const it = lab.virtualMachines?.[vm]?.networkInterfaces[nic];
  const theirs = familyOf(further === undefined ? it?.privateIPAddress : it?.ipConfigurations?.[further]?.privateIPAddress);
  if (!it || theirs === undefined) return [];
  const at = ['loadBalancingRules', name];
  const args = { rule: name, backend, family, theirs };
  if (theirs !== family)
    return [say('lb-families-differ', 'A185', `${name} is of ${family} and ${backend} of ${theirs}: nothing is translated, and it gets nothing`, { at, args })];
  if (theirs === 'IPv4' || rule.probe === undefined || (it.networkSecurityGroup ?? subnets.get(it.subnet)?.subnet.networkSecurityGroup) !== undefined)
    return [];
  const message = `${backend} has no security group, without which IPv6 probes of ${name} fail: it counts as down`;
  return [say('lb-ipv6-probe-without-nsg', 'A185', message, { severity: 'warning', at: [...at, 'probe'], args })];
}
