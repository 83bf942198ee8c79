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

CREATE TABLE IF NOT EXISTS reattribution_group
(
    batch String COMMENT 'The statement that it is for',
    hash UInt64 COMMENT 'Hash of a combination of values that facts have',
    goals Array(LowCardinality(String)) COMMENT 'Goals that such facts count towards',
    shares Array(UInt32) COMMENT 'The touches that each of the goals got, as bits; empty where every goal got the whole',
    made DateTime DEFAULT now() COMMENT 'When it was written; a crash may leave it behind'
)
ENGINE = MergeTree
PARTITION BY batch
ORDER BY hash
TTL made + INTERVAL 1 DAY
COMMENT 'What facts with the same values count towards, while they are attributed anew'
;
