/** A button that acts only after it was held for two seconds, by pointer, Space or Enter; letting go earlier does nothing. */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

const HOLD_MS = 2_000;

interface HoldProps {
  onHeld: () => void;
  isDisabled?: boolean;
  /** How to press it, for who cannot see that it fills. */
  help: string;
  children: ReactNode;
}

const isHoldKey = (event: KeyboardEvent) => event.key === ' ' || event.key === 'Enter';

export function HoldPush({ onHeld, isDisabled = false, help, children }: HoldProps) {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const [isHeld, setHeld] = useState(false);
  const letGo = () => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    setHeld(false);
  };
  useEffect(() => letGo, []);
  const hold = () => {
    // A key that is held down repeats.
    if (timer.current !== null || isDisabled) return;
    setHeld(true);
    timer.current = setTimeout(() => {
      letGo();
      onHeld();
    }, HOLD_MS);
  };
  return (
    <button
      type="button"
      className="push hold"
      data-kind="danger"
      data-held={isHeld || undefined}
      disabled={isDisabled}
      title={help}
      aria-description={help}
      onPointerDown={(event) => {
        if (event.button === 0) hold();
      }}
      onPointerUp={letGo}
      onPointerLeave={letGo}
      onPointerCancel={letGo}
      onBlur={letGo}
      onKeyDown={(event) => {
        if (!isHoldKey(event)) return;
        event.preventDefault();
        hold();
      }}
      onKeyUp={(event) => {
        if (isHoldKey(event)) letGo();
      }}
    >
      <span className="hold-fill" aria-hidden="true" />
      <span className="hold-text">{children}</span>
    </button>
  );
}
