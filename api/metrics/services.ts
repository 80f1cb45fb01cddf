import { figureWords } from '../../audit/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { MaintenancePort, ServicesPort } from '../ports.ts';
import { states } from '../schemas/parts.ts';
import { countStates } from '../views/services.ts';
import { familyText, type Line, labelText } from './text.ts';

/** Business services: their states, how many points live them how, phases of the newest try, and what the business counts. */
export function* servicesText(
  services: ServicesPort | undefined,
  maintenance: MaintenancePort | undefined,
  city: City,
  now: EpochMs,
): Generator<string> {
  if (services === undefined) return;
  const labelsOf = (serviceId: string) => {
    const service = city.services.get(serviceId);
    return { service: serviceId, system: service?.system ?? '', district: service?.districtId ?? '' };
  };
  yield* stateFamilies(services, city, labelsOf);
  yield* probeFamilies(services, labelsOf, now);
  const values: Line[] = [];
  const words: Line[] = [];
  for (const { figureId, value, word } of services.figures()) {
    // A figure that nobody could read has no line: 0 would be a figure.
    if (value !== undefined) values.push([labelText({ figure: figureId }), value]);
    for (const each of figureWords) words.push([labelText({ figure: figureId, word: each }), each === word ? 1 : 0]);
  }
  yield familyText(
    'fangzhou_figure',
    'gauge',
    'A business figure as it was read last; of a time, epoch milliseconds',
    values,
  );
  yield familyText('fangzhou_figure_word', 'gauge', '1 for the word that the figure is in, 0 for the others', words);
  if (maintenance === undefined) return;
  const going = maintenance.list().filter((window) => !maintenance.isOver(window) && window.from <= now).length;
  yield familyText('fangzhou_maintenance_windows', 'gauge', 'Announced maintenance that is going on', [['', going]]);
  const held = maintenance.suppressed().length;
  yield familyText('fangzhou_incidents_suppressed', 'gauge', 'Troubles not raised because of maintenance', [
    ['', held],
  ]);
}

type Labels = Readonly<Record<string, string>>;

function* stateFamilies(
  services: ServicesPort,
  city: City,
  labelsOf: (serviceId: string) => Labels,
): Generator<string> {
  const own: Line[] = [];
  const points: Line[] = [];
  const ofPoints: Line[] = [];
  const views = services.views();
  const byService = Map.groupBy(views, ({ serviceId }) => serviceId);
  for (const { serviceId, state } of services.services()) {
    const counts = countStates(byService.get(serviceId) ?? []);
    for (const word of states) {
      own.push([labelText({ ...labelsOf(serviceId), state: word }), state === word ? 1 : 0]);
      points.push([labelText({ ...labelsOf(serviceId), state: word }), counts[word]]);
    }
  }
  for (const [pointId, list] of Map.groupBy(views, (view) => view.pointId)) {
    const district = city.points.get(pointId)?.districtId ?? '';
    const counts = countStates(list);
    for (const word of states) ofPoints.push([labelText({ point: pointId, district, state: word }), counts[word]]);
  }
  yield familyText('fangzhou_service_state', 'gauge', '1 for the state that the service is in, 0 for the others', own);
  yield familyText('fangzhou_service_points', 'gauge', 'Points that live the service so', points);
  yield familyText('fangzhou_point_services', 'gauge', 'Services that the point lives so', ofPoints);
}

function* probeFamilies(
  services: ServicesPort,
  labelsOf: (serviceId: string) => Labels,
  now: EpochMs,
): Generator<string> {
  const success: Line[] = [];
  const durations: Line[] = [];
  const values: Line[] = [];
  const ages: Line[] = [];
  for (const { serviceId } of services.services()) {
    for (const { probeId, vantageId, newest } of services.probesOf(serviceId)) {
      if (newest === undefined) continue;
      const labels = { ...labelsOf(serviceId), probe: probeId, vantage: vantageId };
      ages.push([labelText(labels), Math.max(0, now - newest.startedAt) / 1000]);
      // What could not be tried says nothing of the service.
      if (newest.outcome === 'unknown') continue;
      success.push([labelText(labels), newest.outcome === 'bad' ? 0 : 1]);
      for (const [phase, ms] of Object.entries(newest.phases))
        durations.push([labelText({ ...labels, phase }), ms / 1000]);
      for (const { name, value, unit } of newest.values) values.push([labelText({ ...labels, name, unit }), value]);
    }
  }
  yield familyText(
    'fangzhou_probe_success',
    'gauge',
    '1 when the newest try was right, slow or not; 0 when not',
    success,
  );
  yield familyText('fangzhou_probe_duration_seconds', 'gauge', 'Phases of the newest try', durations);
  yield familyText(
    'fangzhou_probe_value',
    'gauge',
    'What the newest try measured beside: days of a certificate, loss',
    values,
  );
  yield familyText('fangzhou_probe_age_seconds', 'gauge', 'Age of the newest try', ages);
}
