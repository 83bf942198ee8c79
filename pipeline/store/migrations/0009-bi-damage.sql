CREATE TABLE IF NOT EXISTS damage
(
    type LowCardinality(String) COMMENT 'Type of the facts',
    first_day Date COMMENT 'First local day',
    last_day Date COMMENT 'Last local day',
    since DateTime64(3, 'UTC') COMMENT 'When it was noticed, UTC',
    gone UInt8 COMMENT '1 once the facts are there again',
    version UInt64 COMMENT 'The greatest counts'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (type, first_day, last_day)
COMMENT 'Days that the store has lost facts of, as the log knows them'
;
CREATE VIEW {bi}.damage
(
    type String COMMENT 'Type of the facts: sale, traffic, feedback, shipment, return or rate',
    first_day Date COMMENT 'First local day in the business''s time zone',
    last_day Date COMMENT 'Last local day',
    since DateTime64(3, 'UTC') COMMENT 'When it was noticed'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT type, first_day, last_day, since FROM {database}.damage FINAL WHERE gone = 0
COMMENT 'Days that the store has lost facts of: while a row is here, figures of other views on these days are too small. Empty where all is well; goalstream repair brings the facts back'
