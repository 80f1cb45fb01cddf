/** One field of a CSV record as it stands in the file. */
interface RawField {
  /** Where it begins in the record's text, in UTF-16 units. */
  readonly start: number;
  readonly raw: string;
}

/** The fields of one record's text (RFC 4180), for finding where one stands; a quote out of place ends nothing. */
export function rawFields(record: string, separator: string): readonly RawField[] {
  const fields: RawField[] = [];
  let start = 0;
  for (;;) {
    const quotedEnd = record[start] === '"' ? endOfQuoted(record, start, separator) : undefined;
    const found = quotedEnd ?? record.indexOf(separator, start);
    const end = found < 0 ? record.length : found;
    fields.push({ start, raw: record.slice(start, end) });
    if (end >= record.length) return fields;
    start = end + separator.length;
  }
}

/** Index of the separator (or the end) after a well-formed quoted field; undefined when it is not well-formed. */
function endOfQuoted(record: string, start: number, separator: string): number | undefined {
  let at = start + 1;
  for (;;) {
    const quote = record.indexOf('"', at);
    if (quote < 0) return undefined;
    if (record[quote + 1] === '"') {
      at = quote + 2;
      continue;
    }
    const after = quote + 1;
    return after === record.length || record.startsWith(separator, after) ? after : undefined;
  }
}

/** The first field with a quote where none may stand (inside an unquoted field, or after a closing one). */
export function strayQuote(fields: readonly RawField[], separator: string): number | undefined {
  const index = fields.findIndex(
    ({ raw }) => raw.includes('"') && !(raw.startsWith('"') && endOfQuoted(raw, 0, separator) === raw.length),
  );
  return index < 0 ? undefined : index;
}

/** Line and character column of an offset in a record that begins at `line`. */
export function positionIn(record: string, offset: number, line: number): { line: number; column: number } {
  const before = record.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: line + before.split('\n').length - 1, column: [...before.slice(lineStart)].length + 1 };
}
