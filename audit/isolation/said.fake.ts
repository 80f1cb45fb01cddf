import { type SceneChange, sceneOf } from './city-scene.fake.ts';
import type { CheckJudgement, IsolationCheck } from './model.ts';

/** What a check says of one device in a changed scene. */
export function saidOf(check: IsolationCheck, deviceId: string | undefined, change: SceneChange = {}): CheckJudgement {
  const said = check.judge(sceneOf(change)).filter((each) => each.deviceId === deviceId);
  const [first] = said;
  if (first === undefined || said.length > 1) throw new Error(`${said.length} judgements of ${deviceId}`);
  return first;
}

/** Severity, last part of the text's key and value of each finding. */
export function findingsOf({ findings }: CheckJudgement): readonly string[] {
  return findings.map(({ severity, text, value }) => `${severity} ${text.key.split('.').at(-1)} ${value}`);
}
