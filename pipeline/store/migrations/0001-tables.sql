CREATE TABLE IF NOT EXISTS fact_day (
  type LowCardinality(String) COMMENT 'Type of the fact',
  source LowCardinality(String) COMMENT 'Connection the fact came from',
  stream LowCardinality(String) COMMENT 'Stream of the connection',
  id String COMMENT 'Id of the fact within its stream',
  day Date COMMENT 'A local day the fact has stood on; 1970-01-01 for a deletion of an unknown fact',
  rank UInt64 COMMENT 'How the version that said so stands against others; the greatest wins',
  version UInt64 ALIAS bitShiftRight(rank, 11) COMMENT 'Version of the fact that said so',
  digest UInt32 COMMENT 'Digest of the content of that version',
  deleted UInt8 COMMENT '1 if that version took the fact off this day'
)
ENGINE = ReplacingMergeTree(rank)
ORDER BY (type, source, stream, id, day)
SETTINGS min_bytes_for_wide_part = 50000000, merge_selector_base = 1000
COMMENT 'All days on which a fact has ever stood, to take it off the earlier ones when it moves'
;

CREATE TABLE IF NOT EXISTS fact_sale (
  day Date COMMENT 'Local day in the time zone of the business',
  source LowCardinality(String) COMMENT 'Connection the fact came from',
  stream LowCardinality(String) COMMENT 'Stream of the connection',
  id String COMMENT 'Id of the fact within its stream',
  rank UInt64 COMMENT 'Version, then a deletion, then the content''s digest: the greatest wins',
  version UInt64 ALIAS bitShiftRight(rank, 11) COMMENT 'Version of the fact',
  deleted UInt8 COMMENT '1 if the fact does not stand on this day any more',
  rules UInt64 COMMENT 'Revision of the goals it was attributed under',
  goals Array(LowCardinality(String)) COMMENT 'Goals it counts towards',
  shares Array(UInt32) COMMENT 'For each of the goals the touches it got, as bits, the oldest the lowest; empty where every goal got the whole',
  occurred_at DateTime64(3, 'UTC') COMMENT 'When it happened, UTC',
  observed_at DateTime64(3, 'UTC') COMMENT 'When the connector saw it, UTC',
  shop LowCardinality(String) COMMENT 'Shop, or empty',
  channel LowCardinality(String) COMMENT 'Sales or marketing channel, or empty',
  campaign String COMMENT 'Campaign, or empty',
  country LowCardinality(String) COMMENT 'Country, or empty',
  device LowCardinality(String) COMMENT 'Kind of device, or empty',
  product String COMMENT 'Product, or empty',
  product_type LowCardinality(String) COMMENT 'Type of product, or empty',
  vendor LowCardinality(String) COMMENT 'Vendor of the product, or empty',
  sku String COMMENT 'Stock keeping unit, or empty',
  location LowCardinality(String) COMMENT 'Location of the sale or stock, or empty',
  staff LowCardinality(String) COMMENT 'Member of staff, or empty',
  carrier LowCardinality(String) COMMENT 'Carrier, or empty',
  kind LowCardinality(String) COMMENT 'line, discount, shipping, tax, edit, return or other',
  order_id String COMMENT 'Order',
  line String COMMENT 'Line of the order, or empty',
  quantity Decimal(18, 6) COMMENT 'Units sold; negative for a return',
  currency LowCardinality(String) COMMENT 'Currency of the shop, ISO 4217',
  gross Decimal(18, 6) COMMENT 'Gross sales in the currency of the shop, before tax',
  fx Decimal(18, 9) DEFAULT 1 COMMENT 'Factor from the currency of the shop to that of the business on the day; 0 while no rate is known',
  discount Decimal(18, 6) COMMENT 'Discount given',
  returned Decimal(18, 6) COMMENT 'Value taken back, positive for a return',
  tax Decimal(18, 6) COMMENT 'Tax',
  shipping Decimal(18, 6) COMMENT 'Shipping charged',
  original_amount Decimal(18, 6) COMMENT 'Net amount in the currency the customer paid in',
  original_currency LowCardinality(String) COMMENT 'Currency the customer paid in, or empty if it is that of the shop',
  customer String COMMENT 'Pseudonymous key of the customer, or empty',
  first_order UInt8 DEFAULT 2 COMMENT '1 first order of the customer, 0 a later one, 2 unknown',
  first_touch_channel LowCardinality(String) COMMENT 'Channel of the first touch before the sale, or empty',
  first_touch_campaign String COMMENT 'Campaign of the first touch before the sale, or empty',
  first_touch_at DateTime64(3, 'UTC') COMMENT 'Time of the first touch, UTC; 1970-01-01 if unknown',
  last_touch_channel LowCardinality(String) COMMENT 'Channel of the last touch before the sale, or empty',
  last_touch_campaign String COMMENT 'Campaign of the last touch before the sale, or empty',
  last_touch_at DateTime64(3, 'UTC') COMMENT 'Time of the last touch, UTC; 1970-01-01 if unknown',
  touches_channel Array(String) COMMENT 'Channel of each known touch before the sale, oldest first, or empty',
  touches_campaign Array(String) COMMENT 'Campaign of each of them, or empty',
  touches_at Array(DateTime64(3, 'UTC')) COMMENT 'Time of each of them, UTC; 1970-01-01 if unknown'
)
ENGINE = ReplacingMergeTree(rank, deleted)
PARTITION BY toYear(day)
ORDER BY (day, source, stream, id)
SETTINGS min_bytes_for_wide_part = 50000000, merge_selector_base = 1000
COMMENT 'Sales ledger: each entry at its own time, signed'
;

CREATE TABLE IF NOT EXISTS fact_traffic (
  day Date COMMENT 'Local day in the time zone of the business',
  source LowCardinality(String) COMMENT 'Connection the fact came from',
  stream LowCardinality(String) COMMENT 'Stream of the connection',
  id String COMMENT 'Id of the fact within its stream',
  rank UInt64 COMMENT 'Version, then a deletion, then the content''s digest: the greatest wins',
  version UInt64 ALIAS bitShiftRight(rank, 11) COMMENT 'Version of the fact',
  deleted UInt8 COMMENT '1 if the fact does not stand on this day any more',
  rules UInt64 COMMENT 'Revision of the goals it was attributed under',
  goals Array(LowCardinality(String)) COMMENT 'Goals it counts towards',
  occurred_at DateTime64(3, 'UTC') COMMENT 'When it happened, UTC',
  observed_at DateTime64(3, 'UTC') COMMENT 'When the connector saw it, UTC',
  shop LowCardinality(String) COMMENT 'Shop, or empty',
  channel LowCardinality(String) COMMENT 'Sales or marketing channel, or empty',
  campaign String COMMENT 'Campaign, or empty',
  country LowCardinality(String) COMMENT 'Country, or empty',
  device LowCardinality(String) COMMENT 'Kind of device, or empty',
  product String COMMENT 'Product, or empty',
  product_type LowCardinality(String) COMMENT 'Type of product, or empty',
  vendor LowCardinality(String) COMMENT 'Vendor of the product, or empty',
  sku String COMMENT 'Stock keeping unit, or empty',
  location LowCardinality(String) COMMENT 'Location of the sale or stock, or empty',
  staff LowCardinality(String) COMMENT 'Member of staff, or empty',
  carrier LowCardinality(String) COMMENT 'Carrier, or empty',
  sessions UInt64 COMMENT 'Sessions',
  visitors UInt64 COMMENT 'Visitors',
  engaged UInt64 COMMENT 'Engaged sessions',
  added_to_cart UInt64 COMMENT 'Sessions that added to the cart',
  reached_checkout UInt64 COMMENT 'Sessions that reached the checkout',
  converted UInt64 COMMENT 'Sessions with at least one order'
)
ENGINE = ReplacingMergeTree(rank, deleted)
PARTITION BY toYear(day)
ORDER BY (day, source, stream, id)
SETTINGS min_bytes_for_wide_part = 50000000, merge_selector_base = 1000
COMMENT 'Visits: counts of one day in one combination of dimensions'
;

CREATE TABLE IF NOT EXISTS fact_feedback (
  day Date COMMENT 'Local day in the time zone of the business',
  source LowCardinality(String) COMMENT 'Connection the fact came from',
  stream LowCardinality(String) COMMENT 'Stream of the connection',
  id String COMMENT 'Id of the fact within its stream',
  rank UInt64 COMMENT 'Version, then a deletion, then the content''s digest: the greatest wins',
  version UInt64 ALIAS bitShiftRight(rank, 11) COMMENT 'Version of the fact',
  deleted UInt8 COMMENT '1 if the fact does not stand on this day any more',
  rules UInt64 COMMENT 'Revision of the goals it was attributed under',
  goals Array(LowCardinality(String)) COMMENT 'Goals it counts towards',
  occurred_at DateTime64(3, 'UTC') COMMENT 'When it happened, UTC',
  observed_at DateTime64(3, 'UTC') COMMENT 'When the connector saw it, UTC',
  shop LowCardinality(String) COMMENT 'Shop, or empty',
  channel LowCardinality(String) COMMENT 'Sales or marketing channel, or empty',
  campaign String COMMENT 'Campaign, or empty',
  country LowCardinality(String) COMMENT 'Country, or empty',
  device LowCardinality(String) COMMENT 'Kind of device, or empty',
  product String COMMENT 'Product, or empty',
  product_type LowCardinality(String) COMMENT 'Type of product, or empty',
  vendor LowCardinality(String) COMMENT 'Vendor of the product, or empty',
  sku String COMMENT 'Stock keeping unit, or empty',
  location LowCardinality(String) COMMENT 'Location of the sale or stock, or empty',
  staff LowCardinality(String) COMMENT 'Member of staff, or empty',
  carrier LowCardinality(String) COMMENT 'Carrier, or empty',
  kind LowCardinality(String) COMMENT 'review, csat or nps',
  score Decimal(18, 6) COMMENT 'Score given',
  scale_min Decimal(18, 6) COMMENT 'Lowest score of the scale',
  scale_max Decimal(18, 6) COMMENT 'Highest score of the scale',
  order_id String COMMENT 'Order, or empty',
  customer String COMMENT 'Pseudonymous key of the customer, or empty'
)
ENGINE = ReplacingMergeTree(rank, deleted)
PARTITION BY toYear(day)
ORDER BY (day, source, stream, id)
SETTINGS min_bytes_for_wide_part = 50000000, merge_selector_base = 1000
COMMENT 'Reviews, CSAT and NPS answers'
;

CREATE TABLE IF NOT EXISTS fact_shipment (
  day Date COMMENT 'Local day in the time zone of the business',
  source LowCardinality(String) COMMENT 'Connection the fact came from',
  stream LowCardinality(String) COMMENT 'Stream of the connection',
  id String COMMENT 'Id of the fact within its stream',
  rank UInt64 COMMENT 'Version, then a deletion, then the content''s digest: the greatest wins',
  version UInt64 ALIAS bitShiftRight(rank, 11) COMMENT 'Version of the fact',
  deleted UInt8 COMMENT '1 if the fact does not stand on this day any more',
  rules UInt64 COMMENT 'Revision of the goals it was attributed under',
  goals Array(LowCardinality(String)) COMMENT 'Goals it counts towards',
  occurred_at DateTime64(3, 'UTC') COMMENT 'When it happened, UTC',
  observed_at DateTime64(3, 'UTC') COMMENT 'When the connector saw it, UTC',
  shop LowCardinality(String) COMMENT 'Shop, or empty',
  channel LowCardinality(String) COMMENT 'Sales or marketing channel, or empty',
  campaign String COMMENT 'Campaign, or empty',
  country LowCardinality(String) COMMENT 'Country, or empty',
  device LowCardinality(String) COMMENT 'Kind of device, or empty',
  product String COMMENT 'Product, or empty',
  product_type LowCardinality(String) COMMENT 'Type of product, or empty',
  vendor LowCardinality(String) COMMENT 'Vendor of the product, or empty',
  sku String COMMENT 'Stock keeping unit, or empty',
  location LowCardinality(String) COMMENT 'Location of the sale or stock, or empty',
  staff LowCardinality(String) COMMENT 'Member of staff, or empty',
  carrier LowCardinality(String) COMMENT 'Carrier, or empty',
  order_id String COMMENT 'Order',
  ordered_at DateTime64(3, 'UTC') COMMENT 'When it was ordered, UTC; 1970-01-01 if unknown',
  promised_at DateTime64(3, 'UTC') COMMENT 'When it was promised for, UTC; 1970-01-01 if unknown',
  shipped_at DateTime64(3, 'UTC') COMMENT 'When it was shipped, UTC; 1970-01-01 if unknown',
  delivered_at DateTime64(3, 'UTC') COMMENT 'When it was delivered, UTC; 1970-01-01 if unknown',
  on_time UInt8 DEFAULT 2 COMMENT '1 delivered by the end of the promised day, 0 not, 2 unknown',
  exception LowCardinality(String) COMMENT 'What went wrong, or empty'
)
ENGINE = ReplacingMergeTree(rank, deleted)
PARTITION BY toYear(day)
ORDER BY (day, source, stream, id)
SETTINGS min_bytes_for_wide_part = 50000000, merge_selector_base = 1000
COMMENT 'Parcels'
;

CREATE TABLE IF NOT EXISTS fact_return (
  day Date COMMENT 'Local day in the time zone of the business',
  source LowCardinality(String) COMMENT 'Connection the fact came from',
  stream LowCardinality(String) COMMENT 'Stream of the connection',
  id String COMMENT 'Id of the fact within its stream',
  rank UInt64 COMMENT 'Version, then a deletion, then the content''s digest: the greatest wins',
  version UInt64 ALIAS bitShiftRight(rank, 11) COMMENT 'Version of the fact',
  deleted UInt8 COMMENT '1 if the fact does not stand on this day any more',
  rules UInt64 COMMENT 'Revision of the goals it was attributed under',
  goals Array(LowCardinality(String)) COMMENT 'Goals it counts towards',
  occurred_at DateTime64(3, 'UTC') COMMENT 'When it happened, UTC',
  observed_at DateTime64(3, 'UTC') COMMENT 'When the connector saw it, UTC',
  shop LowCardinality(String) COMMENT 'Shop, or empty',
  channel LowCardinality(String) COMMENT 'Sales or marketing channel, or empty',
  campaign String COMMENT 'Campaign, or empty',
  country LowCardinality(String) COMMENT 'Country, or empty',
  device LowCardinality(String) COMMENT 'Kind of device, or empty',
  product String COMMENT 'Product, or empty',
  product_type LowCardinality(String) COMMENT 'Type of product, or empty',
  vendor LowCardinality(String) COMMENT 'Vendor of the product, or empty',
  sku String COMMENT 'Stock keeping unit, or empty',
  location LowCardinality(String) COMMENT 'Location of the sale or stock, or empty',
  staff LowCardinality(String) COMMENT 'Member of staff, or empty',
  carrier LowCardinality(String) COMMENT 'Carrier, or empty',
  order_id String COMMENT 'Order',
  requested_at DateTime64(3, 'UTC') COMMENT 'When the return was asked for, UTC; 1970-01-01 if unknown',
  received_at DateTime64(3, 'UTC') COMMENT 'When the goods came back, UTC; 1970-01-01 if unknown',
  reason LowCardinality(String) COMMENT 'Reason, or empty',
  quantity Decimal(18, 6) COMMENT 'Units sent back'
)
ENGINE = ReplacingMergeTree(rank, deleted)
PARTITION BY toYear(day)
ORDER BY (day, source, stream, id)
SETTINGS min_bytes_for_wide_part = 50000000, merge_selector_base = 1000
COMMENT 'Goods customers send back'
;

CREATE TABLE IF NOT EXISTS fact_rate (
  day Date COMMENT 'Day the rate was published for',
  source LowCardinality(String) COMMENT 'Connection the fact came from',
  stream LowCardinality(String) COMMENT 'Stream of the connection',
  id String COMMENT 'Id of the fact within its stream',
  rank UInt64 COMMENT 'Version, then a deletion, then the content''s digest: the greatest wins',
  version UInt64 ALIAS bitShiftRight(rank, 11) COMMENT 'Version of the fact',
  deleted UInt8 COMMENT '1 if the fact does not stand on this day any more',
  rules UInt64 COMMENT 'Revision of the goals in force when it was stored',
  goals Array(LowCardinality(String)) COMMENT 'Empty: no goal counts a rate',
  occurred_at DateTime64(3, 'UTC') COMMENT 'When it was published, UTC',
  observed_at DateTime64(3, 'UTC') COMMENT 'When the connector saw it, UTC',
  currency LowCardinality(String) COMMENT 'Currency, ISO 4217',
  base LowCardinality(String) COMMENT 'EUR',
  rate Decimal(18, 6) COMMENT 'Units of the currency for one euro'
)
ENGINE = ReplacingMergeTree(rank, deleted)
PARTITION BY toYear(day)
ORDER BY (day, source, stream, id)
SETTINGS min_bytes_for_wide_part = 50000000, merge_selector_base = 1000
COMMENT 'Reference rates of currencies'
;

CREATE TABLE IF NOT EXISTS goal_daily (
  goal LowCardinality(String) COMMENT 'Goal',
  part LowCardinality(String) COMMENT 'Part of its metric',
  day Date COMMENT 'Local day',
  value Decimal(38, 6) COMMENT 'Sum of the part on that day',
  facts UInt64 COMMENT 'Number of facts counted',
  uniq AggregateFunction(uniqExact, String) COMMENT 'Exact set of what a distinct part counts',
  digest AggregateFunction(quantilesTDigest(0.5, 0.75, 0.9, 0.95, 0.99), Float64) COMMENT 'Approximate distribution of what a percentile part looks at',
  version UInt64 COMMENT 'Version of the computation; the greatest wins'
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (goal, part, day)
SETTINGS min_bytes_for_wide_part = 50000000
COMMENT 'What counted towards each goal on each day: the parts of rates, never rates'
;

CREATE TABLE IF NOT EXISTS part_definition (
  id LowCardinality(String) COMMENT 'Part of metrics',
  definition String COMMENT 'Digest of what its aggregates were made by',
  version UInt64 COMMENT 'The greatest counts'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id
COMMENT 'How the parts in goal_daily were defined, to make them anew when that changes'
;
