import { message } from '../../../core/index.ts';
import { worst } from '../evidence.ts';
import type { CheckFinding, CheckId, CheckSeverity, IsolationCheck, Scene } from '../model.ts';
import type { Survey, SurveyView } from '../survey/model.ts';

/** A check of what people found at a place. Does not apply until a folder of surveys is named; then every place needs one. */
export function surveyCheck<Row>(options: {
  readonly id: CheckId;
  readonly severity: CheckSeverity;
  readonly clauses: readonly string[];
  readonly surveyOf: (view: SurveyView, placeId: string) => Survey<Row> | undefined;
  readonly find: (row: Row, scene: Scene) => CheckFinding | undefined;
}): IsolationCheck {
  const { id, severity, clauses, surveyOf, find } = options;
  return {
    id,
    severity,
    clauses,
    evidence: 'survey',
    needed: false,
    judge(scene) {
      if (scene.surveys === undefined) return [];
      const survey = surveyOf(scene.surveys, scene.placeId);
      if (survey === undefined) {
        return [{ verdict: 'unknown', severity, reason: message('isolation.survey.none'), findings: [] }];
      }
      const findings = survey.rows.flatMap((row) => find(row, scene) ?? []);
      const base = { observedAt: survey.at, findings } as const;
      const told = { file: survey.file, rows: survey.rows.length, count: findings.length };
      if (findings.length === 0) {
        return [{ ...base, verdict: 'pass', severity, reason: message('isolation.survey.clean', told) }];
      }
      const reason = message('isolation.survey.found', told);
      return [{ ...base, verdict: 'fail', severity: worst(findings, severity), reason }];
    },
  };
}
