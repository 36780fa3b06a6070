import type { Clock, Stop } from '../core/ports';

const POLL_MS = 500;

export interface PromptFollower {
  /** Whether the system's prompt showed at any time since. */
  wasSeen(): boolean;
  stop: Stop;
}

export const NO_PROMPT: PromptFollower = { wasSeen: () => false, stop: () => undefined };

/** Looks again and again whether the system shows its unlock prompt, until stopped. */
export function followPrompt(
  watch: { isPromptShowing(): Promise<boolean> },
  clock: Clock,
  tell: (isShowing: boolean) => void,
): PromptFollower {
  let wasSeen = false;
  let isStopped = false;
  let stopTimer: Stop = () => undefined;
  const look = async (): Promise<void> => {
    const isShowing = await watch.isPromptShowing();
    wasSeen ||= isShowing;
    if (isStopped) return;
    tell(isShowing);
    stopTimer = clock.after(POLL_MS, () => void look());
  };
  void look();
  return {
    wasSeen: () => wasSeen,
    stop: () => {
      isStopped = true;
      stopTimer();
    },
  };
}
