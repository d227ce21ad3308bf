/**
 * The preset dictionary of share links, version 1: text that labs are likely to hold, which deflate may refer back to instead
 * of spelling it out. What is likeliest stands last, where a reference is shortest. It never changes, not by a letter: links
 * of version 1 open for ever. A better dictionary is version 2, beside this one.
 */

import { HOSTS } from './dictionary-hosts.ts';

/** FRR's language, one configuration after another, as it stands in JSON. */
const FRR = String.raw`
"config":"hostname frr\nlog syslog informational\nservice integrated-vtysh-config\n!\ninterface lo\n ip address 
ipv6 address 2001:db8::/32\n ipv6 route blackhole\n ipv6 prefix-list PL-IN seq 5 permit ::/0 ge 48 le 128\n
ip prefix-list PL-MY-NET seq 5 permit 10.0.0.0/8 le 24\n ip prefix-list PL-BOGONS seq 10 deny any\n
bgp community-list standard CL permit 65000:100\nbgp large-community-list standard \nbgp as-path access-list AS seq 5 permit ^65000$\n
router bgp 65000\n bgp router-id 10.0.0.1\n bgp log-neighbor-changes\n no bgp ebgp-requires-policy\n no bgp default ipv4-unicast\n
 bgp bestpath as-path multipath-relax\n bgp cluster-id \n timers bgp 10 30\n neighbor PEERS peer-group\n neighbor PEERS remote-as external\n
 neighbor 2001:db8::1 remote-as 64500\n neighbor  description  update-source lo\n neighbor  ttl-security hops 1\n neighbor  password 
 neighbor  timers connect 5\n neighbor  bfd\n neighbor  local-as 65010 no-prepend replace-as\n neighbor  passive\n neighbor  shutdown\n
 address-family ipv6 unicast\n  network 2001:db8::/48\n  neighbor  activate\n  neighbor  next-hop-self\n  neighbor  route-reflector-client\n
  neighbor  prefix-list PL-IN in\n  neighbor  prefix-list PL-OUT out\n  neighbor  route-map RM-IN in\n  neighbor  route-map RM-OUT out\n
  neighbor  send-community\n  neighbor  allowas-in\n  neighbor  as-override\n  neighbor  remove-private-AS all\n  neighbor  maximum-prefix 
  neighbor  default-originate\n  neighbor  filter-list AS in\n  redistribute connected\n  redistribute static route-map \n  aggregate-address  summary-only\n
  maximum-paths 4\n exit-address-family\nexit\n!\nroute-map RM-IN permit 10\n match ip address prefix-list PL-IN\n match community CL\n
 set local-preference 200\n set metric 100\n set community 65000:1 additive\n set as-path prepend 65000 65000\n set ip next-hop 
 set ipv6 next-hop global \n on-match next\n call \nexit\n!\nroute-map RM-OUT deny 20\nexit\n!\nline vty\n!\nend\n`;

/** Shapes that not every lab has. */
const RARE = `
"size":{"width":260,"height":360},"displayName":"On-premises","defaultOutboundAccess":false,"networkSecurityGroup":"nsg-","natGateway":"ng-"
"virtualNetworkPeerings":{"to-hub":{"remoteVirtualNetwork":"vnet-hub","allowVirtualNetworkAccess":true,"allowForwardedTraffic":true,"useRemoteGateways":true}}
"virtualNetworkPeerings":{"to-spoke":{"remoteVirtualNetwork":"vnet-spoke","allowForwardedTraffic":true,"allowGatewayTransit":true}}
"location":"westeurope","location":"eastus2","location":"japanwest","addressPrefixes":["192.168.0.0/16","172.16.0.0/12"],"AzureFirewallManagementSubnet":{"AzureBastionSubnet":{
"disableBgpRoutePropagation":true,"routes":{"to-firewall":{"addressPrefix":"10.1.0.0/16","nextHopType":"VirtualNetworkGateway"},"nextHopType":"VnetLocal"},"nextHopType":"None"}
"os":"windows","listen":[{"protocol":"udp","port":53},{"protocol":"tcp","port":3128}]
"hubRoutingPreference":"VpnGateway","hubRoutingPreference":"ASPath","allowBranchToBranchTraffic":false
"localNetworkGateways":{"lng-onprem":{"gatewayIpAddress":"203.0.113.10","localNetworkAddressSpace":{"addressPrefixes":["192.168.0.0/16"]},"bgpSettings":{"asn":65010,"bgpPeeringAddress":"192.168.0.1"}}}
"connections":{"cn-s2s":{"connectionType":"IPsec","virtualNetworkGateway1":"vpngw-hub","localNetworkGateway2":"lng-onprem","enableBgp":true,"routingWeight":100}}
"natRuleCollections":{"dnat":{"priority":100,"rules":{"ssh":{"sourceAddresses":["*"],"destinationAddresses":["198.51.100.10"],"protocols":["TCP"],"destinationPorts":["22"],"translatedAddress":"10.1.0.4","translatedPort":"22"}}}},"privateRanges":["10.0.0.0/8"]
"protocols":["Any"],"destinationPorts":["*"],"action":{"type":"Deny"},"protocols":["ICMP"],"protocolType":"Mssql","port":1433
"platform":"frr","shutdown":true,"mtu":1400,"circuit":"erc/secondary"
"protocol":"icmp"},"protocol":"udp","port":53},"source":"10.0.0.4"
"checks":{"title":{"en":"","ja":""},"kind":"rows","device":"","table":"effective","where":{"addressPrefix":"0.0.0.0/0","state":"Active"},"rows":[{"network":"","nextHop":"","source":"User","origin":"EBgp","sourcePeer":"","asPath":"65515-12076-65150","weight":32768}],"match":"includes"}
"kind":"flow","flow":"","expect":{"verdict":"delivered","via":[],"avoid":[],"returnVia":[],"reason":"","at":"","seenFrom":"","kind":"console","command":"show ip route","lines":["","kind":"diagnostic","code":"","object":"","present":true
"steps":[{"id":"","title":{"en":"","ja":""},"text":{"en":"","ja":""},"patch":{"view":{"select":"","tab":"routes","table":"learned","flow":"","line":""}}]
"of":{"version":1,"id":"","title":{"en":"","ja":""},"question":{"en":"","text":{"en":"","article":{"title":{"en":"","url":"https://`;

/** A hub like those of the articles, in the order in which labs are written. */
const HUB = String.raw`
{"of":"reverse-forced-tunneling","step":"complete","lab":{"virtualNetworks":{"vnet-clab-hub":{"position":{"x":520,"y":180},"size":{"width":680,"height":520},"location":"japaneast","addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":{"GatewaySubnet":{"position":{"x":24,"y":64},"size":{"width":290,"height":432},"addressPrefix":"10.0.0.0/24","routeTable":"rt-gateway"},"RouteServerSubnet":{"position":{"x":338,"y":64},"size":{"width":318,"height":128},"addressPrefix":"10.0.2.0/24"},"subnet-001":{"position":{"x":338,"y":216},"size":{"width":318,"height":128},"addressPrefix":"10.0.1.0/24"},"AzureFirewallSubnet":{"position":{"x":338,"y":368},"size":{"width":318,"height":128},"addressPrefix":"10.0.3.0/24","routeTable":"rt-azfw"}}},"vnet-clab-branch-eus":{"location":"eastus","addressSpace":{"addressPrefixes":["10.50.0.0/16"]},"subnets":{"GatewaySubnet":{"addressPrefix":"10.50.0.0/24"},"subnet-001":{"addressPrefix":"10.50.1.0/24"}}}},
"routeTables":{"rt-azfw":{"routes":{"default-to-internet":{"addressPrefix":"0.0.0.0/0","nextHopType":"Internet"}}},"rt-gateway":{"routes":{"to-branch":{"addressPrefix":"10.50.0.0/16","nextHopType":"VirtualAppliance","nextHopIpAddress":"10.0.3.4"},"to-onprem":{"addressPrefix":"10.20.10.0/24","nextHopType":"VirtualAppliance","nextHopIpAddress":"10.0.3.4"}}}},
"publicIPAddresses":{"pip-azfw":{"ipAddress":"198.51.100.10"},"pip-ars":{"ipAddress":"198.51.100.20"},"pip-vpngw-hub-1":{"ipAddress":"198.51.100.14"},"pip-vpngw-hub-2":{"ipAddress":"198.51.100.15"},"pip-vpngw-branch-1":{"ipAddress":"203.0.113.4"},"pip-vpngw-branch-2":{"ipAddress":"203.0.113.5"}},
"virtualMachines":{"vm-frr":{"position":{"x":90,"y":44},"networkInterfaces":{"eth0":{"subnet":"vnet-clab-hub/subnet-001","privateIPAddress":"10.0.1.6","enableIPForwarding":true}},"os":"linux","ipForward":true,"frr":{"version":"8.5.2","config":"ip route 10.0.2.0/24 10.0.1.1\n!\nrouter bgp 65001\n neighbor 10.0.2.4 remote-as 65515\n neighbor 10.0.2.4 ebgp-multihop 255\n neighbor 10.0.2.5 remote-as 65515\n neighbor 10.0.2.5 ebgp-multihop 255\n !\n address-family ipv4 unicast\n  network 0.0.0.0/0\n  neighbor 10.0.2.4 soft-reconfiguration inbound\n  neighbor 10.0.2.4 route-map rmap-bogon-asns in\n  neighbor 10.0.2.4 route-map rmap-azure-asns out\n  neighbor 10.0.2.5 soft-reconfiguration inbound\n  neighbor 10.0.2.5 route-map rmap-bogon-asns in\n  neighbor 10.0.2.5 route-map rmap-azure-asns out\n exit-address-family\nexit\n!\nbgp as-path access-list azure-asns seq 5 permit _65515_\nbgp as-path access-list bogon-asns seq 5 permit _0_\nbgp as-path access-list bogon-asns seq 10 permit _23456_\nbgp as-path access-list bogon-asns seq 15 permit _1310[0-6][0-9]_|_13107[0-1]_\nbgp as-path access-list bogon-asns seq 20 deny _65515_\nbgp as-path access-list bogon-asns seq 25 permit ^65\n!\nroute-map rmap-bogon-asns deny 5\n match as-path bogon-asns\nexit\n!\nroute-map rmap-bogon-asns permit 10\nexit\n!\nroute-map rmap-azure-asns deny 5\n match as-path azure-asns\nexit\n!\nroute-map rmap-azure-asns permit 10\n set ip next-hop 10.0.3.4\nexit\n!"}},"vm-branch":{"position":{"x":80,"y":44},"networkInterfaces":{"eth0":{"subnet":"vnet-clab-branch-eus/subnet-001","privateIPAddress":"10.50.1.4"}},"os":"linux","listen":[{"protocol":"tcp","port":22}]}},
"routeServers":{"ars-clab-hub":{"position":{"x":90,"y":44},"subnet":"vnet-clab-hub/RouteServerSubnet","virtualRouterIps":["10.0.2.4","10.0.2.5"],"allowBranchToBranchTraffic":true,"hubRoutingPreference":"ExpressRoute","publicIPAddress":"pip-ars","bgpConnections":{"vm-frr":{"peerIp":"10.0.1.6","peerAsn":65001}}}},
"virtualNetworkGateways":{"ergw-clab-hub":{"position":{"x":70,"y":90},"gatewayType":"ExpressRoute","subnet":"vnet-clab-hub/GatewaySubnet","sku":"ErGw1AZ","bgpSettings":{"asn":65515,"bgpPeeringAddresses":["10.0.0.12","10.0.0.13"]}},"vpngw-clab-hub":{"position":{"x":70,"y":270},"gatewayType":"Vpn","subnet":"vnet-clab-hub/GatewaySubnet","activeActive":true,"enableBgp":true,"sku":"VpnGw1AZ","bgpSettings":{"asn":65515,"bgpPeeringAddresses":["10.0.0.14","10.0.0.15"]},"publicIPAddresses":["pip-vpngw-hub-1","pip-vpngw-hub-2"]},"vpngw-clab-brach-eus":{"gatewayType":"Vpn","subnet":"vnet-clab-branch-eus/GatewaySubnet","activeActive":true,"enableBgp":true,"sku":"VpnGw1AZ","bgpSettings":{"asn":65020,"bgpPeeringAddresses":["10.50.0.4","10.50.0.5"]},"publicIPAddresses":["pip-vpngw-branch-1","pip-vpngw-branch-2"]}},
"connections":{"cn-er":{"connectionType":"ExpressRoute","virtualNetworkGateway1":"ergw-clab-hub","peer":"erc-clab","mseeAddresses":["10.0.0.4","10.0.0.5"]},"cn-hub-to-branch":{"connectionType":"Vnet2Vnet","virtualNetworkGateway1":"vpngw-clab-hub","virtualNetworkGateway2":"vpngw-clab-brach-eus","enableBgp":true}},
"expressRouteCircuits":{"erc-clab":{"position":{"x":330,"y":330},"peeringLocation":"Tokyo","peerings":{"AzurePrivatePeering":{"peerASN":65150,"primaryPeerAddressPrefix":"172.16.0.0/30","secondaryPeerAddressPrefix":"172.16.0.4/30","vlanId":708}}}},
"azureFirewalls":{"azfw-clab-hub":{"position":{"x":90,"y":44},"subnet":"vnet-clab-hub/AzureFirewallSubnet","privateIPAddress":"10.0.3.4","instanceAddresses":["10.0.3.6","10.0.3.7"],"publicIPAddresses":["pip-azfw"],"networkRuleCollections":{"allow-dns":{"priority":200,"action":{"type":"Allow"},"rules":{"onprem-dns":{"sourceAddresses":["10.20.10.0/24"],"destinationAddresses":["*"],"protocols":["UDP"],"destinationPorts":["53"]}}}},"applicationRuleCollections":{"allow-web":{"priority":300,"action":{"type":"Allow"},"rules":{"onprem-web":{"sourceAddresses":["10.20.10.0/24"],"targetFqdns":["*"],"protocols":[{"protocolType":"Http","port":80},{"protocolType":"Https","port":443}]}}}}}},
"sites":{"onprem":{"position":{"x":0,"y":240},"displayName":"On-premises","size":{"width":260,"height":360}}},"segments":{"vlan10":{"position":{"x":60,"y":180},"displayName":"Vlan10","site":"onprem"}},
"routers":{"er":{"position":{"x":60,"y":70},"site":"onprem","interfaces":{"Vlan10":{"addresses":["10.20.10.1/24"],"segment":"vlan10"},"GigabitEthernet8.708":{"addresses":["172.16.0.1/30"],"circuit":"erc-clab/primary"}},"platform":"ios","frr":{"config":"hostname er\n!\nrouter bgp 65150\n bgp router-id 10.20.10.1\n no bgp ebgp-requires-policy\n neighbor 172.16.0.2 remote-as 12076\n neighbor 172.16.0.2 description MSEE (primary)\n !\n address-family ipv4 unicast\n  network 10.20.10.0/24\n exit-address-family\nexit\n!"}}},
"hosts":{"pc-onprem":{"position":{"x":60,"y":250},"site":"onprem","os":"linux","interfaces":{"eth0":{"addresses":["10.20.10.50/24"],"segment":"vlan10"}},"gateway":"10.20.10.1"}},
"internet":{"position":{"x":700,"y":0},"hosts":{"web":{"ipAddress":"192.0.2.80","names":["www.example.com"],"listen":[{"protocol":"tcp","port":80},{"protocol":"tcp","port":443}]},"resolver":{"ipAddress":"192.0.2.53","names":["resolver.example.net"],"listen":[{"protocol":"udp","port":53}]}}},
"flows":{"lookup":{"from":"pc-onprem","to":"resolver","protocol":"udp","port":53},"browse":{"from":"pc-onprem","to":"www.example.com","protocol":"tcp","port":443},"branch":{"from":"pc-onprem","to":"vm-branch","protocol":"tcp","port":22}}}}`;

/** Line ends are the source's layout, no part of what labs hold. */
export const DICTIONARY_1: string = `${HOSTS}${FRR}${RARE}${HUB}`.replaceAll('\n', '');
