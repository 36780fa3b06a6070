/** Labelled fields: text, a secret that can be shown, a choice among few, a choice from a list, a tick. */
import { useState, type ReactNode, type Ref } from 'react';
import {
  Button,
  CheckboxButton,
  CheckboxField,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  RadioButton,
  RadioField,
  RadioGroup,
  Select,
  SelectValue,
  Text,
  TextArea as AriaTextArea,
  TextField,
} from 'react-aria-components';
import { words } from '../words';
import { ChevronIcon } from './Icons';

interface TextProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  help?: ReactNode;
  error?: string | null;
  autoFocus?: boolean;
  isDisabled?: boolean;
  maxLength?: number;
  isMono?: boolean;
  autoComplete?: string;
  inputMode?: 'text' | 'url' | 'numeric';
  placeholder?: string;
  type?: 'text' | 'password' | 'date';
  min?: string;
  inputRef?: Ref<HTMLInputElement>;
  beside?: ReactNode;
}

export function TextInput({
  label,
  help,
  error = null,
  isMono = false,
  inputRef,
  beside,
  placeholder,
  min,
  autoFocus,
  ...props
}: TextProps) {
  return (
    <TextField {...props} className="field" isInvalid={error !== null} autoFocus={autoFocus ?? false} validationBehavior="aria">
      <Label>{label}</Label>
      <div className="in">
        <Input
          ref={inputRef}
          className="in-text"
          data-mono={isMono || undefined}
          placeholder={placeholder ?? ''}
          {...(min === undefined ? {} : { min })}
          spellCheck="false"
          autoCapitalize="off"
          dir="auto"
        />
        {beside}
      </div>
      {help !== undefined && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  );
}

/** Many lines, as they are pasted. */
export function TextArea({
  label,
  help,
  error = null,
  isMono = false,
  autoFocus,
  rows,
  ...props
}: Pick<TextProps, 'label' | 'value' | 'onChange' | 'help' | 'error' | 'isMono' | 'autoFocus' | 'maxLength'> & { rows: number }) {
  return (
    <TextField {...props} className="field" isInvalid={error !== null} autoFocus={autoFocus ?? false} validationBehavior="aria">
      <Label>{label}</Label>
      <div className="in" data-lines>
        <AriaTextArea className="in-text" data-mono={isMono || undefined} rows={rows} spellCheck="false" autoCapitalize="off" dir="auto" />
      </div>
      {help !== undefined && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  );
}

/** Typed unseen; the person may look at it. What is in it is the caller's to clear. */
export function SecretInput(props: Omit<TextProps, 'type' | 'beside'>) {
  const [isShown, setShown] = useState(false);
  return (
    <TextInput
      {...props}
      type={isShown ? 'text' : 'password'}
      beside={
        <Button
          className="in-button"
          aria-label={isShown ? words.signIn.hideSecret : words.signIn.showSecret}
          onPress={() => {
            setShown(!isShown);
          }}
        >
          {isShown ? words.signIn.hide : words.signIn.show}
        </Button>
      }
    />
  );
}

export interface Choice<K extends string> {
  id: K;
  text: string;
  note?: string;
  isDisabled?: boolean;
}

interface ChoiceProps<K extends string> {
  label: string;
  value: K;
  choices: readonly Choice<K>[];
  onChange: (value: K) => void;
  isLabelHidden?: boolean;
}

const chosen = <K extends string>(choices: readonly Choice<K>[], key: unknown) => choices.find((choice) => choice.id === key);

/** Two or three ways side by side. */
export function Segments<K extends string>({ label, value, choices, onChange, isLabelHidden = false }: ChoiceProps<K>) {
  return (
    <RadioGroup
      className="field"
      value={value}
      onChange={(key) => {
        const choice = chosen(choices, key);
        if (choice !== undefined) onChange(choice.id);
      }}
      orientation="horizontal"
      {...(isLabelHidden ? { 'aria-label': label } : {})}
    >
      {!isLabelHidden && <Label>{label}</Label>}
      <div className="segments">
        {choices.map((choice) => (
          <RadioField key={choice.id} value={choice.id} className="segment-field">
            <RadioButton className="segment">{choice.text}</RadioButton>
          </RadioField>
        ))}
      </div>
    </RadioGroup>
  );
}

/** One of a list, in a pop-up. */
export function Picker<K extends string>({
  label,
  value,
  choices,
  onChange,
  isLabelHidden = false,
  help,
  isQuiet = false,
}: ChoiceProps<K> & { help?: string; isQuiet?: boolean }) {
  return (
    <Select
      className="field"
      value={value}
      onChange={(key) => {
        const choice = chosen(choices, key);
        if (choice !== undefined) onChange(choice.id);
      }}
      disabledKeys={choices.filter((choice) => choice.isDisabled === true).map((choice) => choice.id)}
      {...(isLabelHidden ? { 'aria-label': label } : {})}
    >
      {!isLabelHidden && <Label>{label}</Label>}
      <Button className="in picker" data-quiet={isQuiet || undefined}>
        <SelectValue className="picker-value" />
        <ChevronIcon />
      </Button>
      {help !== undefined && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <Popover className="pop" offset={4}>
        <ListBox className="options" items={choices}>
          {(choice) => (
            <ListBoxItem id={choice.id} textValue={choice.text} className="option">
              <span>{choice.text}</span>
              {choice.note !== undefined && <span className="dim">{choice.note}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}

export function Tick({
  isSelected,
  onChange,
  help,
  children,
  isDisabled = false,
}: {
  isSelected: boolean;
  onChange: (value: boolean) => void;
  help?: string;
  children: ReactNode;
  isDisabled?: boolean;
}) {
  return (
    <CheckboxField isSelected={isSelected} onChange={onChange} isDisabled={isDisabled}>
      <CheckboxButton className="tick">
        <span className="tick-box" aria-hidden="true" />
        <span className="tick-text">
          <span>{children}</span>
          {help !== undefined && <span className="help">{help}</span>}
        </span>
      </CheckboxButton>
    </CheckboxField>
  );
}
