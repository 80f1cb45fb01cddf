/** How far a page is looked at for the charset that it names itself (HTML, section 4.2.5.4: the first 1,024 octets). */
const lookedAt = 1_024;

/**
 * The words of an answer. The charset is that of a byte order mark, of the Content-Type, or of the page's own `<meta>` or XML
 * declaration; UTF-8 where none is named, and GB18030, which holds GBK and GB2312, where that is not UTF-8 either.
 */
export function textOf(
  bytes: Uint8Array,
  contentType: string | undefined,
): { readonly text: string; readonly charset: string } {
  const named = markOf(bytes) ?? charsetIn(contentType ?? '') ?? declaredIn(bytes);
  const decoder = named === undefined ? undefined : decoderOf(named);
  if (decoder !== undefined) return { text: decoder.decode(bytes), charset: decoder.encoding };
  try {
    // A cut body may end inside a character: what is missing there is no sign of another charset.
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }), charset: 'utf-8' };
  } catch {
    const other = new TextDecoder('gb18030').decode(bytes);
    const isOther = !other.includes('\ufffd');
    return isOther
      ? { text: other, charset: 'gb18030' }
      : { text: new TextDecoder('utf-8').decode(bytes), charset: 'utf-8' };
  }
}

function decoderOf(label: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(label);
  } catch {
    return undefined;
  }
}

function markOf(bytes: Uint8Array): string | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return a === 0xff && b === 0xfe ? 'utf-16le' : undefined;
}

function charsetIn(text: string): string | undefined {
  return /charset\s*=\s*["']?([\w:.-]{1,40})/i.exec(text)?.[1];
}

function declaredIn(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, lookedAt)).toString('latin1');
  const meta = /<meta\s[^>]*charset\s*=\s*["']?([\w:.-]{1,40})/i.exec(head)?.[1];
  return meta ?? /^<\?xml[^>]*encoding\s*=\s*["']([\w:.-]{1,40})/.exec(head)?.[1];
}
