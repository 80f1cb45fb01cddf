import { useEffect, useRef, useState } from 'preact/hooks';
import { useWords } from '../text/language.ts';

/** What browsers offer who have it (Shape Detection); not in every library of types yet. */
interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorClass = new (options: { readonly formats: readonly string[] }) => Detector;

/** A picture is looked at this often; the same label is told again only after it was out of sight. */
const lookEveryMs = 250;
const forgetAfterMs = 3_000;

function detectorClass(): DetectorClass | undefined {
  return (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
}

/** Whether this browser can read labels by its camera: it has the detector, and the page came by a safe way. */
export function canUseCamera(): boolean {
  return detectorClass() !== undefined && navigator.mediaDevices?.getUserMedia !== undefined;
}

/** Reads labels by the camera, QR codes and Code 128, while it is shown. */
export function Camera({ read }: { readonly read: (code: string) => void }) {
  const t = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const newest = useRef(read);
  newest.current = read;
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    const Class = detectorClass();
    if (Class === undefined) return;
    const detector = new Class({ formats: ['qr_code', 'code_128'] });
    const seenAt = new Map<string, number>();
    let stream: MediaStream | undefined;
    let timer: number | undefined;
    let wanted = true;
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const look = async () => {
      const picture = video.current;
      const found = picture === null || picture.readyState < 2 ? [] : await detector.detect(picture).catch(() => []);
      if (!wanted) return;
      const now = Date.now();
      for (const { rawValue } of found) {
        if (now - (seenAt.get(rawValue) ?? 0) > forgetAfterMs) newest.current(rawValue);
        seenAt.set(rawValue, now);
      }
      timer = window.setTimeout(look, lookEveryMs);
    };
    const begin = async () => {
      const opened = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      stream = opened;
      if (!wanted || video.current === null) return stop();
      video.current.srcObject = opened;
      await video.current.play();
      await look();
    };
    begin().catch(() => {
      if (wanted) setRefused(true);
    });
    return () => {
      wanted = false;
      window.clearTimeout(timer);
      stop();
    };
  }, []);
  return refused ? (
    <p class="form-failure" role="alert">
      {t('dashboards.keeping.camera.refused')}
    </p>
  ) : (
    <video ref={video} class="camera" muted playsInline aria-label={t('dashboards.keeping.camera')} />
  );
}
