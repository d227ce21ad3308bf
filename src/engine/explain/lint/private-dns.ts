/** A private endpoint whose service's name still leads to the public address in the endpoint's own network (A37). */
import { privateAnswer } from '../../compile/index.ts';
import type { Diagnostic, Lab } from '../../model/index.ts';
import { type Computed, say } from './view.ts';

export function privateDns({ lab }: Pick<Computed, 'lab'>): Diagnostic[] {
  return Object.entries(lab.privateEndpoints ?? {}).flatMap(([id, endpoint]) => {
    const vnet = endpoint.subnet.split('/')[0] ?? '';
    const names = lab.internet?.hosts[endpoint.privateLinkServiceId ?? '']?.names ?? [];
    const name = names.find((n) => privateAnswer(lab, vnet, n)?.kind !== 'address');
    if (name === undefined) return [];
    const zone = `privatelink.${name.slice(name.indexOf('.') + 1)}`;
    const args = { name, vnet, zone };
    const message = `${name} leads to the public address in ${vnet}: link a private DNS zone ${zone} that has a record of this endpoint`;
    const fix = { label: `Link ${zone} to ${vnet}`, patch: linked(lab, id, zone, vnet) };
    return [say('private-endpoint-name-public', 'info', id, ['privateEndpoints', id], 'A37', message, args, fix)];
  });
}

/** The zone with a link to the network, and the endpoint's record in it. */
function linked(lab: Lab, endpoint: string, zone: string, vnet: string): unknown {
  const configs = lab.privateEndpoints?.[endpoint]?.privateDnsZoneConfigs ?? [];
  return {
    privateDnsZones: { [zone]: { virtualNetworkLinks: { [vnet]: { virtualNetwork: vnet } } } },
    privateEndpoints: { [endpoint]: { privateDnsZoneConfigs: [...new Set([...configs, zone])] } },
  };
}
