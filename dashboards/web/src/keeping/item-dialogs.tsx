import { useState } from 'preact/hooks';
import type { WireOpenItem } from '../../../../api/wire-keeping.ts';
import { keepingRest } from '../client/rest-keeping.ts';
import { day } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { FormDialog, TextField } from './form.tsx';
import { PlaceField } from './marks.tsx';

export type ItemAction = 'answer' | 'assign' | 'postpone' | 'close';

const actionTexts = {
  answer: 'dashboards.keeping.item.answer',
  assign: 'dashboards.keeping.item.assign',
  postpone: 'dashboards.keeping.item.postpone',
  close: 'dashboards.keeping.item.close',
} as const;

/** The end of a day by the browser's clock, as the server wants it. */
const endOf = (date: string): string => new Date(`${date}T23:59:59`).toISOString();
const inDays = (days: number): string => day(new Date(Date.now() + days * 86_400_000));

interface Properties {
  readonly item: WireOpenItem;
  readonly action: ItemAction;
  readonly close: () => void;
  readonly done: () => void;
}

export function ItemDialog({ item, action, close, done }: Properties) {
  const t = useWords();
  const [text, setText] = useState(action === 'assign' ? item.responsible : '');
  const [date, setDate] = useState(inDays(30));
  const title = t(actionTexts[action]);
  const body = {
    answer: { text: text.trim() },
    assign: { responsible: text.trim() },
    postpone: { dueAt: date === '' ? '' : endOf(date) },
    close: { reason: text.trim() },
  }[action];
  const label =
    action === 'answer'
      ? t('dashboards.keeping.item.answer')
      : action === 'assign'
        ? t('dashboards.keeping.item.responsible')
        : t('dashboards.keeping.reason');
  return (
    <FormDialog
      title={`${title} · ${item.id}`}
      submit={title}
      ready={action === 'postpone' ? date !== '' : text.trim() !== ''}
      send={() => keepingRest.actOnItem(item.id, action, body)}
      done={done}
      close={close}
    >
      <p>{t.message(item.title)}</p>
      {action === 'postpone' ? (
        <label>
          {t('dashboards.keeping.item.due')}
          <input type="date" data-first required value={date} onInput={(event) => setDate(event.currentTarget.value)} />
        </label>
      ) : (
        <TextField
          label={label}
          value={text}
          change={setText}
          rows={action === 'assign' ? 1 : 3}
          longest={action === 'assign' ? 200 : 2000}
          first
        />
      )}
    </FormDialog>
  );
}

export function NewItemDialog({ close, done }: Pick<Properties, 'close' | 'done'>) {
  const t = useWords();
  const [place, setPlace] = useState('');
  const [title, setTitle] = useState('');
  const [severity, setSeverity] = useState<WireOpenItem['severity']>('S2');
  const [responsible, setResponsible] = useState('');
  const [date, setDate] = useState(inDays(30));
  const ready = [place, title.trim(), responsible.trim(), date].every((text) => text !== '');
  const send = () =>
    keepingRest.openItem({ place, title: title.trim(), severity, responsible: responsible.trim(), dueAt: endOf(date) });
  return (
    <FormDialog
      title={t('dashboards.keeping.item.new')}
      submit={t('dashboards.keeping.item.new')}
      ready={ready}
      send={send}
      done={done}
      close={close}
    >
      <TextField
        label={t('dashboards.keeping.item.title')}
        value={title}
        change={setTitle}
        longest={300}
        rows={2}
        first
      />
      <PlaceField label={t('dashboards.keeping.place')} value={place} choose={setPlace} />
      <div class="field-pair">
        <label>
          {t('dashboards.keeping.item.severity')}
          <select
            value={severity}
            onChange={(event) => setSeverity(event.currentTarget.value as WireOpenItem['severity'])}
          >
            <option value="S1">S1</option>
            <option value="S2">S2</option>
            <option value="S3">S3</option>
          </select>
        </label>
        <label>
          {t('dashboards.keeping.item.due')}
          <input type="date" required value={date} onInput={(event) => setDate(event.currentTarget.value)} />
        </label>
      </div>
      <TextField label={t('dashboards.keeping.item.responsible')} value={responsible} change={setResponsible} />
    </FormDialog>
  );
}
