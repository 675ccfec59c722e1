import { Fragment, type ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

export interface Column<Row> {
  readonly key: string;
  /** Name with its unit: "Minutes", "Wrong, %". Empty for a column of actions, which then needs `label`. */
  readonly header: ReactNode;
  /** Read aloud in place of an empty header. */
  readonly label?: string;
  /** Numbers stand right, in figures of one width. */
  readonly numeric?: boolean;
  /** Left out below 640 px. */
  readonly wideOnly?: boolean;
  readonly className?: string;
  readonly cell: (row: Row) => ReactNode;
}

/** A table whose numbers align right and whose units stand in the header. It scrolls sideways rather than break. */
export function Table<Row>({
  caption,
  columns,
  rows,
  rowKey,
  rowDetail,
}: {
  /** Read aloud; the visible title stands above. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Something that stands below a row over its whole width; null where there is nothing. */
  readonly rowDetail?: (row: Row) => ReactNode;
}) {
  const cellClass = (column: Column<Row>) =>
    classNames(
      "px-3 first:pl-5 last:pr-5 phone:first:pl-6 phone:last:pr-6",
      column.numeric && "text-right tabular-nums",
      column.wideOnly && "hidden phone:table-cell",
      column.className,
    );
  return (
    <div className="relative overflow-x-auto">
      <table className="w-full border-collapse text-control">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-line border-b text-left text-label text-text-3">
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={classNames("h-9 whitespace-nowrap font-[500]", cellClass(column))}
              >
                {column.header || <span className="sr-only">{column.label}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const detail = rowDetail?.(row) ?? null;
            return (
              <Fragment key={rowKey(row)}>
                <tr className={classNames(detail === null && "border-line border-b last:border-b-0")}>
                  {columns.map((column) => (
                    <td key={column.key} className={classNames("py-2.5 align-top", cellClass(column))}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
                {detail === null ? null : (
                  <tr className="border-line border-b last:border-b-0">
                    <td colSpan={columns.length} className="px-5 pb-3 phone:px-6">
                      {detail}
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
