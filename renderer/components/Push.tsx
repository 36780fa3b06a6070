/** The button: `kind` says how much it weighs; `isBusy` keeps its size and its focus while it waits, and says so. */
import type { ReactNode, Ref } from 'react';
import { Button, type ButtonProps } from 'react-aria-components';
import { words } from '../words';

interface PushProps extends Omit<ButtonProps, 'className' | 'style' | 'children' | 'isPending'> {
  kind?: 'plain' | 'primary' | 'danger' | 'quiet';
  isBusy?: boolean;
  isWide?: boolean;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

// Not React Aria's isPending: it announces by an image without a name, and renames the button.
const WAITING: Pick<ButtonProps, 'type' | 'onPress'> = { type: 'button', onPress: () => undefined };

export function Push({ kind = 'plain', isBusy = false, isWide = false, children, ...props }: PushProps) {
  return (
    <Button
      {...props}
      {...(isBusy ? WAITING : {})}
      className="push"
      data-kind={kind}
      data-busy={isBusy || undefined}
      data-wide={isWide || undefined}
    >
      {children}
      {isBusy && <span className="unseen">{words.common.working}</span>}
    </Button>
  );
}
