/**
 * The reward rows of a project without verdicts as PostgreSQL alone can write them: one JSON object a response, in the
 * order of the export. `:project` and `:version` stand for quoted ids. Narrow rows are sorted and then written: sorting what
 * was written would spill a gigabyte to the disk and flatter whoever is compared with it.
 */
export const REWARD_ROWS_SQL = `
  SELECT json_build_object(
    'cid', o.session_key || '_' || o.round,
    'session_id', o.session_key::json,
    'diagn', o.diagnosis,
    'messages', (SELECT json_agg(json_build_object('role', m.role, 'content', m.content) ORDER BY m.position)
      FROM messages m WHERE m.project_id = o.project_id AND m.trajectory_id = o.trajectory_id
        AND m.position < o.context_message_count),
    'decision_truth', o.stop_label,
    'info_truth', (SELECT coalesce(string_agg(i.attribute || ': ' || i.value, ', ' ORDER BY i.asked_round, i.ordinal), '')
      FROM target_items i WHERE i.project_id = o.project_id AND i.grader_version_id = :version
        AND i.trajectory_id = o.trajectory_id AND i.first_round <= o.round AND o.round <= i.asked_round),
    'response', o.response,
    'reward', CASE WHEN (o.response LIKE '%<stop />%') <> (o.stop_label = 'stop') THEN 0
      WHEN o.stop_label = 'stop' THEN 4 ELSE 1 + 2 * o.content_score + o.format_score END,
    'decision_score', CASE WHEN (o.response LIKE '%<stop />%') = (o.stop_label = 'stop') THEN 1 ELSE 0 END,
    'content_score', CASE WHEN (o.response LIKE '%<stop />%') <> (o.stop_label = 'stop') THEN 0
      WHEN o.stop_label = 'stop' THEN 1 ELSE o.content_score END,
    'format_score', CASE WHEN (o.response LIKE '%<stop />%') <> (o.stop_label = 'stop') THEN 0
      WHEN o.stop_label = 'stop' THEN 1 ELSE o.format_score END,
    'provenance', 'machine',
    'grader_version', 'bench 1',
    'raw_reward', CASE WHEN (o.response LIKE '%<stop />%') <> (o.stop_label = 'stop') THEN 0
      WHEN o.stop_label = 'stop' THEN 4 ELSE 1 + 2 * o.content_score + o.format_score END,
    'soft_reward', null, 'risk', null, 'weight', 1)
  FROM (
    SELECT t.project_id, t.id AS trajectory_id, t.session_key, t.diagnosis, n.round, n.context_message_count, r.content AS response,
      dg.stop_label, cg.score AS content_score, fg.score AS format_score
    FROM trajectories t
    JOIN turns n ON n.project_id = t.project_id AND n.trajectory_id = t.id
    JOIN responses r ON r.project_id = n.project_id AND r.turn_id = n.id
    JOIN units du ON du.project_id = n.project_id AND du.grader_version_id = :version AND du.turn_id = n.id
      AND du.criterion = 'decision'
    JOIN grades dg ON dg.project_id = du.project_id AND dg.unit_id = du.id AND dg.revision = 0
    JOIN units cu ON cu.project_id = n.project_id AND cu.grader_version_id = :version AND cu.turn_id = n.id
      AND cu.response_id = r.id AND cu.criterion = 'content'
    JOIN grades cg ON cg.project_id = cu.project_id AND cg.unit_id = cu.id AND cg.revision = 0
    JOIN units fu ON fu.project_id = n.project_id AND fu.grader_version_id = :version AND fu.turn_id = n.id
      AND fu.response_id = r.id AND fu.criterion = 'format'
    JOIN grades fg ON fg.project_id = fu.project_id AND fg.unit_id = fu.id AND fg.revision = 0
    WHERE t.project_id = :project
    ORDER BY t.ordinal, n.round, r.source, r.sample_index OFFSET 0
  ) o`;
