import { serviceBounds } from '../../../inventory/services/index.ts';

/** Every size that the http probe holds to, in one place. */
export const httpBounds = {
  /** Of an answer, after it was decompressed. */
  answerBytes: serviceBounds.answerBytes,
  /** Of an answer as it comes: an archive of nothing has no size when decompressed. */
  wireBytes: 4 * serviceBounds.answerBytes,
  headerBytes: 65_536,
  /** RFC 6265 section 6.1 asks for 4,096 octets a cookie, 50 a host, and more in all. */
  cookieBytes: 4_096,
  cookiesOfHost: 50,
  cookies: 300,
  /** Nodes of a page that are looked at for forms. */
  nodes: 50_000,
  forms: 50,
  fields: 500,
  /** Pages of a login, redirects not counted. */
  loginPages: 8,
  /** Characters of a page's words in a reason. */
  wordsCharacters: 80,
} as const;
