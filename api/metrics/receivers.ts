import type { ReceivedCount, ReceiverStats } from '../../collector/index.ts';
import type { ReceiversPort } from '../ports.ts';
import { familyText, type Line, labelText } from './text.ts';

/** What the receivers of traps and syslog tell Prometheus; nothing while none listens. */
export function receiversText(receivers: ReceiversPort): string {
  const stats = receivers();
  if (stats === undefined) return '';
  return [
    familyText(
      'fangzhou_traps_total',
      'counter',
      'SNMP notifications by version and outcome',
      byOutcome(stats.traps, 'version'),
    ),
    familyText(
      'fangzhou_syslog_messages_total',
      'counter',
      'Syslog messages by transport and outcome',
      byOutcome(stats.syslog, 'transport'),
    ),
    familyText('fangzhou_receiver_refused_total', 'counter', 'Messages refused, by reason', refusedByReason(stats)),
    familyText(
      'fangzhou_receiver_queue_bytes',
      'gauge',
      'Datagrams that wait in the system for a receiver',
      queues(stats, 'octets'),
    ),
    familyText(
      'fangzhou_receiver_dropped_total',
      'counter',
      'Datagrams that the system dropped because a receiver had no room',
      queues(stats, 'dropped'),
    ),
    familyText('fangzhou_receiver_repetitions', 'gauge', 'Messages whose repetitions are being counted', [
      ['', stats.keeping],
    ]),
    familyText('fangzhou_syslog_connections', 'gauge', 'Syslog connections that are open', [['', stats.connections]]),
    familyText(
      'fangzhou_syslog_held_bytes',
      'gauge',
      'Octets of syslog streams that wait for the rest of their message',
      [['', stats.heldOctets]],
    ),
  ].join('');
}

function byOutcome(counts: readonly ReceivedCount[], label: string): readonly Line[] {
  return counts.map(({ kind, outcome, count }) => [labelText({ [label]: kind, outcome }), count]);
}

/** Without the sources, whose number is no matter of ours: those are at /api/v1/receivers. */
function refusedByReason({ refused }: ReceiverStats): readonly Line[] {
  const reasons = new Map<string, number>();
  for (const { reason, count } of refused) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  return Array.from(reasons, ([reason, count]) => [labelText({ reason }), count]);
}

function queues(stats: ReceiverStats, what: 'octets' | 'dropped'): readonly Line[] {
  return stats.queues.map((queue) => [labelText({ listener: queue.address }), queue[what]]);
}
