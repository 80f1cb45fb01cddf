import type { WireIncident } from '../../../../api/wire.ts';
import { Alarm } from '../alarm/alarm.tsx';
import { SilenceDialog } from '../maintenance/silence.tsx';
import { AcknowledgeDialog } from './acknowledge.tsx';

/** What somebody asked for at a card. */
export interface Asked {
  readonly incident: WireIncident;
  readonly silence: boolean;
}

/** What goes with the incidents of the wall: their alarm, and the dialog of what was asked for. */
export function Deeds({ asked, close }: { readonly asked: Asked | undefined; readonly close: () => void }) {
  return (
    <>
      <Alarm />
      {asked === undefined ? null : asked.silence ? (
        <SilenceDialog incident={asked.incident} close={close} done={close} />
      ) : (
        <AcknowledgeDialog incident={asked.incident} close={close} />
      )}
    </>
  );
}
