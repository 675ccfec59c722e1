import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";

const LINES = ["w-3/5", "w-2/5", "w-4/5", "w-1/2"];

/** The true layout while the first item is on its way. */
export function ReviewSkeleton() {
  return (
    <Skeleton className="flex min-h-0 flex-1 flex-col [&>div]:min-h-0 [&>div]:flex-1">
      <div className="grid h-full grid-cols-1 grid-rows-[minmax(0,1fr)_auto] overflow-hidden wide:grid-cols-[minmax(0,1fr)_clamp(400px,37%,528px)] wide:grid-rows-1">
        <div className="min-w-0 overflow-hidden px-3 pt-5 phone:px-5">
          <div className="px-2 phone:px-5">
            <SkeletonBar className="h-4! w-56" />
            <SkeletonBar className="mt-6 h-1.5! w-full" />
            <div className="mt-8 flex flex-col gap-4 pb-5">
              {LINES.map((width) => (
                <SkeletonBar key={width} className={width} />
              ))}
            </div>
          </div>
          <div className="rounded-card border border-line bg-raised p-5">
            <SkeletonBar className="w-32" />
            <SkeletonBar className="mt-4 h-5! w-11/12" />
            <SkeletonBar className="mt-3 h-5! w-1/2" />
          </div>
          <div className="mt-4 flex flex-col gap-4 rounded-card border border-future-line bg-future p-5">
            {[...LINES, "w-2/3"].map((width) => (
              <SkeletonBar key={width} className={`${width} bg-future-line!`} />
            ))}
          </div>
        </div>
        <div className="border-line bg-surface max-wide:h-[252px] max-wide:border-t wide:border-l">
          <div className="flex h-12 items-center border-line border-b px-6 max-wide:hidden">
            <SkeletonBar className="w-16" />
          </div>
          {["w-24", "w-32", "w-28", "w-36"].map((width) => (
            <div key={width} className="grid grid-cols-[98px_1fr] gap-y-3 border-line border-b px-6 py-5 max-wide:py-3">
              <SkeletonBar className="w-16" />
              <SkeletonBar className={width} />
              <SkeletonBar className="col-start-2 w-4/5" />
            </div>
          ))}
        </div>
      </div>
    </Skeleton>
  );
}
