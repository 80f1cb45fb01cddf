import { describe, expect, it } from 'vitest';
import { deviceKinds } from '../inventory/index.ts';
import { conditionNames } from './incident.ts';
import { alertTexts } from './texts.ts';

const places = (text: string | undefined): readonly string[] =>
  [...(text ?? '').matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();

describe('the texts of the alerts room', () => {
  it('exist in both languages with the same places', () => {
    expect(Object.keys(alertTexts.en).sort()).toEqual(Object.keys(alertTexts['zh-CN']).sort());
    for (const [key, text] of Object.entries(alertTexts.en)) {
      expect([key, places(alertTexts['zh-CN'][key])]).toEqual([key, places(text)]);
    }
  });

  it('cover every condition and every kind of device', () => {
    const keys = Object.keys(alertTexts.en);
    for (const name of conditionNames) expect(keys.some((key) => key.startsWith(`alerts.${name}.`))).toBe(true);
    for (const kind of deviceKinds) expect(keys).toContain(`alerts.device-kind.${kind}`);
  });
});
