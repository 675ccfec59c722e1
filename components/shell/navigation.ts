import {
  CheckCheck,
  House,
  type LucideIcon,
  MessagesSquare,
  Package,
  Play,
  Plug,
  RefreshCw,
  Scale,
  Users,
} from "lucide-react";
import { type Action, can, type Role } from "@/lib/auth/can";

export type PlaceName =
  | "home"
  | "review"
  | "trajectories"
  | "graders"
  | "runs"
  | "rounds"
  | "exports"
  | "endpoints"
  | "members";

export interface Place {
  readonly name: PlaceName;
  /** Path below the project; empty for its home. */
  readonly path: string;
  readonly icon: LucideIcon;
  readonly action: Action;
  /** What is set up once, below what people work in. */
  readonly isSettings?: true;
}

const PLACES: readonly Place[] = [
  { name: "home", path: "", icon: House, action: "trajectory.read" },
  { name: "review", path: "/review", icon: CheckCheck, action: "review.read" },
  { name: "trajectories", path: "/trajectories", icon: MessagesSquare, action: "trajectory.read" },
  { name: "graders", path: "/graders", icon: Scale, action: "grading.read" },
  { name: "runs", path: "/grading-runs", icon: Play, action: "grading.read" },
  { name: "rounds", path: "/rounds", icon: RefreshCw, action: "round.read" },
  { name: "exports", path: "/exports", icon: Package, action: "export.read" },
  { name: "endpoints", path: "/endpoints", icon: Plug, action: "endpoint.manage", isSettings: true },
  { name: "members", path: "/members", icon: Users, action: "member.read", isSettings: true },
];

/** The places this role may go to, in the order of the work; settings last. */
export function placesFor(role: Role): readonly Place[] {
  return PLACES.filter((place) => can(role, place.action));
}

export const projectPath = (projectId: string, path = "") => `/projects/${projectId}${path}`;

/** Which place a path belongs to: the longest that it starts with. */
export function placeAt(projectId: string, pathname: string): PlaceName {
  const rest = pathname.slice(projectPath(projectId).length);
  // A repair belongs to the rounds whose corrections call for it.
  if (rest.startsWith("/candidates")) return "rounds";
  return PLACES.find((place) => place.path !== "" && rest.startsWith(place.path))?.name ?? "home";
}
