/** A row of a screen that is a list of things: what it is, a sentence, and what can be done with it. */
import type { ReactNode } from 'react';
import type { ErrorAnswer } from '../../preload/contract/errors';
import { words } from '../words';
import { ErrorNote } from './Note';

interface PartProps {
  title: string;
  help: string;
  /** What a first start has. */
  usual?: string;
  warning?: string | null;
  /** A refusal of what was changed here. */
  error?: ErrorAnswer | null;
  /** Under a heading of a group it is one step lower. */
  isGrouped?: boolean;
  id?: string;
  /** What does not fit beside the text. */
  below?: ReactNode;
  children?: ReactNode;
}

export function Part({ title, help, usual, warning = null, error = null, isGrouped = false, id, below, children }: PartProps) {
  const Title = isGrouped ? 'h3' : 'h2';
  return (
    <section className="part">
      <div className="part-text">
        <Title className="part-title" id={id} tabIndex={id === undefined ? undefined : -1}>
          {title}
        </Title>
        <p className="help break">
          {help} {usual !== undefined && <span className="usual">{words.settings.usually(usual)}</span>}
        </p>
        {warning !== null && <p className="help warn-text">{warning}</p>}
      </div>
      {children !== undefined && <div className="part-control">{children}</div>}
      {(below !== undefined || error !== null) && (
        <div className="part-below">
          <ErrorNote error={error} />
          {below}
        </div>
      )}
    </section>
  );
}
