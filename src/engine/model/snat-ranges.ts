/**
 * What stands among a firewall's private ranges for those that it has unless it is told, RFC 1918 and RFC 6598 (A154; Microsoft Learn, "Azure
 * Firewall SNAT private IP address ranges").
 */
export const IANA_PRIVATE_RANGES = 'IANAPrivateRanges';
