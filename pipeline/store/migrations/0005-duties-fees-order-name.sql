ALTER TABLE fact_sale
  ADD COLUMN IF NOT EXISTS order_name String COMMENT 'What people call the order, such as #1001, or empty' AFTER order_id,
  ADD COLUMN IF NOT EXISTS duties Decimal(18, 6) COMMENT 'Customs duties, before tax' AFTER shipping,
  ADD COLUMN IF NOT EXISTS fees Decimal(18, 6) COMMENT 'Fees that the customer paid, before tax' AFTER duties,
  COMMENT COLUMN kind 'line, discount, shipping, tax, edit, reversal, return or other',
  COMMENT COLUMN quantity 'Units sold; negative for a return or reversal',
  COMMENT COLUMN returned 'Value taken back, positive for a return or reversal'
;
