import type { DefaultTreeAdapterTypes } from 'parse5';
import { httpBounds } from './bounds.ts';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

export interface Field {
  readonly name: string;
  /** `password`, `hidden`, `text`, … as HTML has it; of a select or textarea its own name. */
  readonly type: string;
  readonly value: string;
  /** Sent with the form unless a person changes it; of a button: not before it is pressed. */
  readonly isSent: boolean;
}

export interface Form {
  readonly action: URL;
  readonly method: 'GET' | 'POST';
  readonly fields: readonly Field[];
}

/** What a browser would make of a page, as far as a login needs it. */
export interface Page {
  readonly title: string;
  readonly forms: readonly Form[];
  /** Where `<meta http-equiv=refresh>` leads without a wait of more than some seconds. */
  readonly refresh: URL | undefined;
  /** A script sends the page's form by itself (OAuth 2.0 Form Post Response Mode). */
  readonly isSelfSent: boolean;
  /** What the page marks as an error or alert. */
  readonly complaint: string;
}

/** Reads a page of HTML, however broken (HTML section 13.2); bounded, never throws. */
export async function readPage(html: string, url: URL): Promise<Page> {
  const { parse } = await import('parse5');
  const elements = [...elementsOf(parse(html))];
  const find = (tag: string): readonly Element[] => elements.filter(({ tagName }) => tagName === tag);
  const base = resolved(attribute(find('base')[0], 'href'), url) ?? url;
  const forms = find('form')
    .slice(0, httpBounds.forms)
    .flatMap((form) => formOf(form, elements, url, base));
  const scripts = [...find('script').map(wordsOf), ...find('body').map((body) => attribute(body, 'onload') ?? '')];
  const complaint = elements.find((element) =>
    /(?:^|[\s_-])(?:error|errors|alert|alert-danger|errormsg|error-msg|msg)(?:$|[\s_-])/i.test(
      `${attribute(element, 'class') ?? ''} ${attribute(element, 'id') ?? ''} ${attribute(element, 'role') ?? ''}`,
    ),
  );
  return {
    title: short(find('title').map(wordsOf)[0] ?? ''),
    forms,
    refresh: refreshOf(find('meta'), base),
    isSelfSent: scripts.some((script) => /\.submit\s*\(\s*\)/.test(script)),
    complaint: complaint === undefined ? '' : short(wordsOf(complaint)),
  };
}

function* elementsOf(root: Node): Generator<Element> {
  const waiting: Node[] = [root];
  for (let count = 0; waiting.length > 0 && count < httpBounds.nodes; count += 1) {
    const node = waiting.pop();
    if (node === undefined) return;
    if ('tagName' in node) yield node;
    const inside = 'content' in node ? [node.content] : 'childNodes' in node ? node.childNodes : [];
    for (let index = inside.length - 1; index >= 0; index -= 1) waiting.push(inside[index] as Node);
  }
}

function attribute(element: Element | undefined, name: string): string | undefined {
  return element?.attrs.find((one) => one.name === name)?.value;
}

function wordsOf(element: Element): string {
  const words: string[] = [];
  const waiting: Node[] = [element];
  for (let count = 0; waiting.length > 0 && count < 5_000; count += 1) {
    const node = waiting.pop();
    if (node === undefined) break;
    if ('value' in node && node.nodeName === '#text') words.push(node.value);
    if ('childNodes' in node) waiting.push(...node.childNodes.toReversed());
  }
  return words.join(' ');
}

function short(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length > httpBounds.wordsCharacters ? `${line.slice(0, httpBounds.wordsCharacters)}…` : line;
}

function resolved(text: string | undefined, base: URL): URL | undefined {
  return text !== undefined && URL.canParse(text, base.href) ? new URL(text, base) : undefined;
}

/** A form without an action is sent to its page; one that is sent to no web address is none. */
function formOf(form: Element, elements: readonly Element[], url: URL, base: URL): readonly Form[] {
  const asked = attribute(form, 'action')?.trim() ?? '';
  const action = asked === '' ? new URL(url) : resolved(asked, base);
  if (action === undefined || !/^https?:$/.test(action.protocol)) return [];
  action.hash = '';
  const id = attribute(form, 'id');
  const inside = new Set(elementsOf(form));
  const own = elements.filter((element) => {
    const owner = attribute(element, 'form');
    return owner === undefined ? inside.has(element) : owner === id;
  });
  const fields = own.flatMap(fieldOf).slice(0, httpBounds.fields);
  return [{ action, method: attribute(form, 'method')?.toUpperCase() === 'POST' ? 'POST' : 'GET', fields }];
}

function fieldOf(element: Element): readonly Field[] {
  const name = attribute(element, 'name') ?? '';
  if (name === '' || attribute(element, 'disabled') !== undefined) return [];
  const value = attribute(element, 'value') ?? '';
  switch (element.tagName) {
    case 'input': {
      const type = attribute(element, 'type')?.toLowerCase() ?? 'text';
      if (type === 'checkbox' || type === 'radio')
        return [
          { name, type, value: value === '' ? 'on' : value, isSent: attribute(element, 'checked') !== undefined },
        ];
      return [{ name, type, value, isSent: !['submit', 'image', 'button', 'reset', 'file'].includes(type) }];
    }
    case 'button':
      return [{ name, type: attribute(element, 'type')?.toLowerCase() ?? 'submit', value, isSent: false }];
    case 'textarea':
      return [{ name, type: 'textarea', value: wordsOf(element), isSent: true }];
    case 'select': {
      const options = [...elementsOf(element)].filter(({ tagName }) => tagName === 'option');
      const chosen = options.find((option) => attribute(option, 'selected') !== undefined) ?? options[0];
      if (chosen === undefined) return [];
      return [{ name, type: 'select', value: attribute(chosen, 'value') ?? wordsOf(chosen).trim(), isSent: true }];
    }
    default:
      return [];
  }
}

/** Longer waits are for people. */
const refreshAtMostSeconds = 5;

function refreshOf(metas: readonly Element[], base: URL): URL | undefined {
  const meta = metas.find((one) => attribute(one, 'http-equiv')?.toLowerCase() === 'refresh');
  const [, seconds, target] =
    /^\s*(\d+)(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?["']?([^"']+)/i.exec(attribute(meta, 'content') ?? '') ?? [];
  const url = Number(seconds) <= refreshAtMostSeconds ? resolved(target?.trim(), base) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) ? url : undefined;
}
