/**
 * A small catalogue of GB/T 22239-2019, level 3, and of what GB/T 20988-2025 adds: the clauses that Fangzhou's audits speak to. Titles are our own short
 * paraphrases in both languages; the text of the standard decides.
 */
import type { Language } from '../../core/index.ts';

export interface Clause {
  /** An OSCAL token. */
  readonly id: string;
  /** `8.1.2.1 e)` */
  readonly number: string;
  readonly group: 'network' | 'boundary' | 'computing' | 'management' | 'operation';
  readonly title: Readonly<Record<Language, string>>;
}

const clause = (number: string, group: Clause['group'], zh: string, en: string): Clause => ({
  id: `gbt22239-${number.replace(' ', '-').replace(')', '')}`,
  number,
  group,
  title: { 'zh-CN': zh, en },
});

export const catalogue: readonly Clause[] = [
  clause(
    '8.1.2.1 d)',
    'network',
    '重要网络区域与其他区域之间采取可靠的技术隔离手段',
    'important network areas are reliably separated from others',
  ),
  clause(
    '8.1.2.1 e)',
    'network',
    '通信线路、关键网络设备和关键计算设备硬件冗余，保证可用性',
    'links, key network devices and key hosts are redundant, so that the system stays available',
  ),
  clause(
    '8.1.3.1 a)',
    'boundary',
    '跨越边界的访问和数据流通过受控接口进行',
    'traffic across a boundary passes controlled interfaces only',
  ),
  clause(
    '8.1.3.1 b)',
    'boundary',
    '对非授权设备私自联到内部网络的行为进行检查或限制',
    'unauthorised devices that join the inner network are found or kept out',
  ),
  clause(
    '8.1.3.1 c)',
    'boundary',
    '对内部用户非授权联到外部网络的行为进行检查或限制',
    'inner users who join outer networks without authority are found or kept from it',
  ),
  clause('8.1.3.1 d)', 'boundary', '限制无线网络的使用', 'the use of wireless networks is limited'),
  clause(
    '8.1.3.2 a)',
    'boundary',
    '在网络边界或区域之间按访问控制策略设置规则，默认拒绝',
    'rules at the boundary follow the access policy and refuse by default',
  ),
  clause(
    '8.1.3.5 c)',
    'boundary',
    '保护审计记录，避免受到未预期的删除、修改或覆盖',
    'audit records are protected from deletion, change and overwriting',
  ),
  clause(
    '8.1.4.7 b)',
    'computing',
    '采用密码技术保证重要审计数据等在存储过程中的完整性',
    'cryptography keeps important audit data whole where it is stored',
  ),
  clause('8.1.4.9 a)', 'computing', '重要数据的本地备份与恢复', 'important data is backed up and restored locally'),
  clause(
    '8.1.4.9 b)',
    'computing',
    '利用通信网络将重要数据实时备份至异地备份场地',
    'important data is backed up at once, over the network, to another site',
  ),
  clause(
    '8.1.4.9 c)',
    'computing',
    '重要数据处理系统的热冗余，保证高可用性',
    'systems that process important data stand by hot, so that they stay available',
  ),
  clause(
    '8.1.5.4 c)',
    'management',
    '对网络链路、安全设备、网络设备和服务器等的运行状况进行集中监测',
    'the running state of links, security devices, network devices and servers is watched centrally',
  ),
  clause(
    '8.1.5.4 f)',
    'management',
    '对网络中发生的各类安全事件进行识别、报警和分析',
    'security events are recognised, alarmed and analysed',
  ),
  clause('8.1.10.2 b)', 'operation', '资产按重要程度标识和管理', 'assets are labelled and managed by their importance'),
  {
    id: 'gbt20988-2025-8.5',
    number: 'GB/T 20988-2025 8.5',
    group: 'operation',
    title: {
      'zh-CN': '灾难恢复审计：备份数据的有效性经恢复验证',
      en: 'recovery is audited: backups are proven by restore',
    },
  },
];

/** The clause of a number. @throws RangeError for one that the catalogue does not have. */
export function clauseOf(number: string): Clause {
  const found = catalogue.find((each) => each.number === number);
  if (found === undefined) throw new RangeError(`no clause ${number}`);
  return found;
}
