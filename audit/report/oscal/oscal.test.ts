import Type, { type TSchema } from 'typebox';
import { Errors } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { sampleReport } from '../uptime/sample.fake.ts';
import { oscalCatalog } from './catalog.ts';
import { oscalResults } from './results.ts';
import { uuidOf } from './uuid.ts';

/**
 * What OSCAL 1.1 and 1.2 ask of the parts that we write, read from NIST's JSON schemas (assessment-results, catalog), which no
 * package of the registry carries: closed objects, at least one item in each list, the patterns of the data types.
 */
const closed = (properties: Record<string, TSchema>) => Type.Object(properties, { additionalProperties: false });
const some = (item: TSchema) => Type.Array(item, { minItems: 1 });
const maybe = Type.Optional;
const text = Type.String({ pattern: '^\\S(.*\\S)?$' });
const prose = Type.String({ minLength: 1 });
const uuid = Type.String({
  pattern: '^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}$',
});
const token = Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9.\\-_]*$' });
const instant = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$' });
const uri = Type.String({ minLength: 1 });
const property = closed({ name: token, ns: maybe(uri), value: text });
const metadata = closed({
  title: prose,
  'last-modified': instant,
  version: text,
  'oscal-version': Type.String({ pattern: '^1\\.[0-2]\\.\\d+$' }),
  props: maybe(some(property)),
  remarks: maybe(prose),
});
const method = Type.Union([
  Type.Literal('EXAMINE'),
  Type.Literal('INTERVIEW'),
  Type.Literal('TEST'),
  Type.Literal('UNKNOWN'),
]);
const observation = closed({
  uuid,
  title: maybe(prose),
  description: prose,
  props: maybe(some(property)),
  methods: some(method),
  types: maybe(some(token)),
  subjects: maybe(some(closed({ 'subject-uuid': uuid, type: token }))),
  'relevant-evidence': maybe(some(closed({ href: maybe(uri), description: prose }))),
  collected: instant,
});
const finding = closed({
  uuid,
  title: prose,
  description: prose,
  props: maybe(some(property)),
  target: closed({
    type: Type.Union([Type.Literal('statement-id'), Type.Literal('objective-id')]),
    'target-id': token,
    status: closed({
      state: Type.Union([Type.Literal('satisfied'), Type.Literal('not-satisfied')]),
      reason: maybe(token),
    }),
  }),
  'related-observations': maybe(some(closed({ 'observation-uuid': uuid }))),
});
const results = closed({
  'assessment-results': closed({
    uuid,
    metadata,
    'import-ap': closed({ href: uri, remarks: maybe(prose) }),
    results: some(
      closed({
        uuid,
        title: prose,
        description: prose,
        start: instant,
        end: maybe(instant),
        props: maybe(some(property)),
        'local-definitions': maybe(
          closed({
            'inventory-items': maybe(some(closed({ uuid, description: prose, props: maybe(some(property)) }))),
          }),
        ),
        'reviewed-controls': closed({
          'control-selections': some(closed({ 'include-controls': some(closed({ 'control-id': token })) })),
        }),
        observations: maybe(some(observation)),
        findings: maybe(some(finding)),
        remarks: maybe(prose),
      }),
    ),
    'back-matter': maybe(
      closed({
        resources: some(
          closed({
            uuid,
            title: maybe(prose),
            rlinks: some(
              closed({
                href: uri,
                'media-type': text,
                hashes: some(
                  closed({ algorithm: Type.Literal('SHA-256'), value: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
                ),
              }),
            ),
          }),
        ),
      }),
    ),
  }),
});
const catalog = closed({
  catalog: closed({
    uuid,
    metadata,
    groups: some(
      closed({
        id: token,
        title: prose,
        controls: some(
          closed({
            id: token,
            title: prose,
            props: some(property),
            parts: some(closed({ id: token, name: token, prose })),
          }),
        ),
      }),
    ),
  }),
});

const wrong = (schema: TSchema, value: unknown) =>
  [...Errors(schema, value)].map((error) => JSON.stringify(error)).slice(0, 5);
const files = ['report.html', 'evidence.jsonl'].map((name) => ({ name, type: 'text/plain', bytes: Buffer.from(name) }));

describe('the OSCAL files of a report', () => {
  it.each(['zh-CN', 'en'] as const)('have the form that the schemas ask for, in %s', async (language) => {
    for (const failures of [0, 6]) {
      const document = oscalResults(await sampleReport({ language, failures }), files);
      expect(wrong(results, JSON.parse(JSON.stringify(document)))).toEqual([]);
    }
    expect(wrong(catalog, JSON.parse(JSON.stringify(oscalCatalog(language))))).toEqual([]);
  });

  it('refer only to what they define: subjects, observations, controls, evidence', async () => {
    const { 'assessment-results': whole } = oscalResults(await sampleReport(), files);
    const [result] = whole.results;
    if (result === undefined) throw new Error('no result');
    const items = new Set(result['local-definitions']['inventory-items'].map((item) => item.uuid));
    const observed = new Set(result.observations.map((each) => each.uuid));
    const resources = new Set(whole['back-matter'].resources.map((each) => `#${each.uuid}`));
    const controls = new Set(oscalCatalog('en').catalog.groups.flatMap((group) => group.controls.map(({ id }) => id)));
    expect(observed.size).toBe(result.observations.length);
    for (const each of result.observations) {
      for (const subject of each.subjects) expect(items).toContain(subject['subject-uuid']);
      for (const { href } of each['relevant-evidence']) expect(resources).toContain(href);
    }
    for (const each of result.findings) {
      for (const { 'observation-uuid': id } of each['related-observations']) expect(observed).toContain(id);
    }
    for (const { 'include-controls': chosen } of result['reviewed-controls']['control-selections']) {
      for (const { 'control-id': id } of chosen) expect(controls).toContain(id);
    }
    expect(resources).toContain(whole['import-ap'].href);
  });

  it('never call satisfied what was not shown', async () => {
    const report = await sampleReport({ failures: 0, history: { records: new Map(), unwatched: [] } });
    expect(report.verdict).toBe('unknown');
    const [result] = oscalResults(report, files)['assessment-results'].results;
    for (const each of result?.findings ?? []) {
      expect(each.target.status).toEqual({ state: 'not-satisfied', reason: 'other' });
    }
  });

  it('name the same thing by the same UUID, version 5', () => {
    expect(uuidOf('a', 'b')).toBe(uuidOf('a', 'b'));
    expect(uuidOf('a', 'b')).not.toBe(uuidOf('b', 'a'));
    expect(uuidOf('x')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab]/);
  });
});
