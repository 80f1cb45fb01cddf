import { useWords } from '../text/language.ts';

export const hourMs = 3_600_000;
const lengths = [1, 2, 4, 8, 24] as const;
export const usualHours = 2;

/** How long something announced lasts, in hours: one click. */
export function LengthChoice({ hours, choose }: { readonly hours: number; readonly choose: (hours: number) => void }) {
  const t = useWords();
  return (
    <fieldset class="maintenance-length">
      <legend>{t('dashboards.maintenance.length')}</legend>
      <div class="segments">
        {lengths.map((each) => (
          <button key={each} type="button" aria-pressed={each === hours} onClick={() => choose(each)}>
            {t('dashboards.maintenance.hours', { hours: each })}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
