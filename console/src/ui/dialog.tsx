import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';

interface DialogProps {
  title: string;
  closeLabel: string;
  isOpen: boolean;
  onClose: () => void;
  size?: 'md' | 'lg';
  children: ReactNode;
}

/** Something that has to be finished or left before one goes on. Escape leaves it. */
export function Dialog({ title, closeLabel, isOpen, onClose, size = 'md', children }: DialogProps) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={<strong>{title}</strong>}
      size={size}
      centered
      closeButtonProps={{ 'aria-label': closeLabel, size: 'xl' }}
    >
      {children}
    </Modal>
  );
}

interface ConfirmProps {
  title: string;
  text: ReactNode;
  /** The deed, by its own name; never "OK". */
  deed: string;
  cancelLabel: string;
  isOpen: boolean;
  isBusy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that is hard to take back. */
export function Confirm({
  title,
  text,
  deed,
  cancelLabel,
  isOpen,
  isBusy = false,
  onConfirm,
  onClose,
}: ConfirmProps) {
  return (
    <Dialog title={title} closeLabel={cancelLabel} isOpen={isOpen} onClose={onClose}>
      <div className="stack">
        <div>{text}</div>
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose} data-autofocus>
            {cancelLabel}
          </Button>
          <Button color="alarm" onClick={onConfirm} loading={isBusy}>
            {deed}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
