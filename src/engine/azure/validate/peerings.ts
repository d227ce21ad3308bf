/** Peerings: both halves, one a pair, and whose gateways are used (A45, A50, A207). */
import type { VirtualNetworkPeering } from '../../model/index.ts';
import type { Finding } from './finding.ts';
import type { LabView } from './view.ts';

export function peerings(view: LabView): Finding[] {
  return view.vnets.flatMap(([vnet, v]) => {
    const links = Object.entries(v.virtualNetworkPeerings ?? {});
    return links.flatMap(([name, link], i) => {
      const before = links.slice(0, i);
      if (link.remoteVirtualNetwork === vnet) return [found(vnet, name, 'peering-self', `${name} leads back to ${vnet} itself; take it away`, ['A45'])];
      const twin = before.find(([, l]) => l.remoteVirtualNetwork === link.remoteVirtualNetwork);
      if (twin)
        return [
          found(vnet, name, 'peering-twice', `${name} and ${twin[0]} both lead to ${link.remoteVirtualNetwork}; take one away`, ['A45'], {
            other: twin[0],
            remote: link.remoteVirtualNetwork,
          }),
        ];
      return [...halves(view, vnet, name, link), ...(link.useRemoteGateways ? remoteGateways(view, vnet, name, link, before) : [])];
    });
  });
}

function found(vnet: string, name: string, code: string, message: string, rules: readonly string[], args: Record<string, string> = {}, key?: string): Finding {
  const path = ['virtualNetworks', vnet, 'virtualNetworkPeerings', name, ...(key === undefined ? [] : [key])];
  return { code, path, object: vnet, message, rules, args: { peering: name, ...args } };
}

function back(view: LabView, vnet: string, link: VirtualNetworkPeering): readonly [string, VirtualNetworkPeering] | undefined {
  return Object.entries(view.lab.virtualNetworks?.[link.remoteVirtualNetwork]?.virtualNetworkPeerings ?? {}).find(([, b]) => b.remoteVirtualNetwork === vnet);
}

/** A45: a half without the other carries nothing. */
function halves(view: LabView, vnet: string, name: string, link: VirtualNetworkPeering): Finding[] {
  const { remoteVirtualNetwork: remote } = link;
  if (!view.lab.virtualNetworks?.[remote] || back(view, vnet, link)) return [];
  const message = `peering ${name} is only Initiated and carries nothing: add one from ${remote} back to ${vnet}`;
  const fix = {
    label: `Add the peering from ${remote}`,
    patch: { virtualNetworks: { [remote]: { virtualNetworkPeerings: { [`to-${vnet}`]: { remoteVirtualNetwork: vnet } } } } },
  };
  return [{ ...found(vnet, name, 'peering-initiated', message, ['A45'], { remote }), severity: 'warning', fix }];
}

/** A50, A207. */
function remoteGateways(
  view: LabView,
  vnet: string,
  name: string,
  link: VirtualNetworkPeering,
  before: readonly (readonly [string, VirtualNetworkPeering])[],
): Finding[] {
  const { remoteVirtualNetwork: remote } = link;
  const rules = ['A50', 'A207'];
  const refuse = (code: string, message: string, args: Record<string, string> = { remote }) =>
    found(vnet, name, code, message, rules, args, 'useRemoteGateways');
  const off = (f: Finding): Finding => ({
    ...f,
    fix: { label: 'Do not use remote gateways', patch: { virtualNetworks: { [vnet]: { virtualNetworkPeerings: { [name]: { useRemoteGateways: null } } } } } },
  });
  const out: Finding[] = [];
  const other = before.find(([, l]) => l.useRemoteGateways)?.[0];
  if (other !== undefined)
    out.push(off(refuse('remote-gateways-twice', `${other} uses remote gateways already, and only one peering of a network may`, { remote, other })));
  const own = residentIn(view, vnet);
  if (own !== undefined)
    out.push(off(refuse('remote-gateways-with-own', `${name} cannot use remote gateways, because ${vnet} has ${own} of its own`, { remote, own })));
  if (view.lab.virtualNetworks?.[remote] && residentIn(view, remote) === undefined)
    out.push(refuse('remote-gateways-none', `${name} uses remote gateways, and ${remote} has neither a gateway nor a Route Server`));
  const answer = back(view, vnet, link);
  if (answer && answer[1].allowGatewayTransit !== true) {
    const patch = { virtualNetworks: { [remote]: { virtualNetworkPeerings: { [answer[0]]: { allowGatewayTransit: true } } } } };
    const finding = refuse('remote-gateways-not-allowed', `${name} uses remote gateways, and ${answer[0]} of ${remote} does not allow gateway transit`, {
      remote,
      back: answer[0],
    });
    out.push({ ...finding, fix: { label: `Allow gateway transit on ${answer[0]}`, patch } });
  }
  return out;
}

/** A gateway or Route Server in a network. */
function residentIn(view: LabView, vnet: string): string | undefined {
  return [...view.gateways, ...view.routeServers].find((r) => r.vnet === vnet)?.id;
}
