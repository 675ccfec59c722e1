"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronsUpDown, Plus } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useFormatter, useTranslations } from "use-intl";
import { AccountMenu } from "@/components/shell/account-menu";
import { type Place, type PlaceName, placeAt, placesFor, projectPath } from "@/components/shell/navigation";
import type { ShellActor } from "@/components/shell/shell-actor";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import { Logo, LogoMark } from "@/components/ui/logo";
import { Menu, MenuLabel, MenuLink, MenuSeparator } from "@/components/ui/menu";
import { Tooltip } from "@/components/ui/tooltip";
import { fetchOverview, type Overview, projectKeys } from "@/lib/queries/project-contract";

/** Project switcher, places with their counts, account. `expanded` shows the words at any width (the phone's menu). */
export function SideBar({ actor, expanded = false }: { readonly actor: ShellActor; readonly expanded?: boolean }) {
  const t = useTranslations("shell");
  const overview = useQuery({
    queryKey: projectKeys.overview(actor.project.id),
    queryFn: () => fetchOverview(actor.project.id),
  });
  return (
    <div className="flex h-full flex-col overflow-y-auto px-3 pt-3 pb-3">
      <Link
        href={projectPath(actor.project.id)}
        className={classNames(
          "flex h-8 items-center rounded-button px-2",
          !expanded && "justify-center wide:justify-start",
        )}
      >
        <span className={expanded ? "contents" : "hidden wide:contents"}>
          <Logo />
        </span>
        <span className={expanded ? "hidden" : "contents wide:hidden"}>
          <LogoMark />
          <span className="sr-only">Second Opinion</span>
        </span>
      </Link>
      <ProjectSwitcher actor={actor} expanded={expanded} />
      <nav aria-label={t("navigation")} className="mt-3 flex-1">
        <NavigationList actor={actor} expanded={expanded} overview={overview.data} />
      </nav>
      <AccountMenu actor={actor} expanded={expanded} />
    </div>
  );
}

function NavigationList({
  actor,
  expanded,
  overview,
}: {
  readonly actor: ShellActor;
  readonly expanded: boolean;
  readonly overview: Overview | undefined;
}) {
  const t = useTranslations("shell");
  const current = placeAt(actor.project.id, usePathname());
  const places = placesFor(actor.role);
  const settings = places.filter((place) => place.isSettings);
  const list = (of: readonly Place[]) =>
    of.map((place) => (
      <NavigationItem
        key={place.name}
        projectId={actor.project.id}
        place={place}
        isCurrent={place.name === current}
        expanded={expanded}
        count={countFor(place.name, overview)}
      />
    ));
  return (
    <>
      <ul>{list(places.filter((place) => !place.isSettings))}</ul>
      {settings.length === 0 ? null : (
        <>
          <p
            aria-hidden="true"
            className={classNames(
              "mt-3 mb-1 border-line px-2 text-label font-[500] text-text-3",
              !expanded && "border-t pt-2 wide:border-t-0 wide:pt-0",
            )}
          >
            <span className={expanded ? undefined : "sr-only wide:not-sr-only"}>{t("settings")}</span>
          </p>
          <ul aria-label={t("settings")}>{list(settings)}</ul>
        </>
      )}
    </>
  );
}

type Count = { readonly name: "review" | "trajectories" | "rounds"; readonly value: number };

function NavigationItem({
  projectId,
  place,
  isCurrent,
  expanded,
  count,
}: {
  readonly projectId: string;
  readonly place: Place;
  readonly isCurrent: boolean;
  readonly expanded: boolean;
  readonly count: Count | null;
}) {
  const t = useTranslations("shell");
  const format = useFormatter();
  const link = (
    <Link
      href={projectPath(projectId, place.path)}
      aria-current={isCurrent ? "page" : undefined}
      className={classNames(
        "flex items-center gap-2.5 rounded-button border px-2 text-control font-[540]",
        expanded ? "h-11" : "h-[34px] justify-center wide:justify-start",
        isCurrent
          ? "border-line bg-surface text-text"
          : "border-transparent text-text-2 hover:bg-hover hover:text-text",
      )}
    >
      <Icon icon={place.icon} />
      <span className={expanded ? "flex-1" : "sr-only flex-1 wide:not-sr-only"}>{t(`nav.${place.name}`)}</span>
      {count === null ? null : (
        <span className={classNames("font-[480] text-text-3 tabular-nums", !expanded && "hidden wide:inline")}>
          <span aria-hidden="true">{format.number(count.value)}</span>
          <span className="sr-only">{t(`count.${count.name}`, { count: count.value })}</span>
        </span>
      )}
    </Link>
  );
  return (
    <li>
      {expanded ? (
        link
      ) : (
        <>
          <span className="block wide:hidden">
            <Tooltip label={t(`nav.${place.name}`)} side="right">
              {link}
            </Tooltip>
          </span>
          <span className="hidden wide:block">{link}</span>
        </>
      )}
    </li>
  );
}

function countFor(name: PlaceName, overview: Overview | undefined): Count | null {
  if (overview === undefined) return null;
  switch (name) {
    case "review": {
      const round = overview.openRound;
      const waiting = round === null ? 0 : Math.max(0, round.budgetReads - round.readsDone);
      return waiting > 0 ? { name, value: waiting } : null;
    }
    case "trajectories":
      return { name, value: overview.trajectories };
    case "rounds":
      return overview.rounds > 0 ? { name, value: overview.rounds } : null;
    default:
      return null;
  }
}

function ProjectSwitcher({ actor, expanded }: { readonly actor: ShellActor; readonly expanded: boolean }) {
  const t = useTranslations("shell");
  return (
    <div className="mt-2.5">
      <Menu
        trigger={
          <button
            type="button"
            aria-label={`${t("switchProject")}: ${actor.project.name}`}
            className={classNames(
              "flex h-10 w-full items-center gap-2 rounded-input border border-line bg-surface px-2.5 text-control font-[560] hover:border-line-strong",
              !expanded && "justify-center wide:justify-start",
            )}
          >
            <span className={classNames("min-w-0 flex-1 truncate text-left", !expanded && "hidden wide:block")}>
              {actor.project.name}
            </span>
            <Icon icon={ChevronsUpDown} className="shrink-0 text-text-3" />
          </button>
        }
      >
        <MenuLabel>{t("projects")}</MenuLabel>
        {actor.projects.map((project) => (
          <MenuLink key={project.id} href={projectPath(project.id)} current={project.id === actor.project.id}>
            {project.name}
          </MenuLink>
        ))}
        {actor.user.isOperator ? (
          <>
            <MenuSeparator />
            <MenuLink href="/projects/new" icon={Plus}>
              {t("newProject")}
            </MenuLink>
          </>
        ) : null}
      </Menu>
    </div>
  );
}
