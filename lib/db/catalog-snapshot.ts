import pg from "pg";

/** Everything of schema `public` that a migration can change, one line each, sorted: two equal databases give equal lines. */
const SNAPSHOT_SQL = `
SELECT line FROM (
  SELECT format('column %s.%s %s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
                coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')) AS line
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT format('constraint %s.%s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL
  SELECT format('index %s', indexdef) FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL
  SELECT format('type %s.%s', t.typname, e.enumlabel || ' ' || e.enumsortorder)
    FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typnamespace = 'public'::regnamespace
  UNION ALL
  SELECT format('policy %s.%s %s %s', tablename, policyname, qual, with_check) FROM pg_policies WHERE schemaname = 'public'
) AS lines
WHERE line NOT LIKE '%\\_prisma\\_migrations%'
ORDER BY line`;

/** A text picture of a database's structure, for comparing migrations with the schema files. */
export async function readCatalogSnapshot(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ line: string }>(SNAPSHOT_SQL);
    return rows.map((row) => row.line);
  } finally {
    await client.end();
  }
}
