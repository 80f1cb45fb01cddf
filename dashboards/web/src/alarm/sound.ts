import type { WireIncident } from '../../../../api/wire.ts';

/** Hertz of each tone: the worse, the more and the higher. Nothing is loaded: the browser makes them. */
const tones: Readonly<Record<WireIncident['severity'], readonly number[]>> = {
  critical: [880, 660, 880, 660, 880, 660],
  major: [740, 554, 740],
  minor: [587],
  info: [],
};
const toneSeconds = 0.22;

let context: AudioContext | undefined;

/** Whether the browser lets this page sound: only after somebody has touched it. */
export const maySound = (): boolean => context?.state === 'running';

/** Asks for it; to be called while somebody touches the page. */
export async function allowSound(): Promise<boolean> {
  context ??= new AudioContext();
  await context.resume().catch(() => {});
  return maySound();
}

/** Looks whether it is allowed without a touch, as a browser of a wall may be set up to. Never waits for one. */
export async function trySound(): Promise<boolean> {
  context ??= new AudioContext();
  if (context.state === 'suspended') {
    // Without a touch this never comes to an end in some browsers.
    void context.resume().catch(() => {});
    await new Promise((resolve) => window.setTimeout(resolve, 300));
  }
  return maySound();
}

/** Tones of a severity, one after the other. */
export function play(severity: WireIncident['severity']): void {
  const at = context;
  if (at === undefined || at.state !== 'running') return;
  tones[severity].forEach((hertz, index) => {
    const from = at.currentTime + index * toneSeconds;
    const oscillator = at.createOscillator();
    const loudness = at.createGain();
    oscillator.frequency.value = hertz;
    loudness.gain.setValueAtTime(0, from);
    // No click at its ends.
    loudness.gain.linearRampToValueAtTime(0.5, from + 0.02);
    loudness.gain.setValueAtTime(0.5, from + toneSeconds - 0.05);
    loudness.gain.linearRampToValueAtTime(0, from + toneSeconds - 0.01);
    oscillator.connect(loudness).connect(at.destination);
    oscillator.start(from);
    oscillator.stop(from + toneSeconds);
  });
}
