import type { ReportRhythms, ReportsSettings } from '../settings.ts';
import type { Section } from './section.ts';

/** Which reports are made by themselves, and what they ask for. */
export function readReports(section: Section): ReportsSettings {
  const [isolation, backup] = [section.section('isolation'), section.section('backup')];
  const at = section.optionalText('at') ?? '04:30';
  const found = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(at);
  if (found === null) section.wrong('at', 'bad-time-of-day', { value: at });
  const settings: ReportsSettings = {
    availabilityTarget: section.number('availability_target', { otherwise: 0.999, min: 0, max: 1, whole: false }),
    language: section.oneOf('language', ['zh-CN', 'en']) ?? 'zh-CN',
    at: { hour: Number(found?.[1] ?? 4), minute: Number(found?.[2] ?? 30) },
    ...rhythmsOf(section),
    isolation: rhythmsOf(isolation),
    backup: rhythmsOf(backup),
  };
  isolation.finish();
  backup.finish();
  section.finish();
  return settings;
}

function rhythmsOf(section: Section): ReportRhythms {
  const rhythm = (key: string, otherwise: readonly string[] = []): readonly string[] =>
    section.list(key)?.flatMap(({ text, place }) => {
      if (/^(?:city|(?:district|office|point):[^\s:]+)$/.test(text)) return [text];
      section.mistakes.add(place, 'bad-scope', { field: section.name(key), value: text });
      return [];
    }) ?? otherwise;
  return {
    daily: rhythm('daily'),
    weekly: rhythm('weekly', ['city']),
    monthly: rhythm('monthly', ['city']),
    yearly: rhythm('yearly'),
  };
}
