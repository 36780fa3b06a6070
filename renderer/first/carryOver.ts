/** From the form that the page came with to the one that takes its place: what a person typed in between is theirs. */

/** What a person types in; a radio button is none. */
const FIELDS = 'input:not([type=radio])';

export interface Typed {
  /** In the form's order. */
  values: readonly string[];
  /** Which of them has the focus, or -1. */
  focused: number;
  caret: readonly [start: number, end: number];
}

const fieldsOf = (root: ParentNode): HTMLInputElement[] => [...root.querySelectorAll<HTMLInputElement>(FIELDS)];

export function typedIn(root: ParentNode): Typed {
  const fields = fieldsOf(root);
  const focused = fields.findIndex((field) => field === document.activeElement);
  const { selectionStart, selectionEnd } = fields[focused] ?? { selectionStart: 0, selectionEnd: 0 };
  return { values: fields.map(({ value }) => value), focused, caret: [selectionStart ?? 0, selectionEnd ?? 0] };
}

/** Types it into the form that stands now, as a person would; false, and nothing is typed, where that is another form. */
export function typeInto(root: ParentNode, { values, focused, caret }: Typed): boolean {
  const fields = fieldsOf(root);
  // SECURITY: a password must not land in a field that shows it: only where the fields are the same ones.
  if (fields.length !== values.length || fields.filter(({ type }) => type === 'password').length !== 1) return false;
  // React hears of a value by the event, and takes it for its own unless the element's own setter is gone round.
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
  for (const [index, field] of fields.entries()) {
    const value = values[index] ?? '';
    if (value === '') continue;
    set?.call(field, value);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  fields[focused]?.focus();
  fields[focused]?.setSelectionRange(...caret);
  return true;
}
