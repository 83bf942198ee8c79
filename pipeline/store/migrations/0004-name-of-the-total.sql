INSERT INTO goal_daily (goal, part, day, value, facts, uniq, digest, version)
SELECT 'total/all', part, day, value, facts, uniq, digest, version FROM goal_daily FINAL
WHERE goal = 'total' AND facts > 0
;

INSERT INTO goal_daily (goal, part, day, version)
SELECT goal, part, day, version + 1 FROM goal_daily FINAL
WHERE goal = 'total' AND facts > 0 AND (SELECT count() FROM goal_definition WHERE id = 'total') = 0
;

INSERT INTO part_definition
SELECT id, '', greatest(version + 1, toUInt64(toUnixTimestamp64Micro(now64(6)))) FROM part_definition FINAL
WHERE (SELECT count() FROM goal_definition WHERE id = 'total') > 0
