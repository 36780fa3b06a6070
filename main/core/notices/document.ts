import type { Notice, Settings } from '../../../preload/contract/contract';

/** What was told, what of it is still open, and which programs were given which tokens. No secret. */
export interface NoticeDocument {
  told: { key: string; accountId: string }[];
  open: Notice[];
  /** `token`: its label, or the signature of one without. */
  programs: { accountId: string; token: string; program: string }[];
}

export const NOTICE_DEFAULTS = {
  noticeExpiring: true,
  noticeFirstUse: true,
  noticeRevokedElsewhere: true,
  noticeSessionEnding: true,
  quietHours: null,
} as const satisfies Partial<Settings>;
