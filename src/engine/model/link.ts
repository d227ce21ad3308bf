/**
 * Share links: `#lab=1.<data>`, where data is base64url of a checksum and the deflated JSON. A link carries the whole state of
 * the lab, so that it restores exactly what was shared even when the scenario that it came from has changed since; the story
 * of a built-in scenario is carried by its id alone. Version 1's dictionary below never changes: old links open for ever.
 */
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import type { Diagnostic } from './diagnostic.ts';
import type { Lab } from './lab.ts';
import { checkLab, readScenarioValue as readValue } from './read.ts';
import type { Scenario } from './scenario.ts';

/** What a link stands for. */
export interface SharedDocument {
  readonly scenario: Scenario;
  readonly step?: string;
  readonly lab: Lab;
}

export interface DecodedLink {
  readonly document?: SharedDocument;
  readonly diagnostics: readonly Diagnostic[];
}

interface Payload {
  /** A built-in scenario's id, or the scenario itself. */
  readonly of: string | Scenario;
  readonly step?: string;
  readonly lab: Lab;
}

const DICTIONARY_1 = strToU8(
  '{"of":"","step":"","lab":{"virtualNetworks":{"position":{"x":,"y":},"size":{"width":,"height":},"location":"japaneast","addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":{"GatewaySubnet":{"addressPrefix":"10.0.0.0/24","RouteServerSubnet":{"AzureFirewallSubnet":{"routeTable":"virtualNetworkPeerings":{"remoteVirtualNetwork":"allowVirtualNetworkAccess":true,"allowForwardedTraffic":true,"allowGatewayTransit":true,"useRemoteGateways":true' +
    '"routeTables":{"routes":{"disableBgpRoutePropagation":true,"nextHopType":"VirtualAppliance","nextHopIpAddress":"Internet"}"publicIPAddresses":{"ipAddress":"198.51.100."203.0.113."virtualMachines":{"networkInterfaces":{"eth0":{"subnet":"privateIPAddress":"enableIPForwarding":true}},"os":"linux","ipForward":true,"frr":{"version":"8.5.2","config":"ip route 10.0.2.0/24 10.0.1.1\\n!\\nrouter bgp 65001\\n neighbor 10.0.2.4 remote-as 65515\\n ebgp-multihop 255\\n address-family ipv4 unicast\\n  network  soft-reconfiguration inbound\\n route-map in\\n out\\n exit-address-family\\nexit\\n!\\nbgp as-path access-list seq 5 permit _65515_\\n deny permit 10\\n match as-path \\n set ip next-hop ' +
    '"routeServers":{"virtualRouterIps":["10.0.2.4","10.0.2.5"],"allowBranchToBranchTraffic":true,"hubRoutingPreference":"ExpressRoute","bgpConnections":{"peerIp":"","peerAsn":65001}}"virtualNetworkGateways":{"gatewayType":"ExpressRoute","gatewayType":"Vpn","sku":"VpnGw1AZ","activeActive":true,"enableBgp":true,"bgpSettings":{"asn":65515,"bgpPeeringAddresses":["10.0.0."]},"publicIPAddresses":["pip-"connections":{"connectionType":"Vnet2Vnet","virtualNetworkGateway1":"virtualNetworkGateway2":"mseeAddresses":["expressRouteCircuits":{"peeringLocation":"Tokyo","peerings":{"AzurePrivatePeering":{"peerASN":65150,"primaryPeerAddressPrefix":"172.16.0.0/30","secondaryPeerAddressPrefix":"172.16.0.4/30","vlanId":' +
    '"azureFirewalls":{"privateIPAddress":"instanceAddresses":["networkRuleCollections":{"priority":200,"action":{"type":"Allow"},"rules":{"sourceAddresses":["10.20.10.0/24"],"destinationAddresses":["*"],"protocols":["UDP"],"destinationPorts":["53"]"applicationRuleCollections":{"targetFqdns":["*"],"protocols":[{"protocolType":"Http","port":80},{"protocolType":"Https","port":443}]"sites":{"displayName":"On-premises"}"segments":{"site":"onprem"routers":{"platform":"ios","interfaces":{"addresses":["10.20.10.1/24"],"segment":"circuit":"hosts":{"gateway":"internet":{"hosts":{"names":["www.example.com"],"listen":[{"protocol":"tcp","port":443}]"flows":{"from":"to":"protocol":"tcp","port":',
);

const MARK = '#lab=';

/** Whether text is meant as a link, rather than a file's name. */
export function looksLikeLink(text: string): boolean {
  return text.includes(MARK) || /^1\.[A-Za-z0-9_-]{16,}$/.test(text);
}

/** The hash part of a link, `#lab=1.…`. `builtIn`: the story is that of a built-in scenario, so its id is enough. */
export function encodeLink(document: SharedDocument, builtIn: boolean): string {
  const payload: Payload = {
    of: builtIn ? document.scenario.id : document.scenario,
    ...(document.step !== undefined && { step: document.step }),
    lab: document.lab,
  };
  const json = strToU8(JSON.stringify(payload));
  const packed = deflateSync(json, { level: 9, mem: 12, dictionary: DICTIONARY_1 });
  const sum = checksum(json);
  const bytes = new Uint8Array(packed.length + 4);
  bytes.set([sum >>> 24, (sum >>> 16) & 255, (sum >>> 8) & 255, sum & 255]);
  bytes.set(packed, 4);
  return `${MARK}1.${toBase64Url(bytes)}`;
}

/** Reads a link: a whole address, its hash, or the data alone. Whatever is wrong with it is one diagnostic; nothing is thrown. */
export function decodeLink(text: string, builtIn: (id: string) => Scenario | undefined): DecodedLink {
  const at = text.indexOf(MARK);
  const data = (at >= 0 ? text.slice(at + MARK.length) : text).trim();
  const match = /^(\d+)\.([A-Za-z0-9_-]*)$/.exec(data);
  if (!match) return broken('link-malformed', 'this is not a share link of Hoplab: expected #lab=1. and then letters, digits, - and _');
  if (match[1] !== '1') return broken('newer-version', `this link has version ${match[1]}, and this Hoplab reads version 1: open it with a newer one`);
  const bytes = fromBase64Url(match[2] ?? '');
  const json = bytes && unpack(bytes);
  if (json === undefined) return broken('link-damaged', 'this share link is damaged: a part of it is missing or changed; copy it again as a whole');
  return readPayload(json, builtIn);
}

function unpack(bytes: Uint8Array): string | undefined {
  if (bytes.length < 5) return undefined;
  try {
    const json = inflateSync(bytes.subarray(4), { dictionary: DICTIONARY_1 });
    const stated = (((bytes[0] ?? 0) << 24) | ((bytes[1] ?? 0) << 16) | ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0)) >>> 0;
    return checksum(json) === stated ? strFromU8(json) : undefined;
  } catch {
    return undefined;
  }
}

function readPayload(json: string, builtIn: (id: string) => Scenario | undefined): DecodedLink {
  const payload = JSON.parse(json) as Partial<Payload>;
  if (payload.lab === undefined || payload.of === undefined) return broken('link-damaged', 'this share link is damaged: it holds no lab');
  const errors = checkLab(payload.lab).filter((d) => d.severity === 'error');
  if (errors.length > 0) return { diagnostics: errors };
  const { lab } = payload;
  const step = payload.step === undefined ? {} : { step: payload.step };
  if (typeof payload.of !== 'string') {
    const read = readValue(payload.of);
    return read.scenario ? { document: { scenario: read.scenario, lab, ...step }, diagnostics: read.diagnostics } : { diagnostics: read.diagnostics };
  }
  const scenario = builtIn(payload.of);
  if (scenario) return { document: { scenario, lab, ...(scenario.steps?.some((s) => s.id === payload.step) && step) }, diagnostics: [] };
  // The story is not here any more; the lab is.
  return { document: { scenario: { version: 1, id: payload.of, title: { en: payload.of }, lab }, lab }, diagnostics: [] };
}

function broken(code: string, message: string): DecodedLink {
  return { diagnostics: [{ code, severity: 'error', message, place: {} }] };
}

/** FNV-1a, 32 bits: enough to notice a link that lost or changed a letter. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const b of bytes) hash = Math.imul(hash ^ b, 0x01000193) >>> 0;
  return hash;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function toBase64Url(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = [bytes[i], bytes[i + 1], bytes[i + 2]];
    const letters = [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63].map((n) => ALPHABET[n]);
    out += letters.slice(0, Math.min(4, bytes.length - i + 1)).join('');
  }
  return out;
}

function fromBase64Url(text: string): Uint8Array | undefined {
  if (text.length % 4 === 1) return undefined;
  const out = new Uint8Array(Math.floor((text.length * 3) / 4));
  let at = 0;
  for (let i = 0; i < text.length; i += 4) {
    const n = [0, 1, 2, 3].map((k) => (i + k < text.length ? ALPHABET.indexOf(text[i + k] as string) : 0)) as [number, number, number, number];
    for (const byte of [(n[0] << 2) | (n[1] >> 4), ((n[1] & 15) << 4) | (n[2] >> 2), ((n[2] & 3) << 6) | n[3]]) if (at < out.length) out[at++] = byte;
  }
  return out;
}
