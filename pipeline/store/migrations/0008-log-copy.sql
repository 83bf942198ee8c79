CREATE TABLE IF NOT EXISTS log_copy
(
    topic LowCardinality(String) COMMENT 'Topic of the log',
    slot String COMMENT 'The key where the topic keeps the newest record of each, otherwise partition@offset',
    key String COMMENT 'Key of the record',
    value String COMMENT 'Value of the record',
    gone UInt8 COMMENT '1 where the record takes its key away',
    headers String COMMENT 'Headers of the record, as JSON',
    partition UInt32 COMMENT 'Partition in the log',
    offset UInt64 COMMENT 'Offset in the partition; of one slot the greatest counts',
    appended_at UInt64 COMMENT 'When it was appended, milliseconds since the epoch, UTC'
)
ENGINE = ReplacingMergeTree(offset)
PARTITION BY topic
ORDER BY (topic, slot)
TTL toDateTime(intDiv(appended_at, 1000)) + INTERVAL 28 DAY DELETE WHERE topic = 'dead-letters'
COMMENT 'What only the log knows: agreed goals, requests about personal data and dead letters, to restore them where the log is lost'
