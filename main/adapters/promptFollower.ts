import type { Clock, Stop } from '../core/ports';

const POLL_MS = 500;

export interface PromptFollower {
  /** Whether the system's prompt showed at any time since. */
  wasSeen(): boolean;
  /** As `wasSeen`, after one more look: a prompt that was answered between two looks keeps its name a little longer. */
  lookOnceMore(): Promise<boolean>;
  stop: Stop;
}

export const NO_PROMPT: PromptFollower = { wasSeen: () => false, lookOnceMore: () => Promise.resolve(false), stop: () => undefined };

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
    lookOnceMore: async () => wasSeen || watch.isPromptShowing(),
    stop: () => {
      isStopped = true;
      stopTimer();
    },
  };
}
