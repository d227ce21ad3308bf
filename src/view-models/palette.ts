/** What the palette offers, by group. */
import type { ObjectKind } from './diagram/index.ts';

export interface PaletteItem {
  readonly kind: ObjectKind;
  readonly group: 'groupAzureNetwork' | 'groupAzureGateways' | 'groupCompute' | 'groupOnPremises';
}

export const PALETTE: readonly PaletteItem[] = [
  { kind: 'virtualNetwork', group: 'groupAzureNetwork' },
  { kind: 'subnet', group: 'groupAzureNetwork' },
  { kind: 'routeTable', group: 'groupAzureNetwork' },
  { kind: 'networkSecurityGroup', group: 'groupAzureNetwork' },
  { kind: 'privateEndpoint', group: 'groupAzureNetwork' },
  { kind: 'routeServer', group: 'groupAzureGateways' },
  { kind: 'vpnGateway', group: 'groupAzureGateways' },
  { kind: 'erGateway', group: 'groupAzureGateways' },
  { kind: 'localGateway', group: 'groupAzureGateways' },
  { kind: 'circuit', group: 'groupAzureGateways' },
  { kind: 'firewall', group: 'groupAzureGateways' },
  { kind: 'firewallPolicy', group: 'groupAzureGateways' },
  { kind: 'loadBalancer', group: 'groupAzureGateways' },
  { kind: 'natGateway', group: 'groupAzureGateways' },
  { kind: 'bastion', group: 'groupAzureGateways' },
  { kind: 'virtualMachine', group: 'groupCompute' },
  { kind: 'nva', group: 'groupCompute' },
  { kind: 'site', group: 'groupOnPremises' },
  { kind: 'segment', group: 'groupOnPremises' },
  { kind: 'router', group: 'groupOnPremises' },
  { kind: 'host', group: 'groupOnPremises' },
  { kind: 'internet', group: 'groupOnPremises' },
];
