/** A date, with or without a time, at the end of an archive's name, as borg's documentation and its wrappers write it. */
const stamp =
  /[-_.@:+ ]*(?<!\d)(?:19|20)\d{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])(?:[T_ -]?\d{2}[:.h-]?\d{2}(?:[:.m-]?\d{2})?(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/;
const epoch = /[-_.@:+ ]+\d{9,16}$/;

/** What archives of one data set have in common: `rulin-finance` of `rulin-finance-2026-11-27T01:00:00`. */
export function stemOf(name: string): string {
  const stem = name.replace(stamp, '').replace(epoch, '');
  return stem === '' ? name : stem;
}
