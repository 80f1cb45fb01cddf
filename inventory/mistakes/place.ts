/** Where in a file something stands; lines and character columns count from 1, 0 means the whole of it. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The whole file. */
export function wholeFile(file: string): Place {
  return { file, line: 0, column: 0 };
}

/** `file:line`, for a text that points at another place. */
export function placeText({ file, line }: Place): string {
  return line === 0 ? file : `${file}:${line}`;
}
