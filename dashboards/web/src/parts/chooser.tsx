import { useWords } from '../text/language.ts';

interface Properties {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly (readonly [string, string])[];
  /** An empty value means all. */
  readonly choose: (value: string) => void;
}

/** One filter. */
export function Chooser({ label, value, choices, choose }: Properties) {
  const t = useWords();
  return (
    <label class="chooser">
      <span>{label}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{t('dashboards.list.all')}</option>
        {choices.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
