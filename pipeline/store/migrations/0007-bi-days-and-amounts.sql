CREATE TABLE IF NOT EXISTS business
(
    one UInt8 COMMENT 'Always 1: there is one business',
    timezone String COMMENT 'IANA name of the time zone whose dates days are',
    currency LowCardinality(String) COMMENT 'ISO 4217 code of the currency that figures are in',
    version UInt64 COMMENT 'The greatest counts'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY one
COMMENT 'What BI views need to know of the business'
;

ALTER TABLE goal_definition
    ADD COLUMN IF NOT EXISTS adds UInt8 COMMENT '1 where the values of days may be added' AFTER kept,
    ADD COLUMN IF NOT EXISTS due Array(LowCardinality(String)) COMMENT 'Parts that speak of days that are over only' AFTER adds
;

CREATE OR REPLACE VIEW {bi}.goal_daily
(
    goal String COMMENT 'The goal''s id',
    title String COMMENT 'The goal''s title',
    owner String COMMENT 'Who owns it',
    metric String COMMENT 'The metric''s id',
    metric_version UInt32 COMMENT 'Version of the metric''s definition',
    unit String COMMENT 'money (in the business''s currency), count, ratio (of numerator to denominator), days or score',
    day Date COMMENT 'Local date in the business''s time zone, up to today; where promises are judged, up to yesterday',
    numerator Decimal(38, 6) COMMENT 'The day''s value; for a ratio or a mean, its numerator; for a percentile approximate. May be added over days only where additive is 1: who comes on two days is one customer',
    denominator Nullable(Decimal(38, 6)) COMMENT 'For a ratio or a mean, its denominator. Add both over days where additive is 1, then divide; never average rates',
    additive UInt8 COMMENT '1: numerator and denominator may be added over days. 0: they may not (distinct counts, percentiles): take goal_weekly, goal_monthly or attainment, which merge what was counted',
    facts UInt64 COMMENT 'Facts counted on the day'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS WITH toDate(now(), (SELECT if(argMax(timezone, version) = '', 'UTC', argMax(timezone, version)) FROM {database}.business)) AS today
SELECT
    g.id AS goal, any(g.title) AS title, any(g.owner_name) AS owner, any(g.metric) AS metric,
    any(g.metric_version) AS metric_version, any(g.unit) AS unit, d.day AS day,
    toDecimal128(sumIf(if(g.quantile = 0, d.amount, toDecimal128(d.levels[indexOf([0.5, 0.75, 0.9, 0.95, 0.99], g.quantile)], 6)), d.part = g.numerator), 6) AS numerator,
    if(any(g.denominator) = '', NULL, toDecimal128(sumIf(d.amount, d.part = g.denominator), 6)) AS denominator,
    any(g.adds) AS additive,
    max(d.facts) AS facts
FROM {database}.goal_definition AS g FINAL
INNER JOIN
(
    SELECT goal, part, day, facts, if(finalizeAggregation(uniq) > 0, toDecimal128(finalizeAggregation(uniq), 6), value) AS amount,
        arrayMap(level -> if(isNaN(level), 0., level), finalizeAggregation(digest)) AS levels
    FROM {database}.goal_daily FINAL
    WHERE facts > 0 AND day <= today
) AS d ON d.goal = g.id
WHERE g.removed = 0 AND g.kept = 1 AND NOT (has(g.due, d.part) AND d.day >= today)
GROUP BY g.id, d.day
COMMENT 'Each goal day by day, in parts; without goals whose metric needs all facts of a window at once (repeat purchases, returns by order): ask the API for those'
;

CREATE OR REPLACE VIEW {bi}.goal_weekly
(
    goal String COMMENT 'The goal''s id',
    title String COMMENT 'The goal''s title',
    owner String COMMENT 'Who owns it',
    metric String COMMENT 'The metric''s id',
    metric_version UInt32 COMMENT 'Version of the metric''s definition',
    unit String COMMENT 'money (in the business''s currency), count, ratio (of numerator to denominator), days or score',
    week Date COMMENT 'First day of the week (a Monday), local; days that are to come are left out',
    numerator Decimal(38, 6) COMMENT 'The week''s value, distinct counts merged; for a ratio or a mean, its numerator; for a percentile approximate',
    denominator Nullable(Decimal(38, 6)) COMMENT 'For a ratio or a mean, its denominator',
    actual Nullable(Decimal(38, 6)) COMMENT 'The week''s value; for a ratio or a mean, numerator divided by denominator (times 100 for a net promoter score), rounded half to even at the sixth place',
    additive UInt8 COMMENT '1: numerator and denominator may be added over weeks. 0: they may not (distinct counts, percentiles)',
    facts UInt64 COMMENT 'Facts counted in the week'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
    goal, title, owner, metric, metric_version, unit, week, numerator, denominator,
    multiIf(kind NOT IN ('ratio', 'mean'), numerator, denominator = 0, NULL, toDecimal128(roundBankers(divideDecimal(toDecimal256(numerator * scale, 6), toDecimal256(nullIf(denominator, 0), 6), 24), 6), 6)) AS actual,
    additive, facts
FROM
(
    WITH toDate(now(), (SELECT if(argMax(timezone, version) = '', 'UTC', argMax(timezone, version)) FROM {database}.business)) AS today
    SELECT
        g.id AS goal, any(g.title) AS title, any(g.owner_name) AS owner, any(g.metric) AS metric,
    any(g.metric_version) AS metric_version, any(g.unit) AS unit, any(g.kind) AS kind, any(g.scale) AS scale, d.start AS week,
        toDecimal128(sumIf(if(g.quantile = 0, d.amount, toDecimal128(d.levels[indexOf([0.5, 0.75, 0.9, 0.95, 0.99], g.quantile)], 6)), d.part = g.numerator), 6) AS numerator,
        if(any(g.denominator) = '', NULL, toDecimal128(sumIf(d.amount, d.part = g.denominator), 6)) AS denominator,
        any(g.adds) AS additive,
        max(d.facts) AS facts
    FROM {database}.goal_definition AS g FINAL
    INNER JOIN
    (
        SELECT x.goal AS goal, x.part AS part, toStartOfWeek(x.day, 1) AS start, sum(x.facts) AS facts, if(uniqExactMerge(x.uniq) > 0, toDecimal128(uniqExactMerge(x.uniq), 6), sum(x.value)) AS amount,
            arrayMap(level -> if(isNaN(level), 0., level), quantilesTDigestMerge(0.5, 0.75, 0.9, 0.95, 0.99)(x.digest)) AS levels
        FROM {database}.goal_daily AS x FINAL
        INNER JOIN (SELECT id, due FROM {database}.goal_definition FINAL WHERE removed = 0 AND kept = 1) AS t ON t.id = x.goal
        WHERE x.facts > 0 AND x.day <= today AND NOT (has(t.due, x.part) AND x.day >= today)
        GROUP BY goal, part, start
    ) AS d ON d.goal = g.id
    WHERE g.removed = 0 AND g.kept = 1
    GROUP BY g.id, d.start
)
COMMENT 'Each goal week by week: here distinct counts and percentiles are right, which days don''t tell; without goals whose metric needs all facts of a window at once (repeat purchases, returns by order): ask the API for those'
;

CREATE OR REPLACE VIEW {bi}.goal_monthly
(
    goal String COMMENT 'The goal''s id',
    title String COMMENT 'The goal''s title',
    owner String COMMENT 'Who owns it',
    metric String COMMENT 'The metric''s id',
    metric_version UInt32 COMMENT 'Version of the metric''s definition',
    unit String COMMENT 'money (in the business''s currency), count, ratio (of numerator to denominator), days or score',
    month Date COMMENT 'First day of the month, local; days that are to come are left out',
    numerator Decimal(38, 6) COMMENT 'The month''s value, distinct counts merged; for a ratio or a mean, its numerator; for a percentile approximate',
    denominator Nullable(Decimal(38, 6)) COMMENT 'For a ratio or a mean, its denominator',
    actual Nullable(Decimal(38, 6)) COMMENT 'The month''s value; for a ratio or a mean, numerator divided by denominator (times 100 for a net promoter score), rounded half to even at the sixth place',
    additive UInt8 COMMENT '1: numerator and denominator may be added over months. 0: they may not (distinct counts, percentiles)',
    facts UInt64 COMMENT 'Facts counted in the month'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
    goal, title, owner, metric, metric_version, unit, month, numerator, denominator,
    multiIf(kind NOT IN ('ratio', 'mean'), numerator, denominator = 0, NULL, toDecimal128(roundBankers(divideDecimal(toDecimal256(numerator * scale, 6), toDecimal256(nullIf(denominator, 0), 6), 24), 6), 6)) AS actual,
    additive, facts
FROM
(
    WITH toDate(now(), (SELECT if(argMax(timezone, version) = '', 'UTC', argMax(timezone, version)) FROM {database}.business)) AS today
    SELECT
        g.id AS goal, any(g.title) AS title, any(g.owner_name) AS owner, any(g.metric) AS metric,
    any(g.metric_version) AS metric_version, any(g.unit) AS unit, any(g.kind) AS kind, any(g.scale) AS scale, d.start AS month,
        toDecimal128(sumIf(if(g.quantile = 0, d.amount, toDecimal128(d.levels[indexOf([0.5, 0.75, 0.9, 0.95, 0.99], g.quantile)], 6)), d.part = g.numerator), 6) AS numerator,
        if(any(g.denominator) = '', NULL, toDecimal128(sumIf(d.amount, d.part = g.denominator), 6)) AS denominator,
        any(g.adds) AS additive,
        max(d.facts) AS facts
    FROM {database}.goal_definition AS g FINAL
    INNER JOIN
    (
        SELECT x.goal AS goal, x.part AS part, toStartOfMonth(x.day) AS start, sum(x.facts) AS facts, if(uniqExactMerge(x.uniq) > 0, toDecimal128(uniqExactMerge(x.uniq), 6), sum(x.value)) AS amount,
            arrayMap(level -> if(isNaN(level), 0., level), quantilesTDigestMerge(0.5, 0.75, 0.9, 0.95, 0.99)(x.digest)) AS levels
        FROM {database}.goal_daily AS x FINAL
        INNER JOIN (SELECT id, due FROM {database}.goal_definition FINAL WHERE removed = 0 AND kept = 1) AS t ON t.id = x.goal
        WHERE x.facts > 0 AND x.day <= today AND NOT (has(t.due, x.part) AND x.day >= today)
        GROUP BY goal, part, start
    ) AS d ON d.goal = g.id
    WHERE g.removed = 0 AND g.kept = 1
    GROUP BY g.id, d.start
)
COMMENT 'Each goal month by month: here distinct counts and percentiles are right, which days don''t tell; without goals whose metric needs all facts of a window at once (repeat purchases, returns by order): ask the API for those'
;

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
    actual Nullable(Decimal(38, 6)) COMMENT 'The value up to today; for a ratio or a mean, numerator divided by denominator (times 100 for a net promoter score), rounded half to even at the sixth place',
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
    WITH toDate(now(), (SELECT if(argMax(timezone, version) = '', 'UTC', argMax(timezone, version)) FROM {database}.business)) AS today
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
CREATE OR REPLACE VIEW {bi}.sales
(
    day Date COMMENT 'Local date in the business''s time zone',
    occurred_at DateTime64(3, 'UTC') COMMENT 'When it happened',
    source String COMMENT 'The connection it came from',
    id String COMMENT 'The entry''s id in its source',
    kind String COMMENT 'line, discount, shipping, tax, edit, reversal, return or other',
    order_id String COMMENT 'The order; its number is its connection''s (source), unless goalstream.yaml says that they are shared',
    customer String COMMENT 'A pseudonymous key of the connection''s (source), unless goalstream.yaml says that they are shared; empty where unknown',
    country String COMMENT 'Country',
    channel String COMMENT 'Channel',
    campaign String COMMENT 'Campaign',
    product String COMMENT 'Product',
    product_type String COMMENT 'Product type',
    vendor String COMMENT 'Vendor',
    sku String COMMENT 'Stock-keeping unit',
    location String COMMENT 'Location',
    staff String COMMENT 'Staff',
    currency String COMMENT 'ISO 4217 code of gross to fees: add those within one currency only. Over all sales add the columns that begin with business',
    quantity Decimal(18, 6) COMMENT 'Units; negative for a return',
    fx Decimal(18, 9) COMMENT 'Factor to the currency of the business; 0 while no rate is known',
    gross Decimal(18, 6) COMMENT 'Price times quantity before discounts, returns and tax',
    discount Decimal(18, 6) COMMENT 'Discount',
    returned Decimal(18, 6) COMMENT 'Value taken back; positive for a return',
    net Decimal(18, 6) COMMENT 'gross - discount - returned',
    tax Decimal(18, 6) COMMENT 'Tax',
    shipping Decimal(18, 6) COMMENT 'Shipping',
    duties Decimal(18, 6) COMMENT 'Customs duties',
    fees Decimal(18, 6) COMMENT 'Fees',
    goals Array(String) COMMENT 'The goals that count it, and the remainders it falls into',
    business_currency String COMMENT 'ISO 4217 code of the amounts that begin with business',
    business_gross Nullable(Decimal(38, 6)) COMMENT 'Gross in the currency of the business, at the day''s rate; NULL while no rate is known',
    business_discount Nullable(Decimal(38, 6)) COMMENT 'Discount in the currency of the business, at the day''s rate; NULL while no rate is known',
    business_returned Nullable(Decimal(38, 6)) COMMENT 'Value taken back in the currency of the business, at the day''s rate; NULL while no rate is known',
    business_net Nullable(Decimal(38, 6)) COMMENT 'business_gross - business_discount - business_returned: adds up to net sales in the currency of the business, at the day''s rate; NULL while no rate is known',
    business_tax Nullable(Decimal(38, 6)) COMMENT 'Tax in the currency of the business, at the day''s rate; NULL while no rate is known',
    business_shipping Nullable(Decimal(38, 6)) COMMENT 'Shipping in the currency of the business, at the day''s rate; NULL while no rate is known',
    business_duties Nullable(Decimal(38, 6)) COMMENT 'Customs duties in the currency of the business, at the day''s rate; NULL while no rate is known',
    business_fees Nullable(Decimal(38, 6)) COMMENT 'Fees in the currency of the business, at the day''s rate; NULL while no rate is known'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
    day, occurred_at, source, id, kind, order_id, customer, country, channel, campaign, product, product_type, vendor,
    sku, location, staff, currency, quantity, fx, gross, discount, returned, gross - discount - returned AS net, tax, shipping, duties, fees, goals,
    (SELECT argMax(currency, version) FROM {database}.business) AS business_currency,
    multiIf(fx = 0, NULL, fx = 1, toDecimal128(gross, 6), toDecimal128(roundBankers(toDecimal128(gross, 6) * fx, 6), 6)) AS business_gross,
    multiIf(fx = 0, NULL, fx = 1, toDecimal128(discount, 6), toDecimal128(roundBankers(toDecimal128(discount, 6) * fx, 6), 6)) AS business_discount,
    multiIf(fx = 0, NULL, fx = 1, toDecimal128(returned, 6), toDecimal128(roundBankers(toDecimal128(returned, 6) * fx, 6), 6)) AS business_returned,
    business_gross - business_discount - business_returned AS business_net,
    multiIf(fx = 0, NULL, fx = 1, toDecimal128(tax, 6), toDecimal128(roundBankers(toDecimal128(tax, 6) * fx, 6), 6)) AS business_tax,
    multiIf(fx = 0, NULL, fx = 1, toDecimal128(shipping, 6), toDecimal128(roundBankers(toDecimal128(shipping, 6) * fx, 6), 6)) AS business_shipping,
    multiIf(fx = 0, NULL, fx = 1, toDecimal128(duties, 6), toDecimal128(roundBankers(toDecimal128(duties, 6) * fx, 6), 6)) AS business_duties,
    multiIf(fx = 0, NULL, fx = 1, toDecimal128(fees, 6), toDecimal128(roundBankers(toDecimal128(fees, 6) * fx, 6), 6)) AS business_fees
FROM {database}.fact_sale FINAL
COMMENT 'The sales ledger, entry by entry, in its latest version'
