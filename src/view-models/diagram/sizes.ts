/** px of what has no size of its own in the lab. */
import type { Size } from '../../engine/index.ts';

export const DEVICE_SIZE: Size = { width: 150, height: 64 };
export const SEGMENT_SIZE: Size = { width: 150, height: 26 };
/** Of a LAN that is a cable between two machines. */
export const CABLE_SIZE: Size = { width: 96, height: 22 };
