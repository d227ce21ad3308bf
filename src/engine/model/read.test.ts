import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallScenario } from './fixture.ts';
import { mergePatch } from './merge-patch.ts';
import { readScenario } from './read.ts';
import type { Scenario } from './scenario.ts';
import { stateAt } from './steps.ts';

const read = (patch: unknown) => readScenario(JSON.stringify(smallScenario(patch), undefined, 2));
const messages = (patch: unknown) => read(patch).diagnostics.map((d) => d.message);

describe('reading a scenario', () => {
  it('takes one that is right', () => {
    const { scenario, diagnostics } = read({});
    expect(diagnostics).toEqual([]);
    expect(scenario?.lab.virtualMachines?.['nva']?.frr?.config, 'lines become one string').toBe('router bgp 65001\n neighbor 10.0.2.4 remote-as 65515');
    expect(scenario, 'the schema is of the file').not.toHaveProperty('$schema');
  });

  it('places a syntax mistake', () => {
    const { scenario, diagnostics } = readScenario('{\n  "version": 1,\n  "id" "small"\n}\n');
    expect(scenario).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'json-syntax', severity: 'error', place: { text: 'file', span: { line: 3, column: 8 } } }]);
    expect(diagnostics[0]?.message).toBe('expected a colon after "id", got "small"');
  });

  it.each<[what: string, patch: unknown, message: string]>([
    [
      'a bad prefix',
      { lab: { virtualNetworks: { hub: { subnets: { a: { addressPrefix: '10.0.0/24' } } } } } },
      'At lab.virtualNetworks.hub.subnets.a.addressPrefix: expected a prefix such as 10.0.0.0/24, got "10.0.0/24"',
    ],
    [
      'host bits',
      { lab: { virtualNetworks: { hub: { subnets: { a: { addressPrefix: '10.0.1.1/24' } } } } } },
      'At lab.virtualNetworks.hub.subnets.a.addressPrefix: expected 10.0.1.0/24, a prefix without bits beyond its length, got "10.0.1.1/24"',
    ],
    [
      'a bad prefix in a list',
      { lab: { virtualNetworks: { hub: { addressSpace: { addressPrefixes: ['10.0.0.0/16', '10.300.0.0/16'] } } } } },
      'At lab.virtualNetworks.hub.addressSpace.addressPrefixes.1: expected a prefix such as 10.0.0.0/24, got "10.300.0.0/16"',
    ],
    [
      'a bad address',
      { lab: { virtualMachines: { vm: { networkInterfaces: { eth0: { privateIPAddress: '10.1.0.400' } } } } } },
      'At lab.virtualMachines.vm.networkInterfaces.eth0.privateIPAddress: expected an IP address such as 10.0.0.4, got "10.1.0.400"',
    ],
    [
      'an interface address without its length',
      { lab: { hosts: { pc: { interfaces: { eth0: { addresses: ['192.168.0.10'] } } } } } },
      'At lab.hosts.pc.interfaces.eth0.addresses.0: expected an address with its length such as 10.20.10.1/24, got "192.168.0.10"',
    ],
    [
      'a value in another case',
      { lab: { virtualNetworkGateways: { ergw: { gatewayType: 'expressroute' } } } },
      'At lab.virtualNetworkGateways.ergw.gatewayType: expected one of "Vpn", "ExpressRoute", got "expressroute" (did you mean "ExpressRoute"?)',
    ],
    [
      'a property that is missing',
      { lab: { virtualNetworks: { hub: { location: null } } } },
      'At lab.virtualNetworks.hub.location: expected a string, got nothing',
    ],
    [
      'a misspelt property, which is one mistake and not two',
      { lab: { virtualNetworks: { hub: { location: null, locaton: 'japaneast' } } } },
      'At lab.virtualNetworks.hub.locaton: expected a property that is known here, got "locaton" (did you mean "location"?)',
    ],
    [
      'a property of something else',
      { lab: { publicIPAddresses: { pip: { zone: 1 } } } },
      'At lab.publicIPAddresses.pip.zone: expected a property that is known here, got "zone"; there are position, displayName, ipAddress',
    ],
    ['a number out of range', { lab: { flows: { ssh: { port: 70000 } } } }, 'At lab.flows.ssh.port: expected at most 65535, got 70000'],
    ['a number out of every range', { lab: { flows: { ssh: { port: 1e30 } } } }, 'At lab.flows.ssh.port: expected at most 65535, got 1e+30'],
    ['a number below every range', { lab: { flows: { ssh: { port: -1e30 } } } }, 'At lab.flows.ssh.port: expected at least 1, got -1e+30'],
    ['a wrong type', { lab: { virtualMachines: { nva: { ipForward: 'yes' } } } }, 'At lab.virtualMachines.nva.ipForward: expected true or false, got "yes"'],
    ['neither text nor lines', { lab: { routers: { cpe: { frr: { config: 5 } } } } }, 'At lab.routers.cpe.frr.config: expected a string or an array, got 5'],
    [
      'an id that a reference could not say',
      { lab: { sites: { 'on prem': {} } } },
      'At lab.sites["on prem"]: expected an id of letters, digits, hyphens, dots and underscores, such as vnet-hub, got "on prem"',
    ],
    [
      'an id that every object inherits',
      { lab: { sites: { constructor: {} } } },
      'At lab.sites.constructor: expected another id, because JavaScript has this name for itself, got "constructor"',
    ],
    [
      'a reference to what every object inherits',
      { lab: { virtualMachines: { vm: { networkInterfaces: { eth0: { subnet: 'toString/a' } } } } } },
      'At lab.virtualMachines.vm.networkInterfaces.eth0.subnet: expected the id of an object, got "toString/a"',
    ],
    ['an id that is not kebab-case', { id: 'Small Lab' }, 'At id: expected lower-case words joined by hyphens, such as set-next-hop, got "Small Lab"'],
    ['no version', { version: null }, 'At version: expected 1, got nothing'],
    ['an older version than any', { version: 0 }, 'At version: expected 1, got 0'],
    [
      'a newer version',
      { version: 2, lab: 'unknown' },
      'At version: expected at most 1, got 2: this file was written by a newer Hoplab; open it with that one',
    ],
    [
      'a check of an unknown kind',
      { checks: { c: { title: { en: 'C' }, kind: 'flows' } } },
      'At checks.c.kind: expected one of "rows", "console", "flow", "policy", "diagnostic", got "flows"',
    ],
    [
      'a part of an alternative',
      { checks: { c: { title: { en: 'C' }, kind: 'flow', flow: { from: 'pc', to: 'vm', protocol: 'sctp' }, expect: { verdict: 'delivered' } } } },
      'At checks.c.flow.protocol: expected one of "tcp", "udp", "icmp", got "sctp" (did you mean "tcp"?)',
    ],
    [
      'two steps of one id',
      { steps: [step('one'), step('one')] },
      'At steps.1.id: expected every step to have an id of its own, got "one", which is also steps.0',
    ],
    [
      'what a step does to a value',
      { steps: [step('one'), { ...step('two'), patch: { routeTables: { rt: { routes: { default: { nextHopType: 'internet' } } } } } }] },
      'step two: At lab.routeTables.rt.routes.default.nextHopType: expected one of "VirtualAppliance", "VirtualNetworkGateway", "VnetLocal", "Internet", "None", got "internet" (did you mean "Internet"?)',
    ],
    ['a patch that is no object', { steps: [{ ...step('one'), patch: 5 }] }, 'At steps.0.patch: expected an object, got 5'],
  ])('says of %s what was expected', (_what, patch, message) => {
    expect(messages(patch)).toEqual([message]);
  });

  it('names the file when the scenario is called something else', () => {
    const text = JSON.stringify(smallScenario());
    expect(readScenario(text, { fileName: 'scenarios/small.json' }).diagnostics).toEqual([]);
    expect(readScenario(text, { fileName: 'scenarios/other.json' }).diagnostics).toMatchObject([{ code: 'id-not-file-name', severity: 'warning' }]);
  });

  it('places a finding on the property, and one of a step where the step says it', () => {
    const { diagnostics } = read({
      lab: { virtualMachines: { vm: { networkInterfaces: { eth0: { subnet: 'spoke/b' } } } } },
      steps: [step('one'), { ...step('two'), patch: { virtualNetworks: { hub: { subnets: { a: { routeTable: 'rtt' } } } } } }],
    });
    const text = JSON.stringify(
      smallScenario({
        lab: { virtualMachines: { vm: { networkInterfaces: { eth0: { subnet: 'spoke/b' } } } } },
        steps: [step('one'), { ...step('two'), patch: { virtualNetworks: { hub: { subnets: { a: { routeTable: 'rtt' } } } } } }],
      }),
      undefined,
      2,
    ).split('\n');
    const lineOf = (n: number | undefined) => text[(n ?? 0) - 1]?.trim();
    expect(diagnostics.map((d) => [d.place.path?.join('.'), d.place.step, lineOf(d.place.span?.line)])).toEqual([
      ['lab.virtualMachines.vm.networkInterfaces.eth0.subnet', 'one', '"subnet": "spoke/b",'],
      ['steps.1.patch.virtualNetworks.hub.subnets.a.routeTable', 'two', '"routeTable": "rtt"'],
    ]);
  });

  it('leaves out what a check states on purpose', () => {
    const patch = { lab: { virtualMachines: { vm: { networkInterfaces: { eth0: { subnet: 'spoke/b' } } } } } };
    const stated = { checks: { c: { title: { en: 'C' }, kind: 'diagnostic', code: 'dangling-reference', object: 'vm', present: true } } };
    expect(read(patch).diagnostics).toHaveLength(1);
    expect(read(mergePatch(patch, stated)).diagnostics).toEqual([]);
    expect(read(mergePatch(patch, { checks: { c: { ...stated.checks.c, object: 'nva' } } })).diagnostics).toHaveLength(1);
  });

  it('lists every planted mistake of a large lab', () => {
    const machines = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [
        `m${i}`,
        { networkInterfaces: { eth0: { subnet: i % 20 === 7 ? 'spoke/x' : 'spoke/a', privateIPAddress: i % 20 === 11 ? '10.1.0' : '10.1.0.9' } } },
      ]),
    );
    const shapes = read({ lab: { virtualMachines: machines } }).diagnostics;
    expect(shapes.map((d) => d.code)).toEqual(new Array(10).fill('not-an-address'));
    for (const m of Object.values(machines)) m.networkInterfaces.eth0.privateIPAddress = '10.1.0.9';
    expect(read({ lab: { virtualMachines: machines } }).diagnostics.map((d) => d.code)).toEqual(new Array(10).fill('dangling-reference'));
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const { scenario, diagnostics } = readScenario(text);
        expect(scenario).toBeUndefined();
        expect(diagnostics.length).toBeGreaterThan(0);
      }),
    );
  });

  it('never throws for a scenario that is bent anywhere, and always can show what it takes', () => {
    const paths: string[][] = [];
    const visit = (value: unknown, path: string[]): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, inner] of Object.entries(value)) {
        paths.push([...path, key]);
        visit(inner, [...path, key]);
      }
    };
    const base = smallScenario({ steps: [{ ...step('one'), patch: { flows: null } }] });
    visit(base, []);
    fc.assert(
      fc.property(
        fc.constantFrom(...paths),
        fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('constructor', 'toString/x', '__proto__')),
        (path, value) => {
          const bent = structuredClone(base) as object;
          path.slice(0, -1).reduce((at, key) => (at as Record<string, object>)[key] as object, bent)[path.at(-1) as never] = value as never;
          const { scenario, diagnostics } = readScenario(JSON.stringify(bent));
          if (scenario) for (const s of scenario.steps ?? []) stateAt(scenario, s.id);
          else expect(diagnostics.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 400 },
    );
  });
});

function step(id: string): { id: string; title: { en: string }; text: { en: string } } {
  return { id, title: { en: id }, text: { en: id } };
}

describe('states', () => {
  const scenario = read({
    steps: [
      step('one'),
      { ...step('two'), patch: { virtualMachines: { nva: { frr: { config: ['a', 'b'] } }, vm: null }, flows: null } },
      { ...step('three'), patch: { virtualMachines: { nva: { frr: { version: '9.1' } } } } },
    ],
  }).scenario as Scenario;

  it('are cumulative: each patch works on what the step before left', () => {
    expect(stateAt(scenario, 'three').virtualMachines?.['nva']?.frr).toEqual({ config: 'a\nb', version: '9.1' });
    expect(Object.keys(stateAt(scenario, 'three').virtualMachines ?? {})).toEqual(['nva']);
    expect(Object.keys(stateAt(scenario, 'one').virtualMachines ?? {})).toEqual(['nva', 'vm']);
  });

  it('without an id are the first step, or the bare lab', () => {
    expect(stateAt(scenario)).toEqual(stateAt(scenario, 'one'));
    const { steps: _steps, ...bare } = scenario;
    expect(stateAt(bare)).toEqual(bare.lab);
  });

  it('throw on a step that is not there, and name those that are', () => {
    expect(() => stateAt(scenario, 'four')).toThrow('no step "four": expected one of one, two, three');
  });
});
