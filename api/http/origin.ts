import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from './address.ts';

/** The name part of a Host header, without brackets and port; undefined when it is not one. */
export function hostName(host: string | undefined): string | undefined {
  if (host === undefined || host.length > 260) return undefined;
  const bracketed = /^\[([0-9a-f:.]+)\](?::\d{1,5})?$/i.exec(host);
  if (bracketed !== null) return bracketed[1]?.toLowerCase();
  return /^([^:[\]/?#@\s]+)(?::\d{1,5})?$/.exec(host)?.[1]?.toLowerCase();
}

/**
 * Against DNS rebinding: a server that listens on a loopback address answers only to names that are loopback, so that
 * a foreign page whose name was pointed at 127.0.0.1 gets nothing.
 */
export function hostIsAllowed(host: string | undefined, listensOn: string): boolean {
  if (!isLoopback(listensOn)) return true;
  const name = hostName(host);
  return name !== undefined && isLoopback(name);
}

/**
 * Whether a request that changes something may be answered: a browser says where it comes from by Sec-Fetch-Site, an
 * older one by Origin. A request with neither is not a browser's, so no foreign page can have caused it (the rule of
 * Go's net/http CrossOriginProtection).
 */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = headers.origin;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  return new URL(origin).host.toLowerCase() === headers.host?.toLowerCase();
}

export const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
