import type { WireDeviceDetail } from '../../../../api/wire.ts';
import { useWords } from '../text/language.ts';

/** Why the last poll gave less than everything: each reason in words with what to do, and the parts that it hit. */
export function PollFaults({ faults }: { readonly faults: WireDeviceDetail['faults'] }) {
  const t = useWords();
  const reasons = [...new Set(faults.map(({ reason }) => reason))];
  return (
    <dl class="poll-faults">
      {reasons.map((reason) => (
        <div key={reason}>
          <dt>{t.message({ key: `collector.fault.${reason}` })}</dt>
          {faults
            .filter((fault) => fault.reason === reason)
            .map(({ part, detail }) => (
              <dd key={`${part} ${detail}`} class="muted">
                {part}: {detail}
              </dd>
            ))}
          <dd>{t.message({ key: `collector.remedy.${reason}` })}</dd>
        </div>
      ))}
    </dl>
  );
}
