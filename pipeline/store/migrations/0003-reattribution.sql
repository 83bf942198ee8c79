CREATE TABLE IF NOT EXISTS reattribution
(
    pass String COMMENT 'Tells one pass over the facts from another',
    type LowCardinality(String) COMMENT 'Type of the facts',
    month UInt32 COMMENT 'Their month, as in 202611',
    days Array(Date) COMMENT 'The local days whose facts were attributed anew',
    done UInt8 COMMENT '1 once the days are marked for their aggregates to be made anew',
    version UInt64 COMMENT 'The greatest counts'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (type, month, pass)
COMMENT 'Attributions under new goals that are under way, so that a crash leaves no day unmarked'
;
