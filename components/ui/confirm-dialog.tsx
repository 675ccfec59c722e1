"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

/** Asks before something that can't be taken back: what will happen, what is kept, two buttons. */
export function ConfirmDialog({
  open,
  onClose,
  title,
  confirm,
  busyLabel,
  busy,
  keep,
  onConfirm,
  children,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly confirm: string;
  readonly busyLabel: string;
  readonly busy: boolean;
  /** The button that changes nothing; "Cancel" where left out. */
  readonly keep?: string;
  readonly onConfirm: () => void;
  readonly children: ReactNode;
}) {
  const common = useTranslations("common");
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>{keep ?? common("cancel")}</Button>
          <Button variant="ink" busy={busy} busyLabel={busyLabel} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className="text-body text-text-2">{children}</div>
    </Dialog>
  );
}
