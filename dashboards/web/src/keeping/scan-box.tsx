import { useEffect, useRef, useState } from 'preact/hooks';
import type { WireNetwork, WireScanOutcome } from '../../../../api/wire-keeping.ts';
import { keepingRest } from '../client/rest-keeping.ts';
import { failureWords } from '../parts/failure-words.ts';
import { useWords } from '../text/language.ts';
import { Camera, canUseCamera } from './camera.tsx';
import { FileBox } from './file-box.tsx';
import { usePlaceName } from './marks.tsx';
import { verdictTexts } from './stock-words.ts';

/** A scanner types faster than any hand: so many milliseconds between two keys at most. */
const scannerKeyMs = 50;
/** Labels that wait to be sent; whoever scans faster than the server answers for so long is told. */
const mostWaiting = 200;

type Said = { readonly outcome: WireScanOutcome } | { readonly code: string; readonly failed: string };

interface Properties {
  readonly id: string;
  readonly scanned: () => void;
}

/**
 * Takes labels: keystrokes of a USB scanner wherever the focus is, a camera, typing, and the file of a handheld. Labels are
 * sent one after the other in the order in which they were read.
 */
export function ScanBox({ id, scanned }: Properties) {
  const t = useWords();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [network, setNetwork] = useState<WireNetwork | ''>('');
  const [camera, setCamera] = useState(false);
  const [said, setSaid] = useState<Said>();
  const chosen = useRef<WireNetwork | ''>('');
  chosen.current = network;
  const queue = useRef<Promise<void>>(Promise.resolve());
  const waiting = useRef(0);
  const keys = useRef({ count: 0, firstAt: 0, lastAt: 0 });

  const take = (code: string, source: 'scanner' | 'camera' | 'typed'): void => {
    if (waiting.current >= mostWaiting) {
      setSaid({ code, failed: t('dashboards.keeping.scan.too-fast') });
      return;
    }
    waiting.current += 1;
    queue.current = queue.current.then(async () => {
      try {
        setSaid({ outcome: await keepingRest.scan(id, code, source, chosen.current) });
        scanned();
      } catch (thrown) {
        setSaid({ code, failed: failureWords(thrown, t) });
      } finally {
        waiting.current -= 1;
      }
    });
  };

  // What a scanner types lands in the field, wherever the focus is; single keys of the page rest meanwhile.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
      if (document.querySelector('dialog[open]') !== null) return;
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select') !== null;
      if (typing) return;
      event.stopPropagation();
      field.current?.focus();
    };
    document.addEventListener('keydown', onKey, true);
    field.current?.focus();
    return () => document.removeEventListener('keydown', onKey, true);
  }, []);

  const submit = (event: Event) => {
    event.preventDefault();
    const code = (field.current?.value ?? text).trim();
    setText('');
    if (code === '') return;
    const { count, firstAt, lastAt } = keys.current;
    keys.current = { count: 0, firstAt: 0, lastAt: 0 };
    const quick = count >= 3 && (lastAt - firstAt) / Math.max(1, count - 1) <= scannerKeyMs;
    take(code, quick ? 'scanner' : 'typed');
  };
  return (
    <div class="scan-box">
      <form onSubmit={submit}>
        <label>
          {t('dashboards.keeping.scan.field')}
          <input
            ref={field}
            class="scan-field mono"
            value={text}
            maxLength={200}
            autocomplete="off"
            spellcheck={false}
            onKeyDown={(event) => {
              if (event.key.length !== 1) return;
              const { count, firstAt } = keys.current;
              keys.current = {
                count: count + 1,
                firstAt: count === 0 ? event.timeStamp : firstAt,
                lastAt: event.timeStamp,
              };
            }}
            onInput={(event) => {
              if (event.currentTarget.value === '') keys.current = { count: 0, firstAt: 0, lastAt: 0 };
              setText(event.currentTarget.value);
            }}
          />
        </label>
      </form>
      <div class="scan-side">
        <span class="muted">{t('dashboards.keeping.scan.network')}</span>
        <div class="segments">
          {(['', 'inner', 'outer'] as const).map((value) => (
            <button key={value} type="button" aria-pressed={network === value} onClick={() => setNetwork(value)}>
              {t(
                value === ''
                  ? 'dashboards.keeping.scan.any-network'
                  : value === 'inner'
                    ? 'dashboards.keeping.scan.on-inner'
                    : 'dashboards.keeping.scan.on-outer',
              )}
            </button>
          ))}
        </div>
        {canUseCamera() ? (
          <button type="button" class="button" aria-pressed={camera} onClick={() => setCamera(!camera)}>
            {t(camera ? 'dashboards.keeping.camera.stop' : 'dashboards.keeping.camera')}
          </button>
        ) : null}
        <FileBox id={id} done={scanned} />
      </div>
      {camera ? <Camera read={(code) => take(code, 'camera')} /> : null}
      <LastScan said={said} />
    </div>
  );
}

/** What became of the last label, large enough to be seen from an arm's length. */
function LastScan({ said }: { readonly said: Said | undefined }) {
  const t = useWords();
  const placeName = usePlaceName();
  if (said === undefined) return <p class="scan-said muted">{t('dashboards.keeping.scan.hint')}</p>;
  if ('failed' in said) {
    return (
      <p class="scan-said bad" role="alert">
        <b class="mono">{said.code}</b> {said.failed}
      </p>
    );
  }
  const { verdict, code, repeated, registeredAt, terminalId } = said.outcome;
  return (
    <p class={`scan-said ${verdict}`} role="status" data-verdict={verdict}>
      <b class="mono">{code}</b> <strong>{t(verdictTexts[verdict])}</strong>
      {terminalId === null || terminalId === code ? null : <span>{terminalId}</span>}
      {registeredAt === null ? null : (
        <span>{t('dashboards.keeping.scan.registered-at', { place: placeName(registeredAt) })}</span>
      )}
      {repeated ? <span class="muted">{t('dashboards.keeping.scan.repeated')}</span> : null}
    </p>
  );
}
