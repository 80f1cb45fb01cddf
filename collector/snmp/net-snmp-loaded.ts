import { createRequire } from 'node:module';
import type snmpLibrary from 'net-snmp';
import { amendNetSnmp } from './net-snmp-amended.ts';

let loaded: typeof snmpLibrary | undefined;

/** net-snmp, loaded and amended when it is first needed: the schedule polls without, most cities send no notification, and it holds ten megabytes. */
export function netSnmp(): typeof snmpLibrary {
  if (loaded === undefined) {
    loaded = createRequire(import.meta.url)('net-snmp') as typeof snmpLibrary;
    amendNetSnmp(loaded);
  }
  return loaded;
}
