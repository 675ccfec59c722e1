import { Card } from "@/components/ui/card";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";

/** Holds the place of a version or of the editor: a title, a wide column, a narrow one. */
export function GraderFormSkeleton() {
  return (
    <Skeleton>
      <SkeletonBar className="h-6 w-40" />
      <SkeletonBar className="mt-4 w-96 max-w-full" />
      <div className="mt-8 grid items-start gap-5 wide:grid-cols-[minmax(0,1fr)_minmax(0,420px)]">
        <Card className="h-[420px] space-y-4">
          <SkeletonBar className="w-32" />
          <SkeletonBar className="h-60" />
        </Card>
        <Card className="h-[220px] space-y-4">
          <SkeletonBar className="w-32" />
          <SkeletonBar className="h-8" />
        </Card>
      </div>
    </Skeleton>
  );
}
