/** Icons drawn for Hoplab: 24-unit grid, 1.75 stroke, one accent a family. */
import type { ReactElement } from 'react';
import type { ObjectKind } from '../../view-models/diagram/index.ts';

const PATHS: Readonly<Record<ObjectKind, ReactElement>> = {
  virtualNetwork: <path d="M8 7 4 12l4 5M16 7l4 5-4 5M10 12h.01M14 12h.01" />,
  subnet: <path d="M4 6h16v12H4zM8 6v12" />,
  routeTable: <path d="M5 6h14M5 12h14M5 18h9M16 16l3 2-3 2" />,
  publicIPAddress: <path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM3 12h18" />,
  virtualMachine: <path d="M4 5h16v11H4zM9 20h6M12 16v4" />,
  nva: <path d="M4 5h16v11H4zM9 20h6M12 16v4M8 12l3-3 2 2 3-3" />,
  routeServer: <path d="M12 4v16M4 12h16M7 7l-3 5 3 5M17 7l3 5-3 5" />,
  vpnGateway: <path d="M6 11V8a6 6 0 0 1 12 0v3M5 11h14v9H5zM12 14v3" />,
  erGateway: <path d="M4 8h10l-3-3M20 16H10l3 3M4 16h2M18 8h2" />,
  circuit: <path d="M3 12h4l2-5 4 10 2-5h6" />,
  firewall: <path d="M4 5h16v14H4zM4 10h16M4 15h16M10 5v5M15 10v5M9 15v4" />,
  connection: <path d="M4 12h16" />,
  site: <path d="M4 20V9l8-5 8 5v11M9 20v-6h6v6" />,
  segment: <path d="M3 12h18M7 12V7M17 12v5" />,
  router: <path d="M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM8 10h5l-2-2M16 14h-5l2 2" />,
  host: <path d="M4 5h16v10H4zM2 19h20" />,
  internet: <path d="M7 18a4 4 0 0 1 0-8 5.5 5.5 0 0 1 10.6 1.2A3.5 3.5 0 0 1 17 18Z" />,
  internetHost: <path d="M5 4h14v7H5zM5 13h14v7H5zM8 7.5h.01M8 16.5h.01" />,
  networkSecurityGroup: <path d="M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6zM9 12l2 2 4-4" />,
  firewallPolicy: <path d="M6 3h9l4 4v14H6zM15 3v4h4M9 11h7M9 15h7M9 19h4" />,
  natGateway: <path d="M4 12h9M10 9l3 3-3 3M16 5v14M20 8v8" />,
  loadBalancer: <path d="M12 3v5M12 8l-7 6v5M12 8l7 6v5M12 8v11M3 21h4M10 21h4M17 21h4" />,
  privateEndpoint: <path d="M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 12v8M8 20h8" />,
  bastion: <path d="M5 20V8h2v2h2V8h2v2h2V8h2v2h2V8h2v12zM10 20v-4h4v4" />,
  localGateway: <path d="M6 20V10l6-5 6 5v10M10 20v-5h4v5" />,
};

const FAMILY: Partial<Record<ObjectKind, string>> = {
  nva: 'compute',
  virtualMachine: 'compute',
  host: 'site',
  router: 'site',
  segment: 'site',
  site: 'site',
  localGateway: 'site',
  internet: 'internet',
  internetHost: 'internet',
  circuit: 'gateway',
  vpnGateway: 'gateway',
  erGateway: 'gateway',
  routeServer: 'gateway',
  firewall: 'gateway',
  natGateway: 'gateway',
  loadBalancer: 'gateway',
  bastion: 'gateway',
};

/** The colour family of a kind: `network`, `gateway`, `compute`, `site`, `internet`. */
export const familyOf = (kind: ObjectKind): string => FAMILY[kind] ?? 'network';

export function Glyph({ kind, size = 24 }: { readonly kind: ObjectKind; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke={`var(--family-${familyOf(kind)})`}
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {PATHS[kind]}
    </svg>
  );
}
