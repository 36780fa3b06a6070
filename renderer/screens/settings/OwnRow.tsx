/** One of a list that the person keeps: its name, what it comes to, and the ways to change it and take it out. */
import type { ReactNode } from 'react';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { ErrorNote } from '../../components/Note';
import { Push } from '../../components/Push';
import { words } from '../../words';

const text = words.settings;

interface OwnRowProps {
  name: string;
  error: ErrorAnswer | null;
  onEdit: () => void;
  onRemove: () => void;
  children: ReactNode;
}

export function OwnRow({ name, error, onEdit, onRemove, children }: OwnRowProps) {
  return (
    <li className="own-platform">
      <div className="own-platform-names">
        <bdi className="clip" title={name}>
          {name}
        </bdi>
        {children}
      </div>
      <Push onPress={onEdit} aria-label={text.ownNamed(text.ownEdit, name)}>
        {text.ownEdit}
      </Push>
      <Push onPress={onRemove} aria-label={text.ownNamed(text.ownRemove, name)}>
        {text.ownRemove}
      </Push>
      <ErrorNote error={error} />
    </li>
  );
}
