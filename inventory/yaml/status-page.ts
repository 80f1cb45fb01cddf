import type { StatusPageSettings } from '../settings.ts';
import type { Section } from './section.ts';
import { isTrue } from './services-values.ts';

/** Whether the status pages of points are open to who has not logged in. */
export function readStatusPage(section: Section): StatusPageSettings {
  const settings = { isPublic: isTrue(section, 'public', false), contact: section.optionalText('contact') ?? '' };
  section.finish();
  return settings;
}
