import { errorText } from '../../../../core/index.ts';
import { engineBounds } from '../ask.ts';
import { Unlikely } from '../told.ts';

/** An element: attributes by name, and children by the name of their element. */
export interface Element {
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Readonly<Record<string, readonly Element[]>>;
  readonly text: string;
}

const textName = '#text';
const prefix = '@';
const characters: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** The five entities that XML itself has; others are not known here and stay as they are. */
function plain(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => characters[name] ?? '');
}

/**
 * Parses XML without entities of its own, whole or not at all. The parser is loaded when the first cluster needs it.
 * @throws Unlikely
 */
export async function parseXml(text: string): Promise<Element> {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new Unlikely('XML with a document type of its own');
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new Unlikely(`XML, line ${valid.err.line}: ${valid.err.msg}`);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: prefix,
    textNodeName: textName,
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
  });
  try {
    return elementOf(parser.parse(text), 0);
  } catch (thrown) {
    // It refuses names that would reach into its own objects.
    throw thrown instanceof Unlikely ? thrown : new Unlikely(`XML: ${errorText(thrown)}`);
  }
}

function elementOf(value: unknown, depth: number): Element {
  if (depth > engineBounds.depth) throw new Unlikely('XML that is nested too deep');
  if (typeof value !== 'object' || value === null)
    return { attributes: {}, children: {}, text: plain(String(value ?? '')) };
  const attributes: Record<string, string> = {};
  const children: Record<string, readonly Element[]> = {};
  for (const [name, child] of Object.entries(value)) {
    if (name === textName) continue;
    if (name.startsWith(prefix)) attributes[name.slice(prefix.length)] = plain(String(child));
    else children[name] = (Array.isArray(child) ? child : [child]).map((each) => elementOf(each, depth + 1));
  }
  const text = (value as Record<string, unknown>)[textName];
  return { attributes, children, text: plain(String(text ?? '')) };
}

/** Children of a name; none is an empty list. */
export function childrenOf(element: Element | undefined, name: string): readonly Element[] {
  return element !== undefined && Object.hasOwn(element.children, name) ? (element.children[name] ?? []) : [];
}

export function childOf(element: Element | undefined, ...path: readonly string[]): Element | undefined {
  return path.reduce<Element | undefined>((at, name) => childrenOf(at, name)[0], element);
}

/** All elements of a name, however deep. */
export function allOf(element: Element, name: string): readonly Element[] {
  return Object.entries(element.children).flatMap(([childName, children]) =>
    children.flatMap((child) => (childName === name ? [child, ...allOf(child, name)] : allOf(child, name))),
  );
}
