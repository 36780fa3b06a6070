/** The one frame of all dialogs: a heading, whose account it is about, what it says, and a row of buttons; Esc closes unless `isHeld`. */
import { use, type ReactNode } from 'react';
import { AccountContext } from '../account';
import { words } from '../words';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

interface SheetProps {
  title: string;
  width?: 'm' | 'l' | 'xl';
  role?: 'dialog' | 'alertdialog';
  /** Something would be lost by closing: Esc asks through `onClose` instead. */
  isHeld?: boolean;
  /** It is about every account of this computer. */
  isOfAll?: boolean;
  onClose: () => void;
  children: ReactNode;
}

export function Sheet({ title, width = 'm', role = 'dialog', isHeld = false, isOfAll = false, onClose, children }: SheetProps) {
  return (
    <ModalOverlay
      className="veil"
      isOpen
      isKeyboardDismissDisabled={isHeld}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className="sheet" data-width={width}>
        <Dialog className="sheet-body" role={role}>
          <Heading slot="title" className="sheet-title" title={title}>
            {title}
          </Heading>
          {!isOfAll && <Whose />}
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** With several accounts on one screen, no dialog may be taken for another's. */
function Whose() {
  const account = use(AccountContext);
  if (account === null) return null;
  const name = words.accounts.name(account.username, account.platform.name);
  return (
    <p className="whose dim clip" title={name}>
      {name}
    </p>
  );
}

/** Buttons at the foot of a dialog or form; `aside` stands at the far side. */
export function Row({ aside, children }: { aside?: ReactNode; children: ReactNode }) {
  return (
    <div className="row">
      <div className="row-aside">{aside}</div>
      {children}
    </div>
  );
}
