/** Long texts: lines in a file, so that it reads and diffs well, and one string inside. */
import { isObject, type JsonObject } from './json/own.ts';

/** The maps of the lab whose entries may carry texts, and the properties that hold one in `config`. */
const MAPS = ['virtualMachines', 'routers', 'hosts'];
const TEXTS = ['frr', 'rc', 'pf', 'iproute2', 'squid'];

/** A lab, or a patch of one, with every long text as one string. */
export function joinTexts(labOrPatch: unknown): unknown {
  return mapTexts(labOrPatch, (config) => (Array.isArray(config) && config.every((line) => typeof line === 'string') ? config.join('\n') : config));
}

/** A lab, or a patch of one, with every long text as an array of lines. */
export function splitTexts(labOrPatch: unknown): unknown {
  return mapTexts(labOrPatch, (config) => (typeof config === 'string' ? config.split('\n') : config));
}

function mapTexts(labOrPatch: unknown, change: (config: unknown) => unknown): unknown {
  if (!isObject(labOrPatch)) return labOrPatch;
  return mapEntries(labOrPatch, (map, key) =>
    MAPS.includes(key) && isObject(map)
      ? mapEntries(map, (machine) =>
          isObject(machine)
            ? mapEntries(machine, (text, name) =>
                TEXTS.includes(name) && isObject(text) && 'config' in text ? { ...text, config: change(text['config']) } : text,
              )
            : machine,
        )
      : map,
  );
}

/** Own properties kept as they are, `__proto__` too. */
function mapEntries(object: JsonObject, change: (value: unknown, key: string) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}
