/** The button: `kind` says how much it weighs; `isBusy` keeps its size and its focus while it waits. */
import type { ReactNode } from 'react';
import { Button, type ButtonProps } from 'react-aria-components';

interface PushProps extends Omit<ButtonProps, 'className' | 'style' | 'children' | 'isPending'> {
  kind?: 'plain' | 'primary' | 'danger' | 'quiet';
  isBusy?: boolean;
  isWide?: boolean;
  children: ReactNode;
}

export function Push({ kind = 'plain', isBusy = false, isWide = false, children, ...props }: PushProps) {
  return (
    <Button {...props} className="push" data-kind={kind} data-busy={isBusy || undefined} data-wide={isWide || undefined} isPending={isBusy}>
      {children}
    </Button>
  );
}
