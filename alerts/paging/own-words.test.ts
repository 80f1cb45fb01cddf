import { expect, it } from 'vitest';
import { calendarDefaults, parseTemplate, type Template } from '../../inventory/index.ts';
import { local, timeZone } from '../duty/stage.fake.ts';
import type { Incident } from '../incident.ts';
import { smallCity } from '../stage.fake.ts';
import type { PageEvent } from './model.ts';
import { newPage } from './pages.ts';
import { incident, mail, paging } from './stage.fake.ts';
import { toSendOf } from './to-send.ts';

const at = local('2026-01-05 09:00');
function template(text: string): Template {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}
function sent(words: { subject?: string; body?: string }, event: PageEvent = 'raised', patch: Partial<Incident> = {}) {
  const way = { recipientId: 'a', channelId: 'mail', to: 'a@city.inner' };
  const page = newPage({ incident: incident('INC-1', at, patch), noticeKey: 'k', event, mark: '0.0.0', way, at });
  const own = Object.fromEntries(Object.entries(words).map(([key, text]) => [key, template(text)]));
  const channels = [mail('mail', { templates: { 'zh-CN': own } })];
  const scene = { paging: paging({ channels }), city: smallCity(), timeZone, calendar: calendarDefaults };
  const ready = toSendOf(page, scene, 'http://fz.inner:8080/a/token', at);
  if (ready === undefined) throw new Error('nothing to send');
  return ready;
}

it('of a channel stand in its subject and body, and the rest stays as it was', () => {
  const own = sent({ subject: '{severity}|{id}|{event}|{element}' });
  expect(own.subject).toBe('紧急|INC-1|新告警|F23');
  expect(own.body).toBe(sent({}).body);
  const body = sent({ body: '{summary}\n自 {since}\n{link}\n{acknowledge}' });
  expect(body.subject).toBe(sent({}).subject);
  expect(body.body.split('\n')).toEqual([
    expect.stringContaining('F23'),
    '自 2026-01-05 09:00:00 (Asia/Shanghai)',
    'http://fz.inner:8080/incidents/INC-1',
    'http://fz.inner:8080/a/token',
    '',
  ]);
  // A short message has its subject and these.
  expect(body.points).toEqual(body.body.trimEnd().split('\n'));
});

it('leave out a line that names only what the message has not', () => {
  const words = { body: '{summary}\n由 {acknowledged} 处理\n{cleared}\n处置：{remedy}\n\n值班电话 8000' };
  const open = sent(words).body;
  expect(open).not.toContain('处理\n');
  expect(open).toMatch(/处置：.+\n\n值班电话 8000\n$/);
  const cleared = sent(words, 'cleared', {
    clearedAt: local('2026-01-05 10:00'),
    acknowledged: { by: 'liu', at, note: '' },
  }).body;
  expect(cleared).toContain('由 liu 处理\n2026-01-05 10:00:00');
  expect(cleared).not.toContain('处置');
});

it('cannot break a header: a subject stays one line of bounded length', () => {
  const { subject } = sent({ subject: `{summary}${'长'.repeat(190)}` });
  expect([...subject]).toHaveLength(120);
  expect(subject).not.toMatch(/\p{Cc}/u);
});
