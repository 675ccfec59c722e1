"use client";

import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";

/** A sheet in the middle of the page; on a phone it rises from the bottom edge. Focus goes in and comes back. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  wide = false,
  children,
  footer,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** 840 px instead of 520, for forms with two columns. */
  readonly wide?: boolean;
  readonly children?: ReactNode;
  /** Buttons, the main one last. */
  readonly footer?: ReactNode;
}) {
  const t = useTranslations("common");
  return (
    <BaseDialog.Root open={open} onOpenChange={onOpenChange}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-[#0b0d10]/40 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <BaseDialog.Popup
          className={classNames(
            "fixed bottom-0 left-1/2 z-50 flex max-h-[calc(100dvh-24px)] w-full -translate-x-1/2 flex-col overflow-hidden rounded-t-drop border border-line-strong bg-surface shadow-act transition-[translate,opacity] data-ending-style:translate-y-1 data-ending-style:opacity-0 data-starting-style:translate-y-1 data-starting-style:opacity-0 phone:bottom-auto phone:w-[calc(100%-40px)] phone:rounded-card",
            wide
              ? "max-w-[840px] phone:top-[6dvh] phone:max-h-[88dvh]"
              : "max-w-[520px] phone:top-[12dvh] phone:max-h-[76dvh]",
          )}
        >
          <div className="px-5 pt-5 pr-14 phone:px-6 phone:pr-14">
            <BaseDialog.Title className="text-step">{title}</BaseDialog.Title>
            {description ? (
              <BaseDialog.Description className="mt-1 text-body text-text-2">{description}</BaseDialog.Description>
            ) : null}
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-5 phone:px-6">{children}</div>
          {footer ? (
            <div className="flex flex-wrap justify-end gap-2 border-line border-t px-5 py-4 phone:px-6">{footer}</div>
          ) : null}
          {/* Last in order, so that focus goes to the first field and not to the way out. */}
          <BaseDialog.Close
            aria-label={t("close")}
            className="absolute top-4 right-4 inline-flex size-8 items-center justify-center rounded-button text-text-3 hover:bg-hover hover:text-text"
          >
            <Icon icon={X} />
          </BaseDialog.Close>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
