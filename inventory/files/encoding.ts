import iconv from 'iconv-lite';

/** Text, or the line of the first byte that no encoding explains. */
export type Decoded = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly line: number };

const replacement = '\ufffd';

/**
 * Bytes of a spreadsheet as text: UTF-8 with or without BOM, UTF-16LE with BOM (Excel's "Unicode text"), and GB18030,
 * which Excel in China saves. Line ends become `\n`. GB18030 explains nearly any bytes, so a file that is mostly good
 * UTF-8 (or says so by its BOM) is called damaged rather than read as the wrong characters.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return finish(new TextDecoder('utf-16le').decode(bytes));
  try {
    return finish(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    const damaged = new TextDecoder('utf-8').decode(bytes);
    const hasBom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    if (hasBom || count(damaged, /[\u3000-\u9fff]/g) > count(damaged, /\ufffd/g)) return finish(damaged);
    return finish(iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 'gb18030'));
  }
}

function finish(text: string): Decoded {
  const lines = text.replace(/\r\n?/g, '\n');
  const wrongAt = lines.indexOf(replacement);
  return wrongAt < 0 ? { ok: true, text: lines } : { ok: false, line: count(lines.slice(0, wrongAt), /\n/g) + 1 };
}

function count(text: string, pattern: RegExp): number {
  let found = 0;
  for (const _ of text.matchAll(pattern)) found += 1;
  return found;
}
