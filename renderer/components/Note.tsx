/** Boxes that say something: a consequence, a warning, an error. */
import type { ReactNode } from 'react';
import type { ErrorAnswer } from '../../preload/contract/errors';
import { errorText } from '../errorText';
import { words } from '../words';

export type Tone = 'plain' | 'warn' | 'bad';

export function Note({
  tone = 'plain',
  title,
  children,
  role,
}: {
  tone?: Tone;
  title?: string;
  children?: ReactNode;
  role?: 'alert' | 'status';
}) {
  return (
    <div className="note" data-tone={tone} role={role}>
      {title !== undefined && <strong>{title}</strong>}
      {children !== undefined && children !== null && <div>{children}</div>}
    </div>
  );
}

/** An error where the eye is: announced, in words, with the request's name for Support. */
export function ErrorNote({ error, children }: { error: ErrorAnswer | null; children?: ReactNode }) {
  if (error === null) return null;
  const text = errorText(error);
  return (
    <Note tone="bad" title={text.title} role="alert">
      {text.next}
      {text.requestId !== null && <span className="request">{words.common.request(text.requestId)}</span>}
      {children}
    </Note>
  );
}
