import type { WireIsolationCheck, WireIsolationPlace } from '../../../../api/wire-isolation.ts';
import { Go } from '../router.tsx';
import { useWords, type Words } from '../text/language.ts';
import { IsolationMark, VerdictMark } from './mark.tsx';
import { verdictTexts, wordTexts } from './words.ts';

interface Properties {
  readonly label: string;
  readonly places: readonly WireIsolationPlace[];
  readonly checks: readonly WireIsolationCheck[];
}

/** Places by checks. The arrow keys go from cell to cell, Enter opens the place at that check. */
export function Matrix({ label, places, checks }: Properties) {
  const t = useWords();
  return (
    <div class="iso-matrix">
      <table aria-label={label} onKeyDown={moveByKey}>
        <thead>
          <tr>
            <th scope="col">{t('dashboards.isolation.place')}</th>
            <th scope="col">{t('dashboards.isolation.verdict')}</th>
            <th scope="col" class="iso-deciding">
              {t('dashboards.isolation.deciding')}
            </th>
            {checks.map(({ id, title }) => (
              <th key={id} scope="col" class="iso-check" title={`${id} ${t.message(title)}`}>
                {id.replace('ISO-', '')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map((place, row) => (
            <Row key={place.id} place={place} row={row} checks={checks} t={t} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  place,
  row,
  checks,
  t,
}: {
  readonly place: WireIsolationPlace;
  readonly row: number;
  readonly checks: readonly WireIsolationCheck[];
  readonly t: Words;
}) {
  const to = placePath(place);
  const name = placeName(place, t);
  const known = new Map(place.checks.map((check) => [check.id, check]));
  const coverage = t('dashboards.isolation.coverage', { decided: place.decided, applicable: place.applicable });
  return (
    <tr data-place={place.id} class={`iso-row ${place.word}`}>
      <th scope="row">
        <a class="iso-place" href={to} data-cell={`${row},0`}>
          {name}
        </a>
        {name === place.id ? null : <small class="muted">{place.id}</small>}
      </th>
      <td title={coverage}>
        <IsolationMark word={place.word} />
      </td>
      <td class="iso-deciding">
        {place.deciding.length === 0
          ? coverage
          : `${place.deciding.slice(0, 4).join(' ')}${more(place.deciding.length)}`}
      </td>
      {checks.map(({ id, title }, column) => {
        const check = known.get(id);
        if (check === undefined)
          return (
            <td key={id} class="iso-check none" title={`${id}: ${t('dashboards.isolation.verdict.not-applicable')}`}>
              ·
            </td>
          );
        const words = `${name} ${id} ${t.message(title)}: ${t(verdictTexts[check.verdict])}`;
        return (
          <td key={id} class="iso-check">
            <a
              href={`${to}?check=${id}`}
              data-cell={`${row},${column + 1}`}
              tabIndex={-1}
              title={words}
              aria-label={words}
            >
              <VerdictMark verdict={check.verdict} severity={check.severity} bare />
            </a>
          </td>
        );
      })}
    </tr>
  );
}

const more = (count: number): string => (count > 4 ? ` +${count - 4}` : '');

/** Places as cards, for a narrow screen and for a look from afar. */
export function Tiles({ places }: { readonly places: readonly WireIsolationPlace[] }) {
  const t = useWords();
  return (
    <ul class="iso-tiles">
      {places.map((place) => (
        <li key={place.id}>
          <Go class={`iso-tile ${place.word}`} to={placePath(place)} aria-label={tileWords(place, t)}>
            <b>{placeName(place, t)}</b>
            <IsolationMark word={place.word} />
            <small class="muted">
              {place.deciding.length === 0
                ? t('dashboards.isolation.coverage', { decided: place.decided, applicable: place.applicable })
                : place.deciding.slice(0, 3).join(' ')}
            </small>
          </Go>
        </li>
      ))}
    </ul>
  );
}

function tileWords(place: WireIsolationPlace, t: Words): string {
  return `${placeName(place, t)}: ${t(wordTexts[place.word])} ${place.deciding.join(' ')}`;
}

export function placePath({ id }: Pick<WireIsolationPlace, 'id'>): string {
  return `/isolation/${encodeURIComponent(id)}`;
}

/** A point by its office, a data centre by its id. Offices have Chinese names only. */
export function placeName({ id, nameZh }: Pick<WireIsolationPlace, 'id' | 'nameZh'>, t: Words): string {
  return t.language === 'en' ? id : nameZh;
}

const moves: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Goes to the next cell that has something, in the direction of the key. */
function moveByKey(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const move = moves[event.key];
  const cell = event.target instanceof HTMLElement ? event.target.dataset.cell : undefined;
  if (move === undefined || cell === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const table = event.currentTarget;
  let [row = 0, column = 0] = cell.split(',').map(Number);
  for (let step = 0; step < 100; step += 1) {
    row += move[0];
    column += move[1];
    const next = table.querySelector<HTMLElement>(`[data-cell="${row},${column}"]`);
    if (next === null && column >= 0 && move[1] !== 0 && step < 60) continue;
    if (next === null) return;
    event.preventDefault();
    next.focus();
    return;
  }
}
