/** A row of a screen that is a list of things: what it is, a sentence, and what can be done with it. */
import type { ReactNode } from 'react';

interface PartProps {
  title: string;
  help: string;
  warning?: string | null;
  children?: ReactNode;
}

export function Part({ title, help, warning = null, children }: PartProps) {
  return (
    <section className="part">
      <div className="part-text">
        <h2>{title}</h2>
        <p className="help break">{help}</p>
        {warning !== null && <p className="help warn-text">{warning}</p>}
      </div>
      {children !== undefined && <div className="part-control">{children}</div>}
    </section>
  );
}
