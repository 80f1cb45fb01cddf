import { createRequire } from 'node:module';
import { amendPrivacy, type LibraryPrivacy } from './net-snmp-privacy.ts';
import { amendReading, readerOf } from './net-snmp-reading.ts';

const amended = new WeakSet<LibraryPrivacy>();

/** Mends net-snmp where it fails, for all who use it in this process; `net-snmp-amended.test.ts` shows each defect. */
export function amendNetSnmp(library: LibraryPrivacy): void {
  if (amended.has(library)) return;
  amended.add(library);
  amendPrivacy(library);
  amendReading(readerOf(createRequire(import.meta.url)));
}
