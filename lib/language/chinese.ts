import type { Messages } from "@/lib/language/english";
import candidates from "@/lib/language/zh/candidates.json";
import charts from "@/lib/language/zh/charts.json";
import common from "@/lib/language/zh/common.json";
import endpoints from "@/lib/language/zh/endpoints.json";
import exports from "@/lib/language/zh/exports.json";
import graders from "@/lib/language/zh/graders.json";
import home from "@/lib/language/zh/home.json";
import marks from "@/lib/language/zh/marks.json";
import members from "@/lib/language/zh/members.json";
import review from "@/lib/language/zh/review.json";
import rounds from "@/lib/language/zh/rounds.json";
import runs from "@/lib/language/zh/runs.json";
import shell from "@/lib/language/zh/shell.json";
import signin from "@/lib/language/zh/signin.json";
import trajectories from "@/lib/language/zh/trajectories.json";

/** The same strings in Simplified Chinese. A key that is missing here fails the type check. */
export const chinese: Messages = {
  candidates,
  charts,
  common,
  endpoints,
  exports,
  graders,
  home,
  marks,
  members,
  review,
  rounds,
  runs,
  shell,
  signin,
  trajectories,
};
