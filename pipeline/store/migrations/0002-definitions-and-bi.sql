CREATE TABLE goal_definition
(
    id String COMMENT 'The goal''s id',
    title String,
    metric LowCardinality(String),
    metric_version UInt32 COMMENT 'Version of the metric''s definition',
    kind LowCardinality(String) COMMENT 'sum, ratio, mean, distinct or percentile',
    unit LowCardinality(String) COMMENT 'money, count, ratio, days or score',
    direction LowCardinality(String) COMMENT 'up, down or none: the good direction',
    numerator LowCardinality(String) COMMENT 'The part of goal_daily that is the value, or the numerator of a ratio',
    denominator LowCardinality(String) COMMENT 'The part that is the denominator of a ratio; empty otherwise',
    scale UInt32 DEFAULT 1 COMMENT 'What a quotient is multiplied by',
    quantile Float64 COMMENT 'For a percentile, its level; 0 otherwise',
    kept UInt8 DEFAULT 1 COMMENT '0 where a part can only be worked out from the facts of a window',
    owner String,
    owner_name String,
    parent String,
    type LowCardinality(String) COMMENT 'reach, increase, decrease, maintain or relative',
    target Nullable(Decimal(38, 6)),
    baseline Nullable(Decimal(38, 6)),
    band_min Nullable(Decimal(38, 6)),
    band_max Nullable(Decimal(38, 6)),
    starts Date COMMENT 'First day',
    ends Date COMMENT 'Last day',
    removed UInt8,
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id
;
CREATE VIEW {bi}.goal_daily
(
    goal String COMMENT 'The goal''s id',
    title String COMMENT 'The goal''s title',
    owner String COMMENT 'Who owns it',
    metric String COMMENT 'The metric''s id',
    metric_version UInt32 COMMENT 'Version of the metric''s definition',
    unit String COMMENT 'money, count, ratio (of numerator to denominator), days or score',
    day Date COMMENT 'Local date in the business''s time zone',
    numerator Decimal(38, 6) COMMENT 'The day''s value; for a ratio or a mean, its numerator; for a percentile approximate, and not to be added',
    denominator Nullable(Decimal(38, 6)) COMMENT 'For a ratio, its denominator. Add both over days, then divide; never average rates',
    facts UInt64 COMMENT 'Facts counted on the day'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
    g.id AS goal, any(g.title) AS title, any(g.owner_name) AS owner, any(g.metric) AS metric,
    any(g.metric_version) AS metric_version, any(g.unit) AS unit, d.day AS day,
    toDecimal128(sumIf(if(g.quantile = 0, d.amount, toDecimal128(d.levels[indexOf([0.5, 0.75, 0.9, 0.95, 0.99], g.quantile)], 6)), d.part = g.numerator), 6) AS numerator,
    if(any(g.denominator) = '', NULL, toDecimal128(sumIf(d.amount, d.part = g.denominator), 6)) AS denominator,
    max(d.facts) AS facts
FROM {database}.goal_definition AS g FINAL
INNER JOIN
(
    SELECT goal, part, day, facts, if(finalizeAggregation(uniq) > 0, toDecimal128(finalizeAggregation(uniq), 6), value) AS amount,
        arrayMap(level -> if(isNaN(level), 0., level), finalizeAggregation(digest)) AS levels
    FROM {database}.goal_daily FINAL
    WHERE facts > 0
) AS d ON d.goal = g.id
WHERE g.removed = 0 AND g.kept = 1
GROUP BY g.id, d.day
COMMENT 'Each goal day by day, in parts; without goals whose metric needs all facts of a window at once (repeat purchases, returns by order): ask the API for those'
;
CREATE VIEW {bi}.attainment
(
    goal String COMMENT 'The goal''s id',
    title String COMMENT 'The goal''s title',
    owner String COMMENT 'Who owns it',
    metric String COMMENT 'The metric''s id',
    unit String COMMENT 'money, count, ratio (of numerator to denominator), days or score',
    type String COMMENT 'reach, increase, decrease, maintain or relative',
    starts Date COMMENT 'First day of the window',
    ends Date COMMENT 'Last day of the window',
    numerator Decimal(38, 6) COMMENT 'The value so far; for a ratio or a mean, its numerator; for a percentile approximate',
    denominator Nullable(Decimal(38, 6)) COMMENT 'For a ratio or a mean, its denominator',
    actual Nullable(Decimal(38, 6)) COMMENT 'The value so far; for a ratio or a mean, numerator divided by denominator (times 100 for a net promoter score), rounded half to even at the sixth place',
    target Nullable(Decimal(38, 6)) COMMENT 'The target; for maintain see band_min and band_max, for relative the API',
    baseline Nullable(Decimal(38, 6)) COMMENT 'For increase and decrease: where it started; NULL until it is measured',
    band_min Nullable(Decimal(38, 6)) COMMENT 'For maintain: the lower limit',
    band_max Nullable(Decimal(38, 6)) COMMENT 'For maintain: the upper limit',
    attainment Nullable(Decimal(38, 6)) COMMENT 'Share of the target, 1 is 100 %; NULL for maintain and relative, whose periods the API judges, and where the baseline is not measured yet',
    facts UInt64 COMMENT 'Facts counted'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
    goal, title, owner, metric, unit, type, starts, ends, numerator, denominator,
    multiIf(kind NOT IN ('ratio', 'mean'), numerator, denominator = 0, NULL, toDecimal128(roundBankers(divideDecimal(toDecimal256(numerator * scale, 6), toDecimal256(nullIf(denominator, 0), 6), 24), 6), 6)) AS actual,
    target, baseline, band_min, band_max,
    if(type IN ('maintain', 'relative') OR (type IN ('increase', 'decrease') AND isNull(baseline)), NULL, toDecimal128(roundBankers(divideDecimal(toDecimal256(actual - ifNull(baseline, toDecimal128(0, 6)), 6), toDecimal256(nullIf(target - ifNull(baseline, toDecimal128(0, 6)), toDecimal128(0, 6)), 6), 24), 6), 6)) AS attainment,
    facts
FROM
(
    SELECT
        g.id AS goal, any(g.title) AS title, any(g.owner_name) AS owner, any(g.metric) AS metric, any(g.kind) AS kind, any(g.scale) AS scale,
        any(g.unit) AS unit, any(g.type) AS type, any(g.starts) AS starts, any(g.ends) AS ends,
        any(g.target) AS target, any(g.baseline) AS baseline, any(g.band_min) AS band_min, any(g.band_max) AS band_max,
        toDecimal128(sumIf(if(g.quantile = 0, d.amount, toDecimal128(d.levels[indexOf([0.5, 0.75, 0.9, 0.95, 0.99], g.quantile)], 6)), d.part = g.numerator), 6) AS numerator,
        if(any(g.denominator) = '', NULL, toDecimal128(sumIf(d.amount, d.part = g.denominator), 6)) AS denominator,
        max(d.facts) AS facts
    FROM {database}.goal_definition AS g FINAL
    LEFT JOIN
    (
        SELECT goal, part, sum(facts) AS facts, if(uniqExactMerge(uniq) > 0, toDecimal128(uniqExactMerge(uniq), 6), sum(value)) AS amount,
            arrayMap(level -> if(isNaN(level), 0., level), quantilesTDigestMerge(0.5, 0.75, 0.9, 0.95, 0.99)(digest)) AS levels
        FROM {database}.goal_daily FINAL
        GROUP BY goal, part
    ) AS d ON d.goal = g.id
    WHERE g.removed = 0 AND g.kept = 1
    GROUP BY g.id
)
COMMENT 'Each goal as it stands; without goals whose metric needs all facts of a window at once (repeat purchases, returns by order): ask the API for those'
;
CREATE VIEW {bi}.sales
(
    day Date COMMENT 'Local date in the business''s time zone',
    occurred_at DateTime64(3, 'UTC') COMMENT 'When it happened',
    source String COMMENT 'The connection it came from',
    id String COMMENT 'The entry''s id in its source',
    kind String COMMENT 'line, discount, shipping, tax, edit, return or other',
    order_id String COMMENT 'The order',
    customer String COMMENT 'A pseudonymous key; empty where unknown',
    country String COMMENT 'Country',
    channel String COMMENT 'Channel',
    campaign String COMMENT 'Campaign',
    product String COMMENT 'Product',
    product_type String COMMENT 'Product type',
    vendor String COMMENT 'Vendor',
    sku String COMMENT 'Stock-keeping unit',
    location String COMMENT 'Location',
    staff String COMMENT 'Staff',
    currency String COMMENT 'ISO 4217 code of every amount in the row',
    quantity Decimal(18, 6) COMMENT 'Units; negative for a return',
    fx Decimal(18, 9) COMMENT 'Factor to the currency of the business; 0 while no rate is known',
    gross Decimal(18, 6) COMMENT 'Price times quantity before discounts, returns and tax',
    discount Decimal(18, 6) COMMENT 'Discount',
    returned Decimal(18, 6) COMMENT 'Value taken back; positive for a return',
    net Decimal(18, 6) COMMENT 'gross - discount - returned',
    tax Decimal(18, 6) COMMENT 'Tax',
    shipping Decimal(18, 6) COMMENT 'Shipping',
    goals Array(String) COMMENT 'The goals that count it, and the remainders it falls into'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
    day, occurred_at, source, id, kind, order_id, customer, country, channel, campaign, product, product_type, vendor,
    sku, location, staff, currency, quantity, fx, gross, discount, returned, gross - discount - returned AS net, tax, shipping, goals
FROM {database}.fact_sale FINAL
COMMENT 'The sales ledger, entry by entry, in its latest version'
