import { createHash } from 'node:crypto';
import { valueText } from '../format.ts';
import type { Report, ReportVerdict, TableRow } from '../model.ts';
import { wordsIn } from '../words.ts';
import { oscalVersion } from './catalog.ts';
import { uuidOf } from './uuid.ts';

/** Where our properties are defined; an identifier, nothing to be fetched. */
const ns = 'urn:fangzhou:oscal';
/** OSCAL files it names, by their content. */
interface NamedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * The report as OSCAL assessment results: an observation for each element and each outage, a finding for each clause.
 * A verdict that is not shown never becomes `satisfied`.
 */
export function oscalResults(report: Report, files: readonly NamedFile[]) {
  const words = wordsIn(report.language);
  const t = words.label;
  const uuid = (...names: readonly string[]): string => uuidOf(report.id, ...names);
  const rows = report.tables.flatMap((table) => table.rows.map((row) => ({ table, row })));
  const itemUuid = ({ element }: Pick<TableRow, 'element'>): string => uuid('item', element.kind, element.id);
  const prop = (name: string, value: string) => ({ name, ns, value });
  const resourceUuid = (name: string): string => uuid('resource', name);
  const evidence = [{ href: `#${resourceUuid('evidence.jsonl')}`, description: t('report.oscal.evidence') }];

  const elementObservations = rows.map(({ table, row }) => ({
    uuid: uuid('observation', row.element.kind, row.element.id),
    title: `${row.element.id} ${row.element.name}`,
    description: table.columns
      .map(({ name, unit }, index) => `${name.text}: ${valueText(row.values[index] ?? null, unit, words, report)}`)
      .join('; '),
    props: [
      prop('verdict', row.verdict),
      ...table.columns.flatMap(({ id }, index) => {
        const value = row.values[index];
        return value === null || value === undefined || value === '' ? [] : [prop(id, String(value))];
      }),
    ],
    methods: ['TEST'],
    types: ['control-objective'],
    subjects: [{ 'subject-uuid': itemUuid(row), type: 'inventory-item' }],
    'relevant-evidence': evidence,
    collected: report.period.to,
  }));
  const findingObservations = report.findings.map((finding) => ({
    uuid: uuid('outage', finding.id),
    title: `${finding.id} ${finding.element.id} ${finding.element.name}`,
    description: finding.what.text,
    props: [
      prop('from', finding.from),
      ...(finding.to === null ? [] : [prop('to', finding.to)]),
      prop('seconds', String(finding.seconds)),
      ...(finding.check === undefined
        ? []
        : [prop('check', finding.check.id), prop('severity', finding.check.severity)]),
      ...(finding.rows ?? []).flatMap(({ oid, value }) =>
        value.trim() === ''
          ? []
          : [prop('raw', `${oid === null ? '' : `${oid} = `}${value}`.replace(/\s+/g, ' ').trim())],
      ),
      ...finding.records.map((record) => prop('ledger-record', String(record))),
    ],
    methods: ['TEST'],
    types: ['finding'],
    subjects: [{ 'subject-uuid': itemUuid(finding), type: 'inventory-item' }],
    'relevant-evidence': evidence,
    collected: finding.from,
  }));
  return {
    'assessment-results': {
      uuid: uuid('assessment-results'),
      metadata: {
        title: report.title,
        'last-modified': report.madeAt,
        version: report.id,
        'oscal-version': oscalVersion,
        props: [prop('report-id', report.id), prop('verdict', report.verdict)],
      },
      'import-ap': { href: `#${resourceUuid('report.html')}`, remarks: t('report.oscal.plan') },
      results: [
        {
          uuid: uuid('result'),
          title: report.title,
          description: report.summary.map(({ text }) => text).join(' '),
          start: report.period.from,
          end: report.period.to,
          props: [
            prop('verdict', report.verdict),
            prop('coverage', String(report.coverage.ratio)),
            ...(report.target === null ? [] : [prop('target', String(report.target))]),
            ...(report.head === null
              ? []
              : [
                  prop('ledger-origin', report.head.origin),
                  prop('ledger-size', String(report.head.size)),
                  prop('ledger-root', report.head.root),
                ]),
          ],
          'local-definitions': {
            'inventory-items': rows.map(({ row }) => ({
              uuid: itemUuid(row),
              description: row.element.name,
              props: [{ name: 'asset-id', value: row.element.id }, prop('kind', row.element.kind)],
            })),
          },
          'reviewed-controls': {
            'control-selections': [{ 'include-controls': report.clauses.map(({ id }) => ({ 'control-id': id })) }],
          },
          observations: [...elementObservations, ...findingObservations],
          findings: report.clauses.map((clause) => ({
            uuid: uuid('finding', clause.id),
            title: clause.number,
            description: `${clause.title}: ${clause.how.text}`,
            props: [prop('verdict', clause.verdict)],
            target: { type: 'statement-id', 'target-id': `${clause.id}_smt`, status: statusOf(clause.verdict) },
            'related-observations': elementObservations.map((observation) => ({
              'observation-uuid': observation.uuid,
            })),
          })),
          remarks: report.limits.map(({ text }) => text).join('\n\n'),
        },
      ],
      'back-matter': {
        resources: files.map(({ name, type, bytes }) => ({
          uuid: resourceUuid(name),
          title: name,
          rlinks: [
            {
              href: name,
              'media-type': type,
              hashes: [{ algorithm: 'SHA-256', value: createHash('sha256').update(bytes).digest('hex') }],
            },
          ],
        })),
      },
    },
  };
}

function statusOf(verdict: ReportVerdict): { readonly state: 'satisfied' | 'not-satisfied'; readonly reason: string } {
  if (verdict === 'pass') return { state: 'satisfied', reason: 'pass' };
  return { state: 'not-satisfied', reason: verdict === 'fail' ? 'fail' : 'other' };
}
