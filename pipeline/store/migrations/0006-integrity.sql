CREATE TABLE IF NOT EXISTS identity
(
    kind LowCardinality(String) COMMENT 'store: an id of this store; log: the id of a log that it belongs to',
    id String COMMENT 'The id',
    gone UInt8 COMMENT '1 once it counts no more',
    version UInt64 COMMENT 'The greatest counts'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (kind, id)
COMMENT 'Which store this is and which log it belongs to: the log names the store in turn'
