import { useRef, useState } from 'preact/hooks';
import { RequestFailed, rest } from '../client/rest.ts';
import { useWords } from '../text/language.ts';

/** A cosigned head has a few lines; a larger file is none, and is not read. */
const mostBytes = 100_000;

/** What became of the file that a witness gave back. */
type Told = { readonly taken: string } | { readonly failed: string };

/** Takes the file with a witness's cosignature back into the ledger. */
export function BringBack({ taken }: { readonly taken: () => void }) {
  const t = useWords();
  const input = useRef<HTMLInputElement>(null);
  const [told, setTold] = useState<Told>();
  const bring = async (file: File): Promise<void> => {
    if (file.size > mostBytes) return setTold({ failed: t('dashboards.ledger.bring-none') });
    try {
      const { witnesses } = await rest.addCosignatures(await file.text());
      setTold({ taken: t('dashboards.ledger.brought', { witnesses: witnesses.join(', ') }) });
      taken();
    } catch (thrown) {
      const text = thrown instanceof RequestFailed ? thrown.text : '';
      setTold({ failed: text === '' ? t('dashboards.ledger.bring-none') : text });
    }
  };
  const chosen = (): void => {
    const file = input.current?.files?.[0];
    if (file !== undefined) void bring(file);
    // The same file may be chosen again.
    if (input.current !== null) input.current.value = '';
  };
  return (
    <div class="ledger-bring">
      <label>
        {t('dashboards.ledger.bring')} <input ref={input} type="file" name="cosigned" onChange={chosen} />
      </label>
      {told === undefined ? null : (
        <p role={'failed' in told ? 'alert' : 'status'}>{'failed' in told ? told.failed : told.taken}</p>
      )}
    </div>
  );
}
