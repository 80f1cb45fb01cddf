import type { Delivery, Notice, Notifier } from './notifier.ts';

/** Records what it is told; the test says how deliveries end. */
export interface RecordingNotifier extends Notifier {
  readonly notices: readonly Notice[];
  finish(noticeId: string, delivered: boolean): void;
}

export function createRecordingNotifier(): RecordingNotifier {
  const notices: Notice[] = [];
  let listener: (delivery: Delivery) => void = () => {};
  return {
    name: 'recording',
    notices,
    notify(notice) {
      notices.push(notice);
    },
    onDelivery(next) {
      listener = next;
    },
    finish(noticeId, delivered) {
      const incidentId = notices.find((notice) => notice.id === noticeId)?.incident.id ?? '';
      listener({ noticeId, incidentId, delivered, attempts: 1, detail: delivered ? '200' : '500' });
    },
  };
}
