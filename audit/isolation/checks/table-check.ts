import type { IsolationReading } from '../../../collector/index.ts';
import type { Message } from '../../../core/index.ts';
import type { DeviceKind } from '../../../inventory/index.ts';
import { judgeDevice, type TableName } from '../evidence.ts';
import type { CheckFinding, CheckJudgement, IsolationCheck, Scene, SceneDevice } from '../model.ts';
import { inOrder } from './found.ts';

/** A check that looks at the tables of one device after the other. */
export interface TableCheck extends Pick<IsolationCheck, 'id' | 'severity' | 'clauses'> {
  /** Devices that it is about; left out: every one. */
  readonly about?: (each: SceneDevice, scene: Scene) => boolean;
  /** Tables without which nothing can be said. */
  readonly needs: (kind: DeviceKind) => readonly TableName[];
  /** Tables that say more where the device has them. */
  readonly uses?: (kind: DeviceKind) => readonly TableName[];
  readonly look: (reading: IsolationReading, scene: Scene, each: SceneDevice) => readonly CheckFinding[];
  /** Why a device cannot pass although nothing was found: knowledge of others is missing. */
  readonly doubt?: (reading: IsolationReading, scene: Scene) => Message | undefined;
}

export function tableCheck(check: TableCheck): IsolationCheck {
  const { id, severity, clauses, about = () => true, needs, uses = () => [], look, doubt } = check;
  const whole = { id, severity, clauses, evidence: 'tables', needed: false } as const;
  const judge = (each: SceneDevice, scene: Scene): CheckJudgement => {
    const { device, reading } = each;
    const judgement = judgeDevice(whole, scene, each, {
      needed: needs(device.kind),
      beside: uses(device.kind),
      find: (told) => inOrder(look(told, scene, each)),
    });
    const missing = judgement.verdict === 'pass' && reading !== undefined ? doubt?.(reading, scene) : undefined;
    return missing === undefined ? judgement : { ...judgement, verdict: 'unknown', reason: missing };
  };
  return {
    ...whole,
    judge: (scene) => scene.devices.filter((each) => about(each, scene)).map((each) => judge(each, scene)),
  };
}

/** Who is where: switches tell it by their forwarding table, everybody else by ARP (no UTM of the recordings has the former). */
export const stationTables = {
  needs: (kind: DeviceKind): readonly TableName[] => (kind === 'switch' ? ['stations'] : ['neighbours']),
  uses: (kind: DeviceKind): readonly TableName[] => (kind === 'switch' ? ['neighbours'] : ['stations']),
};
