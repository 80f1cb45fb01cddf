import { Problem } from '../problems/problem.ts';
import type { ApiServer } from './server.ts';

/**
 * Answers 405 with `Allow` where an address exists but not for the method asked. Call before routes are added; call
 * the result from the not-found handler.
 */
export function rememberMethods(server: ApiServer): (path: string, method: string) => Problem | undefined {
  const methodsOf = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();
  server.addHook('onRoute', ({ url, method, schema }) => {
    if (url.endsWith('*') || (schema as { hide?: boolean } | undefined)?.hide === true) return;
    const source = url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[A-Za-z]+/g, '[^/]+');
    const known = methodsOf.get(url) ?? { pattern: new RegExp(`^${source}$`), methods: new Set<string>() };
    for (const each of [method].flat()) known.methods.add(each);
    methodsOf.set(url, known);
  });
  return (path, method) => {
    const allowed = new Set<string>();
    for (const { pattern, methods } of methodsOf.values()) {
      if (pattern.test(path)) for (const each of methods) allowed.add(each);
    }
    if (allowed.size === 0 || allowed.has(method)) return undefined;
    const list = [...allowed].sort().join(', ');
    return new Problem('method-not-allowed', { params: { method, allowed: list }, headers: { allow: list } });
  };
}
