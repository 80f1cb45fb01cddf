import type { Mistakes } from '../../inventory/index.ts';
import { type MibObject, mibBounds, type RawModule, type RawNode, type Syntax } from './model.ts';

/** Names that every MIB builds on; those of the standard modules need no file. */
const roots: Readonly<Record<string, string>> = {
  iso: '1',
  ccitt: '0',
  org: '1.3',
  dod: '1.3.6',
  internet: '1.3.6.1',
  directory: '1.3.6.1.1',
  mgmt: '1.3.6.1.2',
  'mib-2': '1.3.6.1.2.1',
  system: '1.3.6.1.2.1.1',
  interfaces: '1.3.6.1.2.1.2',
  transmission: '1.3.6.1.2.1.10',
  experimental: '1.3.6.1.3',
  private: '1.3.6.1.4',
  enterprises: '1.3.6.1.4.1',
  security: '1.3.6.1.5',
  snmpV2: '1.3.6.1.6',
  snmpDomains: '1.3.6.1.6.1',
  snmpProxys: '1.3.6.1.6.2',
  snmpModules: '1.3.6.1.6.3',
  zeroDotZero: '0.0',
};

const hinted = (hint: string): Syntax => ({ type: 'OCTET STRING', words: new Map(), hint });
const truth = {
  type: 'INTEGER',
  words: new Map([
    [1, 'true'],
    [2, 'false'],
  ]),
};
/** Textual conventions of RFC 2579 and its like. */
const conventions: ReadonlyMap<string, Syntax> = new Map<string, Syntax>([
  ['DisplayString', hinted('255a')],
  ['SnmpAdminString', hinted('255t')],
  ['MacAddress', hinted('1x:')],
  ['PhysAddress', hinted('1x:')],
  ['DateAndTime', hinted('2d-1d-1d,1d:1d:1d.1d,1a1d:1d')],
  ['TruthValue', truth],
]);

/** The objects of all modules by OID. */
export interface MibNames {
  readonly objects: readonly MibObject[];
  /** The name of any place in the tree, objects or not. */
  nameOf(oid: string): string | undefined;
}

/** Joins modules into one tree; a name that hangs on nothing known is said with its place and left out. */
export function namesOf(modules: readonly RawModule[], mistakes: Mistakes): MibNames {
  const byModule = new Map<string, Map<string, RawNode>>();
  const anywhere = new Map<string, RawNode>();
  const types = new Map<string, Syntax>();
  let count = 0;
  for (const module of modules) {
    const own = new Map<string, RawNode>();
    byModule.set(module.name, own);
    for (const [name, syntax] of module.types) types.set(name, syntax);
    for (const node of module.nodes) {
      if (++count > mibBounds.nodes) break;
      own.set(node.name, node);
      if (!anywhere.has(node.name)) anywhere.set(node.name, node);
    }
  }
  if (count > mibBounds.nodes && modules[0] !== undefined)
    mistakes.addKeyed({ file: modules[0].file, line: 0, column: 0 }, 'collector.mib.too-many', {
      limit: mibBounds.nodes,
    });

  const known = new Map<RawNode, string | null>();
  const missing = new Set<string>();
  function oidOf(node: RawNode, own: ReadonlyMap<string, RawNode>): string | undefined {
    const before = known.get(node);
    if (before !== undefined) return before ?? undefined;
    // Against a circle: what is being looked for hangs on nothing.
    known.set(node, null);
    const base = baseOf(node, own);
    const oid = base === undefined ? undefined : [base, ...node.numbers].filter((part) => part !== '').join('.');
    known.set(node, oid ?? null);
    return oid;
  }
  function baseOf({ parent, place }: RawNode, own: ReadonlyMap<string, RawNode>): string | undefined {
    if (parent === '') return '';
    const above = own.get(parent) ?? anywhere.get(parent);
    const base = above === undefined ? roots[parent] : oidOf(above, own);
    if (base !== undefined || above !== undefined || missing.has(parent)) return base;
    missing.add(parent);
    mistakes.addKeyed(place, 'collector.mib.parent', { name: parent });
    return undefined;
  }

  const nodes = new Map<string, { readonly node: RawNode; readonly module: string }>();
  for (const [module, own] of byModule) {
    for (const node of own.values()) {
      const oid = oidOf(node, own);
      if (oid !== undefined && !nodes.has(oid)) nodes.set(oid, { node, module });
    }
  }
  const above = (oid: string) => oid.slice(0, Math.max(0, oid.lastIndexOf('.')));
  const objects: MibObject[] = [];
  for (const [oid, { node, module }] of nodes) {
    const { object } = node;
    if (object === undefined || !object.readable || object.isTable) continue;
    const kind = nodes.get(above(above(oid)))?.node.object?.isTable === true ? 'column' : 'scalar';
    const syntax = resolved(object.syntax, types);
    objects.push({ name: node.name, module, oid, kind, syntax, units: object.units });
  }
  return { objects, nameOf: (oid) => nodes.get(oid)?.node.name };
}

/** A syntax down to its base type; words and hint of the nearest convention that has them. */
function resolved(syntax: Syntax, types: ReadonlyMap<string, Syntax>): Syntax {
  let { type, words, hint } = syntax;
  for (let step = 0; step < 10; step++) {
    const below: Syntax | undefined = types.get(type) ?? conventions.get(type);
    if (below === undefined) break;
    type = below.type;
    if (words.size === 0) words = below.words;
    hint ??= below.hint;
  }
  return hint === undefined ? { type, words } : { type, words, hint };
}
