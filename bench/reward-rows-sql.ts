/**
 * The reward rows of a project without verdicts as PostgreSQL alone can write them: one JSON object a response, in the
 * order of the export. `:project` and `:version` stand for quoted ids.
 */
export const REWARD_ROWS_SQL = `
  SELECT json_build_object(
    'cid', t.session_key || '_' || n.round,
    'session_id', t.session_key::json,
    'diagn', t.diagnosis,
    'messages', (SELECT json_agg(json_build_object('role', m.role, 'content', m.content) ORDER BY m.position)
      FROM messages m WHERE m.project_id = t.project_id AND m.trajectory_id = t.id
        AND m.position < n.context_message_count),
    'decision_truth', decision.stop_label,
    'info_truth', (SELECT coalesce(string_agg(i.attribute || ': ' || i.value, ', ' ORDER BY i.asked_round, i.ordinal), '')
      FROM target_items i WHERE i.project_id = t.project_id AND i.grader_version_id = :version
        AND i.trajectory_id = t.id AND i.first_round <= n.round AND n.round <= i.asked_round),
    'response', r.content,
    'reward', CASE WHEN (r.content LIKE '%<stop />%') <> (decision.stop_label = 'stop') THEN 0
      WHEN decision.stop_label = 'stop' THEN 4 ELSE 1 + 2 * content.score + format.score END,
    'decision_score', CASE WHEN (r.content LIKE '%<stop />%') = (decision.stop_label = 'stop') THEN 1 ELSE 0 END,
    'content_score', CASE WHEN (r.content LIKE '%<stop />%') <> (decision.stop_label = 'stop') THEN 0
      WHEN decision.stop_label = 'stop' THEN 1 ELSE content.score END,
    'format_score', CASE WHEN (r.content LIKE '%<stop />%') <> (decision.stop_label = 'stop') THEN 0
      WHEN decision.stop_label = 'stop' THEN 1 ELSE format.score END,
    'provenance', 'machine',
    'grader_version', 'bench 1',
    'raw_reward', CASE WHEN (r.content LIKE '%<stop />%') <> (decision.stop_label = 'stop') THEN 0
      WHEN decision.stop_label = 'stop' THEN 4 ELSE 1 + 2 * content.score + format.score END,
    'soft_reward', null, 'risk', null, 'weight', 1)
  FROM trajectories t
  JOIN turns n ON n.project_id = t.project_id AND n.trajectory_id = t.id
  JOIN responses r ON r.project_id = n.project_id AND r.turn_id = n.id
  JOIN units du ON du.project_id = n.project_id AND du.grader_version_id = :version AND du.turn_id = n.id
    AND du.criterion = 'decision'
  JOIN grades decision ON decision.project_id = du.project_id AND decision.unit_id = du.id AND decision.revision = 0
  JOIN units cu ON cu.project_id = n.project_id AND cu.grader_version_id = :version AND cu.turn_id = n.id
    AND cu.response_id = r.id AND cu.criterion = 'content'
  JOIN grades content ON content.project_id = cu.project_id AND content.unit_id = cu.id AND content.revision = 0
  JOIN units fu ON fu.project_id = n.project_id AND fu.grader_version_id = :version AND fu.turn_id = n.id
    AND fu.response_id = r.id AND fu.criterion = 'format'
  JOIN grades format ON format.project_id = fu.project_id AND format.unit_id = fu.id AND format.revision = 0
  WHERE t.project_id = :project
  ORDER BY t.ordinal, n.round, r.source, r.sample_index`;
