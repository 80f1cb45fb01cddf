import type { Clock } from '../../core/index.ts';
import { readScalars } from '../snmp/scalars.ts';
import type { SnmpSession } from '../snmp/snmp-session.ts';
import type { ProfileBook } from './book.ts';
import type { ProfileReading } from './model.ts';
import { readProfile } from './read-values.ts';

const sysObjectIdOid = '1.3.6.1.2.1.1.2.0';

/** Asks a device what it is and then for what the profile of its family names; undefined when it has none or is silent. */
export async function readDeviceProfile(
  session: SnmpSession,
  clock: Clock,
  book: ProfileBook,
): Promise<ProfileReading | undefined> {
  const { values } = await readScalars(session, 'profile', [sysObjectIdOid]);
  const value = values.get(sysObjectIdOid);
  if (value?.type !== 'oid') return undefined;
  const profile = book.match(value.value);
  return profile === undefined ? undefined : readProfile({ session, clock, profile, sysObjectID: value.value });
}
