import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { live } from '../client/live.ts';
import { useSummary } from '../parts/affected.tsx';
import { useStore } from '../state/store.ts';
import { useWords } from '../text/language.ts';
import { recall, remember } from '../text/remember.ts';
import { freshOf, heardNothing } from './fresh.ts';
import { allowSound, maySound, play, trySound } from './sound.ts';

const soundKeys = {
  off: 'dashboards.alarm.sound.off',
  on: 'dashboards.alarm.sound.on',
  blocked: 'dashboards.alarm.sound.blocked',
} as const;
const worst = ['critical', 'major', 'minor', 'info'] as const;

/**
 * Sound and browser notification for incidents that open while the wall is shown. Both are off until somebody switches them on, and remembered in
 * this browser. A browser lets no page sound that nobody has touched: after a restart of the wall that is said in words, with a button.
 */
export function Alarm() {
  const t = useWords();
  const say = useSummary();
  const [wants, setWants] = useState(recall('alarm-sound') === 'on');
  const [sounds, setSounds] = useState(false);
  const [notices, setNotices] = useState(recall('alarm-notice') === 'on' && permission() === 'granted');
  const incidents = useStore(live, (state) => state.incidents);
  const loaded = useStore(live, (state) => state.incidentsLoaded);
  const heard = useRef(heardNothing);

  useEffect(() => {
    if (wants) void trySound().then(setSounds);
  }, []);

  useLayoutEffect(() => {
    const found = freshOf(heard.current, { incidents, loaded, touched: live.get().touched });
    heard.current = found.heard;
    const { fresh } = found;
    if (fresh.length === 0) return;
    if (wants && maySound()) play(worst.find((one) => fresh.some(({ severity }) => severity === one)) ?? 'minor');
    if (notices) for (const { id, summary } of fresh.slice(0, 3)) show(id, say(summary), fresh.length);
  }, [incidents, loaded]);

  const switchSound = async (): Promise<void> => {
    const next = !(wants && sounds);
    setWants(next);
    remember('alarm-sound', next ? 'on' : 'off');
    if (!next) return;
    const allowed = await allowSound();
    setSounds(allowed);
    // So that whoever switches it on knows how it sounds, and how loud.
    if (allowed) play('minor');
  };
  const switchNotices = async (): Promise<void> => {
    const next = !notices && (await Notification.requestPermission()) === 'granted';
    setNotices(next);
    remember('alarm-notice', next ? 'on' : 'off');
  };
  const sound = wants ? (sounds ? 'on' : 'blocked') : 'off';
  return (
    <div class={`alarm is-${sound}`} data-sound={sound} data-notices={notices ? 'on' : 'off'}>
      <button type="button" class="button small" aria-pressed={sound === 'on'} onClick={() => void switchSound()}>
        {t(soundKeys[sound])}
      </button>
      {permission() === undefined ? null : (
        <button
          type="button"
          class="button small"
          aria-pressed={notices}
          disabled={permission() === 'denied'}
          title={permission() === 'denied' ? t('dashboards.alarm.notice.denied') : ''}
          onClick={() => void switchNotices()}
        >
          {t(notices ? 'dashboards.alarm.notice.on' : 'dashboards.alarm.notice.off')}
        </button>
      )}
    </div>
  );
}

/** Undefined: this browser has none, or the page is not served in a way that allows it (neither https nor this machine). */
function permission(): NotificationPermission | undefined {
  return window.isSecureContext && 'Notification' in window ? Notification.permission : undefined;
}

function show(id: string, text: string, count: number): void {
  const notice = new Notification(`${id}${count > 1 ? ` (+${count - 1})` : ''}`, { body: text, tag: id });
  notice.onclick = () => window.focus();
}
