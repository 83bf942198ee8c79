CREATE OR REPLACE VIEW {bi}.attainment
(
    goal String COMMENT 'The goal''s id',
    title String COMMENT 'The goal''s title',
    owner String COMMENT 'Who owns it',
    metric String COMMENT 'The metric''s id',
    unit String COMMENT 'money, count, ratio (of numerator to denominator), days or score',
    type String COMMENT 'reach, increase, decrease, maintain or relative',
    starts Date COMMENT 'First day of the window',
    ends Date COMMENT 'Last day of the window',
    numerator Decimal(38, 6) COMMENT 'The value up to today; for a ratio or a mean, its numerator; for a percentile approximate',
    denominator Nullable(Decimal(38, 6)) COMMENT 'For a ratio or a mean, its denominator',
    actual Nullable(Decimal(38, 6)) COMMENT 'The value up to today, of maintain over all periods together; for a ratio or a mean, numerator divided by denominator (times 100 for a net promoter score), rounded half to even at the sixth place',
    target Nullable(Decimal(38, 6)) COMMENT 'The target; for maintain see band_min and band_max, for relative the API',
    baseline Nullable(Decimal(38, 6)) COMMENT 'For increase and decrease: where it started; NULL until it is measured',
    band_min Nullable(Decimal(38, 6)) COMMENT 'For maintain: the lower limit',
    band_max Nullable(Decimal(38, 6)) COMMENT 'For maintain: the upper limit',
    attainment Nullable(Decimal(38, 6)) COMMENT 'Share of the target, 1 is 100 %; NULL for maintain and relative, whose periods the API judges, for an increase or a decrease of a sum or a count until its window is over, for which the API compares the days so far with as many of the baseline, and where the baseline is not measured yet',
    facts UInt64 COMMENT 'Facts counted'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
    goal, title, owner, metric, unit, type, starts, ends, numerator, denominator,
    multiIf(kind NOT IN ('ratio', 'mean'), numerator, denominator = 0, NULL, toDecimal128(roundBankers(divideDecimal(toDecimal256(numerator * scale, 6), toDecimal256(nullIf(denominator, 0), 6), 24), 6), 6)) AS actual,
    target, baseline, band_min, band_max,
    if(type IN ('maintain', 'relative') OR (type IN ('increase', 'decrease') AND (isNull(baseline) OR (runs AND kind IN ('sum', 'distinct')))), NULL, toDecimal128(roundBankers(divideDecimal(toDecimal256(actual - ifNull(baseline, toDecimal128(0, 6)), 6), toDecimal256(nullIf(target - ifNull(baseline, toDecimal128(0, 6)), toDecimal128(0, 6)), 6), 24), 6), 6)) AS attainment,
    facts
FROM
(
    WITH toDate(now(), (SELECT if(argMax(timezone, version) = '', 'UTC', argMax(timezone, version)) FROM {database}.business)) AS today
    SELECT
        g.id AS goal, any(g.title) AS title, any(g.owner_name) AS owner, any(g.metric) AS metric, any(g.kind) AS kind, any(g.scale) AS scale,
        any(g.unit) AS unit, any(g.type) AS type, any(g.starts) AS starts, any(g.ends) AS ends, any(g.ends >= today) AS runs,
        any(g.target) AS target, any(g.baseline) AS baseline, any(g.band_min) AS band_min, any(g.band_max) AS band_max,
        toDecimal128(sumIf(if(g.quantile = 0, d.amount, toDecimal128(d.levels[indexOf([0.5, 0.75, 0.9, 0.95, 0.99], g.quantile)], 6)), d.part = g.numerator), 6) AS numerator,
        if(any(g.denominator) = '', NULL, toDecimal128(sumIf(d.amount, d.part = g.denominator), 6)) AS denominator,
        max(d.facts) AS facts
    FROM {database}.goal_definition AS g FINAL
    LEFT JOIN
    (
        SELECT x.goal AS goal, x.part AS part, sum(x.facts) AS facts, if(uniqExactMerge(x.uniq) > 0, toDecimal128(uniqExactMerge(x.uniq), 6), sum(x.value)) AS amount,
            arrayMap(level -> if(isNaN(level), 0., level), quantilesTDigestMerge(0.5, 0.75, 0.9, 0.95, 0.99)(x.digest)) AS levels
        FROM {database}.goal_daily AS x FINAL
        INNER JOIN (SELECT id, due FROM {database}.goal_definition FINAL WHERE removed = 0 AND kept = 1) AS t ON t.id = x.goal
        WHERE x.day <= today AND NOT (has(t.due, x.part) AND x.day >= today)
        GROUP BY goal, part
    ) AS d ON d.goal = g.id
    WHERE g.removed = 0 AND g.kept = 1
    GROUP BY g.id
)
COMMENT 'Each goal as it stands: days to come count for nothing, and what judges promises speaks of days that are over; without goals whose metric needs all facts of a window at once (repeat purchases, returns by order): ask the API for those'
;
