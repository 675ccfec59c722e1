"use client";

import { Card } from "@/components/ui/card";
import { Skeleton, SkeletonBar } from "@/components/ui/skeleton";

/** The home page's layout before its numbers are there. */
export function HomeSkeleton() {
  return (
    <Skeleton>
      <div className="space-y-5">
        <Card className="flex h-[132px] items-center justify-between gap-6">
          <div className="w-2/3 space-y-3">
            <SkeletonBar className="w-20" />
            <SkeletonBar className="h-5 w-72 max-w-full" />
            <SkeletonBar className="w-96 max-w-full" />
          </div>
          <SkeletonBar className="h-10 w-36" />
        </Card>
        <div className="grid rounded-card border border-line bg-surface fold:grid-cols-5">
          {["a", "b", "c", "d", "e"].map((key) => (
            <div key={key} className="h-[134px] space-y-3 border-line px-5 py-4 not-last:border-r">
              <SkeletonBar className="w-24" />
              <SkeletonBar className="h-5 w-28" />
              <SkeletonBar className="h-1" />
              <SkeletonBar className="w-full" />
            </div>
          ))}
        </div>
        <div className="grid gap-5 fold:grid-cols-3">
          {["a", "b", "c"].map((key) => (
            <Card key={key} className="h-[232px] space-y-4">
              <SkeletonBar className="w-32" />
              <SkeletonBar className="h-8 w-40" />
              <SkeletonBar className="h-16" />
            </Card>
          ))}
        </div>
        <div className="grid gap-5 fold:grid-cols-[55fr_45fr]">
          <Card className="h-[182px]">
            <SkeletonBar className="w-32" />
          </Card>
          <Card className="h-[182px]">
            <SkeletonBar className="w-20" />
          </Card>
        </div>
      </div>
    </Skeleton>
  );
}
