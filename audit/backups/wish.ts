import type { CatalogueReading, CheckWish } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { BackupsSettings, RepositorySettings } from '../../inventory/index.ts';
import type { BackupCalendar } from './calendar.ts';
import type { RepositoryMemory } from './memory.ts';

const dayMs = 86_400_000;
/** A repository of so many bytes is read whole at each look. */
const smallBytes = 64 * 1_048_576;
/** These tell the state of their structure with the catalogue itself. */
const cheap: readonly RepositorySettings['tool'][] = ['manifest', 'pgbackrest', 'postgresql', 'bareos'];

/**
 * What of a repository is checked at this look: its structure twice as often as declared, so that one check may fail to happen; of its
 * data each day another part, so that all of it is read within the declared days.
 */
export function checkWishOf(deps: {
  readonly repository: RepositorySettings;
  readonly settings: BackupsSettings;
  readonly memory: RepositoryMemory;
  /** The last reading. */
  readonly reading: CatalogueReading | undefined;
  readonly calendar: BackupCalendar;
  readonly now: EpochMs;
}): CheckWish {
  const { repository, settings, memory, reading, calendar, now } = deps;
  const { structure, data } = memory;
  const bytes = reading?.space?.repositoryBytes;
  if (bytes !== undefined && bytes <= smallBytes) return { structure: true, data: 'all' };
  const isDue = structure === undefined || !structure.ok || now - structure.at >= (settings.checkDays * dayMs) / 2;
  const today = calendar.dayOf(now);
  const last = data.at(-1);
  const wasRead = last !== undefined && calendar.dayOf(last.at) === today;
  const part = { part: (today % settings.readAllDays) + 1, of: settings.readAllDays };
  return { structure: isDue || cheap.includes(repository.tool), data: wasRead ? 'none' : part };
}
