"use client";

import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Icon } from "@/components/ui/icon";

/** A sheet along the right edge for a long list beside the page; whole on a phone. Focus goes in and comes back. */
export function Drawer({
  open,
  onOpenChange,
  title,
  description,
  children,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
}) {
  const t = useTranslations("common");
  return (
    <BaseDialog.Root open={open} onOpenChange={onOpenChange}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-[#0b0d10]/40 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <BaseDialog.Popup className="fixed inset-y-0 right-0 z-50 flex w-full max-w-[600px] flex-col border-line-strong border-l bg-surface shadow-act transition-[translate,opacity] data-ending-style:translate-x-2 data-ending-style:opacity-0 data-starting-style:translate-x-2 data-starting-style:opacity-0">
          <div className="border-line border-b px-5 py-4 pr-14 phone:px-6 phone:pr-14">
            <BaseDialog.Title className="text-step">{title}</BaseDialog.Title>
            {description ? (
              <BaseDialog.Description className="mt-0.5 text-control text-text-2">{description}</BaseDialog.Description>
            ) : null}
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4 phone:px-6">{children}</div>
          <BaseDialog.Close
            aria-label={t("close")}
            className="absolute top-3.5 right-4 inline-flex size-8 items-center justify-center rounded-button text-text-3 hover:bg-hover hover:text-text"
          >
            <Icon icon={X} />
          </BaseDialog.Close>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
