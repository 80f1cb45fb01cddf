import type { ReportRhythms, ReportsSettings } from '../settings.ts';
import type { Section } from './section.ts';

/** Which reports are made by themselves, and what they ask for. */
export function readReports(section: Section): ReportsSettings {
  const [isolation, backup, bulletin] = ['isolation', 'backup', 'bulletin'].map((key) => section.section(key)) as [
    Section,
    Section,
    Section,
  ];
  const at = section.optionalText('at') ?? '04:30';
  const found = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(at);
  if (found === null) section.wrong('at', 'bad-time-of-day', { value: at });
  const settings: ReportsSettings = {
    availabilityTarget: section.number('availability_target', { otherwise: 0.999, min: 0, max: 1, whole: false }),
    language: section.oneOf('language', ['zh-CN', 'en']) ?? 'zh-CN',
    at: { hour: Number(found?.[1] ?? 4), minute: Number(found?.[2] ?? 30) },
    ...rhythmsOf(section, { scopes: /^(?:city|(?:district|office|point|link|service):[^\s:]+)$/ }),
    isolation: rhythmsOf(isolation),
    backup: rhythmsOf(backup),
    // Nothing is published unless somebody asks for it.
    bulletin: rhythmsOf(bulletin, { scopes: /^(?:city|district:[^\s:]+)$/, usual: [] }),
  };
  isolation.finish();
  backup.finish();
  bulletin.finish();
  section.finish();
  return settings;
}

function rhythmsOf(
  section: Section,
  {
    scopes = /^(?:city|(?:district|office|point):[^\s:]+)$/,
    usual = ['city'],
  }: {
    readonly scopes?: RegExp;
    /** What is made each week and month where nothing is written. */
    readonly usual?: readonly string[];
  } = {},
): ReportRhythms {
  const rhythm = (key: string, otherwise: readonly string[] = []): readonly string[] =>
    section.list(key)?.flatMap(({ text, place }) => {
      if (scopes.test(text)) return [text];
      section.mistakes.add(place, 'bad-scope', { field: section.name(key), value: text });
      return [];
    }) ?? otherwise;
  return {
    daily: rhythm('daily'),
    weekly: rhythm('weekly', usual),
    monthly: rhythm('monthly', usual),
    yearly: rhythm('yearly'),
  };
}
