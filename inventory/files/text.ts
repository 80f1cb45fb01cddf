import type { Mistakes } from '../mistakes/mistakes.ts';
import { wholeFile } from '../mistakes/place.ts';
import { decodeText } from './encoding.ts';
import { readFileBounded } from './read.ts';

/** A file's text; undefined, with the mistake said, when there is none. With `mayMiss` its absence is no mistake. */
export async function readText({
  file,
  maxBytes,
  mistakes,
  mayMiss = false,
}: {
  file: string;
  maxBytes: number;
  mistakes: Mistakes;
  mayMiss?: boolean;
}): Promise<string | undefined> {
  const read = await readFileBounded(file, maxBytes);
  if (!read.ok) {
    if (read.reason === 'missing' && mayMiss) return undefined;
    if (read.reason === 'missing') mistakes.add(wholeFile(file), 'file-missing', { path: file });
    else if (read.reason === 'too-big') mistakes.add(wholeFile(file), 'file-too-big', { limit: maxBytes });
    else if (read.reason === 'no-file') mistakes.add(wholeFile(file), 'file-no-file');
    else mistakes.add(wholeFile(file), 'file-refused', { code: read.code });
    return undefined;
  }
  const decoded = decodeText(read.bytes);
  if (decoded.ok) return decoded.text;
  // What a spreadsheet saves is mended there; anything else by an editor.
  mistakes.add(
    { file, line: decoded.line, column: 0 },
    /\.(?:csv|tsv|txt)$/i.test(file) ? 'encoding' : 'encoding-text',
  );
  return undefined;
}
