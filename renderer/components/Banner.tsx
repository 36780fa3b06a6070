/** One line of what the person should know, with what can be done about it. */
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';

interface BannerAction {
  label: string;
  isBusy?: boolean;
  onPress: () => void;
}

interface BannerProps {
  tone: 'plain' | 'warn';
  title: string;
  children?: ReactNode;
  action?: BannerAction;
  second?: BannerAction;
}

export function Banner({ tone, title, children, action, second }: BannerProps) {
  return (
    <div className="banner" data-tone={tone}>
      <span aria-hidden="true" className="banner-mark" />
      <p>
        <strong>{title}</strong> {children}
      </p>
      {[action, second].map(
        (one) =>
          one !== undefined && (
            <Button key={one.label} className="link" isDisabled={one.isBusy ?? false} onPress={one.onPress}>
              {one.label}
            </Button>
          ),
      )}
    </div>
  );
}
